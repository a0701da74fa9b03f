"""Seals of rows in small databases: a checksum a row, kept by triggers, so that damage is noticed.

A row's seal is the SHA-256 of its table's name and its other columns. SQLite itself sets it with every write,
and refuses to write over a row whose seal does not fit: damage stays visible until the row is deleted.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SEAL = "checksum"
_FUNCTION = "sijill_seal"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A version of a small database that gives these tables seals; their rows are sound when it runs."""

    tables: tuple[str, ...]


def register(connection: sqlite3.Connection) -> None:
    """Let this connection write to sealed tables."""
    connection.create_function(_FUNCTION, -1, _seal, deterministic=True)


def seal(connection: sqlite3.Connection, table: str) -> None:
    """Give a table seals, within a transaction; its columns stay as they are from then on."""
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    columns = [name for name in names if name != SEAL]
    if SEAL not in names:
        connection.execute(f"ALTER TABLE {table} ADD COLUMN {SEAL} TEXT NOT NULL DEFAULT ''")
    connection.execute(f"UPDATE {table} SET {SEAL} = {_call(table, columns)}")  # noqa: S608 - names of ours
    own = f"UPDATE {table} SET {SEAL} = {_call(table, columns, 'NEW.')} WHERE rowid = NEW.rowid;"  # noqa: S608
    of = ", ".join(columns)
    connection.execute(f"CREATE TRIGGER {table}_added AFTER INSERT ON {table} BEGIN {own} END")
    connection.execute(f"CREATE TRIGGER {table}_changed AFTER UPDATE OF {of} ON {table} BEGIN {own} END")
    connection.execute(
        f"CREATE TRIGGER {table}_damaged BEFORE UPDATE OF {of} ON {table}"
        f" WHEN OLD.{SEAL} IS NOT {_call(table, columns, 'OLD.')}"
        f" BEGIN SELECT RAISE(ABORT, 'a row of {table} is damaged'); END"
    )


def is_sound(table: str, row: sqlite3.Row | Mapping[str, Any]) -> bool:
    """Tell whether a row of all columns is as it was written; so is one that was never sealed."""
    values = dict(row)
    kept = values.pop(SEAL, None)
    return kept is None or kept == _seal(table, *values.values())


def damaged(
    connection: sqlite3.Connection, tables: Sequence[str]
) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Yield the damaged rows of tables: the table, the row's number in it, and what is left of the row."""
    for table in tables:
        query = f"SELECT rowid AS rowid_, * FROM {table}"  # noqa: S608 - names of ours
        for row in connection.execute(query):
            values = dict(row)
            number = values.pop("rowid_")
            if not is_sound(table, values):
                yield table, number, values


def _call(table: str, columns: Sequence[str], of: str = "") -> str:
    return f"{_FUNCTION}('{table}', {', '.join(of + name for name in columns)})"


def _seal(table: str, *values: Any) -> str:
    told = [value.hex() if isinstance(value, bytes) else value for value in values]
    return hashlib.sha256(json.dumps([table, *told]).encode()).hexdigest()
