"""Faults on purpose: kills, full disks, damages, hostile requests; seeded, bounded, on 127.0.0.1 only."""
