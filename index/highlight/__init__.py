"""What a hit shows: matches on the original text, passages, and why it matched."""
