"""Many queries at once: what each finds, row by row; a broken one names its row and costs only itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from index.engine import Engine
from index.errors import QueryError, QueryTooLong
from index.model import Query
from index.search.tally import Tally
from web.lists.entries import Entry

#: Queries that a page or REST takes at once; the terminal takes any number.
MOST = 500
#: Outlets that a row names.
OUTLETS = 3
COLUMNS = ("row", "query", "all_words", "total", "first", "last", "outlets", "read_as", "partial", "error")


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One query of a list: its counts, or why it has none."""

    row: int
    text: str
    query: Query
    tally: Tally | None
    code: str = ""
    """A message's key in `web.http.problems`; empty where the query was answered."""
    error: str = ""
    """The fault in English, and how to mend it."""

    @property
    def cells(self) -> tuple[object, ...]:
        """Return the cells of `COLUMNS`."""
        found = self.tally
        if found is None:
            return self.row, self.text, "", "", "", "", "", "", "", self.error
        outlets = "; ".join(f"{bucket.label} ({bucket.count})" for bucket in found.outlets[:OUTLETS])
        partial = "true" if found.partial else "false"
        return (
            self.row, self.text, found.total_all_words, found.total, found.first, found.last, outlets,
            found.reading.read_as, partial, "",
        )  # fmt: skip


def as_phrase(text: str) -> str:
    """Return a line as a phrase: in quotation marks, its own taken away."""
    return f'"{text.translate(_NO_QUOTES).strip()}"'


_NO_QUOTES = str.maketrans(dict.fromkeys('"«»“”„', " "))


def ask(
    engine: Engine, entries: Iterable[Entry], asked: Query, *, phrases: bool = False, longest: int = 0
) -> tuple[BatchRow, ...]:
    """Ask each entry as a query under the filters of `asked`, as a phrase if `phrases`.

    A text of more than `longest` code points is refused, 0 for the engine's own limit.
    """
    return tuple(_row(engine, entry, asked, phrases=phrases, longest=longest) for entry in entries)


def _row(engine: Engine, entry: Entry, asked: Query, *, phrases: bool, longest: int) -> BatchRow:
    text = as_phrase(entry.text) if phrases else entry.text
    query = replace(asked, text=text, page=1, cursor=None)
    try:
        require_length(text, longest)
        return BatchRow(entry.row, entry.text, query, engine.tally(query))
    except QueryError as error:
        return BatchRow(entry.row, entry.text, query, None, error.code, str(error))
    except QueryTooLong as error:
        return BatchRow(entry.row, entry.text, query, None, "query_too_long", str(error))


def require_length(text: str, longest: int) -> None:
    """Raise `QueryTooLong` for a text of more than so many code points; 0 is no limit."""
    if longest and len(text) > longest:
        raise QueryTooLong(f"the query has more than {longest:,} characters")
