"""The lines of a PDF's page in reading order.

A PDF places pieces of text at points; browsers place each Arabic word by itself, from left to right. The
pieces of a line are put in the order of their places, from the right where the line is Arabic, and runs of
Latin letters and digits among them from the left (after the Unicode bidirectional algorithm, rule L2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

_RUN = re.compile(r"[^A-Za-z0-9\u0660-\u0669]+|[A-Za-z0-9\u0660-\u0669][A-Za-z0-9\u0660-\u0669.,:/%@_-]*")
_ARABIC = re.compile("[\u0620-\u064a\u0671-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile("[A-Za-z]")
_LATIN_RUN = re.compile("[A-Za-z0-9\u0660-\u0669]")
#: A stop that lost its space to the wrong side.
_ASTRAY_STOP = re.compile(r" ([:،؛,.!؟])(?=\w)")
_ASTRAY_MARK = re.compile("[ \u00a0]+(?=[\u064b-\u0652\u0670])")


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece of text and where it begins, in points from the page's left and bottom."""

    x: float
    y: float
    size: float
    text: str


@dataclass(slots=True)
class _Collector:
    """What pypdf tells while it goes through a page."""

    pieces: list[Placed] = field(default_factory=list)

    def take(self, text: str, cm: Sequence[float], tm: Sequence[float], _font: Any, size: float) -> None:
        """One piece, with the matrices of page and text."""
        plain = text.replace("\n", "")
        if plain:
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            self.pieces.append(Placed(x, y, abs(size * (cm[3] or 1)), plain))


def lines_of(page: Any) -> list[str]:
    """The lines of a pypdf page, in the order in which they were drawn."""
    collector = _Collector()
    page.extract_text(visitor_text=collector.take)
    return [line for pieces in _grouped(collector.pieces) if (line := _line(pieces))]


def _grouped(pieces: Sequence[Placed]) -> Iterator[list[Placed]]:
    """Pieces drawn one after the other at about one height. Columns side by side stay apart that way."""
    line: list[Placed] = []
    for piece in pieces:
        if line and abs(piece.y - line[0].y) > 0.4 * max(piece.size, line[0].size, 4):
            yield line
            line = []
        line.append(piece)
    if line:
        yield line


def _line(pieces: Sequence[Placed]) -> str:
    placed = sorted(pieces, key=lambda piece: piece.x)
    text = "".join(piece.text for piece in placed)
    if len(_ARABIC.findall(text)) < len(_LATIN.findall(text)) or not _ARABIC.search(text):
        return " ".join(text.split())
    runs = [run for piece in placed for run in _runs(piece.text)]
    ordered = _ASTRAY_MARK.sub("", "".join(_from_the_right(runs)))
    return _ASTRAY_STOP.sub(r"\1 ", " ".join(ordered.split()))


def _runs(text: str) -> Iterator[str]:
    """Latin and other runs of a piece, and the white space between them, as they stand from the left."""
    for run in _RUN.findall(text):
        core = run.strip()
        start = run.find(core) if core else len(run)
        yield from (part for part in (run[:start], core, run[start + len(core) :]) if part)


def _from_the_right(runs: Sequence[str]) -> Iterator[str]:
    """The runs from the last to the first; Latin words that stand together keep their order."""
    latin: list[str] = []
    for run in reversed(runs):
        if _LATIN_RUN.match(run) or (latin and run.isspace()):
            latin.append(run)
        else:
            yield from _read_left(latin)
            latin = []
            yield run
    yield from _read_left(latin)


def _read_left(latin: list[str]) -> Iterator[str]:
    """The runs in their own order, with the white space that came last still last."""
    spaces = 0
    while spaces < len(latin) and latin[-1 - spaces].isspace():
        spaces += 1
    yield from reversed(latin[: len(latin) - spaces])
    yield from latin[len(latin) - spaces :]
