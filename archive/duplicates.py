"""The public face of near-duplicate detection: `are_near_duplicates`."""

from __future__ import annotations

from archive.dedup.minhash import are_near_duplicates

__all__ = ["are_near_duplicates"]
