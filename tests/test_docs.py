"""The documents are true: commands, options, settings and addresses are told, and examples work."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from archive.lexicon.names import load_lexicon
from archive.paths import DataFolder
from index.model import Query
from index.query import parse
from index.query.fields import Field
from index.writer.update import load_chain
from tests.shared import ROOT
from web import Settings, create_app
from web.cli.main import sijill

README = (ROOT / "README.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
DOCUMENTS = [
    "README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "seeds/README.md",
    "docs/deploy.md", "docs/following.md", "docs/index-format.md",
]  # fmt: skip
CONTEXT = click.Context(sijill)
VERBS = {
    name: command for name in sijill.list_commands(CONTEXT) if (command := sijill.get_command(CONTEXT, name))
}


def shell_lines(text: str) -> list[str]:
    """The lines of a document's shell examples, without comments."""
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    lines = [re.sub(r"\s+# .*", "", line).strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line]


def examples() -> list[list[str]]:
    """The arguments of every example that calls sijill."""
    words = (shlex.split(line) for line in shell_lines(README))
    return [line[1:] for line in words if line[0] == "sijill"]


def test_the_first_example_puts_sijill_on_the_path() -> None:
    """Who types the examples in their order has `sijill` from the first on."""
    lines = shell_lines(README)
    first = next(number for number, line in enumerate(lines) if line.startswith("sijill "))
    assert ". .venv/bin/activate" in lines[:first]


def test_the_first_examples_run_as_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Adding, then searching, in the folder of a checkout, finds something."""
    monkeypatch.setenv("SIJILL_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(ROOT)
    for arguments in examples()[:2]:
        result = CliRunner().invoke(sijill, arguments)
        assert result.exit_code == 0, result.output
    assert re.search(r"^[1-9][0-9]* articles", result.stdout, re.MULTILINE)


def options() -> Iterator[tuple[str, str]]:
    """Each verb with each of its options."""
    for name, command in VERBS.items():
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                yield from ((name, option) for option in (*parameter.opts, *parameter.secondary_opts))


@pytest.mark.parametrize("name", VERBS)
def test_readme_tells_of_command(name: str) -> None:
    assert re.search(rf"`sijill {name}\b", README)


@pytest.mark.parametrize(("name", "option"), [(n, o) for n, o in options() if o != "--home"])
def test_readme_tells_of_option(name: str, option: str) -> None:
    """The option stands in its command's row."""
    row = next(line for line in README.splitlines() if line.startswith(f"| `sijill {name}"))
    assert re.search(rf"{re.escape(option)}\b", row)


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_takes_home_and_help(name: str) -> None:
    assert CliRunner().invoke(sijill, [name, "--help"]).exit_code == 0
    assert any("--home" in parameter.opts for parameter in VERBS[name].params)


def test_readme_tells_of_no_command_that_there_is_not() -> None:
    told = set(re.findall(r"^\| `sijill ([a-z]+)", README, flags=re.MULTILINE))
    assert told == set(VERBS)


@pytest.mark.parametrize("setting", [f"SIJILL_{field.name.upper()}" for field in fields(Settings)])
def test_readme_tells_of_setting(setting: str) -> None:
    assert f"| `{setting}` |" in README


def test_readme_tells_of_every_address(tmp_path: Path) -> None:
    app = create_app(Settings(home=tmp_path, limits=False, access_log=False))
    rules = (
        re.sub(r"<(?:[^<>:]+:)?(?:\w+_)?(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()
    )
    hidden = re.compile(r"^/(static|fonts)/")
    assert sorted(rule for rule in set(rules) if not hidden.search(rule) and f"{rule}`" not in README) == []


def test_readme_tells_of_every_parameter_of_a_search() -> None:
    from web.api.search_params import SearchSchema

    row = next(line for line in README.splitlines() if "`GET /api/v1/search`" in line)
    names = {field.data_key or name for name, field in SearchSchema().fields.items()}
    assert sorted(name for name in names if not re.search(rf"\b{name}\b", row)) == []


@pytest.mark.parametrize("arguments", examples(), ids=" ".join)
def test_example_of_the_readme_is_understood(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each example names a verb and options that there are, with values that fit."""
    monkeypatch.chdir(tmp_path)
    for argument in arguments:
        if re.search(r"\.(jsonl|qrels)$|/$", argument):
            Path(argument).parent.mkdir(exist_ok=True)
            Path(argument).mkdir() if argument.endswith("/") else Path(argument).touch()
    command = VERBS[arguments[0]]
    assert command.make_context(arguments[0], arguments[1:], parent=click.Context(sijill)).params


def queries() -> list[str]:
    """The queries in the README's table of the query language."""
    table = README.split("| typed | finds |")[1].split("\n\n")[0]
    return [typed for row in table.splitlines()[2:] for typed in re.findall(r"`(.*?)`", row.split("|")[1])]


@pytest.mark.parametrize("typed", queries())
def test_query_of_the_readme_is_read_as_it_is_meant(typed: str, tmp_path: Path) -> None:
    """Nothing is left out, and typing how it was read gives the same again."""
    chain = load_chain(DataFolder(tmp_path))
    reading = parse(Query(typed), chain)[1]
    assert reading.problems == ()
    assert parse(Query(reading.read_as), chain)[1].read_as == reading.read_as


@pytest.mark.parametrize("field", Field, ids=lambda field: field.name.lower())
def test_readme_tells_of_field(field: Field) -> None:
    """In Arabic and in Latin letters."""
    assert any(f"`{name}:" in README for name in field.names if name.isascii())
    assert any(f"`{name}:" in README for name in field.names if not name.isascii())


@pytest.mark.parametrize(
    "part", [name for name in dir(DataFolder) if isinstance(getattr(DataFolder, name), property)]
)
def test_readme_tells_of_part_of_the_data_folder(part: str) -> None:
    path: Path = getattr(DataFolder(Path("home")), part)
    assert re.search(rf"`{re.escape(path.name)}/?`", README)


def test_lexicon_of_the_readme_is_read(tmp_path: Path) -> None:
    """The owner's file is valid, and changes the fingerprint that decides whether an index is stale."""
    (example,) = re.findall(r"```json\n(.*?)```", README, flags=re.DOTALL)
    (tmp_path / "own.json").write_text(example.replace('"isis"', '"own"'), "utf-8")
    assert load_lexicon(tmp_path).fingerprint != load_lexicon(tmp_path / "none").fingerprint


def test_ci_runs_the_readme_s_test_command() -> None:
    (command,) = (line for line in shell_lines(README) if "pytest" in line)
    assert f"\n{command} ||" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_the_two_commands_are_these() -> None:
    venv, pip = "python3 -m venv .venv", ".venv/bin/pip install -c constraints.txt"
    assert f"{venv} && {pip} . && .venv/bin/sijill demo" in shell_lines(README)
    assert f"{venv} && {pip} -e '.[test]' && .venv/bin/pytest" in shell_lines(README)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_to_files_that_there_are(document: str) -> None:
    path = ROOT / document
    links = re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("document", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_the_map_names_only_files_that_there_are(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    named = set(re.findall(r"`((?:archive|index|web|seeds|tests)/[\w./]*)`", text))
    assert len(named) > 20
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_architecture_stays_one_page() -> None:
    assert len(ARCHITECTURE.split()) < 1200


def test_changelog_tells_of_this_version() -> None:
    from importlib.metadata import version

    assert f"## [{version('sijill')}]" in CHANGELOG
