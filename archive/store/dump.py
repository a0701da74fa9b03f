"""Dump and load: a whole archive as a folder of JSON Lines and files that any program can read.

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

from sqlalchemy import Connection, Table, insert, select

from archive.errors import ArchiveError
from archive.files import SCRATCH, scratch_folder, sync, write_atomically
from archive.model.serialize import Record, canonical_json
from archive.paths import DataFolder
from archive.store import revisions as changes
from archive.store.checksums import COUNTED, NONE, row_checksum, write_meta, write_row_counts
from archive.store.connection import beside, gather_into_file, require_archive
from archive.store.damage.salvage import sound_archive
from archive.store.migrations import VERSIONS
from archive.store.originals import Originals, digest_of, is_digest
from archive.store.reading_rules import read_rules, write_rules
from archive.store.records import agrees_with_digest, damaged_records, parse_record
from archive.store.schema import ARTICLES, CORRECTIONS, EVENTS, REVISIONS, RUNS
from archive.store.writer import Store

FORMAT = 1
MANIFEST = "manifest.json"
#: How many rows go into the database at once.
BATCH = 1_000


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
    """What of the archive is damaged, a line each; what can be read of it is in the dump."""


def dump(folder: DataFolder, target: Path) -> DumpCounts:
    """Write the archive to a new or empty folder, as of one moment; ArchiveError if it is not empty.

    A folder that holds nothing but a dump that was cut short counts as empty.
    """
    if target.exists() and not _is_free(target):
        raise ArchiveError(f"{target} is not empty", remedy="Name a new folder for the dump")
    require_archive(folder.archive_db)
    target.mkdir(parents=True, exist_ok=True)
    with (
        sound_archive(folder.archive_db) as archive,
        Store.open_reader(archive.path) as store,
        store.connection() as connection,
    ):
        counts = {name: _write(target / name, lines) for name, lines in _files(connection)}
        fingerprint = changes.read_fingerprint(connection)
        rules = read_rules(connection)
        digests = list(_original_digests(connection))
        damaged = [*archive.lost, *damaged_records(connection)]
    missing = _copy_originals(Originals(folder.originals), Originals(target / "originals"), digests)
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
    return names <= {*_TABLES, "originals"}


def load(source: Path, folder: DataFolder) -> DumpCounts:
    """Make a data folder's archive from a dump; ArchiveError if one is there, or the dump is damaged.

    The archive is there whole or not at all: where a load was cut short, it is begun again.
    """
    manifest = _checked_manifest(source)
    if _holds_articles(folder):
        raise ArchiveError(
            f"{folder.home} holds an archive already",
            remedy="Load into a new folder: sijill load DUMP --home NEW",
        )
    kept = Originals(source / "originals")
    damaged = _copy_originals(kept, Originals(folder.originals), kept)
    if damaged or _digest_of_names([*kept, *manifest["missing"]]) != manifest["originals"]:
        raise ArchiveError(
            f"the originals of {source} are not those it was made with",
            remedy="Copy the dump again from where it was made",
        )
    folder.home.mkdir(parents=True, exist_ok=True)
    with scratch_folder(folder.home) as scratch:
        draft = scratch / folder.archive_db.name
        with Store.open(draft) as store, store.writing() as connection:
            counts = dict.fromkeys(COUNTED, 0)
            for name, rows in _rows(source):
                for table in _TABLES[name]:
                    counts[table.name] += manifest["counts"][name.removesuffix(".jsonl")]
                _insert(connection, name, rows)
            write_meta(connection, "fingerprint", manifest["fingerprint"])
            if "rules" in manifest:
                write_rules(connection, manifest["rules"])
            write_row_counts(connection, counts)
        gather_into_file(draft, folder.archive_db)
        sync(draft)
        for path in beside(folder.archive_db):
            path.unlink(missing_ok=True)
        draft.replace(folder.archive_db)
    sync(folder.home)
    return DumpCounts(**manifest["counts"], missing=tuple(manifest["missing"]))


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
    for row in connection.execute(query).mappings():
        yield {**row, "record": _as_json(row["record"])}


def _revision_records(connection: Connection) -> Iterator[dict[str, Any]]:
    query = (
        select(REVISIONS)
        .join(ARTICLES, ARTICLES.c.number == REVISIONS.c.article)
        .where(REVISIONS.c.number != ARTICLES.c.revision)
        .order_by(REVISIONS.c.article, REVISIONS.c.number)
    )
    for row in connection.execute(query).mappings():
        yield {**row, "record": _as_json(row["record"])}


def _as_json(record: str) -> Record | str:
    """Return the record as JSON; as its text if it would not come back as it stands, being damaged."""
    values = parse_record(record)
    return record if values is None or canonical_json(values) != record else values


def _plain_records(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    query = select(table).order_by(*table.primary_key.columns)
    for row in connection.execute(query).mappings():
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


def _copy_originals(source: Originals, target: Originals, digests: Iterable[str]) -> list[str]:
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
        "files": {name: _digest_of_file(target / name) for name in counts},
        "originals": _digest_of_names(digests),
    }


def _digest_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest_of_names(digests: Iterable[str]) -> str:
    return hashlib.sha256("".join(f"{digest}\n" for digest in sorted(digests)).encode()).hexdigest()


def _checked_manifest(source: Path) -> dict[str, Any]:
    """Return the manifest of a dump after checking its files against it."""
    again = "Copy the dump again from where it was made"
    try:
        manifest: dict[str, Any] = json.loads((source / MANIFEST).read_bytes())
        files, format_, version = manifest["files"], manifest["format"], manifest["version"]
    except FileNotFoundError:
        raise ArchiveError(f"{source} is no whole dump: it has no {MANIFEST}", remedy=again) from None
    except (ValueError, KeyError, TypeError):
        raise ArchiveError(f"{source / MANIFEST} cannot be read", remedy=again) from None
    if format_ != FORMAT or version not in VERSIONS:
        raise ArchiveError(f"{source} was made by a newer Sijill", remedy="Install the newer Sijill")
    for name in _TABLES:
        path = source / name
        if not path.is_file() or _digest_of_file(path) != files.get(name):
            raise ArchiveError(f"{path} is missing or damaged", remedy=again)
    return manifest


def _holds_articles(folder: DataFolder) -> bool:
    if not folder.archive_db.exists():
        return False
    with Store.open(folder.archive_db) as store:
        return store.sequence > 0


def _rows(source: Path) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    for name in _TABLES:
        yield name, _read(source / name)


def _read(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


#: The files in an order in which each row's references are there before it.
_TABLES: dict[str, tuple[Table, ...]] = {
    "articles.jsonl": (ARTICLES, REVISIONS),
    "revisions.jsonl": (REVISIONS,),
    "events.jsonl": (EVENTS,),
    "corrections.jsonl": (CORRECTIONS,),
    "runs.jsonl": (RUNS,),
}


def _insert(connection: Connection, name: str, rows: Iterator[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row | ({"record": _as_text(row["record"])} if "record" in row else {}))
        if len(batch) == BATCH:
            _insert_batch(connection, name, batch)
            batch = []
    if batch:
        _insert_batch(connection, name, batch)


def _as_text(record: Record | str) -> str:
    """Return the record as the store keeps it."""
    return record if isinstance(record, str) else canonical_json(record)


def _insert_batch(connection: Connection, name: str, batch: list[dict[str, Any]]) -> None:
    first, *others = _TABLES[name]
    connection.execute(insert(first), [_only(first, row) for row in batch])
    for table in others:
        connection.execute(insert(table), [_only(table, _as_revision(row)) for row in batch])


def _as_revision(row: dict[str, Any]) -> dict[str, Any]:
    """Return the current revision that stands in an article's row."""
    as_revision = {"article": row["number"], "number": row["revision"], "sequence": row["revised"]}
    # A dump of the first version has no checksums.
    checksum = {"checksum": row["record_checksum"]} if "record_checksum" in row else {}
    return {**row, **as_revision, **checksum}


def _only(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Return the row of one table; with a new checksum if the dump has none and the record is sound."""
    values = {column.name: row.get(column.name, NONE) for column in table.columns}
    if "checksum" not in row and (table is not REVISIONS or agrees_with_digest(row)):
        values["checksum"] = row_checksum(table, values)
    return values
