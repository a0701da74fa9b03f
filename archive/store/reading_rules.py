"""By which rules the articles of an archive were read: those of today, or of an older version."""

from __future__ import annotations

from sqlalchemy import Connection, select

from archive.database_address import ArchiveLocation
from archive.extraction.rules import rules_fingerprint
from archive.store.checksums import is_intact, write_meta
from archive.store.moments import last_sequence
from archive.store.schema import META
from archive.store.writer import Store

_KEY = "rules"


def read_rules(connection: Connection) -> str | None:
    """Return the fingerprint of the rules by which every article was read; None if it is not known."""
    row = connection.execute(select(META).where(META.c.key == _KEY)).mappings().one_or_none()
    return row["value"] if row is not None and is_intact(META, row) else None


def write_rules(connection: Connection, fingerprint: str) -> None:
    """Write the rules by which every article was read."""
    write_meta(connection, _KEY, fingerprint)


def note_rules_of_today(store: Store) -> None:
    """Note that every article of the archive was read by the rules of today."""
    with store.writing() as connection:
        write_rules(connection, rules_fingerprint())


def has_older_rules(archive: ArchiveLocation) -> bool:
    """Tell whether an archive holds articles that older rules read.

    NoArchive, ArchiveTooOld or ArchiveTooNew where it cannot be opened.
    """
    with Store.open_reader(archive) as store, store.connection() as connection:
        return last_sequence(connection) > 0 and read_rules(connection) != rules_fingerprint()
