"""Segment building: writes articles as segments."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive.lexicon.names import Lexicon
from archive.model.article import Article
from archive.store.moments import Share
from index.analysis.analyzer import Chain
from index.analysis.names import names_of
from index.screening.known import named_in
from index.segment.buffer import Accumulator
from index.segment.entry import SegmentEntry
from index.whoosh.segment import write_segment
from index.writer.sources import ArticleSource

#: What a token costs while a segment is built, in bytes of memory, measured at the peak of the inversion.
TOKEN_COST = 150
#: Articles between two looks at the progress.
_STEP = 50
#: Below this many articles a second process costs more than it saves.
ONE_PROCESS = 1_500

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Job:
    """The work of one process: a share of the articles, and how to build it."""

    folder: Path
    source: ArticleSource
    share: Share
    lexicon: Lexicon
    tokens: int
    """Tokens of a segment at most, which bounds the memory."""


def build_segments(
    folder: Path, articles: Iterable[Article], chain: Chain, tokens: int, progress: Progress
) -> list[SegmentEntry]:
    """Write the articles as segments into `folder`; return their entries."""
    built: list[SegmentEntry] = []
    find = named_in(chain)
    buffer = Accumulator(chain, find)
    for number, article in enumerate(articles, 1):
        buffer.add(article)
        if number % _STEP == 0:
            progress(_STEP)
        if buffer.tokens >= tokens:
            built.append(write_segment(folder, buffer))
            buffer = Accumulator(chain, find)
            # Collection is off meanwhile, and what stands in a circle may hold a whole segment.
            gc.collect()
    if len(buffer):
        built.append(write_segment(folder, buffer))
    return built


def build_here(jobs: list[Job], progress: Progress) -> list[SegmentEntry]:
    """Run the jobs in this process, one after another; return the segments that they built."""
    with _no_garbage_collection():
        return [built for job in jobs for built in run(job, progress)]


def run(job: Job, progress: Progress) -> list[SegmentEntry]:
    """Build a job's segments in this process; return their entries."""
    chain = Chain(names_of(job.lexicon))
    return build_segments(job.folder, job.source.read(job.share), chain, job.tokens, progress)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Switch the garbage collector off: it takes a third of a build's time and finds hardly anything."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
