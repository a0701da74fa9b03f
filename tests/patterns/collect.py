"""Finds the regular expressions of our code, and how each is used."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
LAYERS = ("archive", "index", "web")
#: Uses that try a pattern at one place alone; all others look for it at every place of a text.
_ANCHORED = frozenset({"match", "fullmatch"})
_USES = _ANCHORED | {"search", "sub", "subn", "findall", "finditer", "split"}


@dataclass(frozen=True, slots=True)
class Use:
    """A pattern and one way in which it is used."""

    where: str
    """`archive/text/encodings.py:_FOREIGN`, or the line where it stands nameless."""
    pattern: str
    flags: int
    method: str
    """`match`, `fullmatch` or `search`, which stands for all that look everywhere."""


def all_uses() -> list[Use]:
    """Every use of every pattern in the code of the three layers, each once."""
    found: dict[Use, None] = {}
    for path in sorted(file for layer in LAYERS for file in (ROOT / layer).rglob("*.py")):
        if "migrations" not in path.parts:
            found |= dict.fromkeys(_uses_of(path))
    return list(found)


def _uses_of(path: Path) -> Iterator[Use]:
    where = path.relative_to(ROOT)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    if "re" not in _imported(tree):
        return
    module = importlib.import_module(".".join(where.with_suffix("").parts).removesuffix(".__init__"))
    for name, value in vars(module).items():
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str) and _is_made_here(tree, name):
            for method in _methods_of(name, calls):
                yield Use(f"{where}:{name}", value.pattern, value.flags, method)
    for call in calls:
        yield from _nameless(call, str(where))


def _imported(tree: ast.AST) -> set[str]:
    return {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}


def _is_made_here(tree: ast.Module, name: str) -> bool:
    targets = [
        target
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    return any(isinstance(target, ast.Name) and target.id == name for target in targets)


def _methods_of(name: str, calls: list[ast.Call]) -> set[str]:
    """How a named pattern is used in its module; everywhere where that cannot be seen."""
    methods = {
        call.func.attr
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and name in _receivers(call.func.value)
        and call.func.attr in _USES
    }
    return {method if method in _ANCHORED else "search" for method in methods} or {"search"}


def _receivers(node: ast.expr) -> set[str]:
    """The names that a method may be called on: `A.match`, `(A if … else B).match`."""
    if isinstance(node, ast.IfExp):
        return _receivers(node.body) | _receivers(node.orelse)
    return {node.id} if isinstance(node, ast.Name) else set()


def _nameless(call: ast.Call, where: str) -> Iterator[Use]:
    """`re.sub("…", …)` with the pattern as it stands."""
    if not (isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)):
        return
    if call.func.value.id != "re" or call.func.attr not in _USES or not call.args:
        return
    pattern = call.args[0]
    if isinstance(pattern, ast.Constant) and isinstance(pattern.value, str):
        flags = re.DOTALL if "DOTALL" in ast.dump(call) else 0
        method = call.func.attr if call.func.attr in _ANCHORED else "search"
        yield Use(f"{where}:{call.lineno}", pattern.value, int(flags), method)
