"""The lexicon of names: platforms in all their spellings, and the owner's synonyms, as data.

`platforms.json` and `synonyms.json` beside this module are the shipped data. The owner of an archive adds
files of the same format to `<data folder>/lexicon/*.json`: a known id gains spellings, a new id becomes a
name, `"disabled": true` takes one away. Outlets have a registry of their own in the same folder, files
whose names begin with `outlets`.

A record of `names`:

* `id`, `label` (Arabic, for readers), `label_en`, `kind` (`platform`, the default, or `synonym`);
* `spellings`: every way it is written, Arabic and Latin. Letter variants fold together, clitics (و ب ل ك
  ف ال) are understood, and the words of a spelling may be joined by a space, a dash or an underscore;
* `cued`: those spellings that also mean something else, and how to tell (see `Cued`);
* `derived`: further forms that name it in a text (يوتيوبر); adjectives (تويتري) are made by rule;
* `exceptions`: words that look like a form of it; `domains`: `t.me`;
  `collapse`: see `Name.collapse`; `witness`: see `Name.witness`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from archive.lexicon.loader import BadLexicon, dicts, merge_records, read_records, strings
from archive.paths import SHIPPED
from archive.text.arabic import fold

__all__ = ["BadLexicon", "Cued", "Lexicon", "Name", "folded_words", "load_lexicon"]

_WORD = re.compile(r"[^\W_]+")


def folded_words(spelling: str) -> tuple[str, ...]:
    """Split a spelling into folded words: «واتس آب» gives («واتس», «اب»)."""
    return tuple(_WORD.findall(fold(spelling)))


@dataclass(frozen=True, slots=True)
class Cued:
    """A spelling that also means something else, and what must stand near it to be the name.

    It is believed after an introducing word («تطبيق كيك»), beside another platform («سكايب وفايبر»), or
    where the text names the same platform in a spelling that needs no cue; a trap refuses it always.
    Words of the lists may end in `*`.
    """

    spelling: str
    plain: bool = False
    """It is an ordinary word (كيك, a cake): the index must not take it for the name."""
    definite: bool = False
    """With «ال» glued to it, it needs no further cue."""
    quoted: bool = False
    """Quotation marks or brackets around it are cue enough."""
    context: bool = False
    """A word of the lexicon's `context` within twenty words is cue enough."""
    introducers: tuple[str, ...] = ()
    """Cues right before it, beside the lexicon's own."""
    traps_before: tuple[str, ...] = ()
    traps_after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A platform, or a synonym group of the archive's owner, with all its spellings."""

    id: str
    label: str
    label_en: str
    kind: str
    """`platform` or `synonym`."""
    spellings: tuple[str, ...]
    """All of them, those that need a cue included."""
    derived: tuple[str, ...] = ()
    """Forms that name it in a text and are no spellings of the name itself."""
    exceptions: tuple[str, ...] = ()
    """Words that look like one of its forms and are another word: «كريديت» is no «ك» with «ريديت»."""
    domains: tuple[str, ...] = ()
    cued: tuple[Cued, ...] = ()
    collapse: bool = True
    """Whether its spellings are one term in the index. By default platforms are; the words of a synonym
    (الدولة) have a life of their own, so that synonyms are alternatives of a query instead."""
    witness: bool = True
    """Whether it makes a doubtful platform beside it likely; a company of many trades does not."""

    @property
    def ambiguous(self) -> bool:
        """Tell whether any of its spellings needs a cue in a text."""
        return bool(self.cued)

    @property
    def plain(self) -> frozenset[tuple[str, ...]]:
        """Return the spellings, as folded words, that are ordinary words: never stemmed, never merged."""
        return frozenset(folded_words(cued.spelling) for cued in self.cued if cued.plain)

    @property
    def collapsed(self) -> tuple[tuple[str, ...], ...]:
        """Return the spellings, as folded words, that always mean this name, without repeats."""
        return tuple(words for words in self.words if words not in self.plain)

    @property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """Return all spellings as folded words, without repeats."""
        return tuple(dict.fromkeys(folded_words(spelling) for spelling in self.spellings))


@dataclass(frozen=True)
class Lexicon:
    """All names in force, with the words that tell a name from an ordinary word."""

    names: tuple[Name, ...]
    introducers: tuple[str, ...] = ()
    """Words right before a doubtful spelling that make it a platform: «تطبيق»."""
    context: tuple[str, ...] = ()
    """Words anywhere near a doubtful spelling that make it a platform: «فيديو»."""
    adjectives: tuple[str, ...] = ()
    """Endings that make an adjective of an Arabic name: «ي» in «تويتري»."""

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    @cached_property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the whole content: an index built with another one is stale."""
        content = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()

    @cached_property
    def platforms(self) -> tuple[Name, ...]:
        """Return the names of kind `platform`."""
        return tuple(name for name in self.names if name.kind == "platform")

    @cached_property
    def by_id(self) -> dict[str, Name]:
        """Return all names by id."""
        return {name.id: name for name in self.names}

    def label(self, name_id: str) -> str:
        """Return the Arabic label of an id; the id itself if the lexicon does not have it."""
        name = self.by_id.get(name_id)
        return name.label if name else name_id

    def adjectives_of(self, name: Name) -> tuple[str, ...]:
        """Return the folded adjectives of the Arabic spellings that need no cue: «تويتري», «فيس بوكيه»."""
        doubtful = {folded_words(cued.spelling) for cued in name.cued}
        sure = (words for words in name.words if words not in doubtful and not words[-1].isascii())
        stems = [" ".join(words) for words in sure]
        return tuple(stem + fold(ending) for stem in stems for ending in self.adjectives)


def _frozen(record: dict[str, object]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in record.items()}


def _name(record: dict[str, object]) -> Name:
    """Build the frozen name of a record whose keys and types `read_records` has checked."""
    cued = tuple(Cued(**_frozen(entry)) for entry in dicts(record.get("cued", [])))
    kind = record.get("kind", "platform")
    spellings = dict.fromkeys([*strings(record["spellings"]), *(entry.spelling for entry in cued)])
    values = _frozen(record) | {"kind": kind, "cued": cued, "spellings": tuple(spellings)}
    return Name(**{"collapse": kind == "platform", **values})


def _files(folder: Path | None) -> Iterable[Path]:
    yield SHIPPED / "platforms.json"
    yield SHIPPED / "synonyms.json"
    if folder is not None and folder.is_dir():
        yield from sorted(p for p in folder.glob("*.json") if not p.name.startswith("outlets"))


def load_lexicon(folder: Path | None = None) -> Lexicon:
    """Load the shipped lexicon with the owner's additions from `folder` (`<data folder>/lexicon`), if any.

    Raises `BadLexicon`, with file, place and remedy, for a file that cannot be read.
    """
    header: dict[str, list[str]] = {"introducers": [], "context": [], "adjectives": []}
    records: dict[str, dict[str, object]] = {}
    for path in _files(folder):
        content = read_records(path)
        for key, words in header.items():
            words.extend(word for word in strings(content.get(key)) if word not in words)
        merge_records(records, dicts(content["names"]), path)
    names = tuple(_name(record) for record in records.values())
    return Lexicon(names, **{key: tuple(words) for key, words in header.items()})
