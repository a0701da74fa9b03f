"""Exports of figures: every figure of a filtered result, as a table or as JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from itertools import chain
from urllib.parse import quote

from flask import Blueprint, Flask, Response, request

from index.figures import FigurePage, FigureRow
from index.model import Query
from web.advice import counting
from web.api.dump import dumper
from web.api.figure_schema import FigureRowSchema
from web.exports.articles import HEADER_LENGTH, permalink
from web.figures.view import flat, gather
from web.http.caching import one_generation
from web.http.streams import streamed
from web.i18n.formats import iso
from web.library import library
from web.lists.tables import safe_cell
from web.params.figures import FigureSearch, figure_parameters, figures_asked

blueprint = Blueprint("figure_exports", __name__)

COLUMNS = (
    "key", "value", "upper", "comparator", "unit", "action", "actor", "target", "platform", "rate", "period",
    "period_from", "period_to", "speaker", "origin", "side", "modality", "modality_proof",
    "confidence", "state", "sentence",
    "article", "title", "outlet", "outlet_id", "published", "published_precision", "permalink",
)  # fmt: skip


def row(told: FigureRow) -> tuple[str, ...]:
    """Return a figure as the cells of `COLUMNS`."""
    figure, outlet = told.figure, told.outlet
    cells = (
        told.key, figure.value, figure.upper, figure.comparator, figure.unit, figure.action, figure.actor,
        figure.target, figure.platform, figure.rate, figure.period, figure.period_start, figure.period_end,
        figure.speaker, "; ".join(figure.origin), figure.side, figure.modality,
        figure.modality_proof, figure.confidence, told.state, figure.sentence,
        told.article_id, told.title, outlet and outlet.name, outlet and outlet.id, iso(told.published),
        told.published.precision.value, permalink(told.article_id),
    )  # fmt: skip
    return tuple(safe_cell(cell) for cell in cells)


def write_csv(rows: tuple[FigureRow, ...]) -> Iterator[str]:
    """Yield the lines of a CSV table with a heading; with `bom=true` a byte order mark comes first."""
    if request.args.get("bom") == "true":
        yield "\ufeff"
    for cells in chain([COLUMNS], map(row, rows)):
        line = io.StringIO()
        csv.writer(line).writerow(cells)
        yield line.getvalue()


def write_jsonl(rows: tuple[FigureRow, ...]) -> Iterator[str]:
    """Yield one figure per line as JSON, in the form of REST."""
    dump = dumper(FigureRowSchema)
    return (json.dumps(dump(flat(told)), ensure_ascii=False) + "\n" for told in rows)


def manifest_headers(search: FigureSearch, page: FigurePage) -> dict[str, str]:
    """Return the manifest of an export as headers; values too long for a header are left out."""
    read_as = library().engine.search(counting(Query(search.query.text))).reading.read_as
    filters = "&".join(f"{n}={quote(v, safe='')}" for n, v in figure_parameters(search) if n != "q")
    headers = {
        "Sijill-Query": quote(search.query.text, safe=" "),
        "Sijill-Read-As": quote(read_as, safe=" "),
        "Sijill-Filters": filters,
        "Sijill-Generation": str(page.generation),
        "Sijill-Count": str(page.total),
        "Sijill-Partial": "true" if page.partial else "false",
    }
    return {name: value for name, value in headers.items() if len(value) <= HEADER_LENGTH}


@blueprint.route("/figures.csv")
def figures_csv() -> Response:
    """Serve all figures of a result as a CSV table."""
    return _file("csv", "text/csv", write_csv)


@blueprint.route("/figures.jsonl")
def figures_jsonl() -> Response:
    """Serve all figures of a result as JSON Lines."""
    return _file("jsonl", "application/jsonl", write_jsonl)


def _file(form: str, media: str, write: Callable[[tuple[FigureRow, ...]], Iterator[str]]) -> Response:
    """Stream the rows as a file, with its manifest: rows and headers of one generation."""
    search = figures_asked()

    def make() -> tuple[Iterator[str], dict[str, str]]:
        def ask() -> tuple[FigurePage, dict[str, str]]:
            page = gather(search)
            return page, manifest_headers(search, page)

        (page, headers), _ = one_generation(ask)
        name = f"sijill-figures-{page.generation}.{form}"
        return write(page.rows), headers | {"Content-Disposition": f'attachment; filename="{name}"'}

    return streamed(make, media)


def register(app: Flask) -> None:
    """Mount the exports of figures."""
    app.register_blueprint(blueprint)
