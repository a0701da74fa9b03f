"""Variants: tables of what else a name or a word is called.

Countries with their spellings and adjectives, cities, organisations, and everyday words beside written ones
stand in tables of `archive/lexicon/variants`. A typed name is known after its clitics, with «ال» or without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from archive.lexicon.decisions import Accepted, accepted
from index.analysis.names import spelling_words
from index.analysis.skeletons import is_latin, same_sound

#: The weight of a people's adjective beside its country's name, and the other way round.
PEOPLE_WEIGHT = 0.3
#: The weight of a written word beside an everyday one.
EVERYDAY_WEIGHT = 0.6
#: Words of the longest name.
LONGEST = 6

_ARTICLE = "ال"
_CLITICS = re.compile(r"[وف]?(?:لل|[بلك]?(?:ال)?)")
_ENDINGS = ("ه", "ون", "ين", "ات", "ان", "تين")


class Form(NamedTuple):
    """One way to write a word or a name."""

    words: tuple[str, ...]
    """Normalised."""
    written: str
    weight: float


@dataclass(frozen=True, slots=True)
class Group:
    """Forms that are found for one another; `id` is what a query switches off."""

    id: str
    kind: str
    """`name`: spellings of one name; `people`: a country and its people; `synonym`: other words."""
    forms: tuple[Form, ...]


class Widening(NamedTuple):
    """The groups of forms that the words at a place of a query also find; `length` counts these words."""

    length: int
    groups: tuple[Group, ...]


class Variants:
    """Groups of forms, looked up by the words of a query."""

    def __init__(self, entries: Iterable[tuple[tuple[str, ...], Group]]) -> None:
        self._groups: dict[tuple[str, ...], list[Group]] = {}
        self._firsts: set[str] = set()
        self.labels: dict[str, str] = {}
        """What a reader calls each group, by its id."""
        for words, group in entries:
            key = (_bare(words[0]), *words[1:])
            held = self._groups.setdefault(key, [])
            if group not in held:
                held.append(group)
            self.labels.setdefault(group.id, group.forms[0].written)
            self._firsts.add(key[0])

    def with_more(self, entries: Iterable[tuple[tuple[str, ...], Group]]) -> Variants:
        """Return these variants with further ones; a group of a known id stands in its place."""
        more = Variants(entries)
        if not more.labels:
            return self
        both = Variants(())
        both.labels = self.labels | more.labels
        both._firsts = self._firsts | more._firsts
        both._groups = dict(self._groups)
        for words, groups in more._groups.items():
            others = [group for group in self._groups.get(words, ()) if group.id not in more.labels]
            both._groups[words] = [*groups, *others]
        return both

    def at(self, words: Sequence[str], position: int) -> Widening | None:
        """Return the longest name or word that begins at a position of some normalised words, or None."""
        firsts = [first for first in _after_clitics(words[position]) if first in self._firsts]
        if not firsts:
            return None
        for length in range(min(LONGEST, len(words) - position), 0, -1):
            rest = tuple(words[position + 1 : position + length])
            for first in firsts:
                groups = self._groups.get((first, *rest))
                if groups:
                    return Widening(length, tuple(groups))
        return None


def _bare(word: str) -> str:
    rest = word.removeprefix(_ARTICLE)
    return rest if len(rest) > 2 else word


def _after_clitics(word: str) -> Iterator[str]:
    """Yield a word without its article, then without each row of clitics that may stand before it."""
    yield _bare(word)
    match = _CLITICS.match(word)
    for start in range(match.end() if match else 0, 0, -1):
        if len(word) - start > 2 and _CLITICS.fullmatch(word[:start]):
            yield word[start:]


def archive_variants(folder: Path) -> Variants:
    """Load the shipped variants and those that the owner accepted; raises `BadDecisions` for a bad line."""
    return shipped_variants().with_more(
        (form.words, group) for group in map(_own_group, accepted(folder)) for form in group.forms
    )


def _own_group(one: Accepted) -> Group:
    weight = EVERYDAY_WEIGHT if one.kind == "synonym" else 1.0
    return Group(one.id, one.kind, _forms(one.forms, weight))


@cache
def shipped_variants() -> Variants:
    """Load the shipped variants; cached."""
    return Variants([*_countries(), *_organisations(), *_cities(), *_everyday()])


def _rows(name: str) -> Iterator[list[list[str]]]:
    """Yield the fields of each line of a table, each as its words."""
    text = resources.files("archive.lexicon.variants").joinpath(name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield [[part for part in field.split("|") if part] for field in line.split("\t")]


def _forms(written: Iterable[str], weight: float) -> tuple[Form, ...]:
    forms = (Form(spelling_words(one), one, weight) for one in written)
    return tuple({form.words: form for form in forms if form.words}.values())


def _countries() -> Iterator[tuple[tuple[str, ...], Group]]:
    for code, latin, names, adjectives, *more in _rows("countries.tsv"):
        id_, peoples = code[0].lower(), [*adjectives, *(more[0] if more else [])]
        own = Group(f"country-{id_}", "name", _forms([*names, *latin], 1.0))
        people = Group(f"people-{id_}", "name", _forms(peoples, 1.0))
        also_people = Group(f"people-{id_}", "people", _forms(peoples, PEOPLE_WEIGHT))
        short = [name for name in names if " " not in name] or names[:1]
        also_country = Group(f"country-{id_}", "people", _forms(short, PEOPLE_WEIGHT))
        for form in own.forms:
            yield form.words, own
            if peoples:
                yield form.words, also_people
        for form in people.forms:
            for words in _inflected(form.words):
                yield words, people
                yield words, also_country


def _inflected(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield words
    if len(words) == 1 and words[0].endswith("ي"):
        for ending in _ENDINGS:
            yield (words[0] + ending,)
        yield (words[0][:-1] + "يون",)
        yield (words[0] + "ين",)


class Organisation(NamedTuple):
    """An organisation, a paper or a firm: its id, and how it is written in Arabic and in Latin letters."""

    id: str
    arabic: tuple[str, ...]
    latin: tuple[str, ...]


def organisations() -> Iterator[Organisation]:
    """Read the shipped organisations, in their order."""
    for id_, latin, names in _rows("organisations.tsv"):
        yield Organisation(id_[0], tuple(names), tuple(latin))


def _organisations() -> Iterator[tuple[tuple[str, ...], Group]]:
    for one in organisations():
        group = Group(f"name-{one.id}", "name", _forms([*one.arabic, *one.latin], 1.0))
        for form in group.forms:
            yield form.words, group


def _cities() -> Iterator[tuple[tuple[str, ...], Group]]:
    for _, latin, names in _rows("cities.tsv"):
        id_ = "-".join(re.findall(r"[a-z0-9]+", latin[-1].lower())) or latin[0]
        forms = _forms([*names, *latin], 1.0)
        for form in forms:
            near = forms if is_latin(form.words) else tuple(one for one in forms if _is_spelling(one, form))
            if len({(_bare(one.words[0]), *one.words[1:]) for one in near}) > 1:
                yield form.words, Group(f"city-{id_}", "name", near)


def _is_spelling(one: Form, other: Form) -> bool:
    """Tell whether two Arabic forms of a city's name are spellings of one another, and no translations."""
    return not is_latin(one.words) and same_sound(one.words, other.words)


def _everyday() -> Iterator[tuple[tuple[str, ...], Group]]:
    for typed, written in _rows("everyday.tsv"):
        group = Group("words-" + typed[0].replace(" ", "-"), "synonym", _forms(written, EVERYDAY_WEIGHT))
        for one in typed:
            yield spelling_words(one), group
