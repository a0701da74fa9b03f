"""A checksum in every row, and how many rows there are."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from archive.model.serialize import record_digest
from archive.store.checksums import checksum_of
from archive.store.records import parse_record

revision = "0002"
down_revision = "0001"

#: The tables of that version: the columns that tell rows apart, and the others that a checksum covers.
_TABLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "articles": (("number",), ("id", "address", "place", "revision", "withdrawn", "sequence")),
    "revisions": (("article", "number"), ("sequence", "digest", "original")),
    "events": (("sequence",), ("article", "kind", "at", "who", "why")),
    "corrections": (("number",), ("article", "field", "value", "made", "undone")),
    "runs": (("number",), ("began", "ended", "inputs", "new", "changed", "same", "rejected")),
    "meta": (("key",), ("value",)),
}
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
#: Rows that are changed at once.
_BATCH = 500


def upgrade() -> None:
    """Add the columns, and work out the checksums of the rows as they are."""
    connection = op.get_bind()
    counts = {}
    for name in _TABLES:
        op.add_column(name, sa.Column("checksum", _TEXT, nullable=False, server_default=""))
        # PostgreSQL never had an archive of the first version: its tables are empty here.
        counts[name] = _fill(connection, name) if connection.dialect.name == "sqlite" else 0
    counts.pop("meta")
    value = " ".join(f"{name}={count}" for name, count in counts.items())
    row = {"key": "rows", "value": value, "checksum": checksum_of("meta", ["rows", value])}
    connection.execute(sa.text("INSERT INTO meta VALUES (:key, :value, :checksum)"), row)


def _fill(connection: sa.Connection, name: str) -> int:
    """Write the checksums of a table's rows; return how many rows it has."""
    keys, others = _TABLES[name]
    columns = [*keys, *others, *(("record", "id") if name == "revisions" else ())]
    joined = " JOIN (SELECT number AS owner, id FROM articles) ON owner = article"
    source = name + (joined if name == "revisions" else "")
    query = f"SELECT {name}.rowid AS row_id, {', '.join(columns)} FROM {source} WHERE row_id > :last"  # noqa: S608
    change = sa.text(f"UPDATE {name} SET checksum = :checksum WHERE rowid = :row_id")  # noqa: S608
    last, count = -1, 0
    while True:
        some = sa.text(f"{query} ORDER BY row_id LIMIT {_BATCH}")
        rows = connection.execute(some, {"last": last}).mappings().all()
        if not rows:
            return count
        checksums = [
            {"row_id": row["row_id"], "checksum": _checksum(name, row, (*keys, *others))} for row in rows
        ]
        connection.execute(change, checksums)
        last, count = rows[-1]["row_id"], count + len(rows)


def _checksum(name: str, row: Any, columns: tuple[str, ...]) -> str:
    """Return the checksum of a row; none for a record that is damaged already."""
    if name == "revisions":
        values = parse_record(row["record"])
        if values is None or values.get("id") != row["id"] or record_digest(values) != row["digest"]:
            return ""
    covered = [bool(row[column]) if column == "withdrawn" else row[column] for column in columns]
    return checksum_of(name, covered, row["record"] if name == "revisions" else None)
