"""A dump is a whole archive, and loading it gives the same archive, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.database_address import DatabaseAddress
from archive.errors import ArchiveError, NoArchive
from archive.paths import DataFolder
from archive.store.dump import MANIFEST, dump
from archive.store.load import load
from archive.store.originals import Originals
from archive.store.writer import Store
from tests.archive.store.conftest import MakeFolder
from tests.archive.support.builders import article, clock, take, write_lines


@pytest.fixture
def folder(make_folder: MakeFolder, tmp_path: Path) -> DataFolder:
    """An archive with a revision, a correction that holds and one undone, a withdrawal and a reject."""
    folder = make_folder("home")
    lines = [{"id": f"n{number}", "body": f"نص {number}", "title": "عنوان"} for number in range(3)]
    take(folder, write_lines(tmp_path / "a.jsonl", [*lines, "{broken"]))
    take(folder, write_lines(tmp_path / "a.jsonl", [{"id": "n0", "body": "نص آخر"}]))
    with Store.open(folder.archive, clock) as store:
        store.correct("n1", "published", "2016-02", why="في النسخة المطبوعة", who="ليلى")
        store.correct("n1", "byline", "منى", why="-")
        store.undo("n1", why="خطأ")
        store.withdraw("n2", why="طلب الكاتب", who="ليلى")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes, by its path within."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_round_trip(folder: DataFolder, make_folder: MakeFolder, tmp_path: Path) -> None:
    """The dump of a loaded dump is the same, and so is all that the archive says."""
    counts = dump(folder, tmp_path / "one")
    loaded = make_folder("other")
    assert load(tmp_path / "one", loaded) == counts
    dump(loaded, tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")
    with Store.open_reader(folder.archive) as before, Store.open_reader(loaded.archive) as after:
        assert list(after.iterate()) == list(before.iterate())
        assert (after.sequence, after.fingerprint()) == (before.sequence, before.fingerprint())
        for id_ in ("n0", "n1", "n2"):
            assert after.history(id_) == before.history(id_)
            assert after.revisions(id_) == before.revisions(id_)


@pytest.mark.postgres
def test_an_archive_moves_into_a_database_and_back(
    folder: DataFolder, new_database: Callable[[], DatabaseAddress], tmp_path: Path
) -> None:
    """Byte for byte, whichever of the two it began in."""
    dump(folder, tmp_path / "dump0")
    there, back = DataFolder(tmp_path / "there", new_database()), DataFolder(tmp_path / "back")
    for number, one in enumerate((there, back, DataFolder(tmp_path / "again", new_database()))):
        load(tmp_path / f"dump{number}", one)
        dump(one, tmp_path / f"dump{number + 1}")
        assert files(tmp_path / f"dump{number + 1}") == files(tmp_path / "dump0")


def test_a_loaded_archive_goes_on(folder: DataFolder, make_folder: MakeFolder, tmp_path: Path) -> None:
    """It knows what it has seen, and takes in what is new."""
    dump(folder, tmp_path / "one")
    loaded = make_folder("other")
    load(tmp_path / "one", loaded)
    assert [one.kind for one in take(loaded, tmp_path / "a.jsonl")] == ["same"]
    with Store.open(loaded.archive, clock) as store:
        assert store.add(article("new")).kind == "new"
        assert store.restore("n2")


def test_a_dump_can_be_read_without_us(folder: DataFolder, tmp_path: Path) -> None:
    """One JSON object a line, the text as it is, the originals under their hashes, a manifest of all."""
    counts = dump(folder, tmp_path / "one")
    found = files(tmp_path / "one")
    lines = [json.loads(line) for line in found["articles.jsonl"].decode().splitlines()]
    assert [line["id"] for line in lines] == ["n0", "n1", "n2"]
    assert (lines[0]["record"]["body"], lines[2]["withdrawn"]) == ("نص آخر", True)
    assert "نص آخر" in found["articles.jsonl"].decode()
    manifest = json.loads(found[MANIFEST])
    assert manifest["counts"]["articles"] == counts.articles == 3
    assert (counts.revisions, counts.corrections, counts.originals, counts.missing) == (1, 2, 4, ())


def test_a_dump_goes_into_a_new_folder(folder: DataFolder, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    dump(folder, tmp_path / "one")
    with pytest.raises(ArchiveError, match="is not empty"):
        dump(folder, tmp_path / "one")


def test_no_archive_no_dump(make_folder: MakeFolder, tmp_path: Path) -> None:
    with pytest.raises(NoArchive):
        dump(make_folder("none"), tmp_path / "one")


def test_an_archive_is_never_loaded_over(folder: DataFolder, tmp_path: Path) -> None:
    dump(folder, tmp_path / "one")
    with pytest.raises(ArchiveError, match="holds an archive already"):
        load(tmp_path / "one", folder)


@pytest.mark.parametrize("name", ["articles.jsonl", "revisions.jsonl", "events.jsonl", MANIFEST])
@pytest.mark.parametrize("damage", ["missing", "cut", "changed"])
def test_a_damaged_dump_is_refused(folder: DataFolder, tmp_path: Path, name: str, damage: str) -> None:
    """Whatever is missing, cut or changed; and nothing is left of the attempt."""
    dump(folder, tmp_path / "one")
    path = tmp_path / "one" / name
    data = path.read_bytes()
    path.unlink()
    if damage != "missing":
        path.write_bytes(data[:-9] if damage == "cut" else data.replace(b"n", b"m", 1)[::-1])
    with pytest.raises(ArchiveError):
        load(tmp_path / "one", DataFolder(tmp_path / "other"))
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_a_dump_with_damaged_originals_is_refused(folder: DataFolder, tmp_path: Path, damage: str) -> None:
    dump(folder, tmp_path / "one")
    originals = Originals(tmp_path / "one" / "originals")
    path = originals.path(next(iter(originals)))
    path.unlink() if damage == "missing" else path.write_bytes(b"other")
    with pytest.raises(ArchiveError, match="originals"):
        load(tmp_path / "one", DataFolder(tmp_path / "other"))


def test_a_lost_original_is_told_and_the_rest_is_saved(folder: DataFolder, tmp_path: Path) -> None:
    originals = Originals(folder.originals)
    lost = next(iter(originals))
    originals.path(lost).unlink()
    counts = dump(folder, tmp_path / "one")
    assert counts.missing == (lost,)
    assert load(tmp_path / "one", DataFolder(tmp_path / "other")) == counts


@settings(max_examples=15)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["add", "correct", "undo", "withdraw", "restore"]), st.integers(0, 2), st.text()
        ),
        max_size=12,
    )
)
def test_any_history_comes_back(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, str]]
) -> None:
    """Whatever was done to an archive, its dump loads and dumps to the same bytes."""
    root = tmp_path_factory.mktemp("dump")
    folder, loaded = DataFolder(root / "home"), DataFolder(root / "other")
    with Store.open(folder.archive, clock) as store:
        for verb, number, text in steps:
            _do(store, verb, f"n{number}", text)
    dump(folder, root / "one")
    load(root / "one", loaded)
    dump(loaded, root / "two")
    assert files(root / "one") == files(root / "two")


def _do(store: Store, verb: str, id_: str, text: str) -> None:
    """One change, or nothing where there is nothing to change."""
    try:
        if verb == "add":
            store.add(article(id_, title=text))
        elif verb == "correct":
            store.correct(id_, "note", text, why=text)
        elif verb == "withdraw":
            store.withdraw(id_, why=text)
        else:
            getattr(store, verb)(id_)
    except ArchiveError:
        return
