"""The verbs that ask for figures: figures and claims, in a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from archive.model.figure import MODALITIES
from archive.paths import DataFolder
from web.cli.console import home_option, print_json
from web.cli.options import Days

if TYPE_CHECKING:
    from index.engine import Engine
    from index.figures import FigureFilters
    from index.model import Query

Verb = Callable[..., None]


def _filtering(verb: Verb) -> Verb:
    """A verb with a query and the options that narrow figures."""
    several: dict[str, Any] = {"multiple": True, "metavar": "ID"}
    for option in (
        home_option,
        click.option("--json", "as_json", is_flag=True, help="The answer as JSON."),
        click.option("--limit", default=20, type=click.IntRange(1), show_default=True, help="How many."),
        click.option("--certainty", default=0.0, type=click.FloatRange(0, 1), help="The least certainty."),
        click.option("--to", "end", type=Days(), help="Only of periods up to this day, month or year."),
        click.option("--from", "start", type=Days(), help="Only of periods from this day, month or year on."),
        click.option("--side", "sides", help="platform, state, researcher, group or counter.", **several),
        click.option(
            "--modality",
            "modalities",
            type=click.Choice(MODALITIES),
            multiple=True,
            help="Whether it happened as told.",
        ),
        click.option("--actor", "actors", help="Only what this actor did.", **several),
        click.option("--unit", "units", help="Only what counts this: accounts, «حسابات» …", **several),
        click.option("--action", "actions", help="Only what was so done: closed, «إغلاق» …", **several),
        click.option("--platform", "platforms", help="Only figures of this platform.", **several),
        click.argument("query", default="*"),
    ):
        verb = option(verb)
    return verb


def _wanted(given: dict[str, Any], **more: Any) -> FigureFilters:
    from index.figures import FigureFilters

    return FigureFilters(
        platforms=given["platforms"],
        actors=given["actors"],
        actions=_ids("action", given["actions"]),
        units=_ids("unit", given["units"]),
        sides=given["sides"],
        modalities=given["modalities"],
        period_from=given["start"][0] if given["start"] else None,
        period_to=given["end"][1] if given["end"] else None,
        certainty=given["certainty"],
        **more,
    )


def _ids(name: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of units or actions; a usage error for one that nobody knows."""
    from marshmallow import ValidationError

    from web.params.figures import ids_of

    try:
        return ids_of(name, words)
    except ValidationError as error:
        what = f"no {name} is known by one of the names {', '.join(words)}: no article has it"
        raise click.BadParameter(what, param_hint=f"--{name}") from error


@contextmanager
def _engine(folder: DataFolder) -> Iterator[Engine]:
    from index.engine import open_engine
    from index.errors import UnknownName

    engine = open_engine(folder.index)
    try:
        yield engine
    except UnknownName as error:
        raise click.BadParameter(str(error), param_hint=f"--{error.kind}") from error
    finally:
        engine.close()


@click.command()
@_filtering
@click.option(
    "--sort", default="period", type=click.Choice(["period", "value"]), show_default=True, help="The order."
)
def figures(folder: DataFolder, *, query: str, limit: int, sort: str, as_json: bool, **given: Any) -> None:
    """List what the articles of a search count: who closed how many, when, and according to whom."""
    from index.figures import FigureSort
    from web.cli.render.figures import figure_lines, page_record
    from web.params.figures import FigureSearch

    search = FigureSearch(_query(query), _wanted(given, sort=FigureSort(sort), per_page=limit))
    with _engine(folder) as engine:
        page = engine.figures(search.asked_query, search.asked_filters)
    if as_json:
        print_json(page_record(page))
        return
    for line in figure_lines(page):
        click.echo(line)


@click.command()
@_filtering
@click.option(
    "--tellings", default=2, type=click.IntRange(1), show_default=True, help="The least number of tellings."
)
def claims(folder: DataFolder, *, query: str, limit: int, tellings: int, as_json: bool, **given: Any) -> None:
    """Set side by side what tells the same, with what differs; tables over time and rivals among them."""
    from web.cli.render.figures import claim_lines, claims_record
    from web.figures.claims import arrange
    from web.figures.view import figures_of_engine
    from web.params.figures import FigureSearch

    search = FigureSearch(_query(query), _wanted(given), tellings)
    with _engine(folder) as engine:
        found = arrange(figures_of_engine(engine, search), search.least_tellings)
    if as_json:
        print_json(claims_record(found, limit))
        return
    for line in claim_lines(found, limit):
        click.echo(line)


def _query(text: str) -> Query:
    from index.model import Query

    return Query(text)


#: What the console command mounts.
VERBS = (figures, claims)
