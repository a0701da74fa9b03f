"""The names a generation was built with, kept in it: queries must widen as the index was widened."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive.lexicon.names import Lexicon, load_lexicon
from archive.lexicon.outlets import load_outlets
from index.analysis.names import Names, NameSpelling, names_of
from index.errors import BadGeneration
from index.segment.array_file import REBUILD
from index.segment.reader import read_json


@dataclass(frozen=True, slots=True)
class Lexica:
    """The lexica that an index is built with beside the articles: names, and the countries of outlets."""

    names: Lexicon
    countries: Mapping[str, str] = field(default_factory=dict)
    """The code of each outlet's country by the outlet's id; outlets of none are left out."""

    @property
    def fingerprint(self) -> str:
        """Return a hash of both: an index built with others is stale."""
        content = json.dumps([self.names.fingerprint, sorted(self.countries.items())], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()


def load_lexica(folder: Path | None = None) -> Lexica:
    """Load what is shipped with the owner's additions from `folder` (`<data folder>/lexicon`), if any.

    Raises `BadLexicon`, with file, place and remedy, for a file that cannot be read.
    """
    outlets = load_outlets(folder).records
    return Lexica(load_lexicon(folder), {one.id: one.country for one in outlets if one.country})


@dataclass(frozen=True, slots=True)
class IndexNames:
    """The spellings that the chain knows, what readers call each platform, and the countries of outlets."""

    spellings: Names
    labels: Mapping[str, str]
    countries: Mapping[str, str]
    """The code of each outlet's country by the outlet's id."""


def names_record(lexica: Lexica) -> dict[str, Any]:
    """Return what an index keeps of the names that it is built with, ready for JSON."""
    spellings = [
        {"id": s.id, "words": list(s.words), "kind": s.kind, "collapse": s.collapse, "written": s.written}
        for held in names_of(lexica.names).by_id.values()
        for s in held
    ]
    labels = {name.id: name.label for name in lexica.names.names}
    return {"spellings": spellings, "labels": labels, "countries": dict(lexica.countries)}


def names_from_record(record: Mapping[str, Any]) -> IndexNames:
    """Read what `names_record` made; KeyError or TypeError for anything else."""
    spellings = [NameSpelling(**{**entry, "words": tuple(entry["words"])}) for entry in record["spellings"]]
    return IndexNames(Names(spellings), record["labels"], record.get("countries", {}))


def write_names(path: Path, lexica: Lexica) -> None:
    """Write the names beside the index that is built with them."""
    path.write_text(json.dumps(names_record(lexica), ensure_ascii=False), encoding="utf-8")


def read_names(path: Path) -> IndexNames:
    """Read the names of a generation; BadGeneration if the file is missing or damaged."""
    try:
        return names_from_record(read_json(memoryview(path.read_bytes())))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadGeneration(f"{path} cannot be read: {error}", remedy=REBUILD) from error
