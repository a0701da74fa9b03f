"""Claims: figures that tell the same thing across articles, side by side, with what differs.

Figures of one measure (side, family of units, platform, class of actions, rate) whose values lie within 2 %
are tellings of one claim; the period is no part of the key: it is what most often differs. Claims of one
measure with other values are in `archive.claims.series`. Nothing here says who is right.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from archive.claims.measure import Measure, measure_of, same_subject
from archive.model.article import Published
from archive.model.figure import ASSERTED, Figure

#: Values this close tell the same.
CLOSE = Decimal("1.02")
#: What is published, or begins, or ends within so many days belongs together.
TOGETHER = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Telling:
    """One figure in one article."""

    article: str
    outlet: str | None
    published: Published
    figure: Figure
    title: str | None = None
    """The title of the article."""

    @property
    def period(self) -> tuple[date, date] | None:
        """Return the closed interval that the figure covers as told; None if it is not told."""
        start, end = self.figure.period_start, self.figure.period_end
        return None if start is None or end is None else (start, end)

    @property
    def origin(self) -> str | None:
        """Return who first told it: the platform or authority that did it, else the speaker or an agency."""
        figure = self.figure
        if figure.side in {"platform", "state"} and figure.actor:
            return figure.actor
        return figure.speaker or (figure.origin[-1] if figure.origin else None)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which the tellings of a claim differ, with the values told, each once, in order."""

    field: str
    """`period`, `value`, `rounding`, `unit`, `comparator` or `actor`."""
    kind: str
    """For a period `disjoint`, `overlapping`, `unstated` or `wording` (of a series); or `differs`."""
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """The tellings of one thing, the earliest published first."""

    id: str
    """Readable and stable: made of the measure and of the first telling."""
    measure: Measure
    value: int | Decimal
    """The value told most often; among equals the most exact one."""
    unit: str
    platform: str | None
    tellings: tuple[Telling, ...]
    differences: tuple[Difference, ...]
    origins: int
    """The number of independent sources: three outlets with one announcement are one."""

    @property
    def articles(self) -> tuple[str, ...]:
        """Return the ids of the articles that tell it, each once."""
        return tuple(dict.fromkeys(telling.article for telling in self.tellings))


def group_claims(tellings: Iterable[Telling]) -> tuple[Claim, ...]:
    """Return the claims of an archive in the order of their ids, each figure in exactly one."""
    by_measure: dict[tuple[str, ...], list[Telling]] = defaultdict(list)
    for telling in _once_an_article(tellings):
        by_measure[_key(measure_of(telling.figure))].append(telling)
    groups = [group for tellings in by_measure.values() for group in _close_groups(tellings)]
    claims = [_claim(group) for group in _joined_by_pairs(groups)]
    return tuple(sorted(_distinct(claims), key=lambda claim: claim.id))


def _key(measure: Measure) -> tuple[str, ...]:
    return (
        measure.side, measure.kin, measure.place, measure.action_class, measure.rate, str(measure.is_vague),
        measure.modality,
    )  # fmt: skip


def restricted(claim: Claim, tellings: Iterable[Telling]) -> Claim:
    """Return the claim with only these of its tellings (at least one), under its own id."""
    some = tuple(tellings)
    return replace(
        claim,
        value=_most_told(some),
        unit=_unit(some),
        tellings=some,
        differences=tuple(differences(some)),
        origins=_origins(some),
    )


def _unit(tellings: Sequence[Telling]) -> str:
    return Counter(telling.figure.unit for telling in tellings).most_common(1)[0][0]


def _origins(tellings: Sequence[Telling]) -> int:
    return max(1, len({telling.origin for telling in tellings} - {None}))


