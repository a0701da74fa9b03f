"""The store's versions, and the way from an older one to this one, by Alembic without an ini file."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from archive.database_address import ArchiveLocation
from archive.errors import REPAIR, ArchiveTooNew, ArchiveTooOld, DamagedArchive, NoArchive

#: Every version there was, oldest first; `versions/` holds one module for each.
VERSIONS = ("0001", "0002")


def version(connection: Connection) -> str | None:
    """Return the version of the store behind this connection; None if it has no tables of ours.

    It is empty if the tables have lost it.
    """
    if "alembic_version" not in inspect(connection).get_table_names():
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return str(found or "")


def is_version(found: object) -> bool:
    """Tell whether a value is the version of some Sijill, such as `0001`."""
    return isinstance(found, str) and re.fullmatch(r"[0-9]{4}", found) is not None


def no_archive(where: ArchiveLocation) -> NoArchive:
    """Return the error that tells that there is no archive in a folder or a database."""
    return NoArchive(f"there is no archive in {where}", remedy="Add articles: sijill add PATH")


def require_current(connection: Connection, where: ArchiveLocation) -> None:
    """Check that the store has this version; else raise NoArchive, ArchiveTooOld or ArchiveTooNew."""
    found = version(connection)
    if found is None:
        raise no_archive(where.parent if isinstance(where, Path) else where)
    refuse_newer(found, where)
    if found != VERSIONS[-1]:
        raise ArchiveTooOld(
            f"{where} was written by an older Sijill (version {found}, this one has {VERSIONS[-1]})",
            remedy="Bring it up to date: sijill update",
        )


def refuse_newer(found: str | None, where: ArchiveLocation) -> None:
    """Raise ArchiveTooNew for a version that this Sijill does not know, DamagedArchive for what is none."""
    if found is not None and not is_version(found):
        raise DamagedArchive(f"{where} is damaged: its version is {found!r}", remedy=REPAIR)
    if found is not None and found not in VERSIONS:
        raise ArchiveTooNew(
            f"{where} was written by a newer Sijill (version {found}, this one knows up to {VERSIONS[-1]})",
            remedy="Install the newer Sijill, or open another archive (--home, SIJILL_DATABASE)",
        )


def migrate(connection: Connection, where: ArchiveLocation) -> bool:
    """Bring the store to this version, in the connection's transaction; True if anything was to do."""
    found = version(connection)
    refuse_newer(found, where)
    if found == VERSIONS[-1]:
        return False
    # Alembic is slow to import, and nearly every start has nothing to migrate.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return True
