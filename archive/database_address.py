"""The location of an archive's articles: a SQLite file of the data folder, or a PostgreSQL database."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from archive.errors import ArchiveError

#: The variables of the environment that name the database, and the password that its address leaves out.
DATABASE = "SIJILL_DATABASE"
PASSWORD, PASSWORD_FILE = "SIJILL_DATABASE_PASSWORD", "SIJILL_DATABASE_PASSWORD_FILE"
_SCHEMES = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
_REMEDY = f"Write {DATABASE} as postgresql://user@host:5432/database"


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """A PostgreSQL database; its text never holds the password, nor does its representation."""

    url: str = field(repr=False)
    """The whole address with the password, `postgresql+psycopg://user:password@host:5432/database?option=…`."""
    shown: str
    """The address for messages: without password and options."""

    def __str__(self) -> str:
        """Return the address for messages."""
        return self.shown


#: Where the articles are: the path of a SQLite file, or a database.
ArchiveLocation = Path | DatabaseAddress


def read_address(text: str, environment: Mapping[str, str] | None = None) -> DatabaseAddress:
    """Read `postgresql://user:password@host:5432/database`; ArchiveError for another text.

    The password may stand in the environment instead: `SIJILL_DATABASE_PASSWORD`, or the path of a file in
    `SIJILL_DATABASE_PASSWORD_FILE`. Without any, PostgreSQL's own ways hold (`~/.pgpass`, `PGPASSWORD`).
    """
    values = os.environ if environment is None else environment
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ArchiveError(f"{DATABASE} is no address", remedy=_REMEDY) from None
    name = parts.path.strip("/")
    if parts.scheme not in _SCHEMES or not name or "/" in name:
        raise ArchiveError(f"{DATABASE} is no address of a PostgreSQL database", remedy=_REMEDY)
    host = f"[{host}]" if ":" in host else host
    place = f"{host}:{port}" if port else host
    user = f"{quote(unquote(parts.username), safe='')}@" if parts.username else ""
    password = _password(values) or unquote(parts.password or "")
    secret = f"{user[:-1]}:{quote(password, safe='')}@" if user and password else user
    options = f"?{parts.query}" if parts.query else ""
    url = f"postgresql+psycopg://{secret}{place}/{name}{options}"
    return DatabaseAddress(url, f"postgresql://{user}{place}/{name}")


def address_of_environment(environment: Mapping[str, str] | None = None) -> DatabaseAddress | None:
    """Return the database that the environment names, None where it names none; ArchiveError if wrongly."""
    values = os.environ if environment is None else environment
    text = values.get(DATABASE, "").strip()
    return read_address(text, values) if text else None


def _password(values: Mapping[str, str]) -> str:
    if path := values.get(PASSWORD_FILE):
        try:
            return Path(path).read_text("utf-8").strip()
        except (OSError, UnicodeError) as error:
            why = getattr(error, "strerror", None) or "it is no text"
            raise ArchiveError(f"{PASSWORD_FILE} names {path}, which cannot be read: {why}") from None
    return values.get(PASSWORD, "")
