"""The names a generation was built with, kept in it: queries must widen as the index was widened."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from archive.lexicon.names import Lexicon
from index.analysis.names import Names, NameSpelling, names_of
from index.errors import BadGeneration
from index.segment.array_file import REBUILD
from index.segment.reader import read_json


@dataclass(frozen=True, slots=True)
class IndexNames:
    """The spellings that the chain knows, and what readers call each platform."""

    spellings: Names
    labels: dict[str, str]


def write_names(path: Path, lexicon: Lexicon) -> None:
    """Write a lexicon's names beside the index that is built with them."""
    spellings = [
        {"id": s.id, "words": s.words, "kind": s.kind, "collapse": s.collapse, "written": s.written}
        for held in names_of(lexicon).by_id.values()
        for s in held
    ]
    labels = {name.id: name.label for name in lexicon.names}
    path.write_text(
        json.dumps({"spellings": spellings, "labels": labels}, ensure_ascii=False), encoding="utf-8"
    )


def read_names(path: Path) -> IndexNames:
    """Read the names of a generation; BadGeneration if the file is missing or damaged."""
    try:
        raw = read_json(memoryview(path.read_bytes()))
        spellings = [NameSpelling(**{**entry, "words": tuple(entry["words"])}) for entry in raw["spellings"]]
        return IndexNames(Names(spellings), raw["labels"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadGeneration(f"{path} cannot be read: {error}", remedy=REBUILD) from error
