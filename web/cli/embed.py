"""The verb that gives texts their vectors, for searching by meaning."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from archive.paths import DataFolder
from web.cli.console import home_option, progress

Command = TypeVar("Command", bound=Callable[..., Any])


def embed_texts(folder: DataFolder, workers: int | None = None, limit: int | None = None) -> str:
    """Make the vectors that lack, with the model of the settings; return what it came to, in a sentence."""
    from index.meaning.embedding import embed as embed_archive
    from index.meaning.model import open_model
    from web.cli.serve import server_settings

    choice = server_settings(folder).model_choice
    model = open_model(choice, workers or os.cpu_count() or 1)
    with progress() as report:
        done = embed_archive(folder, choice, model, report, limit)
    mended = f"; {done.mended:,} were damaged and made anew" if done.mended else ""
    left = f"; {done.left:,} lack them still" if done.left else ""
    made = f"{done.made:,} texts got vectors of {choice.label}{mended}"
    return f"{made}; {done.articles:,} articles have them{left}"


def embed_option(command: Command) -> Command:
    """Give a verb that takes articles in `--embed` as its argument `embed`."""
    said = "Make the new articles' vectors too, for searching by meaning."
    return click.option("--embed", is_flag=True, help=said)(command)


@click.command()
@click.option("--workers", type=click.IntRange(1, 64), help="Processors to use.  [default: all]")
@click.option("--limit", type=click.IntRange(1), help="At most so many texts in this run.")
@home_option
def embed(folder: DataFolder, *, workers: int | None, limit: int | None) -> None:
    """Make the vectors by which a search finds what is near in meaning, for all texts that lack them.

    A run that is cut short goes on where it was. Vectors outlive rebuilds, and each text has them made once.
    """
    click.echo(embed_texts(folder, workers, limit))
