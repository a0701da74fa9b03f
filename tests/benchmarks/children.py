"""Children: each build and each opening in a process of its own, so that none profits from another."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.benchmarks.analysed import project_chain
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.engines import ENGINES
from tests.benchmarks.memory import PeakMemory, private_memory
from tests.benchmarks.questions import Question

#: Seconds after which a child is given up.
PATIENCE = 3 * 3_600.0


class Build(NamedTuple):
    """What a build took."""

    seconds: float
    analysis: float
    """Seconds of it that went into analysing, where that is done apart."""
    processor: float
    """Processor seconds over all processes: on a busy machine the fairer figure."""
    peak: int
    """Private bytes over all processes."""


class Serving(NamedTuple):
    """What a process takes that opens an index and answers."""

    open_seconds: float
    memory: int
    """Private bytes after every question was answered once, the interpreter's own included."""


class ChildFailed(RuntimeError):
    """A child that ended without a result."""


def build(name: str, folder: Path, corpus: Corpus, cores: int) -> Build:
    """Build an engine's index in a child."""
    (seconds, analysis, processor), peak = in_child(_build, (name, folder, corpus, cores))
    return Build(seconds, analysis, processor, peak)


def serve(name: str, folder: Path, questions: Sequence[Question]) -> Serving:
    """Open an engine's index in a child and ask everything once."""
    (seconds, memory), _ = in_child(_serve, (name, folder, tuple(questions)))
    return Serving(seconds, int(memory))


def in_child(work: Callable[..., None], arguments: tuple[object, ...]) -> tuple[tuple[float, ...], int]:
    """Call `work` with a pipe in a child; return what it sent, and the private bytes that it held at most."""
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(there, *arguments))
    process.start()
    there.close()
    with PeakMemory(process) as memory:
        try:
            result: tuple[float, ...] = here.recv() if here.poll(PATIENCE) else _give_up("too slow")
        except EOFError:
            _give_up(f"{arguments[0]} ended without a result")
        finally:
            if process.is_alive():
                process.join(10)
            if process.is_alive():
                process.terminate()
    return result, memory.peak


def _give_up(what: str) -> tuple[float, ...]:
    raise ChildFailed(what)


def _build(out: Connection, name: str, folder: Path, corpus: Corpus, cores: int) -> None:
    started = time.perf_counter()
    analysis = ENGINES[name]().build(folder, corpus, cores)
    out.send((time.perf_counter() - started, analysis, sum(os.times()[:4])))


def _serve(out: Connection, name: str, folder: Path, questions: Sequence[Question]) -> None:
    engine = ENGINES[name]()
    if engine.library:
        import_module(engine.library)
    # Else the opening may pay for the garbage of what was imported before it.
    gc.collect()
    started = time.perf_counter()
    engine.open(folder)
    seconds = time.perf_counter() - started
    chain = project_chain()
    for question in questions:
        engine.answer(engine.prepare(question, question.parsed(chain)))
    out.send((seconds, float(private_memory(psutil.Process()))))
