"""The advanced form writes what is read as it is meant, and leads to the search; all values of a facet."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from archive.model.article import Article
from archive.paths import DataFolder
from archive.store.writer import Store
from index.model import Query
from index.query import parse
from index.writer.rebuild import rebuild
from tests.index.support.articles import lexicon_chain
from web import Settings, create_app
from web.pages.advanced import BOXES, Boxes

WRITTEN = {
    "all": (Boxes(all="تويتر حساب"), "+تويتر +حساب"),
    "a phrase in its own marks": (Boxes(phrase="«مجلس الأمن»"), '"مجلس الأمن"'),
    "any": (Boxes(any="خبر تقرير"), "(خبر OR تقرير)"),
    "any of one": (Boxes(any="خبر"), "+خبر"),
    "none": (Boxes(all="خبر", none="كرة قدم"), "+خبر -كرة -قدم"),
    "title": (Boxes(title="خبر"), "عنوان:خبر"),
    "near": (Boxes(near="ملك", near_too="سلمان", distance=2), '"ملك سلمان"~2'),
    "near alone": (Boxes(near="ملك"), "+ملك"),
    "an operator is a word": (Boxes(all="بدون OR"), '+"بدون" +"OR"'),
    "signs": (Boxes(all='(a) [b] "c" +d'), '+a +b +c +"+d"'),
    "nothing": (Boxes(), ""),
}


@pytest.mark.parametrize(("boxes", "text"), WRITTEN.values(), ids=WRITTEN)
def test_the_form_writes_the_query_language(boxes: Boxes, text: str) -> None:
    assert boxes.text() == text


@given(st.fixed_dictionaries({name: st.text('اب تو"«()[]-+:*~#a1 أوOR', max_size=14) for name in BOXES}))
def test_what_is_written_is_read_without_a_problem(given_boxes: dict[str, str]) -> None:
    text = Boxes(**given_boxes).text()
    if text:
        assert parse(Query(text), lexicon_chain())[1].problems == ()


def test_the_form_leads_to_the_search(client: FlaskClient) -> None:
    """With its dates and facets; the text stands in the box for the reader to change."""
    answer = client.get("/advanced?all=تويتر&none=يوتيوب&from=2015&platform=twitter&outlet=&go=1")
    assert answer.status_code == 303
    target = urlsplit(answer.headers["Location"])
    assert target.path == "/search"
    assert parse_qs(target.query) == {"q": ["+تويتر -يوتيوب"], "from": ["2015"], "platform": ["twitter"]}
    shown = client.get("/advanced?all=تويتر&lang=en").get_data(as_text=True)
    assert "The search as written" in shown
    assert 'value="+تويتر"' in shown


def test_all_values_of_a_facet_are_found_by_their_letters(client: FlaskClient) -> None:
    page = client.get("/values?q=&facet=outlet&find=الميناء&lang=en").get_data(as_text=True)
    assert "1 value<" in page
    assert "أخبار الميناء" in page
    assert "صحيفة الصباح" not in page
    assert client.get("/values?facet=nothing").status_code == 404


def test_filters_by_byline_unit_and_country(client: FlaskClient) -> None:
    found = client.get("/api/v1/search?author=ليلى حداد&facets=author,unit,country").get_json()
    assert [hit["id"] for hit in found["hits"]] == ["closed-accounts"]
    assert [bucket["value"] for bucket in found["facets"]["author"]] == ["ليلى حداد"]
    page = client.get("/search?q=تويتر&author=ليلى حداد").get_data(as_text=True)
    assert 'name="author" value="ليلى حداد" checked' in page


def test_without_words_the_newest_stand_first(client: FlaskClient) -> None:
    """Nothing is more relevant than anything else: the page and its links say by what it is ordered."""
    page = client.get("/search?q=").get_data(as_text=True)
    assert 'aria-current="true">الأحدث<' in page
    assert "الأوثق صلة" not in page
    assert "sort=newest" in page
    assert 'aria-current="true">الأوثق صلة<' in client.get("/search?q=تويتر").get_data(as_text=True)


def test_a_name_is_left_out_by_its_field(tmp_path: Path) -> None:
    """The facet of people and organisations links to the search without one of them, as other facets do."""
    with Store.open(DataFolder(tmp_path).archive_db) as store:
        store.add_all([Article("a", "أغلقت يوروبول مواقع"), Article("b", "نشرت اليونيسف تقريراً")])
    rebuild(DataFolder(tmp_path))
    client = create_app(Settings(home=tmp_path)).test_client()
    page = client.get("/search?q=*").get_data(as_text=True)
    links = [html.unescape(link) for link in re.findall(r'href="(/search[^"]*-named:europol[^"]*)"', page)]
    assert links
    found = client.get(links[0].replace("/search?", "/api/v1/search?")).get_json()
    assert [hit["id"] for hit in found["hits"]] == ["b"]
