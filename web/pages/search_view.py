"""Parts of the search page beside the hits: chips, choices, sorts, pages, each with its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.analysis.variants import shipped_variants
from index.model import VALUE_FILTERS, Expansion, Mode, Page, Query, Sort
from index.query.questions import ASKING_ID
from index.search.expansion.feedback import FEEDBACK_ID
from web.advice import WordAlone
from web.i18n.catalogue import gettext
from web.i18n.formats import day_words, number, period_words
from web.i18n.labels import (
    platform_label,
)
from web.links import Link, page_links, search_address
from web.pages.facet_view import bucket_label, value_label
from web.urls import (
    filtered,
    from_start,
    period_of,
    toggled,
    unfiltered,
)


@dataclass(frozen=True, slots=True)
class Widening:
    """An expansion with the address of the search without it, and how a reader is told of it."""

    expansion: Expansion
    url: str
    words: str


def words_alone(query: Query, words: Sequence[WordAlone]) -> tuple[Link, ...]:
    """Links to what each word finds by itself."""
    return tuple(
        Link(one.word, search_address(from_start(query, text=one.word)), hint=number(one.total))
        for one in words
    )


def chips(page: Page) -> tuple[Link, ...]:
    """Return the filters in force; each link takes one away."""
    query, filters = page.query, page.query.filters
    labels = {
        (name, bucket.value): bucket_label(name, bucket)
        for name in VALUE_FILTERS
        for bucket in page.facets.get(name, ())
    }
    found: list[tuple[str, Query]] = []
    for name, filter_ in VALUE_FILTERS.items():
        chosen = getattr(filters, filter_)
        for value in chosen:
            label = labels.get((name, value)) or value_label(name, value)
            found.append((label, filtered(query, **{filter_: toggled(chosen, value)})))
    if filters.date_from or filters.date_to:
        found.append((_bounds(query), filtered(query, date_from=None, date_to=None)))
    if filters.about_from or filters.about_to:
        label = gettext("about %(period)s", period=_bounds(query, "about"))
        found.append((label, filtered(query, about_from=None, about_to=None)))
    if filters.date_unknown is not None:
        label = gettext("without a date") if filters.date_unknown else gettext("with a date")
        found.append((label, filtered(query, date_unknown=None)))
    return tuple(Link(label, search_address(changed)) for label, changed in found)


def _bounds(query: Query, axis: str = "date") -> str:
    """The filter by publication, or by what the text is about, in words."""
    filters = query.filters
    start = filters.about_from if axis == "about" else filters.date_from
    end = filters.about_to if axis == "about" else filters.date_to
    if start and end:
        period = period_of(start, end)
        if period:
            return period_words(period)
        return gettext("from %(start)s to %(end)s", start=day_words(start), end=day_words(end))
    if start:
        return gettext("since %(start)s", start=day_words(start))
    return gettext("until %(end)s", end=day_words(end)) if end else ""


def cleared(query: Query) -> str:
    """Return the address of the search without any filter."""
    return search_address(unfiltered(query))


def is_of_everything(query: Query) -> bool:
    """Tell whether a query has no words by which one article could be more relevant than another."""
    return not query.text.strip("* \t\n")


def sorts(query: Query) -> tuple[Link, ...]:
    """Return the orders to choose from; by relevance only where there are words."""
    labels = {
        Sort.RELEVANCE: gettext("most relevant"),
        Sort.NEWEST: gettext("newest"),
        Sort.OLDEST: gettext("oldest"),
        Sort.ADDED: gettext("last added"),
        Sort.OUTLET: gettext("by outlet"),
    }
    if is_of_everything(query) and query.sort is not Sort.RELEVANCE:
        del labels[Sort.RELEVANCE]
    return tuple(
        Link(label, search_address(from_start(query, sort=sort)), query.sort == sort)
        for sort, label in labels.items()
    )


def modes(query: Query) -> dict[str, str]:
    """Return the addresses of this search with any and with all of its words."""
    return {mode.value: search_address(from_start(query, mode=mode)) for mode in Mode}


def widenings(page: Page) -> tuple[Widening, ...]:
    """Return what was found beside the letters typed; each link searches without it."""
    query = page.query
    return tuple(
        Widening(e, search_address(from_start(query, without=query.without | {e.id})), widening_words(e.kind))
        for e in page.reading.expansions
        if e.id not in query.without
    )


def switched_off(query: Query) -> tuple[Link, ...]:
    """Return the expansions that are switched off; each link switches one on again."""
    found = [
        Link(
            _expansion_label(value),
            search_address(from_start(query, without=query.without - {value})),
        )
        for value in sorted(query.without)
    ]
    if not query.expand:
        found.append(Link(gettext("all other spellings"), search_address(from_start(query, expand=True))))
    if not query.meaning:
        found.append(
            Link(gettext("what is near in meaning"), search_address(from_start(query, meaning=True)))
        )
    return tuple(found)


def by_words_alone(query: Query) -> str:
    """Return the address of the search without what is near in meaning."""
    return search_address(from_start(query, meaning=False))


def widening_words(kind: str) -> str:
    """Return what stands between what was typed and what it also finds."""
    words = {
        "people": gettext("also finds, with less weight, its people or their country:"),
        "letters": gettext("is written in this archive:"),
        "spelling": gettext("hardly stands here; also found, with less weight:"),
        "plural": gettext("also finds, with less weight, its plural or singular:"),
        "synonym": gettext("also finds, as other words for it:"),
    }
    return words.get(kind, gettext("also finds"))


def _expansion_label(id_: str) -> str:
    """Return what a reader calls an expansion that is switched off."""
    own = {
        FEEDBACK_ID: gettext("words shared by the best results"),
        ASKING_ID: gettext("skipping question words"),
    }
    if id_ in own:
        return own[id_]
    return id_.partition(":")[2] or shipped_variants().label(id_) or platform_label(id_)


def pager(page: Page) -> tuple[Link | None, ...]:
    """Links to the pages of an answer."""
    return page_links(
        page.query.page,
        page.pages,
        lambda number: search_address(replace(page.query, page=number, cursor=None)),
    )


def neighbours(page: Page) -> tuple[str | None, str | None]:
    """Return the addresses of the page before and the page after."""
    query = page.query
    before = search_address(replace(query, page=query.page - 1)) if 1 < query.page <= page.pages else None
    after = search_address(replace(query, page=query.page + 1)) if query.page < page.pages else None
    if query.cursor:
        before = None
        after = search_address(replace(query, cursor=page.next_cursor)) if page.next_cursor else None
    return before, after
