"""The fingerprint of the rules by which articles are read: of the code and the words that decide it.

An archive that was filled under another one holds what older rules found; `sijill reread` reads it anew.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

#: Digits of the fingerprint, in hexadecimal.
LENGTH = 16


#: What decides: the modules of a folder of a package, or its word lists.
_SOURCES = (("archive", "extraction", (".py",)), ("archive.lexicon", "data", (".json", ".tsv", ".txt")))


@cache
def rules_fingerprint() -> str:
    """Return the fingerprint of today's rules: a hash of the modules of extraction and of all word lists."""
    digest = hashlib.sha256()
    for package, folder, suffixes in _SOURCES:
        for name, file in sorted(_files(resources.files(package) / folder, folder), key=_name):
            if name.endswith(suffixes):
                digest.update(f"{name}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()[:LENGTH]


def _files(folder: Traversable, path: str) -> list[tuple[str, Traversable]]:
    """Return the files of a folder and all below it, with their paths."""
    found: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        where = f"{path}/{entry.name}"
        found += _files(entry, where) if entry.is_dir() else [(where, entry)]
    return found


def _name(pair: tuple[str, Traversable]) -> str:
    return pair[0]
