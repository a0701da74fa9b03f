"""The facets of a search page: values to filter by as boxes to tick, each with its label and count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.text.arabic import fold
from index.model import VALUE_FILTERS, Bucket, Page, Query
from web.i18n.catalogue import gettext
from web.i18n.figure_labels import action_label, unit_label
from web.i18n.labels import (
    agency_label,
    country_label,
    language_label,
    named_label,
    platform_label,
    warning_label,
)
from web.links import search_address
from web.urls import from_start

#: Facets that are shown whatever they hold.
_ALWAYS = frozenset({"platform", "outlet"})
_LABELS = {
    "platform": platform_label,
    "agency": agency_label,
    "language": language_label,
    "warning": warning_label,
    "country": country_label,
    "named": named_label,
    "unit": unit_label,
    "action": action_label,
}
#: Choices shown before the rest is folded away.
SHOWN = 8
#: Choices of a facet on the page at most; the others have a page of their own.
LISTED = 32
#: Facets whose values a query's fields name.
_IN_QUERIES = frozenset({"platform", "outlet", "agency", "language", "warning", "unit", "action", "named"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet as a box to tick; `name` and `value` are the form's."""

    name: str
    value: str
    label: str
    count: int
    selected: bool
    exclude: str | None = None
    """The address of the search without the articles that have this value."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet's choices: the first ones, and those folded away."""

    name: str
    title: str
    shown: tuple[Choice, ...]
    folded: tuple[Choice, ...]
    others: int = 0
    """How many further values there are."""


def facets(page: Page) -> tuple[Facet, ...]:
    """Return the values to filter by as boxes to tick; what is ticked always stays in sight.

    A facet of one value that all articles have says nothing, and is left out.
    """
    filters = page.query.filters
    found = {
        name: _facet(name, title, page, getattr(filters, VALUE_FILTERS[name]))
        for name, title in facet_titles().items()
    }
    return tuple(facet for name, facet in found.items() if name in _ALWAYS or _tells(facet, page))


def facet_titles() -> dict[str, str]:
    """Return the facets in the order of the page, and what a reader calls them."""
    return {
        "platform": gettext("Platforms"),
        "outlet": gettext("Outlets"),
        "named": gettext("People and organisations"),
        "unit": gettext("What is counted"),
        "action": gettext("What was done"),
        "country": gettext("Countries of the outlets"),
        "agency": gettext("Agencies"),
        "author": gettext("Bylines"),
        "language": gettext("Languages"),
        "warning": gettext("Warnings"),
    }


def _tells(facet: Facet, page: Page) -> bool:
    """Tell whether a facet parts the articles found, or is filtered by."""
    choices = (*facet.shown, *facet.folded)
    return any(choice.selected or choice.count < page.total for choice in choices)


def _facet(name: str, title: str, page: Page, selected: tuple[str, ...]) -> Facet:
    choices = [
        Choice(
            name,
            bucket.value,
            bucket_label(name, bucket),
            bucket.count,
            bucket.value in selected,
            _without(page.query, name, bucket.value),
        )
        for bucket in page.facets.get(name, ())
    ]
    known = {choice.value for choice in choices}
    missing = [Choice(name, v, value_label(name, v), 0, True) for v in selected if v not in known]
    whole = facet_of([*missing, *choices], name, title, SHOWN)
    more = max(len(whole.shown) + len(whole.folded) - LISTED, 0)
    return replace(whole, folded=whole.folded[: len(whole.folded) - more], others=more)


def all_choices(page: Page, name: str, find: str = "") -> tuple[Choice, ...]:
    """Return every value of a facet whose label or id holds what is looked for, letters folded."""
    selected = getattr(page.query.filters, VALUE_FILTERS[name])
    wanted = fold(find).strip()
    choices = (
        Choice(name, bucket.value, bucket_label(name, bucket), bucket.count, bucket.value in selected)
        for bucket in page.facets.get(name, ())
    )
    return tuple(one for one in choices if wanted in fold(one.label) or wanted in one.value.lower())


def facet_of(choices: Sequence[Choice], name: str, title: str, shown: int) -> Facet:
    """Return a facet of its choices, the ticked ones first, the unknown last; past `shown` they fold away."""
    ordered = sorted(choices, key=lambda choice: (choice.value == "unknown", not choice.selected))
    cut = max(shown, sum(choice.selected for choice in ordered))
    return Facet(name, title, tuple(ordered[:cut]), tuple(ordered[cut:]))


def _without(query: Query, name: str, value: str) -> str | None:
    """The address of the search with `-platform:…` after its words: the query says all that is asked."""
    if name not in _IN_QUERIES or value == "unknown" or not re.fullmatch(r"[\w.-]+", value):
        return None
    words = query.text.strip()
    return search_address(from_start(query, text=f"{words or '*'} -{name}:{value}"))


def bucket_label(name: str, bucket: Bucket) -> str:
    """Return what a reader calls a bucket."""
    if bucket.value == "unknown" or name != "outlet":
        return value_label(name, bucket.value)
    return bucket.label or bucket.value


def value_label(name: str, value: str) -> str:
    """Return what a reader calls a facet's value where the engine gave no label."""
    if value == "unknown":
        return gettext("none named") if name == "platform" else gettext("unknown")
    return _LABELS[name](value) if name in _LABELS else value
