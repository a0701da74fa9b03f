"""The article page: the whole text, the search carried in, and where each value comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from flask import Blueprint, Flask, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from archive.article import Article, Furniture
from index.errors import IndexingError
from index.query import Fragment, Hit, Query
from web.formats import merged, side
from web.library import library
from web.pages import asked

blueprint = Blueprint("reading", __name__)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as the page shows it; `number` counts from 1 and is its permanent anchor."""

    number: int
    html: Markup
    side: str
    furniture: tuple[Furniture, ...] = ()
    """What stood before it in the page."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An article ready to show: its paragraphs, its marked title, and how many marks it has."""

    title: Markup | None
    paragraphs: tuple[Paragraph, ...]
    tail: tuple[Furniture, ...]
    """Furniture after the last paragraph."""
    marks: int


def spans(
    article: Article, field: str, marks: Sequence[Sequence[int]], length: int
) -> list[tuple[int, int, str]]:
    """Marks and mentions as (start, end, class) in order; a mention that meets a mark joins it."""
    hits = merged(marks, length)
    found = [(start, end, "hit") for start, end in hits]
    for mention in article.mentions:
        if mention.field != field or not 0 <= mention.start < mention.end <= length:
            continue
        if not any(start < mention.end and mention.start < end for start, end in hits):
            found.append((mention.start, mention.end, "mention"))
    ordered: list[tuple[int, int, str]] = []
    for span in sorted(found):
        if not ordered or span[0] >= ordered[-1][1]:
            ordered.append(span)
    return ordered


def dressed(text: str, start: int, found: Sequence[tuple[int, int, str]], prefix: str = "o") -> Markup:
    """The text, which begins at `start` of its field, escaped and with its spans as elements.

    A mark's id is its place in the field after `prefix` (`o1234`), so that a fragment can lead to it.
    """
    pieces = []
    at = 0
    for first, last, kind in found:
        a, b = max(first - start, 0), min(last - start, len(text))
        if a >= b:
            continue
        inner = escape(text[a:b])
        pieces.append(escape(text[at:a]))
        if kind == "hit":
            pieces.append(Markup('<mark id="{}{}">{}</mark>').format(prefix, start + a, inner))
        else:
            pieces.append(Markup('<span class="mention">{}</span>').format(inner))
        at = b
    pieces.append(escape(text[at:]))
    return Markup("").join(pieces)


def read(article: Article, fragments: Sequence[Fragment]) -> Reading:
    """The article with its marks; `fragments` are `Engine.mark`'s, empty where nothing is searched."""
    marks = {fragment.field: fragment.marks for fragment in fragments}
    body = spans(article, "body", marks.get("body", ()), len(article.body))
    paragraphs = []
    at = number = 0
    for block in article.body.split("\n\n"):
        if block:
            around = tuple(f for f in article.furniture if f.paragraph == number)
            number += 1
            within = [s for s in body if s[0] < at + len(block) and s[1] > at]
            paragraphs.append(Paragraph(number, dressed(block, at, within), side(block), around))
        at += len(block) + 2
    title = None
    if article.title:
        title = dressed_title(article.title, marks.get("title", ()))
    tail = tuple(f for f in article.furniture if f.paragraph >= number)
    count = sum(kind == "hit" for _, _, kind in body) + len(merged(marks.get("title", ()), 10**6))
    return Reading(title, tuple(paragraphs), tail, count)


def dressed_title(title: str, marks: Sequence[Sequence[int]]) -> Markup:
    """The title with its marks; their ids begin with `t`."""
    return dressed(title, 0, [(a, b, "hit") for a, b in merged(marks, len(title))], prefix="t")


@blueprint.route("/articles/<string:article_id>")
def article(article_id: str) -> ResponseReturnValue:
    """One article; `q` carries the search in, `find` looks for something else within it."""
    found = library().article(article_id)
    query = asked()
    find = request.args.get("find", "").strip()
    looked_for = replace(query, text=find[: library().settings.query_length] or query.text)
    fragments, similar = _from_engine(looked_for, article_id)
    body = render_template(
        "article.html",
        article=found,
        reading=read(found, fragments),
        query=query,
        find=find,
        looked_for=looked_for,
        similar=similar,
    )
    response = make_response(body)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Cookie")
    return response


@blueprint.route("/articles/<string:article_id>/original")
def original(article_id: str) -> Response:
    """The bytes as they came, to save and never to run."""
    data = library().original(library().article(article_id))
    response = Response(data, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{quote(article_id, safe='')}.original"
    )
    return response


def _from_engine(query: Query, article_id: str) -> tuple[Sequence[Fragment], Sequence[Hit]]:
    """Marks and similar articles; none where there is no index, since reading needs none."""
    try:
        engine = library().engine
        wanted = query.text.strip() not in ("", "*")
        return (engine.mark(query, article_id) if wanted else ()), engine.similar(article_id)
    except IndexingError:
        return (), ()


def register(app: Flask) -> None:
    """Mount the article page."""
    app.register_blueprint(blueprint)
