"""Statements that SQLite and PostgreSQL word alike, and SQLAlchemy for each of them apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_or_change(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], changing: Sequence[str]
) -> None:
    """Insert rows; of those whose primary key is there already, write the columns `changing` anew."""
    is_sqlite = connection.dialect.name == "sqlite"
    statement = sqlite.insert(table) if is_sqlite else postgresql.insert(table)
    new = statement.excluded
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=list(table.primary_key.columns), set_={name: new[name] for name in changing}
        ),
        list(rows),
    )
