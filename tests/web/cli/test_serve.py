"""Servers and the demo: one that answers over HTTP, a port that is taken, an archive that is reused."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import click
import pytest
from click.testing import CliRunner

from archive.paths import DataFolder
from index.generations.folder import Generations
from tests.shared import ROOT
from web.cli.demo import corpus, prepare
from web.cli.main import sijill
from web.cli.serve import check_port, with_host
from web.settings import Settings


def quiet(*_: object) -> None:
    """A report for nobody."""


@contextmanager
def server(*arguments: str, **environment: str) -> Iterator[str]:
    """A server in a process of its own, on a port that the system chose; its address."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "web", *arguments, "--port", "0"],
        cwd=ROOT,
        env={**os.environ, "SIJILL_ACCESS_LOG": "0", **environment},
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
        server("serve", "--home", str(home)) as address,
        urlopen(f"{address}healthz") as answer,
    ):
        assert json.load(answer) == {"status": "ok", "index": "ok", "archive": "ok"}


def connected(port: int, sent: bytes = b"") -> socket.socket:
    """A client that said this much and reads nothing."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", port))
    client.sendall(sent)
    return client


def test_slow_clients_hold_nobody_up(home: Path) -> None:
    """50 requests that never end, 200 clients that say nothing, 20 that never read: a search is answered."""
    export = b"GET /search.jsonl?q=* HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with server("serve", "--home", str(home), SIJILL_LIMITS="0") as address, ExitStack() as held:
        port = int(address.rstrip("/").rpartition(":")[2])
        for sent in [b"GET /search?q=x HTTP/1.1\r\nHost: "] * 50 + [b""] * 200 + [export] * 20:
            held.enter_context(connected(port, sent))
        with urlopen(f"{address}api/v1/search?q=telegram", timeout=60) as answer:
            assert json.load(answer)["total"] == 13


@pytest.mark.parametrize(("proxies", "statuses"), [(1, [200, 200, 429]), (0, [200, 429, 429])])
def test_an_address_is_believed_of_trusted_proxies_alone(
    home: Path, proxies: int, statuses: list[int]
) -> None:
    """Two readers behind a proxy have a limit each; without one nobody takes another address by a header."""
    settings = {"SIJILL_SEARCH_LIMIT": "1 per minute", "SIJILL_PROXIES": str(proxies)}
    answered = []
    with server("serve", "--home", str(home), **settings) as address:
        for reader in ("203.0.113.5", "203.0.113.6", "203.0.113.5"):
            asked = Request(f"{address}search?q=x", headers={"X-Forwarded-For": reader})
            try:
                with urlopen(asked, timeout=60) as answer:
                    answered.append(answer.status)
            except HTTPError as error:
                answered.append(error.code)
    assert answered == statuses


@pytest.mark.parametrize(
    ("host", "hosts", "warned"),
    [("0.0.0.0", (), True), ("0.0.0.0", ("archive.example.org",), False), ("127.0.0.1", (), False)],
)
def test_who_listens_everywhere_is_told_to_name_the_hosts(
    host: str, hosts: tuple[str, ...], warned: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = with_host(Settings(hosts=hosts), host)
    assert (host in settings.hosts) is (host == "127.0.0.1")
    assert ("SIJILL_HOSTS" in capsys.readouterr().err) is warned


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


def test_without_room_for_temporary_files_nothing_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A unit that may write its data folder alone has none: else a reader's request would fail."""

    def refuse() -> str:
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr("tempfile.gettempdir", refuse)
    result = CliRunner().invoke(sijill, ["serve", "--port", "0", "--home", str(tmp_path)])
    assert result.exit_code == 1
    assert "PrivateTmp=yes" in result.stderr


SLOW = """
import time
from waitress.server import create_server
from web.cli.serve import answer_until_told

def answer(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    for _ in range(8):
        yield b"part "
        time.sleep(0.1)

server = create_server(answer, host="127.0.0.1", port=0)
print(server.effective_port, flush=True)
answer_until_told(server)
"""


@pytest.mark.skipif(os.name != "posix", reason="a process is told to end by a signal")
def test_who_is_told_to_end_answers_what_was_begun() -> None:
    """Nobody is let in any more, and who only keeps a connection open holds nobody up."""
    process = subprocess.Popen([sys.executable, "-c", SLOW], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    port = int(process.stdout.readline())
    with socket.create_connection(("127.0.0.1", port)), urlopen(f"http://127.0.0.1:{port}/") as answer:
        begun = answer.read(5)
        process.terminate()
        assert begun + answer.read() == b"part " * 8
    assert process.wait(10) == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    process.stdout.close()


def test_an_address_that_is_not_ours_is_told() -> None:
    with pytest.raises(click.ClickException, match="--host"):
        check_port("192.0.2.1", 8000)
