"""Checks: store, originals and quarantine against each other; what is wrong, and how to mend it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, exists, select

from archive.errors import ArchiveError, DatabaseSilent, NoArchive
from archive.paths import DataFolder
from archive.store.damage.salvage import sound_archive
from archive.store.database.connection import require_archive
from archive.store.originals import Originals, digest_of, is_digest
from archive.store.quarantine import Quarantine
from archive.store.records import damaged_records
from archive.store.schema import ARTICLES, REVISIONS, RUNS
from archive.store.writer import Store


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of an archive, with its remedy."""

    code: str
    """`no_archive`, `silent_database`, `damaged_store`, `damaged_record`, `missing_original`,
    `damaged_original`, `unused_original`, `unfinished_run`, `rejected_inputs`, `damaged_quarantine`."""
    what: str
    remedy: str
    serious: bool = True
    """Whether something is lost or wrong; else it is only worth knowing."""


def check_archive(folder: DataFolder) -> Iterator[Finding]:
    """Yield all faults of a data folder, its index apart; none if it is sound. Reads every original.

    Damage of the archive's file does not end it: what can be read of it is checked further.
    """
    try:
        require_archive(folder.archive)
        with sound_archive(folder.archive) as archive:
            yield from (Finding("damaged_store", line, archive.remedy) for line in archive.lost)
            with Store.open_reader(archive.location) as store, store.connection() as connection:
                yield from _check_records(connection)
                yield from _check_originals(connection, Originals(folder.originals))
                yield from _check_runs(connection)
    except ArchiveError as error:
        yield Finding(_CODES.get(type(error), "damaged_store"), error.what, error.remedy)
    yield from _check_quarantine(Quarantine(folder.quarantine))


def damage_of(folder: DataFolder) -> Iterator[Finding]:
    """Yield the damage in the archive's file and its records alone; reads every record."""
    with sound_archive(folder.archive) as archive:
        yield from (Finding("damaged_store", line, archive.remedy) for line in archive.lost)
        with Store.open_reader(archive.location) as store, store.connection() as connection:
            yield from _check_records(connection)


def _check_records(connection: Connection) -> Iterator[Finding]:
    for what in damaged_records(connection):
        remedy = f"Add its input again: what it said is put back. Or {_FROM_DUMP[0].lower()}{_FROM_DUMP[1:]}"
        yield Finding("damaged_record", what, remedy)


def _check_originals(connection: Connection, originals: Originals) -> Iterator[Finding]:
    query = select(REVISIONS.c.original, ARTICLES.c.id).join(
        ARTICLES, ARTICLES.c.number == REVISIONS.c.article
    )
    owners = {original: id_ for original, id_ in connection.execute(query) if original}
    for digest, owner in owners.items():
        if not is_digest(digest):
            what = f"the checksum of the original of {owner} is damaged: {digest!r}"
            yield Finding("damaged_record", what, _ADD_AGAIN)
        elif digest not in originals:
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
        inputs = " ".join(_inputs(row.inputs))
        what = f"run {row.number}, begun {row.began}, did not end or is still running"
        yield Finding("unfinished_run", what, f"Add its inputs again: sijill add {inputs}", serious=False)


def _inputs(text: str) -> list[str]:
    """Return the inputs recorded for a run; of a damaged row, those that can still be read."""
    try:
        return [str(name) for name in json.loads(text)]
    except (ValueError, TypeError):
        return [text]


def _check_quarantine(quarantine: Quarantine) -> Iterator[Finding]:
    for path in quarantine.damaged():
        yield Finding("damaged_quarantine", f"{path} is incomplete", "Delete it, and add its input again")
    if count := len(quarantine):
        what = f"{count} rejected inputs are kept in {quarantine.folder}"
        remedy = "Each .json file there says why and how to mend it; add them again, or delete the files"
        yield Finding("rejected_inputs", what, remedy, serious=False)


#: What an archive that cannot be opened is called; any other fault of it is damage.
_CODES: dict[type[ArchiveError], str] = {NoArchive: "no_archive", DatabaseSilent: "silent_database"}
_FROM_DUMP = "Load the last dump into a new folder: sijill load DUMP --home NEW"
_ADD_AGAIN = "Add its input again: the same bytes are put back"
