"""Vectors to do harm to: a service of embeddings on this machine, and what is wrong with what came of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zlib import crc32

import numpy as np

from archive.paths import DataFolder
from archive.store.writer import Store
from index.errors import NoMeaning
from index.meaning.choice import ModelChoice
from index.meaning.embedding import vectors_folder
from index.meaning.passages import passages
from index.meaning.published import Vectors, stamp_of
from index.meaning.rows import DamagedVectors, quantized
from index.meaning.store import DATABASE, check_vectors
from index.segment.array_file import Array
from tests.index.support.embedding_service import serving

#: Numbers of a vector.
_WIDTH = 8
_CHOICE = ModelChoice("http://127.0.0.1", "faults")


def vector(text: str) -> Array:
    """The vector of a text: no meaning, but the same whenever it is asked for."""
    return np.random.default_rng(crc32(text.encode())).normal(size=_WIDTH).astype(np.float32)


def _answer(body: dict[str, Any]) -> tuple[int, bytes]:
    rows = [{"index": at, "embedding": vector(text).tolist()} for at, text in enumerate(body["input"])]
    return 200, json.dumps({"data": rows}).encode()


@contextmanager
def embeddings() -> Iterator[None]:
    """Let every `sijill` that is begun meanwhile ask a service of this process for vectors."""
    with serving(_answer) as service:
        own = {"SIJILL_EMBEDDINGS": service.choice.endpoint, "SIJILL_EMBEDDINGS_MODEL": _CHOICE.name}
        before = {name: os.environ.get(name) for name in own}
        os.environ.update(own)
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


def vector_troubles(folder: DataFolder) -> Iterator[str]:
    """Whatever is not as it was written, and every article whose vectors are another text's."""
    for database in sorted(folder.vectors.glob(f"*/{DATABASE}")):
        try:
            check_vectors(database.parent)
        except DamagedVectors as error:
            yield error.what
    place = vectors_folder(folder, _CHOICE)
    if stamp_of(place) is None:
        return
    try:
        held = Vectors(place)
    except NoMeaning as error:
        yield str(error)
        return
    with Store.open_reader(folder.archive_db) as store:
        for article in store.iterate_ids(sorted(held.numbers)):
            at = held.numbers[article.id]
            cut = passages(article.title, article.body)
            own = np.array([vector(passage.text) for passage in cut])
            own = quantized(own / np.linalg.norm(own, axis=1, keepdims=True))
            first = int(held.first[at])
            if not np.array_equal(held.matrix[first : first + len(cut)], own):
                yield f"{article.id} has the vectors of another text"


def lacking(folder: DataFolder) -> Iterator[str]:
    """The articles that have no vectors though a whole run has ended."""
    place = vectors_folder(folder, _CHOICE)
    numbers = Vectors(place).numbers if stamp_of(place) is not None else {}
    with Store.open_reader(folder.archive_db) as store:
        yield from (
            f"{article.id} has no vectors" for article in store.iterate() if article.id not in numbers
        )
