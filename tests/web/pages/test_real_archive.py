"""The same pages over the real engine and a real archive: what counts, lists, draws and exports agrees."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.model.article import Article
from archive.paths import DataFolder
from archive.store.writer import Store
from index.writer.rebuild import rebuild
from tests.web.support.articles import ARTICLES, MANY
from web import Settings, create_app


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    home = tmp_path_factory.mktemp("home")
    with Store.open(DataFolder(home).archive_db) as store:
        store.add_all([*ARTICLES, *MANY])
    rebuild(DataFolder(home))
    app = create_app(Settings(home=home, limits=False, access_log=False))
    yield app.test_client()
    app.extensions["sijill"].close()


SEARCHES = ["تويتر", "", "*", "تليجرام", '"حسابات أوقفتها"', "تويتر -فيسبوك", "تغريد*", "platform:telegram",
            "date:2016", "تويتر AND يوتيوب", "=تليجرام", '"غير مغلق', "و"]  # fmt: skip


@pytest.mark.parametrize("text", SEARCHES)
def test_list_count_and_exports_agree(real: FlaskClient, text: str) -> None:
    """One number: of the answer, of the rows, of the lines, and of all that its pages list."""
    answer = real.get("/api/v1/search", query_string={"q": text, "per_page": 100}).get_json()
    rows = real.get("/search.jsonl", query_string={"q": text}).get_data(as_text=True).splitlines()
    assert [json.loads(row)["id"] for row in rows] == [hit["id"] for hit in answer["hits"]]
    assert len(rows) == answer["total"]
    assert sum(bucket["count"] for bucket in answer["facets"]["year"]) == answer["total"]


@pytest.mark.parametrize("text", SEARCHES)
def test_every_search_is_a_page(real: FlaskClient, text: str) -> None:
    for lang in ("ar", "en"):
        assert real.get("/search", query_string={"q": text, "lang": lang}).status_code == 200


def test_fragments_lead_to_their_place(real: FlaskClient) -> None:
    """Every fragment's link names a mark of the article's page."""
    body = real.get("/search?q=تويتر&per_page=100").get_data(as_text=True)
    links = re.findall(r'class="there" href="([^"]*)#(o\d+)"', body)
    assert len(links) > 50
    for address, place in links[:10]:
        assert f'<mark id="{place}">' in real.get(address.replace("&amp;", "&")).get_data(as_text=True)


def test_names_find_each_other_and_say_so(real: FlaskClient) -> None:
    body = real.get("/search?q=تليجرام").get_data(as_text=True)
    assert "without=" in body
    assert "اسم آخر" in body


def test_timeline_links_find_what_they_say(real: FlaskClient) -> None:
    """From years to a month to its days; the table's numbers are those of the answers."""
    body = real.get("/search?q=فيسبوك").get_data(as_text=True)
    table = body[body.index("<tbody>") : body.index("</tbody>")]
    rows = re.findall(r'<a href="([^"]+)">[^<]*</a></th><td>(\d+)</td>', table)
    assert rows
    for address, count in rows[:6]:
        found = real.get(address.replace("&amp;", "&").replace("/search?", "/api/v1/search?")).get_json()
        assert found["total"] >= int(count)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=30))
def test_any_query_is_answered_or_refused(real: FlaskClient, text: str) -> None:
    assert real.get(f"/search?q={quote(text)}").status_code in (200, 400)
    assert real.get(f"/api/v1/search?q={quote(text)}").status_code in (200, 400)


def test_status_is_of_the_real_index(real: FlaskClient) -> None:
    status = real.get("/api/v1/status").get_json()
    assert (status["generation"], status["articles"], status["archive_articles"]) == (1, 65, 65)
    assert status["stale"] is False


def next_cursor(real: FlaskClient, search: str) -> str:
    """Where a search goes on behind its first page."""
    return str(real.get(f"/api/v1/search?{search}&per_page=5").get_json()["next_cursor"])


def test_pages_by_cursor_hold_every_match_once(real: FlaskClient) -> None:
    listed, cursor = [], ""
    while cursor is not None:
        answer = real.get(
            "/api/v1/search",
            query_string={"q": "تويتر", "per_page": 7} | ({"cursor": cursor} if cursor else {}),
        ).get_json()
        listed += [hit["id"] for hit in answer["hits"]]
        cursor = answer["next_cursor"]
    assert len(listed) == len(set(listed)) == answer["total"]


#: A cursor's own search, and one that it is no part of.
OTHERS = {
    "nonsense": (None, "q=تويتر"),
    "of other words": ("q=تويتر", "q=فيسبوك"),
    "of another order": ("q=تويتر&sort=newest", "q=تويتر"),
    "of other filters": ("q=تويتر", "q=تويتر&platform=telegram"),
    "of other expansions": ("q=تليجرام OR تويتر", "q=تليجرام OR تويتر&expand=false"),
}


@pytest.mark.parametrize("path", ["/api/v1/search", "/search"])
@pytest.mark.parametrize(("own", "other"), OTHERS.values(), ids=list(OTHERS))
def test_a_cursor_of_another_search_is_refused(
    real: FlaskClient, path: str, own: str | None, other: str
) -> None:
    cursor = next_cursor(real, own) if own else "nonsense"
    answer = real.get(f"{path}?{other}&cursor={cursor}")
    assert answer.status_code == 400
    if path != "/search":
        problem = answer.get_json()
        assert (problem["field"], problem["errors"][0]["code"]) == ("cursor", "bad_cursor")


def test_an_old_index_marks_the_words_of_the_new_text(tmp_path: Path) -> None:
    """The page marks what it shows: the archive's text, changed since the index was built."""
    folder = DataFolder(tmp_path)
    told = "كتب تويتر عن حساب واحد."
    with Store.open(folder.archive_db) as store:
        store.add(Article("one", told))
        rebuild(folder)
        store.add(Article("one", f"كلام أضيف قبله. {told} ثم عاد تويتر."))
        store.add(Article("unseen", told))
    client = create_app(Settings(home=tmp_path, limits=False, access_log=False)).test_client()
    for article, expected in (("one", 2), ("unseen", 1)):
        body = client.get(f"/articles/{article}?q=تويتر").get_data(as_text=True)
        assert re.findall(r'<mark id="o[^"]*">([^<]*)</mark>', body) == ["تويتر"] * expected
    page = client.get("/search?q=تويتر&lang=en").get_data(as_text=True)
    assert "the newest articles and corrections may be missing" in page
    assert "sijill update" in page
