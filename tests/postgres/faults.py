"""Faults of a real server: killed while articles are added, an index is built and pages are asked.

What is told must be true whatever is killed: what was acknowledged is there, the log has no gap, the live
index stays until the new one is whole, an error says what to do, and the same command run again completes
the work. Writers at once lose nothing.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from archive.paths import DataFolder
from archive.store.damage.checks import check_archive
from archive.store.writer import Store
from tests.postgres.address import schema_of
from tests.postgres.server import Server
from tests.postgres.trial import (
    ARTICLES,
    WRITING,
    Adding,
    Homes,
    Trial,
    wait_for_an_end,
    watched,
    write_input,
)

#: How often each moment is tried.
TRIES = 4


class Trials(Homes):
    """The trials over one server."""

    def run(self) -> Iterator[Trial]:
        """Yield the trials as they end."""
        for act in (
            self._while_adding, self._inside_transactions, self._writer_killed, self._while_rebuilding,
            self._builder_killed, self._while_serving, self._two_writers,
        ):  # fmt: skip
            yield act()

    def _while_adding(self) -> Trial:
        trial = Trial(f"the server is killed during add, {TRIES} times, and started")
        with self._home("reference") as whole:
            self._run(whole, "add", self._input, "--no-index", "--workers", 1)
            with Store.open_reader(whole.archive) as store:
                fingerprint = store.fingerprint()
        for number in range(TRIES):
            with self._home(f"add{number}") as home, watched(home) as look:
                wanted, pause = self._random.randrange(0, ARTICLES // 2), self._random.random() / 3
                seen = 0
                process = self._start(home, "add", self._input, "--no-index", "--workers", 1)

                def acknowledged(
                    look: Callable[[], int] = look,
                    wanted: int = wanted,
                    adding: Adding = process,
                    pause: float = pause,
                ) -> bool:
                    nonlocal seen
                    seen = look()
                    if seen >= wanted:
                        time.sleep(pause)
                    return seen >= wanted or adding.poll() is not None

                self._kill_when(acknowledged)
                said = process.communicate(timeout=600)[0]
                if process.returncode:
                    self._judge_failure(trial, process.returncode, said)
                else:
                    # Between two transactions: the next one is over a new connection.
                    is_done = seen >= ARTICLES
                    trial.told.append("one was done before" if is_done else "one went on once it was back")
                left = self._check_log(trial, home)
                trial.expect(f"{seen} were acknowledged and {left} are there", left >= seen)
                code, said = self._run(home, "add", self._input, "--no-index", "--workers", 1)
                trial.expect(f"the second add ended with {code}: {said[-200:]}", code == 0)
                with Store.open_reader(home.archive) as store:
                    trial.expect(
                        "the archive is another than without the kill", store.fingerprint() == fingerprint
                    )
                serious = [one.what for one in check_archive(home) if one.serious]
                trial.expect(f"doctor finds {serious}", not serious)
        trial.told.append("run again, each archive is the one without a kill")
        return trial

    def _inside_transactions(self) -> Trial:
        trial = Trial(
            f"the server, or its process for the writer, is killed inside a transaction, {TRIES} times"
        )
        with self._home("inside") as home:
            Store.open(home.archive).close()
            for number in range(TRIES):
                process = self._start(home, "add", self._input, "--no-index", "--workers", 1)
                # Articles come in by some hundreds a transaction.
                seen, found = self._inside(home, number * 300, process)
                trial.expect("no transaction was met", found > 0)
                if number % 2:
                    os.kill(found, signal.SIGKILL)
                    wait_for_an_end(self._server.pid, found)
                else:
                    self._server.end(signal.SIGKILL)
                    self._server.start()
                said = process.communicate(timeout=600)[0]
                if process.returncode:
                    self._judge_failure(trial, process.returncode, said)
                left = self._check_log(trial, home)
                trial.expect(f"{seen} were acknowledged and {left} are there", left >= seen)
            code, said = self._run(home, "add", self._input, "--no-index", "--workers", 1)
            with Store.open_reader(home.archive) as store:
                trial.expect(f"not all is there: {said[-200:]}", (code, store.count()) == (0, ARTICLES))
        trial.told.append("what was not acknowledged is gone as a whole; run again, all is there")
        return trial

    def _inside(self, home: DataFolder, wanted: int, process: Adding) -> tuple[int, int]:
        """Wait until a writer has written and not committed; return what is acknowledged, and its process."""
        assert home.database is not None
        until = time.monotonic() + 120
        with (
            watched(home) as look,
            psycopg.connect(self._server.address, autocommit=True) as connection,
        ):
            while time.monotonic() < until and process.poll() is None:
                seen = look()
                row = connection.execute(WRITING, [schema_of(home.database)]).fetchone()
                if row and seen >= wanted:
                    return seen, int(row[0])
        return 0, 0

    def _writer_killed(self) -> Trial:
        trial = Trial(f"a process that adds is killed, {TRIES} times, while another one waits for its turn")
        with self._home("writer") as home, watched(home) as look:
            for number in range(TRIES):
                process = self._start(home, "add", self._input, "--no-index", "--workers", 1)
                before = look()
                until = time.monotonic() + 60
                while look() <= before and process.poll() is None and time.monotonic() < until:
                    time.sleep(0.01)
                time.sleep(self._random.random() * 0.3)
                process.kill()
                process.communicate()
                started = time.monotonic()
                with Store.open(home.archive) as store:
                    store.begin_run([f"after {number}"])
                trial.expect("the next writer waited for the dead one", time.monotonic() - started < 20)
                self._check_log(trial, home)
            code, _ = self._run(home, "add", self._input, "--no-index", "--workers", 1)
            with Store.open_reader(home.archive) as store:
                trial.expect("not all is there", (code, store.count()) == (0, ARTICLES))
        trial.told.append("the next writer goes on at once; all is there in the end")
        return trial

    def _while_rebuilding(self) -> Trial:
        trial = Trial(f"the server is killed during rebuild, {TRIES} times, and started")
        with self._home("rebuild") as home:
            self._run(home, "add", self._input, "--workers", 1)
            live = self._live(home)
            for _ in range(TRIES):
                process = self._start(home, "rebuild", "--workers", 2)
                pause = time.monotonic() + 1.5 + self._random.random() * 2.5
                self._kill_when(lambda pause=pause: time.monotonic() > pause)
                said = process.communicate(timeout=600)[0]
                if process.returncode:
                    self._judge_failure(trial, process.returncode, said)
                    trial.expect("another generation answers", self._live(home) == live)
                else:
                    trial.told.append("one was built all the same")
                    live = self._live(home)
                self._check_log(trial, home)
                code, said = self._run(home, "verify")
                trial.expect(f"verify: {said[-200:]}", code == 0)
            code, said = self._run(home, "rebuild")
            trial.expect(f"the last rebuild failed: {said[-200:]}", code == 0)
            trial.told.append(f"the live index stayed; in the end: {said.strip().splitlines()[-1]}")
        return trial

    def _builder_killed(self) -> Trial:
        trial = Trial(f"the process that rebuilds is killed, {TRIES} times")
        with self._home("builder") as home:
            self._run(home, "add", self._input, "--workers", 1)
            live = self._live(home)
            for _ in range(TRIES):
                process = self._start(home, "rebuild", "--workers", 2)
                time.sleep(0.7 + self._random.random() * 2.5)
                process.kill()
                process.communicate()
                trial.told.append("it had ended before" if process.returncode == 0 else "it was killed")
                live = self._live(home) if process.returncode == 0 else live
                trial.expect("another generation answers", self._live(home) == live)
                code, said = self._run(home, "verify")
                trial.expect(f"verify: {said[-200:]}", code == 0)
            code, said = self._run(home, "rebuild")
            trial.expect(f"the last rebuild failed: {said[-200:]}", code == 0)
            left = sorted(path.name for path in home.index.glob("generation-*"))
            trial.expect(f"{left} are left", len(left) <= 2)
            trial.told.append(f"the live index stayed; in the end: {said.strip().splitlines()[-1]}")
        return trial

    def _while_serving(self) -> Trial:
        from web import Settings, create_app

        trial = Trial("the server is killed while articles and searches are asked, and started")
        with self._home("serving") as home:
            few = write_input(self._folder / "few.jsonl", 0, 50)
            self._run(home, "add", few, "--workers", 1)
            assert home.database is not None
            settings = Settings(home=home.home, database=home.database.url, limits=False, access_log=False)
            client = create_app(settings).test_client()
            wanted = client.get("/api/v1/articles/n7").get_json()
            timer = threading.Timer(0.5, self._kill_when, [lambda: True])
            timer.start()
            statuses: dict[int, int] = {}
            until = time.monotonic() + 120
            while timer.is_alive() and time.monotonic() < until:
                article = client.get("/api/v1/articles/n7")
                statuses[article.status_code] = statuses.get(article.status_code, 0) + 1
                trial.expect(
                    "an article was another one", article.status_code != 200 or article.get_json() == wanted
                )
                trial.expect("a search failed", client.get("/api/v1/search?q=الجسر").status_code == 200)
            timer.join()
            trial.expect(
                "it does not answer afterwards", client.get("/api/v1/articles/n7").get_json() == wanted
            )
            told = ", ".join(f"{count} times {status}" for status, count in sorted(statuses.items()))
            trial.told.append(f"articles: {told}; searches go on; the same process answers afterwards")
            trial.expect(f"statuses {sorted(statuses)}", set(statuses) <= {200, 503})
        return trial

    def _two_writers(self) -> Trial:
        trial = Trial(
            "two machines add at once, a third of the articles in both inputs, while a third one corrects"
        )
        with self._home("one") as home:
            third = ARTICLES // 3
            halves = [
                write_input(self._folder / "first.jsonl", 0, 2 * third),
                write_input(self._folder / "second.jsonl", third, 3 * third),
            ]
            self._run(
                home, "add", write_input(self._folder / "seed.jsonl", 0, 1), "--no-index", "--workers", 1
            )
            # Each with a data folder of its own, as two machines have.
            homes = [home, DataFolder(self._folder / "other", home.database)]
            processes = [
                self._start(mine, "add", path, "--no-index", "--workers", 1)
                for mine, path in zip(homes, halves, strict=True)
            ]
            made = 0
            with Store.open(home.archive) as store:
                while any(process.poll() is None for process in processes):
                    store.correct("n0", "note", f"{made}", why="-")
                    made += 1
                    time.sleep(0.05)
                held = store.corrections("n0")
            codes = []
            for process in processes:
                process.communicate()
                codes.append(process.returncode)
            trial.expect(f"they ended with {codes}", codes == [0, 0])
            trial.expect("corrections are lost", [one.value for one in held] == [str(n) for n in range(made)])
            total = self._check_log(trial, home)
            with Store.open_reader(home.archive) as store:
                trial.expect(f"{store.count()} articles", store.count() == 3 * third)
            trial.told.append(
                f"{3 * third:,} articles, {made} corrections, {total:,} changes in the log, no gap"
            )
        return trial


def main(folder: Path, seed: int = 1) -> int:
    """Run all trials, print a table, and end the server; return how many went wrong."""
    server = Server(folder / "server")
    if not server.data.exists():
        server.create()
    work = folder / f"work{os.getpid()}"
    work.mkdir(parents=True)
    server.start()
    failed = 0
    print("| fault | what came of it | what is wrong |\n|---|---|---|")
    try:
        for trial in Trials(server, work, seed).run():
            print(trial.line(), flush=True)
            failed += bool(trial.wrong)
    finally:
        server.end()
    return failed
