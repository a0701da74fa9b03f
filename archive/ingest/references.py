"""References: the lexicons that extraction looks names up in, those of the archive's owner included."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from archive.lexicon.names import Lexicon, load_lexicon
from archive.lexicon.outlets import Registry, load_outlets


@dataclass(frozen=True, slots=True)
class References:
    """The names of platforms and the registry of outlets in force."""

    lexicon: Lexicon
    outlets: Registry


def load_references(folder: Path | None = None) -> References:
    """As shipped, with the additions in `folder` (`<data folder>/lexicon`); BadLexicon says what is wrong."""
    return References(load_lexicon(folder), load_outlets(folder))
