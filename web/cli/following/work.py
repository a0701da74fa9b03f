"""The verbs that ask the network: one poll, and the one process that works on."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from archive.paths import DataFolder
from web.cli.console import home_option, no_index_option, progress
from web.cli.index import refresh

if TYPE_CHECKING:
    from archive.progress import Report
    from archive.sources.worker import Worker
    from archive.store.writer import Store
    from web.alerts.rounds import Rounds


@contextmanager
def _worker(
    folder: DataFolder, report: Report, said: Callable[[str], None]
) -> Iterator[tuple[Worker, Store]]:
    """The worker of a data folder, which nobody else has in the meantime."""
    from archive.sources.worker import Machinery, Worker, at_work
    from archive.store.writer import Store

    with at_work(folder), Store.open(folder.archive) as store:
        worker = Worker(folder, store, Machinery(report=report, said=said))
        try:
            yield worker, store
        finally:
            worker.close()


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]…")
@click.option("--once", is_flag=True, required=True, help="Ask once and end; sijill work goes on.")
@no_index_option
@home_option
@click.pass_context
def poll(
    context: click.Context,
    folder: DataFolder,
    *,
    names: tuple[str, ...],
    once: bool,  # noqa: ARG001 - it says that this ends
    no_index: bool,
) -> None:
    """Ask the sources that are due, or those named, once, and take in what came.

    Between two requests to one host ten seconds pass.
    """
    is_told = True
    with progress() as report, _worker(folder, report, _say) as (worker, _):
        counts = worker.poll_once(names)
        problems = [one.name for one in worker.registry.all() if one.failures and not one.paused]
        damage = worker.registry.problems()
        if not no_index:
            refresh(folder, report)
            is_told = _run_alerts(_rounds(folder))
    click.echo(", ".join(f"{counts[kind]:,} {kind}" for kind in ("new", "changed", "same", "rejected")))
    if problems:
        click.echo(f"not answering well: {', '.join(problems)}; sijill source list says why", err=True)
    context.exit(1 if problems or damage or not is_told else 0)


def _rounds(folder: DataFolder) -> Rounds:
    from web.alerts.rounds import Rounds
    from web.app import create_app
    from web.cli.serve import server_settings

    return Rounds(folder, server_settings(folder), create_app)


def _run_alerts(rounds: Rounds) -> bool:
    """Look what is new for the alerts and deliver it; False where something is wrong, which is said.

    It is tried again at the next round; sources are followed all the same.
    """
    from archive.errors import ArchiveError
    from web.cli.following.told import told

    try:
        found = rounds.run()
    except ArchiveError as error:
        _say(f"no alert is looked at: {error}")
        return False
    for problem in found.problems:
        _say(told(problem))
    if found.new or found.sent or found.failed:
        _say(f"alerts: {found.new:,} new, {found.sent:,} delivered, {found.failed:,} to be tried again")
    return not found.problems


def _say(line: str) -> None:
    click.echo(line, err=True)


@click.command()
@home_option
def work(folder: DataFolder) -> None:
    """Follow sources and alerts until Ctrl+C: ask what is due, index what came, deliver what is new.

    One such process at a time; it may be killed at any moment, and the next one goes on.
    """
    signal.signal(signal.SIGTERM, _stop)
    with progress() as report, _worker(folder, report, _say) as (worker, store):
        seen: list[int] = []
        rounds = _rounds(folder)

        def came(counts: Counter[str]) -> None:
            if sum(counts.values()):
                _say(", ".join(f"{counts[kind]:,} {kind}" for kind in ("new", "changed", "same", "rejected")))
            if not seen or store.sequence != seen[-1]:
                refresh(folder, report)
                seen[:] = [store.sequence]
            _run_alerts(rounds)

        click.echo(
            f"following {len(worker.registry.all()):,} sources of {folder.home}; Ctrl+C stops", err=True
        )
        try:
            worker.work(came=came)
        except KeyboardInterrupt:
            click.echo("stopped; nothing is lost", err=True)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt
