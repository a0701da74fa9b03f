"""Bylines, agencies and datelines: who wrote an article and from where, read from its header and tail lines.

«متابعة فلان الفلاني:», «لندن: فلان الفلاني», «أ ف ب - بيروت», «سبق- الرياض:», «عين اليوم – جدة»: a line is
taken apart at its dashes, colons and brackets, and each part is an agency, an outlet, a place or a person.
Words are data in `lexicon/bylines.json`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from archive.boilerplate.rules import key_of, words_of
from archive.boilerplate.rules import lexicon as furniture_lexicon
from archive.extraction.agencies import agency_named
from archive.extraction.outlets import shipped_registry
from archive.lexicon.outlets import Registry
from archive.model.article import Evidence
from archive.paths import shipped_text

#: A longer line is text; of text only a head before a colon or a bracketed end is read.
_LONGEST, _LONGEST_HEAD, _MOST_WORDS = 90, 60, 11
_SEPARATOR = re.compile(r"[|/:：،,;؛(){}\[\]«»\"“”*]+|[–—-]|(?<=\s)ـ|ـ(?=\s)|\s{2,}")
_HEAD = re.compile(rf"[^:\n]{{2,{_LONGEST_HEAD}}}:")
#: «الرياض (واس) - » before a text.
_BRACKETED = re.compile(r"[^\n:()]{0,40}\([^()\n]{2,30}\)\s{0,2}[-–—ـ]\s")
_END = re.compile(r"[(\[]([^()\[\]\n]{2,40})[)\]]\s{0,3}\.?\s{0,3}\Z")
_LONGEST_PLACE = 3
#: «الرياض 25 شوال 1436 هـ الموافق 10 اغسطس 2015 م واس»: the date between place and agency.
_DATE = re.compile(r"(?<!\s)\s*\d.*\d\s*(?:(?:م|هـ|ه)(?!\w))?")


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


@dataclass(frozen=True, slots=True)
class _Words:
    labels: frozenset[str]
    kinds: frozenset[str]
    titles: frozenset[str]
    links: frozenset[str]
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Parts:
    names: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    labelled: bool = False
    kind: bool = False
    """Whether a part says what it is and not who: «متابعات»."""


@cache
def _words() -> _Words:
    data = json.loads(shipped_text("bylines.json"))
    return _Words(
        labels=frozenset(map(key_of, data["labels"])),
        kinds=frozenset(map(key_of, data["kinds"])),
        titles=frozenset(map(key_of, data["titles"])),
        links=frozenset(map(key_of, data["links"])),
        places=frozenset(map(key_of, data["places"])),
    )


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
    parts = _take_apart(_tidy(stated), registry)
    evidence = Evidence("byline", "given", stated.strip(), 1.0)
    if parts.agencies and not parts.places and not any(map(_is_given_name, parts.names)):
        parts = replace(parts, places=parts.names, names=())  # «رويترز - لاس فيجاس»
    if parts.names or parts.agencies or parts.outlets:
        # A lone word beside a person or an outlet is where it was written.
        place = parts.places or parts.unknown[:1]
        return _byline(replace(parts, places=place), evidence)
    whole = None if parts.places and not parts.unknown else _tidy(stated)
    return replace(_byline(parts, evidence), name=whole or None)


def _read_line(line: str, number: int, registry: Registry, *, last: bool) -> Byline | None:
    text = _tidy(line)
    if not text:
        return None
    if len(text) <= _LONGEST and len(text.split()) <= _MOST_WORDS:
        parts = _with_place(_take_apart(text, registry))
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
    parts = _with_place(_take_apart(_tidy(head.group()), registry))
    if head is bracketed and not parts.agencies:
        return None
    anchored = parts.agencies or parts.places or (parts.outlets and parts.names)
    if parts.unknown or not anchored or any(not _is_given_name(name) for name in parts.names):
        return None
    confidence = 0.8 if parts.agencies or parts.outlets or parts.names else 0.5
    return _byline(parts, Evidence("byline", "text", head.group().strip(), confidence))


def _with_place(parts: _Parts) -> _Parts:
    """Take what stands alone beside an agency, and is no person, for the place: «سان خوسيه - رويترز»."""
    others = (*parts.unknown, *parts.names)
    if not parts.agencies or parts.labelled or parts.places or parts.outlets or len(others) != 1:
        return parts
    if _is_given_name(others[0]) or len(words_of(others[0])) > _LONGEST_PLACE:
        return parts
    return replace(parts, places=others, unknown=(), names=())


def _read_end(line: str, registry: Registry) -> Byline | None:
    """Read an agency in brackets at the end of the text, as «… (رويترز)»."""
    end = _END.search(line[-60:])
    parts = _take_apart(_tidy(end.group(1)), registry) if end else _Parts()
    if end is None or not parts.agencies or parts.unknown or parts.names:
        return None
    return _byline(parts, Evidence("byline", "text", end.group().strip(), 0.7))


def _confidence(parts: _Parts, *, closed: bool) -> float:
    """Return how surely a line of these parts is a byline, 0 to 1; 0 if it is none."""
    anchors = bool(parts.agencies) + bool(parts.places) + bool(parts.outlets)
    known = all(_is_given_name(name) for name in parts.names)
    if parts.unknown and not (parts.labelled and parts.names):
        return 0.0
    if parts.labelled and (parts.names or parts.agencies):
        return 0.95
    if parts.names:
        alone = known and len(parts.names) == 1 and _is_short(parts.names[0])
        return 0.85 if anchors and (known or closed) else 0.8 if alone else 0.0
    if parts.kind and parts.outlets:
        return 0.8
    return 0.85 if anchors > 1 else 0.8 if parts.agencies else 0.6 if anchors and closed else 0.0


def _byline(parts: _Parts, evidence: Evidence) -> Byline:
    return Byline(
        name="، ".join(parts.names) or None,
        agencies=parts.agencies,
        agency_evidence=tuple(replace(evidence, field="agencies") for _ in parts.agencies),
        place=_first(parts.places),
        outlet=_first(parts.outlets),
        evidence=evidence,
    )


def _tidy(line: str) -> str:
    text = html.unescape(line).replace("\u00a0", " ")
    text = re.sub(r"\|[^|]*\d[^|]*$", "", text)  # a time of publication
    text = re.sub(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", "", text)
    return text.strip(" \t\r\n:*•-–—،,.")


def _take_apart(text: str, registry: Registry) -> _Parts:
    text, labelled = _without_label(text)
    parts = _Parts(labelled=labelled)
    for piece in _SEPARATOR.split(_DATE.sub(" - ", text)):
        for part in _from_where(piece.strip(" .ـ")):
            for one in _each(part):
                parts = _sorted_in(one, parts, registry)
    return parts


def _without_label(text: str) -> tuple[str, bool]:
    """Return the text after «بقلم», «متابعة», «إعداد وترجمة» …, and whether there was such a label."""
    words = list(re.finditer(r"[^\W_]+", text))
    for count in (3, 2, 1):
        if len(words) > count and key_of(text[: words[count - 1].end()]) in _words().labels:
            rest = text[words[count - 1].end() :]
            return rest.lstrip(" :/-–—ـ"), True
    return text, False


def _from_where(piece: str) -> Sequence[str]:
    """Split «فلان من بريدة» into a person and a place."""
    person, of, place = f" {piece}".rpartition(" من ")
    return (person.strip(), place) if of and key_of(place) in _words().places else (piece,)


def _each(part: str) -> list[str]:
    """Split «فلان الفلاني وعلان العلاني» into two persons, where «و» stands before a given name."""
    cuts = [m.start() for m in re.finditer(r"(?:^|\s)و\s?(?=\S)", part) if _joins_a_name(part[m.end() :])]
    starts = [0, *cuts]
    pieces = [part[start:end].strip() for start, end in zip(starts, [*cuts, len(part)], strict=True)]
    return [
        re.sub(r"^و\s?", "", piece) if number or cuts[:1] == [0] else piece
        for number, piece in enumerate(pieces)
    ]


def _joins_a_name(after: str) -> bool:
    """Tell whether a given name follows the «و»; «وليد» is no «و» with «ليد»."""
    given, word = furniture_lexicon().given_names, words_of(after)[:1]
    return bool(word) and word[0] in given and "و" + word[0] not in given


def _sorted_in(part: str, parts: _Parts, registry: Registry) -> _Parts:
    words, key = _words(), key_of(part)
    name = _without_kinds(part)
    if not key_of(name):
        return replace(parts, kind=parts.kind or bool(key))
    if agency := agency_named(part):
        return replace(parts, agencies=tuple(dict.fromkeys((*parts.agencies, agency))))
    if key_of(name) in words.places:
        return replace(parts, places=(*parts.places, name))
    if registry.named(name):
        return replace(parts, outlets=(*parts.outlets, name))
    if _may_be_person(name):
        return replace(parts, names=(*parts.names, name))
    return replace(parts, unknown=(*parts.unknown, name))


def _without_kinds(part: str) -> str:
    """Return the part without «تصوير», «مكتب» and such before it."""
    words = part.split()
    while words and key_of(words[0]) in _words().kinds:
        words.pop(0)
    return " ".join(words)


def _may_be_person(part: str) -> bool:
    words = words_of(part)
    letters = all(char.isalpha() or char in " .'’`\u0640" or "\u064b" <= char <= "\u0652" for char in part)
    return letters and 2 <= len(words) <= 6


def _is_short(name: str) -> bool:
    """Tell whether a name has up to three words, or more with a «بن» or «آل»; a longer one is a headline."""
    words = words_of(name)
    return len(words) <= 3 or bool(_words().links & set(words))


def _is_given_name(name: str) -> bool:
    words = [word for word in words_of(name) if word not in _words().titles]
    return 2 <= len(words) <= 5 and words[0] in furniture_lexicon().given_names
