"""Reading of an article's text: its numbers, times and figures, each looked for once.

Title and body are read as one text, the title first, so that the body goes on with what the title told;
spans then count in the text that they stand in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from archive.extraction.dates import DateInterval, find_dates
from archive.extraction.figures import find_figures
from archive.extraction.numbers import AMOUNTS, Kind, Number, find_numbers
from archive.model.article import Article, Precision, Published, TextNumber, TextTime
from archive.model.figure import Figure, key_of

_GAP = "\n\n"
#: What a search for a number finds: «عشرات الآلاف» is no ten thousand.
_EXACT = AMOUNTS - {Kind.VAGUE}
#: A longer interval of publication says too little of what «أمس» means.
_LONGEST_ANCHOR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Readings:
    """The figures, numbers and times read from an article's text."""

    figures: tuple[Figure, ...]
    numbers: tuple[TextNumber, ...]
    times: tuple[TextTime, ...]


class _Place(NamedTuple):
    start: int
    end: int
    field: str


def read(article: str, title: str | None, body: str, published: Published) -> Readings:
    """Read the figures, numbers and times of the article with the id `article`; never raises."""
    head = f"{title}{_GAP}" if title else ""
    text = head + body
    anchor = _anchor(published)
    numbers = find_numbers(text)
    figures = find_figures(text, anchor, numbers)
    return Readings(
        tuple(_placed_figure(figure, article, len(head)) for figure in figures),
        tuple(_text_numbers(numbers, len(head))),
        tuple(_text_time(found, published, len(head)) for found in find_dates(text, anchor)),
    )


def read_anew(article: Article) -> Article:
    """Return the article with its text read again, as needed after its title or date was corrected."""
    readings = read(article.id, article.title, article.body, article.published)
    return replace(article, figures=readings.figures, numbers=readings.numbers, times=readings.times)


def _anchor(published: Published) -> date | None:
    """Return the day that relative dates count from: the last on which the article may have appeared."""
    if published.start is None or published.end is None:
        return None
    return published.end if published.end - published.start <= _LONGEST_ANCHOR else None


def _placed(start: int, end: int, head: int) -> _Place:
    return _Place(start, end, "title") if start < head else _Place(start - head, end - head, "body")


def _placed_figure(figure: Figure, article: str, head: int) -> Figure:
    place = _placed(figure.start, figure.end, head)
    return replace(figure, start=place.start, end=place.end, field=place.field, key=key_of(article, figure))


def _text_numbers(numbers: Iterable[Number], head: int) -> Iterable[TextNumber]:
    for number in numbers:
        if number.kind in _EXACT:
            start, end, field = _placed(number.start, number.end, head)
            yield TextNumber(number.value, start, end, number.upper, field)


def _text_time(found: DateInterval, published: Published, head: int) -> TextTime:
    """Convert a found date; a relative one begins earlier by as many days as the publication is uncertain."""
    place = _placed(*found.span, head)
    first, precision = found.start, found.precision
    if found.relative and published.start and published.end and published.start < published.end:
        width = published.end - published.start
        first, precision = max(date.min + width, first) - width, Precision.INTERVAL
    return TextTime(first, found.end, precision, *place)
