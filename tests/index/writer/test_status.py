"""The status: what is live, what the archive holds, and why they differ."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from archive.errors import NoArchive
from archive.paths import DataFolder
from archive.store.writer import Store
from index.arrays_engine import ArraysEngine
from index.errors import BadGeneration
from index.generations.folder import POINTER, Generations
from index.generations.manifest import MANIFEST
from index.model import Filters, Query
from index.segment import reader as postings
from index.segment import writer as compiling
from index.writer import fingerprint
from index.writer.rebuild import rebuild
from index.writer.status import read_status
from index.writer.update import update
from tests.index.support.articles import article, opened, write_outlet


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path)
    with Store.open(folder.archive_db) as store:
        store.add_all([article("a"), article("b"), article("c")])
    return folder


def forge(folder: DataFolder, mark: str) -> None:
    generations = Generations(folder.index)
    path = generations.path(generations.manifest().number) / MANIFEST
    raw = json.loads(path.read_text())
    raw["fingerprint"][mark] = "another"
    path.write_text(json.dumps(raw))


def test_no_archive(tmp_path: Path) -> None:
    with pytest.raises(NoArchive):
        read_status(DataFolder(tmp_path))


def test_no_index(folder: DataFolder) -> None:
    status = read_status(folder)
    assert (status.generation, status.articles, status.archive_articles) == (None, 0, 3)
    assert status.stale == ("missing",)


def test_up_to_date(folder: DataFolder) -> None:
    rebuild(folder)
    status = read_status(folder)
    assert (status.generation, status.articles, status.segments, status.archive_articles) == (1, 3, 1, 3)
    assert status.stale == ()
    assert status.created is not None


def test_the_archive_changed(folder: DataFolder) -> None:
    """Until the index is brought up to it."""
    rebuild(folder)
    with Store.open(folder.archive_db) as store:
        store.withdraw("a", why="a trial")
    assert read_status(folder).stale == ("archive",)
    assert read_status(folder).archive_articles == 2
    update(folder)
    assert read_status(folder).stale == ()


@pytest.mark.parametrize("mark", ["analysis", "lexicon", "schema"])
def test_what_decides_an_index_changed(folder: DataFolder, mark: str) -> None:
    """An update is a rebuild then."""
    rebuild(folder)
    forge(folder, mark)
    assert read_status(folder).stale == (mark,)
    manifest = update(folder)
    assert manifest.number == 2
    assert read_status(folder).stale == ()


def test_the_country_of_an_owners_outlet_changed(folder: DataFolder) -> None:
    """Facet and filter know it as the index was built; a change is told, and an update brings it."""
    with Store.open(folder.archive_db) as store:
        store.add_all([article("d", outlet="owners-own"), article("e", outlet="okaz")])
    rebuild(folder)
    assert countries(folder) == {"SA": 1, "unknown": 4}
    for code in ("SD", "TD"):
        write_outlet(folder, "owners-own", code)
        assert read_status(folder).stale == ("lexicon",)
        update(folder)
        assert read_status(folder).stale == ()
        assert countries(folder) == {"SA": 1, code: 1, "unknown": 3}
        with closing(ArraysEngine(folder.index)) as engine:
            (hit,) = engine.search(Query(filters=Filters(countries=(code,)))).hits
            assert hit.id == "d"


def test_an_outlet_without_a_country_makes_nothing_stale(folder: DataFolder) -> None:
    """An update linking the segments keeps the countries too."""
    write_outlet(folder, "owners-own", "SD")
    rebuild(folder)
    write_outlet(folder, "another", "")
    assert read_status(folder).stale == ()
    with Store.open(folder.archive_db) as store:
        store.add(article("d", outlet="owners-own"))
    update(folder)
    assert countries(folder) == {"SD": 1, "unknown": 3}


def countries(folder: DataFolder) -> dict[str, int]:
    """How many articles each country has."""
    with closing(ArraysEngine(folder.index)) as engine:
        page = engine.search(Query(facets=frozenset({"country"})))
    return {bucket.value: bucket.count for bucket in page.facets["country"]}


def test_the_arrays_format_changed(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of another version say what to do, and an update rebuilds without opening them."""
    rebuild(folder)
    for module in (postings, compiling, fingerprint):
        monkeypatch.setattr(module, "ARRAYS_VERSION", 99)
    assert read_status(folder).stale == ("schema",)
    with pytest.raises(BadGeneration, match="another version"):
        opened(folder.home)
    update(folder)
    assert read_status(folder).stale == ()


def test_a_damaged_pointer(folder: DataFolder) -> None:
    """It says so, and an update mends it."""
    rebuild(folder)
    (folder.index / POINTER).write_text("rubbish")
    with pytest.raises(BadGeneration, match="sijill rebuild"):
        read_status(folder)
    assert update(folder).number == 2
    assert read_status(folder).stale == ()
