"""This engine, as a reader's browser meets it: what was typed goes in, a page comes out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from archive.paths import DataFolder
from index.arrays_engine import ArraysEngine
from index.model import Bucket, Hit, Query
from index.query.ast import Parsed
from index.segment.array_file import Container
from index.writer.rebuild import Plan, rebuild_from
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.engines.base import Answer, Engine
from tests.benchmarks.questions import Question

FACETS = frozenset({"outlet", "month"})


class Ours(Engine):
    """As served: a text is read when it is first asked, and that is remembered, so that here as with its
    peers reading is no part of the fastest answer; `unread`, it is read for every answer.

    Without grams, the same index is searched by words alone, and its grams are left out of its size.
    """

    def __init__(self, *, grams: bool = True, unread: bool = False) -> None:
        self._grams = grams
        self._unread = unread
        self.builds_as = "sijill" if unread or not grams else None

    def build(self, folder: Path, corpus: Corpus, cores: int) -> float:
        """Rebuild as `sijill rebuild` does, verification included."""
        rebuild_from(DataFolder(folder), corpus, Plan(workers=cores))
        return 0.0

    def open(self, folder: Path) -> None:
        """Open the live generation."""
        self._engine = ArraysEngine(DataFolder(folder).index, grams=self._grams)
        self._engine.snapshot()

    def prepare(self, question: Question, parsed: Parsed) -> Query:
        """The query as typed, for what its peers give: two facets, and of each hit one passage."""
        return replace(question.query, facets=FACETS, explain=False, passages=1)

    def answer(self, prepared: Query) -> Answer:
        """A page of the engine."""
        if self._unread:
            self._engine.snapshot().readings.forget()
        page = self._engine.search(prepared)
        outlets, months = (counts(page.facets[name]) for name in ("outlet", "month"))
        return Answer(page.total, outlets, months, [marked(hit) for hit in page.hits])

    def size(self, folder: Path) -> int:
        """Bytes of the generation, with or without its grams."""
        grams = 0
        for path in folder.rglob("*.arrays") if not self._grams else ():
            arrays = Container(path).arrays
            grams += sum(values.nbytes for name, values in arrays.items() if name.startswith("gram."))
        return super().size(folder) - grams


def counts(buckets: tuple[Bucket, ...]) -> dict[str, int]:
    """A facet's counts by value."""
    return {bucket.value: bucket.count for bucket in buckets}


def marked(hit: Hit) -> str:
    """A hit's passages with brackets around what matches."""
    pieces: list[str] = []
    for fragment in hit.fragments:
        at = 0
        for start, end in fragment.marks:
            pieces += (fragment.text[at:start], "[", fragment.text[start:end], "]")
            at = end
        pieces += (fragment.text[at:], " … ")
    return "".join(pieces)
