"""The views of figures and claims: how many, when, done by whom, and who tells it otherwise."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Flask, make_response, render_template
from flask.typing import ResponseReturnValue

from archive.model.figure import ASSERTED
from index.figures import FigureFilters, FigureRow, FigureSort
from index.model import Query
from web.figures.chart import place, plot
from web.figures.claims import arrange, of_figure
from web.figures.view import LABELS, facets, gather_wide
from web.http.caching import cached
from web.i18n import carried
from web.i18n import figure_labels as figure_words
from web.i18n.catalogue import gettext
from web.i18n.claim_labels import (
    claim_heading,
    counted_noun,
    figure_heading,
    outlets_of,
    period_kind_label,
    short_value,
    table_heading,
    told_once,
)
from web.links import Link, page_links
from web.params.figures import (
    LISTS,
    PER_PAGE,
    TELLINGS,
    ClaimsQuerySchema,
    FigureSearch,
    claim_of_figure,
    figure_address,
    figure_parameters,
    figures_asked,
    figures_of,
    narrowed,
)
from web.urls import bounds_text, first_day, last_day, period_of

blueprint = Blueprint("figures", __name__)

#: Items of a page of the board.
BOARD_PAGE = 10
#: Parameters that the form of filters states itself.
_IN_FORM = {"q", "page", "period_from", "period_to", "low", "high", *LISTS}


@blueprint.route("/figures")
def figures() -> ResponseReturnValue:
    """Serve the page of a search's figures, as a list and drawn over time."""
    search = figures_asked()
    return cached(lambda: make_response(_figures(search)))


def _figures(search: FigureSearch) -> str:
    whole, wide = gather_wide(search)
    first = (search.wanted.page - 1) * search.wanted.per_page
    return render_template(
        "figures.html",
        page=whole,
        rows=whole.rows[first : first + search.wanted.per_page],
        own=sum(row.figure.side == "group" for row in whole.rows),
        not_done=sum(row.figure.modality != ASSERTED for row in whole.rows),
        drawing=plot(search, _drawn(search, whole.rows)),
        facets=facets(search, wide),
        place=place,
        **_common(search, whole.total, "/figures", PER_PAGE),
    )


def _drawn(search: FigureSearch, rows: tuple[FigureRow, ...]) -> tuple[FigureRow, ...]:
    """Return the figures told as done; all of them if the reader filtered by modality."""
    return rows if search.wanted.modalities else tuple(row for row in rows if row.figure.modality == ASSERTED)


@blueprint.route("/claims")
def claims() -> ResponseReturnValue:
    """Serve the page of claims that are told more than once, report beside report."""
    search = figures_asked(ClaimsQuerySchema)
    return cached(lambda: make_response(_claims(search)))


def _claims(search: FigureSearch) -> str:
    whole, wide = gather_wide(search)
    shown = of_figure(arrange(whole, search.least_tellings), search.figure)
    first = (search.wanted.page - 1) * search.wanted.per_page
    return render_template(
        "claims.html",
        board=shown,
        items=shown.items[first : first + search.wanted.per_page],
        facets=facets(search, wide),
        **_common(search, len(shown.items), "/claims", BOARD_PAGE),
    )


def _common(search: FigureSearch, total: int, path: str, per_page: int) -> dict[str, object]:
    """Return the template values that both pages share."""
    wanted = search.wanted
    one_by_one = replace(search, tellings=TELLINGS, wanted=_first(wanted, PER_PAGE))
    kept = [(name, value) for name, value in figure_parameters(search, per_page) if name not in _IN_FORM]
    return {
        "search": search,
        "query": search.query,
        "path": path,
        "chips": chips(search, path, per_page),
        "kept": kept + list(carried().items()),
        "period": period_text(wanted),
        "bounds": bounds_text(search.query.filters),
        "sorts": sorts(search, path, per_page),
        "pager": pager(search, total, path, per_page),
        "to_figures": figure_address(
            replace(search, tellings=TELLINGS, wanted=_first(wanted, PER_PAGE)), "/figures"
        ),
        "to_claims": figure_address(
            replace(search, wanted=_first(wanted, BOARD_PAGE)), "/claims", BOARD_PAGE
        ),
        "at": lambda name: figure_address(one_by_one, name),
    }


