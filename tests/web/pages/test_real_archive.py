"""The same pages over the real engine and a real archive: what counts, lists, draws and exports agrees."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


def test_a_bad_cursor_is_a_problem(real: FlaskClient) -> None:
    assert real.get("/api/v1/search?q=تويتر&cursor=nonsense").status_code in (200, 400)
