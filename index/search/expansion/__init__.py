"""Query expansion: patterns, synonyms, attested spellings, and relevance feedback."""
