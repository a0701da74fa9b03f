"""Small real archives for the cases: added, indexed and searched as a user's are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from archive.ingest.dating import date_by_claims
from archive.ingest.pipeline import Intake
from archive.paths import DataFolder
from archive.store.writer import Store
from index.engine import Engine, open_engine
from index.model import Filters, Mode, Page, Query
from web.cli.index import refresh


@dataclass(frozen=True)
class Library:
    """An archive and the engine over its index."""

    store: Store
    engine: Engine

    def search(self, text: str, mode: Mode = Mode.ANY, filters: Filters | None = None) -> Page:
        """The first hundred hits."""
        return self.engine.search(Query(text, filters or Filters(), mode, per_page=100))

    def find(self, text: str, mode: Mode = Mode.ANY) -> set[str]:
        """The ids of what a text finds."""
        return {hit.id for hit in self.search(text, mode).hits}


@contextmanager
def library_of(path: Path, home: Path) -> Iterator[Library]:
    """The archive of one input, in a data folder of its own."""
    folder = DataFolder(home)
    with Store.open(folder.archive_db) as store:
        outcomes = list(Intake(store, folder, today=date(2024, 1, 1)).run([path]))
        assert [o.rejected for o in outcomes if o.rejected] == []
        date_by_claims(store)
    refresh(folder, lambda *_: None)
    with Store.open_reader(folder.archive_db) as store:
        engine = open_engine(folder.index)
        yield Library(store, engine)
        engine.close()
