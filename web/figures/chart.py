"""Figures over time: each a line from the first to the last day that it covers, as high as its value.

Drawn on the server as SVG without words, on a scale of powers of ten; the words and numbers stand in HTML
beside it and in its table. Only figures that count one thing stand in one drawing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from index.figures import FigureRow
from web.i18n import direction
from web.i18n.figure_labels import amount_words, counted_words, unit_label, value_words
from web.links import Link, article_address
from web.params.figures import FigureSearch, figure_address, narrowed

#: Places in the drawing are per cent of its width and height.
WHOLE = 100
#: Room above the highest and below the lowest point, so that no dot is cut off.
MARGIN = 5
#: More figures than these are drawn as the surest and largest of them.
POINTS = 150
#: At most so many units can be chosen beside the one that is drawn.
OTHERS = 6
#: The labels under the drawing are years, at most so many of them.
YEARS = 8


@dataclass(frozen=True, slots=True)
class Dot:
    """One figure in the drawing and in its table."""

    row: FigureRow
    x1: float
    x2: float
    y: float
    is_period: bool
    """Whether the figure tells a period; else it stands at its publication."""
    is_own: bool
    """Whether it is the extremist group's own claim."""
    amount: str
    url: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A label of an axis and its place from the left or from above."""

    label: str
    place: float


@dataclass(frozen=True, slots=True)
class Plot:
    """The drawing of the figures that count one thing."""

    unit: str
    dots: tuple[Dot, ...]
    values: tuple[Mark, ...]
    years: tuple[Mark, ...]
    others: tuple[Link, ...]
    """The other things that are counted, each drawn by itself."""
    left_out: int
    """How many figures of this unit are not drawn, since they are too many or tell no time."""


def plot(search: FigureSearch, rows: Sequence[FigureRow]) -> Plot | None:
    """Lay out the drawing of the unit that occurs most often; None if no figure has a period."""
    timed = [row for row in rows if row.figure.value > 0 and row.days]
    if not timed:
        return None
    counts = Counter(row.figure.unit for row in timed)
    unit = counts.most_common(1)[0][0]
    same = [row for row in rows if row.figure.unit == unit]
    drawn = sorted((row for row in timed if row.figure.unit == unit), key=_weight)[:POINTS]
    others = tuple(
        Link(unit_label(name), figure_address(narrowed(search, units=(name,)), "/figures"))
        for name, _ in counts.most_common(OTHERS + 1)
        if name != unit
    )
    return _Scale(drawn).plot(unit, search, others, len(same) - len(drawn))


def _weight(row: FigureRow) -> tuple[float, float]:
    return -row.figure.confidence, -float(row.figure.value)


class _Scale:
    """From days and values to places in the drawing."""

    def __init__(self, rows: Sequence[FigureRow]) -> None:
        self._rows = [(row, days) for row in rows if (days := row.days)]
        first = min(start for _, (start, _) in self._rows)
        last = max(end for _, (_, end) in self._rows)
        gap = max((last - first).days // 25, 15)
        self._first = _shifted(first, -gap)
        self._length = max((_shifted(last, gap) - self._first).days, 1)
        logs = [math.log10(row.figure.value) for row, _ in self._rows]
        self._low = math.floor(min(logs))
        self._high = max(math.ceil(max(logs)), self._low + 1)

    def _share(self, day: date) -> float:
        return (day - self._first).days / self._length

    def _x(self, day: date) -> float:
        """Return a day's place from the left; time runs in the direction of reading."""
        share = self._share(day)
        return WHOLE * (share if direction() == "ltr" else 1 - share)

    def _y(self, log: float) -> float:
        share = (log - self._low) / (self._high - self._low)
        return WHOLE - MARGIN - (WHOLE - 2 * MARGIN) * share

    def _dot(self, row: FigureRow, days: tuple[date, date], search: FigureSearch) -> Dot:
        figure = row.figure
        left, right = sorted(map(self._x, days))
        return Dot(
            row,
            left,
            right,
            self._y(math.log10(figure.value)),
            figure.period_start is not None,
            figure.side == "group",
            f"{amount_words(figure)} {counted_words(figure)}",
            article_address(search.query, row.article_id, place(row)),
        )

    def plot(self, unit: str, search: FigureSearch, others: tuple[Link, ...], left_out: int) -> Plot:
        """Return the drawing, its figures in order of time."""
        ordered = sorted(self._rows, key=lambda pair: (pair[1], pair[0].figure.value))
        return Plot(
            unit,
            tuple(self._dot(row, days, search) for row, days in ordered),
            tuple(self._values()),
            tuple(self._years()),
            others,
            left_out,
        )

    def _values(self) -> list[Mark]:
        powers = range(self._low, self._high + 1)
        step = math.ceil(len(powers) / 6)
        return [Mark(value_words(Decimal(10) ** power), self._y(power)) for power in powers[::step]]

    def _years(self) -> list[Mark]:
        last = _shifted(self._first, self._length)
        starts = [date(year, 1, 1) for year in range(self._first.year + 1, last.year + 1)]
        step = math.ceil(len(starts) / YEARS) or 1
        found = [Mark(str(day.year), self._x(day)) for day in starts[::step]]
        return found or [Mark(str(self._first.year), self._x(self._first))]


def _shifted(day: date, days: int) -> date:
    """Return the day so many days later, within the calendar."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.min if days < 0 else date.max


def place(row: FigureRow) -> str:
    """Return the figure's anchor on the article's page; empty (the top) for one in the title."""
    return f"f{row.figure.start}" if row.figure.field == "body" else ""
