"""The lexer: splits a typed text into words and signs, each with its place.

Words are those of the chain, so that a query's words are an article's. A sign counts only where it can
mean something: a dash glued to the front of a word, a colon between a field's name and what is glued to it.
Others are punctuation,
as they are in an article, and are left out here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum, auto
from typing import NamedTuple

from archive.text.arabic import CONTROLS, TATWEEL
from index.analysis.tokenizer import hashtags, tokenize
from index.query.fields import FIELDS


class Kind(StrEnum):
    """The kinds of lexemes."""

    WORD = auto()
    QUOTE = auto()
    OPEN = auto()
    CLOSE = auto()
    STAR = auto()
    TILDE = auto()
    PLUS = auto()
    MINUS = auto()
    EQUALS = auto()
    COLON = auto()
    BRACKET = auto()
    HASHTAG = auto()
    PIPE = auto()


class Lexeme(NamedTuple):
    """A word, a sign, or a hashtag whole: `text[start:end]`; `norm` is a word's or a tag's folded form."""

    kind: Kind
    start: int
    end: int
    norm: str = ""


SINGLE_QUOTES = "‘’"
DOUBLE_QUOTES = '"“”„‟«»‹›'
_SIGNS = {
    "(": Kind.OPEN, ")": Kind.CLOSE, "*": Kind.STAR, "~": Kind.TILDE, "+": Kind.PLUS, "-": Kind.MINUS,
    "=": Kind.EQUALS, ":": Kind.COLON, "[": Kind.BRACKET, "|": Kind.PIPE,
} | dict.fromkeys(SINGLE_QUOTES + DOUBLE_QUOTES, Kind.QUOTE)  # fmt: skip
_SIGN = re.compile("[" + re.escape("".join(_SIGNS)) + "]")
#: What a plus or a dash cannot be for.
_NOTHING = frozenset({Kind.PLUS, Kind.MINUS, Kind.CLOSE, Kind.TILDE})
_CONTROLS = re.compile(f"[{CONTROLS}]*")
_SPACES = re.compile(rf"[\s{CONTROLS}]*")
_AFTER_TILDE = re.compile(rf"\d*(?=[\s{CONTROLS})]|$)")


def lex_words(text: str) -> list[Lexeme]:
    """Return the words of a text in order, as the chain tokenizes them; never raises."""
    return [Lexeme(Kind.WORD, *token) for token in tokenize(text)]


def lex(text: str) -> list[Lexeme]:
    """Return the words, hashtags and significant signs of a text in order; never raises."""
    words = lex_words(text)
    if "#" in text:
        words += [Lexeme(Kind.HASHTAG, *tag) for tag in hashtags(text)]
    signs = [Lexeme(_SIGNS[match.group()], *match.span()) for match in _SIGN.finditer(text)]
    if not signs:
        return sorted(words, key=_place) if "#" in text else words
    swallowed = _quotes_of_joined_words(text, words) if TATWEEL in text else ()
    kept = (sign for sign in signs if sign.kind is not Kind.QUOTE or sign.start not in swallowed)
    row = sorted((*words, *kept), key=_place)
    return list(_significant(text, row))


def is_glued(text: str, end: int, start: int) -> bool:
    """Tell whether nothing visible stands between two places of the text."""
    return end == start or (end < start and _CONTROLS.fullmatch(text, end, start) is not None)


def is_spaced(text: str, end: int, start: int) -> bool:
    """Tell whether nothing but spaces stands between two places of the text."""
    return _SPACES.fullmatch(text, end, start) is not None


def begins(text: str, position: int, after: str = "(") -> bool:
    """Tell whether something can begin at this place: after a space, the start, or one of `after`."""
    before = position - 1
    while before >= 0 and _CONTROLS.fullmatch(text[before]):
        before -= 1
    return before < 0 or text[before].isspace() or text[before] in after


def ends(text: str, position: int) -> bool:
    """Tell whether something can end at this place: before a space, the end, or a closing parenthesis."""
    return position >= len(text) or text[position].isspace() or text[position] in f"{CONTROLS})"


def is_before_space(text: str, position: int) -> bool:
    """Tell whether a space follows, and then something: a colon there is a headline's and no field's."""
    return text[position : position + 1].isspace() and not text[position:].isspace()


def _place(lexeme: Lexeme) -> tuple[int, int]:
    return lexeme.start, -lexeme.end


def _quotes_of_joined_words(text: str, words: list[Lexeme]) -> frozenset[int]:
    """Return the places of the quotes that belong to a joined word, as both of بـ"داعش" do."""
    inside = {
        position
        for word in words
        for position in range(word.start, word.end)
        if text[position] in SINGLE_QUOTES + DOUBLE_QUOTES
    }
    closing = {word.end for word in words if not inside.isdisjoint(range(word.start, word.end))}
    return frozenset(inside | closing)


def _significant(text: str, row: list[Lexeme]) -> Iterator[Lexeme]:
    """Yield the lexemes without the signs that are punctuation where they stand."""
    before: Lexeme | None = None
    for i, lexeme in enumerate(row):
        after = row[i + 1] if i + 1 < len(row) else None
        if lexeme.kind is Kind.PIPE and (before is None or after is None or after.kind is Kind.PIPE):
            continue
        glued_before = before is not None and is_glued(text, before.end, lexeme.start)
        glued_after = after is not None and is_glued(text, lexeme.end, after.start)
        if _means_something(text, lexeme, before if glued_before else None, after if glued_after else None):
            yield lexeme
            before = lexeme


def _means_something(text: str, lexeme: Lexeme, before: Lexeme | None, after: Lexeme | None) -> bool:
    """Tell whether a lexeme between its glued neighbours is more than punctuation."""
    match lexeme.kind:
        case Kind.PLUS | Kind.MINUS:
            means = after is not None and after.kind not in _NOTHING and begins(text, lexeme.start)
        case Kind.EQUALS:
            means = after is not None and after.kind is Kind.WORD and begins(text, lexeme.start, "(+-:")
        case Kind.COLON:
            named = before is not None and before.kind is Kind.WORD and before.norm in FIELDS
            means = named and before is not None and begins(text, before.start, "(+-")
            means = means and not is_before_space(text, lexeme.end)
        case Kind.TILDE:
            word = before is not None and before.kind in (Kind.WORD, Kind.QUOTE)
            means = word and _AFTER_TILDE.match(text, lexeme.end) is not None
        case Kind.QUOTE if text[lexeme.start] in SINGLE_QUOTES:
            means = begins(text, lexeme.start, "(+-:") or ends(text, lexeme.end)
        case _:
            means = True
    return means
