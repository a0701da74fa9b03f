"""A damaged generation says which of its files is damaged; nothing wrong is answered from it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from archive.paths import DataFolder
from archive.store.writer import Store
from index.arrays_engine import ArraysEngine
from index.errors import BadGeneration
from index.generations.folder import Generations
from index.generations.manifest import sha256_of
from index.model import Query
from index.segment.array_file import Container, write_container
from index.segment.reader import ARRAYS_VERSION, SegmentArrays
from index.writer.rebuild import rebuild
from index.writer.update import update
from index.writer.verify import verify
from tests.faults.segments import extents
from tests.index.support.articles import article


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """An index of which one article is hidden."""
    folder = DataFolder(tmp_path)
    with Store.open(folder.archive_db) as store:
        store.add_all([article(f"n{n}", f"متن رقم {n} é", title=f"عنوان {n}") for n in range(9)])
        rebuild(folder)
        store.withdraw("n3", why="a trial")
    update(folder)
    return folder


def live(folder: DataFolder) -> Path:
    generations = Generations(folder.index)
    return generations.path(generations.manifest().number)


def overwrite(file: Path, array: str, data: bytes) -> None:
    """Put other bytes where an array begins; the file keeps its size."""
    (at,) = (extent.start for extent in extents(file) if extent.name == array)
    content = bytearray(file.read_bytes())
    content[at : at + len(data)] = data
    # Other generations link the same file.
    file.unlink()
    file.write_bytes(content)


@pytest.mark.parametrize("suffix", [".arrays", ".deleted", "names.json"])
@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_file_that_is_cut_or_gone_is_named(folder: DataFolder, suffix: str, damage: str) -> None:
    (file,) = [file for file in live(folder).iterdir() if file.name.endswith(suffix)]
    content = file.read_bytes()
    file.unlink()
    if damage == "cut":
        file.write_bytes(content[:-1])
    with pytest.raises(BadGeneration, match=file.name):
        ArraysEngine(folder.index).search(Query("متن"))


def test_the_table_of_contents_is_not_needed_to_answer(folder: DataFolder) -> None:
    for file in live(folder).iterdir():
        if file.name.endswith(".toc"):
            file.unlink()
    assert ArraysEngine(folder.index).search(Query("متن")).total == 8


def test_an_article_that_is_damaged_names_its_file(folder: DataFolder) -> None:
    """Where bytes are other ones and the size is right, which no look at sizes finds."""
    (file,) = live(folder).glob("*.arrays")
    overwrite(file, "records", b"\xff{{")
    with pytest.raises(BadGeneration, match=file.name) as caught:
        ArraysEngine(folder.index).search(Query("متن"))
    assert "sijill rebuild" in caught.value.remedy


@pytest.mark.parametrize("array", ["id.documents", "base"])
def test_a_fault_on_the_way_to_an_answer_names_the_damaged_file(folder: DataFolder, array: str) -> None:
    """Numbers that point beyond what there is."""
    (file,) = live(folder).glob("*.arrays")
    overwrite(file, array, b"\x7f" * 8)
    with pytest.raises(BadGeneration, match=rf"{file.name} is not as it was written"):
        ArraysEngine(folder.index).search(Query("متن رقم"))


def test_a_fault_without_damage_stays_what_it_is(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.arrays_engine.search", lambda *_, **__: {}["missing"])
    with pytest.raises(KeyError, match="missing"):
        ArraysEngine(folder.index).search(Query("متن"))


def test_a_server_reads_the_files_through_and_refuses_what_is_damaged(folder: DataFolder) -> None:
    """Also what no answer would show; a new generation is answered from again."""
    (file,) = live(folder).glob("*.arrays")
    overwrite(file, "text.crc", b"\0\0\0\0")
    engine = ArraysEngine(folder.index, watch=True)
    engine.snapshot()
    assert engine.watch is not None
    engine.watch.join()
    with pytest.raises(BadGeneration, match=rf"{file.name} is not as it was written"):
        engine.search(Query("متن"))
    rebuild(folder)
    assert engine.search(Query("متن")).total == 8
    engine.watch.join()
    assert engine.search(Query("متن")).total == 8


def test_a_server_goes_on_without_a_table_of_contents(folder: DataFolder) -> None:
    """Nothing is answered from it; doctor tells of it."""
    (toc,) = live(folder).glob("*.toc")
    toc.unlink()
    engine = ArraysEngine(folder.index, watch=True)
    engine.snapshot()
    assert engine.watch is not None
    engine.watch.join()
    assert engine.search(Query("متن")).total == 8
    assert [finding.what for finding in verify(folder.index, folder.archive_db)] == [f"{toc} is missing"]


def test_a_file_that_stays_is_read_through_once(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    engine = ArraysEngine(folder.index, watch=True)
    assert engine.watch is not None
    monkeypatch.setattr(
        "index.generations.manifest.sha256_of", lambda path: read.append(path.name) or sha256_of(path)
    )
    engine.snapshot()
    engine.watch.join()
    with Store.open(folder.archive_db) as store:
        store.add_all([article("m1", "متن جديد")])
    (kept,) = live(folder).glob("*.arrays")
    update(folder)
    read.clear()
    engine.snapshot()
    engine.watch.join()
    assert kept.name not in read
    assert len([name for name in read if name.endswith(".arrays")]) == 1


def test_hidden_articles_that_there_are_not_name_their_file(folder: DataFolder) -> None:
    (hidden,) = live(folder).glob("*.deleted")
    hidden.write_bytes(np.array([999], np.int32).tobytes())
    with pytest.raises(BadGeneration, match="no such articles"):
        ArraysEngine(folder.index).search(Query("متن"))


def test_a_generation_of_another_version_is_told_and_built_anew(folder: DataFolder) -> None:
    """By its manifest, or by a segment's file; nothing is answered from it."""
    path = live(folder)
    manifest = json.loads((path / "manifest.json").read_text("utf-8"))
    (path / "manifest.json").write_text(json.dumps(manifest | {"version": 3}), "utf-8")
    with pytest.raises(BadGeneration, match="the index has version 3") as caught:
        ArraysEngine(folder.index).search(Query("متن"))
    assert "sijill rebuild" in caught.value.remedy
    update(folder)
    assert verify(folder.index, folder.archive_db) == ()
    assert ArraysEngine(folder.index).search(Query("متن")).total == 8
    (file,) = live(folder).glob("*.arrays")
    held, other = Container(file), file.with_name("other.arrays")
    write_container(other, held.arrays, held.meta)
    assert SegmentArrays(other).documents == 8
    write_container(other, held.arrays, held.meta | {"version": ARRAYS_VERSION - 1})
    with pytest.raises(BadGeneration, match="an index file of another version"):
        SegmentArrays(other)
