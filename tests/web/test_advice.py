"""What stands beside an answer is the same on the page, in REST and in a terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from archive.paths import DataFolder
from archive.store.writer import Store
from index.writer.rebuild import rebuild
from tests.web.support.articles import ARTICLES, MANY
from web import Settings, create_app
from web.cli.main import sijill


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("advised")
    with Store.open(DataFolder(home).archive_db) as store:
        store.add_all([*ARTICLES, *MANY])
    rebuild(DataFolder(home))
    return home


@pytest.fixture(scope="module")
def real(home: Path) -> Iterator[FlaskClient]:
    app = create_app(Settings(home=home, limits=False, access_log=False))
    yield app.test_client()
    app.extensions["sijill"].close()


Told = Callable[..., tuple[dict[str, Any], str, str]]


@pytest.fixture
def told(home: Path, real: FlaskClient) -> Told:
    """REST's answer, the page in English, and the terminal's lines of the same search."""

    def ask(parameters: dict[str, str], *options: str) -> tuple[dict[str, Any], str, str]:
        rest = real.get("/api/v1/search", query_string=parameters).get_json()
        page = real.get("/search", query_string=parameters | {"lang": "en"}).get_data(as_text=True)
        words = ["search", parameters["q"], *options, "--home", str(home)]
        printed = CliRunner().invoke(sijill, words)
        assert printed.exit_code == 0, printed.output
        as_json = json.loads(CliRunner().invoke(sijill, [*words, "--json"]).stdout)
        assert as_json | {"took_ms": 0} == rest | {"took_ms": 0}
        return rest, page, printed.output

    return ask


def test_another_spelling(told: Told) -> None:
    rest, page, printed = told({"q": "تقزير"})
    meant = rest["did_you_mean"]
    assert meant
    assert f"did you mean: {meant}" in printed
    assert re.search(rf"Did you mean <a [^>]*><bdi>{meant}</bdi>", page)


def test_each_word_alone_where_nothing_is_found(told: Told) -> None:
    rest, page, printed = told({"q": "يوتيوب تقرير", "mode": "all"}, "--mode", "all")
    assert rest["total"] == 0
    assert rest["words"] == [{"word": "تقرير", "total": 60}, {"word": "يوتيوب", "total": 1}]
    for one in rest["words"]:
        assert f"alone: {one['word']} {one['total']}" in printed
        assert f'<bdi>{one["word"]}</bdi></a> <span class="count">{one["total"]}</span>' in page


def test_what_is_found_without_filters(told: Told) -> None:
    rest, page, printed = told({"q": "يوتيوب", "platform": "telegram"}, "--platform", "telegram")
    assert (rest["total"], rest["without_filters"]) == (0, 1)
    assert "without the filters: 1" in printed
    assert 'Search without the filters</a> <span class="count">1</span>' in page


@pytest.mark.parametrize(
    ("parameter", "value", "unknown"),
    [
        ("platform", "nowhere", True),
        ("outlet", "nobody", True),
        ("platform", "telegram", False),
        ("agency", "nobody", True),
        ("language", "xx", True),
    ],
)
def test_values_that_nobody_has(told: Told, parameter: str, value: str, unknown: bool) -> None:
    """An id that stands in no article is said to be so; one that these words do not find is not."""
    rest, page, printed = told({"q": "تقرير", parameter: value}, f"--{parameter}", value)
    assert rest["nobody_has"] == ([{"parameter": parameter, "value": value}] if unknown else [])
    assert (f"no article of the archive has the {parameter} {value}" in printed) is unknown
    assert ("No article of the archive has this value" in page) is unknown


def test_counts_of_a_second_search(told: Told) -> None:
    rest, page, printed = told({"q": "تقرير", "q2": "قنوات"}, "--compare", "قنوات")
    alone, _, _ = told({"q": "قنوات"})
    assert rest["second"]["total"] == alone["total"] > 0
    assert rest["second"]["facets"] == alone["facets"]
    assert f"قنوات: {alone['total']}" in printed
    assert "قنوات" in page


def test_similar_articles(home: Path, real: FlaskClient) -> None:
    rest = real.get("/api/v1/articles/report-007").get_json()["similar"]
    page = real.get("/articles/report-007").get_data(as_text=True)
    printed = CliRunner().invoke(sijill, ["similar", "report-007", "--home", str(home)]).output
    assert rest
    for one in rest:
        assert f"/articles/{one['id']}" in page
        assert one["id"] in printed
    nobody = CliRunner().invoke(sijill, ["similar", "nobody", "--home", str(home)])
    assert "nothing in the index is similar to nobody" in nobody.output
