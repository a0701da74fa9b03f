"""What is damaged of the sources is mended or told: nothing that is followed is dropped without a word."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from archive.sources.damage import check_sources
from archive.sources.followed import SourceKind
from archive.sources.intervals import HOUR
from archive.sources.problems import in_english
from tests.archive.sources.test_worker import Desk, desk, stories
from tests.archive.support.news_server import rss

__all__ = ["desk"]


def change(desk: Desk, statement: str, table: str) -> None:
    """Change a row as a bad disk would: its seal stays as it was."""
    with closing(sqlite3.connect(desk.folder.sources_db, isolation_level=None)) as connection:
        name = f"{table}_changed"
        (own,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
        (guard,) = connection.execute(
            "SELECT sql FROM sqlite_schema WHERE name = ?", (f"{table}_damaged",)
        ).fetchone()
        for trigger in (name, f"{table}_damaged"):
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(statement)
        for sql in (own, guard):
            connection.execute(sql)


def followed(desk: Desk) -> None:
    found = stories(desk, 2)
    desk.follow("f", SourceKind.FEED, desk.server.serve("/feed", rss([one.item(full=True) for one in found])))
    links = "".join(f'<a href="{one.path}">x</a>' for one in stories(desk, 2, 5))
    desk.follow("l", SourceKind.LISTING, desk.server.serve("/", links), pattern="/article/*")
    assert desk.later(0) == {"new": 4}


def test_a_damaged_source_is_told_and_the_others_are_asked(desk: Desk) -> None:
    followed(desk)
    change(desk, "UPDATE sources SET address = 'http://elsewhere.example/' WHERE name = 'f'", "sources")
    assert [what for what, _ in check_sources(desk.folder) if "of sources (f)" in what]
    desk.reopen()
    assert [one.name for one in desk.worker.registry.all()] == ["l"]
    assert [in_english(one) for one in desk.worker.registry.problems()] == [
        "what is kept of the source f is damaged, so it is not asked."
        " sijill source remove f, then add it again"
    ]
    before = len(desk.server.requests)
    desk.later(2 * HOUR)
    assert [request.path for request in desk.server.requests[before:]] == ["/"]
    desk.worker.registry.remove("f")
    assert desk.worker.registry.problems() == []


def test_damaged_entries_are_asked_for_again(desk: Desk) -> None:
    """Pages, captures, hosts and polls: nothing comes twice, nothing is missing, and the log says so."""
    followed(desk)
    for table, value in (("items", "digest = 'x'"), ("captures", "path = 'x'"), ("polls", "new = 9")):
        change(desk, f"UPDATE {table} SET {value} WHERE number = 1", table)
    change(desk, "UPDATE hosts SET next_at = 0", "hosts")
    desk.reopen()
    assert list(check_sources(desk.folder)) == []
    told = [in_english(poll.problem) for poll in desk.worker.registry.polls() if poll.problem]
    assert told == ["4 entries were damaged and are forgotten; all sources are asked whole again"]
    assert desk.state("f").etag == ""
    assert desk.later(2 * HOUR).get("new", 0) == 0
    assert desk.store.count() == 4


def test_a_source_whose_row_is_gone_is_told(desk: Desk) -> None:
    followed(desk)
    with closing(sqlite3.connect(desk.folder.sources_db, isolation_level=None)) as connection:
        connection.execute("DELETE FROM sources WHERE name = 'f'")
    assert "the source f was followed" in in_english(desk.worker.registry.problems()[0])
    desk.worker.registry.remove("f")
    assert desk.worker.registry.problems() == []


def test_a_damaged_capture_is_named(desk: Desk) -> None:
    followed(desk)
    assert list(check_sources(desk.folder)) == []
    path = next(iter(sorted(desk.folder.captures.glob("*/*/*"))))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    ((what, _),) = check_sources(desk.folder)
    assert str(path) in what


def test_a_capture_that_is_missing_before_it_was_taken_in_is_named(desk: Desk, tmp_path: Path) -> None:
    followed(desk)
    desk.worker._database.write(
        "INSERT INTO captures (source, path, fate, state) VALUES ('f', 'originals/warc/f/x', 'stays', 'kept')"
    )
    ((what, _),) = check_sources(desk.folder)
    assert "is to be taken in and is missing" in what
