"""Extreme archives are read back by the page on the format, and answer: nothing, long, wide and many."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from whoosh.index import open_dir

from archive.paths import DataFolder
from archive.store.writer import Store
from index.arrays_engine import ArraysEngine
from index.generations.folder import Generations
from index.model import Query
from index.segment.array_file import Container, write_container
from index.segment.entry import INDEX_NAME
from index.segment.inverter import Inverted
from index.segment.postings import FieldPostings, holders_of, within_documents
from index.segment.writer import field_arrays
from index.writer.rebuild import rebuild
from index.writer.verify import verify
from tests.index.segment.test_format import read
from tests.index.support.articles import article, engine_over, found

#: Two words of one CRC-32.
ALIKE = ("plumless", "buckeroo")
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكمنهي"


def test_an_archive_without_articles(tmp_path: Path) -> None:
    """It is built, verified, answered from, and opened by Whoosh."""
    folder = DataFolder(tmp_path)
    Store.open(folder.archive_db).close()
    rebuild(folder)
    assert verify(folder.index, folder.archive_db) == ()
    assert ArraysEngine(folder.index).search(Query("كلمة")).total == 0
    path = Generations(folder.index).path(1)
    assert open_dir(str(path), indexname=INDEX_NAME).doc_count() == 0


@pytest.mark.parametrize("body", ["", " ", "!", "كلمة"])
def test_an_archive_of_one_article_with_hardly_a_body(tmp_path: Path, body: str) -> None:
    segment = read(_made(tmp_path / "plain"), [[article("a", body)]])
    assert (segment.documents, segment.body(0), segment.words(0)) == (1, body, 1 if body == "كلمة" else 0)
    engine = engine_over(tmp_path / "home", article("a", body))
    assert found(engine) == ["a"]
    assert found(engine, "كلمة") == (["a"] if body == "كلمة" else [])


def test_a_body_of_a_hundred_thousand_words(tmp_path: Path) -> None:
    """Positions take four bytes, and a word stands there more often than two bytes can count."""
    body = f"{'كلمة ' * 99_998}آخر الكلام"
    held = article("a", body, title="عنوان")
    segment = read(_made(tmp_path / "plain"), [[held, article("b", "كلمة")]])
    assert segment.words(0) == 100_000
    starts = [start for start, _ in segment.spans(0)[1]]
    assert starts[-2:] == [body.index("آخر"), body.index("الكلام")]
    rows = {
        document: positions
        for term, document, *_, positions in segment.postings("surface")
        if term == "كلمه".encode()
    }
    assert [*rows.items()] == [(0, list(range(101, 101 + 99_998))), (1, [100])]
    assert found(engine_over(tmp_path / "home", held), '"كلمة آخر الكلام"') == ["a"]


@pytest.mark.parametrize("letter", ["𐤀", "🙂", "\ud83d", "é", "€", "\0"])
def test_a_body_of_characters_of_any_width(tmp_path: Path, letter: str) -> None:
    """Beyond the basic plane, halves of a pair, beyond Windows-1256: each counts as one."""
    body = f"{letter * 70} كلمة {letter * 3} أخرى"
    segment = read(_made(tmp_path / "plain"), [[article("a", body), article("b", "كلمة", title=letter)]])
    assert segment.body(0) == body
    assert segment.record(1)["title"] == letter
    spans = [body[start : start + length] for start, length in segment.spans(0)[1]]
    assert spans[-1] == "أخرى"
    assert "كلمة" in spans
    (hit,) = engine_over(tmp_path / "home", article("a", body)).search(Query("أخرى")).hits
    assert any(f.text[start:end] == "أخرى" for f in hit.fragments for start, end in f.marks)


def test_seventy_thousand_terms_and_checksums_that_are_alike(tmp_path: Path) -> None:
    assert crc32(ALIKE[0].encode()) == crc32(ALIKE[1].encode())
    many = [f"{a}{b}{c}{d}" for a, b, c, d in product(LETTERS, LETTERS, LETTERS, "كمسف")][:70_000]
    held = [article("a", " ".join(many)), article("b", ALIKE[0]), article("c", ALIKE[1])]
    segment = read(_made(tmp_path / "plain"), [held])
    terms = segment.terms("surface")
    assert len(terms) >= 70_000
    numbers = [segment.find("surface", word.encode()) for word in ALIKE]
    assert [terms[number].decode() for number in numbers] == list(ALIKE)
    engine = engine_over(tmp_path / "home", *held)
    assert [found(engine, word) for word in ALIKE] == [["b"], ["c"]]
    assert found(engine, many[-1]) == ["a"]


@pytest.mark.parametrize("documents", [1 << 16, (1 << 16) + 1])
def test_the_last_document_that_two_bytes_can_number_and_the_next(tmp_path: Path, documents: int) -> None:
    held = np.array([0, documents - 1], np.int64)
    field = Inverted([b"word"], np.array([0, 2]), held, np.array([1.0, 300.0], np.float32))
    field.position_pointers, field.positions = (
        np.array([0, 1, 3]),
        np.array([5, 7, 9]) + held[[0, 1, 1]] * 200,
    )
    base = np.arange(documents + 1, dtype=np.int64) * 200
    arrays = {f"text.{name}": values for name, values in field_arrays(field, base).items()}
    arrays |= {"base": base, "title_tokens": np.zeros(documents, np.int32)}
    write_container(tmp_path / "x.arrays", arrays, {"totals": {}})
    postings = FieldPostings(Container(tmp_path / "x.arrays"), "text")
    assert postings.documents_of(postings.find(b"word")).tolist() == held.tolist()
    found_at = postings.positions_between(0, 2)
    assert holders_of(found_at).tolist() == held[[0, 1, 1]].tolist()
    assert within_documents(found_at).tolist() == [5, 7, 9]


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
