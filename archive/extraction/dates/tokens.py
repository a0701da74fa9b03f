"""Tokenizer of dates: cuts a folded text into islands, unbroken runs of words that a date can be made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.extraction.dates.vocabulary import Kind, Vocabulary, Word


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, mark or phrase of the folded text at `[start, end)`."""

    word: Word
    kind: Kind
    """The word's kind and value, which rules ask for all the time."""
    value: int
    text: str
    start: int
    end: int


def _token(word: Word, text: str, start: int, end: int) -> Token:
    return Token(word, word.kind, word.value, text, start, end)


Island = tuple[Token, ...]
"""Tokens of one run, closed by LOOKAHEAD tokens of kind END, so that every rule can look ahead."""

LOOKAHEAD = 6

#: Times (11:02) and grouped numbers (125,000) are single tokens, so that no date is read out of them.
_TOKEN = re.compile(
    r"(?P<other>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?|[0-9]{1,3}(?:[,\u066c][0-9]{3})+(?![0-9])|[0-9]+\u066b[0-9]+)"
    r"|(?P<number>[0-9]+)|(?P<word>[^\W\d_]+)|(?P<mark>[^\w\s]|_)|(?P<line>\n)"
)
_MARKS = frozenset("/-–—−ـ().,،[]:|\"'«»“”")
_YEAR_NEXT = re.compile(r"[\s,،/-]{0,3}(?:عام |سنه )?[0-9]{4}(?![0-9])")
_LONGEST_YEAR = 4
_MARK = Word(Kind.MARK)
_END = Word(Kind.END)
#: What makes an island worth parsing.
_CORES = frozenset(
    {
        Kind.NUMBER, Kind.MONTH, Kind.WEEKDAY, Kind.UNIT, Kind.RELATIVE_DAY, Kind.SEASON, Kind.DECADE,
        Kind.PORTION, Kind.FRACTION,
    }
)  # fmt: skip


def islands(folded: str, words: Vocabulary) -> Iterator[Island]:
    """Yield the islands of a folded text in order, in linear time."""
    run: list[Token] = []
    cores = False
    for match in _TOKEN.finditer(folded):
        group = match.lastgroup
        text = match.group()
        word: Word | None
        if group == "word":
            word = words.words.get(text)
            if word is None and run and len(text) >= 4:
                word = _slip(folded, match, run[-1], words)
        elif group == "number":
            word = _number(folded, match)
        elif group == "mark" and run:
            word = _MARK if text in _MARKS else None
        else:
            word = None
        if word is not None:
            run.append(_token(word, text, match.start(), match.end()))
            cores = cores or word.kind in _CORES or text in words.phrases
        elif run:
            if cores:
                yield _closed(run, words)
            run, cores = [], False
    if run and cores:
        yield _closed(run, words)


def _number(folded: str, match: re.Match[str]) -> Word | None:
    """Return a number of at most four digits that no Latin letter touches from the left, or None."""
    before = folded[match.start() - 1] if match.start() else ""
    if match.end() - match.start() > _LONGEST_YEAR or (before.isascii() and before.isalpha()):
        return None
    return Word(Kind.NUMBER, int(match.group()))


def _slip(folded: str, match: re.Match[str], before: Token, words: Vocabulary) -> Word | None:
    """Return a misspelt month where only a month can stand: after a day and before a year; else None."""
    after_day = before.kind in {Kind.NUMBER, Kind.ORDINAL} or before.text == "/"
    if after_day and _YEAR_NEXT.match(folded, match.end()):
        return words.misspelt_month(match.group())
    return None


def _closed(run: list[Token], words: Vocabulary) -> Island:
    """Return the run with its phrases joined, closed by tokens of kind END."""
    joined: list[Token] = []
    at = 0
    while at < len(run):
        token, at = _phrase(run, at, words)
        joined.append(token)
    last = run[-1].end
    joined.extend([_token(_END, "", last, last)] * LOOKAHEAD)
    return tuple(joined)


def _phrase(run: list[Token], at: int, words: Vocabulary) -> tuple[Token, int]:
    """Return the longest phrase at a token, or the token itself, with the place after it."""
    first = run[at]
    for rest, word in words.phrases.get(first.text, ()):
        after = at + 1 + len(rest)
        if tuple(token.text for token in run[at + 1 : after]) == rest:
            last = run[after - 1]
            return _token(word, " ".join((first.text, *rest)), first.start, last.end), after
    return first, at + 1
