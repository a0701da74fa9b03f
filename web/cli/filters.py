"""The options by which a verb narrows a search: filters, how words are matched, expansions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from index.model import VALUE_FILTERS, Filters, Mode, Query, Sort
from web.cli.options import Days

Command = TypeVar("Command", bound=Callable[..., Any])


def choices(values: type[Mode] | type[Sort]) -> click.Choice[str]:
    """Return the values of an enumeration as the choices of an option."""
    return click.Choice([value.value for value in values])


_OPTIONS = (
    click.option(
        "--platform", "platforms", multiple=True, metavar="ID", help="Only this platform; may be repeated."
    ),
    click.option(
        "--outlet", "outlets", multiple=True, metavar="ID", help="Only this outlet; may be repeated."
    ),
    click.option("--agency", "agencies", multiple=True, metavar="ID", help="Only from this news agency."),
    click.option("--language", "languages", multiple=True, metavar="CODE", help="Only in this language."),
    click.option("--country", "countries", multiple=True, metavar="CODE", help="Only of this country."),
    click.option("--named", multiple=True, metavar="ID", help="Only what names this organisation or person."),
    click.option("--unit", "units", multiple=True, metavar="ID", help="Only with a figure that counts this."),
    click.option("--action", "actions", multiple=True, metavar="ID", help="Only with a figure of this."),
    click.option("--byline", "authors", multiple=True, metavar="NAME", help="Only with this whole byline."),
    click.option("--warning", "warnings", multiple=True, metavar="CODE", help="Only with this warning."),
    click.option("--from", "start", type=Days(), help="Only from this day, month or year on."),
    click.option("--to", "end", type=Days(), help="Only up to this day, month or year."),
    click.option(
        "--about-from", type=Days(), help="Only what is about times from this day, month or year on."
    ),
    click.option("--about-to", type=Days(), help="Only what is about times up to this day, month or year."),
    click.option("--dated/--undated", default=None, help="Only articles with, or without, a date."),
    click.option(
        "--mode", default="any", type=choices(Mode), show_default=True, help="With any or all of the words."
    ),
    click.option("--expand/--no-expand", default=True, help="Whether names find their other spellings."),
    click.option("--without", multiple=True, metavar="ID", help="Switch off one expansion."),
)


def filter_options(command: Command) -> Command:
    """Give a verb the options that `query_of` reads."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def query_of(text: str, given: dict[str, Any]) -> Query:
    """Return the query that the options ask for, as REST reads the same words.

    Sort, page, limit and folding keep their defaults where a verb has no such option; it then counts what
    the words find, and nothing is searched by meaning.
    """
    from web.params.search import interval

    dated = given["dated"]
    start, end = interval(given["start"], given["end"])
    about_start, about_end = interval(given["about_from"], given["about_to"])
    filters = Filters(
        **{filter_: tuple(dict.fromkeys(given[filter_])) for filter_ in VALUE_FILTERS.values()},
        date_from=start,
        date_to=end,
        date_unknown=None if dated is None else not dated,
        about_from=about_start,
        about_to=about_end,
    )
    usual = Query()
    return Query(
        text,
        filters,
        Mode(given["mode"]),
        Sort(given.get("sort", usual.sort)),
        given.get("page", usual.page),
        per_page=given.get("limit", usual.per_page),
        expand=given["expand"],
        without=frozenset(given["without"]),
        fold_copies=given.get("fold_copies", usual.fold_copies),
        meaning=given.get("meaning", False),
    )
