"""Proof by a text alone of the days in which it was written, and of the day before which it was not.

Every rule joins something that counts from the day of writing («أمس», «العام الماضي») to something that
does not («19 يوليو 2015»). A rule that finds contradictory proofs finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from archive.extraction.dates import DateInterval, find_dates, find_dates_within
from archive.extraction.dates.calendars import add_days
from archive.extraction.dates.tokens import Token, islands
from archive.extraction.dates.vocabulary import Kind, vocabulary
from archive.lexicon.outlets import PublicationWords, publication_words
from archive.model.article import Precision
from archive.text.arabic import fold

_SENTENCE: Final = re.compile(r"[^\n.!?؟]+(?:\.(?=\d)[^\n.!?؟]+)*[.!?؟]?")
_WORD: Final = re.compile(r"[^\W\d_]+")
_FUTURE: Final = re.compile(r"[وف]?س[يت]\w{3}")
_LONGEST_QUOTE: Final = 300


@dataclass(frozen=True, slots=True)
class Proof:
    """The days in which a text must have been written, and the words that say so."""

    start: date
    end: date
    quote: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the dates in it that need no anchor."""

    text: str
    dates: tuple[DateInterval, ...]


Rule = Callable[[Sequence[Sentence]], Iterator[Proof]]


def sentences(body: str) -> tuple[Sentence, ...]:
    """Return the sentences of a text, each with its dates that need no anchor."""
    found = (_stripped(body, match.start(), match.end()) for match in _SENTENCE.finditer(body))
    return tuple(
        Sentence(body[start:end], tuple(find_dates_within(body, start, end)))
        for start, end in found
        if start < end
    )


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without white space at its ends."""
    part = text[start:end]
    first = start + len(part) - len(part.lstrip())
    return first, max(first, start + len(part.rstrip()))


def prove(parts: Sequence[Sentence], today: date) -> Proof | None:
    """Return the proof by the first rule that finds one; None if none does or if the text contradicts it."""
    newest = not_before(parts, today)
    for rule in _RULES:
        proofs = list(rule(parts))
        if not proofs:
            continue
        start, end = max(p.start for p in proofs), min(p.end for p in proofs)
        agreed = start <= end and start <= today
        if not agreed or (newest is not None and newest.start > end):
            return None
        return Proof(start, end, proofs[0].quote, proofs[0].confidence)
    return None


def not_before(parts: Sequence[Sentence], today: date) -> Proof | None:
    """Return the newest day that the text tells of as past, with its sentence: it was written no earlier."""
    past = [
        Proof(found.start, found.start, part.text[:_LONGEST_QUOTE], 0.0)
        for part in parts
        if part.dates and not _looks_ahead(part.text)
        for found in part.dates
        if found.start <= today
    ]
    return max(past, key=lambda proof: proof.start, default=None)


def _looks_ahead(text: str) -> bool:
    """Tell whether a sentence may tell of the future: a word says so, or a verb with the future's «س»."""
    words = publication_words()
    said = _WORD.findall(fold(text))
    return any(word in words.ahead for word in said) or any(
        _FUTURE.match(word) and not word.lstrip("وف").startswith(tuple(words.not_ahead)) for word in said
    )


def _joined_days(parts: Sequence[Sentence]) -> Iterator[Proof]:
    """Yield proofs by a relative day with its date: اليوم الأربعاء 22 يوليو 2015, أمس الأحد 10 شوال."""
    for part in parts:
        for found in part.dates:
            offset = next((t.value for t in _tokens(found) if t.kind is Kind.RELATIVE_DAY), None)
            if offset is not None and found.precision is Precision.DAY and not found.relative:
                day = add_days(found.start, -offset)
                yield Proof(day, day, part.text[:_LONGEST_QUOTE], 0.9)


def _joined_years(parts: Sequence[Sentence]) -> Iterator[Proof]:
    """Yield proofs by a relative year with its number: العام الماضي 2014, العام الجاري 2015."""
    for part in parts:
        for found in part.dates:
            tokens = _tokens(found)
            years = [t.value for t in tokens if t.kind is Kind.NUMBER and len(t.text) == 4]
            shift = _year_shift(tokens)
            if shift is not None and len(years) == 1 and found.calendar == "gregorian":
                yield _year(years[0] - shift, part, 0.8)


def _year_shift(tokens: Sequence[Token]) -> int | None:
    """Return the shift of a year told with its number: -1 for «العام الماضي 2014» or «عام 2014 الماضي»."""
    for at, token in enumerate(tokens):
        if token.kind is Kind.UNIT and token.word.name == "year":
            kinds = [(t.kind, t.value) for t in tokens[at + 1 : at + 3]]
            shifts = [value for kind, value in kinds if kind is Kind.SHIFT and abs(value) <= 1]
            if shifts and Kind.NUMBER in {kind for kind, _ in kinds}:
                return shifts[0]
    return None


def _study_of_last_year(parts: Sequence[Sentence]) -> Iterator[Proof]:
    """Yield proofs by a study of the end of 2014 that came out «في مارس من العام الماضي»: last year was 2015.

    Taken as the first year in which it can have come out; studies of a year seldom wait for two.
    """
    words = publication_words()
    for part in parts:
        if not part.dates or not _tells_of_a_report(part.text, words):
            continue
        told = max(found.end for found in part.dates)
        for last_year in (told.year, told.year + 1):
            out = _month_of_last_year(part.text, last_year)
            if out is not None and out > told:
                yield _year(last_year + 1, part, 0.6)
                break


def _tells_of_a_report(text: str, words: PublicationWords) -> bool:
    said = {word.strip("،,:؛\"'()«»") for word in fold(text).split()}
    return not words.reports.isdisjoint(said) and not words.published.isdisjoint(said)


def _month_of_last_year(text: str, last_year: int) -> date | None:
    """Return the first day of «مارس من العام الماضي», supposing which year the last one was."""
    if not 1 <= last_year < 9990:
        return None
    for found in find_dates(text, date(last_year + 1, 6, 30)):
        kinds = {token.kind for token in _tokens(found)}
        if found.relative and found.start.year == last_year and {Kind.MONTH, Kind.UNIT, Kind.SHIFT} <= kinds:
            return found.start
    return None


def _two_past_years(parts: Sequence[Sentence]) -> Iterator[Proof]:
    """Yield a proof by «العامين الماضيين» beside 2014 and 2015, the newest years told of: written in 2016."""
    years = {found.end.year for part in parts for found in part.dates}
    newest = max(years, default=0)
    if newest - 1 not in years:
        return
    for part in parts:
        tokens = [token for island in islands(fold(part.text), vocabulary()) for token in island]
        dual = any(
            one.kind is Kind.UNIT and (one.word.name, one.value) == ("year", 2) and two.value == -1
            for one, two in pairwise(tokens)
            if two.kind is Kind.SHIFT
        )
        if dual and any(found.end.year == newest for found in part.dates):
            yield _year(newest + 1, part, 0.5)


def _year(year: int, part: Sentence, confidence: float) -> Proof:
    year = min(9998, max(1, year))
    return Proof(date(year, 1, 1), date(year, 12, 31), part.text[:_LONGEST_QUOTE], confidence)


def _tokens(found: DateInterval) -> tuple[Token, ...]:
    return next(islands(fold(found.surface), vocabulary()), ())


#: The surest first: a day, a year in one expression, a year by two.
_RULES: Final[tuple[Rule, ...]] = (_joined_days, _joined_years, _study_of_last_year, _two_past_years)