def _first(wanted: FigureFilters, per_page: int) -> FigureFilters:
    return replace(wanted, page=1, per_page=per_page)


def period_text(wanted: FigureFilters) -> tuple[str, str]:
    """Return the bounds of the figures' period as an address writes them; empty for an open end."""
    start, end = wanted.period_from, wanted.period_to
    whole = period_of(start, end)
    return whole or (first_day(start) if start else ""), whole or (last_day(end) if end else "")


def chips(search: FigureSearch, path: str, per_page: int) -> tuple[Link, ...]:
    """Return links that each take one filter in force away: those of figures, and the articles' as one."""
    wanted = search.wanted
    found: list[tuple[str, dict[str, object]]] = [
        (LABELS[name](value), {filter_: tuple(v for v in getattr(wanted, filter_) if v != value)})
        for name, filter_ in LISTS.items()
        for value in getattr(wanted, filter_)
    ]
    start, end = period_text(wanted)
    if start or end:
        label = f"{start}–{end}" if start != end else start
        found.append((label, {"period_from": None, "period_to": None}))
    if wanted.low is not None or wanted.high is not None:
        found.append((_bounds(wanted), {"low": None, "high": None}))
    links = [Link(label, figure_address(narrowed(search, **off), path, per_page)) for label, off in found]
    if search.amount is not None:
        words = replace(search.query, text=search.amount.rest)
        label = f"{short_value(search.amount.value)} {unit_words(search)}".strip()
        links.append(Link(label, figure_address(replace(narrowed(search), query=words), path, per_page)))
    if search.figure:
        links.append(Link(gettext("one figure"), figure_address(replace(search, figure=""), path, per_page)))
    if not search.query.filters.empty:
        all_articles = replace(narrowed(search), query=replace(search.query, filters=Query().filters))
        links.append(Link(gettext("filtered articles"), figure_address(all_articles, path, per_page)))
    return tuple(links)


def unit_words(search: FigureSearch) -> str:
    """Return the unit of the amount in the search box, in words; empty if it names none."""
    amount = search.amount
    return counted_noun(amount.value, amount.unit) if amount is not None and amount.unit else ""


def sorts(search: FigureSearch, path: str, per_page: int) -> tuple[Link, ...]:
    """Return a link for each order to choose from."""
    labels = {FigureSort.PERIOD: gettext("by time"), FigureSort.VALUE: gettext("largest first")}
    return tuple(
        Link(label, figure_address(narrowed(search, sort=sort), path, per_page), search.wanted.sort == sort)
        for sort, label in labels.items()
    )


def _bounds(wanted: FigureFilters) -> str:
    low = figure_words.value_words(wanted.low) if wanted.low is not None else "0"
    if wanted.high is None:
        return f"≥ {low}"
    return gettext("from %(start)s to %(end)s", start=low, end=figure_words.value_words(wanted.high))


def pager(search: FigureSearch, total: int, path: str, per_page: int) -> tuple[Link | None, ...]:
    """Return links to the pages of a list; None stands for pages left out."""
    last = max(1, -(-total // search.wanted.per_page))
    return page_links(
        search.wanted.page,
        last,
        lambda number: figure_address(
            replace(search, wanted=replace(search.wanted, page=number)), path, per_page
        ),
    )


def register(app: Flask) -> None:
    """Mount the pages and give the templates the words for figures."""
    app.register_blueprint(blueprint)
    names = (
        "amount_words", "counted_words", "unit_label", "action_label", "actor_label", "side_label",
        "modality_label",
        "state_label", "certainty_words", "interval_words", "quoted", "tellers", "class_label",
        "difference_label", "difference_values", "value_words", "comparator_label",
    )  # fmt: skip
    app.jinja_env.globals.update({name: getattr(figure_words, name) for name in names})
    app.jinja_env.globals.update(
        claim_heading=claim_heading, figure_heading=figure_heading, short_value=short_value,
        told_once=told_once,
        counted_noun=counted_noun, table_heading=table_heading, period_kind_label=period_kind_label,
        outlets_of=outlets_of,
    )  # fmt: skip
    app.jinja_env.globals.update(figures_of=figures_of, claim_of_figure=claim_of_figure)
