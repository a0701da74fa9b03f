"""Bookmarks of a PDF: where the articles of a digest begin, as its maker marked them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from archive.readers.digests import Block

#: Bookmarks that are looked at.
_MOST = 5_000


def blocks_of_pages(reader: Any, pages: Sequence[str]) -> list[Block]:
    """Return the lines of a PDF's pages, with bookmark titles as headings before the pages they name.

    Bookmarks that share a page say nothing of where on it each begins: then there are no headings.
    """
    marks = dict(_bookmarks(reader))
    blocks: list[Block] = []
    for number, text in enumerate(pages):
        lines = text.split("\n")
        if title := marks.get(number):
            blocks.append(Block(title, level=1, new_page=True))
            lines = lines[1:] if _same(lines[0], title) else lines
        blocks += [Block(line) for line in lines]
    return blocks


def _bookmarks(reader: Any) -> list[tuple[int, str]]:
    """Return pages and titles of the topmost level of several bookmarks; none if two share a page."""
    try:
        outline = list(reader.outline)
        while len([one for one in outline if not isinstance(one, list)]) == 1 and isinstance(
            outline[-1], list
        ):
            outline = outline[-1]
        marks = list(_places(reader, outline[:_MOST]))
    except Exception:  # a broken outline leaves the text as it is
        return []
    pages = [page for page, _ in marks]
    return marks if len(marks) > 1 and len(set(pages)) == len(pages) else []


def _places(reader: Any, outline: Sequence[Any]) -> Iterator[tuple[int, str]]:
    for mark in outline:
        if not isinstance(mark, list):
            page = reader.get_destination_page_number(mark)
            title = " ".join(str(mark.title or "").split())
            if page is not None and page >= 0 and title:
                yield page, title


def _same(line: str, title: str) -> bool:
    return " ".join(line.split()) == title
