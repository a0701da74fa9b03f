"""Measuring: builds one after another, then every question put to every engine in turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import numpy as np

from tests.benchmarks.analysed import project_chain
from tests.benchmarks.children import Build, Serving, build, serve
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.engines import ENGINES
from tests.benchmarks.questions import SEED, Question, kinds_of

#: How often each question is put to each engine; the fastest answer counts.
ROUNDS = 9

Report = Callable[[str], None]


@dataclass(slots=True)
class Measured:
    """All figures of one engine."""

    build: Build
    size: int
    serving: Serving
    times: list[float] = field(default_factory=list)
    """Seconds of the fastest answer to each question."""
    totals: list[int] = field(default_factory=list)
    """Matches of each question."""

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the questions was answered."""
        return float(np.percentile(self.times, share)) * 1_000

    def by_kind(self, questions: Sequence[Question]) -> dict[str, float]:
        """The median of each kind of question, in milliseconds."""
        return {
            kind: float(np.median([t for t, q in zip(self.times, questions, strict=True) if q.kind == kind]))
            * 1_000
            for kind in kinds_of(questions)
        }


@dataclass(frozen=True, slots=True)
class Trial:
    """What is measured: a corpus and its questions, in a folder that is filled with indexes."""

    corpus: Corpus
    questions: Sequence[Question]
    folder: Path
    cores: int


def measure(names: Sequence[str], trial: Trial, report: Report) -> dict[str, Measured]:
    """Build, open and ask every engine."""
    measured: dict[str, Measured] = {}
    homes = {name: trial.folder / (ENGINES[name]().builds_as or name) for name in names}
    for name in names:
        builder = ENGINES[name]().builds_as
        if builder in measured:
            built = measured[builder].build
        else:
            report(f"{name}: building")
            built = build(builder or name, homes[name], trial.corpus, trial.cores)
            report(f"{name}: built in {built.seconds:.1f} s")
        size = ENGINES[name]().size(homes[name])
        measured[name] = Measured(built, size, serve(name, homes[name], trial.questions))
    report("asking")
    ask(measured, homes, trial.questions)
    return measured


def ask(measured: Mapping[str, Measured], homes: Mapping[str, Path], questions: Sequence[Question]) -> None:
    """Put every question to every engine in turn, so that whatever slows the machine slows all of them."""
    chain, random = project_chain(), Random(SEED)
    engines = {name: ENGINES[name]() for name in measured}
    for name, engine in engines.items():
        engine.open(homes[name])
    for question in questions:
        parsed = question.parsed(chain)
        prepared = {name: engine.prepare(question, parsed) for name, engine in engines.items()}
        best = dict.fromkeys(engines, float("inf"))
        for _ in range(ROUNDS):
            # In another order each time: who comes after an engine like itself finds the memory warm.
            for name, engine in random.sample(list(engines.items()), len(engines)):
                started = time.perf_counter()
                total = engine.answer(prepared[name]).total
                best[name] = min(best[name], time.perf_counter() - started)
                if len(measured[name].totals) == len(measured[name].times):
                    measured[name].totals.append(total)
        for name, seconds in best.items():
            measured[name].times.append(seconds)
