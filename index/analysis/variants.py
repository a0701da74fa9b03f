"""Variants: tables of what else a name or a word is called.

Countries with their spellings and adjectives, cities, organisations, and everyday words beside written ones
stand in tables of `archive/lexicon/variants`. A typed name is known after its clitics, with «ال» or without.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from archive.lexicon.decisions import Accepted, accepted
from archive.text.arabic import fold
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
_WORD = re.compile(r"[^\W\d_]+|\d+")
_FIRST_WORD = re.compile(r"(?<=[\t|])[^\w\t|]*(\w+)")
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


#: What a table says of a name: the words of one of its forms, and the group that they find.
Entry: TypeAlias = tuple[tuple[str, ...], Group]


class Variants:
    """Groups of forms, looked up by the words of a query; threads may share them.

    `rows` are lines of tables by the first words of the forms in them; `read` makes the entries of a line,
    when such a word is asked for.
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        rows: Mapping[str, Sequence[str]] = MappingProxyType({}),
        read: Callable[[str], Iterable[Entry]] = lambda _: (),
    ) -> None:
        self._groups: dict[tuple[str, ...], list[Group]] = {}
        self._firsts: set[str] = set()
        self._rows, self._read = rows, read
        self._unread = set(rows)
        self._lock = Lock()
        self._labels: dict[str, str] = {}
        self._more: Variants | None = None
        self._others: frozenset[str] | None = None
        for words, group in entries:
            self._add(words, group)

    def _add(self, words: tuple[str, ...], group: Group) -> None:
        key = (_bare(words[0]), *words[1:])
        held = self._groups.setdefault(key, [])
        if group not in held:
            held.append(group)
        self._labels.setdefault(group.id, group.forms[0].written)
        self._firsts.add(key[0])

    def _read_rows(self, first: str) -> None:
        """Read the lines in which a form begins with this word, if they were not."""
        if first not in self._unread:
            return
        with self._lock:
            for row in self._rows[first] if first in self._unread else ():
                for words, group in self._read(row):
                    if _bare(words[0]) == first:
                        self._add(words, group)
            self._unread.discard(first)

    def label(self, group_id: str) -> str | None:
        """Return what a reader calls the group of this id; None if there is none."""
        for first in tuple(self._unread):
            self._read_rows(first)
        own = self._more.label(group_id) if self._more else None
        return own or self._labels.get(group_id)

    def with_more(self, entries: Iterable[Entry]) -> Variants:
        """Return these variants with further ones; a group of a known id stands in its place."""
        more = Variants(entries)
        if not more._labels:
            return self
        both = Variants((), self._rows, self._read)
        both._groups = {words: list(groups) for words, groups in self._groups.items()}
        both._firsts, both._unread = set(self._firsts), set(self._unread)
        both._labels = dict(self._labels)
        both._more = more
        return both

    def _held(self, key: tuple[str, ...]) -> tuple[Group, ...]:
        """Return the groups of some words, the further ones first."""
        own = self._groups.get(key, ())
        if self._more is None:
            return tuple(own)
        others = [group for group in own if group.id not in self._more._labels]
        return (*self._more._groups.get(key, ()), *others)

    def at(self, words: Sequence[str], position: int, *, is_whole: bool = False) -> Widening | None:
        """Return the longest name or word that begins at a position of some normalised words, or None.

        With `is_whole` nothing but an article comes off: «ورقة» is no «الرقة».
        """
        own = words[position]
        likely = (_bare(own),) if is_whole else _after_clitics(own)
        firsts = [first for first in likely if self._begins(first)]
        if not firsts:
            return None
        for length in range(min(LONGEST, len(words) - position), 0, -1):
            rest = tuple(words[position + 1 : position + length])
            for first in firsts:
                groups = self._held((first, *rest))
                if groups:
                    return Widening(length, groups)
        return None

    def firsts(self) -> frozenset[str]:
        """Return the words with which a form may begin, without their articles."""
        more = self._more.firsts() if self._more else ()
        return frozenset(self._firsts).union(self._unread, more)

    def others(self) -> frozenset[str]:
        """Return the words that may stand behind a form's first, and more."""
        if self._others is None:
            lines = "\n".join(dict.fromkeys(chain.from_iterable(self._rows.values())))
            behind = (word for words in self._groups for word in words[1:])
            more = self._more.others() if self._more else ()
            self._others = frozenset(_WORD.findall(fold(lines))).union(behind, more)
        return self._others

    def _begins(self, first: str) -> bool:
        """Tell whether a form begins with this word."""
        self._read_rows(first)
        return first in self._firsts or (self._more is not None and first in self._more._firsts)


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
    """Load the shipped variants; cached. Cities, of which there are thousands, are read when asked for."""
    return Variants([*_countries(), *_organisations(), *_everyday()], _by_first_word("cities.tsv"), _city)


def _lines(name: str) -> list[str]:
    text = resources.files("archive.lexicon.variants").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _fields(line: str) -> list[list[str]]:
    """Return the fields of a table's line, each as its words."""
    return [[part for part in field.split("|") if part] for field in line.split("\t")]


def _by_first_word(name: str) -> Mapping[str, Sequence[str]]:
    """Return the lines of a table by the first words, normalised and bare, of the forms in them."""
    rows: dict[str, list[str]] = {}
    lines = _lines(name)
    for line, folded in zip(lines, fold("\n".join(lines)).split("\n"), strict=True):
        for first in set(map(_bare, _FIRST_WORD.findall(folded))):
            rows.setdefault(first, []).append(line)
    return rows


def _forms(written: Iterable[str], weight: float) -> tuple[Form, ...]:
    forms = (Form(spelling_words(one), one, weight) for one in written)
    return tuple({form.words: form for form in forms if form.words}.values())


def _countries() -> Iterator[Entry]:
    for code, latin, names, adjectives, *more in map(_fields, _lines("countries.tsv")):
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
    for id_, latin, names in map(_fields, _lines("organisations.tsv")):
        yield Organisation(id_[0], tuple(names), tuple(latin))


def _organisations() -> Iterator[Entry]:
    for one in organisations():
        group = Group(f"name-{one.id}", "name", _forms([*one.arabic, *one.latin], 1.0))
        for form in group.forms:
            yield form.words, group


def _city(line: str) -> Iterator[Entry]:
    _, latin, names = _fields(line)
    id_ = "-".join(re.findall(r"[a-z0-9]+", latin[-1].lower())) or latin[0]
    forms = _forms([*names, *latin], 1.0)
    for form in forms:
        near = forms if is_latin(form.words) else tuple(one for one in forms if _is_spelling(one, form))
        if len({(_bare(one.words[0]), *one.words[1:]) for one in near}) > 1:
            yield form.words, Group(f"city-{id_}", "name", near)


def _is_spelling(one: Form, other: Form) -> bool:
    """Tell whether a form of a city's name is Latin, or an Arabic spelling of another and no translation."""
    return is_latin(one.words) or same_sound(one.words, other.words)


def _everyday() -> Iterator[Entry]:
    for typed, written in map(_fields, _lines("everyday.tsv")):
        group = Group("words-" + typed[0].replace(" ", "-"), "synonym", _forms(written, EVERYDAY_WEIGHT))
        for one in typed:
            yield spelling_words(one), group
