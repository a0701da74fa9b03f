"""Labelled lines of database exports (`BYLINE: …`): head, body and tail of an article."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from archive.paths import shipped_text
from archive.readers.digests.signs import is_date_line, is_rights_line

_LABEL = re.compile(r"\s*([A-Za-zÀ-ÿ][A-Za-zÀ-ÿ -]{1,30}?)\s?:(?:\s+(.*)|\s*)$")
_BODIES = frozenset({"body", "full text", "texte intégral", "النص", "النص الكامل"})
#: A head without labels ends at a line of so many characters, or after so many lines.
_LONGEST_HEAD_LINE, _LONGEST_HEAD = 200, 40


@dataclass(slots=True)
class Labelled:
    """An article's labelled lines, apart from its text."""

    fields: dict[str, str] = field(default_factory=dict)
    before: list[str] = field(default_factory=list)
    """The lines before the first label."""
    body: list[str] = field(default_factory=list)


@cache
def _labels(where: str) -> Mapping[str, str]:
    """Return the labels of an article's `head` or `tail`, and the field each names; empty for none."""
    lines = shipped_text("database_labels.tsv").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {label: field for place, label, field in rows if place == where}


def label_of(line: str, where: str) -> tuple[str, str] | None:
    """Return the field and the value of a line with a label of the `head` or `tail`; else None."""
    found = _LABEL.match(line)
    labels = _labels(where)
    if found is None or (name := " ".join(found[1].lower().split())) not in labels:
        return None
    return labels[name] or name, (found[2] or "").strip()


def split_labelled(lines: Sequence[str]) -> Labelled:
    """Separate an article's lines into head, body and tail, and read the labels of head and tail.

    The head ends with the last label of the first run of labels, or at a line `Body`; the tail begins with
    the first label after it that only tails have.
    """
    result = Labelled()
    start = _end_of_head(lines, result)
    end = next((at for at in range(start, len(lines)) if label_of(lines[at], "tail")), len(lines))
    result.body = _trimmed([*result.body, *lines[start:end]])
    for line in lines[end:]:
        if (found := label_of(line, "tail")) and found[1]:
            result.fields.setdefault(*found)
    return result


def _end_of_head(lines: Sequence[str], result: Labelled) -> int:
    """Return where the head ends; put its labelled lines and those before them into `result`."""
    end, gap, seen = 0, 0, False
    for at, line in enumerate(lines):
        found = label_of(line, "head")
        if (found is not None and found[0] == "body") or line.strip().lower() in _BODIES:
            result.body = [found[1]] if found and found[1] else []
            return at + 1
        if found is not None:
            seen, end, gap = True, at + 1, 0
            if found[1]:
                result.fields.setdefault(*found)
        elif not seen and (len(line.strip()) > _LONGEST_HEAD_LINE or at > _LONGEST_HEAD):
            return at
        elif not seen:
            result.before.append(line)
        elif line.strip():
            gap += 1
            if gap > 2 or len(line.strip()) > 100:
                return end
    return end


def head_of(before: Sequence[str]) -> dict[str, str]:
    """Read outlet, day and title from the unlabelled lines at an article's head, in Nexis's layouts.

    Layout one: outlet, day and edition, then the title after an empty line. Layout two: title, outlet, day.
    """
    lines = [line.strip() for line in before if not is_rights_line(line)]
    at = next((at for at, line in enumerate(lines) if is_date_line(line)), None)
    groups = _groups(lines if at is None else lines[at + 1 :])
    if at is None:
        return {"title": " ".join(groups[-1])} if groups else {}
    found = {"published": lines[at]}
    above = [line for line in lines[:at] if line]
    below = [titled for group in groups if (titled := [line for line in group if not _is_edition(line)])]
    if above:
        found["outlet"] = above[-1]
    if below:
        found["title"] = " ".join(below[-1])
    elif len(above) > 1:
        found["title"] = above[-2]
    return found


def _groups(lines: Sequence[str]) -> list[list[str]]:
    """Return the lines in groups that empty lines separate."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if line:
            groups[-1].append(line)
        else:
            groups.append([])
    return [group for group in groups if group]


def unwrapped(lines: Sequence[str]) -> list[str]:
    """Join paragraphs whose lines were broken at one width; other lines are returned as they are."""
    kept: list[str] = []
    for group in _groups([line.strip() for line in lines]):
        broken = len(group) > 1 and all(50 <= len(line) <= 90 for line in group[:-1])
        kept += [" ".join(group)] if broken else group
    return kept


_EDITION = re.compile(r"\b(?:edition|final|late|early|correction appended)\b|;\s*$", re.IGNORECASE)


def _is_edition(line: str) -> bool:
    return len(line) < 50 and _EDITION.search(line) is not None


def _trimmed(lines: Sequence[str]) -> list[str]:
    kept = [line for line in lines if not is_rights_line(line)]
    while kept and not kept[0].strip():
        kept.pop(0)
    while kept and (not kept[-1].strip() or kept[-1].strip() == "Classification"):
        kept.pop()
    return kept
