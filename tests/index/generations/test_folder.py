"""Generations: beginning one, switching in one step, what stays and what goes, and what is damaged."""

from __future__ import annotations

import fcntl
import os
import stat
from pathlib import Path

import pytest

from index.arrays_engine import ArraysEngine
from index.errors import BadGeneration, NoGeneration, WriterBusy
from index.generations.folder import POINTER, Generations
from index.generations.manifest import MANIFEST, Fingerprint, Manifest
from index.model import Query
from index.segment.entry import SegmentEntry
from tests.index.support.articles import article, build, found

MARKS = Fingerprint("analysis", "lexicon", "schema")


SEGMENT = SegmentEntry("one", 10, deleted=3)


def manifest(number: int) -> Manifest:
    return Manifest(number, "2020-01-01T00:00:00+00:00", 7, MARKS, (SEGMENT,))


def made(folder: Path, count: int) -> Generations:
    """So many empty generations, one after another."""
    generations = Generations(folder)
    folder.mkdir(exist_ok=True)
    for _ in range(count):
        number, _ = generations.begin()
        generations.switch(manifest(number))
    return generations


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("generation-*"))


def test_nothing_was_built(tmp_path: Path) -> None:
    generations = Generations(tmp_path / "index")
    assert generations.current() is None
    with pytest.raises(NoGeneration, match="sijill rebuild"):
        generations.manifest()


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert made(tmp_path, 1).manifest() == manifest(1)
    assert manifest(1).articles == 7


def test_the_one_before_stays(tmp_path: Path) -> None:
    """And those before it go."""
    assert made(tmp_path, 4).current() == 4
    assert kept(tmp_path) == ["generation-000003", "generation-000004"]


def test_what_unfinished_builds_left_goes_with_the_next(tmp_path: Path) -> None:
    """Begun and killed, or killed between manifest and pointer; numbers are never used twice."""
    generations = made(tmp_path, 2)
    generations.begin()
    number, path = generations.begin()
    assert number == 4
    (path / MANIFEST).write_text("{}")
    assert generations.begin()[0] == 5
    assert kept(tmp_path) == ["generation-000001", "generation-000002", "generation-000005"]
    assert generations.current() == 2


def test_a_discarded_generation_leaves_the_live_one(tmp_path: Path) -> None:
    generations = made(tmp_path, 1)
    generations.discard(generations.begin()[0])
    assert kept(tmp_path) == ["generation-000001"]
    assert generations.manifest().number == 1


@pytest.mark.parametrize("rubbish", [b"", b"\0\0\0\0", b"seven", b"\xff\xfe", "سبعة".encode()])
def test_a_pointer_with_rubbish_says_so(tmp_path: Path, rubbish: bytes) -> None:
    """And the next build mends it, keeping the last finished generation until then."""
    generations = made(tmp_path, 2)
    (tmp_path / POINTER).write_bytes(rubbish)
    with pytest.raises(BadGeneration, match="sijill rebuild"):
        generations.manifest()
    number, _ = generations.begin()
    assert (tmp_path / "generation-000002").exists()
    generations.switch(manifest(number))
    assert generations.manifest().number == 3


def test_a_pointer_to_nowhere_says_so(tmp_path: Path) -> None:
    generations = made(tmp_path, 2)
    (tmp_path / POINTER).write_text("17")
    with pytest.raises(NoGeneration, match="17"):
        generations.manifest()
    assert generations.begin()[0] == 18


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", "3", "{}", '{"version": 2, "files": []}', '{"version": 99}']
)
def test_a_damaged_manifest_says_so(tmp_path: Path, damage: str) -> None:
    generations = made(tmp_path, 1)
    (generations.path(1) / MANIFEST).write_text(damage)
    with pytest.raises(BadGeneration, match="sijill rebuild"):
        generations.manifest()


def test_what_is_switched_to_is_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file and the pointer, each open for writing, as Windows wants it; then the folders' names."""
    synced: dict[int, bool] = {}

    def note(descriptor: int) -> None:
        status = os.fstat(descriptor)
        can_write = fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDWR
        synced[status.st_ino] = can_write or stat.S_ISDIR(status.st_mode)

    monkeypatch.setattr(os, "fsync", note)
    generations = Generations(tmp_path)
    number, path = generations.begin()
    (path / "one.arrays").write_bytes(b"1")
    generations.switch(manifest(number))
    kept_on_disk = [path / "one.arrays", path / MANIFEST, tmp_path / POINTER, path, tmp_path]
    assert {one.stat().st_ino for one in kept_on_disk} <= synced.keys()
    assert all(synced.values())


def test_two_writers(tmp_path: Path) -> None:
    """The second is told that it is busy, and may write once the first has ended."""
    first, second = Generations(tmp_path), Generations(tmp_path)
    with first.writing(), pytest.raises(WriterBusy, match="another process"), second.writing():
        pytest.fail("two writers at once")
    with second.writing():
        pass


def test_a_writer_that_fails_holds_nothing(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    with pytest.raises(ZeroDivisionError), generations.writing():
        raise ZeroDivisionError
    with generations.writing():
        pass


def test_an_open_reader_outlives_its_generation(tmp_path: Path) -> None:
    """A snapshot that is held answers even when its files are gone; the next call sees the new one."""
    build(tmp_path, [[article("old", "كلمة")]])
    engine = ArraysEngine(tmp_path / "index")
    held = engine.snapshot()
    hits = engine.iterate(Query("كلمة"))
    for number in range(3):
        build(tmp_path, [[article(f"new-{number}", "كلمة")]])
    assert not Generations(tmp_path / "index").path(held.number).exists()
    assert [hit.id for hit in hits] == ["old"]
    assert found(engine, "كلمة") == ["new-2"]
    assert engine.generation == 4
