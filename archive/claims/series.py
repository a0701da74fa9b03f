"""Series and rivals: claims of one measure with different values.

Claims that follow one another in time (125, then 235, then 360 thousand) are a series and contradict nothing.
Claims that tell the same time with different values are rivals. Where the larger value of a series is told
with a period that ends before the smaller one's, its wording is flagged: «في منتصف 2015» for «منذ».
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import combinations, product

from archive.claims.claim import TOGETHER, Claim, Difference, Telling
from archive.claims.grouping import published_apart
from archive.claims.measure import same_subject
from archive.extraction.figures.vocabulary import word_set
from archive.model.figure import Figure
from archive.text.arabic import fold

#: Values of overlapping periods this close are one number told twice, not a growth.
_LIKE = Decimal("1.25")

#: Claims of one measure that are compared with each other: those told at about one time.
_COMPARED = 120
#: Tellings of a claim by which it is compared: reprints say the same.
_TELLINGS = 24

Interval = tuple[date, date]


class Relation(StrEnum):
    """The relation of two claims of one measure."""

    SERIES = "series"
    RIVALS = "rivals"
    NONE = "none"


#: Relations by the ids of two claims of one archive.
Relations = dict[tuple[str, str], Relation]


@dataclass(frozen=True, slots=True)
class Series:
    """Claims of one measure that follow one another, the earliest first."""

    claims: tuple[Claim, ...]
    flags: tuple[Difference, ...]
    """Periods whose wording cannot be meant as it stands."""


@dataclass(frozen=True, slots=True)
class Rivals:
    """Claims of one measure that tell different values of the same time."""

    claims: tuple[Claim, ...]
    difference: Difference
    """The values told."""


def find_series(claims: Iterable[Claim], known: Relations | None = None) -> tuple[Series, ...]:
    """Return the series among claims; a claim is in at most one.

    `known` keeps relations worked out, for a caller who asks about the same claims again.
    """
    return tuple(series_of(group) for group in _related(claims, Relation.SERIES, known))


def series_of(claims: Iterable[Claim]) -> Series:
    """Return the claims, known to be related, as a series."""
    ordered = sorted(claims, key=lambda claim: (_told_by(claim), claim.value))
    return Series(tuple(ordered), tuple(_flags(ordered)))


def find_rivals(claims: Iterable[Claim], known: Relations | None = None) -> tuple[Rivals, ...]:
    """Return the groups of rivals; a claim is in at most one. `known` is that of `find_series`."""
    return tuple(rivals_of(group) for group in _related(claims, Relation.RIVALS, known))


def rivals_of(claims: Iterable[Claim]) -> Rivals:
    """Return the claims, known to be related, as rivals."""
    ordered = sorted(claims, key=lambda claim: claim.value)
    return Rivals(
        tuple(ordered), Difference("value", "differs", tuple(str(claim.value) for claim in ordered))
    )


def _related(claims: Iterable[Claim], wanted: Relation, known: Relations | None) -> Iterator[list[Claim]]:
    """Yield groups of claims of one measure that are related as `wanted`."""
    relations: Relations = {} if known is None else known
    by_measure: dict[object, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.measure.place:
            by_measure[claim.measure].append(claim)
    for mates in by_measure.values():
        ordered = sorted(mates, key=_by_time)
        for first in range(0, len(ordered), _COMPARED):
            yield from _groups(ordered[first : first + _COMPARED], wanted, relations)


def _by_time(claim: Claim) -> tuple[date, str]:
    return _first_day(claim), claim.id


def _groups(claims: Sequence[Claim], wanted: Relation, relations: Relations) -> Iterator[list[Claim]]:
    """Yield groups: a claim joins one whose members are all related to it (of a series: any).

    Of several it joins the one with the nearest value.
    """
    enough = any if wanted is Relation.SERIES else all

    def related(one: Claim, other: Claim) -> bool:
        pair = (one.id, other.id)
        if pair not in relations:
            relations[pair] = relation(one, other)
        return relations[pair] is wanted

    groups: list[list[Claim]] = []
    for claim in claims:
        open_to = [group for group in groups if enough(related(claim, other) for other in group)]
        if open_to:
            min(open_to, key=lambda group: _distance(claim, group)).append(claim)
        else:
            groups.append([claim])
    yield from (group for group in groups if len(group) > 1)


def _distance(claim: Claim, group: Sequence[Claim]) -> float:
    """Return how many times larger or smaller a value is than the nearest one of a group."""
    values = [(float(claim.value), float(other.value)) for other in group]
    return min(max(pair) / max(min(pair), 1e-9) for pair in values)


def relation(one: Claim, other: Claim) -> Relation:
    """Return the relation of two claims of one measure, by their periods, else by when they were told."""
    small, large = sorted((one, other), key=lambda claim: claim.value)
    if not _periods(small) or not _periods(large):
        found = _by_publication(small, large)
    else:
        found = _by_beginning(small, large) or _by_course(small, large)
    # Dates are compared first, as comparing the sentences of every two claims takes far longer.
    if found is Relation.NONE or _are_listed(one, other):
        return Relation.NONE
    is_owned = one.measure.is_owned and not one.measure.is_change_in_percent
    return Relation.NONE if is_owned and not _is_one_subject(one, other) else found


def _by_beginning(small: Claim, large: Claim) -> Relation | None:
    """Relate periods that begin together: more in longer time is a series, more in the same time a rival."""
    tellings = _pairs(small, large)
    pairs = [(a.period, b.period) for a, b in tellings if _is_contrasted(a, b)]
    together = [(a, b) for a, b in pairs if a is not None and b is not None and _near(a[0], b[0])]
    if not together:
        return None
    if any(b[1] > a[1] + TOGETHER for a, b in together):
        return Relation.SERIES
    is_one_time = any(_near(a[1], b[1]) for a, b in together) or _told_before(large, small)
    return Relation.RIVALS if is_one_time else Relation.SERIES


def _by_course(small: Claim, large: Claim) -> Relation:
    """Relate periods that do not begin together.

    Like values of periods that overlap, told at about one time, are rivals; periods that follow each other,
    or of which the larger value's holds the other, are a series.
    """
    periods = list(product(_periods(small), _periods(large)))
    if (
        any(_overlap(a, b) for a, b in periods)
        and _is_like(small, large)
        and _are_told_together(small, large)
    ):
        return Relation.RIVALS
    if any(_follows(a, b) or _follows(b, a) or (_near(a[1], b[1]) and b[0] < a[0]) for a, b in periods):
        return Relation.SERIES
    return Relation.NONE


def _is_like(small: Claim, large: Claim) -> bool:
    return large.value <= _LIKE * Decimal(small.value)


def _overlap(one: Interval, other: Interval) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _by_publication(small: Claim, large: Claim) -> Relation:
    """Relate claims without periods: like values told at about one time are rivals, growth is a series."""
    is_like = small.measure.is_vague or large.value <= 3 * small.value
    may_grow = small.measure.action_class == "enforcement" and not small.measure.is_vague
    if not is_like and not may_grow:
        return Relation.NONE
    if _are_told_together(small, large):
        return Relation.RIVALS if is_like else Relation.NONE
    return Relation.SERIES if may_grow and _told_before(small, large) else Relation.NONE


def _are_listed(one: Claim, other: Claim) -> bool:
    """Tell whether one sentence tells both, without a word of contrast: then they are different things."""
    mine = {(telling.article, telling.figure.sentence) for telling in one.tellings}
    shared = mine & {(telling.article, telling.figure.sentence) for telling in other.tellings}
    return any(not _has_contrast(sentence) for _, sentence in shared)


def _is_contrasted(one: Telling, other: Telling) -> bool:
    """Tell whether two tellings are of two articles, or set against each other in one."""
    is_aside = _has_contrast(one.figure.sentence) or _has_contrast(other.figure.sentence)
    return one.article != other.article or is_aside


@lru_cache(maxsize=10_000)
def _has_contrast(sentence: str) -> bool:
    return bool(word_set("contrast") & set(fold(sentence).split()))


def _follows(one: Interval, other: Interval) -> bool:
    """Tell whether a period begins where the other ends."""
    return -TOGETHER / 4 <= one[0] - other[1] <= TOGETHER


def _are_told_together(one: Claim, other: Claim) -> bool:
    """Tell whether different articles of about one time tell them."""
    for a, b in _pairs(one, other):
        gap = published_apart(a, b)
        if gap is not None and gap <= TOGETHER and _is_contrasted(a, b):
            return True
    return False


def _pairs(one: Claim, other: Claim) -> Iterator[tuple[Telling, Telling]]:
    return product(one.tellings[:_TELLINGS], other.tellings[:_TELLINGS])


def _is_one_subject(one: Claim, other: Claim) -> bool:
    return any(same_subject(a, b) for a, b in product(_subjects(one), _subjects(other)))


def _subjects(claim: Claim) -> list[Figure]:
    """Return the figures of a claim's tellings, one of each sentence and actor: reprints say the same."""
    by_words = {(one.figure.sentence, one.figure.actor): one.figure for one in claim.tellings[:_TELLINGS]}
    return list(by_words.values())


