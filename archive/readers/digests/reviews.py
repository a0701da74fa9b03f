"""Press reviews that people make: articles between ruled lines, under header lines, headings and days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from archive.readers.digests.blocks import Block, Part, text_of
from archive.readers.digests.signs import (
    LONG,
    begins_article,
    header_run,
    is_date_line,
    is_rights_line,
    is_title_line,
    rule_of,
)

#: The share of a digest's sections that must look like articles for it to be cut.
_MOST_OF = 0.8
#: A notice of rights has so many characters at most.
_LONGEST_NOTICE = 300


def cut_by_lines(blocks: Sequence[Block]) -> Iterator[Part]:
    """Split at rows of one sign (`=====`) into articles with header lines or a day at their heads."""
    signs = [rule_of(block.text) for block in blocks]
    for sign in sorted({sign for sign in signs if sign}, key=lambda sign: -signs.count(sign)):
        sections = _between(blocks, [at for at, found in enumerate(signs) if found == sign])
        articles = [section for section in sections if begins_article(section)]
        if len(articles) >= 2 and len(articles) >= _MOST_OF * _count_long(sections):
            yield from (_part(section) for section in sections if _is_text(section))
            return


def cut_by_headers(blocks: Sequence[Block]) -> Iterator[Part]:
    """Split into articles that each begin with header lines, a title among them."""
    starts = []
    at = 0
    while at < len(blocks):
        fields, end = header_run(blocks, at)
        if blocks[at].text.strip() and len(fields) >= 2 and "title" in fields:
            starts.append(at)
            at = end
        at += 1
    if len(starts) >= 2:
        yield from (_part(section) for section in _from(blocks, starts) if _is_text(section))


def cut_by_headings(blocks: Sequence[Block]) -> Iterator[Part]:
    """Split at headings of one level into articles with a day or header lines below the heading."""
    for level in sorted({block.level for block in blocks if block.level}):
        starts = [at for at, block in enumerate(blocks) if block.level == level and block.text.strip()]
        sections = [section for section in _from(blocks, starts) if section]
        articles = [section for section in sections if begins_article(section[1:])]
        if len(articles) >= 2 and len(articles) >= _MOST_OF * len(sections):
            yield from (_headed(section) for section in sections if _is_text(section[1:]))
            return


def cut_by_dates(blocks: Sequence[Block]) -> Iterator[Part]:
    """Split into articles that each begin with a title and, within two lines, a day on its own line."""
    lines = [block for block in blocks if block.text.strip()]
    days = [at for at, block in enumerate(lines) if is_date_line(block.text)]
    if len(days) < 2:
        return
    starts = [_title_above(lines, at) for at in days]
    sure = [start for start in starts if start is not None]
    if len(sure) < 2 or len(sure) < len(days) or sure[0] > 3 or len(set(sure)) < len(sure):
        return
    sections = list(_from(lines, sure))
    if all(len(text_of(section)) >= LONG for section in sections):
        yield from (_part(section) for section in sections)


def cut_by_rights(blocks: Sequence[Block]) -> Iterator[Part]:
    """Split at the notices of rights that end each article of an export; each begins with a title."""
    lines = [block for block in blocks if block.text.strip()]
    ends = [
        at
        for at, block in enumerate(lines)
        if _is_notice(block) and not (at + 1 < len(lines) and _is_notice(lines[at + 1]))
    ]
    if len(ends) < 2 or len(text_of(lines[ends[-1] + 1 :])) >= LONG:
        return
    starts = [0, *(at + 1 for at in ends[:-1])]
    sections = [lines[start:end] for start, end in zip(starts, ends, strict=True)]
    texts = [[block for block in section if not _is_notice(block)] for section in sections]
    if all(text and is_title_line(text[0].text) and len(text_of(text)) >= LONG for text in texts):
        for section, text in zip(sections, texts, strict=True):
            part = _part(text)
            title = {"title": text[0].text.strip()} if part.text.startswith(text[0].text.strip()) else {}
            body = part.text.removeprefix(text[0].text).strip("\n") if title else part.text
            yield Part(body, text_of(section), {**title, **part.fields})


def _is_notice(block: Block) -> bool:
    return len(block.text) <= _LONGEST_NOTICE and is_rights_line(block.text)


def _title_above(lines: Sequence[Block], at: int) -> int | None:
    """Return where the title of the article whose day stands at `at` begins: the short lines above it."""
    start = at
    while start > 0 and at - start < 3 and is_title_line(lines[start - 1].text):
        start -= 1
    return start if start < at else None


def _between(blocks: Sequence[Block], rules: Sequence[int]) -> list[Sequence[Block]]:
    """Return the sections before, between and after the ruled lines; sections without text left out."""
    ends = [*rules, len(blocks)]
    sections = [blocks[start:end] for start, end in zip([0, *(at + 1 for at in rules)], ends, strict=True)]
    return [section for section in sections if any(block.text.strip() for block in section)]


def _from(blocks: Sequence[Block], starts: Sequence[int]) -> Iterator[Sequence[Block]]:
    """Yield the sections from each start to the next; what stands before the first is the digest's own."""
    for start, end in pairwise([*starts, len(blocks)]):
        yield blocks[start:end]


def _count_long(sections: Sequence[Sequence[Block]]) -> int:
    return sum(len(text_of(section)) >= LONG for section in sections)


def _is_text(section: Sequence[Block]) -> bool:
    """Tell whether a section has more text than a title page or a contents list."""
    return begins_article(section) or len(text_of(section)) >= LONG


def _part(section: Sequence[Block], *, has_title: bool = True) -> Part:
    """Return a section as an article, with its header lines read, or its title above a day."""
    kept = [block for block in section if not rule_of(block.text)]
    while kept and not kept[0].text.strip():
        kept = kept[1:]
    fields, end = header_run(kept, 0)
    if fields:
        return Part(text_of(kept[end:]).strip("\n"), text_of(section), fields)
    near = [block.text for block in kept[1:] if block.text.strip()][:3]
    if (
        has_title
        and kept
        and is_title_line(kept[0].text)
        and any(map(is_date_line, near))
        and not is_date_line(kept[0].text)
    ):
        return Part(text_of(kept[1:]).strip("\n"), text_of(section), {"title": kept[0].text.strip()})
    return Part(text_of(kept).strip("\n"), text_of(section))


def _headed(section: Sequence[Block]) -> Part:
    """Return a section as an article whose heading is its title."""
    part = _part(section[1:], has_title=False)
    title = {"title": section[0].text.strip()}
    return Part(part.text, text_of(section), {**title, **part.fields})
