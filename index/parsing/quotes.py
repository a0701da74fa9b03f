"""Where a quotation at the cursor ends, and how far apart its words may be."""

from __future__ import annotations

from index.parsing.cursor import Cursor
from index.parsing.lexer import SINGLE_QUOTES, Kind

#: Words between the words of a phrase, at most.
LARGEST_SLOP = 99

_PARTNERS = {
    '"': '"', "«": "»", "»": "«", "“": "”", "”": "“", "„": "“”", "‟": "”", "‹": "›", "›": "‹", "‘": "’",
    "’": "‘",
}  # fmt: skip


def closing_quote(cursor: Cursor) -> int | None:
    """The place in the row of the quote that closes the one at the cursor; None if there is none.

    It is the quote's partner, else its like, else any quote, for people mix them.
    """
    sign = cursor.text[cursor.next.start]
    quotes = [
        (place, cursor.text[lexeme.start])
        for place, lexeme in enumerate(cursor.row[cursor.at + 1 :], cursor.at + 1)
        if lexeme.kind is Kind.QUOTE
    ]
    is_single = sign in SINGLE_QUOTES
    like = "".join(quote for _, quote in quotes if (quote in SINGLE_QUOTES) == is_single)
    for closers in (_PARTNERS[sign], sign, like):
        found = next((place for place, quote in quotes if quote in closers), None)
        if found is not None:
            return found
    return None


def read_slop(cursor: Cursor) -> int:
    """The number after a phrase (`"…"~5`), read at the cursor; 0 if there is none."""
    if not cursor.glued(0, Kind.TILDE):
        return 0
    cursor.at += 1
    number = cursor.glued(0, Kind.WORD)
    if number is None:
        return 0
    cursor.at += 1
    return min(int(number.norm), LARGEST_SLOP)
