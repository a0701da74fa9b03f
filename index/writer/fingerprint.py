"""The fingerprint of an index: a hash of all that decides its terms besides the articles.

An index whose fingerprint is another one than that of the program that opens it is stale: its terms may be
other ones than those that a query is read into.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.metadata import version

from index.generations.manifest import Fingerprint
from index.generations.names_file import Lexica
from index.segment.reader import ARRAYS_VERSION
from index.segment.schema import SCHEMA_VERSION

#: Packages of which every file decides terms: code, word lists, counts.
PACKAGES = ("archive.text", "index.analysis")
#: Modules that decide which terms an article has, and where: fields, positions, weights, lengths, grams.
MODULES = {
    "index.segment": ("buffer.py", "inverter.py", "schema.py", "impacts.py", "fieldnorm.py", "writer.py"),
}
#: Libraries that letters pass through.
LIBRARIES = ("pyarabic",)


def fingerprint(lexica: Lexica) -> Fingerprint:
    """Return the fingerprint of an index that is built now with these names and countries of outlets."""
    schema = f"{SCHEMA_VERSION}.{ARRAYS_VERSION}"
    return Fingerprint(analysis=_analysis(), lexicon=lexica.fingerprint[:16], schema=schema)


@cache
def _analysis() -> str:
    return hash_of(dict(deciding_files()), versions())


def deciding_files() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of every file that decides terms."""
    for package in PACKAGES:
        yield from _files(resources.files(package), package.replace(".", "/"))
    for package, names in MODULES.items():
        folder = resources.files(package)
        for name in names:
            yield f"{package.replace('.', '/')}/{name}", (folder / name).read_bytes()


def _files(folder: resources.abc.Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for file in folder.iterdir():
        if file.is_dir() and file.name != "__pycache__":
            yield from _files(file, f"{path}/{file.name}")
        elif file.is_file() and not file.name.endswith((".pyc", ".md", "py.typed")):
            yield f"{path}/{file.name}", file.read_bytes()


def versions() -> dict[str, str]:
    """Return the versions of what is not ours and decides terms: Unicode's tables and libraries."""
    return {"unicode": unicodedata.unidata_version} | {name: version(name) for name in LIBRARIES}


def hash_of(files: Mapping[str, bytes], used: Mapping[str, str]) -> str:
    """Return a hash of files by name and of versions: sixteen hexadecimal digits.

    Ends of lines are taken alike, as version control may write them in its own way.
    """
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        plain = content.replace(b"\r\n", b"\n")
        digest.update(f"{name}\0{len(plain)}\0".encode() + plain)
    for name, number in sorted(used.items()):
        digest.update(f"{name}\0{number}\0".encode())
    return digest.hexdigest()[:16]
