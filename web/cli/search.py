"""The verbs that ask: search and status, with REST's own JSON."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from archive.paths import DataFolder
from index.model import Query, Sort
from web.cli.console import home_option, print_json
from web.cli.filters import choices, filter_options, query_of

if TYPE_CHECKING:
    from index.engine import Engine
    from index.meaning.status import MeaningStatus

#: Why an index is stale, as `status` says it.
STALE_WORDS = {
    "archive": "the archive changed since",
    "lexicon": "names or synonyms changed since",
    "analysis": "another version of Sijill read the words in it",
    "schema": "another version of Sijill wrote it",
}

#: Most hits of one answer in a terminal.
LIMIT = 10_000


@click.command()
@click.argument("query", default="*")
@filter_options
@click.option("--sort", default="relevance", type=choices(Sort), show_default=True, help="The order.")
@click.option("--limit", default=10, type=click.IntRange(1, LIMIT), show_default=True, help="How many hits.")
@click.option("--page", default=1, type=click.IntRange(min=1), show_default=True, help="Which page of them.")
@click.option("--fold-copies", is_flag=True, help="One hit for articles that reprint each other.")
@click.option("--meaning/--no-meaning", default=True, help="Whether what is near in meaning is listed too.")
@click.option("--compare", default="", metavar="QUERY", help="The counts of another search beside these.")
@click.option("--json", "as_json", is_flag=True, help="The answer as REST gives it.")
@home_option
def search(folder: DataFolder, *, query: str, compare: str, as_json: bool, **given: Any) -> None:
    """Search the archive; the query language is that of the page, and * finds every article.

    A query that begins with a dash stands after --, as in: sijill search -- "-رويترز تويتر"
    """
    answer(folder, query_of(query, given), compare.strip(), as_json=as_json)


@contextmanager
def opened(folder: DataFolder) -> Iterator[Engine]:
    """Return the engine of a data folder, closed at the end."""
    from archive.dedup.published import Copies
    from index.engine import open_engine
    from web.cli.serve import server_settings
    from web.library import meaning_of

    engine = open_engine(folder.index, Copies(folder.copies), meaning_of(server_settings(folder)))
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
    from web.cli.render.search import advice_lines, page_lines

    for line in (*page_lines(page), *advice_lines(advice)):
        click.echo(line)


@click.command()
@click.argument("article_id", metavar="ID")
@click.option("--limit", default=5, type=click.IntRange(1, 100), show_default=True, help="How many.")
@home_option
def similar(folder: DataFolder, *, article_id: str, limit: int) -> None:
    """List the articles that share rare words with one, or are near it in meaning."""
    from web.cli.render.search import hit_lines

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
    """Tell which generation answers, how many articles it and the archive hold, and whether it is stale."""
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
    if folder.database is not None:
        click.echo(f"database      {folder.database}")
    held = "does not answer" if found.is_archive_silent else _count(found.archive_articles)
    click.echo(f"archive       {held}")
    live = "no generation" if found.generation is None else f"generation {found.generation}"
    click.echo(f"index         {live}, {_count(found.articles)}")
    click.echo(f"stale         {_state(found.stale, found.reasons)}")
    if found.older_rules:
        click.echo("rules         older; have the articles read anew with: sijill reread")
    if found.meaning is not None:
        click.echo(f"meaning       {'; '.join(_of_meaning(found.meaning))}")


def _of_meaning(found: MeaningStatus) -> Iterator[str]:
    """Tell whose vectors there are, how many articles lack them, and where texts are sent to."""
    yield f"{found.model}, {_count(found.articles)}"
    if found.behind:
        yield f"{_count(found.behind)} without vectors of today's text; make them with: sijill embed"
    if found.sent_to:
        yield f"texts and queries are sent to {found.sent_to}"
    if found.problem:
        yield f"words alone find: {found.problem}"


def _count(articles: int | None) -> str:
    return "none" if articles is None else f"{articles:,} article{'' if articles == 1 else 's'}"


def _state(stale: bool | None, reasons: tuple[str, ...]) -> str:
    said = {None: "unknown", True: "yes; bring it up to date with: sijill update", False: "no"}[stale]
    return f"{said} ({', '.join(STALE_WORDS.get(reason, reason) for reason in reasons)})" if reasons else said
