"""The article page: the whole text, the search carried in, and where each value comes from."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote

from flask import Blueprint, Flask, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from archive.model.article import Article, Furniture
from archive.text.encodings import decode
from index.errors import IndexingError
from index.model import Fragment, Query
from web.exports import references, styles
from web.exports.articles import permalink
from web.i18n.catalogue import gettext
from web.i18n.formats import merged, side
from web.library import library
from web.pages.annotations import Span, dressed, layered
from web.pages.copies import copies_of, similar_to
from web.pages.search import asked

blueprint = Blueprint("reading", __name__)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as the page shows it; `number` counts from 1 and is its permanent anchor."""

    number: int
    html: Markup
    side: str
    furniture: tuple[Furniture, ...] = ()
    """The furniture that stood before it in the page."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An article ready to show: its paragraphs, its marked title, and how many marks it has."""

    title: Markup | None
    paragraphs: tuple[Paragraph, ...]
    tail: tuple[Furniture, ...]
    """Furniture after the last paragraph."""
    marks: int
    layers: dict[str, int]
    """How many spans each layer has that can be switched on: `mention`, `date`, `figure`."""


def read(article: Article, fragments: Sequence[Fragment]) -> Reading:
    """Return the article with the marks of `Engine.mark_article`; no fragments where nothing is searched."""
    marks = {fragment.field: fragment.marks for fragment in fragments}
    spans = layered(article, marks.get("body", ()))
    paragraphs = []
    at = number = 0
    for block in article.body.split("\n\n"):
        if block:
            around = tuple(f for f in article.furniture if f.paragraph == number)
            number += 1
            last = at + len(block)
            within = [span for span in spans if span.start < last and max(span.end, span.start + 1) > at]
            paragraphs.append(Paragraph(number, dressed(block, at, within), side(block), around))
        at += len(block) + 2
    in_title = merged(marks.get("title", ()), len(article.title or ""))
    kinds = Counter(span.kind for span in spans if span.kind != "place")
    return Reading(
        title=dressed_title(article.title, in_title) if article.title else None,
        paragraphs=tuple(paragraphs),
        tail=tuple(f for f in article.furniture if f.paragraph >= number),
        marks=kinds.pop("hit", 0) + len(in_title),
        layers=dict(kinds),
    )


def dressed_title(title: str, marks: Sequence[tuple[int, int]]) -> Markup:
    """Return the title with its marks; their ids begin with `t`."""
    return dressed(title, 0, [Span(start, end, "hit") for start, end in marks], prefix="t")


@blueprint.route("/articles/<string:article_id>")
def article(article_id: str) -> ResponseReturnValue:
    """One article; `q` carries the search in, `find` looks for something else within it."""
    found = library().article(article_id)
    query = asked()
    find = request.args.get("find", "").strip()
    looked_for = replace(query, text=find[: library().settings.query_length] or query.text)
    fragments = _marks(looked_for, found)
    copies = copies_of(article_id)
    link, today = permalink(article_id), date.today()
    body = render_template(
        "article.html",
        article=found,
        reading=read(found, fragments),
        query=query,
        find=find,
        looked_for=looked_for,
        copies=copies,
        similar=similar_to(found, copies),
        proving=library().articles.get_many([one.article for one in found.evidence if one.article]),
        permalink=link,
        citation={style: styles.citation(found, link, today, style) for style in styles.STYLES},
        STYLES=styles.STYLES,
    )
    response = make_response(body)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Cookie")
    return response


@blueprint.route("/articles/<string:article_id>/citation.<any(ris, bib, json):form>")
def citation(article_id: str, form: str) -> Response:
    """One article for a reference manager."""
    cited = library().article(article_id)
    if form == "json":
        items = [styles.csl(cited, permalink(article_id), date.today())]
        text, media = json.dumps(items, ensure_ascii=False, indent=2) + "\n", CSL
        response = Response(text, content_type=f"{media}; charset=utf-8")
        response.headers["Content-Disposition"] = _attachment(f"{article_id}.json")
        return response
    write, media = {
        "ris": (references.ris, "application/x-research-info-systems"),
        "bib": (references.bibtex, "application/x-bibtex"),
    }[form]
    response = Response(write(cited, permalink(article_id), cited), content_type=f"{media}; charset=utf-8")
    response.headers["Content-Disposition"] = _attachment(f"{article_id}.{form}")
    return response


def _attachment(name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"


@blueprint.route("/articles/<string:article_id>/original")
def original(article_id: str) -> Response:
    """The bytes as they came, to save and never to run."""
    data = library().original(library().article(article_id))
    response = Response(data, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{quote(article_id, safe='')}.original"
    )
    return response


@blueprint.route("/articles/<string:article_id>/original/view")
def original_view(article_id: str) -> str:
    """The original beside the text, in a frame that runs nothing and asks nothing of anyone."""
    found = library().article(article_id)
    library().original(found)
    return render_template("original.html", article=found, query=asked())


@blueprint.route("/articles/<string:article_id>/original/shown")
def original_shown(article_id: str) -> Response:
    """The original as a frame shows it: a page without scripts and outside requests, or its text."""
    data = library().original(library().article(article_id))
    if not _is_text(data):
        return _framed(gettext("This file is no text, and cannot be shown here; download it."), "text/plain")
    text = decode(data).text
    is_page = re.search(r"<(!doctype html|html|head|body)[\s>]", text[:4096], re.IGNORECASE)
    return _framed(text, "text/html" if is_page else "text/plain")


def _is_text(data: bytes) -> bool:
    """Tell whether bytes can be read as text: no zero byte stands among the first, but in UTF-16."""
    return b"\0" not in data[:4096] or data[:2] in (b"\xff\xfe", b"\xfe\xff")


def _framed(text: str, media: str) -> Response:
    """Return what a frame of our own may show, with every right taken away."""
    response = Response(text, content_type=f"{media}; charset=utf-8")
    response.headers["Content-Security-Policy"] = FRAMED
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Cache-Control"] = "private, no-store"
    return response


#: What a shown original may do: look as its own style sheet says, and nothing else.
FRAMED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
#: The media type of CSL-JSON.
CSL = "application/vnd.citationstyles.csl+json"


@blueprint.route("/articles/<string:article_id>/history")
def history(article_id: str) -> str:
    """All that happened to an article in the archive, the last first."""
    found = library().article(article_id)
    entries = tuple(reversed(library().articles.history(article_id)))
    return render_template("history.html", article=found, entries=entries, query=asked())


def _marks(query: Query, shown: Article) -> Sequence[Fragment]:
    """Marks of the text that is shown; none where there is no index, since reading needs none."""
    if query.text.strip() in ("", "*"):
        return ()
    try:
        return library().engine.mark_article(query, shown)
    except IndexingError:
        return ()


def register(app: Flask) -> None:
    """Mount the article page."""
    app.register_blueprint(blueprint)
