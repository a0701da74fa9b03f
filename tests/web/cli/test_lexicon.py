"""The living lexicon: what the archive proposes, what its owner decides, and that searches follow at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.lexicon.decisions import ACCEPTED
from archive.paths import DataFolder
from index.arrays_engine import ArraysEngine
from index.model import Query
from tests.index.support.articles import article, build, ids
from web.cli.main import sijill

ARTICLES = [
    article("pair-1", "نقلت صحيفة بيلدونغ (Bildung) عن الوزير قوله"),
    article("pair-2", "وذكرت بيلدونغ (Bildung) أن المصنع أغلق"),
    *(article(f"g-{n}", f"وصل اللاعب تشيرمونغ الكوري إلى الملعب الكبير {n}") for n in range(3)),
    *(article(f"j-{n}", f"وصل اللاعب تشيرمونج الكوري إلى الملعب الكبير {n}") for n in range(3)),
    *(article(f"m-{n}", f"فتح المجالات أمام مجالات البحث العلمي {n}") for n in range(3)),
    *(article(f"q-{n}", f"كتب ثلاث مقالات نقدية عن الشعر {n}") for n in range(3)),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    build(tmp_path, [ARTICLES])
    return tmp_path


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(sijill, ["--home", str(home), "lexicon", *arguments])


def proposed(home: Path) -> dict[str, list[str]]:
    result = run(home, "suggest", "--json")
    assert result.exit_code == 0, result.output
    return {one["id"]: one["forms"] for one in json.loads(result.output)["proposals"]}


def found(home: Path, text: str) -> set[str]:
    return set(ids(ArraysEngine(DataFolder(home).index).search(Query(text, per_page=100))))


def test_pairs_and_spellings_are_proposed(home: Path) -> None:
    """Words that merely look alike and stand elsewhere are not."""
    assert proposed(home) == {
        "pair-bildung": ["بيلدونغ", "Bildung"],
        "spelling-تشيرمونج": ["تشيرمونج", "تشيرمونغ"],
    }


def test_evidence_is_shown(home: Path) -> None:
    output = run(home, "suggest").output
    assert "pair-bildung: بيلدونغ = Bildung (2 articles)" in output
    assert "pair-1" in output


def test_what_is_accepted_is_found_at_once(home: Path) -> None:
    """By an engine that is open already; refused, it is neither found nor proposed."""
    engine = ArraysEngine(DataFolder(home).index)
    assert {hit.id[0] for hit in engine.search(Query("تشيرمونغ")).hits} == {"g"}
    assert run(home, "accept", "spelling-تشيرمونج").exit_code == 0
    page = engine.search(Query("تشيرمونغ"))
    assert {hit.id[0] for hit in page.hits} == {"g", "j"}
    assert [one.id for one in page.reading.expansions] == ["spelling-تشيرمونج"]
    assert "spelling-تشيرمونج" not in proposed(home)
    assert run(home, "refuse", "spelling-تشيرمونج").exit_code == 0
    assert {hit.id[0] for hit in engine.search(Query("تشيرمونغ")).hits} == {"g"}
    assert "spelling-تشيرمونج" not in proposed(home)


def test_forms_of_ones_own(home: Path) -> None:
    result = run(home, "accept", "--as", "synonym", "أبحاث", "مقالات")
    assert result.exit_code == 0, result.output
    assert found(home, "أبحاث") >= {"q-0", "q-1", "q-2"}
    assert "accepted own-أبحاث (synonym): أبحاث = مقالات" in run(home, "list").output


def test_what_was_not_proposed_is_refused(home: Path) -> None:
    result = run(home, "accept", "pair-nothing")
    assert result.exit_code == 1
    assert "not proposed: pair-nothing" in result.output


def test_a_broken_file_stops_no_search(home: Path) -> None:
    """The owner is told where it is broken."""
    folder = DataFolder(home).lexicon
    folder.mkdir()
    (folder / ACCEPTED).write_text("nonsense\n", encoding="utf-8")
    assert found(home, "تشيرمونغ")
    result = run(home, "list")
    assert result.exit_code == 1
    assert f"{ACCEPTED}:1" in result.output
