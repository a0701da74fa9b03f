"""Verification finds every damaged file, every wrong count, and what archive and index do not share."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import whoosh.compat
import whoosh.index

from archive.paths import DataFolder
from archive.store.writer import Store
from index.arrays_engine import ArraysEngine
from index.errors import BadGeneration
from index.generations.folder import POINTER, Generations
from index.generations.manifest import MANIFEST, Manifest
from index.model import Query
from index.search.snapshot import Snapshot
from index.writer.rebuild import rebuild
from index.writer.update import update
from index.writer.verify import check_answers, verify, verify_new
from index.writer.verify_articles import Finding, check_records
from tests.index.support.articles import article, build, split

ARTICLES = [article(f"n{n}", f"متن رقم {n} فيه كلام", title=f"عنوان رقم {n}") for n in range(30)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    build(tmp_path, split(ARTICLES, 2))
    return tmp_path


def live(home: Path) -> tuple[Path, Manifest]:
    generations = Generations(home / "index")
    manifest = generations.manifest()
    return generations.path(manifest.number), manifest


def answers(path: Path, manifest: Manifest) -> list[Finding]:
    return list(check_answers(Snapshot(path, manifest)))


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0x40
    file.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], None]] = {
    "truncated": truncate,
    "a byte flipped": flip,
    "emptied": lambda file: file.write_bytes(b""),
    "deleted": lambda file: file.unlink(),
}


def test_a_whole_index_has_no_findings(home: Path) -> None:
    assert verify(home / "index") == ()


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damage_to_any_file_is_found(home: Path, damage: Callable[[Path], None]) -> None:
    """Each file of the generation in turn, its manifest included."""
    path, _ = live(home)
    for file in sorted(path.iterdir()):
        before = file.read_bytes()
        damage(file)
        findings = verify(home / "index")
        assert findings, file.name
        assert file.name in findings[0].what or file.name == MANIFEST
        assert "sijill rebuild" in findings[0].remedy
        file.write_bytes(before)
    assert verify(home / "index") == ()


def test_a_pointer_with_rubbish_is_found(home: Path) -> None:
    (home / "index" / POINTER).write_text("seven")
    assert "names no generation" in verify(home / "index")[0].what


def test_no_index_is_found(tmp_path: Path) -> None:
    assert "no index" in verify(tmp_path / "index")[0].what


def test_a_wrong_count_is_found(home: Path) -> None:
    path, manifest = live(home)
    first, *rest = manifest.segments
    wrong = replace(manifest, segments=(replace(first, deleted=1), *rest))
    whats = [finding.what for finding in answers(path, wrong)]
    assert len(whats) == 1
    assert "30" in whats[0]
    assert "29" in whats[0]
    with pytest.raises(BadGeneration, match="The live index is as it was"):
        verify_new(path, wrong, check_records)


def test_a_table_of_contents_that_is_lacking_is_found(home: Path) -> None:
    """A manifest may not know of it: Whoosh could not open the generation."""
    path, manifest = live(home)
    files = {name: entry for name, entry in manifest.files.items() if not name.endswith(".toc")}
    whats = [finding.what for finding in answers(path, replace(manifest, files=files))]
    assert whats == ["the Whoosh index lacks _MAIN_1.toc"]


def test_nothing_is_unpickled(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither to serve, to verify nor to update: a table of contents in a data folder may be anybody's."""
    path, _ = live(folder.home)
    with Store.open(folder.archive_db) as store:
        store.withdraw("n3", why="a trial")

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("something was unpickled")

    for module in (pickle, whoosh.index, whoosh.compat):
        for name in ("load", "loads", "Unpickler"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, refuse)
    (toc,) = path.glob("*.toc")
    toc.write_bytes(b"\x80\x04not ours")
    assert ["is not as it was written" in finding.what for finding in verify(folder.index)] == [True]
    update(folder)
    assert verify(folder.index, folder.archive_db) == ()
    assert ArraysEngine(folder.index).search(Query("متن")).total == 29


def test_an_article_that_its_title_does_not_find_is_found(home: Path) -> None:
    """A manifest may say that all is well: the arrays are asked."""
    path, manifest = live(home)
    (file,) = [path / f"{entry.name}.arrays" for entry in manifest.segments[:1]]
    content = file.read_bytes()
    word = "عنوان".encode()
    terms_at = content.index(word, content.index(b'"surface.terms"') + 20)
    file.write_bytes(content[:terms_at] + content[terms_at:].replace(word, "عنوام".encode(), 1))
    assert any("not found by its own title" in finding.what for finding in answers(path, manifest))


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path)
    with Store.open(folder.archive_db) as store:
        store.add_all(ARTICLES)
    rebuild(folder)
    return folder


def forged(folder: DataFolder, sequence: int) -> None:
    """Have the live manifest claim to hold the archive up to this change."""
    path = Generations(folder.index).path(1) / MANIFEST
    raw = json.loads(path.read_text())
    path.write_text(json.dumps({**raw, "sequence": sequence}))


def test_index_and_archive_agree(folder: DataFolder) -> None:
    assert verify(folder.index, folder.archive_db) == ()


def test_an_index_that_is_behind_is_not_wrong(folder: DataFolder) -> None:
    """Being stale is for `status` to say."""
    with Store.open(folder.archive_db) as store:
        store.add(article("late"))
    assert verify(folder.index, folder.archive_db) == ()


def test_articles_that_only_one_of_them_has(folder: DataFolder) -> None:
    with Store.open(folder.archive_db) as store:
        store.add(article("late"))
        store.withdraw("n3", why="a trial")
        forged(folder, store.sequence)
    first, second = verify(folder.index, folder.archive_db)
    assert "such as late" in first.what
    assert "not in the archive, such as n3" in second.what
    forged(folder, 0)
    update(folder)
    assert verify(folder.index, folder.archive_db) == ()


def test_hidden_documents_are_counted(folder: DataFolder) -> None:
    with Store.open(folder.archive_db) as store:
        store.withdraw("n3", why="a trial")
    update(folder)
    path, manifest = live(folder.home)
    assert manifest.articles == 29
    assert verify(folder.index, folder.archive_db) == ()
    (hidden,) = path.glob("*.deleted")
    np.array([], np.int32).tofile(hidden)
    manifest = replace(manifest, files={})
    assert any("30 articles where 29" in finding.what for finding in answers(path, manifest))


HARD_TITLES = {
    "none": (None, "متن بلا عنوان " * 60),
    "a title of signs": ("!!! … ؟", "متن"),
    "an empty body": ("عنوان", "."),
    "joined forms across a cut": (None, 'كلمة ' * 39 + 'لـ"داعش" وبعدها'),
    "controls": (None, "\u200fكلمة\u200f\u061c " * 30),
    "one endless word": (None, "ا" * 900),
    "figures": ("١٢٥٬٠٠٠ حساب", "125,000,000"),
    "a number cut": (None, "كلمة " * 39 + "1,125,000,000,000"),
    "lone surrogates": ("عنوان \ud800", "متن \udfff"),
    "separators that are spaces": (None, ("كلمة\x1cاخرى\x85ثالثة " * 30)),
}  # fmt: skip


@pytest.mark.parametrize(("title", "body"), HARD_TITLES.values(), ids=HARD_TITLES.keys())
def test_every_article_is_found_by_its_own_words(tmp_path: Path, title: str | None, body: str) -> None:
    """What is sound is never refused, whatever its title."""
    build(tmp_path, [[article("hard", body, title=title)]])
    assert verify(tmp_path / "index") == ()
