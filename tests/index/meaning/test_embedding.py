"""Embedding: each text once, on where it was cut short, and what readers see of it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from archive.store.writer import Store
from index.errors import NoMeaning, WriterBusy
from index.meaning import embedding
from index.meaning.embedding import vectors_folder
from index.meaning.model import NoModel
from index.meaning.nearest import row_cosines
from index.meaning.published import Vectors
from index.meaning.rows import DamagedVectors, quantized
from index.meaning.status import MeaningStatus, meaning_status
from index.meaning.store import DATABASE, PUBLISHED, ROWS, VectorStore, check_vectors
from tests.index.support.articles import article
from tests.index.support.meaning import CHOICE, SubjectsModel, embedded, stored

SHIP = article("ship", "غرقت سفينة في الميناء", title="حادث بحري")
DOCTOR = article("doctor", "قال طبيب إن الدواء نفد من المستشفى")
BALL = article("ball", "سجل هداف الفريق كرة في الملعب")
ARTICLES = [SHIP, DOCTOR, BALL]


def status(folder) -> MeaningStatus:
    with Store.open_reader(folder.archive_db) as archive:
        found = meaning_status(folder, CHOICE, archive)
    assert found is not None
    return found


def test_every_article_gets_the_vector_of_its_text(tmp_path: Path) -> None:
    folder, model = stored(tmp_path, ARTICLES), SubjectsModel()
    assert embedded(folder, model).articles == 3
    vectors = Vectors(vectors_folder(folder, CHOICE))
    for one in ARTICLES:
        number = vectors.numbers[one.id]
        own = model.passages([" ".join(filter(None, (one.title and f"{one.title}.", one.body)))])[0]
        cosines = row_cosines(vectors, own)
        assert cosines[vectors.first[number]] == pytest.approx(1, abs=0.01)


def test_a_second_run_makes_nothing(tmp_path: Path) -> None:
    folder = stored(tmp_path, ARTICLES)
    embedded(folder)
    model = SubjectsModel()
    assert embedded(folder, model).made == 0
    assert model.asked == []


def test_equal_texts_are_read_once(tmp_path: Path) -> None:
    folder, model = stored(tmp_path, [*ARTICLES, replace(SHIP, id="copy")]), SubjectsModel()
    done = embedded(folder, model)
    assert (len(model.asked), done.articles) == (3, 4)
    vectors = Vectors(vectors_folder(folder, CHOICE))
    assert vectors.first[vectors.numbers["ship"]] == vectors.first[vectors.numbers["copy"]]


def test_what_changed_is_read_anew_and_what_came_back_is_not(tmp_path: Path) -> None:
    folder = stored(tmp_path, ARTICLES)
    embedded(folder)
    stored(tmp_path, [replace(SHIP, body="هطل مطر غزير")])
    assert status(folder).behind == 1
    model = SubjectsModel()
    embedded(folder, model)
    assert model.asked == ["حادث بحري. هطل مطر غزير"]
    assert status(folder).behind == 0
    stored(tmp_path, [SHIP])
    assert embedded(folder, SubjectsModel()).made == 0


def test_a_cluster_is_said_to_be_searched_by_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = stored(tmp_path, ARTICLES)
    embedded(folder)
    assert status(folder).problem is None
    monkeypatch.setenv("SIJILL_ENGINE", "https://127.0.0.1:9200")
    assert "searched by words" in (status(folder).problem or "")


def test_what_is_withdrawn_has_no_vector(tmp_path: Path) -> None:
    folder = stored(tmp_path, ARTICLES)
    embedded(folder)
    with Store.open(folder.archive_db) as store:
        store.withdraw("ball", who="", why="")
    assert embedded(folder).articles == 2
    assert set(Vectors(vectors_folder(folder, CHOICE)).numbers) == {"ship", "doctor"}


def test_a_limited_run_says_what_is_left_and_the_next_goes_on(tmp_path: Path) -> None:
    folder = stored(tmp_path, ARTICLES)
    first = embedded(folder, limit=2)
    assert (first.made, first.articles, first.left) == (2, 2, 1)
    assert (status(folder).articles, status(folder).behind) == (2, 1)
    second = embedded(folder)
    assert (second.made, second.articles, second.left) == (1, 3, 0)
    assert status(folder).behind == 0


def test_a_run_that_is_cut_short_keeps_what_it_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers see it, and the next run makes only what lacks."""
    monkeypatch.setattr(embedding, "BATCH", 1)
    folder = stored(tmp_path, ARTICLES)

    class Stopped(SubjectsModel):
        def passages(self, texts):
            if len(self.asked) == 2:
                raise KeyboardInterrupt
            return super().passages(texts)

    with pytest.raises(KeyboardInterrupt):
        embedded(folder, Stopped())
    assert len(Vectors(vectors_folder(folder, CHOICE))) == 2
    assert embedded(folder).made == 1


