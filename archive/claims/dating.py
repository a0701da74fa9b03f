"""Dating by what is told: an undated article tells a claim that a dated one tells, in words that fix both.

A dated article says «أعلن تويتر مؤخرا», an undated one «أعلن تويتر قبل أسبوعين»: when the announcement was
follows from the one, and when the other was written from that. The result is an interval, as wide as the
words leave it. Only dates that an input states or a person gave prove another: no chain of inferred dates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from archive.claims.claim import Claim, Telling
from archive.claims.moments import Moment, moments_of
from archive.extraction.anchors import Days
from archive.extraction.dates.calendars import unit_span
from archive.model.article import DateSource, Precision, Published
from archive.model.figure import ASSERTED
from archive.text.arabic import fold

#: Sources of a date that may prove another.
PROVING = frozenset({DateSource.STATED, DateSource.METADATA, DateSource.CORRECTED})
#: A date that is known within a month is not looked for, and a wider one proves nothing.
MONTH = timedelta(days=31)
#: A wider interval says too little to be worth its doubt.
WIDEST = timedelta(days=366)
#: A rounder number («1000») is told of many things.
_LEAST_DIGITS, _LEAST_VALUE = 2, 20


@dataclass(frozen=True, slots=True)
class ToldDate:
    """A date of publication that follows from a claim, with the two sentences that prove it."""

    start: date
    end: date
    quote: str
    """The sentence of the article itself."""
    article: str
    """The id of the dated article that tells the same."""
    article_quote: str
    """The sentence of that article."""
    address: str | None = None
    """The web address of that article."""

    @property
    def precision(self) -> Precision:
        """Return the precision of the interval: a day, a month, else an interval."""
        if self.start == self.end:
            return Precision.DAY
        is_month = (self.start, self.end) == unit_span("month", self.start, 0)
        return Precision.MONTH if is_month else Precision.INTERVAL

    @property
    def days(self) -> Days:
        """Return the first and the last day."""
        return self.start, self.end


def is_undated(published: Published) -> bool:
    """Tell whether a date may be inferred: there is none, or an inferred one that is wider than a month."""
    if published.start is None or published.end is None:
        return published.source is not DateSource.CORRECTED
    return published.source is DateSource.INFERRED and published.end - published.start > MONTH


def may_prove(published: Published) -> bool:
    """Tell whether a date may prove another: stated or corrected, and known within a month."""
    if published.start is None or published.end is None:
        return False
    return published.source in PROVING and published.end - published.start <= MONTH


def find_told_dates(claims: Iterable[Claim], titles: Mapping[str, frozenset[str]]) -> dict[str, ToldDate]:
    """Return the dates that follow from claims, by the id of the undated article.

    `titles` holds, for each article, the values that its title tells. Where what several claims or tellings
    say of one article cannot all be true, it gets no date.
    """
    found: dict[str, list[ToldDate]] = defaultdict(list)
    for claim in claims:
        for undated in claim.tellings:
            if is_undated(undated.published) and _is_telling(undated):
                told = _date_by(undated, [one for one in claim.tellings if _proves(one, undated)], titles)
                found[undated.article].extend(told)
    return {
        article: min(dates, key=lambda one: (one.end - one.start, one.article))
        for article, dates in found.items()
        if dates and _agree([one.days for one in dates])
    }


def values_in_title(tellings: Iterable[Telling]) -> dict[str, frozenset[str]]:
    """Return for each article the values that figures of its title have."""
    told: dict[str, set[str]] = defaultdict(set)
    for telling in tellings:
        if telling.figure.field == "title":
            told[telling.article].add(str(telling.figure.value))
    return {article: frozenset(values) for article, values in told.items()}


def _is_telling(telling: Telling) -> bool:
    figure = telling.figure
    digits = len(str(int(figure.value)).rstrip("0"))
    return (
        figure.modality == ASSERTED
        and figure.state != "rejected"
        and digits >= _LEAST_DIGITS
        and figure.value >= _LEAST_VALUE
        and figure.platform is not None
    )


def _proves(telling: Telling, undated: Telling) -> bool:
    """Tell whether a telling is of another, dated article and says exactly the same."""
    one, other = telling.figure, undated.figure
    return (
        telling.article != undated.article
        and may_prove(telling.published)
        and _is_telling(telling)
        and (one.value, one.platform) == (other.value, other.platform)
    )


def _date_by(
    undated: Telling, dated: list[Telling], titles: Mapping[str, frozenset[str]]
) -> Iterator[ToldDate]:
    """Yield the dates of an undated telling; none where dated ones give times that do not meet."""
    for moment in _moments(undated, titles):
        if not moment.is_relative:
            continue
        events = [
            (event, telling)
            for telling in dated
            if moment.is_act or _same_teller(telling, undated)
            for event in _events(telling, titles, is_act=moment.is_act)
        ]
        if events and _agree([event for event, _ in events]):
            event, telling = min(events, key=lambda one: (one[0][1] - one[0][0], one[1].article))
            days = _within(moment.writing_days(event), undated.published)
            if days is not None and days[1] - days[0] <= WIDEST:
                yield ToldDate(*days, undated.figure.sentence, telling.article, telling.figure.sentence)


def _moments(telling: Telling, titles: Mapping[str, frozenset[str]]) -> Iterator[Moment]:
    in_title = str(telling.figure.value) in titles.get(telling.article, frozenset())
    return moments_of(telling.figure, in_title=in_title)


def _events(telling: Telling, titles: Mapping[str, frozenset[str]], *, is_act: bool) -> Iterator[Days]:
    """Yield the days on which a dated telling puts the act, or its announcement."""
    published = telling.published
    if published.start is None or published.end is None:
        return
    for moment in _moments(telling, titles):
        days = moment.event_days((published.start, published.end)) if moment.is_act == is_act else None
        if days is not None:
            yield days


def _same_teller(one: Telling, other: Telling) -> bool:
    """Tell whether two tellings go back to one who told it, or are one sentence."""
    teller, others = (
        telling.figure.speaker or (telling.figure.actor if telling.figure.side == "platform" else None)
        for telling in (one, other)
    )
    if teller is None and others is None:
        return fold(one.figure.sentence) == fold(other.figure.sentence)
    return teller == others


def _agree(spans: list[Days]) -> bool:
    """Tell whether every two of the intervals meet."""
    return all(a[0] <= b[1] and b[0] <= a[1] for a, b in combinations(spans, 2))


def _within(days: Days | None, published: Published) -> Days | None:
    """Return the days within the wide date that the article has by its own text, if it has one."""
    if days is None or published.start is None or published.end is None:
        return days
    start, end = max(days[0], published.start), min(days[1], published.end)
    return (start, end) if start <= end else None
