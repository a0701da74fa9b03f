"""The store's tables, as SQLAlchemy Core sees them. `migrations/` makes them; this describes them.

Every row has a checksum of its other columns (`archive.store.checksums`); that of a damaged row is empty.

`events` is the log: each change of the archive is one row, and its `sequence` only ever grows. Whoever
follows the archive (the index does) remembers a sequence and asks for what came after it.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, MetaData, Table, Text

METADATA = MetaData()
#: Values in one statement: SQLite takes at most 32,766.
LOOKUP = 500


#: Numbers of rows: PostgreSQL's own integers end at two thousand million. SQLite knows one kind.
_NUMBER = BigInteger().with_variant(Integer, "sqlite")
#: Texts compare by their bytes, whatever language a database was made for.
_TEXT = Text().with_variant(Text(collation="C"), "postgresql")


def _checksum() -> Column[str]:
    return Column("checksum", _TEXT, nullable=False, server_default="")


#: One row an article, in the order of arrival; `revision` is the number of the current one.
ARTICLES = Table(
    "articles",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("id", _TEXT, nullable=False, unique=True),
    Column("address", _TEXT),
    Column("place", _TEXT),
    Column("revision", _NUMBER, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("sequence", _NUMBER, nullable=False),
    _checksum(),
    Index("articles_address", "address"),
    Index("articles_place", "place"),
    Index("articles_sequence", "sequence"),
)

#: Every revision of every article; `article` is the article's number, `record` its JSON.
REVISIONS = Table(
    "revisions",
    METADATA,
    Column("article", _NUMBER, ForeignKey("articles.number"), primary_key=True, autoincrement=False),
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("sequence", _NUMBER, nullable=False),
    Column("digest", _TEXT, nullable=False),
    Column("original", _TEXT),
    Column("record", _TEXT, nullable=False),
    _checksum(),
)

#: The log; `kind` is one of `archive.model.history.Kind`, `at` is UTC in ISO 8601.
EVENTS = Table(
    "events",
    METADATA,
    Column("sequence", _NUMBER, primary_key=True, autoincrement=False),
    Column("article", _NUMBER, ForeignKey("articles.number"), nullable=False),
    Column("kind", _TEXT, nullable=False),
    Column("at", _TEXT, nullable=False),
    Column("who", _TEXT, nullable=False),
    Column("why", _TEXT, nullable=False),
    _checksum(),
    Index("events_article", "article"),
)

#: The overlay; `made` and `undone` are sequences of the log, which holds who, when and why.
CORRECTIONS = Table(
    "corrections",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("article", _NUMBER, ForeignKey("articles.number"), nullable=False),
    Column("field", _TEXT, nullable=False),
    Column("value", _TEXT, nullable=False),
    Column("made", _NUMBER, ForeignKey("events.sequence"), nullable=False),
    Column("undone", _NUMBER, ForeignKey("events.sequence")),
    _checksum(),
    Index("corrections_article", "article"),
)

#: The runs of the intake; one without an `ended` was interrupted, or is running.
RUNS = Table(
    "runs",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("began", _TEXT, nullable=False),
    Column("ended", _TEXT),
    Column("inputs", _TEXT, nullable=False),
    Column("new", _NUMBER, nullable=False),
    Column("changed", _NUMBER, nullable=False),
    Column("same", _NUMBER, nullable=False),
    Column("rejected", _NUMBER, nullable=False),
    _checksum(),
)

#: Single values by name: `fingerprint`, and in `rows` how many rows the other tables have.
META = Table(
    "meta",
    METADATA,
    Column("key", _TEXT, primary_key=True),
    Column("value", _TEXT, nullable=False),
    _checksum(),
)