def test_rows_that_no_text_has_are_cut_off(tmp_path: Path) -> None:
    """What a killed run had written, and the database does not tell of, is made again in its place."""
    folder = stored(tmp_path, [SHIP])
    embedded(folder)
    rows = vectors_folder(folder, CHOICE) / ROWS
    whole = rows.read_bytes()
    rows.write_bytes(whole + b"\x01" * 7)
    embedded(folder)
    assert rows.read_bytes() == whole


def test_rows_that_lack_are_told_and_not_guessed(tmp_path: Path) -> None:
    folder = stored(tmp_path, ARTICLES)
    embedded(folder)
    rows = vectors_folder(folder, CHOICE) / ROWS
    rows.write_bytes(rows.read_bytes()[:-1])
    with pytest.raises(DamagedVectors, match=r"Delete .*sijill embed"):
        embedded(folder)
    assert "Delete" in (status(folder).problem or "")


@pytest.mark.parametrize("name", [DATABASE, PUBLISHED])
def test_a_damaged_file_is_told_with_what_mends_it(tmp_path: Path, name: str) -> None:
    folder = stored(tmp_path, ARTICLES)
    embedded(folder)
    place = vectors_folder(folder, CHOICE)
    (place / name).write_bytes(b"rubbish" * 100)
    with pytest.raises(DamagedVectors, match="sijill embed"):
        embedded(folder) if name == DATABASE else Vectors(place)
    shutil.rmtree(place)
    assert embedded(folder).articles == 3


def test_every_changed_byte_of_a_row_is_named_and_mended(tmp_path: Path) -> None:
    folder = stored(tmp_path, ARTICLES)
    embedded(folder)
    place = vectors_folder(folder, CHOICE)
    sound = (place / ROWS).read_bytes()
    for at in range(len(sound)):
        (place / ROWS).write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        with pytest.raises(DamagedVectors, match="sijill embed"):
            check_vectors(place)
    model = SubjectsModel()
    done = embedded(folder, model)
    assert (done.made, done.mended, done.articles, len(model.asked)) == (1, 1, 3, 1)
    check_vectors(place)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE articles SET digest = (SELECT min(digest) FROM texts) WHERE id = 'ship'",
        "UPDATE articles SET noted = noted + 1 WHERE id = 'ship'",
        "UPDATE articles SET id = 'ships' WHERE id = 'ship'",
        "UPDATE texts SET first = 1 - first WHERE first < 2",
        "UPDATE texts SET passages = 2 WHERE first = 0",
        "UPDATE texts SET passages = 'many' WHERE first = 0",
        "UPDATE texts SET first = -1 WHERE first = 0",
        "UPDATE texts SET digest = 'd' WHERE first = 2",
        "UPDATE texts SET checksum = checksum + 1 WHERE first = 0",
    ],
)
def test_every_changed_value_of_the_database_is_named_and_mended(tmp_path: Path, change: str) -> None:
    folder = stored(tmp_path, ARTICLES)
    embedded(folder)
    place = vectors_folder(folder, CHOICE)
    before = Vectors(place)
    told = {id_: before.matrix[before.first[at]].tolist() for id_, at in before.numbers.items()}
    with closing(sqlite3.connect(place / DATABASE)) as connection, connection:
        first = connection.execute("SELECT id FROM articles JOIN texts USING (digest) WHERE first = 0")
        connection.execute(change.replace("'ship'", f"'{first.fetchone()[0]}'"))
    with pytest.raises(DamagedVectors, match="sijill embed"):
        check_vectors(place)
    with pytest.raises(DamagedVectors, match="sijill embed"), VectorStore.open(place):
        pass
    assert embedded(folder).mended
    after = Vectors(place)
    assert {id_: after.matrix[after.first[at]].tolist() for id_, at in after.numbers.items()} == told


