"""The timeline of the matches, by publication or by what they are about: bars of years, months or days.

Each bar is a link. Drawn on the server as SVG without words, so that it may stretch; the words and numbers
stand in HTML beside it and in its table.
"""

from __future__ import annotations

from dataclasses import dataclass

from index.model import Page
from web.i18n import direction
from web.i18n.catalogue import gettext
from web.i18n.formats import period_words
from web.links import Link, search_address
from web.pages.periods import (
    UNKNOWN,
    bounds,
    bounds_of,
    facet_of,
    periods_of,
    short_words,
    trail,
    unit_of,
    within,
)
from web.pages.scale import Scale, scale_of
from web.urls import filtered, period_of

#: The drawing's height and the width of one period's place, in units of its own.
HEIGHT = 100
PLACE = 20
#: The height of a bar that would else be too low to be seen.
LOWEST = 2
#: The place at the end of what is dated less finely than the unit.
COARSE = "coarse"
#: Fewer places than these have narrower bars, so that a bar stays a bar.
USUAL = 12


@dataclass(frozen=True, slots=True)
class Stroke:
    """One bar: where it stands and how high."""

    x: float
    width: float
    height: float
    second: bool
    """Whether it belongs to the search that is compared."""
    broken: bool = False
    """Whether it is cut off: what is not dated would else make all that is dated too low to see."""


