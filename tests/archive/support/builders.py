"""Small archives for tests: articles in our own words, a clock that stands still, an intake."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from archive.ingest.pipeline import Intake, Outcome, Summary
from archive.model.article import Article
from archive.paths import DataFolder
from archive.readers.base import Draft, Options, Reader, Rejected, Source
from archive.store.writer import Store

TODAY = date(2026, 1, 15)
BODY = "افتتح الوزير الجسر الجديد صباح السبت بحضور سكان الحي."


def clock() -> datetime:
    """One moment, always the same."""
    return datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def article(id_: str = "a-1", **values: Any) -> Article:
    """An article with a body, and what else is given."""
    return Article(**{"id": id_, "body": BODY, **values})


def store_in(folder: Path) -> Store:
    """A store in this folder, open for writing."""
    return Store.open(folder / "archive.db", clock)


def take(folder: DataFolder, *paths: Path, options: Options | None = None, **how: Any) -> list[Outcome]:
    """Take files into the folder's archive: what became of each input."""
    with Store.open(folder.archive, clock) as store:
        return list(Intake(store, folder, today=TODAY).run(paths, options, **how))


def summary(outcomes: Sequence[Outcome]) -> Summary:
    """The sum of outcomes."""
    total = Summary()
    for outcome in outcomes:
        total = total.plus(outcome)
    return total


def write_lines(path: Path, records: Sequence[object], encoding: str = "utf-8") -> Path:
    """A JSON Lines file of these values; a string stands for a line as it is."""
    lines = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in records]
    path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
    return path


def read_bytes(
    reader: Reader, folder: Path, data: bytes, name: str, options: Options | None = None
) -> list[Draft | Rejected]:
    """What a reader makes of these bytes in a file of this name."""
    path = folder / name
    path.write_bytes(data)
    return list(reader.read(path, Source(name), options or Options()))