def _close_groups(tellings: list[Telling]) -> Iterator[list[Telling]]:
    """Yield tellings of one measure, parted by value and, where it is somebody's, by subject."""
    rest = sorted(tellings, key=lambda telling: (telling.figure.value, _order(telling)))
    while rest:
        limit = rest[0].figure.value * CLOSE
        close = [telling for telling in rest if telling.figure.value <= limit]
        if _are_listed(close):
            close = [telling for telling in close if telling.figure.value == close[0].figure.value]
        rest = rest[len(close) :]
        yield from _by_subject(close)


def _are_listed(tellings: Sequence[Telling]) -> bool:
    """Tell whether one sentence tells two of the values: then they are two things («2094 … و2118»)."""
    told: dict[tuple[str, str], int | Decimal] = {}
    for telling in tellings:
        key = (telling.article, telling.figure.sentence)
        if told.setdefault(key, telling.figure.value) != telling.figure.value:
            return True
    return False


def _by_subject(tellings: list[Telling]) -> Iterator[list[Telling]]:
    if not measure_of(tellings[0].figure).is_owned:
        yield tellings
        return
    groups: list[list[Telling]] = []
    for telling in tellings:
        mates = [group for group in groups if any(_is_one(telling, other) for other in group)]
        groups = [group for group in groups if group not in mates]
        groups.append([*(one for group in mates for one in group), telling])
    yield from groups


def _is_one(one: Telling, other: Telling) -> bool:
    if measure_of(one.figure).is_change_in_percent and one.figure.value == other.figure.value:
        gap = published_apart(one, other)
        return gap is not None and gap <= TOGETHER
    return same_subject(one.figure, other.figure)


def published_apart(one: Telling, other: Telling) -> timedelta | None:
    """Return the time between two publications, zero if they may overlap; None if one is undated."""
    a, b = one.published, other.published
    if a.start is None or a.end is None or b.start is None or b.end is None:
        return None
    return max(b.start - a.end, a.start - b.end, timedelta())


def _joined_by_pairs(groups: list[list[Telling]]) -> list[list[Telling]]:
    """Join changes that end alike: beginnings of «من 1500 إلى 300» and «من 1000 إلى 300» are one claim."""
    place = {id(telling): at for at, group in enumerate(groups) for telling in group}
    target: dict[int, int] = {}
    ends: dict[int, int] = {}
    for first, last in _pairs(telling for group in groups for telling in group):
        at, end = place[id(first)], place[id(last)]
        target[at] = ends.setdefault(end, at)
    joined: dict[int, list[Telling]] = defaultdict(list)
    for at, group in enumerate(groups):
        joined[target.get(at, at)].extend(group)
    return list(joined.values())


def _pairs(tellings: Iterable[Telling]) -> Iterator[tuple[Telling, Telling]]:
    """Yield beginning and end of changes: two figures of one unit in a sentence with a verb of change."""
    by_sentence: dict[tuple[str, str, str], list[Telling]] = defaultdict(list)
    for telling in tellings:
        figure = telling.figure
        if measure_of(figure).action_class.startswith("change"):
            by_sentence[telling.article, figure.sentence, figure.unit].append(telling)
    for mates in by_sentence.values():
        mates.sort(key=lambda telling: telling.figure.start)
        if len(mates) == 2 and mates[0].figure.value != mates[1].figure.value:
            yield mates[0], mates[1]


def _order(telling: Telling) -> tuple[date, str, int]:
    return telling.published.start or date.max, telling.article, telling.figure.start


def _claim(group: Sequence[Telling]) -> Claim:
    tellings = sorted(group, key=_order)
    first = tellings[0].figure
    return Claim(
        id=_slug(first),
        measure=measure_of(first),
        value=_most_told(tellings),
        unit=_unit(tellings),
        platform=first.platform,
        tellings=tuple(tellings),
        differences=tuple(differences(tellings)),
        origins=_origins(tellings),
    )


