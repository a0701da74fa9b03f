"""Bylines, agencies and datelines: who wrote an article and from where, read from its header and tail lines.

«متابعة فلان الفلاني:», «لندن: فلان الفلاني», «أ ف ب - بيروت», «سبق- الرياض:», «عين اليوم – جدة»: what the
parts of a line are (`archive.extraction.byline_parts`) tells whether it is a byline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from archive.boilerplate.rules import words_of
from archive.extraction.byline_parts import BylineParts, is_given_name, is_short, take_apart, tidy
from archive.extraction.outlets import shipped_registry
from archive.lexicon.outlets import Registry
from archive.model.article import Evidence

#: A longer line is text; of text only a head before a colon or a bracketed end is read.
_LONGEST, _LONGEST_HEAD, _MOST_WORDS = 90, 60, 11
_HEAD = re.compile(rf"[^:\n]{{2,{_LONGEST_HEAD}}}:")
#: «الرياض (واس) - » before a text.
_BRACKETED = re.compile(r"[^\n:()]{0,40}\([^()\n]{2,30}\)\s{0,2}[-–—ـ]\s")
_END = re.compile(r"[(\[]([^()\[\]\n]{2,40})[)\]]\s{0,3}\.?\s{0,3}\Z")
_LONGEST_PLACE = 3


@dataclass(frozen=True, slots=True)
class Byline:
    """The author of an article, its agencies and the place that it was filed from."""

    name: str | None = None
    """The person or persons."""
    agencies: tuple[str, ...] = ()
    """The ids of the news agencies that it was taken from, in their order; an agency is no author."""
    place: str | None = None
    """The place it was filed from, as the dateline says."""
    outlet: str | None = None
    """An outlet that the line names: «سبق- الرياض»."""
    lines: tuple[int, ...] = ()
    """The numbers of the lines that are nothing but byline."""
    evidence: Evidence = field(default_factory=lambda: Evidence("byline", "text"))
    agency_evidence: tuple[Evidence, ...] = ()
    """For each agency the words that name it."""


def find_byline(
    lines: Sequence[str] = (),
    stated: str | None = None,
    registry: Registry | None = None,
    *,
    agency: str | None = None,
) -> Byline | None:
    """Return the byline of an article, or None if nothing says who wrote it.

    `stated` is the input's own author field, which always counts, `agency` its field for agencies;
    `lines` are header and tail lines, or the text's first and last paragraphs. What a first line lacks (an
    agency, a place) later ones may give.
    """
    registry = registry or shipped_registry()
    found = [_read_stated(stated, registry)] if stated and stated.strip() else []
    if agency and (named := _read_stated(agency, registry)).agencies:
        found.append(replace(named, name=None))
    for number, line in enumerate(lines):
        read = _read_line(line, number, registry, last=number >= len(lines) - 2)
        if read is not None:
            found.append(read)
    merged = _merged([byline for byline in found if byline is not None])
    return merged if merged and (merged.name or merged.agencies or merged.place or merged.outlet) else None


def _merged(found: Sequence[Byline]) -> Byline | None:
    if not found:
        return None
    best = next((b for b in found if b.name), next((b for b in found if b.agencies), found[0]))
    named = dict(pair for b in reversed(found) for pair in zip(b.agencies, b.agency_evidence, strict=True))
    order = dict.fromkeys(agency for b in found for agency in b.agencies)
    return replace(
        best,
        agencies=tuple(order),
        agency_evidence=tuple(named[agency] for agency in order),
        place=_first(b.place for b in (best, *found)),
        outlet=_first(b.outlet for b in (best, *found)),
        lines=tuple(number for b in found for number in b.lines),
    )


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _read_stated(stated: str, registry: Registry) -> Byline:
    """Read the author field; where its parts say nothing, the whole of it is the name."""
    parts = take_apart(tidy(stated), registry)
    evidence = Evidence("byline", "given", stated.strip(), 1.0)
    if parts.agencies and not parts.places and not any(map(is_given_name, parts.names)):
        parts = replace(parts, places=parts.names, names=())  # «رويترز - لاس فيجاس»
    if parts.names or parts.agencies or parts.outlets:
        # A lone word beside a person or an outlet is where it was written.
        place = parts.places or parts.unknown[:1]
        return _byline(replace(parts, places=place), evidence)
    whole = None if parts.places and not parts.unknown else tidy(stated)
    return replace(_byline(parts, evidence), name=whole or None)


def _read_line(line: str, number: int, registry: Registry, *, last: bool) -> Byline | None:
    text = tidy(line)
    if not text:
        return None
    if len(text) <= _LONGEST and len(text.split()) <= _MOST_WORDS:
        parts = _with_place(take_apart(text, registry))
        confidence = _confidence(parts, closed=line.rstrip().endswith((":", "-", "–")))
        if confidence:
            return replace(_byline(parts, Evidence("byline", "text", text, confidence)), lines=(number,))
    return _read_head(line, registry) or (_read_end(line, registry) if last else None)


def _read_head(line: str, registry: Registry) -> Byline | None:
    """Read a dateline glued to the text, as «باريس - أ.ف.ب: …»; it names an agency, an outlet or a place."""
    head, bracketed = _HEAD.match(line.lstrip()), _BRACKETED.match(line.lstrip())
    if bracketed is not None and (head is None or bracketed.end() < head.end()):
        head = bracketed
    if head is None:
        return None
    parts = _with_place(take_apart(tidy(head.group()), registry))
    if head is bracketed and not parts.agencies:
        return None
    anchored = parts.agencies or parts.places or (parts.outlets and parts.names)
    if parts.unknown or not anchored or any(not is_given_name(name) for name in parts.names):
        return None
    confidence = 0.8 if parts.agencies or parts.outlets or parts.names else 0.5
    return _byline(parts, Evidence("byline", "text", head.group().strip(), confidence))


def _with_place(parts: BylineParts) -> BylineParts:
    """Take what stands alone beside an agency, and is no person, for the place: «سان خوسيه - رويترز»."""
    others = (*parts.unknown, *parts.names)
    if not parts.agencies or parts.labelled or parts.places or parts.outlets or len(others) != 1:
        return parts
    if is_given_name(others[0]) or len(words_of(others[0])) > _LONGEST_PLACE:
        return parts
    return replace(parts, places=others, unknown=(), names=())


def _read_end(line: str, registry: Registry) -> Byline | None:
    """Read an agency in brackets at the end of the text, as «… (رويترز)»."""
    end = _END.search(line[-60:])
    parts = take_apart(tidy(end.group(1)), registry) if end else BylineParts()
    if end is None or not parts.agencies or parts.unknown or parts.names:
        return None
    return _byline(parts, Evidence("byline", "text", end.group().strip(), 0.7))


def _confidence(parts: BylineParts, *, closed: bool) -> float:
    """Return how surely a line of these parts is a byline, 0 to 1; 0 if it is none."""
    anchors = bool(parts.agencies) + bool(parts.places) + bool(parts.outlets)
    known = all(is_given_name(name) for name in parts.names)
    if parts.unknown and not (parts.labelled and parts.names):
        return 0.0
    if parts.labelled and (parts.names or parts.agencies):
        return 0.95
    if parts.names:
        alone = known and len(parts.names) == 1 and is_short(parts.names[0])
        return 0.85 if anchors and (known or closed) else 0.8 if alone else 0.0
    if parts.kind and parts.outlets:
        return 0.8
    return 0.85 if anchors > 1 else 0.8 if parts.agencies else 0.6 if anchors and closed else 0.0


def _byline(parts: BylineParts, evidence: Evidence) -> Byline:
    return Byline(
        name="، ".join(parts.names) or None,
        agencies=parts.agencies,
        agency_evidence=tuple(replace(evidence, field="agencies") for _ in parts.agencies),
        place=_first(parts.places),
        outlet=_first(parts.outlets),
        evidence=evidence,
    )
