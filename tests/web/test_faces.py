"""One count in all faces: page, REST, terminal and exports over random archives and searches."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.extraction.annotate import read_anew
from archive.model.article import UNKNOWN_DATE, Article, DateSource, Outlet, Precision, Published
from archive.paths import DataFolder
from archive.store.writer import Store
from index.writer.rebuild import rebuild
from web import Settings, create_app
from web.cli.main import sijill

SENTENCES = (
    "أعلنت شركة تويتر أنها أغلقت 125 ألف حساب منذ منتصف عام 2015.",
    "قالت شركة تويتر إنها أغلقت 235 ألف حساب بين فبراير وأغسطس 2016.",
    "أوقفت تيليغرام 78 قناة في تشرين الثاني/نوفمبر 2015.",
    "نفت فيسبوك أنها حذفت 10 آلاف صفحة في يوم واحد.",
    "يتحدث الخبر عن الأحوال ولا يذكر منصة ولا عدداً.",
    "وفي آذار 2014 لم يكن أحد يتابع القنوات كلها.",
)
OUTLETS = (None, Outlet("morning", "صحيفة الصباح"), Outlet("harbour", "أخبار الميناء"))
DATES = (None, date(2015, 11, 20), date(2016, 2, 6), date(2016, 8, 19))
QUERIES = (
    "*",
    "تويتر",
    "حساب قناة",
    '"125 ألف"',
    "تويتر -فيسبوك",
    "date:2016",
    "قنوات AND تيليغرام",
    "غائبة",
)


@st.composite
def articles(draw: st.DrawFn) -> list[Article]:
    """Up to ten articles; some tell the same, some have no date, no outlet, no title."""
    made = []
    for number in range(draw(st.integers(0, 10))):
        body = "\n\n".join(draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3, unique=True)))
        day = draw(st.sampled_from(DATES))
        published = Published(day, day, Precision.DAY, DateSource.STATED) if day else UNKNOWN_DATE
        title = draw(st.sampled_from((None, f"خبر رقم {number}", "تويتر وحساباتها")))
        outlet = draw(st.sampled_from(OUTLETS))
        made.append(read_anew(Article(f"a{number}", body, title, outlet, published=published)))
    return made


@contextmanager
def faces(archive: list[Article]) -> Iterator[tuple[FlaskClient, Path]]:
    """A client of the pages and of REST, and the home for the terminal, over one archive."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        with Store.open(DataFolder(home).archive_db) as store:
            store.add_all(archive)
        rebuild(DataFolder(home))
        app = create_app(Settings(home=home, limits=False, access_log=False))
        try:
            yield app.test_client(), home
        finally:
            app.extensions["sijill"].close()


def terminal(home: Path, *words: str) -> Any:
    result = CliRunner().invoke(sijill, [*words, "--json", "--home", str(home)])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def page_count(client: FlaskClient, path: str, parameters: dict[str, str], noun: str) -> int:
    """The first count of this noun on the English page; 0 where it says none."""
    body = client.get(path, query_string=parameters | {"lang": "en"}).get_data(as_text=True)
    main = re.sub(r"<[^>]+>", "", body[body.index("<main") :])
    counted = re.search(rf"([\d,]+)\s+{noun}", main)
    return int(counted[1].replace(",", "")) if counted else 0


def lines(client: FlaskClient, path: str, parameters: dict[str, str]) -> list[str]:
    return client.get(path, query_string=parameters).get_data(as_text=True).splitlines()


def check_search(client: FlaskClient, home: Path, text: str) -> None:
    parameters = {"q": text}
    rest = client.get("/api/v1/search", query_string=parameters | {"per_page": "100"}).get_json()
    ids = [hit["id"] for hit in rest["hits"]]
    assert len(ids) == rest["total"]
    printed = terminal(home, "search", text, "--limit", "100")
    assert printed | {"took_ms": 0} == rest | {"took_ms": 0}
    assert page_count(client, "/search", parameters, "articles?") == rest["total"]
    assert [json.loads(line)["id"] for line in lines(client, "/search.jsonl", parameters)] == ids
    table = list(csv.DictReader(io.StringIO("\n".join(lines(client, "/search.csv", parameters)))))
    assert [row["id"] for row in table] == ids
    assert sum(line.startswith("TY  - ") for line in lines(client, "/search.ris", parameters)) == len(ids)
    assert sum(line.startswith("@misc{") for line in lines(client, "/search.bib", parameters)) == len(ids)
    assert client.get("/search.manifest.json", query_string=parameters).get_json()["count"] == len(ids)
    assert sum("<entry>" in line for line in lines(client, "/search.atom", parameters)) == len(ids)


def check_figures(client: FlaskClient, home: Path, text: str) -> None:
    parameters = {"q": text}
    rest = client.get("/api/v1/figures", query_string=parameters | {"per_page": "100"}).get_json()
    keys = [(figure["article"]["id"], figure["key"]) for figure in rest["figures"]]
    assert len(keys) == rest["total"]
    printed = terminal(home, "figures", text, "--limit", "100")
    assert [(one["article"], one["sentence"]) for one in printed["figures"]] == [
        (one["article"]["id"], one["sentence"]) for one in rest["figures"]
    ]
    assert (printed["total"], printed["articles"]) == (rest["total"], rest["articles"])
    assert page_count(client, "/figures", parameters, "figures?") == rest["total"]
    told = [json.loads(line) for line in lines(client, "/figures.jsonl", parameters)]
    assert [(one["article"]["id"], one["key"]) for one in told] == keys
    table = list(csv.DictReader(io.StringIO("\n".join(lines(client, "/figures.csv", parameters)))))
    assert [(row["article"], row["key"]) for row in table] == keys


def check_claims(client: FlaskClient, home: Path, text: str, tellings: str) -> None:
    parameters = {"q": text, "tellings": tellings}
    rest = client.get("/api/v1/claims", query_string=parameters | {"per_page": "100"}).get_json()
    printed = terminal(home, "claims", text, "--limit", "100", "--tellings", tellings)
    for name in ("total", "series", "rivals"):
        assert len(printed[name]) == len(rest[name]) if name != "total" else printed[name] == rest[name]
    assert [claim["id"] for claim in printed["claims"]] == [claim["id"] for claim in rest["claims"]]
    assert len(rest["claims"]) == rest["total"]
    told = page_count(client, "/claims", parameters, "figures? given in more than one report")
    assert told == rest["total"]


@pytest.mark.slow
@settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(articles(), st.sampled_from(QUERIES), st.sampled_from(["1", "2"]))
def test_every_face_tells_the_same(archive: list[Article], text: str, tellings: str) -> None:
    """Search, figures, claims and exports: the same things in the same order, counted alike."""
    with faces(archive) as (client, home):
        for asked in {text, "*", "تويتر"}:
            check_search(client, home, asked)
            check_figures(client, home, asked)
            check_claims(client, home, asked, tellings)
