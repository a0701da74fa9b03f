"""Reading patterns at the cursor: `تغريد*`, `تغر*دة`, `كلمة~1`, and a star that stands alone."""

from __future__ import annotations

import re

from index.query.cursor import Cursor
from index.query.fields import Field
from index.query.lexer import Kind, Lexeme, begins
from index.query.terms import Context, Unit, every_unit, expanded_unit, visible

#: Letters before the first star.
SHORTEST_PREFIX = 2
#: Letters of a word that may be one letter off.
SHORTEST_FUZZY = 3

_STARS = re.compile(r"\*+")


def read_star(cursor: Cursor, field: Field | None) -> Unit | None:
    """A star that stands alone means every article; one before a word is left out, and told."""
    star = cursor.next
    while cursor.glued(1, Kind.STAR):
        cursor.drop(1)
    word = cursor.glued(1, Kind.WORD, Kind.HASHTAG, Kind.QUOTE)
    if word is None and field is None and begins(cursor.text, star.start, "(+-"):
        cursor.at += 1
        return every_unit()
    if word is not None:
        cursor.tell("leading_star", star.start, word.end)
    elif field is not None:
        cursor.tell("no_pattern_here", star.start, star.end)
    cursor.drop()
    return None


def read_pattern(cursor: Cursor, field: Field | None, context: Context) -> Unit | None:
    """A word with stars in it or after it; its stars are left out if the word is too short for them."""
    parts = _parts(cursor)
    start, end = parts[0].start, parts[-1].end
    takes_no_pattern = field is not None and not field.holds_words
    if takes_no_pattern or len(parts[0].norm) < SHORTEST_PREFIX:
        cursor.tell("no_pattern_here" if takes_no_pattern else "short_prefix", start, end)
        for ahead in range(len(parts) - 1, 0, -1):
            if parts[ahead].kind is Kind.STAR:
                cursor.drop(ahead)
        return None
    cursor.at += len(parts)
    pattern = _STARS.sub("*", "".join(part.norm or "*" for part in parts))
    surface = _STARS.sub("*", visible(cursor.text[start:end]))
    if pattern.index("*") == len(pattern) - 1:
        return expanded_unit(context, "prefix", pattern[:-1], surface)
    return expanded_unit(context, "wildcard", pattern, surface)


def read_fuzzy(cursor: Cursor, field: Field | None, context: Context) -> Unit | None:
    """A word that may be one letter off: `كلمة~` or `كلمة~1`; its tilde is left out if it is too short."""
    word, tilde, number = cursor.next, cursor.row[cursor.at + 1], cursor.glued(2, Kind.WORD)
    end = (number or tilde).end
    takes_no_pattern = field is not None and not field.holds_words
    if takes_no_pattern or len(word.norm) < SHORTEST_FUZZY:
        cursor.tell("no_pattern_here" if takes_no_pattern else "short_fuzzy", word.start, end)
        for ahead in (2, 1) if number else (1,):
            cursor.drop(ahead)
        return None
    if number and number.norm != "1":
        cursor.tell("fuzzy_distance", word.start, end)
    cursor.at += 3 if number else 2
    return expanded_unit(context, "fuzzy", word.norm, f"{cursor.surface([word])}~")


def _parts(cursor: Cursor) -> list[Lexeme]:
    """The words and stars that are glued to the word at the cursor."""
    length = 1
    while (part := cursor.glued(length, Kind.STAR, Kind.WORD)) is not None:
        if part.kind is Kind.WORD and cursor.row[cursor.at + length - 1].kind is Kind.WORD:
            break
        length += 1
    return cursor.row[cursor.at : cursor.at + length]
