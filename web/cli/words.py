"""The verb that tells the words of a result."""

from __future__ import annotations

from typing import Any

import click

from archive.paths import DataFolder
from web.cli.console import home_option, print_json
from web.cli.filters import filter_options, query_of


@click.command()
@click.argument("query", default="*")
@click.option("--beside", default="", metavar="WORD", help="What stands beside this word in the articles.")
@click.option("--matrix", "as_matrix", is_flag=True, help="Articles by outlet and platform.")
@click.option("--limit", default=20, type=click.IntRange(1), show_default=True, help="Words of each order.")
@filter_options
@click.option("--csv", "as_csv", is_flag=True, help="The table as CSV, for a spreadsheet.")
@click.option("--json", "as_json", is_flag=True, help="The answer as REST gives it.")
@home_option
def words(
    folder: DataFolder, *, query: str, beside: str, as_matrix: bool, as_json: bool, **given: Any
) -> None:
    """Tell the words that set a result apart from the rest of the archive.

    In two orders: distinctive (at least so many times as frequent) and frequent. Only what cannot be chance
    is told; reprints of one text count once.
    """
    from web.cli.search import opened
    from web.pages.words import words_of

    limit, as_csv = given.pop("limit"), given.pop("as_csv")
    with opened(folder) as engine:
        found = words_of(engine, query_of(query, given), beside)
    if as_json:
        from web.api.word_views import dump_words

        print_json(dump_words(found))
        return
    if as_csv:
        from web.lists.tables import csv_text
        from web.pages.words import tables

        click.echo(csv_text(*tables(found, beside=bool(beside), as_matrix=as_matrix)), nl=False)
        return
    from web.cli.render.words import matrix_lines, neighbour_lines, word_lines

    if as_matrix:
        lines = matrix_lines(found.matrix)
    elif found.beside is not None:
        lines = neighbour_lines(found.beside, limit)
    else:
        lines = word_lines(found.words, limit)
    for line in lines:
        click.echo(line)
