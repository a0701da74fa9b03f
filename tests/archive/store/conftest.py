"""The store's two homes: each test that asks for one of these runs over SQLite and over PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from archive.database_address import ArchiveLocation, DatabaseAddress
from archive.paths import DataFolder
from archive.store.writer import Store
from tests.archive.support.builders import clock
from tests.postgres.address import own_schema, server_address

#: Makes a data folder under a name, its articles where the test's are.
MakeFolder = Callable[[str], DataFolder]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of store."""
    return str(request.param)


@pytest.fixture
def new_database() -> Iterator[Callable[[], DatabaseAddress]]:
    """Makes empty databases on the server; skips the test without one, fails it in CI."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(own_schema(server_address()))


@pytest.fixture
def make_folder(kind: str, tmp_path: Path, new_database: Callable[[], DatabaseAddress]) -> MakeFolder:
    """Makes data folders of this kind of store."""

    def make(name: str) -> DataFolder:
        return DataFolder(tmp_path / name, new_database() if kind == "postgres" else None)

    return make


@pytest.fixture
def location(make_folder: MakeFolder) -> ArchiveLocation:
    """Where an archive may be made."""
    return make_folder("archive").archive


@pytest.fixture
def store(location: ArchiveLocation) -> Iterator[Store]:
    """An empty archive, open for writing."""
    with Store.open(location, clock) as opened:
        yield opened
