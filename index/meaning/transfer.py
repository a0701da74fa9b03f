"""Vectors in a dump: carried beside the archive, so that no text need be given to a model again.

vectors/MODEL/manifest.json   the model's name, the numbers of a row, and SHA-256 of the files beside it
vectors/MODEL/texts.jsonl     which text, by its digest, has which rows
vectors/MODEL/rows.i8         the rows, as they are kept
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from archive.files import sync, write_atomically
from archive.paths import DataFolder
from index.errors import NoMeaning
from index.meaning.passages import SCHEME
from index.meaning.store import DATABASE, ROWS, VectorStore

FOLDER, MANIFEST, TEXTS = "vectors", "manifest.json", "texts.jsonl"
#: Raised when the files' form changes; a dump of another form is refused.
FORMAT = 1


def dump_vectors(folder: DataFolder, target: Path) -> int:
    """Copy the vectors of every model into a dump; return how many texts have them."""
    count = 0
    for database in sorted(folder.vectors.glob(f"*/{DATABASE}")):
        with VectorStore.open(database.parent) as store:
            if store.rows:
                count += _dump_model(store, target / FOLDER / database.parent.name)
    return count


def _dump_model(store: VectorStore, place: Path) -> int:
    place.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(store.folder / ROWS, place / ROWS)
    count = 0
    with (place / TEXTS).open("w", encoding="ascii", newline="\n") as file:
        for digest, first, passages in store.texts():
            file.write(json.dumps({"digest": digest, "first": first, "passages": passages}) + "\n")
            count += 1
    for name in (ROWS, TEXTS):
        sync(place / name)
    manifest = {
        "format": FORMAT,
        "model": store.model,
        "scheme": SCHEME,
        "dimension": store.dimension,
        "files": {name: _digest(place / name) for name in (ROWS, TEXTS)},
    }
    write_atomically(place / MANIFEST, (json.dumps(manifest, indent=2, sort_keys=True) + "\n").encode())
    return count


def load_vectors(source: Path, folder: DataFolder) -> int:
    """Take the vectors of a dump into a data folder that has none of that model; return how many texts.

    NoMeaning if the dump's vectors are damaged or of another version; those before them stay.
    """
    count = 0
    for manifest in sorted((source / FOLDER).glob(f"*/{MANIFEST}")):
        place = manifest.parent
        about = _checked(place)
        with VectorStore.open(folder.vectors / place.name, about["model"]) as store:
            if store.rows:
                raise NoMeaning(f"{store.folder} holds vectors already", remedy="Load into a new folder")
            with (place / TEXTS).open(encoding="ascii") as lines:
                texts = [json.loads(line) for line in lines]
            rows = [(text["digest"], text["first"], text["passages"]) for text in texts]
            store.adopt(place / ROWS, rows, about["dimension"])
            count += len(rows)
    return count


def _checked(place: Path) -> dict[str, Any]:
    """Return the manifest of a model's vectors after checking its files against it."""
    again = "Copy the dump again from where it was made, or delete this folder of it"
    try:
        about: dict[str, Any] = json.loads((place / MANIFEST).read_bytes())
        whole = all(_digest(place / name) == about["files"][name] for name in (ROWS, TEXTS))
        known = (about["format"], about["scheme"]) == (FORMAT, SCHEME)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoMeaning(f"the vectors in {place} cannot be read: {error}", remedy=again) from error
    if not whole:
        raise NoMeaning(f"the vectors in {place} are damaged", remedy=again)
    if not known:
        raise NoMeaning(f"the vectors in {place} are of another version of Sijill", remedy=again)
    return about


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
