"""Citation lists: the whole result, or the articles ticked, in one style, as a page, a document or text."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from html import escape
from itertools import islice
from urllib.parse import quote

from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.text.paragraph import Paragraph
from flask import Blueprint, Flask, Response, abort, render_template, request

from index.model import Hit, Query
from web.advice import counting
from web.exports.articles import permalink
from web.exports.feeds import xml_text
from web.exports.references import coins
from web.exports.styles import STYLES, Part, citation, plain
from web.i18n import language
from web.i18n.catalogue import gettext
from web.i18n.formats import side
from web.library import library
from web.links import search_address
from web.pages.search import asked

blueprint = Blueprint("citation_list", __name__)

#: Articles of a list at most; the exports for reference managers have no such limit.
MOST = 2_000
#: Of these, those that the page shows.
SHOWN = 100
FORMS = {
    "html": "text/html",
    "txt": "text/plain",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@blueprint.route("/search/citations")
def choose() -> str:
    """Serve the list as a page from which to choose its style and its form."""
    query, style, ticked = asked(), _style(), request.args.getlist("id")
    hits = list(islice(_hits(query, ticked), SHOWN))
    total = len(hits) if ticked else library().engine.search(counting(query)).total
    return render_template(
        "citations.html",
        query=query,
        style=style,
        runs=side_of(style),
        STYLES=STYLES,
        total=total,
        listed=[_parts(hit, style) for hit in hits],
        ticked=ticked,
        at=lambda **more: _place(query, ticked, **more),
    )


@blueprint.route("/search/citations.<any(html, txt, docx):form>")
def download(form: str) -> Response:
    """Serve the list as a file of its own: HTML, Word or plain text."""
    query, style = asked(), _style()
    cited = (_parts(hit, style) for hit in _hits(query, request.args.getlist("id")))
    heading = query.text.strip() or gettext("Citations")
    response = Response(
        _WRITERS[form](heading, cited, side_of(style)),
        content_type=FORMS[form] + ("" if form == "docx" else "; charset=utf-8"),
    )
    response.headers["Content-Disposition"] = f'attachment; filename="sijill-citations.{form}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def side_of(style: str) -> str:
    """Return the direction in which a citation of this style runs, whatever the letters of its title."""
    return "rtl" if style == "arabic" else "ltr"


def _style() -> str:
    """Return the style of the address; the usual one of the language for none. 404 for one there is not."""
    style = request.args.get("style") or ("arabic" if language() == "ar" else "apa")
    if style not in STYLES:
        abort(404)
    return style


def _hits(query: Query, ticked: list[str]) -> Iterator[Hit]:
    """Yield the articles of a search in its order, of the ticked ones alone if there are any."""
    wanted = set(ticked)
    hits = library().engine.iterate(query)
    return islice((hit for hit in hits if not wanted or hit.id in wanted), MOST)


def _parts(hit: Hit, style: str) -> tuple[Part, ...]:
    return citation(hit, permalink(hit.id), date.today(), style)


def _place(query: Query, ticked: list[str], *, form: str = "", style: str = "") -> str:
    """Return the address of the list in another style, or as a file."""
    path = f"/search/citations.{form}" if form else "/search/citations"
    given = "".join(f"&id={quote(id_, safe='')}" for id_ in ticked)
    return f"{search_address(query, path=path)}&style={style}{given}"


def _text(_: str, cited: Iterable[tuple[Part, ...]], __: str = "ltr") -> str:
    """Return the list as text, a blank line between two citations."""
    return "\ufeff" + "\r\n\r\n".join(plain(parts) for parts in cited) + "\r\n"


def _html(heading: str, cited: Iterable[tuple[Part, ...]], runs: str = "rtl") -> str:
    """Return the list as a page without anything but itself."""
    lang = language()
    side_ = "rtl" if lang == "ar" else "ltr"
    items = "\n".join(f'<li dir="{runs}">{" ".join(map(_marked_up, parts))}</li>' for parts in cited)
    return (
        f'<!doctype html>\n<html lang="{lang}" dir="{side_}"><meta charset="utf-8">'
        f"<title>{escape(heading)}</title>\n<h1>{escape(heading)}</h1>\n<ol>\n{items}\n</ol>\n</html>\n"
    )


def _marked_up(part: Part) -> str:
    text = f"<bdi>{escape(part.words)}</bdi>"
    return (f"<cite>{text}</cite>" if part.is_work else text) + escape(part.ending)


def docx_of(heading: str, cited: Iterable[tuple[Part, ...]], runs: str = "rtl") -> bytes:
    """Return the list as a Word document, its citations from right to left (`rtl`) or left to right (`ltr`).

    Words that run the other way do so within theirs.
    """
    document = Document()
    document.add_heading(xml_text(heading), 1)
    for parts in cited:
        paragraph = document.add_paragraph()
        if runs == "rtl":
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        for part in parts:
            own = side(part.words) if part.words else runs
            _add_run(paragraph, part.words, own, is_work=part.is_work)
            _add_run(paragraph, part.ending + " ", runs, is_work=False)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _add_run(paragraph: Paragraph, text: str, own: str, *, is_work: bool) -> None:
    """Add words to a paragraph that run in this direction."""
    run = paragraph.add_run(xml_text(text))
    run.italic = is_work
    if own == "rtl":
        mark = OxmlElement("w:rtl")
        mark.set(qn("w:val"), "1")
        run._r.get_or_add_rPr().append(mark)


_WRITERS: dict[str, Callable[[str, Iterable[tuple[Part, ...]], str], str | bytes]] = {
    "html": _html, "txt": _text, "docx": docx_of,
}  # fmt: skip


def register(app: Flask) -> None:
    """Mount the lists, and give the templates what reference managers read in a list of results."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["coins_of"] = lambda hit: coins(hit, permalink(hit.id))
