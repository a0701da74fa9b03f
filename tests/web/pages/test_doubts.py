"""Agencies, language and warnings on the page of an article, beside the hits of a search, and in REST."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.model.article import Article, Evidence
from archive.model.warning import ArticleWarning
from archive.paths import DataFolder
from archive.store.writer import Store
from web import Settings, create_app
from web.cli.index import refresh

BODY = "دشن المحافظ صباح الأحد جسرا يصل ضفتي النهر، وقال إن العمل فيه دام ثلاثة أعوام…"
ARTICLES = [
    Article(
        "bridge", BODY, "الجسر", agencies=("reuters", "afp"), language="ar", script_share=0.8,
        evidence=(Evidence("agencies", "text", "لندن - رويترز", 0.85),),
        warnings=(ArticleWarning("stub", "the text breaks off", "ثلاثة أعوام<b>…"),),
    ),
    Article("pol", "شهردار روز یکشنبه پل جدید را افتتاح کرد", "پل", language="fa", script_share=1.0),
]  # fmt: skip


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = DataFolder(tmp_path_factory.mktemp("home"))
    with Store.open(folder.archive_db) as store:
        store.add_all(ARTICLES)
    refresh(folder, lambda _stage, _done, _total: None)
    app = create_app(Settings(home=Path(folder.home), limits=False, access_log=False))
    yield app.test_client()
    app.extensions["sijill"].close()


def text(reader: FlaskClient, address: str) -> str:
    return " ".join(reader.get(address).get_data(as_text=True).split())


def test_the_page_of_an_article_tells_what_is_doubtful_and_why(reader: FlaskClient) -> None:
    page = text(reader, "/articles/bridge?lang=en")
    assert "only the beginning of an article" in page
    assert "ثلاثة أعوام&lt;b&gt;…" in page
    assert "Reuters" in page
    assert "لندن - رويترز" in page
    assert "80% in its script" in page
    assert "مطلع مقال فقط" in text(reader, "/articles/bridge?lang=ar")


def test_a_search_is_filtered_by_them(reader: FlaskClient) -> None:
    page = text(reader, "/search?q=&lang=en")
    assert "Agencies" in page
    assert "Persian" in page
    assert "only the beginning of an article" in page
    found = reader.get("/api/v1/search?warning=stub&agency=afp&language=ar").get_json()
    assert [hit["id"] for hit in found["hits"]] == ["bridge"]
    assert reader.get("/api/v1/search?language=fa").get_json()["total"] == 1


def test_rest_gives_them_with_an_article(reader: FlaskClient) -> None:
    article = reader.get("/api/v1/articles/bridge").get_json()
    assert article["agencies"] == ["reuters", "afp"]
    assert (article["language"], article["script_share"]) == ("ar", 0.8)
    assert article["warnings"] == [
        {"code": "stub", "words": "the text breaks off", "evidence": "ثلاثة أعوام<b>…"}
    ]
