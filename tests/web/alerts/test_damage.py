"""What is damaged of alerts is found and told again, or said: nothing goes without a word."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive.errors import DamagedArchive
from archive.paths import DataFolder
from archive.sources.problems import in_english
from archive.store.writer import Store
from tests.archive.support.builders import article
from tests.web.support.alerts import Desk, MailServer, part
from web import Settings
from web.alerts.damage import check_alerts, owner_problems
from web.alerts.problems import WORDS


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    folder, mail = DataFolder(tmp_path / "home"), MailServer()
    mail.start()
    settings = Settings(home=folder.home, mail_server=mail.address, mail_from="desk@example.org")
    with Store.open(folder.archive_db) as store:
        desk = Desk(folder, store, mail, now=1_600_000_000.0, settings=settings)
        desk.add(article("first", title="أول", body="نص أول عن السوق"))
        desk.follow("الميناء")
        desk.follow("السوق", name="m", channel="atom")
        desk.add(*(article(f"s{n}", title="خبر", body=f"افتتح الوزير الميناء رقم {n}") for n in range(3)))
        assert desk.round().sent == 1
        yield desk
    mail.stop()


def change(desk: Desk, table: str, statement: str) -> None:
    """Change a row as a bad disk would: its seal stays as it was."""
    with closing(sqlite3.connect(desk.folder.alerts_db, isolation_level=None)) as connection:
        query = "SELECT sql FROM sqlite_schema WHERE name IN (?, ?)"
        kept = connection.execute(query, (f"{table}_changed", f"{table}_damaged")).fetchall()
        for end in ("changed", "damaged"):
            connection.execute(f"DROP TRIGGER {table}_{end}")
        connection.execute(statement)
        for (sql,) in kept:
            connection.execute(sql)


def test_nothing_is_wrong_with_what_was_written(desk: Desk) -> None:
    assert list(check_alerts(desk.folder)) == []
    assert desk.round(60).problems == ()


@pytest.mark.parametrize("value", ["record = '{}'", "article = 'x'", "delivery = 77", "alert = 9"])
def test_a_damaged_hit_is_found_and_told_again(desk: Desk, value: str) -> None:
    """Told twice rather than not at all; the others are not told again."""
    change(desk, "hits", f"UPDATE hits SET {value} WHERE article = 's1'")
    assert [what for what, _ in check_alerts(desk.folder) if "of hits" in what]
    round_ = desk.round(60)
    assert [one.code for one in round_.problems] == ["hits_forgotten"]
    assert sorted(desk.hits()) == ["s0", "s1", "s2"]
    assert "s1" in part(desk.mail.messages[-1], "plain")
    assert len(desk.mail.messages) == 2
    assert desk.round(60).new == 0
    assert list(check_alerts(desk.folder)) == []


def test_a_damaged_delivery_is_made_again(desk: Desk) -> None:
    change(desk, "deliveries", "UPDATE deliveries SET sent_at = NULL, id = 'x'")
    assert desk.round(60).sent == 1
    assert len(desk.mail.messages) == 2
    assert desk.round(60).sent == 0


def test_a_damaged_alert_is_said_and_the_others_go_on(desk: Desk) -> None:
    change(desk, "alerts", "UPDATE alerts SET cursor = 999 WHERE name = 'n'")
    desk.add(article("s9", title="خبر", body="افتتح الوزير السوق الكبير"))
    round_ = desk.round(60)
    assert [in_english(one, WORDS) for one in round_.problems] == [
        "what is kept of the alert n is damaged, so it is not looked at."
        " sijill alert remove n, then add it again"
    ]
    assert round_.new == 1
    with desk.alerts() as alerts:
        assert [one.name for one in alerts.all()] == ["m"]
        with pytest.raises(DamagedArchive, match="alert n is damaged"):
            alerts.get("n")
        alerts.remove("n")
        assert owner_problems(alerts) == []


def test_an_alert_whose_row_is_gone_is_said(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.folder.alerts_db, isolation_level=None)) as connection:
        connection.execute("DELETE FROM alerts WHERE name = 'n'")
    with desk.alerts() as alerts:
        assert [one.code for one in owner_problems(alerts)] == ["alerts_lost"]
