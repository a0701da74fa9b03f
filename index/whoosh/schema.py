"""The schema as Whoosh knows it: the fields of `index.segment.schema` that a Whoosh index holds."""

from __future__ import annotations

from collections.abc import Iterator

from whoosh import columns, fields, formats

#: Fields with terms, in the order of their names.
INDEXED = ("byline", "id", "outlet", "platform", "surface", "text", "title", "url")
#: Fields whose lengths count in scores.
SCORED = ("byline", "surface", "text", "title")
#: Columns of day ordinals, 0 where none is known.
DAYS = ("published_from", "published_to")


class WordField(fields.FieldType):
    """A field of terms that are given, not made of a string.

    `kind` is `text` (stems and extras), `surface` (normalised words), or `head` (stems of the head only).
    """

    analyzer = None
    scorable = True
    unique = False
    stored = False
    indexed = True
    vector = None
    column_type = None
    spelling = False
    multitoken_query = "default"

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.format = formats.Positions()

    def process_text(self, text: str, **_: object) -> Iterator[str]:
        """Yield the text as it is: the chain has analysed it before."""
        yield text

    def to_bytes(self, value: str | bytes) -> bytes:
        """Return a term as it stands in the index, in UTF-8."""
        return value if isinstance(value, bytes) else value.encode("utf-8")

    def from_bytes(self, value: bytes) -> str:
        """Return a term as text."""
        return bytes(value).decode("utf-8")


def schema() -> fields.Schema:
    """Build the Whoosh schema. `published_from` and `published_to` are day ordinals, absent when unknown."""
    return fields.Schema(
        id=fields.ID(unique=True, stored=True),
        url=fields.KEYWORD(),
        outlet=fields.ID(),
        platform=fields.KEYWORD(commas=True),
        text=WordField("text"),
        surface=WordField("surface"),
        title=WordField("head"),
        byline=WordField("head"),
        published_from=fields.COLUMN(columns.NumericColumn("i", default=0)),
        published_to=fields.COLUMN(columns.NumericColumn("i", default=0)),
    )
