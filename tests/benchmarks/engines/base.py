"""What the benchmark asks of an engine."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from index.query.ast import Parsed
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.questions import Question

#: Hits of a page; each with its passages.
HITS = 10


class Answer(NamedTuple):
    """What one search gives, whole: the work that is timed."""

    total: int
    outlets: Mapping[str, int]
    """Matches by outlet."""
    months: Mapping[str, int]
    """Matches by month of publication."""
    passages: list[str]
    """For each hit of the page, its passages with the matches marked, as one text."""


class Engine(ABC):
    """One engine: it builds into a folder of its own, opens it, and answers."""

    builds_as: str | None = None
    """The engine whose index this one reads, if it builds none."""
    library: str | None = None
    """What it imports when it is first needed, of which opening is to be timed without."""

    @abstractmethod
    def build(self, folder: Path, corpus: Corpus, cores: int) -> float:
        """Index the corpus; gives the seconds that went into analysing where that is done apart, else 0."""

    @abstractmethod
    def open(self, folder: Path) -> None:
        """Open what was built, so far that it can be searched: timed."""

    @abstractmethod
    def prepare(self, question: Question, parsed: Parsed) -> Any:
        """The question in the engine's own language: not timed."""

    @abstractmethod
    def answer(self, prepared: Any) -> Answer:
        """The answer to a prepared question: timed."""

    def size(self, folder: Path) -> int:
        """Bytes on disk."""
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
