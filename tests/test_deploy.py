"""The page on more than one machine: its files are taken by what reads them, its names are the code's."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def files(kind: str) -> dict[str, str]:
    """The blocks of a kind, by the path that their first line tells."""
    held = [text for name, text in BLOCKS if name == kind]
    return {text.split()[1]: text for text in held if text.startswith("# /")}


UNITS = {path: text for path, text in files("ini").items() if path.endswith(".service")}


def test_the_units_are_there() -> None:
    assert {Path(path).name for path in UNITS} == {"sijill@.service", "sijill-work.service"}


@pytest.mark.parametrize("path", UNITS)
def test_units_are_taken_by_systemd(path: str, tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("needs systemd-analyze")
    unit = tmp_path / Path(path).name.replace("@.", "@8001.")
    # Neither user nor program is on this machine; all else is as the page has it.
    text = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", UNITS[path])
    unit.write_text(re.sub(r"(?m)^User=.*", "User=root", text))
    done = subprocess.run([program, "verify", str(unit)], check=False, capture_output=True, text=True)
    told = [line for line in done.stderr.splitlines() if unit.name in line]
    assert (done.returncode, told) == (0, [])


def test_units_have_room_for_temporary_files() -> None:
    """Else searches over a cluster and long answers fail: nothing but the data folder can be written."""
    for text in UNITS.values():
        assert "ProtectSystem=strict" in text
        assert "PrivateTmp=yes" in text


def test_commands_of_units_are_verbs() -> None:
    from web.cli.main import sijill

    for text in UNITS.values():
        (command,) = re.findall(r"(?m)^ExecStart=\S+/sijill (.*)$", text)
        verb, *given = command.split()
        known = {option for one in sijill.commands[verb].params for option in one.opts}
        assert {one for one in given if one.startswith("--")} <= known


def test_settings_are_those_of_the_code() -> None:
    """Every variable that the page names is read somewhere, and is no typing error."""
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for part in ("archive", "index", "web")
        for path in (ROOT / part).rglob("*.py")
    )
    from web import Settings

    quoted = {field.name.upper() for field in fields(Settings)} | set(
        re.findall(r"[\"']((?:SIJILL_)?[A-Z_]+)[\"']", code)
    )
    named = set(re.findall(r"SIJILL_[A-Z_]+[A-Z]", PAGE))
    assert named
    assert {name for name in named if not {name, name.removeprefix("SIJILL_")} & quoted} == set()


def test_nodes_are_set_up_in_yaml() -> None:
    (text,) = files("yaml").values()
    told = yaml.safe_load(text)
    assert len(told["discovery.seed_hosts"]) == len(told["cluster.initial_cluster_manager_nodes"]) == 3
    assert told["node.name"] in told["cluster.initial_cluster_manager_nodes"]
