"""The verbs that touch the archive alone: inspect, history, duplicates, dump."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.paths import DataFolder
from web.cli.console import home_option, print_json, progress
from web.cli.options import reading_options

if TYPE_CHECKING:
    from archive.ingest.pipeline import Outcome
    from archive.readers.base import Options
    from archive.store.writer import Store


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="FILE…"
)
@reading_options
@click.option(
    "--limit", type=click.IntRange(0), help="Records shown; 0 for all.  [default: 10, all with --json]"
)
@click.option("--json", "as_json", is_flag=True, help="As JSON: the records as they would be stored.")
@home_option
def inspect(
    folder: DataFolder,
    *,
    paths: tuple[Path, ...],
    options: Options,
    limit: int | None,
    as_json: bool,
) -> None:
    """Show what would be stored of files, and why. Nothing is stored."""
    from archive.ingest.explain import outcome_lines, outcome_record

    with _trial_store(folder) as store:
        most = limit if limit is not None else 0 if as_json else 10
        outcomes = _outcomes(store, folder, paths, options)
        shown = islice(outcomes, most or None)
        if as_json:
            print_json([outcome_record(outcome) for outcome in shown])
            return
        for outcome in shown:
            click.echo("\n".join((*outcome_lines(outcome), "")))
        if next(outcomes, None) is not None:
            click.echo(f"There is more: --limit 0 shows all, --limit N the first N (now {most}).", err=True)


@click.command()
@click.argument("article_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with every revision whole.")
@home_option
def history(folder: DataFolder, *, article_id: str, as_json: bool) -> None:
    """Show what happened to an article: revisions, corrections, withdrawals, each with who and why."""
    from archive.ingest.explain import entry_line
    from archive.model.serialize import to_record
    from archive.store.writer import Store

    with Store.open_reader(folder.archive) as store:
        entries = store.history(article_id)
        if not as_json:
            click.echo("\n".join(map(entry_line, entries)))
            return
        revisions = [
            {"number": one.number, "at": one.at, "current": one.current, "article": to_record(one.article)}
            for one in store.revisions(article_id)
        ]
        print_json({"id": article_id, "events": [asdict(entry) for entry in entries], "revisions": revisions})


@click.command()
@click.argument("target", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER")
@click.option("--vectors", is_flag=True, help="The vectors for searching by meaning too.")
@click.option(
    "--following", is_flag=True, help="Sources and alerts too, with who receives what, and their keys."
)
@click.option("--json", "as_json", is_flag=True, help="The counts as JSON.")
@home_option
@click.pass_context
def dump(context: click.Context, /, folder: DataFolder, *, target: Path, **given: bool) -> None:
    """Write the whole archive to a new folder of JSON Lines and originals; load reads it back."""
    from archive.store.dump import dump as write_dump

    counts = write_dump(folder, target)
    as_json = given["as_json"]
    if given["vectors"]:
        from index.meaning.transfer import dump_vectors

        click.echo(f"{target}: the vectors of {dump_vectors(folder, target):,} texts", err=as_json)
    is_whole = _dump_following(folder, target, wanted=given["following"])
    if as_json:
        print_json(asdict(counts))
    else:
        said = ", ".join(
            f"{count:,} {name}" for name, count in asdict(counts).items() if isinstance(count, int)
        )
        click.echo(f"{target}: {said}")
    for digest in counts.missing:
        click.echo(f"the original {digest} is missing or damaged: it is not in the dump", err=True)
    for line in counts.damaged:
        click.echo(line, err=True)
    context.exit(1 if counts.missing or counts.damaged or not is_whole else 0)


def _dump_following(folder: DataFolder, target: Path, *, wanted: bool) -> bool:
    """Write sources and alerts into a dump where they are wanted, and say so; False if some are damaged."""
    from web.alerts.transfer import dump_following, is_followed

    if not is_followed(folder):
        return True
    if not wanted:
        click.echo("sources and alerts are not in the dump: --following adds them", err=True)
        return True
    counts = dump_following(folder, target)
    click.echo(
        f"{target}: {counts.sources:,} entries of sources, {counts.alerts:,} of alerts,"
        f" {counts.captures:,} web archives; it holds addresses of receivers and keys: keep it to yourself",
        err=True,
    )
    if counts.damaged:
        click.echo(f"{counts.damaged:,} damaged entries are left out; sijill doctor names them", err=True)
    return not counts.damaged


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON: each cluster's representative and members.")
@home_option
def duplicates(folder: DataFolder, *, as_json: bool) -> None:
    """List clusters of articles that reprint one text; after the first time, only what is new is compared."""
    from archive.dedup.clusters import Clusters, refresh
    from archive.store.writer import Store

    with progress() as report:
        refresh(folder, report)
    found = Clusters(folder.duplicates).all()
    with Store.open_reader(folder.archive) as store:
        total = store.count()
        if as_json:
            print_json([asdict(cluster) for cluster in found])
            return
        for cluster in found:
            titles = {id_: one.title or one.body[:60] for id_, one in store.get_many(cluster.members).items()}
            click.echo(f"{titles.get(cluster.representative, '')}  [{len(cluster.members)} articles]")
            for id_ in cluster.members:
                click.echo(f"  {id_}  {titles.get(id_, '')}")
    copies = sum(len(cluster.members) - 1 for cluster in found)
    click.echo(f"{len(found):,} clusters; {copies:,} of {total:,} articles reprint another", err=True)


#: What the console command mounts.
VERBS = (inspect, history, duplicates, dump)


def _trial_store(folder: DataFolder) -> Store:
    """The archive to compare with, or an empty one where there is none."""
    from archive.store.database.connection import has_archive
    from archive.store.writer import Store

    return Store.open_reader(folder.archive) if has_archive(folder.archive) else Store.in_memory()


def _outcomes(
    store: Store, folder: DataFolder, paths: tuple[Path, ...], options: Options
) -> Iterator[Outcome]:
    from archive.ingest.pipeline import Intake

    return Intake(store, folder, today=date.today()).run(paths, options, dry_run=True)
