"""The fingerprint covers all code and data that decide terms, and changes with any of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.generations.names_file import load_lexica
from index.writer.fingerprint import deciding_files, fingerprint, hash_of, versions

ROOT = Path(__file__).parents[3]
FILES = dict(deciding_files())
#: What terms are made with and is told apart by something else, or decides none of them.
APART = {
    "archive/lexicon": "has a fingerprint of its own",
    "archive/model": "what an article is; the numbers that stand in it were read when it came in",
    "archive/extraction": "is read when an article comes in, and `sijill reread` reads it again",
    "archive/errors.py": "messages",
    "archive/files.py": "how files are written",
    "archive/paths.py": "where files are",
    "index/errors.py": "messages",
    "index/memory.py": "remembers",
    "index/segment/reader.py": "the format of files, by ARRAYS_VERSION",
    "index/segment/array_file.py": "the format of files, by ARRAYS_VERSION",
    "index/segment/bodies.py": "the format of files, by ARRAYS_VERSION",
    "index/segment/postings.py": "the format of files, by ARRAYS_VERSION",
    "index/segment/token_spans.py": "the format of files, by ARRAYS_VERSION",
    "index/segment/intervals.py": "the format of files, by ARRAYS_VERSION",
}


def imported(path: str) -> Iterator[str]:
    """The project's modules that a module imports, as paths."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            for candidate in (f"{name.replace('.', '/')}.py", f"{name.replace('.', '/')}/__init__.py"):
                if name.split(".")[0] in ("archive", "index") and (ROOT / candidate).is_file():
                    yield candidate


@pytest.mark.parametrize("name", sorted(FILES))
def test_it_changes_with_every_file(name: str) -> None:
    """A byte more in any of them, or one that is not there."""
    whole = hash_of(FILES, versions())
    assert hash_of(FILES | {name: FILES[name] + b"x"}, versions()) != whole
    assert hash_of({other: content for other, content in FILES.items() if other != name}, versions()) != whole


def test_it_changes_with_every_version() -> None:
    for name in versions():
        assert hash_of(FILES, versions() | {name: "0"}) != hash_of(FILES, versions())


def test_all_that_decides_terms_is_covered() -> None:
    """What the builders of terms import is covered or stands in a list with its reason, to any depth."""
    waiting, seen = [name for name in FILES if name.endswith(".py")], set(FILES)
    while waiting:
        for name in imported(waiting.pop()):
            if name in seen or name.endswith("__init__.py"):
                continue
            seen.add(name)
            assert any(name.startswith(apart) for apart in APART), f"{name} is not covered"


def test_data_files_are_covered() -> None:
    """Word lists and counts beside the code."""
    names = {str(path.relative_to(ROOT)) for path in (ROOT / "index/analysis").rglob("*.txt")}
    assert names
    assert names <= FILES.keys()


def test_ends_of_lines_do_not_matter() -> None:
    windows = {name: content.replace(b"\n", b"\r\n") for name, content in FILES.items()}
    assert hash_of(windows, versions()) == hash_of(FILES, versions())


def test_it_is_that_of_a_build() -> None:
    lexica = load_lexica()
    assert fingerprint(lexica).analysis == hash_of(FILES, versions())
    fewer = replace(lexica.names, names=lexica.names.names[1:])
    others = (replace(lexica, names=fewer), replace(lexica, countries={**lexica.countries, "mine": "SD"}))
    for other in others:
        assert fingerprint(other) == replace(fingerprint(lexica), lexicon=fingerprint(other).lexicon)
        assert fingerprint(other) != fingerprint(lexica)
