"""The words of a result: what sets it apart, what stands beside a word, platforms by outlets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from index.engine import Engine
from index.errors import QueryError
from index.keyness.matrix import Matrix
from index.keyness.neighbours import Neighbours
from index.keyness.result_words import Keyword, ResultWords
from index.model import Query
from web.http.caching import cached
from web.library import library
from web.lists.tables import csv_file
from web.pages.search import asked
from web.urls import Parameters, address, from_start, parameters

blueprint = Blueprint("words", __name__)

ORDERS = ("distinctive", "frequent")
KEYWORD_COLUMNS = ("word", "forms", "articles", "archive", "times", "log_ratio", "g2", "order")
NEIGHBOUR_COLUMNS = ("word", "before", "after", "times", "log_ratio", "g2")


@dataclass(frozen=True, slots=True)
class Words:
    """All that the page of a result's words tells."""

    words: ResultWords
    matrix: Matrix
    beside: Neighbours | None


def words_of(engine: Engine, query: Query, beside: str = "") -> Words:
    """Return the words of a result, its matrix, and what stands beside a word if one is named.

    Raises what `search` raises, for the word too.
    """
    near = engine.neighbours(query, beside) if beside.strip() else None
    return Words(engine.words(query), engine.matrix(query), near)


def times(log_ratio: float) -> float:
    """Return how many times as frequent a term is, at least, by its conservative log ratio."""
    return float(round(2**log_ratio, 1))


def with_word(query: Query, word: str) -> Query:
    """Return the search for a result's articles that hold a word."""
    text = query.text.strip()
    held = word if word.isalnum() else f'"{word}"'
    return from_start(query, text=f"+{held}" if text in ("", "*") else f"{text} +{held}")


def near_of(query: Query, word: str, other: str) -> Query:
    """Return the search for a result's articles in which two words stand near each other."""
    text, pair = query.text.strip(), " ".join((word.strip('"«»'), other))
    near = f'"{pair}"~4'
    return from_start(query, text=near if text in ("", "*") else f"{text} {near}")


def _kept(query: Query) -> Parameters:
    """Return the parameters of a search that its words depend on."""
    return [(name, value) for name, value in parameters(query) if name not in ("page", "per_page", "sort")]


@blueprint.route("/words")
def words() -> ResponseReturnValue:
    """Serve the page of a result's words."""
    query = asked()
    return cached(lambda: make_response(_page(query)))


def _page(query: Query) -> str:
    order = request.args.get("order", "")
    beside = request.args.get("beside", "").strip()
    trouble = ""
    try:
        found = words_of(library().engine, query, beside)
    except QueryError as error:
        if not beside:
            raise
        found, trouble = words_of(library().engine, query), error.code
    return render_template(
        "words.html",
        query=query,
        found=found,
        order=order if order in ORDERS else ORDERS[0],
        beside=beside,
        trouble=trouble,
        with_word=with_word,
        near_of=near_of,
        times=times,
        query_parameters=_kept,
        at=lambda **more: place(query, **more),
    )


def place(query: Query, path: str = "/words", **more: str) -> str:
    """Return the address of a result's words, or of their table."""
    lang = [("lang", request.args["lang"])] if "lang" in request.args else []
    return address(path, [*_kept(query), *((name, value) for name, value in more.items() if value), *lang])


@blueprint.route("/words.csv")
def words_csv() -> Response:
    """Serve a result's words as CSV; `beside=` what stands beside a word, `table=matrix` the matrix."""
    engine, query, beside = library().engine, asked(), request.args.get("beside", "").strip()
    as_matrix = request.args.get("table") == "matrix"
    name = "matrix" if as_matrix else "beside" if beside else "words"
    found = words_of(engine, query, beside)
    return csv_file(f"sijill-{name}", *tables(found, beside=bool(beside), as_matrix=as_matrix))


def tables(
    found: Words, *, beside: bool, as_matrix: bool
) -> tuple[Sequence[str], Iterator[tuple[object, ...]]]:
    """Return the heading and the rows of one table: the matrix, the neighbours of a word, or the words."""
    if as_matrix:
        return matrix_columns(found.matrix), matrix_rows(found.matrix)
    if beside and found.beside is not None:
        return NEIGHBOUR_COLUMNS, neighbour_rows(found.beside)
    return KEYWORD_COLUMNS, keyword_rows(found.words)


def keyword_rows(found: ResultWords) -> Iterator[tuple[object, ...]]:
    """Yield the cells of `KEYWORD_COLUMNS`, one order after the other."""
    for order, keywords in zip(ORDERS, (found.distinctive, found.frequent), strict=True):
        yield from (_keyword_row(one, order) for one in keywords)


def _keyword_row(one: Keyword, order: str) -> tuple[object, ...]:
    forms = "; ".join(one.forms)
    factor = times(one.log_ratio)
    return one.forms[0], forms, one.inside, one.archive, factor, one.log_ratio, round(one.g2, 1), order


def neighbour_rows(found: Neighbours) -> Iterator[tuple[object, ...]]:
    """Yield the cells of `NEIGHBOUR_COLUMNS`."""
    for one in found.words:
        yield one.form, one.before, one.after, times(one.log_ratio), one.log_ratio, round(one.g2, 1)


def matrix_columns(found: Matrix) -> Sequence[str]:
    """Return the heading of a matrix: outlets, then the platforms."""
    return "outlet_id", "outlet", *(column.value for column in found.platforms)


def matrix_rows(found: Matrix) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a matrix, an outlet each."""
    for row, counts in zip(found.outlets, found.counts, strict=True):
        yield row.value, row.label, *counts


def register(app: Flask) -> None:
    """Mount the page."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["words_place"] = place
