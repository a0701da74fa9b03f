"""The advanced form: boxes for all words, a phrase and the like, from which the query's text is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect

from index.errors import QueryError, QueryTooLong
from index.model import Query
from index.search.tally import Tally
from web.i18n import language
from web.library import library
from web.links import search_address
from web.pages.facet_view import Choice, all_choices, facet_titles
from web.pages.search import ALL_FACETS
from web.params.search import load_query

blueprint = Blueprint("advanced", __name__)

#: The boxes of the form, by their names in the address.
BOXES = ("all", "phrase", "any", "none", "title", "near", "near_too")
#: Facets to choose one value of; values of each that the form offers.
CHOSEN, OFFERED = ("platform", "outlet", "named", "country", "agency", "language"), 40
#: Words between two words that are near each other.
DISTANCES = (2, 5, 10, 20)
_SIGNS = re.compile(r"""["“”„‟«»‹›()\[\]]+""")


@dataclass(frozen=True, slots=True)
class Boxes:
    """The texts that were typed into the boxes of the advanced search."""

    all: str = ""
    phrase: str = ""
    any: str = ""
    none: str = ""
    title: str = ""
    near: str = ""
    near_too: str = ""
    distance: int = DISTANCES[1]

    @classmethod
    def of(cls, given: MultiDict[str, str]) -> Boxes:
        """Return the boxes of an address; a distance that is not offered is the usual one."""
        distance = given.get("distance", "")
        chosen = int(distance) if distance in map(str, DISTANCES) else DISTANCES[1]
        return cls(**{name: given.get(name, "").strip() for name in BOXES}, distance=chosen)

    def text(self) -> str:
        """Write the query that asks for what the boxes ask for, in the query language."""
        return " ".join(self._parts())

    def _parts(self) -> Iterator[str]:
        yield from (f"+{word}" for word in _words(self.all))
        if phrase := _phrase(self.phrase):
            yield f'"{phrase}"'
        either = _words(self.any)
        if either:
            yield f"+{either[0]}" if len(either) == 1 else f"({' OR '.join(either)})"
        title = "عنوان" if language() == "ar" else "title"
        yield from (f"{title}:{word}" for word in _words(self.title))
        pair = [_phrase(self.near), _phrase(self.near_too)]
        if all(pair):
            yield f'"{pair[0]} {pair[1]}"~{self.distance}'
        else:
            yield from (f"+{word}" for word in _words(" ".join(pair)))
        yield from (f"-{word}" for word in _words(self.none))


def _phrase(text: str) -> str:
    """Return the words of a box side by side, without signs that the query language reads."""
    return " ".join(word for word in _SIGNS.sub(" ", text).split() if re.search(r"\w", word))


def _words(text: str) -> list[str]:
    """Return the words of a box; one that the query language would read as more than a word is quoted."""
    words = _SIGNS.sub(" ", text).split()
    return [word if _is_plain(word) else f'"{word}"' for word in words if re.search(r"\w", word)]


def _is_plain(word: str) -> bool:
    return bool(re.fullmatch(r"[^\W\d_][\w\u064b-\u0652]*", word)) and not _is_operator(word)


def _is_operator(word: str) -> bool:
    return word in ("AND", "OR", "NOT", "TO", "أو", "بدون", "و", "إلى", "ليس")


@blueprint.route("/advanced")
def advanced() -> ResponseReturnValue:
    """Serve the form; with `go` lead to the search that it writes."""
    boxes = Boxes.of(request.args)
    given = MultiDict((n, v) for n, v in request.args.items(multi=True) if v and n not in BOXES)
    query = replace(load_query(given), text=boxes.text())
    if "go" in request.args:
        return redirect(search_address(query), 303)
    page = library().everything_by(ALL_FACETS)
    choices: dict[str, tuple[Choice, ...]] = {name: all_choices(page, name)[:OFFERED] for name in CHOSEN}
    return render_template(
        "advanced.html", boxes=boxes, query=query, choices=choices, titles=facet_titles(),
        found=_found(query) if query.text or not query.filters.empty else None,
        DISTANCES=DISTANCES, given=given,
    )  # fmt: skip


def _found(query: Query) -> Tally | None:
    """Return what the written query would find; None if it cannot be read."""
    try:
        return library().engine.tally(query)
    except (QueryError, QueryTooLong):
        return None


def register(app: Flask) -> None:
    """Mount the form."""
    app.register_blueprint(blueprint)
