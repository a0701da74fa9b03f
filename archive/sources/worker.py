"""The one process that follows sources: it asks what is due, takes in what came, and waits.

All that it knows is on disk. It may be killed at any moment, and the next one goes on where it stood.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random

from filelock import FileLock, Timeout

from archive.errors import ArchiveError
from archive.paths import DataFolder
from archive.progress import Report
from archive.sources.captures import Captures
from archive.sources.clock import Clock, SystemClock
from archive.sources.damage import mend
from archive.sources.followed import DELAY, FollowedSource, Registry, SourceKind
from archive.sources.intervals import MINUTE
from archive.sources.local import FolderPoller, MailboxPoller
from archive.sources.network import FetchLimits
from archive.sources.poller import WebPoller
from archive.sources.problems import in_english
from archive.sources.tables import open_sources
from archive.store.writer import Store

#: The longest that the worker sleeps before it looks for new sources and alerts, in seconds.
NAP = 15.0
#: How often what came is taken in, and shown to whoever follows, while there is still more to fetch.
OFTEN = 5 * MINUTE


def _nothing(_: Counter[str]) -> None:
    """Do nothing."""


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Report nothing."""


@dataclass(frozen=True, slots=True)
class Machinery:
    """Holds what a worker works with; tests give it their own clock and chance."""

    clock: Clock = field(default_factory=SystemClock)
    random: Random = field(default_factory=Random)
    limits: FetchLimits | None = None
    nap: float = NAP
    """The longest that it sleeps, in seconds."""
    report: Report = _silent
    said: Callable[[str], None] = lambda _: None
    """Called with a line for each request."""


class AlreadyAtWork(ArchiveError):
    """Another process follows the sources of this data folder."""


@contextmanager
def at_work(folder: DataFolder) -> Iterator[None]:
    """Hold the lock of the one process that follows sources; AlreadyAtWork if another has it."""
    folder.home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder.home / "work.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        what = f"another process follows the sources of {folder.home}"
        raise AlreadyAtWork(what, remedy="Let it work, or stop that `sijill work` first") from None
    try:
        yield
    finally:
        lock.release()


