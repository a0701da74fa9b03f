"""What verbs share: the data folder's places, JSON, and progress where there is no terminal."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from archive.paths import DataFolder
from web.cli import console as terminal


def test_json_keeps_arabic_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_json({"a": "صحف"})
    said = capsys.readouterr().out
    assert "صحف" in said
    assert json.loads(said) == {"a": "صحف"}


def test_progress_without_a_terminal_is_few_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line at the end of a stage, and none twice; nothing on standard output."""
    with terminal.progress() as report:
        for done in range(1, 101):
            report("articles", done, 100)
        report("articles", 100, 100)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "articles: 100 of 100\n"


def test_long_work_writes_a_line_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "LINE_SECONDS", 0.0)
    with terminal.progress() as report:
        report("adding", 1, 0)
        report("adding", 2000, 0)
    assert capsys.readouterr().err == "adding: 1\nadding: 2,000\n"


def test_home_is_the_verb_s_then_the_group_s_then_the_environment_s(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    @terminal.home_option
    def verb(folder: DataFolder) -> None:
        click.echo(folder.home)

    monkeypatch.setenv("SIJILL_HOME", "from-environment")
    outer = DataFolder(Path("from-group"))
    assert CliRunner().invoke(verb, []).output == "from-environment\n"
    assert CliRunner().invoke(verb, [], obj=outer).output == "from-group\n"
    assert CliRunner().invoke(verb, ["--home", "own"], obj=outer).output == "own\n"
