"""`sijill correct claim:KEY=…`: a person decides every figure of a claim at once, and takes it back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.model.article import Article
from archive.paths import DataFolder
from archive.store.writer import Store
from web.cli.main import sijill

BODIES = {
    "a": "أعلنت شركة تويتر أنها أغلقت 125 ألف حساب.",
    "b": "قالت تويتر إنها أغلقت 125 ألف حساب.",
    "c": "حذفت تيليغرام أكثر من 14 قناة.",
}


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(sijill, [*arguments, "--home", str(home)])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Store.open(DataFolder(tmp_path).archive_db) as store:
        store.add_all([Article(id_, body) for id_, body in BODIES.items()])
    assert run(tmp_path, "reread").exit_code == 0
    return tmp_path


def figures(home: Path) -> dict[str, dict[str, object]]:
    told = json.loads(run(home, "figures", "--json").stdout)["figures"]
    return {figure["article"]: figure for figure in told}


@pytest.mark.parametrize("named", ["id", "figure"])
def test_a_whole_claim_is_decided_and_taken_back(home: Path, named: str) -> None:
    """By the claim's id or by one of its figures; the history of each article tells who, when and why."""
    (claim,) = json.loads(run(home, "claims", "--json").stdout)["claims"]
    key = claim["id"] if named == "id" else figures(home)["b"]["key"]
    done = run(home, "correct", f"claim:{key}=reject", "--why", "الخبر غير صحيح", "--who", "ليلى")
    assert done.exit_code == 0, done.output
    assert "2 figures in 2 articles" in done.output
    assert set(figures(home)) == {"c"}
    for article in ("a", "b"):
        history = run(home, "history", article).output
        assert "ليلى" in history
        assert "الخبر غير صحيح" in history
    assert "2 decisions are taken back" in run(home, "undo", f"claim:{key}").output
    assert set(figures(home)) == {"a", "b", "c"}


def test_a_field_of_a_whole_claim(home: Path) -> None:
    key = figures(home)["a"]["key"]
    assert run(home, "correct", f"claim:{key}=modality=denied", "--why", "نفته الشركة").exit_code == 0
    told = figures(home)
    assert [told[one]["modality"] for one in "abc"] == ["denied", "denied", "asserted"]
    assert told["a"]["state"] == "corrected"


@pytest.mark.parametrize(
    ("assignment", "says"),
    [
        ("claim:none=reject", "there is no claim"),
        ("claim:KEY=maybe", "no decision"),
        ("claim:KEY", "Missing"),
    ],
)
def test_what_cannot_be_decided_changes_nothing(home: Path, assignment: str, says: str) -> None:
    key = str(figures(home)["a"]["key"])
    refused = run(home, "correct", assignment.replace("KEY", key), "--why", "x")
    assert refused.exit_code != 0
    assert says in refused.output
    assert {figure["state"] for figure in figures(home).values()} == {"unread"}
