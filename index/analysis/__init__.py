"""Arabic analysis: from a text to its terms, with offsets into the original."""