class Worker:
    """Follows the sources of one data folder; `at_work` is held around it."""

    def __init__(self, folder: DataFolder, store: Store, machinery: Machinery | None = None) -> None:
        self._machinery = machinery or Machinery()
        self._store = store
        self._clock = self._machinery.clock
        self._database = open_sources(folder)
        self.registry = Registry(self._database)
        self._captures = Captures(self._database, folder)
        parts = (self._clock, self._machinery.random)
        self._web = WebPoller(self._database, self._captures, *parts, self._machinery.limits)
        self._folders = FolderPoller(self._database, folder, *parts)
        self._mailboxes = MailboxPoller(self._database, self._captures, *parts)
        for problem in mend(self._database, folder, self._clock.now(), DELAY):
            self._machinery.said(in_english(problem))
        self._captures.clear_unfinished()

    def close(self) -> None:
        """Let go of the files."""
        self._database.close()

    def poll_once(self, names: Sequence[str] = ()) -> Counter[str]:
        """Ask every source that is due, or those named, once, fetch what they name, and take it in.

        Returns how many articles were new, changed, same and rejected.
        """
        totals = self._captures.take_in(self._store, self._clock.now())
        due = [source for source in self._sources(names) if names or source.next_at <= self._clock.now()]
        while due:
            due.sort(key=self._ready_at)
            asked = due.pop(0).name
            self._ask(self.registry.get(asked))
            again = self.registry.get(asked)
            if again.next_at <= self._clock.now() and not again.failures:
                due.append(again)  # it has more than one poll takes
        while (page := self._next_page()) is not None:
            if self._ready_at(page[0]) > self._clock.now():
                totals += self._captures.take_in(self._store, self._clock.now())
            self._fetch_page(*page)
        return totals + self._captures.take_in(self._store, self._clock.now())

    def work(self, until: float = float("inf"), *, came: Callable[[Counter[str]], None] = _nothing) -> None:
        """Follow the sources until a time. `came` is called when articles came, and now and then between."""
        totals = self._captures.take_in(self._store, self._clock.now())
        shown = self._clock.now()
        came(totals)
        totals = Counter()
        while self._clock.now() < until:
            is_busy = self._step()
            now = self._clock.now()
            if is_busy and now - shown < OFTEN:
                continue
            totals = self._captures.take_in(self._store, now)
            came(totals)
            shown = self._clock.now()
            if not is_busy:
                self._clock.sleep(min(self._next_wait(), max(0.0, until - self._clock.now())))

    def _step(self) -> bool:
        """Ask one source or fetch one page whose host is free; False if there is none now."""
        now = self._clock.now()
        due = [source for source in self.registry.all() if not source.paused and source.next_at <= now]
        free = [source for source in due if self._ready_at(source) <= now]
        if free:
            self._ask(min(free, key=lambda source: source.next_at))
            return True
        page = self._next_page()
        if page is None or self._ready_at(page[0]) > now:
            return False
        self._fetch_page(*page)
        return True

    def _ask(self, source: FollowedSource) -> None:
        source = self.registry.get(source.name)  # as it is now
        pollers = {SourceKind.FOLDER: self._folders.poll, SourceKind.MAILBOX: self._mailboxes.poll}
        try:
            status = pollers.get(source.kind, self._web.poll)(source)
        except (ArchiveError, OSError):
            raise
        except Exception as error:  # what nobody foresaw in one answer does not stop the others
            status = self._web.give_up(source, error)
        problem = self.registry.get(source.name).problem
        self._machinery.said(f"{source.name}: {status}{f' ({in_english(problem)})' if problem else ''}")

    def _fetch_page(self, source: FollowedSource, number: int) -> None:
        item = self._database.row("SELECT * FROM items WHERE number = ?", (number,))
        if item is not None:
            try:
                status = self._web.fetch_item(source, item)
            except (ArchiveError, OSError):
                raise
            except Exception as error:  # as above
                status = self._web.give_up_page(source, item, error)
            self._machinery.said(f"{source.name}: {status} {item['address']}")
            self._machinery.report("pages left", 0, self.registry.waiting(source.name))

    def _sources(self, names: Sequence[str]) -> list[FollowedSource]:
        if names:
            return [self.registry.get(name) for name in names]
        return [source for source in self.registry.all() if not source.paused]

    def _next_page(self) -> tuple[FollowedSource, int] | None:
        """Return the page that is to be fetched next, of the source whose host is free first."""
        rows = self._database.rows(
            "SELECT items.source, min(items.number) AS number FROM items"
            " JOIN sources ON sources.name = items.source WHERE items.state = 'wanted'"
            " AND items.next_at <= ? AND NOT sources.paused GROUP BY items.source",
            (self._clock.now(),),
        )
        pages = [(self.registry.get(row["source"]), int(row["number"])) for row in rows]
        return min(pages, key=lambda page: self._ready_at(page[0]), default=None)

    def _ready_at(self, source: FollowedSource) -> float:
        return self._web.frontier.free_at(source.host) if source.host else 0.0

    def _next_wait(self) -> float:
        """Return the seconds until something is due whose host is free, a nap at most."""
        now = self._clock.now()
        times = [
            max(source.next_at, self._ready_at(source)) for source in self.registry.all() if not source.paused
        ]
        page = self._next_page()
        times += [self._ready_at(page[0])] if page else []
        row = self._database.row(
            "SELECT min(next_at) FROM items WHERE state = 'wanted' AND next_at > ?", (now,)
        )
        times += [float(row[0])] if row and row[0] is not None else []
        return min(max(min(times, default=float("inf")) - now, 0.05), self._machinery.nap)
