"""One archive of the demo corpus and one of the private reports, built once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.relevance.archives import Library, library_of
from tests.shared import ROOT, shared


@pytest.fixture(scope="session")
def briefs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library_of(ROOT / "seeds" / "articles.jsonl", tmp_path_factory.mktemp("briefs")) as library:
        yield library


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library_of(shared("seeds"), tmp_path_factory.mktemp("reports")) as library:
        yield library
