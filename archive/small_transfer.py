"""Small databases in a dump: their rows as JSON Lines, that any program can read, and back again."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from archive.errors import ArchiveError
from archive.files import sync
from archive.row_seals import SEAL, Sealed, is_sound
from archive.small_database import SmallDatabase

#: The key of a value that is bytes, in base64.
_BYTES = "base64"


def dump_small(path: Path, versions: Sequence[str | Sealed], target: Path) -> tuple[int, int]:
    """Write the rows of a small database to a file, as of one moment; return how many, and how many damaged.

    The first line says what made it. Damaged rows are left out.
    """
    count = damaged = 0
    with closing(SmallDatabase(path, versions, readonly=True)) as database:
        tables = _tables(database)
        with target.open("w", encoding="utf-8", newline="\n") as file, database.moment():
            file.write(json.dumps({"version": len(versions), "tables": tables}) + "\n")
            for table in tables:
                for row in database.rows(f"SELECT * FROM {table} ORDER BY rowid"):  # noqa: S608 - names of ours
                    if not is_sound(table, row):
                        damaged += 1
                        continue
                    values = {name: _as_json(value) for name, value in dict(row).items() if name != SEAL}
                    file.write(json.dumps({"table": table, **values}, ensure_ascii=False) + "\n")
                    count += 1
    sync(target)
    return count, damaged


def load_small(source: Path, path: Path, versions: Sequence[str | Sealed]) -> int:
    """Make a small database of such a file; return how many rows. ArchiveError if one is there already."""
    if path.exists():
        raise ArchiveError(f"{path} is there already", remedy="Load into a new folder")
    count = 0
    with closing(SmallDatabase(path, versions)) as database, database.transaction() as connection:
        for row in _rows(source, len(versions)):
            table = row.pop("table")
            names, places = ", ".join(row), ", ".join("?" * len(row))
            values = [_from_json(value) for value in row.values()]
            connection.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", values)  # noqa: S608
            count += 1
    return count


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _rows(source: Path, version: int) -> Iterator[dict[str, Any]]:
    with source.open(encoding="utf-8") as file:
        head = json.loads(next(file))
        if head["version"] > version:
            raise ArchiveError(f"{source} was made by a newer Sijill", remedy="Install the newer Sijill")
        for line in file:
            row = json.loads(line)
            if row["table"] not in head["tables"] or not all(name.isidentifier() for name in row):
                raise ArchiveError(f"{source} is damaged", remedy="Copy the dump again")
            yield row


def _tables(database: SmallDatabase) -> list[str]:
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    return [str(row[0]) for row in database.rows(query)]


def _as_json(value: Any) -> Any:
    return {_BYTES: base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _from_json(value: Any) -> Any:
    return base64.b64decode(value[_BYTES]) if isinstance(value, dict) else value
