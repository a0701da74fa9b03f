"""The page that compares searches over time, drawn as bars side by side; its table is CSV too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import Blueprint, Flask, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from index.model import Query
from web.http.caching import cached
from web.i18n import direction
from web.i18n.formats import period_words
from web.library import library
from web.links import search_address
from web.lists.tables import csv_file
from web.pages.comparison import MOST, Comparison, Series, compare
from web.pages.periods import bounds, short_words, within
from web.pages.scale import Scale, scale_of
from web.pages.search import asked
from web.urls import Parameters, address, parameters

blueprint = Blueprint("compare", __name__)

#: The drawing's height, and the width of one period's place.
HEIGHT, PLACE = 100, 24
#: The height of a bar that would else be too low to be seen; the part of a place that bars take.
LOWEST, THICK = 1.5, 0.84


@dataclass(frozen=True, slots=True)
class Bar:
    """One search in one period: where it stands, what it says and where it leads."""

    number: int
    x: float
    width: float
    height: float
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """One period: its label, where it begins, its bars; hollow where the archive has nothing from then."""

    label: str
    short: str
    x: float
    bars: tuple[Bar, ...]
    is_gap: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """The bars of a comparison, as wide as its periods need."""

    width: float
    places: tuple[Place, ...]
    scale: Scale


@blueprint.route("/compare")
def page() -> ResponseReturnValue:
    """Serve the comparison of the searches that the address names as `q`, up to four."""
    return cached(lambda: make_response(_page()))


def texts() -> list[str]:
    """Return the searches of the address that are not blank, each once, up to four."""
    typed = (text.strip() for text in request.args.getlist("q"))
    return list(dict.fromkeys(text for text in typed if text))[:MOST]


def _page() -> str:
    base, given = replace(asked(), text=""), texts()
    in_counts = request.args.get("counts") == "1"
    found = compare(library().engine, given, base, library().settings.query_length) if given else None
    return render_template(
        "compare.html",
        found=found,
        given=[*given, *[""] * (MOST - len(given))],
        query=base,
        in_counts=in_counts,
        drawing=draw(found, in_counts=in_counts) if found and found.periods else None,
        at=lambda **more: place_of(base, given, **more),
        kept=_kept(base),
        words=period_words,
        within=period_url,
    )


@blueprint.route("/compare.csv")
def table() -> Response:
    """Serve the table of a comparison as CSV: a row for each period, two columns for each search."""
    base = replace(asked(), text="")
    found = compare(library().engine, texts(), base, library().settings.query_length)
    return csv_file("sijill-compare", found.columns(), found.rows())


def period_url(series: Series, period: str) -> str:
    """Return the address of a search within a period."""
    return search_address(within(series.query, "date", *bounds(period)))


def _kept(query: Query) -> Parameters:
    return [(n, v) for n, v in parameters(query) if n not in ("q", "page", "per_page", "sort")]


def place_of(query: Query, given: list[str], path: str = "/compare", **more: str) -> str:
    """Return the address of a comparison, or of its table."""
    lang = [("lang", request.args["lang"])] if "lang" in request.args else []
    searches = [("q", text) for text in given]
    return address(path, [*searches, *_kept(query), *((n, v) for n, v in more.items() if v), *lang])


def draw(found: Comparison, *, in_counts: bool) -> Drawing:
    """Return the bars of a comparison: shares of a period's articles, or counts; nothing is smoothed."""
    values = [
        [_value(found, one, period, in_counts=in_counts) for one in found.series] for period in found.periods
    ]
    highest = max((value for row in values for value in row if value), default=0.0)
    scale = scale_of(highest, percent=not in_counts)
    places = []
    for number, (period, row) in enumerate(zip(found.periods, values, strict=True)):
        x = PLACE * (number if direction() == "ltr" else len(found.periods) - 1 - number)
        bars = tuple(_bars(found, period, row, x, scale.top))
        short = short_words(period, found.unit, found.prefix, number)
        places.append(Place(period_words(period), short, x, bars, not found.archive.get(period)))
    return Drawing(len(found.periods) * PLACE, tuple(places), scale)


def _value(found: Comparison, one: Series, period: str, *, in_counts: bool) -> float | None:
    return float(one.counts.get(period, 0)) if in_counts else found.share(one, period)


def _bars(found: Comparison, period: str, row: list[float | None], x: float, top: float) -> Iterator[Bar]:
    """Yield the bars of a period in the order of reading; a zero is drawn as a line on the foot."""
    width = PLACE * THICK / len(row)
    for number, (one, value) in enumerate(zip(found.series, row, strict=True)):
        if value is None or one.code:
            continue
        at = number if direction() == "ltr" else len(row) - 1 - number
        count, share = one.counts.get(period, 0), found.share(one, period)
        part = "" if share is None else f" · {share:.2f}%"
        label = f"{one.query.text or '*'}: {count:,}{part}"
        height = max(HEIGHT * value / top, LOWEST) if value else 0.6
        left = x + PLACE * (1 - THICK) / 2 + at * width
        yield Bar(number, left, width, height, label, period_url(one, period))


def register(app: Flask) -> None:
    """Mount the page."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["compare_place"] = place_of
