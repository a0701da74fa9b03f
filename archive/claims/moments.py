"""Moments of telling: the words of a figure's sentence that date an announcement, or the act itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from archive.extraction.anchors import Days, anchors_of, read_whole, slack
from archive.extraction.dates import find_dates
from archive.extraction.dates.calendars import add_days
from archive.extraction.figures.clauses import core
from archive.extraction.figures.modality_cues import listed
from archive.extraction.figures.vocabulary import actions
from archive.extraction.numbers.vocabulary import read_lexicon
from archive.model.article import Precision
from archive.model.figure import Figure
from archive.text.arabic import Folded, fold

#: Words between a verb of telling and its date, at most; a date before the verb stands right before it.
_REACH, _BEFORE = 7, 1
#: Words before a date that opens its clause, at most: «وكان», «وفي».
_OPENING = 2
#: An act is dated only by a day, a week or a month: longer ones are what periods of claims differ in.
_LONGEST_ACT = timedelta(days=31)
_WORD = re.compile(r"\w+")
_CLAUSE_END = re.compile(r"[.،,؛;:!؟?«»\"“”()]")
_SINCE = frozenset({"منذ", "ومنذ", "حتي", "خلال", "وحتي", "طوال", "طيله"})
#: Any day will do to see which words are a date; this one is no month's and no year's edge.
_SOME_DAY = date(2015, 6, 17)


@dataclass(frozen=True, slots=True)
class Moment:
    """The words that date a telling."""

    said: str
    is_act: bool
    """Whether they date the act (the figure's period), not its announcement."""
    recent: tuple[int, int] | None = None
    """For «مؤخرا» and its like: the days, least and most, by which the text came later."""

    def event_days(self, published: Days) -> Days | None:
        """Return the days that the words can mean in a text of these days; None if they mean none."""
        if self.recent is not None:
            least, most = self.recent
            return add_days(published[0], -most), add_days(published[1], -least)
        read = [found for day in published if (found := read_whole(self.said, day)) is not None]
        if len(read) < 2:
            return None
        spare = timedelta() if self.is_act else max(map(slack, read))
        return min(found.start for found in read) - spare, max(found.end for found in read) + spare

    def writing_days(self, event: Days) -> Days | None:
        """Return the days on which a text can have been written whose words mean a day of the event."""
        if self.recent is not None:
            least, most = self.recent
            return add_days(event[0], least), add_days(event[1], most)
        return _act_days(self.said, event) if self.is_act else anchors_of(self.said, *event)

    @property
    def is_relative(self) -> bool:
        """Tell whether the words count from the day of writing."""
        found = read_whole(self.said, _SOME_DAY)
        return self.recent is not None or (found is not None and found.relative)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a sentence before its number, folded, with their places."""

    words: tuple[str, ...]
    places: tuple[tuple[int, int], ...]

    def between(self, start: int, end: int) -> list[str]:
        """Return the words that lie wholly between two places."""
        pairs = zip(self.words, self.places, strict=True)
        return [word for word, (first, last) in pairs if first >= start and last <= end]


def moments_of(figure: Figure, *, in_title: bool = False) -> Iterator[Moment]:
    """Yield the moments that a figure's sentence gives: of its announcement, then of the act.

    `in_title` says that the article has the claim in its title, so that «مؤخرا» means the last days.
    """
    told = _told(figure, in_title=in_title)
    if told is not None:
        yield told
    period = figure.period
    if told is not None and told.said == period:
        return
    if period and figure.action and not _SINCE & set(fold(period).split()):
        found = read_whole(period, _SOME_DAY)
        if found is not None and not found.fuzzy and found.end - found.start <= _LONGEST_ACT:
            yield Moment(period, is_act=True)


def _told(figure: Figure, *, in_title: bool) -> Moment | None:
    number = figure.sentence.find(figure.surface)
    if number < 0:
        return None
    before = figure.sentence[:number]
    words = _words(before)
    verb = next((at for at in reversed(range(len(words.words))) if core(words.words[at]) in _verbs()), None)
    if verb is None:
        return None
    place = words.places[verb]
    fitting = [
        (start, end, moment)
        for start, end, moment in _dates(before, in_title=in_title)
        if _is_of(before, words, place, (start, end))
    ]
    if not fitting:
        return None
    return min(fitting, key=lambda one: min(abs(one[0] - place[1]), abs(place[0] - one[1])))[2]


def _words(text: str) -> _Words:
    found = list(_WORD.finditer(text))
    return _Words(tuple(fold(one.group()) for one in found), tuple(one.span() for one in found))


def _dates(before: str, *, in_title: bool) -> Iterator[tuple[int, int, Moment]]:
    """Yield the dates before the number with their places."""
    for found in find_dates(before, _SOME_DAY):
        yield *found.span, Moment(found.surface, is_act=False)
    folded = Folded(before)
    for words, (least, most) in _recent().items():
        for place in re.finditer(rf"(?<!\w){words}(?!\w)", folded.text):
            start, end = folded.span(*place.span())
            longest = min(most, _headline_days()) if in_title and not least else most
            yield start, end, Moment(before[start:end], is_act=False, recent=(least, longest))


def _is_of(before: str, words: _Words, verb: tuple[int, int], when: tuple[int, int]) -> bool:
    """Tell whether a date stands by a verb of telling: behind it before what is told, or right before it."""
    if when[0] >= verb[1]:
        between = words.between(verb[1], when[0])
        return len(between) <= _REACH and not any(map(_begins_what_is_told, between))
    if len(words.between(when[1], verb[0])) > _BEFORE:
        return False
    clause = max((mark.end() for mark in _CLAUSE_END.finditer(before, 0, when[0])), default=0)
    return len(words.between(clause, when[0])) <= _OPENING


@cache
def _begins_what_is_told(word: str) -> bool:
    bare = core(word)
    is_action = any(action.pattern.fullmatch(bare) for action in actions().values())
    return is_action or bare in listed("complementizers") or bare in {"عن", "ان"}


@cache
def _verbs() -> frozenset[str]:
    return frozenset(map(fold, read_lexicon("telling_times.json")["verbs"]))


@cache
def _recent() -> Mapping[str, tuple[int, int]]:
    recent = read_lexicon("telling_times.json")["recent"]
    return {fold(words): (least, most) for words, (least, most) in recent.items()}


@cache
def _headline_days() -> int:
    return int(read_lexicon("telling_times.json")["headline_days"])


def _act_days(said: str, event: Days) -> Days | None:
    """Return the days of writing on which the words of an act mean exactly the event; None if on none.

    A month or a week must be the same one; a day may be the day beside it.
    """
    span = anchors_of(said, *event)
    if span is None:
        return None
    days = [add_days(span[0], step) for step in range((span[1] - span[0]).days + 1)]
    fitting = [day for day in days if _means(said, day, event)]
    return (fitting[0], fitting[-1]) if fitting else None


def _means(said: str, day: date, event: Days) -> bool:
    found = read_whole(said, day)
    if found is None:
        return False
    spare = timedelta(days=1 if found.precision is Precision.DAY else 0)
    return abs(found.start - event[0]) <= spare and abs(found.end - event[1]) <= spare
