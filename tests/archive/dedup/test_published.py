"""What readers look up of clusters: replaced in one step, read again when it was, never in the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.dedup.clusters import refresh
from archive.dedup.published import VERSION, Copies, read_sequence, write_copies
from archive.errors import ArchiveError
from archive.paths import DataFolder
from tests.archive.dedup.test_clusters import BRIDGE, MUSEUM
from tests.archive.support.builders import article, store_in


def silent(_stage: str, _done: int, _total: int) -> None:
    """No progress is shown."""


def test_copies_are_the_other_members_in_order(tmp_path: Path) -> None:
    write_copies(tmp_path / "copies.json", [("b", "a", "ت"), ("x", "y")], 7)
    copies = Copies(tmp_path / "copies.json")
    assert copies.of("a") == ("b", "ت")
    assert copies.of("ت") == ("b", "a")
    assert copies.of("nowhere") == ()
    assert copies.clusters() == (("b", "a", "ت"), ("x", "y"))
    assert read_sequence(tmp_path / "copies.json") == 7


def test_a_new_file_is_noticed(tmp_path: Path) -> None:
    """Without a file there are no copies, and one that comes or goes changes the stamp."""
    path = tmp_path / "copies.json"
    copies = Copies(path)
    stamps = [copies.stamp]
    assert copies.of("a") == ()
    for other in ("b", "c"):
        write_copies(path, [("a", other)], 1)
        assert copies.of("a") == (other,)
        stamps.append(copies.stamp)
    path.unlink()
    assert copies.of("a") == ()
    assert len(set(stamps)) == 3


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff\x00", id="no text"),
        pytest.param(b"[]", id="no record"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(json.dumps({"version": VERSION + 1, "clusters": [["a", "b"]]}).encode(), id="newer"),
    ],
)
def test_a_file_that_cannot_be_read_is_no_file(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "copies.json").write_bytes(content)
    assert Copies(tmp_path / "copies.json").of("a") == ()
    assert read_sequence(tmp_path / "copies.json") is None


def test_refreshing_follows_the_archive(tmp_path: Path) -> None:
    """Readers have what the archive holds; nothing is written where nothing changed."""
    folder = DataFolder(tmp_path)
    copies = Copies(folder.copies)
    with store_in(tmp_path) as store:
        store.add_all([article("a", body=BRIDGE), article("b", body=BRIDGE), article("c", body=MUSEUM)])
        refresh(folder, silent)
        assert copies.of("a") == ("b",)
        before = copies.stamp
        refresh(folder, silent)
        assert copies.stamp == before
        store.withdraw("b", why="-")
        refresh(folder, silent)
        assert copies.of("a") == ()
        store.restore("b")
        folder.copies.unlink()
        refresh(folder, silent)
    assert copies.of("b") == ("a",)


def test_what_cannot_be_kept_says_how_to_mend_it(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    with store_in(tmp_path) as store:
        store.add(article("a", body=BRIDGE))
    folder.copies.mkdir()
    with pytest.raises(ArchiveError, match="sijill duplicates"):
        refresh(folder, silent)
