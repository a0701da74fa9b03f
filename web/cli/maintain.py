"""The verbs that look after archive and index together: doctor and load."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from archive.errors import ArchiveError
from archive.paths import DataFolder
from web.cli.console import home_option, no_index_option, print_json, progress
from web.cli.embed import embed_texts
from web.cli.index import refresh


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found, in archive or index."""

    part: str
    """`archive`, `following` (sources and alerts), or `index`."""
    what: str
    remedy: str
    serious: bool
    """Whether something is wrong; else it is only worth knowing."""


def examine(folder: DataFolder) -> Iterator[Finding]:
    """Return everything worth knowing about a data folder; nothing where all is well."""
    from archive.dedup.published import is_damaged
    from archive.lexicon.decisions import BadDecisions, accepted
    from archive.sources.damage import check_sources
    from archive.store.damage.checks import check_archive
    from archive.store.database.connection import has_archive
    from index.maintenance import verify
    from web.alerts.damage import check_alerts

    for found in check_archive(folder):
        yield Finding("archive", found.what, found.remedy, found.serious)
    if is_damaged(folder.copies):
        what = f"{folder.copies}, which says which articles reprint each other, is damaged"
        yield Finding("archive", what, "Work it out again: sijill duplicates", serious=True)
    try:
        accepted(folder.lexicon)
    except BadDecisions as error:
        yield Finding("archive", error.what, error.remedy or "Mend or move the file.", serious=True)
    for what, remedy in (*check_sources(folder), *check_alerts(folder)):
        yield Finding("following", what, remedy, serious=True)
    try:
        is_there = has_archive(folder.archive)
    except ArchiveError:  # told above
        is_there = False
    if is_there:
        for wrong in verify(folder, folder.archive):
            yield Finding("index", wrong.what, wrong.remedy, serious=True)
        yield from _of_meaning(folder)


def _of_meaning(folder: DataFolder) -> Iterator[Finding]:
    """Yield what is worth knowing about the vectors, where there are any or a service is set."""
    from archive.store.writer import Store
    from index.meaning.rows import DamagedVectors
    from index.meaning.status import meaning_status
    from index.meaning.store import DATABASE, check_vectors
    from web.cli.serve import server_settings

    for database in sorted(folder.vectors.glob(f"*/{DATABASE}")):
        try:
            check_vectors(database.parent)
        except DamagedVectors as error:
            yield Finding("index", error.what, error.remedy, serious=True)

    with Store.open_reader(folder.archive) as archive:
        found = meaning_status(folder, server_settings(folder).model_choice, archive)
    if found is None:
        return
    if found.problem:
        what, _, remedy = found.problem.partition(". ")
        yield Finding("index", f"nothing is searched by meaning: {what}", remedy, serious=found.is_damaged)
    elif found.behind:
        what = f"{found.behind:,} articles have no vectors of today's text"
        yield Finding("index", what, "Make them: sijill embed", serious=False)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="What was found as JSON.")
@home_option
@click.pass_context
def doctor(context: click.Context, folder: DataFolder, *, as_json: bool) -> None:
    """Check archive, originals, quarantine, sources, alerts and index, and say what to do."""
    findings = list(examine(folder))
    if as_json:
        print_json([asdict(finding) for finding in findings])
    for finding in () if as_json else findings:
        sign = click.style("wrong", bold=True) if finding.serious else "note"
        click.echo(f"{sign}: {finding.part}: {finding.what}. {finding.remedy}")
    serious = any(finding.serious for finding in findings)
    if not (serious or as_json):
        click.echo("All is well")
    context.exit(1 if serious else 0)


@click.command()
@home_option
@click.pass_context
def repair(context: click.Context, folder: DataFolder) -> None:
    """Make a damaged archive sound again: what can be read of it is kept, and what is lost is named.

    Sources and alerts too. The damaged files stay beside. No other command should be writing.
    """
    from archive.store.damage.repair import repair as mend

    is_mended = _repair_following(folder)
    if is_mended and folder.archive == folder.archive_db and not folder.archive_db.exists():
        context.exit(1)
    done = mend(folder)
    if done is None and is_mended:
        context.exit(1)
    if done is None:
        click.echo("The archive's file is sound: nothing was changed. sijill doctor checks what it holds")
        return
    for line in done.lost:
        click.echo(line, err=True)
    click.echo(f"{done.articles:,} articles are in {folder.archive_db}; the damaged file is {done.kept}")
    context.exit(1)


def _repair_following(folder: DataFolder) -> bool:
    """Mend the files of sources and alerts, and say what came of it; False where they are sound."""
    from archive.small_salvage import repair_small
    from archive.sources.tables import VERSIONS as SOURCES
    from archive.sources.worker import at_work
    from web.alerts.alert_store import VERSIONS as ALERTS

    is_mended = False
    if not (folder.sources_db.exists() or folder.alerts_db.exists()):
        return False
    with at_work(folder):
        for path, versions in ((folder.sources_db, SOURCES), (folder.alerts_db, ALERTS)):
            done = repair_small(path, versions)
            if done is not None:
                is_mended = True
                click.echo(f"{path} was damaged: {done.problem}", err=True)
                click.echo(f"{done.rows:,} rows of it are saved; the damaged file is {done.kept}")
    if is_mended:
        click.echo("sijill source list and sijill alert list say what is lost", err=True)
    return is_mended


@click.command()
@click.argument("dump", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DUMP")
@no_index_option
@home_option
def load(folder: DataFolder, *, dump: Path, no_index: bool) -> None:
    """Make an archive of a dump, in a data folder that holds none yet."""
    from archive.store.load import load as read_dump
    from index.meaning.transfer import load_vectors
    from web.alerts.transfer import load_following

    counts = read_dump(dump, folder)
    click.echo(f"{counts.articles:,} articles with {counts.revisions:,} revisions are in {folder.home}")
    if followed := load_following(dump, folder):
        click.echo(
            f"{followed.sources:,} entries of sources and {followed.alerts:,} of alerts came with them;"
            " sijill work follows them from here. Let it run in one place only"
        )
    if carried := load_vectors(dump, folder):
        embed_texts(folder, limit=0)
        click.echo(f"the vectors of {carried:,} texts came with them")
    if not no_index:
        with progress() as report:
            refresh(folder, report)
