"""The verbs of many at once: batch asks a list of queries, screen looks for a list of names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from archive.paths import DataFolder
from web.cli.console import home_option, print_json
from web.cli.filters import filter_options, query_of
from web.cli.options import Days

if TYPE_CHECKING:
    from archive.model.article import Article
    from web.library import Library
    from web.lists.entries import Entry

_file = click.argument("file", type=click.File("rb"), metavar="FILE")
_column = click.option("--column", default="", metavar="NAME", help="The column, where FILE is a table.")
_encoding = click.option(
    "--encoding", metavar="NAME", help="The text's encoding, where it is not recognised."
)
_csv = click.option("--csv", "as_csv", is_flag=True, help="The table as CSV, for a spreadsheet.")
_json = click.option("--json", "as_json", is_flag=True, help="The answer as REST gives it.")


@click.command()
@_file
@_column
@_encoding
@click.option("--phrases", is_flag=True, help="Search for each line as a phrase, its words side by side.")
@filter_options
@_csv
@_json
@home_option
def batch(
    folder: DataFolder, *, file: BinaryIO, column: str, as_csv: bool, as_json: bool, **given: Any
) -> None:
    """Ask every query of a list: one a line, or a column of a CSV table; - is standard input.

    Each row counts what `sijill search` counts for it. A query that cannot be read names its row, costs only
    itself, and the command ends with 1.
    """
    from web.cli.search import opened
    from web.lists.batch import COLUMNS, ask
    from web.lists.tables import csv_text

    entries = _entries(file, column, given.pop("encoding"))
    with opened(folder) as engine:
        rows = ask(engine, entries, query_of("", given), phrases=given["phrases"])
        generation = engine.generation
    if as_json:
        from web.api.list_schema import dump_batch

        print_json(dump_batch(rows, generation))
    elif as_csv:
        click.echo(csv_text(COLUMNS, (row.cells for row in rows)), nl=False)
    else:
        from web.cli.render.search import batch_lines

        for line in batch_lines(rows):
            click.echo(line)
    broken = [row for row in rows if row.tally is None]
    for row in broken:
        click.echo(f"row {row.row}: {row.error}", err=True)
    if broken:
        raise click.exceptions.Exit(1)


@click.command()
@_file
@_column
@_encoding
@click.option("--article", "article_id", default="", metavar="ID", help="Look in this article.")
@click.option("--text", type=click.File("rb"), metavar="FILE", help="Look in this text; - is standard input.")
@click.option("--query", "text_query", default="", metavar="QUERY", help="Look in what this search finds.")
@click.option("--since", type=Days(), help="Look in what came in from this day on.")
@filter_options
@_csv
@_json
@home_option
def screen(
    folder: DataFolder, *, file: BinaryIO, column: str, as_csv: bool, as_json: bool, **given: Any
) -> None:
    """Look for a list of names: one a line, or a column of a CSV table; - is standard input.

    A name is found in any form that a search for it in quotes finds. Without --article, --text, --query or
    --since, it is looked for in what came in today.
    """
    from web.cli.serve import server_settings
    from web.library import Library
    from web.lists import screening
    from web.lists.tables import csv_text

    entries = _entries(file, column, given.pop("encoding"))
    library = Library(server_settings(folder), None, None)
    try:
        answer = screening.screen(library, entries, _articles(library, given))
    finally:
        library.close()
    if as_json:
        from web.api.list_schema import dump_screening

        print_json(dump_screening(answer))
        return
    if as_csv:
        click.echo(csv_text(screening.COLUMNS, answer.cells()), nl=False)
        return
    from web.cli.render.search import screening_lines

    for line in screening_lines(answer):
        click.echo(line)


def _entries(file: BinaryIO, column: str, encoding: str | None) -> tuple[Entry, ...]:
    """Return the list of a file; what it lacks is told as a usage error."""
    from archive.text.encodings import decode
    from web.lists.entries import NoSuchColumn, read_entries

    try:
        entries = read_entries(decode(file.read(), given=encoding).text, getattr(file, "name", ""), column)
    except NoSuchColumn as error:
        raise click.BadParameter(str(error), param_hint="--column") from error
    if not entries:
        raise click.UsageError("the list is empty; write one query or name on each line")
    return entries


def _articles(library: Library, given: dict[str, Any]) -> Iterator[Article]:
    """Yield the articles that the options choose."""
    from archive.text.encodings import decode
    from web.lists import screening

    if given["text"] is not None:
        yield from screening.of_text(decode(given["text"].read()).text)
    elif given["article_id"]:
        yield library.article(given["article_id"])
    elif given["text_query"]:
        yield from screening.of_query(library, query_of(given["text_query"], given))
    else:
        day = given["since"][0] if given["since"] else screening.today()
        yield from screening.of_day(library, day)
