"""Figures of a segment's articles, each with the article that tells it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from archive.model.article import DateSource, Outlet, Precision, Published
from archive.model.figure import Figure
from archive.model.serialize import read_figure
from index.segment.array_file import Array
from index.segment.reader import SegmentArrays


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure and the article that tells it."""

    figure: Figure
    article_id: str
    title: str | None
    outlet: Outlet | None
    published: Published

    @property
    def key(self) -> str:
        """Return the key by which a decision names the figure."""
        return self.figure.key

    @property
    def state(self) -> str:
        """Return `unread`, `confirmed`, `corrected` or `rejected`."""
        return self.figure.state

    @property
    def days(self) -> tuple[date, date] | None:
        """Return the first and last day of the figure's period, else its article's date; None for neither."""
        figure, published = self.figure, self.published
        if figure.period_start is not None and figure.period_end is not None:
            return figure.period_start, figure.period_end
        if published.start is not None and published.end is not None:
            return published.start, published.end
        return None


class Told:
    """The figures of one segment, read once."""

    def __init__(self, segment: SegmentArrays) -> None:
        self._documents = segment.telling
        self._rows = {document: tuple(_rows(segment, document)) for document in self._documents.tolist()}

    def of(self, documents: Array) -> Iterator[FigureRow]:
        """Yield the figures of these documents, by rising document number."""
        # Few articles tell figures: they are looked up among the matches, which need not be sorted for it.
        for document in self._documents[np.isin(self._documents, documents)].tolist():
            yield from self._rows[document]

    def all(self) -> Iterator[FigureRow]:
        """Yield the figures of all articles, deleted ones too."""
        for rows in self._rows.values():
            yield from rows

    def live(self, segment: SegmentArrays) -> Iterator[FigureRow]:
        """Yield the figures of all articles that are not deleted."""
        yield from self.of(np.setdiff1d(self._documents, segment.deleted))


def _rows(segment: SegmentArrays, document: int) -> Iterator[FigureRow]:
    record = segment.record(document)
    start, end, precision, source = record["published"]
    for told in segment.figures(document):
        yield FigureRow(
            figure=read_figure(told),
            article_id=record["id"],
            title=record["title"],
            outlet=Outlet(*record["outlet"]) if record["outlet"] else None,
            published=Published(_day(start), _day(end), Precision(precision), DateSource(source)),
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
