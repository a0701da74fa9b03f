"""The schema: which fields an article has in the index, and how each becomes terms.

`text` holds the title once and then the body, as stems; `surface` holds the same words normalised. A
title's word weighs three times a body's (as in BM25F), the first words of an article without a title twice
as much, and a gap of positions after the title keeps phrases from running on into the body. `named` holds the
ids of organisations and people that `index.screening.known` finds in both, or whose figures are told;
`author` a whole byline.
"""

from __future__ import annotations

#: Raised by hand when the meaning of a field changes; part of the fingerprint.
SCHEMA_VERSION = 6
#: How much more a word of the title counts than one of the body.
TITLE_WEIGHT = 3
#: How many words of a body stand for the title that an article lacks, and how much each counts.
LEAD_WORDS, LEAD_WEIGHT = 30, 2
#: Positions left free between title and body; no phrase or window reaches across.
TITLE_GAP = 100

#: Fields that hold words with their positions.
WORD_FIELDS = ("text", "surface", "title", "byline")
#: Fields that hold whole values.
VALUE_FIELDS = (
    "id", "url", "outlet", "platform", "agency", "language", "warning", "unit", "action", "named", "author",
)  # fmt: skip
