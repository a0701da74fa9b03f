"""Another user's folder: every verb names the permission and the path, and none ends by a fault.

As root nothing is forbidden, so a process of its own becomes another user first; elsewhere the folder's own
rights are taken away. It is one process: what verbs import, they have imported before they may not any more.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archive.support.builders import write_lines

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")

#: Verbs that write into a data folder, and verbs that read it; `{}` is a place of the user's own.
WRITING = (
    ("add", "{}/more.jsonl"), ("add", "{}/more.jsonl", "--no-index"), ("update",), ("rebuild",),
    ("remove", "a", "--why", "x"), ("restore", "a"), ("correct", "a", "note=x", "--why", "x"), ("undo", "a"),
    ("reread",), ("duplicates",), ("lexicon", "refuse", "x"), ("source", "add", "{}/"), ("poll", "--once"),
)  # fmt: skip
READING = (
    ("search", "الجسر"), ("status",), ("verify",), ("doctor",), ("history", "a"), ("dump", "{}/dumped"),
    ("similar", "a"), ("figures",), ("claims",),
)  # fmt: skip

SCRIPT = """
import json, os, sys, traceback, difflib, tempfile
from click.testing import CliRunner
from web.cli.main import sijill

def run(home, verb, own):
    arguments = [part.replace("{}", own) for part in verb]
    result = CliRunner().invoke(sijill, [*arguments, "--home", home])
    fault = result.exception if not isinstance(result.exception, SystemExit) else None
    trace = "".join(traceback.format_exception(fault)) if fault else ""
    return [" ".join(verb), result.exit_code, result.output, trace]

warm, home, own, verbs = sys.argv[1], sys.argv[2], sys.argv[3], json.loads(sys.argv[4])
for verb in verbs:
    run(warm, verb, own + "/warm")
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
os.environ["TMPDIR"] = tempfile.tempdir = own
print(json.dumps([run(home, verb, own) for verb in verbs]))
"""


@pytest.fixture(scope="module")
def places() -> Iterator[dict[str, Path]]:
    """A data folder, a copy to warm up with, and a folder in which the other user may do all.

    Apart from pytest's own folders, which no other user may enter.
    """
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        top.chmod(0o755)
        yield make_places(top)


def make_places(top: Path) -> dict[str, Path]:
    from click.testing import CliRunner

    from web.cli.main import sijill

    inputs = write_lines(top / "a.jsonl", [{"id": "a", "body": "افتتح الوزير الجسر الجديد صباح السبت."}])
    for verb in (("add", str(inputs)), ("correct", "a", "note=x", "--why", "x")):
        assert CliRunner().invoke(sijill, [*verb, "--home", str(top / "home")]).exit_code == 0
    shutil.copytree(top / "home", top / "warm")
    own = top / "own"
    for folder in (own, own / "warm"):
        folder.mkdir()
        write_lines(folder / "more.jsonl", [{"id": "b", "body": "وصل القطار إلى المحطة في موعده اليوم."}])
        folder.chmod(0o777)
    return {"home": top / "home", "warm": top / "warm", "own": own}


def as_another(places: dict[str, Path], verbs: object, rights: int) -> list[tuple[str, int, str, str]]:
    """What verbs come to for another user on a folder with these rights."""
    home = places["home"]
    paths = [home, *(path for path in home.rglob("*") if path.is_dir())]
    files = [path for path in home.rglob("*") if path.is_file()]
    for path in files:
        path.chmod(rights & 0o444)
    for path in reversed(paths):
        path.chmod(rights)
    try:
        arguments = (places["warm"], home, places["own"], json.dumps(verbs))
        command = [sys.executable, "-W", "ignore", "-c", SCRIPT, *map(str, arguments)]
        shutil.rmtree(places["own"] / "dumped", ignore_errors=True)
        shutil.rmtree(places["own"] / "warm" / "dumped", ignore_errors=True)
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, done.stderr
        return [tuple(one) for one in json.loads(done.stdout.splitlines()[-1])]
    finally:
        for path in paths:
            path.chmod(0o755)
        for path in files:
            path.chmod(0o644)


def check(places: dict[str, Path], came: list[tuple[str, int, str, str]]) -> list[str]:
    """The verbs that do not tell the path and the permission."""
    return [
        f"{verb} [{code}]: {said} {trace[-700:]}"
        for verb, code, said, trace in came
        if trace or code != 1 or str(places["home"]) not in said or "right" not in said
    ]


def test_what_may_not_be_written(places: dict[str, Path]) -> None:
    rights = 0o555
    assert check(places, as_another(places, WRITING, rights)) == []
    assert [(one[0], one[2]) for one in as_another(places, READING, rights) if one[1] or one[3]] == []


def test_what_may_not_be_read(places: dict[str, Path]) -> None:
    rights = 0o000 if os.geteuid() else 0o700
    assert check(places, as_another(places, (*READING, *WRITING[::3]), rights)) == []
