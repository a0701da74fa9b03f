"""The verbs that touch the index alone: rebuild, verify, evaluate; and how it follows the archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.paths import DataFolder
from archive.progress import Report
from web.cli.console import home_option, print_json, progress

if TYPE_CHECKING:
    from archive.store.writer import Store
    from index.maintenance import LiveIndex
    from index.writer.rebuild import Plan


def refresh(folder: DataFolder, report: Report, plan: Plan | None = None) -> LiveIndex:
    """Bring the index, then the copies elsewhere, up to what the archive holds; the generation that answers.

    Where nothing changed, the live generation stays. `plan` bounds the processes and the memory of the build.
    """
    from archive.dedup import clusters
    from index.maintenance import update

    live = update(folder, plan, report)
    clusters.refresh(folder, report)
    return live


def date_undated(store: Store) -> None:
    """Date undated articles by what they tell, after a change of the archive; say how many were."""
    from archive.ingest.dating import date_by_claims

    done = date_by_claims(store)
    for count, what in (
        (done.dated, "dated by a claim that another article tells"),
        (done.taken_back, "without the date that followed from another article"),
    ):
        if count:
            click.echo(f"{count:,} article{'' if count == 1 else 's'} {what}", err=True)


def plan_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of what a build may use: `workers` and `memory`."""
    for option in (
        click.option(
            "--memory", type=click.IntRange(min=100), metavar="MB", help="Megabytes to use.  [default: 1000]"
        ),
        click.option("--workers", type=click.IntRange(1, 64), help="Processes.  [default: one a processor]"),
    ):
        command = option(command)
    return command


def plan_of(workers: int | None, memory: int | None) -> Plan:
    """Make the plan that the options tell."""
    from index.writer.rebuild import MEMORY_MB, Plan

    return Plan(workers or 0, memory or MEMORY_MB)


@click.command("update")
@plan_options
@home_option
def update_index(folder: DataFolder, *, workers: int | None, memory: int | None) -> None:
    """Bring the index up to what the archive holds, as adding does; after --no-index, or a new lexicon.

    Only what changed is indexed; where the rules or the names changed, the index is built anew. An archive of
    an older Sijill is brought up to date first.
    """
    from archive.store.database.connection import bring_up_to_date

    bring_up_to_date(folder.archive)
    with progress() as report:
        manifest = refresh(folder, report, plan_of(workers, memory))
    click.echo(f"generation {manifest.number} answers from {manifest.articles:,} articles")


@click.command()
@plan_options
@home_option
@click.pass_context
def rebuild(context: click.Context, folder: DataFolder, *, workers: int | None, memory: int | None) -> None:
    """Build the index anew beside the live one, verify it, and switch to it."""
    from archive.store.damage.checks import damage_of
    from archive.store.database.connection import bring_up_to_date
    from index.maintenance import rebuild as rebuild_index

    bring_up_to_date(folder.archive)
    with progress() as report:
        manifest = rebuild_index(folder, plan_of(workers, memory), report)
    click.echo(f"generation {manifest.number} answers from {manifest.articles:,} articles")
    damage = list(damage_of(folder))
    for finding in damage:
        click.echo(f"{finding.what}. {finding.remedy}", err=True)
    context.exit(1 if damage else 0)


@click.command()
@home_option
@click.pass_context
def verify(context: click.Context, folder: DataFolder) -> None:
    """Check the live generation: counts, ids, checksums, and articles found by their own titles."""
    from archive.store.database.connection import has_archive
    from index.maintenance import verify as verify_index

    archive = folder.archive if has_archive(folder.archive) else None
    findings = verify_index(folder, archive)
    for finding in findings:
        click.echo(f"{finding.what}. {finding.remedy}", err=True)
    if findings:
        context.exit(1)
    click.echo("The live generation is whole")


_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("queries", type=_file, metavar="QUERIES.jsonl")
@click.argument("qrels", type=_file, metavar="QRELS")
@click.option(
    "--run", "run_file", type=click.Path(dir_okay=False, path_type=Path), help="Write a TREC run here."
)
@click.option("--meaning/--no-meaning", default=True, help="Whether what is near in meaning is listed too.")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
@home_option
def evaluate(folder: DataFolder, *, queries: Path, qrels: Path, meaning: bool, **output: Any) -> None:
    """Measure the answers: MRR@10, nDCG@10 (linear gain), R@10 and R@100.

    QUERIES.jsonl holds {"id", "query"[, "kind"]} on each line, taken as plain words without operators;
    QRELS holds TREC's "query 0 article grade". Where queries carry a kind, each kind and the mean over
    the kinds (macro) are given too.
    """
    from index.engine import open_engine
    from index.trec import measure, read_qrels, read_queries, report_lines, run_lines, run_queries
    from web.cli.serve import server_settings
    from web.library import meaning_of

    asked, judged = read_queries(queries), read_qrels(qrels)
    engine = open_engine(folder.index, meaning=meaning_of(server_settings(folder)) if meaning else None)
    run: dict[str, list[str]] = {}
    try:
        with progress() as report:
            for query, ids in run_queries(asked, engine.rank_plain):
                run[query] = ids
                report("queries", len(run), len(asked))
    finally:
        engine.close()
    if output["run_file"] is not None:
        output["run_file"].write_text("".join(f"{line}\n" for line in run_lines(run)), encoding="utf-8")
    found = measure(asked, judged, run)
    if output["as_json"]:
        print_json(asdict(found))
        return
    for line in report_lines(found):
        click.echo(line)
