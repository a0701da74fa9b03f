"""Exports and feed: exactly what the page counts, safe in spreadsheets, readable by reference managers."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from archive.model.article import Article, DateSource, Precision, Published
from archive.paths import DataFolder
from archive.store.writer import Store
from index.writer.update import update
from web import Settings, create_app
from web.exports.articles import COLUMNS
from web.lists.tables import safe_cell

ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"

SEARCHES = ["q=تويتر", "q=", "q=تويتر&platform=telegram", "q=&outlet=harbour&from=2016&to=2016", "q=zzz",
            "q=تليجرام&without=telegram", "q=تويتر&page=3&per_page=5"]  # fmt: skip


def counted(client: FlaskClient, search: str) -> int:
    return int(client.get(f"/api/v1/search?{search}").get_json()["total"])


def in_csv(body: str) -> int:
    return len(list(csv.reader(io.StringIO(body)))) - 1


COUNTS = {
    "csv": in_csv,
    "jsonl": lambda body: len(body.splitlines()),
    "ris": lambda body: body.count("\r\nER  - "),
    "bib": lambda body: len(re.findall("^@misc", body, re.MULTILINE)),
}


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("form", COUNTS)
def test_an_export_holds_what_the_page_counts(client: FlaskClient, form: str, search: str) -> None:
    """The whole filtered result whatever page one is on; the header says the same number."""
    response = client.get(f"/search.{form}?{search}")
    total = counted(client, search)
    assert COUNTS[form](response.get_data(as_text=True)) == total
    assert response.headers["Sijill-Count"] == str(total)
    assert response.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("search", SEARCHES)
def test_the_feed_holds_what_the_page_counts(client: FlaskClient, search: str) -> None:
    """All its pages together hold every match once."""
    address: str | None = f"/search.atom?{search.replace('&page=3&per_page=5', '')}"
    seen: list[str] = []
    total = ""
    while address:
        feed = ET.fromstring(client.get(address).data)
        seen += [entry.findtext(f"{ATOM}id") or "" for entry in feed.iter(f"{ATOM}entry")]
        total = feed.findtext(f"{OPENSEARCH}totalResults") or ""
        links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
        address = links.get("next")
    assert len(seen) == len(set(seen)) == int(total) == counted(client, search)


def test_csv_has_a_mark_only_where_asked(client: FlaskClient) -> None:
    assert client.get("/search.csv?q=تويتر").data[:3] == b"id,"
    assert client.get("/search.csv?q=تويتر&bom=true").data[:3] == b"\xef\xbb\xbf"


def test_csv_rows(client: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/search.csv?q=غريبة").get_data(as_text=True))))
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["title"] == "عنوان فيه <i>علامات</i> & أقواس"
    assert rows[0]["published_precision"] == "unknown"
    assert rows[0]["permalink"] == "http://localhost/articles/odd-signs"


@given(st.text(max_size=10))
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text)[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n")


def test_jsonl_is_what_the_reader_of_jsonl_takes(client: FlaskClient) -> None:
    """Text and metadata under the keys of the input format, dates as fine as they are known."""
    lines = client.get("/search.jsonl?q=تليجرام").get_data(as_text=True).splitlines()
    records = {r["id"]: r for r in map(json.loads, lines)}
    assert records["channels"]["body"].startswith("أوقفت تليجرام")
    assert (records["channels"]["published"], records["channels"]["published_precision"]) == (
        "2015-11",
        "month",
    )
    assert "published" not in records["odd-signs"]


def test_the_manifest_is_beside_the_data(client: FlaskClient) -> None:
    """Headers and file say the same; the data itself holds none of it."""
    response = client.get("/search.csv?q=تليجرام&platform=telegram")
    assert unquote(response.headers["Sijill-Query"]) == "تليجرام"
    assert response.headers["Sijill-Generation"] == "7"
    link = re.match("<(.*?)>", response.headers["Link"])
    assert link
    told = client.get(link.group(1)).get_json()
    assert told["query"] == "تليجرام"
    assert told["parameters"] == [["q", "تليجرام"], ["platform", "telegram"]]
    assert told["expansions"] == ["telegram"]
    assert str(told["count"]) == response.headers["Sijill-Count"]
    assert client.get(told["files"]["csv"]).status_code == 200


def test_a_long_query_has_no_long_header(client: FlaskClient) -> None:
    response = client.get("/search.csv", query_string={"q": "كلمة " * 190})
    assert response.status_code == 200
    assert all(len(value) < 3000 for _, value in response.headers)


def test_exports_refuse_what_the_page_refuses(client: FlaskClient) -> None:
    assert client.get("/search.csv?q=a&from=never").status_code == 400
    assert client.get("/search.atom?q=(").status_code == 400


def test_the_feed_is_xml_whatever_is_asked(client: FlaskClient) -> None:
    for text in ("a\x00b\x0b", "<&>\"'", "\ufffe\uffff"):
        response = client.get("/search.atom", query_string={"q": text})
        assert response.status_code == 200
        ET.fromstring(response.data)


def test_an_unchanged_feed_is_not_sent_again(client: FlaskClient) -> None:
    """The same generation gives the same bytes, and to who has them nothing."""
    first = client.get("/search.atom?q=تويتر")
    again = client.get("/search.atom?q=تويتر", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/search.atom?q=تويتر").data == first.data


def test_browsers_can_add_the_search(client: FlaskClient) -> None:
    described = ET.fromstring(client.get("/opensearch.xml").data)
    addresses = {url.get("type"): url.get("template") for url in described.iter() if url.tag.endswith("}Url")}
    assert addresses["text/html"] == "http://localhost/search?q={searchTerms}"
    typed = client.get("/opensearch/suggest", query_string={"q": "قنوات"}).get_json()
    assert typed == ["قنوات", ["تليجرام توقف قنوات بعد بلاغات"]]


def test_the_feed_begins_with_what_came_in_last(tmp_path: Path) -> None:
    """Whatever its date: an old and an undated article that come today are news to who follows the feed."""
    folder = DataFolder(tmp_path)
    old = Published(date(2014, 3, 1), date(2014, 3, 1), Precision.DAY, DateSource.STATED)
    new = Published(date(2019, 3, 1), date(2019, 3, 1), Precision.DAY, DateSource.STATED)
    with Store.open(folder.archive_db) as store:
        store.add(Article(id="dated", body="خبر عن تويتر", published=new))
        update(folder)
        store.add(Article(id="old", body="خبر قديم عن تويتر", published=old))
        store.add(Article(id="undated", body="خبر بلا تاريخ عن تويتر"))
        store.correct("dated", "title", "عنوان", why="تجربة")
    update(folder)
    app = create_app(Settings(home=tmp_path, limits=False, access_log=False))
    feed = ET.fromstring(app.test_client().get("/search.atom?q=تويتر").data)
    atom, dublin = "{http://www.w3.org/2005/Atom}", "{http://purl.org/dc/elements/1.1/}"
    entries = feed.findall(f"{atom}entry")
    ids = [entry.findtext(f"{atom}id", "").rpartition("/")[2] for entry in entries]
    assert ids == ["undated", "old", "dated"]
    assert [entry.findtext(f"{dublin}date") for entry in entries] == [None, "2014-03-01", "2019-03-01"]
    added = [entry.findtext(f"{atom}published", "") for entry in entries]
    assert added == sorted(added, reverse=True)
    assert all(moment.startswith("20") for moment in added)
    app.extensions["sijill"].close()
