"""Checksums: each row of the store says of itself whether it is as it was written.

A row's checksum is the SHA-256 of its other columns and of its table's name, so a value that changed and a
row that took another's place are noticed by whoever reads it. Rows that vanished are noticed by their number:
`meta` holds how many rows each table has, and has a checksum too. A row that is changed while it is damaged
keeps no checksum: it counts as damaged until it is repaired.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Boolean, Connection, Table, func, insert, select, update

from archive.model.serialize import canonical_json
from archive.store.database.statements import insert_or_change
from archive.store.schema import ARTICLES, CORRECTIONS, EVENTS, META, REVISIONS, RUNS
from archive.text.encodings import utf8

#: The tables whose rows are counted, by name.
COUNTED: Mapping[str, Table] = {
    table.name: table for table in (ARTICLES, REVISIONS, EVENTS, CORRECTIONS, RUNS)
}
#: The checksum of a row that is damaged.
NONE = ""
#: The key of `meta` under which the numbers of rows stand.
_ROWS = "rows"
#: The columns that a checksum covers; a revision's record is hashed as it stands, after the others.
_COVERED = {
    table: tuple(
        (column.name, isinstance(column.type, Boolean))
        for column in table.columns
        if column.name not in ("checksum", "record")
    )
    for table in (*COUNTED.values(), META)
}


def row_checksum(table: Table, row: Mapping[Any, Any]) -> str:
    """Return the checksum of a row by its columns' values, 64 hexadecimal digits."""
    values = [bool(row[name]) if is_flag else row[name] for name, is_flag in _COVERED[table]]
    return checksum_of(table.name, values, row["record"] if table is REVISIONS else None)


def checksum_of(table: str, values: list[Any], record: str | None = None) -> str:
    """Return the checksum of a row of this table with these values, in the order of its columns."""
    covered = hashlib.sha256(canonical_json([table, *values]).encode())
    if record is not None:
        covered.update(b"\n")
        covered.update(utf8(record))
    return covered.hexdigest()


def with_checksum(table: Table, row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a row as it is written, with its checksum; columns with a default must be there."""
    return {**row, "checksum": row_checksum(table, row)}


def is_intact(table: Table, row: Mapping[Any, Any]) -> bool:
    """Tell whether a row is as it was written; a value of a type that no column has is not."""
    try:
        return bool(row["checksum"] == row_checksum(table, row))
    except (TypeError, ValueError, AttributeError):
        return False


def change_row(connection: Connection, table: Table, key: Mapping[str, object], **values: object) -> None:
    """Change values of the row with this primary key; its checksum follows unless the row is damaged."""
    mine = [table.c[name] == value for name, value in key.items()]
    row = connection.execute(select(table).where(*mine)).mappings().one_or_none()
    if row is None:
        return
    fresh = {**row, **values}
    checksum = row_checksum(table, fresh) if is_intact(table, row) else NONE
    connection.execute(update(table).where(*mine).values(**values, checksum=checksum))


def next_number(connection: Connection, table: Table) -> int:
    """Return the number of the row that comes next in a table."""
    return int(connection.scalar(select(func.coalesce(func.max(table.c.number), 0))) or 0) + 1


def write_correction(connection: Connection, **values: object) -> None:
    """Write a new correction that holds: its `article`, `field`, `value` and `made`."""
    row = {"number": next_number(connection, CORRECTIONS), **values, "undone": None}
    connection.execute(insert(CORRECTIONS).values(with_checksum(CORRECTIONS, row)))
    count_rows_added(connection, corrections=1)


def write_meta(connection: Connection, key: str, value: str) -> None:
    """Write a single value by name, in the place of an older one."""
    row = with_checksum(META, {"key": key, "value": value})
    insert_or_change(connection, META, [row], ("value", "checksum"))


def read_row_counts(connection: Connection) -> dict[str, int] | None:
    """Return how many rows each table is to have, by its name; None where that is not known any more."""
    row = connection.execute(select(META).where(META.c.key == _ROWS)).mappings().one_or_none()
    if row is None or not is_intact(META, row):
        return None
    return counts_of(row["value"])


def counts_of(text: str) -> dict[str, int]:
    """Parse numbers of rows as they stand in `meta`; what is none is left out."""
    pairs = (part.partition("=") for part in text.split())
    return {name: int(count) for name, _, count in pairs if count.isascii() and count.isdigit()}


def write_row_counts(connection: Connection, counts: Mapping[str, int]) -> None:
    """Write how many rows the tables have; those not named have none."""
    write_meta(connection, _ROWS, " ".join(f"{name}={counts.get(name, 0)}" for name in COUNTED))


def count_rows_added(connection: Connection, **added: int) -> None:
    """Count rows that were added, by their table's name; damaged counts stay as they are."""
    counts = read_row_counts(connection)
    if counts is not None:
        write_row_counts(connection, {name: count + added.get(name, 0) for name, count in counts.items()})
