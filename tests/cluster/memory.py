"""Memory of a process that sends articles to a cluster: `python -m tests.cluster memory CORPUS`.

The corpus is sent three times, the second and third time with other letters in the place of its own, so that
every word is new: no archive's vocabulary grows so. Nobody takes what is sent.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import psutil

from archive.model.article import Article
from index.generations.names_file import load_lexica
from index.opensearch.connection import Address, Cluster, Patience
from index.opensearch.writer.sending import Sending, send
from index.writer.sources import ListSource
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.memory import private_memory

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
#: By how many places letters are moved in each round.
ROUNDS = (0, 5, 11)
#: Articles between two lines.
EVERY = 10_000
MEGABYTE = 1_000_000


class Nobody:
    """Takes everything, as a cluster would."""

    patience = Patience(0, (), 0)

    def ask(self, *_: Any, **__: Any) -> dict[str, Any]:
        """Answer that all is well."""
        return {}


def moved(articles: Iterator[Article], places: int) -> Iterator[Article]:
    """Articles with every letter in the place of another."""
    table = str.maketrans(LETTERS, LETTERS[places:] + LETTERS[:places])
    for one in articles:
        title = one.title.translate(table) if one.title else None
        yield replace(one, id=f"{one.id}-{places}", title=title, body=one.body.translate(table))


def told(articles: Iterator[Article]) -> Iterator[Article]:
    """The same articles; a line is printed now and then."""
    began, process = time.monotonic(), psutil.Process(os.getpid())
    for number, one in enumerate(articles, 1):
        if not number % EVERY:
            held = private_memory(process) / MEGABYTE
            print(f"{number:,} articles: {held:.0f} MB, {time.monotonic() - began:.0f} s", flush=True)
        yield one


def main(path: Path) -> int:
    """Send the corpus and print what it takes."""
    gc.disable()  # as builders do
    corpus = Corpus.of(path)
    rounds = (one for places in ROUNDS for one in moved(corpus.articles(), places))
    sending = Sending(Address(("",)), "memory", ListSource(()), load_lexica(path.parent / "lexicon"), 1)
    sent = send(cast("Cluster", Nobody()), sending, told(rounds))
    print(f"{sent.articles:,} articles were sent")
    return 0
