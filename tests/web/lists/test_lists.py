"""Lists: how they are read, and the same answer on the page, by REST, as CSV and in the terminal."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from web.cli.main import sijill
from web.cli.serve import REQUEST_BODY
from web.lists import batch, screening
from web.lists.entries import ROOM, NoSuchColumn, read_entries
from web.lists.tables import csv_text

LISTS = {
    "lines": ("تويتر\n\n  فيسبوك \r\n", "", "", [(1, "تويتر"), (3, "فيسبوك")]),
    "a byte order mark": ("\ufeffتويتر", "", "", [(1, "تويتر")]),
    "commas in lines stay": ("تويتر, فيسبوك", "a.txt", "", [(1, "تويتر, فيسبوك")]),
    "a table with a known heading": ("id;الاسم\n1;تويتر\n2;\n3;فيسبوك", "a.csv", "",
                                     [(2, "تويتر"), (4, "فيسبوك")]),
    "a table without": ("تويتر,1\nفيسبوك,2", "a.csv", "", [(1, "تويتر"), (2, "فيسبوك")]),
    "a named column": ("a,b\n1,تويتر", "", "b", [(2, "تويتر")]),
    "nothing": ("", "a.csv", "", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "name", "column", "entries"), LISTS.values(), ids=LISTS)
def test_a_list_is_read(text: str, name: str, column: str, entries: list[tuple[int, str]]) -> None:
    assert [(one.row, one.text) for one in read_entries(text, name, column)] == entries


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(NoSuchColumn, match="there are: a, b"):
        read_entries("a,b\n1,2", column="c")


def test_no_cell_of_a_table_is_a_formula() -> None:
    text = csv_text(("a",), [("=1+1",), ("@x",), (None,), (12,)])
    assert text.startswith("\ufeff")
    assert [row[0] for row in csv.reader(io.StringIO(text[1:]))] == ["a", "'=1+1", "'@x", "", "12"]


QUERIES = ["تويتر", "فيسبوك تيليغرام", "(", "*", "=SUM(1)"]


def test_a_broken_query_costs_only_itself(client: FlaskClient) -> None:
    """The row says what is wrong; the others count what a search counts."""
    answer = client.post("/api/v1/batch", json={"queries": QUERIES}).get_json()
    assert [row["row"] for row in answer["rows"]] == [1, 2, 3, 4, 5]
    for row in answer["rows"]:
        if row["query"] == "(":
            assert row["total"] is None
            assert row["error"]["code"] == "empty_group"
            continue
        alone = client.get("/api/v1/search", query_string={"q": row["query"]}).get_json()
        assert (row["total"], row["total_all_words"]) == (alone["total"], alone["total_all_words"])
        assert client.get(row["address"]).status_code == 200


def test_page_and_table_tell_what_rest_tells(client: FlaskClient) -> None:
    form = {"list": "\n".join(QUERIES), "from": "2015"}
    rows = client.post("/api/v1/batch?from=2015", json={"queries": QUERIES}).get_json()["rows"]
    table = client.post("/batch", data=form | {"as": "csv"}).get_data(as_text=True)
    assert table.startswith("\ufeff")
    told = list(csv.DictReader(io.StringIO(table[1:])))
    assert [row["total"] for row in told] == ["" if r["total"] is None else str(r["total"]) for r in rows]
    assert told[4]["query"] == "'=SUM(1)"
    page = client.post("/batch?lang=en", data=form).get_data(as_text=True)
    assert "5 searches" in page
    assert "1 could not be read" in page
    assert "no-store" in client.post("/batch", data=form).headers["Cache-Control"]


def test_a_file_may_be_sent(client: FlaskClient) -> None:
    sent = {"file": (io.BytesIO("الاسم\nتويتر\n".encode("cp1256")), "names.csv")}
    page = client.post("/batch?lang=en", data=sent).get_data(as_text=True)
    assert "1 search<" in page
    assert "تويتر" in page


def test_a_long_list_has_room_and_elsewhere_there_is_none(client: FlaskClient) -> None:
    """A megabyte of names is read; the server that stands before the application lets it through."""
    names = "\n".join(f"اسم رقم {number}" for number in range(20_000))
    assert len(names.encode()) > 300_000
    page = client.post("/screen?lang=en", data={"list": names, "where": "text", "text": "اسم رقم 7"})
    assert page.status_code == 200
    assert "1 name is mentioned" in page.get_data(as_text=True)
    assert client.post("/help", data={"list": names}).status_code in (405, 413)
    assert REQUEST_BODY >= ROOM


def test_a_file_that_is_no_text_says_so(client: FlaskClient) -> None:
    sent = {"file": (io.BytesIO(bytes(range(256)) * 3), "names.txt")}
    page = client.post("/batch?lang=en", data=sent)
    assert page.status_code == 200
    assert "This file is no text that can be read" in page.get_data(as_text=True)


def test_too_long_a_list_says_so(client: FlaskClient) -> None:
    page = client.post("/batch?lang=en", data={"list": "a\n" * (batch.MOST + 1)}).get_data(as_text=True)
    assert f"This list has {batch.MOST + 1} lines" in page
    answer = client.post("/api/v1/batch", json={"queries": ["a"] * (batch.MOST + 1)})
    assert answer.status_code == 400
    assert answer.get_json()["errors"][0]["code"] == "out_of_range"


def test_a_line_as_a_phrase() -> None:
    assert batch.as_phrase("«مجلس الأمن»") == '"مجلس الأمن"'


def test_a_text_an_article_and_a_search_are_screened(client: FlaskClient) -> None:
    names = {"names": ["تليجرام", "فيسبوك"]}
    text = client.post("/api/v1/screen", json=names | {"text": "قناة على تليجرام"}).get_json()
    assert [(one["name"], one["row"], one["forms"]) for one in text["names"]] == [("تليجرام", 1, ["تليجرام"])]
    one = client.post("/api/v1/screen?article=channels", json=names).get_json()
    assert [(m["surface"], m["field"]) for m in one["articles"][0]["mentions"]] == [
        ("تليجرام", "title"),
        ("تليجرام", "body"),
    ]
    result = client.post("/api/v1/screen?q=فيسبوك", json=names).get_json()
    assert result["looked_at"] == 61
    assert next(n for n in result["names"] if n["name"] == "فيسبوك")["articles"] == 61
    assert client.post("/api/v1/screen?article=nowhere", json=names).status_code == 404


def test_what_came_in_today_is_screened(client: FlaskClient) -> None:
    names = {"names": ["فيسبوك"]}
    today = screening.today().isoformat()
    fresh = client.post(f"/api/v1/screen?since={today}", json=names).get_json()
    assert fresh["looked_at"] == 65
    assert client.post("/api/v1/screen?since=2999", json=names).get_json()["looked_at"] == 0


def test_the_page_of_names_marks_what_it_found(client: FlaskClient) -> None:
    form = {"list": "يوتيوب", "where": "search", "search": "يوتيوب"}
    page = client.post("/screen?lang=en", data=form).get_data(as_text=True)
    assert "1 name is mentioned" in page
    assert "<mark" in page
    table = client.post("/screen", data=form | {"as": "csv"}).get_data(as_text=True)
    assert [row["article"] for row in csv.DictReader(io.StringIO(table[1:]))] == ["untitled"]
    missing = client.post("/screen?lang=en", data={"list": "a", "where": "article", "article": "x"})
    assert "The archive has no article with this id." in missing.get_data(as_text=True)


def terminal(home: Path, *words: str, code: int = 0) -> Any:
    result = CliRunner().invoke(sijill, [*words, "--home", str(home)])
    assert result.exit_code == code, result.output
    return result


def test_the_terminal_asks_each_row_as_search_does(tmp_path: Path) -> None:
    home, names = tmp_path / "home", tmp_path / "names.txt"
    records = [
        {"id": "one", "title": "صحف", "body": "كتبت الصحف عن تويتر.", "published": "2016-02-07"},
        {"id": "two", "title": "نشرة", "body": "أغلق فيسبوك صفحات لتويتر.", "date": "2015"},
    ]
    (tmp_path / "two.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
    terminal(home, "add", str(tmp_path / "two.jsonl"))
    names.write_text("تويتر\nفيسبوك صحف\n(\n", "utf-8")
    told = terminal(home, "batch", str(names), "--json", code=1)
    rows = json.loads(told.stdout)["rows"]
    for row in rows[:2]:
        alone = json.loads(terminal(home, "search", row["query"], "--json").stdout)
        assert (row["total"], row["total_all_words"]) == (alone["total"], alone["total_all_words"])
    assert "row 3" in told.stderr
    assert terminal(home, "batch", str(names), "--csv", code=1).stdout.startswith("\ufeff")
    assert "2 with all the words" in terminal(home, "batch", str(names), code=1).stdout
    found = terminal(home, "screen", str(names)).stdout
    assert "row 1. تويتر: 2 times in 2 articles" in found
    assert "one" in terminal(home, "screen", str(names), "--article", "one", "--csv").stdout
