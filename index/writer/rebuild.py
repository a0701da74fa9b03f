"""The builder: a generation written beside the live one, verified, and switched to.

Whatever goes wrong before the switch leaves the live generation as it was; what was begun is removed, or,
where the process was killed, by the next builder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from archive.paths import DataFolder
from archive.store.damage.salvage import sound_archive
from archive.store.database.connection import require_archive
from index.errors import BuildFailed
from index.generations.folder import Generations
from index.generations.manifest import NAMES, FileEntry, Fingerprint, Manifest, describe_files, read_hidden
from index.generations.names_file import load_lexica, write_names
from index.segment.entry import SegmentEntry
from index.segment.merger import merge_segments
from index.whoosh.segment import Listed, write_table_of_contents
from index.writer.fingerprint import fingerprint
from index.writer.pool import build_in_processes
from index.writer.segment_builder import ONE_PROCESS, TOKEN_COST, Job, build_here
from index.writer.sources import ArticleSource, StoreSource
from index.writer.verify import verify_new
from index.writer.verify_articles import ArticleCheck, check_all

#: `report(what, done, total)`, as progress bars take it.
Report = Callable[[str, int, int], None]
#: Megabytes that a build may use, by default.
MEMORY_MB = 1_000


@dataclass(frozen=True, slots=True)
class Plan:
    """The limits of a build: processes and memory."""

    workers: int = 0
    """Processes; 0 for one a processor."""
    memory_mb: int = MEMORY_MB

    def processes(self, articles: int) -> int:
        """Return the number of processes to build so many articles with."""
        if articles < ONE_PROCESS:
            return 1
        return self.workers or os.cpu_count() or 1

    def tokens(self, processes: int) -> int:
        """Return how many tokens a segment may hold, for all processes to stay within the memory."""
        return max(50_000, self.memory_mb * 1_000_000 // (processes * TOKEN_COST))


def silent(_what: str, _done: int, _total: int) -> None:
    """Report nothing."""


def rebuild(folder: DataFolder, plan: Plan | None = None, report: Report = silent) -> Manifest:
    """Build the index anew from the archive and switch to it; return the new generation's manifest.

    The index holds the archive of the moment when the build begins, whatever is written meanwhile; of a
    damaged archive what can be read.
    """
    require_archive(folder.archive)
    with Generations(folder.index).writing(), sound_archive(folder.archive) as archive:
        return rebuild_locked(folder, StoreSource(archive.location), plan or Plan(), report)


def rebuild_from(
    folder: DataFolder, source: ArticleSource, plan: Plan | None = None, report: Report = silent
) -> Manifest:
    """Build an index from articles that no archive holds, for trials and benchmarks; return its manifest.

    The sequence of the manifest is 0.
    """
    with Generations(folder.index).writing():
        return rebuild_locked(folder, source, plan or Plan(), report)


def rebuild_locked(folder: DataFolder, source: ArticleSource, plan: Plan, report: Report) -> Manifest:
    """Build all articles as one segment and finish; the caller holds the writer's lock."""
    lexica = load_lexica(folder.lexicon)
    # A number of processes is chosen by a first look; the shares then tell the moment that is indexed.
    processes = plan.processes(sum(share.count for share in source.shares(1)))
    shares = source.shares(processes)
    total, sequence = sum(share.count for share in shares), shares[0].sequence
    with new_generation(folder.index) as draft:
        write_names(draft.path / NAMES, lexica)
        jobs = [Job(draft.path, source, share, lexica.names, plan.tokens(processes)) for share in shares]
        build = build_here if len(jobs) <= 1 else build_in_processes
        built = build(jobs, counter(report, total))
        documents = sum(entry.documents for entry in built)
        if documents != total:
            what = f"{documents} articles could be read where {total} are expected"
            raise BuildFailed(what, remedy="Run `sijill doctor`, then run the command again")
        entries = merge_segments(draft.path, built, megabytes(report))
        check = partial(check_all, ids=source.ids(sequence))
        return finish(draft, sequence, fingerprint(lexica), entries, check)


@dataclass(frozen=True, slots=True)
class Draft:
    """A generation under way."""

    number: int
    path: Path
    """Its own folder."""
    folder: Path
    """The folder of all generations."""
    linked: dict[str, FileEntry] = field(default_factory=dict)
    """Files of another generation that may be linked into this one, whose checksums are known."""


@contextmanager
def new_generation(folder: Path) -> Iterator[Draft]:
    """Begin a new generation to fill; it is removed again if the block raises."""
    generations = Generations(folder)
    try:
        number, path = generations.begin()
    except OSError as error:
        raise BuildFailed(
            f"{folder} cannot be written: {error}", remedy="Mend that, then run again"
        ) from error
    try:
        yield Draft(number, path, folder)
    except BaseException as error:
        generations.discard(number)
        if isinstance(error, OSError):
            what = f"the new index could not be written: {error}"
            raise BuildFailed(what, remedy="The live index is as it was; make room and run again") from error
        raise


def finish(
    draft: Draft,
    sequence: int,
    marks: Fingerprint,
    entries: tuple[SegmentEntry, ...],
    check_articles: ArticleCheck,
) -> Manifest:
    """Describe, verify and switch to a generation; BadGeneration says what is wrong with what was written."""
    listed = [
        Listed(entry.name, entry.documents, tuple(read_hidden(draft.path, entry.name).tolist()))
        for entry in entries
    ]
    write_table_of_contents(draft.path, listed, draft.number)
    created = datetime.now(UTC).isoformat(timespec="seconds")
    linked = {name: entry for name, entry in draft.linked.items() if not name.endswith((".deleted", ".toc"))}
    files = describe_files(draft.path, linked)
    manifest = Manifest(draft.number, created, sequence, marks, entries, files)
    verify_new(draft.path, manifest, check_articles)
    Generations(draft.folder).switch(manifest)
    return manifest


def counter(report: Report, total: int) -> Callable[[int], None]:
    """Return a function that reports progress; it is called with how many more articles are done."""
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done = min(done + more, total)
        report("articles", done, total)

    return count


def megabytes(report: Report) -> Callable[[int, int], None]:
    """Return a function that reports progress; it is called with bytes merged and bytes to merge."""
    return lambda done, total: report("megabytes merged", -(-done // 1_000_000), -(-total // 1_000_000))
