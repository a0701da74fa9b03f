"""The figures of a whole result, and the choices that narrow them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from index.figures import MOST, FigureFilters, FigurePage, FigureRow
from index.model import Query
from web.i18n.catalogue import gettext
from web.i18n.figure_labels import action_label, actor_label, modality_label, side_label, unit_label
from web.i18n.labels import platform_label
from web.library import library
from web.pages.search_view import Choice, Facet
from web.params.figures import LISTS, FigureSearch, narrowed


def gather(query: Query, wanted: FigureFilters) -> FigurePage:
    """All figures of the result in order, from one generation."""
    return library().engine.figures(query, replace(wanted, page=1, per_page=MOST))


def facets(search: FigureSearch, rows: tuple[FigureRow, ...]) -> tuple[Facet, ...]:
    """The values that occur, each filter counted with itself off; `rows` are those of the whole result."""
    titles = {
        "unit": gettext("What is counted"),
        "action": gettext("What was done"),
        "platform": gettext("Platform"),
        "actor": gettext("Who acted"),
        "side": gettext("Whose figure"),
        "modality": gettext("Whether it happened"),
    }
    return tuple(_facet(name, title, search, rows) for name, title in titles.items())


LABELS: dict[str, Callable[[str], str]] = {
    "unit": unit_label,
    "action": action_label,
    "platform": platform_label,
    "actor": actor_label,
    "side": side_label,
    "modality": modality_label,
}


def _facet(name: str, title: str, search: FigureSearch, rows: tuple[FigureRow, ...]) -> Facet:
    chosen: tuple[str, ...] = getattr(search.wanted, LISTS[name])
    if chosen:
        rows = gather(search.query, narrowed(search, **{LISTS[name]: ()}).wanted).rows
    values = (getattr(row.figure, name) for row in rows)
    counts = Counter(value for value in values if value)
    counts.update(dict.fromkeys(set(chosen) - set(counts), 0))
    choices = tuple(
        Choice(name, value, LABELS[name](value), count, value in chosen)
        for value, count in sorted(
            counts.items(), key=lambda pair: (pair[0] not in chosen, -pair[1], pair[0])
        )
    )
    cut = max(6, len(chosen))
    return Facet(name, title, choices[:cut], choices[cut:])


def answer(search: FigureSearch) -> Mapping[str, Any]:
    """A page of figures as `FiguresSchema` gives it."""
    found = library().engine.figures(search.query, search.wanted)
    return {
        "total": found.total,
        "articles": found.articles,
        "partial": found.partial,
        "page": search.wanted.page,
        "per_page": search.wanted.per_page,
        "generation": found.generation,
        "figures": [flat(row) for row in found.rows],
    }


def flat(row: FigureRow) -> dict[str, Any]:
    """A figure's fields, with those of its article under `article`."""
    teller = {
        "id": row.article_id, "title": row.title, "outlet": row.outlet, "published": row.published,
    }  # fmt: skip
    return {field.name: getattr(row.figure, field.name) for field in fields(row.figure)} | {"article": teller}
