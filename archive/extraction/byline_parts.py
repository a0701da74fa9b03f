"""Parts of a byline: a line is taken apart at its dashes, colons and brackets, and each part is sorted.

A part is an agency, an outlet, a place or a person; words are data in `lexicon/bylines.json`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from archive.boilerplate.rules import key_of, words_of
from archive.boilerplate.rules import lexicon as furniture_lexicon
from archive.extraction.agencies import agency_named
from archive.lexicon.outlets import Registry
from archive.paths import shipped_text

_SEPARATOR = re.compile(r"[|/:：،,;؛(){}\[\]«»\"“”*]+|[–—-]|(?<=\s)ـ|ـ(?=\s)|\s{2,}")
#: «الرياض 25 شوال 1436 هـ الموافق 10 اغسطس 2015 م واس»: the date between place and agency.
_DATE = re.compile(r"(?<!\s)\s*\d.*\d\s*(?:(?:م|هـ|ه)(?!\w))?")


@dataclass(frozen=True, slots=True)
class _Words:
    labels: frozenset[str]
    kinds: frozenset[str]
    titles: frozenset[str]
    links: frozenset[str]
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class BylineParts:
    """The parts of a line by what they are; `unknown` are those that are none of these."""

    names: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    labelled: bool = False
    """True if it began with «بقلم», «متابعة» or another label."""
    kind: bool = False
    """True if a part says what it is and not who: «متابعات»."""


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


def tidy(line: str) -> str:
    """Return a line without entities, invisible marks, a time of publication and the dashes around it."""
    text = html.unescape(line).replace("\u00a0", " ")
    text = re.sub(r"\|[^|]*\d[^|]*$", "", text)  # a time of publication
    text = re.sub(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", "", text)
    return text.strip(" \t\r\n:*•-–—،,.")


def take_apart(text: str, registry: Registry) -> BylineParts:
    """Return the parts of a tidy line; outlets are those that the registry knows."""
    text, labelled = _without_label(text)
    parts = BylineParts(labelled=labelled)
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


def _sorted_in(part: str, parts: BylineParts, registry: Registry) -> BylineParts:
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


def is_short(name: str) -> bool:
    """Tell whether a name has up to three words, or more with a «بن» or «آل»; a longer one is a headline."""
    words = words_of(name)
    return len(words) <= 3 or bool(_words().links & set(words))


def is_given_name(name: str) -> bool:
    """Tell whether a name of two to five words, titles apart, begins with a known given name."""
    words = [word for word in words_of(name) if word not in _words().titles]
    return 2 <= len(words) <= 5 and words[0] in furniture_lexicon().given_names
