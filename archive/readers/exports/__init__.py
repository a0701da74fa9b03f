"""What other programs export: social networks, crawlers, reference managers, news agencies."""
