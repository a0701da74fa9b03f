"""The paragraphs that a document is cut at, and the parts that come of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

#: All that `str.splitlines` takes for a line's end but the form feed, which begins a page.
_LINE_END = re.compile("\r\n|[\n\r\v\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a line of a document."""

    text: str
    level: int = 0
    """A heading's level, from 1; 0 for text."""
    new_page: bool = False
    """Whether a page begins with it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One article of a digest."""

    text: str
    source: str
    """All its lines as they stood in the digest."""
    fields: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)


def text_of(blocks: Iterable[Block]) -> str:
    """Return the blocks' text, a block per line."""
    return "\n".join(block.text for block in blocks)


def blocks_of(text: str) -> list[Block]:
    """Split a plain text into blocks, a line each; a line after a form feed begins a page."""
    lines = _LINE_END.split(text)
    if not lines[-1]:
        lines.pop()
    return [Block(line.replace("\f", "").rstrip(), new_page="\f" in line) for line in lines]