@dataclass(frozen=True, slots=True)
class Period:
    """A year, a month or a day: its counts and the address of the search within it."""

    value: str
    label: str
    short: str
    count: int
    second: int
    archive: int | None
    """How many articles of the whole archive were published then; None where that is not known."""
    url: str | None
    current: bool
    x: float
    strokes: tuple[Stroke, ...]
    outside: bool = False
    """Whether the filter by date leaves it out."""

    @property
    def share(self) -> float | None:
        """Tell which part of the archive's articles of this period matches, in per cent."""
        return 100 * self.count / self.archive if self.archive else None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The periods in order of time, the way up, and what the second search is."""

    unit: str
    """`year`, `month` or `day`."""
    periods: tuple[Period, ...]
    tail: tuple[Period, ...]
    """The numbers without such a period: dated less finely, and not dated at all."""
    width: float
    trail: tuple[Link, ...]
    q2: str
    total: int
    second_total: int
    axes: tuple[Link, ...]
    """Publication, and what the texts are about; of an answer that knows only one there is no choice."""
    measures: tuple[Link, ...]
    """Counts, and shares of all articles; none where what the archive holds by period is not known."""
    scale: Scale


def timeline(
    page: Page,
    second: Page | None = None,
    archive: Page | None = None,
    axis: str = "date",
    *,
    shares: bool = False,
) -> Timeline | None:
    """Return the drawing for an answer, beside a second one; None where there is nothing to draw.

    With `shares` bars stand for the part of all articles of a period in `archive`.
    """
    drawing = _Drawing(page, second, archive, axis, shares=shares)
    if not drawing.values or not page.total:
        return None
    return Timeline(
        unit=drawing.unit,
        periods=tuple(drawing.period(number) for number in range(len(drawing.values))),
        tail=drawing.tail(),
        width=drawing.places * PLACE,
        trail=trail(page.query, axis),
        q2=drawing.q2,
        total=page.total,
        second_total=second.total if second else 0,
        axes=_axes(page, axis, drawing.q2),
        measures=_measures(page, drawing.q2, shares=drawing.shares) if archive and axis == "date" else (),
        scale=drawing.scale,
    )


def _axes(page: Page, axis: str, q2: str) -> tuple[Link, ...]:
    """The two times to choose from, where the texts tell of any."""
    if axis == "date" and not any(bucket.value != UNKNOWN for bucket in page.facets.get("about_year", ())):
        return ()
    labels = {"date": gettext("by publication"), "about": gettext("by what it is about")}
    return tuple(
        Link(label, search_address(page.query, q2=q2, axis=name), name == axis)
        for name, label in labels.items()
    )


def _measures(page: Page, q2: str, *, shares: bool) -> tuple[Link, ...]:
    """Counts and shares to choose from."""
    labels = {False: gettext("in articles"), True: gettext("in shares of all articles")}
    return tuple(
        Link(label, search_address(page.query, q2=q2, shares=wanted), wanted == shares)
        for wanted, label in labels.items()
    )


class _Drawing:
    """The scale of one timeline, and its periods one by one."""

    def __init__(
        self, page: Page, second: Page | None, archive: Page | None, axis: str, *, shares: bool
    ) -> None:
        self.query = page.query
        self.axis = axis
        self.unit, self.prefix = unit_of(page.query.filters, page, axis)
        self.compared = second is not None
        self.q2 = second.query.text if second else ""
        self._first = self._counts(page)
        self._second = self._counts(second) if second else {}
        self._archive = self._counts(archive) if archive else {}
        self.values = periods_of(self.unit, self.prefix, self._first | self._second)
        self._last = [name for name in (COARSE, UNKNOWN) if any(self.pair(name))]
        self.places = len(self.values) + (len(self._last) + 0.5 if self._last else 0)
        self.shares = shares and axis == "date" and bool(self._archive)
        highest = max((self._worth(value, n) for value in self.values for n in self.pair(value)), default=1)
        self.scale = scale_of(highest, percent=self.shares)

    def _counts(self, page: Page) -> dict[str, int]:
        """The buckets to draw, and what of the total is dated less finely than they are.

        The facets of dates are counted with the filter by date off. So the rest can be told where there is
        no such filter, and where it is the very period that is drawn.
        """
        buckets = page.facets.get(facet_of(self.unit, self.axis), ())
        found = {b.value: b.count for b in buckets if b.value.startswith(self.prefix)}
        filters = page.query.filters
        if self.axis == "about":
            return {value: count for value, count in found.items() if value != UNKNOWN}
        if not self.prefix:
            found |= {b.value: b.count for b in page.facets.get("year", ()) if b.value == UNKNOWN}
        unbounded = not (filters.date_from or filters.date_to) and filters.date_unknown is None
        if unbounded or period_of(filters.date_from, filters.date_to) == self.prefix:
            found[COARSE] = max(0, page.total - sum(found.values()))
        return found

    def pair(self, value: str) -> tuple[int, int]:
        """Tell how many articles of the first and of the second search a period has."""
        return self._first.get(value, 0), self._second.get(value, 0)

    def _worth(self, value: str, count: int) -> float:
        """Return what a bar of so many articles stands for: these, or their part of the period's articles."""
        if not self.shares:
            return count
        whole = self._archive.get(value, 0)
        return 100 * count / whole if whole else 0.0

    def _is_outside(self, value: str) -> bool:
        start, end = bounds_of(self.query.filters, self.axis)
        first, last = bounds(value)
        return bool((start and last < start) or (end and first > end))

    def period(self, number: int) -> Period:
        """Return the period at this place."""
        value = self.values[number]
        start, end = bounds(value)
        return Period(
            value,
            period_words(value),
            short_words(value, self.unit, self.prefix, number),
            *self.pair(value),
            archive=self._archive.get(value),
            url=search_address(within(self.query, self.axis, start, end), q2=self.q2),
            current=bounds_of(self.query.filters, self.axis) == (start, end),
            x=self._x(number),
            strokes=self._strokes(value, self._x(number)),
            outside=self._is_outside(value),
        )

    def tail(self) -> tuple[Period, ...]:
        """Return what is dated less finely than the unit, and what is undated, which can be asked for."""
        first = self.places - len(self._last)
        return tuple(self._ending(name, first + number) for number, name in enumerate(self._last))

    def _ending(self, name: str, place: float) -> Period:
        undated = filtered(self.query, date_from=None, date_to=None, date_unknown=True)
        labels = {
            "year": gettext("less precise"),
            "month": gettext("month not known"),
            "day": gettext("day not known"),
        }
        label, short = (gettext("no date"), gettext("?")) if name == UNKNOWN else (labels[self.unit], "~")
        return Period(
            name,
            label,
            short,
            *self.pair(name),
            archive=self._archive.get(name),
            url=search_address(undated, q2=self.q2) if name == UNKNOWN else None,
            current=name == UNKNOWN and self.query.filters.date_unknown is True,
            x=self._x(place),
            strokes=self._strokes(name, self._x(place)),
        )

    def _x(self, place: float) -> float:
        """Tell where a place begins: time runs in the direction of reading."""
        return PLACE * (place if direction() == "ltr" else self.places - 1 - place)

    def _strokes(self, value: str, x: float) -> tuple[Stroke, ...]:
        """The bars of one place; what has a match is never too low to be seen."""
        thickness = 0.76 * min(1, max(self.places, USUAL / 3) / USUAL)
        left = x + PLACE * (1 - thickness) / 2
        if not self.compared:
            worth = self._worth(value, self.pair(value)[0])
            return (self._stroke(left, PLACE * thickness, worth, second=False),)
        half = PLACE * thickness / 2
        ends = (left, left + half) if direction() == "ltr" else (left + half, left)
        return tuple(
            self._stroke(end, half, self._worth(value, count), second=second)
            for end, count, second in zip(ends, self.pair(value), (False, True), strict=True)
        )

    def _stroke(self, x: float, width: float, worth: float, *, second: bool) -> Stroke:
        height = HEIGHT * worth / self.scale.top
        seen = min(max(height, LOWEST), HEIGHT) if worth else 0
        return Stroke(x, width, seen, second, broken=height > HEIGHT)
