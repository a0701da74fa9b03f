"""Digests: files that hold many articles, cut where their own marks say, and told where none are certain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from archive.model.warning import ArticleWarning, WarningCode
from archive.readers.base import Draft, Rejected
from archive.readers.digests.blocks import Block, Part, blocks_of, text_of
from archive.readers.digests.databases import cut_alceste, cut_factiva, cut_nexis, cut_nexis_uni, cut_proquest
from archive.readers.digests.reviews import (
    cut_by_dates,
    cut_by_headers,
    cut_by_headings,
    cut_by_lines,
    cut_by_rights,
)
from archive.readers.digests.signs import apparent_count, count_of_headings

__all__ = ["Block", "Part", "blocks_of", "cut", "drafts_of_blocks", "drafts_of_parts", "text_of", "warned"]

#: The marks that databases write.
_DATABASES = (cut_nexis, cut_nexis_uni, cut_proquest, cut_factiva, cut_alceste)
#: Those that people write, the surest first.
_REVIEWS = (cut_by_lines, cut_by_headers, cut_by_headings, cut_by_dates, cut_by_rights)


def cut(blocks: Sequence[Block], *, is_layout: bool = False) -> list[Part]:
    """Split a digest into its articles, in order; empty if nothing says with certainty where each begins.

    `is_layout` is for printed pages, where a day or a rule may stand at the head of each page.
    """
    for cutter in _DATABASES:
        parts = [part for part in cutter(blocks) if part.text.strip() or part.fields.get("title")]
        if any(part.text.strip() for part in parts):
            return parts
    for cutter in (cut_by_headings,) if is_layout else _REVIEWS:
        parts = [part for part in cutter(blocks) if part.text.strip()]
        if len(parts) > 1:
            return parts
    return []


def drafts_of_blocks(
    blocks: Sequence[Block], whole: Draft, *, is_layout: bool = False
) -> Iterator[Draft | Rejected]:
    """Yield the drafts of a document's paragraphs: one for each article of a digest, else `whole`.

    A part's original is its own text. A whole that looks like several articles gets a warning.
    """
    parts = cut(blocks, is_layout=is_layout)
    if parts:
        yield from drafts_of_parts(parts, whole)
    else:
        yield warned(whole, count_of_headings(blocks) if is_layout else apparent_count(blocks))


def drafts_of_parts(parts: Sequence[Part], whole: Draft) -> Iterator[Draft | Rejected]:
    """Yield a draft for each article of a digest, or a reject for one that has no text."""
    title = whole.fields.get("title")
    for number, part in enumerate(parts, start=1):
        source, original = replace(whole.source, record=number), part.source.encode("utf-8", "replace")
        if not part.text.strip():
            reason = "the digest names this article and holds no text of it"
            yield Rejected(source, "no_body", reason, "Export it again with its full text", original)
            continue
        yield replace(
            whole,
            source=source,
            text=part.text,
            original=original,
            fields={name: value for name, value in part.fields.items() if value},
            encoding="utf-8",
            extra={**whole.extra, **part.extra, **({"digest": title} if title else {})},
        )


def warned(draft: Draft, count: int) -> Draft:
    """Return the draft, with a warning if its text seems to hold `count` articles, two or more."""
    if count < 2:
        return draft
    words = f"this file seems to hold about {count} articles, and nothing says where each begins"
    warning = ArticleWarning(WarningCode.SEVERAL_ARTICLES, words)
    return replace(draft, warnings=(*draft.warnings, warning))
