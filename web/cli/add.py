"""The verb that takes articles in, and brings the index up to date after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.paths import DataFolder
from archive.progress import Report
from web.cli.console import home_option, no_index_option, print_json, progress
from web.cli.embed import embed_option, embed_texts
from web.cli.index import date_undated, refresh
from web.cli.options import reading_options

if TYPE_CHECKING:
    from archive.ingest.pipeline import Intake, Outcome, Summary
    from archive.model.article import Article
    from archive.model.warning import ArticleWarning
    from archive.readers.base import Options, Rejected
    from archive.store.writer import Store

#: Rejects of one reason that are shown one by one; the rest are counted.
SHOWN = 10


def _ids(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> frozenset[str] | None:
    """The ids of a file, one a line."""
    from archive.ingest.pipeline import read_ids

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
@reading_options
@click.option(
    "--only",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    callback=_ids,
    help="Take only the articles whose ids this file lists.",
)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes.  [default: one a processor]")
@click.option("--dry-run", is_flag=True, help="Read and judge everything, store nothing.")
@no_index_option
@embed_option
@click.option("--json", "as_json", is_flag=True, help="Counts and rejects as JSON.")
@home_option
@click.pass_context
def add(  # noqa: PLR0913 - one argument an option
    context: click.Context,
    folder: DataFolder,
    *,
    paths: tuple[Path, ...],
    options: Options,
    only: frozenset[str] | None,
    workers: int | None,
    dry_run: bool,
    no_index: bool,
    embed: bool,
    as_json: bool,
) -> None:
    """Add articles: files, and folders with all that is in them.

    What is there already changes nothing; what has changed becomes a new revision. What cannot be read
    is rejected with its reason and kept in the data folder's quarantine, and the rest goes in.
    """
    from archive.ingest.pool import default_workers

    with _store(folder, dry_run=dry_run) as store, progress() as report:
        intake = _intake(store, folder, workers or default_workers())
        taken = take_in(intake.run(paths, options, dry_run=dry_run, only=only), report)
        if not dry_run:
            date_undated(store)
    if as_json:
        print_json(_summary_record(taken))
    else:
        _print_summary(taken, folder=folder, dry_run=dry_run)
    if not (dry_run or no_index):
        with progress() as report:
            refresh(folder, report)
    if embed and not dry_run:
        click.echo(embed_texts(folder), err=as_json)
    context.exit(taken.summary.exit_code)


def _store(folder: DataFolder, *, dry_run: bool) -> Store:
    """The archive to add to; a dry run reads it, or an empty one where there is none."""
    from archive.store.database.connection import has_archive
    from archive.store.writer import Store

    if not dry_run:
        return Store.open(folder.archive)
    return Store.open_reader(folder.archive) if has_archive(folder.archive) else Store.in_memory()


def _intake(store: Store, folder: DataFolder, workers: int) -> Intake:
    from archive.ingest.pipeline import Intake

    return Intake(store, folder, today=date.today(), workers=workers)


@dataclass(slots=True)
class Taken:
    """The outcome of an intake, as the terminal tells it."""

    summary: Summary
    rejects: list[Rejected] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    """Notes on single articles for the user."""
    warned: Counter[str] = field(default_factory=Counter)
    """The number of new and changed articles with a warning of each code."""
    warnings: list[tuple[str, ArticleWarning]] = field(default_factory=list)
    """The first warnings of each code with their articles' ids."""

    def warn(self, article: Article) -> None:
        """Count an article's warnings, and keep the first of each code."""
        for code, warning in {warning.code: warning for warning in article.warnings}.items():
            self.warned[code] += 1
            if self.warned[code] <= SHOWN:
                self.warnings.append((article.id, warning))


def take_in(outcomes: Iterable[Outcome], report: Report) -> Taken:
    """Go through an intake: what it came to, what was rejected, and what its user should be told."""
    from archive.ingest.pipeline import Summary

    taken = Taken(Summary())
    for outcome in outcomes:
        taken.summary = taken.summary.plus(outcome)
        taken.notices += outcome.notices
        if outcome.article is not None and outcome.kind in ("new", "changed"):
            taken.warn(outcome.article)
        if outcome.rejected is not None:
            taken.rejects.append(replace(outcome.rejected, original=b""))
        report("adding", taken.summary.total, 0)
    return taken


def _print_summary(taken: Taken, *, folder: DataFolder, dry_run: bool) -> None:
    for line in (*taken.notices, *_warning_lines(taken), *_reject_lines(taken.rejects)):
        click.echo(line, err=True)
    counts = (f"{getattr(taken.summary, kind):,} {kind}" for kind in ("new", "changed", "same", "rejected"))
    kept = f"; the rejects are kept in {folder.quarantine}" if taken.rejects and not dry_run else ""
    stored = "; nothing was stored" if dry_run else ""
    click.echo(f"{', '.join(counts)}{kept}{stored}")


def _warning_lines(taken: Taken) -> Iterator[str]:
    """Yield what is doubtful in which article; of many doubts of one kind only the first."""
    for id_, warning in taken.warnings:
        yield f"warning: {id_}: {' '.join(str(warning).split())}"
    for code, count in taken.warned.items():
        if count > SHOWN:
            yield f"warning: {count - SHOWN:,} more of the kind {code}"


def _reject_lines(rejects: list[Rejected]) -> Iterator[str]:
    """Yield where, why and how to mend it; of many rejects for one reason only the first."""
    counted: Counter[str] = Counter()
    for reject in rejects:
        counted[reject.code] += 1
        if counted[reject.code] <= SHOWN:
            yield f"rejected: {reject.source}: {reject.reason}. {reject.remedy}"
    for code, count in counted.items():
        if count > SHOWN:
            yield f"rejected: {count - SHOWN:,} more of the kind {code}; --json lists them all"


def _summary_record(taken: Taken) -> dict[str, Any]:
    rows = [
        {
            "file": reject.source.name,
            "line": reject.source.record,
            "code": reject.code,
            "reason": reject.reason,
            "remedy": reject.remedy,
        }
        for reject in taken.rejects
    ]
    warnings = [{"id": id_, **asdict(warning)} for id_, warning in taken.warnings]
    return {
        **asdict(taken.summary),
        "total": taken.summary.total,
        "rejects": rows,
        "notices": taken.notices,
        "warned": dict(taken.warned),
        "warnings": warnings,
    }
