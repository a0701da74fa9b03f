"""The verbs that ask: search and status, with REST's own JSON."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from archive.paths import DataFolder
from index.model import VALUE_FILTERS, Filters, Mode, Query, Sort
from web.cli.console import home_option, print_json
from web.cli.options import Days

if TYPE_CHECKING:
    from index.engine import Engine

#: Why an index is stale, as `status` says it.
STALE_WORDS = {
    "archive": "the archive changed since",
    "lexicon": "names or synonyms changed since",
    "analysis": "another version of Sijill read the words in it",
    "schema": "another version of Sijill wrote it",
}

#: Most hits of one answer in a terminal.
LIMIT = 10_000


def _choices(values: type[Mode] | type[Sort]) -> click.Choice[str]:
    return click.Choice([value.value for value in values])


@click.command()
@click.argument("query", default="*")
@click.option(
    "--platform", "platforms", multiple=True, metavar="ID", help="Only this platform; may be repeated."
)
@click.option("--outlet", "outlets", multiple=True, metavar="ID", help="Only this outlet; may be repeated.")
@click.option("--agency", "agencies", multiple=True, metavar="ID", help="Only from this news agency.")
@click.option("--language", "languages", multiple=True, metavar="CODE", help="Only in this language.")
@click.option("--warning", "warnings", multiple=True, metavar="CODE", help="Only with this warning.")
@click.option("--from", "start", type=Days(), help="Only from this day, month or year on.")
@click.option("--to", "end", type=Days(), help="Only up to this day, month or year.")
@click.option("--about-from", type=Days(), help="Only what is about times from this day, month or year on.")
@click.option("--about-to", type=Days(), help="Only what is about times up to this day, month or year.")
@click.option("--dated/--undated", default=None, help="Only articles with, or without, a date.")
@click.option(
    "--mode", default="any", type=_choices(Mode), show_default=True, help="With any or all of the words."
)
@click.option("--sort", default="relevance", type=_choices(Sort), show_default=True, help="The order.")
@click.option("--limit", default=10, type=click.IntRange(1, LIMIT), show_default=True, help="How many hits.")
@click.option("--page", default=1, type=click.IntRange(min=1), show_default=True, help="Which page of them.")
@click.option("--expand/--no-expand", default=True, help="Whether names find their other spellings.")
@click.option("--without", multiple=True, metavar="ID", help="Switch off one expansion.")
@click.option("--fold-copies", is_flag=True, help="One hit for articles that reprint each other.")
@click.option("--compare", default="", metavar="QUERY", help="The counts of another search beside these.")
@click.option("--json", "as_json", is_flag=True, help="The answer as REST gives it.")
@home_option
def search(folder: DataFolder, *, query: str, compare: str, as_json: bool, **given: Any) -> None:
    """Search the archive; the query language is that of the page, and * finds every article.

    A query that begins with a dash stands after --, as in: sijill search -- "-رويترز تويتر"
    """
    answer(folder, _query(query, given), compare.strip(), as_json=as_json)


def _query(text: str, given: dict[str, Any]) -> Query:
    """The query that the options ask for, as REST reads the same words."""
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
    return Query(
        text,
        filters,
        Mode(given["mode"]),
        Sort(given["sort"]),
        given["page"],
        per_page=given["limit"],
        expand=given["expand"],
        without=frozenset(given["without"]),
        fold_copies=given["fold_copies"],
    )


@contextmanager
def opened(folder: DataFolder) -> Iterator[Engine]:
    """Return the engine of a data folder, closed at the end."""
    from archive.dedup.published import Copies
    from index.engine import open_engine

    engine = open_engine(folder.index, Copies(folder.copies))
    try:
        yield engine
    finally:
        engine.close()


def answer(folder: DataFolder, query: Query, compare: str, *, as_json: bool) -> None:
    """Ask the engine and print its page, and what may help beside it."""
    from web.advice import advise

    with opened(folder) as engine:
        page = engine.search(query)
        advice = advise(engine, page, compare)
    if as_json:
        from web.api.search_schema import dump_answer

        print_json(dump_answer(page, advice))
        return
    from web.cli.render import advice_lines, page_lines

    for line in (*page_lines(page), *advice_lines(advice)):
        click.echo(line)


@click.command()
@click.argument("article_id", metavar="ID")
@click.option("--limit", default=5, type=click.IntRange(1, 100), show_default=True, help="How many.")
@home_option
def similar(folder: DataFolder, *, article_id: str, limit: int) -> None:
    """List the articles that share rare words with one."""
    from web.cli.render import hit_lines

    with opened(folder) as engine:
        hits = engine.similar(article_id, limit)
    for number, hit in enumerate(hits, 1):
        click.echo("\n".join((*hit_lines(number, hit), "")))
    nothing = f"nothing in the index is similar to {article_id}"
    click.echo(f"{len(hits):,} similar articles" if hits else nothing)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The status as REST gives it.")
@home_option
def status(folder: DataFolder, *, as_json: bool) -> None:
    """Which generation answers, how many articles it and the archive hold, and whether it is stale."""
    from web.api.article_schema import StatusSchema
    from web.api.status import read_status
    from web.cli.serve import server_settings
    from web.library import Library

    library = Library(server_settings(folder), None, None)
    try:
        found = read_status(library)
    finally:
        library.close()
    if as_json:
        print_json(StatusSchema().dump(found))
        return
    click.echo(f"data folder   {folder.home}")
    click.echo(f"archive       {_count(found.archive_articles)}")
    live = "no generation" if found.generation is None else f"generation {found.generation}"
    click.echo(f"index         {live}, {_count(found.articles)}")
    click.echo(f"stale         {_state(found.stale, found.reasons)}")


def _count(articles: int | None) -> str:
    return "none" if articles is None else f"{articles:,} article{'' if articles == 1 else 's'}"


def _state(stale: bool | None, reasons: tuple[str, ...]) -> str:
    said = {None: "unknown", True: "yes; bring it up to date with: sijill update", False: "no"}[stale]
    return f"{said} ({', '.join(STALE_WORDS.get(reason, reason) for reason in reasons)})" if reasons else said
