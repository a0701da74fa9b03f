"""Options that several verbs share: dates, the map of fields, and the encoding."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, TypeVar

import click

from archive.readers.base import Options

Command = TypeVar("Command", bound=Callable[..., Any])


class Days(click.ParamType[tuple[date, date]]):
    """A day, a month or a year in any form that a query's dates have: its first and its last day."""

    name = "date"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[date, date]:
        """Return the days, as a query's field reads them."""
        from index.query.values.dates import read_interval

        days = read_interval(value)
        if days is None:
            self.fail(
                f"{value!r} is not a date; write 2016, 2016-02, 2016-02-07, 7/2/2016 or «شباط 2016»",
                param,
                ctx,
            )
        return days


def reading_options(command: Command) -> Command:
    """Gives a verb `--map` and `--encoding`, together as its argument `options`."""

    @click.option("--encoding", callback=_encoding, help="The text's encoding, where it is not recognised.")
    @click.option(
        "--map",
        "mapping",
        metavar="OURS=THEIRS",
        multiple=True,
        callback=_mapping,
        help="Read a field of ours from a key of theirs; nothing after = drops it.",
    )
    @wraps(command)
    def with_options(*args: Any, mapping: dict[str, str], encoding: str | None, **others: Any) -> Any:
        return command(*args, options=Options(mapping=mapping, encoding=encoding), **others)

    return with_options  # type: ignore[return-value]  # click's own decorators have no truer type


def _mapping(_context: click.Context, _parameter: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    from archive.readers.fields import KEYS

    mapping = {}
    for pair in pairs:
        ours, equals, theirs = (part.strip() for part in pair.partition("="))
        if not equals or ours not in KEYS:
            raise click.BadParameter(
                f"{pair!r} is no map; write ours=theirs, ours being one of {', '.join(KEYS)}"
            )
        mapping[ours] = theirs
    return mapping


def _encoding(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    try:
        return codecs.lookup(value).name if value else None
    except LookupError as error:
        raise click.BadParameter(f"there is no encoding {value!r}; windows-1256 is one") from error
