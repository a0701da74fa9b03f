"""Exports of other programs: social networks, crawlers, reference managers, news agencies."""