def _periods(claim: Claim) -> list[Interval]:
    return [telling.period for telling in claim.tellings[:_TELLINGS] if telling.period is not None]


def _near(one: date, other: date) -> bool:
    return abs(one - other) <= TOGETHER


def _told_before(one: Claim, other: Claim) -> bool:
    """Tell whether `one` was first told more than `TOGETHER` before `other`."""
    return _first_day(one) + TOGETHER < _first_day(other)


def _first_day(claim: Claim) -> date:
    days = [telling.published.start for telling in claim.tellings if telling.published.start is not None]
    return min(days, default=date(2100, 1, 1))


def _told_by(claim: Claim) -> date:
    """Return the day by which a claim was surely told: of an article of some year, that year's last."""
    days = [telling.published.end for telling in claim.tellings if telling.published.end is not None]
    return min(days, default=date(2100, 1, 1))


def _flags(claims: Sequence[Claim]) -> Iterator[Difference]:
    """Yield the larger of two values with one beginning, if told to end before the smaller one ends."""
    for small, large in combinations(sorted(claims, key=lambda claim: claim.value), 2):
        for one, other in product(small.tellings, large.tellings):
            a, b = one.period, other.period
            if a is not None and b is not None and _near(a[0], b[0]) and b[1] < a[1] - TOGETHER:
                said = (one.figure.period or "", other.figure.period or "")
                yield Difference("period", "wording", said)
                break
