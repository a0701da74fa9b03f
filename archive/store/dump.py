"""Dump: a whole archive as a folder of JSON Lines and files that any program can read.

    manifest.json       format, version, counts, fingerprint, and SHA-256 of the files beside it
    articles.jsonl      each article with its current revision, in the order of arrival
    revisions.jsonl     the revisions before the current ones
    events.jsonl        the log: what happened to which article, when, by whom and why
    corrections.jsonl   the overlay
    runs.jsonl          the runs of the intake
    originals/aa/bb/…   the bytes as they came, by SHA-256

Equal archives give equal folders, byte for byte, and a loaded dump dumps to the same bytes. The index, the
quarantine and the owner's lexicon are no part of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select

from archive.errors import ArchiveError
from archive.files import SCRATCH, sync, write_atomically
from archive.model.serialize import Record, canonical_json
from archive.paths import DataFolder
from archive.store import revisions as changes
from archive.store.damage.salvage import sound_archive
from archive.store.database.connection import require_archive, streamed
from archive.store.migrations import VERSIONS
from archive.store.originals import Originals, digest_of, is_digest
from archive.store.reading_rules import read_rules
from archive.store.records import damaged_records, parse_record
from archive.store.schema import ARTICLES, CORRECTIONS, EVENTS, REVISIONS, RUNS
from archive.store.writer import Store

FORMAT = 1
MANIFEST = "manifest.json"
#: The files in an order in which each row's references are there before it.
TABLES: dict[str, tuple[Table, ...]] = {
    "articles.jsonl": (ARTICLES, REVISIONS),
    "revisions.jsonl": (REVISIONS,),
    "events.jsonl": (EVENTS,),
    "corrections.jsonl": (CORRECTIONS,),
    "runs.jsonl": (RUNS,),
}


@dataclass(frozen=True, slots=True)
class DumpCounts:
    """The counts of a dump."""

    articles: int
    revisions: int
    """Those before the current ones."""
    events: int
    corrections: int
    runs: int
    originals: int
    missing: tuple[str, ...] = ()
    """The originals that the archive had lost, or that are damaged in it: they are not in the dump."""
    damaged: tuple[str, ...] = ()
    """The damages of the archive, a line each; what can be read of it is in the dump."""


def dump(folder: DataFolder, target: Path) -> DumpCounts:
    """Write the archive to a new or empty folder, as of one moment; ArchiveError if it is not empty.

    A folder that holds nothing but a dump that was cut short counts as empty.
    """
    if target.exists() and not _is_free(target):
        raise ArchiveError(f"{target} is not empty", remedy="Name a new folder for the dump")
    require_archive(folder.archive)
    target.mkdir(parents=True, exist_ok=True)
    with (
        sound_archive(folder.archive) as archive,
        Store.open_reader(archive.location) as store,
        store.connection() as connection,
    ):
        counts = {name: _write(target / name, lines) for name, lines in _files(connection)}
        fingerprint = changes.read_fingerprint(connection)
        rules = read_rules(connection)
        digests = list(_original_digests(connection))
        damaged = [*archive.lost, *damaged_records(connection)]
    missing = copy_originals(Originals(folder.originals), Originals(target / "originals"), digests)
    manifest = _manifest(target, counts, fingerprint, digests) | {"missing": missing}
    if rules:
        manifest |= {"rules": rules}
    if damaged:
        manifest |= {"damaged": damaged}
    # Last: a dump that was cut short has none, and load refuses it.
    write_atomically(target / MANIFEST, (json.dumps(manifest, indent=2, sort_keys=True) + "\n").encode())
    return DumpCounts(**manifest["counts"], missing=tuple(missing), damaged=tuple(damaged))


def _is_free(target: Path) -> bool:
    """Tell whether a folder is empty, or holds only what a dump that was cut short left in it."""
    names = {path.name for path in target.iterdir() if not path.name.startswith(SCRATCH)}
    return names <= {*TABLES, "originals"}


def _files(connection: Connection) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """Yield the name and the records of each JSON Lines file."""
    yield "articles.jsonl", _article_records(connection)
    yield "revisions.jsonl", _revision_records(connection)
    yield "events.jsonl", _plain_records(connection, EVENTS)
    yield "corrections.jsonl", _plain_records(connection, CORRECTIONS)
    yield "runs.jsonl", _plain_records(connection, RUNS)


def _article_records(connection: Connection) -> Iterator[dict[str, Any]]:
    current = (REVISIONS.c.article == ARTICLES.c.number) & (REVISIONS.c.number == ARTICLES.c.revision)
    columns = (
        REVISIONS.c.sequence.label("revised"),
        REVISIONS.c.digest,
        REVISIONS.c.original,
        REVISIONS.c.record,
        REVISIONS.c.checksum.label("record_checksum"),
    )
    query = select(ARTICLES, *columns).join(REVISIONS, current).order_by(ARTICLES.c.number)
    for row in connection.execute(streamed(query)).mappings():
        yield {**row, "record": _as_json(row["record"])}


def _revision_records(connection: Connection) -> Iterator[dict[str, Any]]:
    query = (
        select(REVISIONS)
        .join(ARTICLES, ARTICLES.c.number == REVISIONS.c.article)
        .where(REVISIONS.c.number != ARTICLES.c.revision)
        .order_by(REVISIONS.c.article, REVISIONS.c.number)
    )
    for row in connection.execute(streamed(query)).mappings():
        yield {**row, "record": _as_json(row["record"])}


def _as_json(record: str) -> Record | str:
    """Return the record as JSON; as its text if it would not come back as it stands, being damaged."""
    values = parse_record(record)
    return record if values is None or canonical_json(values) != record else values


def _plain_records(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    query = select(table).order_by(*table.primary_key.columns)
    for row in connection.execute(streamed(query)).mappings():
        yield dict(row)


def _original_digests(connection: Connection) -> Iterator[str]:
    known = REVISIONS.c.original
    yield from connection.scalars(select(known).where(known.is_not(None)).distinct().order_by(known))


def _write(path: Path, records: Iterable[dict[str, Any]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for record in records:
            file.write(canonical_json(record) + "\n")
            count += 1
    sync(path)
    return count


def copy_originals(source: Originals, target: Originals, digests: Iterable[str]) -> list[str]:
    """Copy originals; those missing or damaged are not copied and returned."""
    bad = []
    for digest in digests:
        data = source.get(digest) if is_digest(digest) and digest in source else b""
        if digest_of(data) == digest:
            target.put(data)
        else:
            bad.append(digest)
    return bad


def _manifest(target: Path, counts: dict[str, int], fingerprint: str, digests: list[str]) -> dict[str, Any]:
    named = {name.removesuffix(".jsonl"): count for name, count in counts.items()}
    return {
        "format": FORMAT,
        "version": VERSIONS[-1],
        "fingerprint": fingerprint,
        "counts": {**named, "originals": len(digests)},
        "files": {name: digest_of_file(target / name) for name in counts},
        "originals": digest_of_names(digests),
    }


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of_names(digests: Iterable[str]) -> str:
    """Return the SHA-256 of a list of digests, whatever their order."""
    return hashlib.sha256("".join(f"{digest}\n" for digest in sorted(digests)).encode()).hexdigest()