def _once_an_article(tellings: Iterable[Telling]) -> list[Telling]:
    """Return one telling of a number an article, the fullest, then last: a headline repeats the body."""
    kept: dict[tuple[str, ...], Telling] = {}
    for telling in tellings:
        figure = telling.figure
        subject = figure.sentence if measure_of(figure).is_owned else ""
        key = (telling.article, str(figure.value), figure.unit, figure.rate or "", subject)
        known = kept.get(key)
        if known is None or _fullness(known) <= _fullness(telling):
            kept[key] = telling
    return list(kept.values())


def _fullness(telling: Telling) -> int:
    acts = measure_of(telling.figure).action_class in {"enforcement", "hacking", "seizure"}
    return 4 * acts + 2 * (telling.figure.action is not None) + (telling.period is not None)


def _slug(figure: Figure) -> str:
    measure = measure_of(figure)
    modality = "" if measure.modality == ASSERTED else measure.modality
    parts = [
        measure.side, modality, measure.kin, measure.place, measure.action_class, str(figure.value),
        measure.rate,
    ]  # fmt: skip
    return "-".join(part for part in parts if part)


def _distinct(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Yield the claims under distinct ids, marked by their first telling where the figure is somebody's."""
    seen = Counter(claim.id for claim in claims)
    taken: Counter[str] = Counter()
    for claim in claims:
        is_one = seen[claim.id] == 1 and not claim.measure.is_owned
        marked = claim.id if is_one else f"{claim.id}-{_mark(claim.tellings[0])}"
        taken[marked] += 1
        yield replace(claim, id=marked if taken[marked] == 1 else f"{marked}-{taken[marked]}")


def _mark(telling: Telling) -> str:
    return hashlib.sha256(f"{telling.article} {telling.figure.sentence}".encode()).hexdigest()[:8]


def _most_told(tellings: Sequence[Telling]) -> int | Decimal:
    counts = Counter(telling.figure.value for telling in tellings)
    return max(counts, key=lambda value: (counts[value], _digits(value), value))


def _digits(value: int | Decimal) -> int:
    """Return how many digits a value has before its trailing zeros."""
    return len(str(value).rstrip("0"))


def differences(tellings: Sequence[Telling]) -> Iterator[Difference]:
    """Yield what differs between tellings of one claim."""
    yield from _period(tellings)
    yield from _values(tellings)
    figures = [telling.figure for telling in tellings]
    yield from _differs("unit", [figure.unit for figure in figures])
    yield from _differs("comparator", [figure.comparator for figure in figures])
    yield from _differs("actor", [figure.actor for figure in figures if figure.actor])


def _differs(field: str, values: Sequence[str]) -> Iterator[Difference]:
    told = tuple(dict.fromkeys(values))
    if len(told) > 1:
        yield Difference(field, "differs", told)


def _values(tellings: Sequence[Telling]) -> Iterator[Difference]:
    values = sorted({telling.figure.value for telling in tellings})
    if len(values) < 2:
        return
    exact = max(values, key=_digits)
    is_rounding = values[-1] <= values[0] * CLOSE and all(
        value == exact or _is_rounded(value, exact) for value in values
    )
    yield Difference("rounding" if is_rounding else "value", "differs", tuple(map(str, values)))


def _is_rounded(value: int | Decimal, exact: int | Decimal) -> bool:
    """Tell whether `value` is `exact` with its last digits rounded away, up or down."""
    unit = 10 ** (len(str(int(value))) - len(str(int(value)).rstrip("0")))
    return abs(value - exact) < unit and _digits(value) < _digits(exact)


def _period(tellings: Sequence[Telling]) -> Iterator[Difference]:
    known = [telling for telling in tellings if telling.period is not None]
    words = {telling.period: telling.figure.period or "" for telling in reversed(known)}
    said = tuple(dict.fromkeys(words[telling.period] for telling in known))
    intervals = {telling.period for telling in known if telling.period is not None}
    if any(one[1] < other[0] for one in intervals for other in intervals):
        yield Difference("period", "disjoint", said)
    elif len(intervals) > 1:
        yield Difference("period", "overlapping", said)
    elif known and len(known) < len(tellings):
        yield Difference("period", "unstated", said)
