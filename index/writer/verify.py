"""Verification: checks that a generation is whole and answers, before it goes live and whenever asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from archive.database_address import ArchiveLocation
from archive.errors import REPAIR, ArchiveError
from archive.store.damage.salvage import sound_archive
from index.analysis.analyzer import Chain
from index.errors import BadGeneration, IndexingError
from index.generations.folder import Generations
from index.generations.manifest import Manifest, damaged_files
from index.query import ast
from index.search.collection_stats import Budget
from index.search.snapshot import Snapshot
from index.segment.reader import SegmentArrays
from index.whoosh.segment import table_of_contents
from index.writer.verify_articles import ArticleCheck, Finding, check_archive, check_records

#: Articles of each segment that are looked for by their own titles.
SAMPLE = 20


def verify_new(path: Path, manifest: Manifest, check_articles: ArticleCheck) -> None:
    """Check a generation before it goes live; BadGeneration says what is wrong with it."""
    snapshot = Snapshot(path, manifest)
    for finding in chain(check_articles(snapshot), check_answers(snapshot)):
        raise BadGeneration(finding.what, remedy="The live index is as it was; run `sijill rebuild`")


def verify(index: Path, archive: ArchiveLocation | None = None) -> tuple[Finding, ...]:
    """Return everything wrong with the live generation: files, counts, answers, and against the archive."""
    generations = Generations(index)
    try:
        manifest = generations.manifest()
    except IndexingError as error:
        return (Finding(error.what, error.remedy),)
    path = generations.path(manifest.number)
    damaged = tuple(map(Finding, damaged_files(path, manifest)))
    if damaged:
        return damaged
    snapshot = Snapshot(path, manifest)
    findings = [*check_answers(snapshot), *check_records(snapshot)]
    if archive is not None:
        findings += _check_archive(snapshot, archive)
    return tuple(findings)


def _check_archive(snapshot: Snapshot, archive: ArchiveLocation) -> Iterator[Finding]:
    """Yield what differs between index and archive; for a damaged archive also what is lost in it."""
    try:
        with sound_archive(archive) as sound:
            yield from (Finding(line, REPAIR) for line in sound.lost)
            yield from check_archive(snapshot, sound.location)
    except ArchiveError as error:
        yield Finding(error.what, error.remedy)


def check_answers(snapshot: Snapshot) -> Iterator[Finding]:
    """Yield counts that differ, and articles that their own titles do not find."""
    manifest = snapshot.manifest
    articles = sum(segment.documents - len(segment.deleted) for segment in snapshot.segments)
    if articles != manifest.articles:
        yield Finding(f"the arrays hold {articles} articles where {manifest.articles} are expected")
    yield from _check_listed(manifest)
    for place, segment in enumerate(snapshot.segments):
        yield from _check_sample(snapshot, place, segment)


def _check_listed(manifest: Manifest) -> Iterator[Finding]:
    """Yield files of the Whoosh index that the generation lacks; its table of contents is not unpickled."""
    wanted = [f"{entry.name}.arrays" for entry in manifest.segments]
    for name in (table_of_contents(manifest.number), *wanted):
        if name not in manifest.files:
            yield Finding(f"the Whoosh index lacks {name}")


def _check_sample(snapshot: Snapshot, place: int, segment: SegmentArrays) -> Iterator[Finding]:
    analyzer = Chain()
    step = max(1, segment.documents // SAMPLE)
    for document in range(0, segment.documents, step):
        record = segment.record(document)
        words = analyzer.analyze(record["title"] or _beginning(segment.body(document))).norms
        wanted = ast.And([ast.Term("id", record["id"]), *(ast.Term("surface", word) for word in words)])
        matches = snapshot.evaluators[place].evaluate(wanted, Budget(limit=10**9), {})
        if document not in matches.documents:
            yield Finding(f"article {record['id']} is not found by its own title")


def _beginning(body: str) -> str:
    """Return the first words of a text, none of them cut."""
    found = re.match(r".{0,200}\S*", body, re.DOTALL)
    return found[0] if found else ""
