"""The page and REST where an archive has vectors: what is near is marked, and a link takes it away."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.paths import DataFolder
from archive.store.writer import Store
from index.arrays_engine import ArraysEngine
from index.meaning.space import Meaning
from tests.index.meaning.test_fusion import BOTH, FAR, NEAR, QUERY
from tests.index.support.articles import article
from tests.index.support.meaning import CHOICE, SubjectsModel, embedded, engine_with_meaning, stored
from web import Settings, create_app
from web.library import Library

#: The model finds a ship in it; no text has a word of it.
NOWHERE = "زسفينز تائه جداً"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("meaning")
    engine_with_meaning(folder, [*BOTH, *NEAR, *FAR]).close()
    return folder


@pytest.fixture
def model() -> SubjectsModel:
    return SubjectsModel()


@pytest.fixture
def client(home: Path, model: SubjectsModel) -> FlaskClient:
    settings = Settings(
        home=home, limits=False, access_log=False, embeddings=CHOICE.endpoint, embeddings_model=CHOICE.name
    )
    folder = DataFolder(home)
    engine = ArraysEngine(folder.index, meaning=Meaning(folder.vectors, CHOICE, model))
    return create_app(settings, engine, Store.open_reader(folder.archive_db)).test_client()


def page(client: FlaskClient, text: str = QUERY.text, **parameters: str) -> str:
    return unescape(client.get("/search", query_string={"q": text, **parameters}).get_data(as_text=True))


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


@pytest.mark.parametrize(
    ("language", "mark", "count"),
    [
        ("ar", "قريب في المعنى: لا ترد فيه كلماتك", "وآخران قريبان في المعنى"),
        ("en", "Near in meaning: none of your words stands in it", "2 more near in meaning"),
    ],
)
def test_what_is_near_is_marked_and_counted_apart(
    client: FlaskClient, language: str, mark: str, count: str
) -> None:
    html = page(client, lang=language)
    assert words(html).count(mark) == 2
    assert count in words(html)
    assert "subjects" in html


def test_a_link_takes_it_away_and_another_brings_it_back(client: FlaskClient) -> None:
    (away,) = re.findall(r'href="(/search[^"]*meaning=0[^"]*)"[^>]*>الكلمات وحدها', page(client))
    html = unescape(client.get(away).get_data(as_text=True))
    assert "قريب في المعنى: لا" not in html
    assert '<input type="hidden" name="meaning" value="0">' in html
    (back,) = re.findall(r'ما هو قريب في المعنى</bdi> <a class="off" href="([^"]*)"', html)
    assert "meaning" not in back
    assert "قريب في المعنى: لا" in unescape(client.get(back).get_data(as_text=True))


def test_where_no_word_stands_anywhere_the_near_are_listed(client: FlaskClient) -> None:
    html = words(page(client, NOWHERE))
    assert "لا مقال فيه كلماتك" in html
    assert html.count("قريب في المعنى: لا ترد فيه كلماتك") == 4  # the texts with a ship, a boat, a liner


def test_a_silent_model_is_told_in_a_reader_s_words(client: FlaskClient, model: SubjectsModel) -> None:
    model.silent = True
    html = words(page(client))
    assert "لم يُجب البحث بالمعنى" in html
    assert "the model is silent" not in html


@pytest.mark.parametrize("off", ["0", "false"])
def test_rest_switches_it_off(client: FlaskClient, off: str) -> None:
    address = {"q": QUERY.text}
    both = client.get("/api/v1/search", query_string=address).get_json()
    alone = client.get("/api/v1/search", query_string={**address, "meaning": off}).get_json()
    assert both["meaning"] == {"model": "subjects", "found": 2, "problem": None}
    assert [hit["id"] for hit in both["hits"] if hit["by_meaning"]] == ["boat", "liner"]
    assert (both["total"], both["facets"]) == (alone["total"], alone["facets"])
    assert "meaning" not in alone
    assert all("by_meaning" not in hit for hit in alone["hits"])


def test_rest_refuses_what_is_no_switch(client: FlaskClient) -> None:
    assert client.get("/api/v1/search", query_string={"q": "x", "meaning": "maybe"}).status_code == 400


def test_exports_hold_what_the_words_find(client: FlaskClient) -> None:
    lines = client.get("/search.jsonl", query_string={"q": QUERY.text}).get_data(as_text=True)
    assert lines.count("\n") == len(BOTH)


def test_an_answer_changes_its_tag_with_the_vectors(tmp_path: Path) -> None:
    folder = stored(tmp_path, NEAR)
    engine_with_meaning(tmp_path, [*NEAR, *FAR]).close()
    settings = Settings(
        home=tmp_path,
        limits=False,
        access_log=False,
        embeddings=CHOICE.endpoint,
        embeddings_model=CHOICE.name,
    )
    client = create_app(settings).test_client()
    library: Library = client.application.extensions["sijill"]
    assert library.meaning is not None
    library.meaning._model = SubjectsModel()
    address = "/api/v1/search?q=" + NOWHERE
    first = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": first}).status_code == 304
    stored(tmp_path, [article("more", "غرق مركب")])
    embedded(folder)
    assert client.get(address, headers={"If-None-Match": first}).status_code == 200


def test_status_tells_of_the_vectors(client: FlaskClient) -> None:
    told = client.get("/api/v1/status").get_json()["meaning"]
    assert told == {"model": "subjects", "articles": 45, "behind": 0, "sent_to": None, "problem": None}
