"""The console of all verbs: `--home`, JSON on standard output, progress on standard error."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from archive.errors import ArchiveError
from archive.paths import HOME_VARIABLE, DataFolder, data_folder
from archive.progress import Report

Command = TypeVar("Command", bound=Callable[..., Any])

#: Seconds between two lines of progress where there is no terminal.
LINE_SECONDS = 10.0


def home_option(command: Command) -> Command:
    """Gives a verb `--home` as its argument `folder`; what is given after the verb wins."""
    option = click.option(
        "--home",
        "folder",
        metavar="FOLDER",
        # Whether it may be read is told by what reads it, with the remedy.
        type=click.Path(file_okay=False, readable=False, path_type=Path),
        callback=_folder,
        help=f"The data folder.  [environment: {HOME_VARIABLE}; default: ./sijill-data]",
    )
    return option(command)


def no_index_option(command: Command) -> Command:
    """Gives a verb that changes the archive `--no-index` as its argument `no_index`."""
    said = "Leave the index alone; sijill update brings it up to date."
    return click.option("--no-index", is_flag=True, help=said)(command)


def _folder(context: click.Context, _parameter: click.Parameter, home: Path | None) -> DataFolder:
    """The data folder of this verb: its own `--home`, else that of `sijill`, else as the environment says."""
    if home is None and isinstance(context.obj, DataFolder):
        return context.obj
    try:
        return data_folder(home)
    except ArchiveError as error:  # the environment names no database that there could be
        raise click.UsageError(str(error)) from error


def print_json(value: object) -> None:
    """Return one JSON value on standard output, Arabic as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def progress() -> Iterator[Report]:
    """Return a report that draws a bar on a terminal, and elsewhere writes a plain line now and then."""
    if not sys.stderr.isatty():
        yield _Lines().report
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, Any] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total or None)
            bars.update(tasks[stage], completed=done, total=total or None)

        yield report


class _Lines:
    """Progress without a terminal: a line when a stage ends, and before that now and then."""

    def __init__(self) -> None:
        self._line = ""
        self._last = time.monotonic()

    def report(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        ended = 0 < total <= done
        line = f"{stage}: {done:,} of {total:,}" if total else f"{stage}: {done:,}"
        if line == self._line or (not ended and now - self._last < LINE_SECONDS):
            return
        self._line, self._last = line, now
        click.echo(line, err=True)
