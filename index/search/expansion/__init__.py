"""What a search finds beside the letters typed: patterns, synonyms, attested spellings, feedback."""
