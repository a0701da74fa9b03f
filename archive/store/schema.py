"""The store's tables, as SQLAlchemy Core sees them. `migrations/` makes them; this describes them.

Every row has a checksum of its other columns (`archive.store.checksums`); that of a damaged row is empty.

`events` is the log: each change of the archive is one row, and its `sequence` only ever grows. Whoever
follows the archive (the index does) remembers a sequence and asks for what came after it.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, Table, Text

METADATA = MetaData()
#: Values in one statement: SQLite takes at most 32,766.
LOOKUP = 500


def _checksum() -> Column[str]:
    return Column("checksum", Text, nullable=False, server_default="")


#: One row an article, in the order of arrival; `revision` is the number of the current one.
ARTICLES = Table(
    "articles",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("address", Text),
    Column("place", Text),
    Column("revision", Integer, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("sequence", Integer, nullable=False),
    _checksum(),
    Index("articles_address", "address"),
    Index("articles_place", "place"),
    Index("articles_sequence", "sequence"),
)

#: Every revision of every article; `article` is the article's number, `record` its JSON.
REVISIONS = Table(
    "revisions",
    METADATA,
    Column("article", Integer, ForeignKey("articles.number"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("original", Text),
    Column("record", Text, nullable=False),
    _checksum(),
)

#: The log; `kind` is one of `archive.model.history.Kind`, `at` is UTC in ISO 8601.
EVENTS = Table(
    "events",
    METADATA,
    Column("sequence", Integer, primary_key=True),
    Column("article", Integer, ForeignKey("articles.number"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    _checksum(),
    Index("events_article", "article"),
)

#: The overlay; `made` and `undone` are sequences of the log, which holds who, when and why.
CORRECTIONS = Table(
    "corrections",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("article", Integer, ForeignKey("articles.number"), nullable=False),
    Column("field", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("made", Integer, ForeignKey("events.sequence"), nullable=False),
    Column("undone", Integer, ForeignKey("events.sequence")),
    _checksum(),
    Index("corrections_article", "article"),
)

#: The runs of the intake; one without an `ended` was interrupted, or is running.
RUNS = Table(
    "runs",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("began", Text, nullable=False),
    Column("ended", Text),
    Column("inputs", Text, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("same", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    _checksum(),
)

#: Single values by name: `fingerprint`, and in `rows` how many rows the other tables have.
META = Table(
    "meta",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    _checksum(),
)
