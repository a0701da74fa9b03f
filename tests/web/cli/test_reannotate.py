"""`sijill reread`: an archive of an earlier version gains its figures, and the index follows."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from archive.model.article import Article
from archive.paths import DataFolder
from archive.store.writer import Store
from web.cli.main import sijill

BODY = "أعلنت شركة تويتر أنها أغلقت 125 ألف حساب منذ منتصف 2015."


def run(home: Path, *arguments: str) -> str:
    result = CliRunner().invoke(sijill, [*arguments, "--home", str(home)])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_figures_are_there_after_it(tmp_path: Path) -> None:
    with Store.open(DataFolder(tmp_path).archive_db) as store:
        store.add(Article("a", BODY))
    assert "1 of 1 articles" in run(tmp_path, "reread")
    (figure,) = json.loads(run(tmp_path, "figures", "--json"))["figures"]
    assert figure["value"] == 125_000
    run(tmp_path, "correct", "a", f"figure:{figure['key']}=value=126000", "--why", "the page says so")
    (corrected,) = json.loads(run(tmp_path, "figures", "--json"))["figures"]
    assert (corrected["value"], corrected["state"], corrected["key"]) == (126_000, "corrected", figure["key"])
    run(tmp_path, "undo", "a")
    assert json.loads(run(tmp_path, "figures", "--json"))["figures"] == [figure]


def test_without_an_archive_it_says_so(tmp_path: Path) -> None:
    result = CliRunner().invoke(sijill, ["reread", "--home", str(tmp_path)])
    assert result.exit_code == 1
    assert "sijill add" in result.output
