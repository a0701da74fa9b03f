"""A claim: figures of several articles that tell the same thing, and the fields in which they differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from archive.claims.measure import Measure
from archive.model.article import Published
from archive.model.figure import Figure

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
