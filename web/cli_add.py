"""The verb that takes articles in, and brings the index up to date after it."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.folder import DataFolder
from archive.terminal import Report, home_option, no_index_option, print_json, progress
from index.commands import refresh

if TYPE_CHECKING:
    from archive.intake import Intake, Outcome, Summary
    from archive.readers.base import Rejected
    from archive.store import Store

#: Rejects of one reason that are shown one by one; the rest are counted.
SHOWN = 10


class FieldMap(click.ParamType[tuple[str, str]]):
    """`ours=theirs`: one of our fields and the key it is read from; nothing after = drops the field."""

    name = "ours=theirs"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """The pair of names."""
        from archive.readers.fields import KEYS

        ours, equals, theirs = value.partition("=")
        if not equals or ours not in KEYS:
            self.fail(
                f"{value!r} is no map; write ours=theirs, ours being one of {', '.join(KEYS)}", param, ctx
            )
        return ours, theirs


def _encoding(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    try:
        return codecs.lookup(value).name if value else None
    except LookupError as error:
        raise click.BadParameter(f"there is no encoding {value!r}; windows-1256 is one") from error


def _ids(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> frozenset[str] | None:
    """The ids of a file, one a line."""
    from archive.intake import read_ids

    if path is None:
        return None
    try:
        with path.open(encoding="utf-8-sig") as lines:
            return read_ids(lines)
    except (ValueError, KeyError, TypeError) as error:
        raise click.BadParameter(f'{path} must hold an id or {{"id": …}} on each line ({error})') from error


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH…"
)
@click.option(
    "--map", "mapping", type=FieldMap(), multiple=True, help="Read a field of ours from a key of theirs."
)
@click.option(
    "--only",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    callback=_ids,
    help="Take only the articles whose ids this file lists.",
)
@click.option("--encoding", callback=_encoding, help="The text's encoding, where it is not recognised.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes.  [default: one a processor]")
@click.option("--dry-run", is_flag=True, help="Read and judge everything, store nothing.")
@no_index_option
@click.option("--json", "as_json", is_flag=True, help="Counts and rejects as JSON.")
@home_option
@click.pass_context
def add(  # noqa: PLR0913 - one argument an option
    context: click.Context,
    folder: DataFolder,
    *,
    paths: tuple[Path, ...],
    mapping: tuple[tuple[str, str], ...],
    only: frozenset[str] | None,
    encoding: str | None,
    workers: int | None,
    dry_run: bool,
    no_index: bool,
    as_json: bool,
) -> None:
    """Add articles: files, and folders with all that is in them.

    What is there already changes nothing; what has changed becomes a new revision. What cannot be read
    is rejected with its reason and kept in the data folder's quarantine, and the rest goes in.
    """
    from archive.intake import default_workers
    from archive.readers.base import Options

    options = Options(mapping=dict(mapping), encoding=encoding)
    with _store(folder, dry_run=dry_run) as store, progress() as report:
        intake = _intake(store, folder, workers or default_workers())
        taken = take_in(intake.run(paths, options, dry_run=dry_run, only=only), report)
    if not (dry_run or no_index):
        with progress() as report:
            refresh(folder, report)
    if as_json:
        print_json(_summary_record(*taken))
    else:
        _print_summary(*taken, folder=folder, dry_run=dry_run)
    context.exit(taken[0].exit_code)


def _store(folder: DataFolder, *, dry_run: bool) -> Store:
    """The archive to add to; a dry run reads it, or an empty one where there is none."""
    from archive.store import Store

    if not dry_run:
        return Store.open(folder.archive_db)
    return Store.open_reader(folder.archive_db) if folder.archive_db.exists() else Store.in_memory()


def _intake(store: Store, folder: DataFolder, workers: int) -> Intake:
    from archive.intake import Intake

    return Intake(store, folder, today=date.today(), workers=workers)


def take_in(outcomes: Iterable[Outcome], report: Report) -> tuple[Summary, list[Rejected], list[str]]:
    """Go through an intake: what it came to, what was rejected, and what its user should be told."""
    from archive.intake import Summary

    summary = Summary()
    rejects: list[Rejected] = []
    notices: list[str] = []
    for outcome in outcomes:
        summary = summary.plus(outcome)
        notices += outcome.notices
        if outcome.rejected is not None:
            rejects.append(outcome.rejected)
        report("adding", summary.total, 0)
    return summary, rejects, notices


def _print_summary(
    summary: Summary, rejects: list[Rejected], notices: list[str], *, folder: DataFolder, dry_run: bool
) -> None:
    for line in (*notices, *_reject_lines(rejects)):
        click.echo(line, err=True)
    counts = (f"{getattr(summary, kind):,} {kind}" for kind in ("new", "changed", "same", "rejected"))
    kept = f"; the rejects are kept in {folder.quarantine}" if rejects and not dry_run else ""
    stored = "; nothing was stored" if dry_run else ""
    click.echo(f"{', '.join(counts)}{kept}{stored}")


def _reject_lines(rejects: list[Rejected]) -> Iterator[str]:
    """Where, why and how to mend it; of many rejects for one reason only the first."""
    counted: Counter[str] = Counter()
    for reject in rejects:
        counted[reject.code] += 1
        if counted[reject.code] <= SHOWN:
            yield f"rejected: {reject.source}: {reject.reason}. {reject.remedy}"
    for code, count in counted.items():
        if count > SHOWN:
            yield f"rejected: {count - SHOWN:,} more of the kind {code}; --json lists them all"


def _summary_record(summary: Summary, rejects: list[Rejected], notices: list[str]) -> dict[str, Any]:
    rows = [
        {
            "file": reject.source.name,
            "line": reject.source.record,
            "code": reject.code,
            "reason": reject.reason,
            "remedy": reject.remedy,
        }
        for reject in rejects
    ]
    return {**asdict(summary), "total": summary.total, "rejects": rows, "notices": notices}
