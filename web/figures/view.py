"""The figures of a whole result, and the choices that narrow them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from index.engine import Engine
from index.figures import MOST, FigurePage, FigureRow, is_wanted
from web.i18n.catalogue import gettext
from web.i18n.figure_labels import action_label, actor_label, modality_label, side_label, unit_label
from web.i18n.labels import platform_label
from web.library import library
from web.pages.facet_view import Choice, Facet, facet_of
from web.params.figures import LISTS, FigureSearch, narrowed

#: Choices shown before the rest is folded away.
SHOWN = 6


def gather(search: FigureSearch) -> FigurePage:
    """Return all figures that a search asks for, in order, from one generation."""
    return figures_of_engine(library().engine, search)


def figures_of_engine(engine: Engine, search: FigureSearch) -> FigurePage:
    """Return all figures that a search asks of an engine, in order, from one generation."""
    wanted = replace(search.asked_filters, page=1, per_page=MOST)
    return engine.figures(search.asked_query, wanted)


def gather_wide(search: FigureSearch) -> tuple[FigurePage, tuple[FigureRow, ...]]:
    """Return all figures of a search, and the rows without the filters of `LISTS`, for their choices.

    One search of one generation tells both, so that list, total and choices agree.
    """
    library().engine.require_known(search.asked_filters)
    wide = gather(narrowed(search, **dict.fromkeys(LISTS.values(), ())))
    rows = tuple(row for row in wide.rows if is_wanted(row, search.asked_filters))
    page = replace(wide, rows=rows, total=len(rows), articles=len({row.article_id for row in rows}))
    return page, wide.rows


def facets(search: FigureSearch, rows: tuple[FigureRow, ...]) -> tuple[Facet, ...]:
    """Return the facets of figures, each counted with its own filter off; `rows` come from `gather_wide`."""
    titles = {
        "unit": gettext("What is counted"),
        "action": gettext("What was done"),
        "platform": gettext("Platform"),
        "actor": gettext("Who acted"),
        "side": gettext("Source of the figure"),
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
    others = narrowed(search, **{LISTS[name]: ()}).asked_filters
    values = (getattr(row.figure, name) for row in rows if is_wanted(row, others))
    counts = Counter(value for value in values if value)
    counts.update(dict.fromkeys(set(chosen) - set(counts), 0))
    choices = [
        Choice(name, value, LABELS[name](value), count, value in chosen)
        for value, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return facet_of(choices, name, title, SHOWN)


def answer(search: FigureSearch) -> Mapping[str, Any]:
    """Return a page of figures in the form of `FiguresSchema`."""
    found = library().engine.figures(search.asked_query, search.asked_filters)
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
    """Return a figure's fields as a dict, with those of its article under `article`."""
    teller = {
        "id": row.article_id, "title": row.title, "outlet": row.outlet, "published": row.published,
    }  # fmt: skip
    return {field.name: getattr(row.figure, field.name) for field in fields(row.figure)} | {"article": teller}
