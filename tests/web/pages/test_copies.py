"""Copies elsewhere where readers meet them: the article's page, the list, REST, and what counts all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.model.article import Article, DateSource, Outlet, Precision, Published
from archive.paths import DataFolder
from archive.store.writer import Store
from tests.archive.dedup.test_clusters import BRIDGE, MUSEUM
from web import Settings, create_app
from web.cli.index import refresh

MORNING, HARBOUR = Outlet("morning", "صحيفة الصباح"), Outlet("harbour", "أخبار <الميناء>")


def _article(id_: str, body: str, outlet: Outlet | None = None, day: int = 1) -> Article:
    when = date(2016, 2, day)
    return Article(id_, body, f"عنوان {id_}", outlet,
                   published=Published(when, when, Precision.DAY, DateSource.STATED))  # fmt: skip


ARTICLES = [
    _article("bridge-one", BRIDGE, MORNING, 1),
    _article("bridge-two", BRIDGE, HARBOUR, 2),
    _article("bridge-three", BRIDGE, None, 3),
    _article("museum", MUSEUM, MORNING, 4),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with its index and its clusters."""
    folder = DataFolder(tmp_path_factory.mktemp("home"))
    with Store.open(folder.archive_db) as store:
        store.add_all(ARTICLES)
    refresh(folder, lambda _stage, _done, _total: None)
    return folder.home


@pytest.fixture(scope="module")
def reader(home: Path) -> Iterator[FlaskClient]:
    app = create_app(Settings(home=home, limits=False, access_log=False))
    yield app.test_client()
    app.extensions["sijill"].close()


def body(reader: FlaskClient, address: str) -> str:
    return " ".join(reader.get(address).get_data(as_text=True).split())


def ids(reader: FlaskClient, **parameters: object) -> list[str]:
    answer = reader.get("/api/v1/search", query_string=parameters).get_json()
    return [hit["id"] for hit in answer["hits"]]


def test_an_article_lists_its_copies_elsewhere(reader: FlaskClient) -> None:
    """Title, outlet, date and a link that carries the search; not itself, and nothing that is no copy."""
    page = body(reader, "/articles/bridge-two?q=الجسر&lang=en")
    section = page[page.index('id="copies"') :].partition("</section>")[0]
    assert re.findall(r'href="/articles/([a-z-]+)\?q=', section) == ["bridge-one", "bridge-three"]
    assert "عنوان bridge-one" in section
    assert "صحيفة الصباح" in section
    assert 'datetime="2016-02-01"' in section
    assert "أخبار &lt;الميناء&gt;" in body(reader, "/articles/bridge-one").partition('id="copies"')[2]


def test_an_article_without_copies_says_nothing_of_them(reader: FlaskClient) -> None:
    assert 'id="copies"' not in body(reader, "/articles/museum")


def test_rest_gives_the_copies(reader: FlaskClient) -> None:
    copies = reader.get("/api/v1/articles/bridge-three").get_json()["copies"]
    assert [copy["id"] for copy in copies] == ["bridge-one", "bridge-two"]
    assert copies[0] == {
        "id": "bridge-one",
        "title": "عنوان bridge-one",
        "outlet": {"id": "morning", "name": "صحيفة الصباح"},
        "published": {"from": "2016-02-01", "to": "2016-02-01", "precision": "day", "source": "stated"},
    }
    assert reader.get("/api/v1/articles/museum").get_json()["copies"] == []


def test_every_copy_is_listed_unless_the_reader_folds_them(reader: FlaskClient) -> None:
    assert ids(reader, q="*", sort="newest") == ["museum", "bridge-three", "bridge-two", "bridge-one"]
    assert ids(reader, q="*", sort="newest", copies="fold") == ["museum", "bridge-three"]
    assert ids(reader, q="*", sort="oldest", copies="fold") == ["bridge-one", "museum"]
    assert ids(reader, q="*", copies="fold", outlet="harbour") == ["bridge-two"]


def test_pages_of_a_folded_list_hold_each_text_once(reader: FlaskClient) -> None:
    pages = [ids(reader, q="*", sort="newest", copies="fold", per_page=1, page=page) for page in (1, 2, 3)]
    assert pages == [["museum"], ["bridge-three"], []]
    assert 'rel="next"' not in body(reader, "/search?q=*&copies=fold&per_page=1&page=2")


def test_totals_facets_exports_and_feed_count_articles(reader: FlaskClient) -> None:
    plain = reader.get("/api/v1/search?q=*").get_json()
    folded = reader.get("/api/v1/search?q=*&copies=fold").get_json()
    assert (folded["total"], folded["folded"], plain["folded"]) == (4, 2, 0)
    assert folded["facets"] == plain["facets"]
    rows = reader.get("/search.jsonl?q=*&copies=fold").get_data(as_text=True).splitlines()
    assert len([json.loads(row) for row in rows]) == 4
    assert reader.get("/search.atom?q=*&copies=fold").get_data(as_text=True).count("<entry>") == 4


def test_the_page_says_what_is_folded_and_leads_back(reader: FlaskClient) -> None:
    """The switch is a link; the address without folding is the plain one."""
    plain = body(reader, "/search?q=*&lang=en")
    assert "4 articles" in plain
    assert plain.count("and 2 copies elsewhere") == 3
    assert 'href="/search?q=*&amp;sort=newest&amp;copies=fold&amp;lang=en"' in plain
    folded = body(reader, "/search?q=*&copies=fold&lang=en")
    assert "4 articles" in folded
    assert "2 copies are folded under an article that is listed" in folded
    assert folded.count("and 2 copies elsewhere") == 1
    assert 'href="/search?q=*&amp;sort=newest&amp;lang=en"' in folded
    assert '<input type="hidden" name="copies" value="fold">' in folded


def test_a_page_without_copies_has_no_switch(reader: FlaskClient) -> None:
    assert "copies=fold" not in body(reader, "/search?q=المتحف")


def test_a_wrong_value_is_refused(reader: FlaskClient) -> None:
    refused = reader.get("/api/v1/search?copies=all")
    assert refused.status_code == 400
    assert refused.get_json()["errors"][0]["field"] == "copies"


def test_new_clusters_change_the_answers_tag(home: Path, reader: FlaskClient) -> None:
    """The generation is the same, the answer is not."""
    folder = DataFolder(home)
    kept = folder.copies.read_bytes()
    before = reader.get("/search?q=*").headers["ETag"]
    folder.copies.unlink()
    assert reader.get("/search?q=*", headers={"If-None-Match": before}).status_code == 200
    assert ids(reader, q="*", copies="fold") == ids(reader, q="*")
    folder.copies.write_bytes(kept)
