"""Letters and bytes: Arabic folding, and the encodings of files."""
