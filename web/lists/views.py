"""The pages of many at once: a form that stores nothing, its answer as a table, and the table as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from flask import Blueprint, Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from archive.errors import ArchiveError, NoSuchArticle
from archive.model.article import Article
from archive.text.encodings import decode
from index.model import Query
from index.query.values.dates import read_interval
from web.i18n.catalogue import gettext
from web.library import library
from web.lists import batch, screening
from web.lists.entries import ROOM, Entry, read_entries
from web.lists.tables import csv_file
from web.params.search import load_query

blueprint = Blueprint("lists", __name__)


@blueprint.before_request
def _make_room() -> None:
    """Take longer forms than other pages do."""
    request.max_content_length = request.max_form_memory_size = ROOM


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as it was sent, and what is wrong with it in words; empty where nothing is."""

    text: str
    entries: tuple[Entry, ...]
    trouble: str = ""


def _listed(most: int) -> Listed:
    """Return the list of the form: a file if one was sent, else the lines that were typed."""
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        try:
            text, name = decode(sent.read()).text, sent.filename
        except ArchiveError:
            return Listed(
                "", (), gettext("This file is no text that can be read; save it as UTF-8 or as CSV.")
            )
    else:
        text, name = request.form.get("list") or "\n".join(request.args.getlist("q")), ""
    entries = read_entries(text, name)
    shown = text if not name else "\n".join(entry.text for entry in entries)
    if len(entries) > most:
        trouble = gettext(
            "This list has %(count)s lines; a page takes %(most)s. The terminal takes any number.",
            count=f"{len(entries):,}",
            most=f"{most:,}",
        )
        return Listed(shown, (), trouble)
    if not entries and request.method == "POST":
        return Listed(shown, (), gettext("The list is empty; write one on each line, or choose a file."))
    return Listed(shown, entries)


def _asked() -> Query:
    """Return the filters of the form or of the address, as a search has them."""
    given = MultiDict(
        (name, value)
        for source in (request.args, request.form)
        for name, value in source.items(multi=True)
        if value and name != "q"
    )
    return load_query(given)


@blueprint.route("/batch", methods=["GET", "POST"])
def batch_page() -> ResponseReturnValue:
    """Serve the page of many queries at once; with `as=csv` their table as CSV."""
    listed, asked = _listed(batch.MOST), _asked()
    phrases = "phrases" in request.values
    engine, longest = library().engine, library().settings.query_length
    rows = batch.ask(engine, listed.entries, asked, phrases=phrases, longest=longest)
    if rows and request.values.get("as") == "csv":
        return csv_file("sijill-batch", batch.COLUMNS, (row.cells for row in rows))
    return _kept_to_oneself(
        render_template(
            "batch.html", listed=listed, rows=rows, asked=asked, phrases=phrases,
            OUTLETS=batch.OUTLETS, query=Query(), failed=sum(row.tally is None for row in rows),
        )
    )  # fmt: skip


@blueprint.route("/screen", methods=["GET", "POST"])
def screen_page() -> ResponseReturnValue:
    """Serve the page that looks for the names of a list; with `as=csv` their table as CSV."""
    listed = _listed(screening.MOST)
    where = request.values.get("where", "text")
    trouble, answer = listed.trouble, None
    if listed.entries:
        try:
            answer = screening.screen(library(), listed.entries, _articles(where))
        except NoSuchArticle:
            trouble = gettext("The archive has no article with this id.")
    if answer is not None and request.values.get("as") == "csv":
        return csv_file("sijill-screen", screening.COLUMNS, answer.cells())
    return _kept_to_oneself(
        render_template(
            "screen.html", listed=replace(listed, trouble=trouble), answer=answer, where=where,
            given=request.values, query=Query(), today=screening.today(), passages=screening.passages,
            MOST=screening.ARTICLES,
        )
    )  # fmt: skip


def _articles(where: str) -> Iterator[Article]:
    """Yield the articles of the form's choice; raises `NoSuchArticle`, ValidationError for a bad date."""
    values = request.values
    if where == "article":
        yield library().article(values.get("article", "").strip().rpartition("/")[2])
    elif where == "search":
        query = replace(_asked(), text=values.get("search", ""))
        yield from screening.of_query(library(), query)
    elif where == "since":
        yield from screening.of_day(library(), _since(values.get("since", "")))
    else:
        yield from screening.of_text(values.get("text", ""))


def _since(typed: str) -> date:
    """Return the day that was typed, today for none; raises ValidationError for what is no date."""
    if not typed.strip():
        return screening.today()
    days = read_interval(typed)
    if days is None:
        raise ValidationError({"since": ["not_date"]})
    return days[0]


def _kept_to_oneself(body: str) -> Response:
    """Return a page that no cache keeps: it holds what a reader typed."""
    response = Response(body, mimetype="text/html")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def register(app: Flask) -> None:
    """Mount the pages of lists."""
    app.register_blueprint(blueprint)
