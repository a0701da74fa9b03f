"""Servers and the demo: one that answers over HTTP, a port that is taken, an archive that is reused."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import click
import pytest
from click.testing import CliRunner

from archive.paths import DataFolder
from index.writer.generations import Generations
from tests.shared import ROOT
from web.cli.demo import corpus, prepare
from web.cli.main import sijill
from web.cli.serve import check_port


def quiet(*_: object) -> None:
    """A report for nobody."""


@contextmanager
def server(*arguments: str) -> Iterator[str]:
    """A server in a process of its own, on a port that the system chose; its address."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "web", *arguments, "--port", "0"],
        cwd=ROOT,
        env={**os.environ, "SIJILL_ACCESS_LOG": "0"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = ""
    while not (found := re.search(r"http://\S+", said)):
        line = process.stdout.readline()
        assert line, f"the server ended: {said}"
        said += line
    try:
        yield found[0]
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = DataFolder(tmp_path_factory.mktemp("demo"))
    prepare(folder, quiet)
    return folder.home


def test_demo_serves_the_briefs(home: Path) -> None:
    """The page and REST answer at the address that is printed."""
    with server("demo", "--home", str(home)) as address:
        with urlopen(f"{address}api/v1/search?q=telegram") as answer:
            assert json.load(answer)["total"] == 13
        with urlopen(f"{address}search?q=telegram") as answer:
            assert b"<mark" in answer.read()


def test_serve_answers_over_any_data_folder(home: Path) -> None:
    with (
        server("serve", "--home", str(home), "--workers", "1") as address,
        urlopen(f"{address}healthz") as answer,
    ):
        assert json.load(answer) == {"status": "ok"}


def test_a_second_start_reuses_what_is_there(home: Path) -> None:
    generation = Generations(DataFolder(home).index).current()
    prepare(DataFolder(home), quiet)
    assert Generations(DataFolder(home).index).current() == generation


def test_an_unfinished_demo_is_completed(tmp_path: Path) -> None:
    """Interrupted between adding and indexing, the next start builds what is missing."""
    folder = DataFolder(tmp_path)
    CliRunner().invoke(sijill, ["add", str(corpus()), "--home", str(tmp_path), "--no-index"])
    prepare(folder, quiet)
    assert Generations(folder.index).manifest().articles == 48


def test_demo_never_takes_the_archive_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`SIJILL_HOME` names somebody's own archive, where briefs have no place."""
    monkeypatch.setenv("SIJILL_HOME", str(tmp_path / "own"))
    (parameter,) = (p for p in sijill.commands["demo"].params if p.name == "home")
    assert parameter.default == Path("sijill-demo")
    assert parameter.envvar is None


@pytest.mark.parametrize("verb", ["demo", "serve"])
def test_a_taken_port_is_told_with_its_remedy(verb: str, tmp_path: Path) -> None:
    """Nothing is built, and the message names another port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = CliRunner().invoke(sijill, [verb, "--port", str(port), "--home", str(tmp_path / "new")])
    assert result.exit_code == 1
    assert f"port {port}" in result.stderr
    assert "--port" in result.stderr
    assert not (tmp_path / "new").exists()


def test_an_address_that_is_not_ours_is_told() -> None:
    with pytest.raises(click.ClickException, match="--host"):
        check_port("192.0.2.1", 8000)
