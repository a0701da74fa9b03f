"""Quotations: finds where the one at the cursor ends, and reads how far apart its words may be."""

from __future__ import annotations

from index.query.lexer import DOUBLE_QUOTES, SINGLE_QUOTES, Kind
from index.query.token_cursor import Cursor

#: Words between the words of a phrase, at most.
LARGEST_SLOP = 99

_PARTNERS = {
    '"': '"', "«": "»", "»": "«", "“": "”", "”": "“", "„": "“”", "‟": "”", "‹": "›", "›": "‹", "‘": "’",
    "’": "‘",
}  # fmt: skip


def closing_quote(cursor: Cursor) -> int | None:
    """Return the place in the row of the quote that closes the one at the cursor; None if there is none.

    It is the quote's partner, else its like, else any quote, for people mix them.
    """
    sign = cursor.text[cursor.next.start]
    like = SINGLE_QUOTES if sign in SINGLE_QUOTES else DOUBLE_QUOTES
    for closers in (_PARTNERS[sign], sign, like):
        if closers not in cursor.absent:
            for place in range(cursor.at + 1, len(cursor.row)):
                lexeme = cursor.row[place]
                if lexeme.kind is Kind.QUOTE and cursor.text[lexeme.start] in closers:
                    return place
            cursor.absent.add(closers)
    return None


def read_slop(cursor: Cursor) -> int:
    """Read the number after a phrase (`"…"~5`), `LARGEST_SLOP` at most; 0 if there is none."""
    if not cursor.glued(0, Kind.TILDE):
        return 0
    cursor.at += 1
    number = cursor.glued(0, Kind.WORD)
    if number is None:
        return 0
    cursor.at += 1
    return min(int(number.norm), LARGEST_SLOP)
