"""An article's original in a frame that can do nothing, and its history."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.model.article import Article
from archive.paths import DataFolder
from archive.store.originals import Originals
from archive.store.writer import Store
from tests.web.support.fakes import FakeEngine
from web import Settings, create_app

PAGE = '<html><head><meta charset="windows-1256"></head><body><script>alert(1)</script>نصّ</body></html>'
ORIGINALS = {
    "page": (PAGE.encode("cp1256", "ignore"), "text/html", "نص"),
    "text": ("سطر <b>واحد</b>".encode(), "text/plain", "سطر <b>واحد</b>"),
    "binary": (b"%PDF-1.4\x00\x01\x02", "text/plain", "download it"),
}


@pytest.fixture
def reader(tmp_path: Path) -> FlaskClient:
    originals = Originals(DataFolder(tmp_path).originals)
    articles = tuple(
        Article(name, "نص المقال", "عنوان", original=originals.put(data))
        for name, (data, *_) in ORIGINALS.items()
    )
    store = Store.in_memory()
    store.add_all(articles)
    return create_app(
        Settings(home=tmp_path, limits=False, access_log=False), FakeEngine(articles), store
    ).test_client()


@pytest.mark.parametrize("name", ORIGINALS)
def test_an_original_is_shown_without_any_right(reader: FlaskClient, name: str) -> None:
    """Sandboxed by its own header, whatever frame it stands in; text stays text."""
    _, media, text = ORIGINALS[name]
    shown = reader.get(f"/articles/{name}/original/shown?lang=en")
    assert shown.content_type == f"{media}; charset=utf-8"
    assert text in shown.get_data(as_text=True)
    policy = shown.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-" not in policy
    beside = reader.get(f"/articles/{name}/original/view").get_data(as_text=True)
    assert f'<iframe sandbox src="/articles/{name}/original/shown"' in beside


def test_an_article_without_an_original_says_so(client: FlaskClient) -> None:
    assert client.get("/articles/untitled/original/view").status_code == 404


def test_history_tells_what_happened(client: FlaskClient) -> None:
    page = client.get("/articles/untitled/history?lang=en").get_data(as_text=True)
    assert "<td>added</td>" in page
