"""Threads and processes that search while generations switch see one generation at a time, whole.

A few seconds by default; a minute with `SIJILL_TEST_FULL=1`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest

from archive.model.article import Article
from archive.paths import DataFolder
from archive.store.writer import Store
from index.arrays_engine import ArraysEngine
from index.errors import WriterBusy
from index.generations.folder import Generations
from index.model import Filters, Query, Sort
from index.writer.rebuild import rebuild
from index.writer.update import update
from tests.index.support.articles import article

FULL = bool(os.environ.get("SIJILL_TEST_FULL"))
THREADS, PROCESSES = 16, 4
SWITCHES = 40 if FULL else 5
ROOT = Path(__file__).parent.parent.parent

QUERIES = (
    Query("تويتر"), Query("حسابات خبر"), Query('"خبر رقم"'), Query("حسا*", sort=Sort.NEWEST),
    Query("", Filters(outlets=("alpha",))), Query("خبر -تويتر"), Query("=خبر"), Query("خبز~1"),
    Query("طبعة", page=2),
)  # fmt: skip


def told(engine: ArraysEngine, query: Query) -> tuple[int, str]:
    """A generation's number and all that it answers."""
    page = engine.search(query)
    facets = {name: [(b.value, b.count) for b in buckets] for name, buckets in page.facets.items()}
    hits = [(hit.id, round(hit.score, 9), hit.fragments, hit.title_marks) for hit in page.hits]
    return page.generation, repr((page.total, page.total_all_words, facets, hits))


def numbered(n: int) -> Article:
    body = f"خبر رقم {n} عن حسابات تويتر طبعة"
    return article(f"n{n:02}", body, title="عنوان", outlet="alpha", day="2016")


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """An archive of sixty articles, indexed."""
    folder = DataFolder(tmp_path)
    with Store.open(folder.archive_db) as store:
        store.add_all([numbered(n) for n in range(60)])
    rebuild(folder)
    return folder


def switches(folder: DataFolder, times: int) -> Iterator[int]:
    """One generation after another: an article more each, now by an update, now by a rebuild."""
    with Store.open(folder.archive_db) as store:
        for number in range(times):
            store.add(article(f"more-{number}", f"خبر رقم {number} جديد عن تويتر", outlet="beta"))
            if number % 2:
                store.withdraw(f"n{number:02}", why="a trial")
            yield (rebuild if number % 4 == 3 else update)(folder).number


def expected(folder: DataFolder) -> dict[tuple[int, int], str]:
    """What the live generation answers to a single thread."""
    engine = ArraysEngine(folder.index)
    answers = [told(engine, query) for query in QUERIES]
    return {(number, place): answer for place, (number, answer) in enumerate(answers)}


def test_threads_see_whole_generations(folder: DataFolder) -> None:
    """Every answer of sixteen threads over one engine is the single-threaded one of its generation."""
    engine, stop, begin = ArraysEngine(folder.index), Event(), Barrier(THREADS + 1)

    def hammer(first: int) -> set[tuple[int, int, str]]:
        got = set()
        begin.wait()
        place = first
        while not stop.is_set():
            number, answer = told(engine, QUERIES[place % len(QUERIES)])
            got.add((number, place % len(QUERIES), answer))
            place += 1
            stop.wait(0.002)
        return got

    right = expected(folder)
    with ThreadPoolExecutor(THREADS) as pool:
        futures = [pool.submit(hammer, first) for first in range(THREADS)]
        begin.wait()
        try:
            for _ in switches(folder, SWITCHES):
                right |= expected(folder)
        finally:
            stop.set()
        answers = set().union(*(future.result(timeout=60) for future in futures))
    wrong = [(number, place) for number, place, answer in answers if right[number, place] != answer]
    assert wrong == []
    assert len({number for number, _, _ in answers}) > 2


def test_processes_see_whole_generations(folder: DataFolder, tmp_path: Path) -> None:
    """So is every answer of four processes, each with an engine of its own."""
    done = tmp_path / "done"
    module = "tests.index.support.racing"
    command = [sys.executable, "-W", "ignore", "-m", module, str(folder.index), str(done)]
    racers = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    try:
        for racer in racers:
            assert racer.stdout is not None
            assert racer.stdout.readline() == "ready\n", racer.stderr and racer.stderr.read()
        right = expected(folder)
        for _ in switches(folder, SWITCHES):
            right |= expected(folder)
            time.sleep(0.05)
    finally:
        done.touch()
    seen = set()
    for racer in racers:
        output, errors = racer.communicate(timeout=60)
        assert racer.returncode == 0, errors
        lines = [line.split("\t", 2) for line in output.splitlines()]
        assert lines
        for number, place, answer in lines:
            assert right[int(number), int(place)] == answer, (number, QUERIES[int(place)])
            seen.add(int(number))
    assert len(seen) > 2


def test_old_generations_go(folder: DataFolder) -> None:
    """However many switches: two folders stay, and a process maps only files that are there."""
    engine = ArraysEngine(folder.index)
    for number in switches(folder, 6):
        engine.search(QUERIES[0])
        assert engine.generation == number
    assert len(list(folder.index.glob("generation-*"))) == 2
    maps = Path("/proc/self/maps")
    if maps.exists():
        mapped = {line.split(maxsplit=5)[5] for line in maps.read_text().splitlines() if ".arrays" in line}
        ours = {line for line in mapped if str(folder.index) in line}
        assert ours
        assert not [line for line in ours if "(deleted)" in line]


def test_one_snapshot_is_shared(folder: DataFolder) -> None:
    """All threads of a process use one reader until the pointer moves."""
    engine = ArraysEngine(folder.index)
    with ThreadPoolExecutor(8) as pool:
        held = set(map(id, pool.map(lambda _: engine.snapshot(), range(64))))
    assert held == {id(engine.snapshot())}
    before = engine.snapshot()
    next(switches(folder, 1))
    assert engine.snapshot() is not before


def test_two_writers_at_once(folder: DataFolder) -> None:
    """Of updates that begin together, each ends or is told that another writes; nothing is lost."""
    with Store.open(folder.archive_db) as store:
        store.add(article("new", "كلام جديد"))

    def try_update(_: int) -> int | None:
        try:
            return update(folder).number
        except WriterBusy:
            return None

    with ThreadPoolExecutor(4) as pool:
        numbers = [number for number in pool.map(try_update, range(4)) if number is not None]
    assert numbers
    assert set(numbers) == {2}
    assert Generations(folder.index).manifest().articles == 61
