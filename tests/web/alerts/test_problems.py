"""What goes wrong is kept as a code with values, and told in the reader's language."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archive.paths import DataFolder
from archive.sources.followed import FollowedSource, Registry, SourceKind
from archive.sources.problems import WORDS as SOURCE_WORDS
from archive.sources.problems import Problem, read_problem, status_problem
from archive.sources.tables import open_sources
from archive.store.writer import Store
from tests.archive.support.builders import article
from web import Settings, create_app
from web.alerts.problems import WORDS, problem_words
from web.cli.main import sijill
from web.i18n import speaking

ARABIC = re.compile("[\u0621-\u064a]")
#: A value for each name that stands in the words.
VALUES = dict.fromkeys(("bytes", "seconds", "count"), 5)


def sample(code: str) -> Problem:
    """A problem of this code, with something for each of its values."""
    names = re.findall(r"%\((\w+)\)s", "".join(WORDS[code]))
    return Problem(code, {name: VALUES.get(name, f"the-{name}") for name in names})


@pytest.mark.parametrize("code", sorted(WORDS))
def test_every_code_is_told_in_both_languages(code: str) -> None:
    problem = read_problem(sample(code).text())
    assert problem == sample(code)
    with speaking("ar"):
        arabic = problem_words(problem)
    with speaking("en"):
        english = problem_words(problem)
    for value in problem.values.values():
        assert str(value) in arabic
        assert str(value) in english
    if code not in ("old", "page", "file_left"):
        assert ARABIC.search(arabic)
        assert not ARABIC.search(english)


def test_a_reason_within_a_problem_is_told_in_the_same_language() -> None:
    told = read_problem(
        Problem("page", {"address": "https://a.example", "why": status_problem(404, "")}).text()
    )
    assert told is not None
    with speaking("ar"):
        assert "لم يعد في هذا العنوان شيء" in problem_words(told)


@pytest.mark.parametrize(
    "text", ["it broke in words", "{", '{"code": 1}', "[]", "null", '{"values": {}}', '"x"', "[" * 5000]
)
def test_what_an_earlier_version_wrote_is_told_as_it_stands(text: str) -> None:
    problem = read_problem(text)
    assert problem == Problem("old", {"words": text})
    with speaking("ar"):
        assert text in problem_words(problem)


@pytest.mark.parametrize(
    "text",
    [
        '{"code": "of tomorrow", "values": {"host": "a.example"}}',
        '{"code": "private", "values": {"host": "a.example"}}',
    ],
)
def test_a_code_of_a_newer_version_is_told_with_its_values(text: str) -> None:
    problem = read_problem(text)
    assert problem is not None
    with speaking("ar"):
        assert "a.example" in problem_words(problem)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A source that fails with a code, and one that failed in the words of an earlier version."""
    folder = DataFolder(tmp_path / "home")
    with Store.open(folder.archive_db) as store:
        store.add_all([article("a1")])
    database = open_sources(folder)
    registry = Registry(database)
    for name, problem in (
        ("new", Problem("private", {"host": "a.example", "ips": "10.0.0.1"}).text()),
        ("old", "it broke"),
    ):
        registry.add(FollowedSource(name, SourceKind.FEED, f"https://{name}.example/feed"), 1.0)
        database.write("UPDATE sources SET problem = ?, failures = 1 WHERE name = ?", (problem, name))
        database.write(
            "INSERT INTO polls (source, at, status, problem) VALUES (?, 1.0, 'failed', ?)", (name, problem)
        )
    database.close()
    return folder


def test_the_page_tells_it_in_its_language(folder: DataFolder) -> None:
    client = create_app(Settings(home=folder.home)).test_client()
    arabic = client.get("/sources").get_data(as_text=True)
    english = client.get("/sources?lang=en").get_data(as_text=True)
    assert arabic.count("إلى عنوان داخل شبكة خاصة") == 2
    assert english.count("leads to a private address") == 2
    assert arabic.count('<span dir="ltr" lang="en" class="count">') == 2  # the old row, and its poll
    for page in (arabic, english):
        assert page.count("it broke") == 2
        assert "&#34;code&#34;" not in page


@pytest.mark.parametrize(
    ("language", "words"), [("ar", "داخل شبكة خاصة"), ("", "leads to a private address")]
)
def test_the_terminal_tells_it_too(folder: DataFolder, language: str, words: str) -> None:
    shown = CliRunner().invoke(
        sijill, ["source", "list", "--home", str(folder.home)], env={"SIJILL_LANGUAGE": language}
    )
    assert words in shown.output
    assert "it broke" in shown.output


def test_json_has_code_values_and_both_languages(folder: DataFolder) -> None:
    shown = CliRunner().invoke(sijill, ["source", "list", "--json", "--home", str(folder.home)])
    records: list[dict[str, Any]] = json.loads(shown.output)
    told = {one["name"]: one["problem"] for one in records}
    assert told["new"]["code"] == "private"
    assert told["new"]["values"] == {"host": "a.example", "ips": "10.0.0.1"}
    assert set(told["new"]["message"]) == {"ar", "en"}
    assert told["old"]["message"]["ar"] == "\u2068it broke\u2069"


def test_codes_stand_in_one_table_only() -> None:
    """The words of sources are those of alerts too, none of them changed."""
    assert {code: WORDS[code] for code in SOURCE_WORDS} == dict(SOURCE_WORDS)
