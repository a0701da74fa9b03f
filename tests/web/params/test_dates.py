"""Dates are read alike by REST, page, form, query and terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from marshmallow import ValidationError

from archive.paths import DataFolder
from archive.store.writer import Store
from index.query.values.dates import read_days
from index.writer.rebuild import rebuild
from tests.web.support.articles import FIGURED
from web.cli.main import sijill
from web.params.search import PartialDate

#: What people write, and the days that it means.
WRITTEN = {
    "2016": ("2016-01-01", "2016-12-31"),
    "2016-02": ("2016-02-01", "2016-02-29"),
    "2016/02": ("2016-02-01", "2016-02-29"),
    "02/2016": ("2016-02-01", "2016-02-29"),
    "2016-02-07": ("2016-02-07", "2016-02-07"),
    "22/7/2015": ("2015-07-22", "2015-07-22"),
    "٢٢/٧/٢٠١٥": ("2015-07-22", "2015-07-22"),
    "شباط 2016": ("2016-02-01", "2016-02-29"),
    "فبراير/شباط 2016": ("2016-02-01", "2016-02-29"),
    "7 شباط 2016": ("2016-02-07", "2016-02-07"),
    "February 2016": ("2016-02-01", "2016-02-29"),
    " 2016 ": ("2016-01-01", "2016-12-31"),
}
REFUSED = (
    "yesterday",
    "2016-13",
    "2016-02-31",
    "31/2/2016",
    "2015..2016",
    "*",
    "0000",
    "x" * 400,
)


@pytest.mark.parametrize(("text", "days"), WRITTEN.items(), ids=list(WRITTEN))
def test_what_people_write(text: str, days: tuple[str, str]) -> None:
    read = PartialDate("").deserialize(text)
    assert tuple(day.isoformat() for day in read) == days
    assert read_days(text) == read


@pytest.mark.parametrize("text", REFUSED, ids=[text[:12] for text in REFUSED])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="not_date"):
        PartialDate("").deserialize(text)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("dated")
    with Store.open(DataFolder(home).archive_db) as store:
        store.add_all(FIGURED)
    rebuild(DataFolder(home))
    return home


def printed(home: Path, *arguments: str) -> dict[str, object]:
    result = CliRunner().invoke(sijill, [*arguments, "--json", "--home", str(home)])
    assert result.exit_code == 0, result.output
    read: dict[str, object] = json.loads(result.stdout)
    return read


@pytest.mark.parametrize("text", ["شباط 2016", "2016-02", "02/2016"])
def test_verbs_forms_and_parameters_agree(home: Path, client: FlaskClient, text: str) -> None:
    """The same month, however it is written, filters the same everywhere."""
    assert printed(home, "search", "*", "--from", text, "--to", text)["total"] == 2
    assert printed(home, "search", f"date:[{text} TO {text}]")["total"] == 2
    figures = [
        printed(home, "figures", "--from", month, "--to", month)["total"] for month in (text, "2016-02")
    ]
    assert figures[0] == figures[1] != 0
    spelled = {"q": "*", "from": text, "to": text}
    plain = {"q": "*", "from": "2016-02", "to": "2016-02"}
    for path in ("/api/v1/search", "/api/v1/figures", "/api/v1/claims"):
        asked, expected = client.get(path, query_string=spelled), client.get(path, query_string=plain)
        assert asked.status_code == 200
        assert asked.get_json()["total"] == expected.get_json()["total"]
    page = client.get("/search", query_string=spelled).get_data(as_text=True)
    assert 'name="from" dir="auto" size="14" maxlength="40" placeholder="حزيران 2015" value="2016-02"' in page


@pytest.mark.parametrize("path", ["/search", "/figures", "/claims"])
def test_a_refused_date_keeps_the_form_and_is_told_once(client: FlaskClient, path: str) -> None:
    asked = {"q": "تويتر", "from": "أمس", "to": "2016", "platform": "twitter", "lang": "en"}
    answer = client.get(path, query_string=asked)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert page.count("Write a date as") == 1
    form = page[page.index('class="mend"') : page.index("</form>", page.index('class="mend"'))]
    assert 'name="from" value="أمس"' in form
    for name in ("q", "to", "platform", "lang"):
        assert f'name="{name}" value="{asked[name]}"' in form
