"""Grouping of figures into claims: those that tell the same thing across articles, side by side.

Figures of one measure (side, family of units, platform, class of actions, rate) whose values lie within 2 %
are tellings of one claim; the period is no part of the key: it is what most often differs. Claims of one
measure with other values are in `archive.claims.series`. Nothing here says who is right.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from archive.claims.claim import CLOSE, TOGETHER, Claim, Telling
from archive.claims.differences import differences, exact_digits
from archive.claims.measure import Measure, measure_of, same_subject
from archive.model.figure import ASSERTED, Figure


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
    return max(counts, key=lambda value: (counts[value], exact_digits(value), value))
