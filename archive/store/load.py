"""Load: an archive made of a dump, whole or not at all, in a data folder's file or in its database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, insert

from archive.database_address import DATABASE, DatabaseAddress
from archive.errors import ArchiveError
from archive.files import scratch_folder, sync
from archive.model.serialize import Record, canonical_json
from archive.paths import DataFolder
from archive.store.checksums import COUNTED, NONE, row_checksum, write_meta, write_row_counts
from archive.store.database.connection import has_archive
from archive.store.database.sqlite import beside, gather_into_file
from archive.store.dump import (
    FORMAT,
    MANIFEST,
    TABLES,
    DumpCounts,
    copy_originals,
    digest_of_file,
    digest_of_names,
)
from archive.store.migrations import VERSIONS
from archive.store.moments import last_sequence
from archive.store.originals import Originals
from archive.store.reading_rules import write_rules
from archive.store.records import agrees_with_digest
from archive.store.schema import META, REVISIONS, RUNS
from archive.store.writer import Store

#: How many rows go into the database at once.
BATCH = 1_000


def load(source: Path, folder: DataFolder) -> DumpCounts:
    """Make a data folder's archive from a dump; ArchiveError if one is there, or the dump is damaged.

    The archive is there whole or not at all: where a load was cut short, it is begun again.
    """
    manifest = _checked_manifest(source)
    if _holds_articles(folder):
        raise _taken(folder)
    kept = Originals(source / "originals")
    damaged = copy_originals(kept, Originals(folder.originals), kept)
    if damaged or digest_of_names([*kept, *manifest["missing"]]) != manifest["originals"]:
        raise ArchiveError(
            f"the originals of {source} are not those it was made with",
            remedy="Copy the dump again from where it was made",
        )
    if folder.database is None:
        _load_into_file(source, manifest, folder)
    else:
        _load_into_database(source, manifest, folder, folder.database)
    return DumpCounts(**manifest["counts"], missing=tuple(manifest["missing"]))


def _load_into_file(source: Path, manifest: dict[str, Any], folder: DataFolder) -> None:
    """Make the archive's file apart, and put it in place in one step."""
    folder.home.mkdir(parents=True, exist_ok=True)
    with scratch_folder(folder.home) as scratch:
        draft = scratch / folder.archive_db.name
        with Store.open(draft) as store, store.writing() as connection:
            _write_rows(connection, source, manifest)
        gather_into_file(draft, folder.archive_db)
        sync(draft)
        for path in beside(folder.archive_db):
            path.unlink(missing_ok=True)
        draft.replace(folder.archive_db)
    sync(folder.home)


def _load_into_database(
    source: Path, manifest: dict[str, Any], folder: DataFolder, address: DatabaseAddress
) -> None:
    """Write the whole archive in one transaction."""
    with Store.open(address) as store, store.writing() as connection:
        if last_sequence(connection):  # somebody added to it meanwhile
            raise _taken(folder)
        # Runs that took nothing in; a file is replaced with them.
        for table in (RUNS, META):
            connection.execute(delete(table))
        _write_rows(connection, source, manifest)


def _write_rows(connection: Connection, source: Path, manifest: dict[str, Any]) -> None:
    counts = dict.fromkeys(COUNTED, 0)
    for name, rows in _rows(source):
        for table in TABLES[name]:
            counts[table.name] += manifest["counts"][name.removesuffix(".jsonl")]
        _insert(connection, name, rows)
    write_meta(connection, "fingerprint", manifest["fingerprint"])
    if "rules" in manifest:
        write_rules(connection, manifest["rules"])
    write_row_counts(connection, counts)


def _holds_articles(folder: DataFolder) -> bool:
    if not has_archive(folder.archive):
        return False
    with Store.open(folder.archive) as store:
        return store.sequence > 0


def _taken(folder: DataFolder) -> ArchiveError:
    if folder.database is None:
        what, remedy = str(folder.home), "Load into a new folder: sijill load DUMP --home NEW"
    else:
        what, remedy = str(folder.database), f"Load into a new database: name it in {DATABASE}"
    return ArchiveError(f"{what} holds an archive already", remedy=remedy)


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
    for name in TABLES:
        path = source / name
        if not path.is_file() or digest_of_file(path) != files.get(name):
            raise ArchiveError(f"{path} is missing or damaged", remedy=again)
    return manifest


def _rows(source: Path) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    for name in TABLES:
        yield name, _read(source / name)


def _read(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


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
    first, *others = TABLES[name]
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
