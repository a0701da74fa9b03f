"""The first tables: articles, revisions, events, corrections, runs, meta."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# PostgreSQL wants more than SQLite: numbers past two thousand million, texts that compare by their bytes.
_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables. In full here: a later `archive.store.schema` must not change this version."""
    _make_articles()
    _make_events()
    _make_runs()


def _make_articles() -> None:
    op.create_table(
        "articles",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("id", _TEXT, nullable=False, unique=True),
        sa.Column("address", _TEXT),
        sa.Column("place", _TEXT),
        sa.Column("revision", _NUMBER, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("sequence", _NUMBER, nullable=False),
    )
    for column in ("address", "place", "sequence"):
        op.create_index(f"articles_{column}", "articles", [column])
    op.create_table(
        "revisions",
        sa.Column(
            "article", _NUMBER, sa.ForeignKey("articles.number"), primary_key=True, autoincrement=False
        ),
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("sequence", _NUMBER, nullable=False),
        sa.Column("digest", _TEXT, nullable=False),
        sa.Column("original", _TEXT),
        sa.Column("record", _TEXT, nullable=False),
    )


def _make_events() -> None:
    op.create_table(
        "events",
        sa.Column("sequence", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("article", _NUMBER, sa.ForeignKey("articles.number"), nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("at", _TEXT, nullable=False),
        sa.Column("who", _TEXT, nullable=False),
        sa.Column("why", _TEXT, nullable=False),
    )
    op.create_index("events_article", "events", ["article"])
    op.create_table(
        "corrections",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("article", _NUMBER, sa.ForeignKey("articles.number"), nullable=False),
        sa.Column("field", _TEXT, nullable=False),
        sa.Column("value", _TEXT, nullable=False),
        sa.Column("made", _NUMBER, sa.ForeignKey("events.sequence"), nullable=False),
        sa.Column("undone", _NUMBER, sa.ForeignKey("events.sequence")),
    )
    op.create_index("corrections_article", "corrections", ["article"])


def _make_runs() -> None:
    op.create_table(
        "runs",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("began", _TEXT, nullable=False),
        sa.Column("ended", _TEXT),
        sa.Column("inputs", _TEXT, nullable=False),
        *(sa.Column(name, _NUMBER, nullable=False) for name in ("new", "changed", "same", "rejected")),
    )
    op.create_table(
        "meta",
        sa.Column("key", _TEXT, primary_key=True),
        sa.Column("value", _TEXT, nullable=False),
    )
