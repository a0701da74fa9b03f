"""The words of a result on the page, by REST, as CSV and in the terminal; a word leads to its articles."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from pathlib import Path

from click.testing import CliRunner
from flask.testing import FlaskClient

from index.model import Query
from web.cli.main import sijill
from web.pages.words import near_of, times, with_word


def test_the_page_links_each_word_to_its_articles(client: FlaskClient) -> None:
    page = client.get("/words?q=تويتر&lang=en").get_data(as_text=True)
    links = [unescape(link) for link in re.findall(r'<th scope="row"><a href="([^"]+)"', page)]
    assert links
    assert all(client.get(link).status_code == 200 for link in links)
    assert "/words.csv?q=" in page


def test_rest_page_and_tables_agree(client: FlaskClient) -> None:
    rest = client.get("/api/v1/words?q=فيسبوك&beside=حسابات").get_json()
    table = client.get("/words.csv?q=فيسبوك").get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
    told = [one["forms"][0] for one in (*rest["distinctive"], *rest["frequent"])]
    assert [row["word"] for row in rows] == told
    beside = client.get("/words.csv?q=فيسبوك&beside=حسابات").get_data(as_text=True)
    assert [row["word"] for row in csv.DictReader(io.StringIO(beside.removeprefix("\ufeff")))] == [
        one["form"] for one in rest["beside"]["words"]
    ]
    matrix = client.get("/words.csv?q=فيسبوك&table=matrix").get_data(as_text=True)
    counts = [list(map(int, row[2:])) for row in list(csv.reader(io.StringIO(matrix)))[1:]]
    assert counts == rest["matrix"]["counts"]


def test_a_neighbour_that_cannot_be_read_is_told_beside_its_box(client: FlaskClient) -> None:
    page = client.get("/words?q=تويتر&beside=(&lang=en")
    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.get_data(as_text=True)
    assert client.get("/api/v1/words?q=تويتر&beside=(").status_code == 400


def test_a_word_is_asked_beside_the_search() -> None:
    assert with_word(Query("تويتر", page=3), "حساب") == Query("تويتر +حساب")
    assert with_word(Query("*"), "ا-ب").text == '+"ا-ب"'
    assert near_of(Query("تويتر"), "حساب", "جديد").text == 'تويتر "حساب جديد"~4'
    assert times(3.0) == 8.0


def test_the_terminal_tells_them(tmp_path: Path) -> None:
    record = {"id": "one", "title": "صحف", "body": "كتبت الصحف عن تويتر.", "published": "2016-02-07"}
    (tmp_path / "one.jsonl").write_text(json.dumps(record), "utf-8")
    home = ["--home", str(tmp_path / "home")]
    assert CliRunner().invoke(sijill, ["add", str(tmp_path / "one.jsonl"), *home]).exit_code == 0
    for more in ([], ["--matrix"], ["--beside", "الصحف"], ["--csv"], ["--json"]):
        result = CliRunner().invoke(sijill, ["words", "تويتر", *more, *home])
        assert result.exit_code == 0, result.output
    assert "1 article compared" in CliRunner().invoke(sijill, ["words", "تويتر", *home]).stdout
