"""Checks: store, originals and quarantine against each other; what is wrong, and how to mend it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, exists, select, text

from archive.errors import ArchiveError
from archive.model.serialize import from_record, record_digest
from archive.paths import DataFolder
from archive.store.originals import Originals, digest_of
from archive.store.quarantine import Quarantine
from archive.store.schema import ARTICLES, REVISIONS, RUNS
from archive.store.writer import Store


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be."""

    code: str
    """`no_archive`, `damaged_store`, `damaged_record`, `missing_original`, `damaged_original`,
    `unused_original`, `unfinished_run`, `rejected_inputs`, `damaged_quarantine`."""
    what: str
    remedy: str
    serious: bool = True
    """Whether something is lost or wrong; else it is only worth knowing."""


def check_archive(folder: DataFolder) -> Iterator[Finding]:
    """All that is wrong in a data folder, its index apart; nothing if all is well. Reads every original."""
    try:
        store = Store.open_reader(folder.archive_db)
    except ArchiveError as error:
        code = "no_archive" if not folder.archive_db.exists() else "damaged_store"
        yield Finding(code, error.what, error.remedy)
        return
    with store, store.connection() as connection:
        yield from _check_store(connection)
        yield from _check_originals(connection, Originals(folder.originals))
        yield from _check_runs(connection)
    yield from _check_quarantine(Quarantine(folder.quarantine))


def _check_store(connection: Connection) -> Iterator[Finding]:
    problems = [row[0] for row in connection.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
    if problems:
        yield Finding("damaged_store", f"the database is damaged: {problems[0]}", _FROM_DUMP)
        return
    query = select(ARTICLES.c.id, REVISIONS.c.number, REVISIONS.c.digest, REVISIONS.c.record)
    for row in connection.execute(query.join(REVISIONS, REVISIONS.c.article == ARTICLES.c.number)):
        if not _is_sound(row.record, row.id, row.digest):
            what = f"revision {row.number} of {row.id} is damaged"
            yield Finding(
                "damaged_record", what, f"Add its input again (sijill history {row.id}), or {_FROM_DUMP}"
            )
    without = select(ARTICLES.c.id).outerjoin(
        REVISIONS,
        (REVISIONS.c.article == ARTICLES.c.number) & (REVISIONS.c.number == ARTICLES.c.revision),
    )
    for id_ in connection.scalars(without.where(REVISIONS.c.number.is_(None))):
        yield Finding("damaged_record", f"{id_} has no current revision", _FROM_DUMP)


def _check_originals(connection: Connection, originals: Originals) -> Iterator[Finding]:
    query = select(REVISIONS.c.original, ARTICLES.c.id).join(
        ARTICLES, ARTICLES.c.number == REVISIONS.c.article
    )
    owners = {original: id_ for original, id_ in connection.execute(query) if original}
    for digest, owner in owners.items():
        if digest not in originals:
            yield Finding("missing_original", f"the original {digest} of {owner} is missing", _ADD_AGAIN)
        elif digest_of(originals.get(digest)) != digest:
            what = f"the original {originals.path(digest)} of {owner} is damaged"
            yield Finding("damaged_original", what, f"Delete the file. {_ADD_AGAIN}")
    unused = [digest for digest in originals if digest not in owners]
    if unused:
        what = f"{len(unused)} originals belong to no article, the first is {unused[0]}"
        yield Finding(
            "unused_original",
            what,
            "A run was cut short: add its inputs again, or delete them",
            serious=False,
        )


def _check_runs(connection: Connection) -> Iterator[Finding]:
    later = RUNS.alias()
    finished = exists().where(
        (later.c.number > RUNS.c.number) & later.c.ended.is_not(None) & (later.c.inputs == RUNS.c.inputs)
    )
    for row in connection.execute(select(RUNS).where(RUNS.c.ended.is_(None), ~finished)):
        inputs = " ".join(json.loads(row.inputs))
        what = f"run {row.number}, begun {row.began}, did not end or is still running"
        yield Finding("unfinished_run", what, f"Add its inputs again: sijill add {inputs}", serious=False)


def _check_quarantine(quarantine: Quarantine) -> Iterator[Finding]:
    for path in quarantine.damaged():
        yield Finding("damaged_quarantine", f"{path} is incomplete", "Delete it, and add its input again")
    if count := len(quarantine):
        what = f"{count} rejected inputs are kept in {quarantine.folder}"
        remedy = "Each .json file there says why and how to mend it; add them again, or delete the files"
        yield Finding("rejected_inputs", what, remedy, serious=False)


def _is_sound(record: str, id_: str, digest: str) -> bool:
    try:
        values = json.loads(record)
        return from_record(values).id == id_ and record_digest(values) == digest
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


_FROM_DUMP = "Load the last dump into a new folder: sijill load DUMP --home NEW"
_ADD_AGAIN = "Add its input again: the same bytes are put back"