def test_every_changed_byte_of_what_is_published_is_named_and_mended(tmp_path: Path) -> None:
    folder = stored(tmp_path, ARTICLES)
    embedded(folder)
    path = vectors_folder(folder, CHOICE) / PUBLISHED
    sound = path.read_bytes()
    held = Vectors(path.parent)
    harmless = 0
    told = (held.numbers, held.first.tolist(), held.noted.tolist(), held.sequence, held.model)
    for at in range(len(sound)):
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        with suppress(DamagedVectors):
            now = Vectors(path.parent)
            # Between the arrays stand bytes that say nothing.
            assert (now.numbers, now.first.tolist(), now.noted.tolist(), now.sequence, now.model) == told
            harmless += 1
    assert harmless < len(sound) / 2
    embedded(folder)
    assert path.read_bytes() == sound


def test_a_store_of_a_later_version_is_refused(tmp_path: Path) -> None:
    folder = stored(tmp_path, ARTICLES)
    embedded(folder)
    with sqlite3.connect(vectors_folder(folder, CHOICE) / DATABASE) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(DamagedVectors):
        embedded(folder)


def test_two_runs_do_not_write_at_once(tmp_path: Path) -> None:
    folder = stored(tmp_path, ARTICLES)
    with VectorStore.open(vectors_folder(folder, CHOICE), "subjects"), pytest.raises(WriterBusy):
        embedded(folder)


def test_an_archive_that_was_replaced_is_read_from_its_beginning(tmp_path: Path) -> None:
    """Texts that it shares with the old one are not read again."""
    folder = stored(tmp_path, [*ARTICLES, article("more", "هطل مطر")])
    embedded(folder)
    folder.archive_db.unlink()
    stored(tmp_path, [SHIP, article("new", "غيم وسيول")])
    model = SubjectsModel()
    assert embedded(folder, model).articles == 2
    assert model.asked == ["غيم وسيول"]


def test_a_model_that_fails_loses_nothing(tmp_path: Path) -> None:
    folder = stored(tmp_path, ARTICLES)
    model = SubjectsModel()
    model.silent = True
    with pytest.raises(NoModel):
        embedded(folder, model)
    assert status(folder).behind == 3
    assert embedded(folder).articles == 3


def test_a_model_of_another_width_is_refused(tmp_path: Path) -> None:
    folder = stored(tmp_path, [SHIP])
    embedded(folder)
    stored(tmp_path, [DOCTOR])

    class Wider(SubjectsModel):
        def passages(self, texts):
            return np.ones((len(texts), 9), np.float32)

    with pytest.raises(NoMeaning, match="9 numbers"):
        embedded(folder, Wider())


def test_eight_bits_keep_the_direction() -> None:
    vectors = np.random.default_rng(3).standard_normal((50, 384)).astype(np.float32)
    small = quantized(vectors).astype(np.float32)
    cosines = (vectors * small).sum(1) / np.linalg.norm(vectors, axis=1) / np.linalg.norm(small, axis=1)
    assert cosines.min() > 0.9999
    assert np.abs(small).max(axis=1).tolist() == [127] * 50
    assert not quantized(np.zeros((2, 3), np.float32)).any()
