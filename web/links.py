"""Links between the pages: to searches and articles, in the language and with the comparison shown now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from flask import request, url_for

from index.model import Query
from web.http.request_cache import once_a_request
from web.i18n import carried
from web.urls import Parameters, address, filtered, parameters


@dataclass(frozen=True, slots=True)
class Link:
    """Something to click: what it says, where it leads, and whether it is what is shown now."""

    label: str
    url: str
    current: bool = False
    hint: str = ""


def page_links(now: int, last: int, address_of: Callable[[int], str]) -> tuple[Link | None, ...]:
    """Links to pages: the first, the last, those around this one; None where some are left out."""
    numbers = sorted({1, last, *range(max(1, now - 2), min(last, now + 2) + 1)})
    found: list[Link | None] = []
    for before, number in pairwise((0, *numbers)):
        if number > before + 1:
            found.append(None)
        found.append(Link(str(number), address_of(number), number == now))
    return tuple(found)


def second_text() -> str:
    """Return the text of the search to compare with (`q2`), empty if there is none."""
    return request.args.get("q2", "").strip() if request.endpoint == "pages.search" else ""


def time_axis() -> str:
    """Tell which time the timeline shows: `date` (of publication), or `about` (what the text is about)."""
    shown = request.endpoint == "pages.search" and request.args.get("axis") == "about"
    return "about" if shown else "date"


def in_shares() -> bool:
    """Tell whether the timeline shows shares of all articles rather than counts (`share=1`)."""
    return request.endpoint == "pages.search" and request.args.get("share") == "1"


def search_address(
    query: Query,
    *,
    path: str = "",
    q2: str | None = None,
    axis: str | None = None,
    shares: bool | None = None,
) -> str:
    """Return the address of a search in the current language; `path` for its exports and feed.

    Comparison, axis and measure stay as they are unless `q2`, `axis`, `shares` say otherwise; exports and
    feeds are of the first search.
    """
    page = _this_page()
    compared = page.q2 if q2 is None and not path else q2
    extra = [("q2", compared)] if compared else []
    drawn = page.axis if axis is None and not path else axis
    extra += [("axis", "about")] if drawn == "about" else []
    measured = page.shares if shares is None and not path else shares
    extra += [("share", "1")] if measured else []
    return address(path or page.path, [*parameters(query), *extra, *page.carried])


@dataclass(frozen=True, slots=True)
class _SearchPage:
    """The parameters that every link to a search takes over from the page that it stands on."""

    path: str
    q2: str
    axis: str
    shares: bool
    carried: Parameters


@once_a_request
def _this_page() -> _SearchPage:
    path = url_for("pages.search").split("?")[0]
    return _SearchPage(path, second_text(), time_axis(), in_shares(), list(carried().items()))


@once_a_request
def _article_path(article_id: str) -> str:
    return url_for("reading.article", article_id=article_id).split("?")[0]


def filter_address(query: Query, **changes: object) -> str:
    """Return the address of the search with other filters."""
    return search_address(filtered(query, **changes))


def article_address(query: Query, article_id: str, place: str = "") -> str:
    """Return the address of an article with the search carried in."""
    kept = Query(text=query.text, expand=query.expand, without=query.without)
    found = [] if query.text.strip() in ("", "*") else parameters(kept)
    return address(_article_path(article_id), found + list(carried().items())) + (
        f"#{place}" if place else ""
    )
