"""The demo corpus: briefs in our own words, whole, well formed, and nobody else's sentences."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from archive.text.arabic import fold
from tests.shared import ROOT, shared

SEEDS = ROOT / "seeds"
#: Words in a row, folded, that two texts may not share.
RUN = 8
REQUIRED = ("id", "title", "body", "outlet", "outlet_id", "language", "kind", "licence", "facts_from")
DATE_FORMS = {"day": r"\d{4}-\d\d-\d\d", "month": r"\d{4}-\d\d", "year": r"\d{4}"}


@cache
def briefs() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SEEDS / "articles.jsonl").read_text("utf-8").splitlines()]


@cache
def gold() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SEEDS / "gold.json").read_text("utf-8"))
    return found


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of `RUN` folded words."""
    words = re.findall(r"\w+", fold(text))
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def each(records: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(record, id=record["id"]) for record in records]


def test_there_are_48_briefs_with_ids_of_their_own() -> None:
    assert len(briefs()) == 48
    assert max(Counter(brief["id"] for brief in briefs()).values()) == 1


@pytest.mark.parametrize("brief", each(briefs()))
def test_brief_is_valid(brief: dict[str, Any]) -> None:
    """Every brief has its fields, an id that is safe in addresses, and our licence."""
    assert all(brief[name] for name in REQUIRED)
    assert re.fullmatch(r"[a-z0-9-]+", brief["id"])
    assert (brief["language"], brief["kind"], brief["licence"]) == ("ar", "brief", "CC0-1.0")
    assert brief["byline"] is None
    assert 30 <= len(brief["body"].split()) <= 400


@pytest.mark.parametrize("brief", each(briefs()))
def test_brief_is_dated_as_finely_as_it_says(brief: dict[str, Any]) -> None:
    """The written date has its stated precision; an unknown one is null."""
    if brief["published"] is None:
        assert brief["published_precision"] in {None, "unknown"}
        return
    assert re.fullmatch(DATE_FORMS[brief["published_precision"]], brief["published"])
    assert date.fromisoformat(f"{brief['published']}-01-01"[:10])
    assert brief["published_source"] in {"stated", "inferred"}


@pytest.mark.parametrize("facts", each(gold()["briefs"]))
def test_gold_figures_stand_where_they_say(facts: dict[str, Any]) -> None:
    """The offsets of every gold figure slice its words out of the body."""
    body = next(brief["body"] for brief in briefs() if brief["id"] == facts["id"])
    assert all(body[f["start"] : f["end"]] == f["surface"] for f in facts["figures"])


def test_gold_names_only_briefs_that_there_are() -> None:
    """Golden searches and conflicts speak of briefs of the corpus, and never ask for both."""
    known = {brief["id"] for brief in briefs()}
    assert {facts["id"] for facts in gold()["briefs"]} == known
    for group in gold()["conflicts"]:
        assert set(group["ids"]) <= known
    for search in gold()["searches"]:
        assert search["must_find"]
        assert set(search["must_find"]) | set(search["must_not_find"]) <= known
        assert not set(search["must_find"]) & set(search["must_not_find"])


def test_no_run_of_words_is_shared_with_the_private_reports() -> None:
    """No eight folded words in a row of a brief stand in one of the five private reports."""
    reports = sorted(shared("seeds").glob("*.txt"))
    taken = {run for report in reports for run in runs(report.read_text("utf-8"))}
    ours = {run for brief in briefs() for run in runs(f"{brief['title']}\n{brief['body']}")}
    assert len(reports) == 5
    assert len(taken) > 1000
    assert not ours & taken


def test_no_file_of_the_project_repeats_a_private_report() -> None:
    """Nor do eight folded words in a row of any code, test, document or data file."""
    reports = shared("seeds").glob("*.txt")
    taken = {run for report in reports for run in runs(report.read_text("utf-8"))}
    kinds = ("py", "md", "html", "json", "jsonl", "tsv", "txt", "po", "js", "css")
    folders = ("archive", "index", "web", "seeds", "tests")
    files = [path for name in folders for kind in kinds for path in (ROOT / name).rglob(f"*.{kind}")]
    assert len(files) > 300
    repeating = [str(path) for path in files if runs(path.read_text("utf-8")) & taken]
    assert not repeating


def test_readme_names_every_field() -> None:
    """The corpus's README explains each key of `articles.jsonl` and `gold.json`."""
    text = Path(SEEDS / "README.md").read_text("utf-8")
    keys = {key for brief in briefs() for key in brief} | gold().keys() - {"schema", "note", "scopes"}
    assert sorted(key for key in keys if key not in text) == []
