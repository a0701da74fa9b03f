"""What is new is told, all of it, once: whatever its date, over rebuilds, refusals and mistakes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import feedparser
import pytest

from archive.dedup.published import write_copies
from archive.model.article import Article, DateSource, Precision, Published
from archive.paths import DataFolder
from archive.sources.problems import Problem, in_english
from archive.store.writer import Store
from index.writer.rebuild import Plan, rebuild
from tests.archive.support.builders import article
from tests.web.support.alerts import Desk, MailServer, hook, part
from web import Settings, create_app
from web.alerts.alert_store import BY_OWNER
from web.alerts.delivery import next_due, signature
from web.alerts.matching import read_search
from web.alerts.problems import WORDS, BadSearch

BASE = "https://archive.example.org"


def story(number: int, words: str = "افتتح الوزير الميناء الجديد", **values: Any) -> Article:
    """An article of our own."""
    body = f"{words} رقم {number} في المدينة الساحلية بعد سنوات من العمل."
    return article(
        f"s{number}", title=f"خبر رقم {number}", body=body, url=f"https://port.example/{number}", **values
    )


def told(problem: Problem | None) -> str:
    """What is wrong, in English."""
    assert problem is not None
    return in_english(problem, WORDS)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    folder, mail = DataFolder(tmp_path / "home"), MailServer()
    mail.start()
    settings = Settings(
        home=folder.home, mail_server=mail.address, mail_from="Sijill <desk@example.org>", public_url=BASE
    )
    with Store.open(folder.archive_db) as store:
        desk = Desk(folder, store, mail, settings=settings)
        desk.add(*(story(number) for number in range(3)))
        yield desk
    mail.stop()


def test_it_begins_empty_and_tells_what_comes(desk: Desk) -> None:
    desk.follow("الميناء")
    assert desk.round().new == 0
    desk.add(story(10), story(11, "هطلت الأمطار على الجبال"))
    assert (desk.round().new, desk.hits()) == (1, ["s10"])
    assert desk.round(60).sent == 0
    assert len(desk.mail.messages) == 1


def test_an_old_article_added_today_is_told_once(desk: Desk) -> None:
    """Neither its date nor its lack of one matters; a change and a rebuild tell nothing again."""
    desk.follow("الميناء")
    old = Published(date(1998, 3, 4), date(1998, 3, 4), Precision.DAY, DateSource.STATED)
    desk.add(story(20, published=old), story(21))
    assert desk.round().new == 2
    desk.add(replace(story(20), body="افتتح الوزير الميناء الجديد مرة أخرى، وقال إنه سعيد جداً."))
    rebuild(desk.folder, Plan(1))
    assert desk.round(3600).new == 0
    desk.store.withdraw("s21", why="test")
    desk.store.restore("s21")
    rebuild(desk.folder, Plan(1))
    assert desk.round(3600).new == 0
    assert len(desk.mail.messages) == 1


def test_what_is_not_indexed_yet_is_told_when_it_is(desk: Desk) -> None:
    desk.follow("الميناء")
    desk.add(story(30), index=False)
    assert desk.round().new == 0
    desk.add(story(31))
    assert desk.round(60).new == 2


def test_hundreds_are_told_whole(desk: Desk) -> None:
    """Past a page of the engine, past what a mail shows with its passages, past a page of the feed."""
    desk.follow("الميناء")
    desk.add(*(story(number) for number in range(100, 350)))
    assert desk.round().new == 250
    text = part(desk.mail.messages[0], "plain")
    assert all(f"https://archive.example.org/articles/s{number}?" in text for number in range(100, 350))
    client = create_app(desk.settings).test_client()
    seen: list[str] = []
    address: str | None = f"{BASE}/alerts/n.atom"
    while address:
        feed = feedparser.parse(client.get(address.removeprefix(BASE), base_url=BASE).data)
        assert not feed.bozo
        seen += [entry.id.rpartition("/")[2] for entry in feed.entries]
        address = next((link.href for link in feed.feed.links if link.rel == "next"), None)
    assert sorted(seen) == sorted(f"s{number}" for number in range(100, 350))
    assert seen[0] == "s349"


def test_a_mail_has_text_and_html_marks_and_reasons(desk: Desk) -> None:
    alert = desk.follow("للميناء", name="موانئ")
    desk.add(story(40, "زار <b>الوزير</b> الميناء & السوق"))
    desk.round()
    (message,) = desk.mail.messages
    text, html = part(message, "plain"), part(message, "html")
    assert message["Subject"] == "موانئ: مقال جديد واحد"
    assert message["To"] == "reader@example.org"
    assert message["Message-ID"] == f"<{message['Sijill-Delivery']}@example.org>"
    assert message["List-Unsubscribe"].strip() == f"<{BASE}/alerts/stop/{alert.token}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert '<html lang="ar" dir="rtl">' in html
    assert "<mark>الميناء</mark>" in html
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    for body in (text, html):
        assert "لماذا هذا:" in body
        assert "أُضيف:" in body
        assert f"{BASE}/alerts/stop/{alert.token}" in body
        assert message["Sijill-Delivery"] in body


def test_every_link_of_a_mail_leads_somewhere(desk: Desk) -> None:
    import re

    desk.follow("الميناء", name="موانئ", language="en")
    desk.add(story(41))
    desk.round()
    html = part(desk.mail.messages[0], "html")
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', html)]
    assert len(links) == 4
    client = create_app(desk.settings).test_client()
    for link in links:
        assert link.startswith(BASE)
        page = client.get(link.removeprefix(BASE), base_url=BASE)
        assert page.status_code == 200
        assert 'lang="en"' in page.get_data(as_text=True)
    shown = client.get(links[0].removeprefix(BASE), base_url=BASE).get_data(as_text=True)
    assert "خبر رقم 41" in shown


def test_copies_are_folded_and_counted(desk: Desk) -> None:
    desk.follow("الميناء")
    desk.add(story(50), story(51), story(52))
    write_copies(desk.folder.copies, [("s50", "s52")], desk.store.sequence)
    desk.round()
    text = part(desk.mail.messages[0], "plain")
    assert desk.mail.messages[0]["Subject"].endswith("3 مقالات جديدة")
    assert text.count("/articles/s5") == 2
    assert "ونسخة أخرى" in text or "نسخة" in text


def test_what_was_withdrawn_meanwhile_is_not_shown(desk: Desk) -> None:
    desk.follow("الميناء", every=86_400.0, next_at=desk.now + 60)
    desk.add(story(60), story(61))
    desk.round()
    desk.store.withdraw("s60", why="test")
    desk.round(120)
    text = part(desk.mail.messages[0], "plain")
    assert "/articles/s61" in text
    assert "/articles/s60" not in text


def test_a_refused_delivery_is_tried_again_under_its_name(desk: Desk) -> None:
    desk.follow("الميناء")
    desk.mail.refusing = "550 no such reader"
    desk.add(story(70))
    assert desk.round().failed == 1
    with desk.alerts() as alerts:
        (delivery,) = alerts.deliveries(alerts.get("n"))
    assert "550 no such reader" in told(delivery.problem)
    assert desk.round(60).failed == 0  # not at once
    desk.mail.refusing = ""
    assert desk.round(600).sent == 1
    assert desk.mail.messages[0]["Sijill-Delivery"] == delivery.id
    assert desk.round(86_400).sent == 0


def test_a_server_that_is_gone_loses_nothing(desk: Desk) -> None:
    desk.follow("الميناء")
    desk.mail.stop()
    desk.add(story(71))
    assert desk.round().failed == 1
    desk.mail = MailServer()
    desk.mail.start()
    desk.settings = replace(desk.settings, mail_server=desk.mail.address)
    assert desk.round(3600).sent == 1


@pytest.mark.parametrize("changes", [{"mail_server": ""}, {"mail_from": ""}])
def test_missing_settings_are_said(desk: Desk, changes: dict[str, str]) -> None:
    desk.follow("الميناء")
    desk.add(story(72))
    settings, desk.settings = desk.settings, replace(desk.settings, **changes)
    assert desk.round().failed == 1
    with desk.alerts() as alerts:
        assert "SIJILL_MAIL" in told(alerts.deliveries(alerts.get("n"))[0].problem)
    desk.settings = settings
    assert desk.round(3600).sent == 1


def test_a_search_that_is_no_longer_understood_is_said_and_kept(desk: Desk) -> None:
    """Its cursor stays: once it is understood again, nothing is missing."""
    desk.follow("الميناء")
    with desk.alerts() as alerts:
        alerts.note(alerts.get("n"), (), {"search": "q=الميناء&from=nonsense"})
    desk.add(story(80))
    assert desk.round().new == 0
    assert "not understood: from" in told(desk.alert().problem)
    with desk.alerts() as alerts:
        alerts.note(alerts.get("n"), (), {"search": "q=الميناء"})
    assert desk.round().new == 1
    assert desk.alert().problem is None


def test_a_search_that_finds_nothing_is_said_and_kept(desk: Desk) -> None:
    desk.follow("قطار")
    desk.round()
    assert "finds nothing" in told(desk.alert().problem)
    desk.add(story(81, "وصل القطار السريع إلى"))
    assert desk.round().new == 1
    assert desk.alert().problem is None


def test_a_search_that_is_too_wide_moves_no_further(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from index.arrays_engine import ArraysEngine

    whole = ArraysEngine.search
    desk.follow("الميناء")
    desk.add(story(82))
    with monkeypatch.context() as patch:
        patch.setattr(
            ArraysEngine, "search", lambda self, query: replace(whole(self, query), hits=(), partial=True)
        )
        assert desk.round().new == 0
    assert "too wide" in told(desk.alert().problem)
    assert desk.round().new == 1


def test_an_older_archive_is_noticed(desk: Desk, tmp_path: Path) -> None:
    """The archive of an earlier day is put back: what comes into it then is told all the same."""
    desk.add(*(story(number) for number in range(90, 95)))
    desk.follow("الميناء")
    other = DataFolder(tmp_path / "other")
    with Store.open(other.archive_db) as store:
        store.add_all([story(0)])
        with desk.alerts() as alerts:
            alerts.note(alerts.get("n"), (), {"cursor_at": "2999-01-01T00:00:00Z"})
        older = moved_to(other, store, desk)
        older.round()
        assert older.hits() == []
        older.add(story(96))
        older.round(60)
        assert older.hits() == ["s96"]


def moved_to(folder: DataFolder, store: Store, desk: Desk) -> Desk:
    """The same alerts over another archive."""
    (folder.home / "alerts.db").write_bytes(snapshot(desk))
    moved = Desk(folder, store, desk.mail, desk.now, replace(desk.settings, home=folder.home))
    rebuild(folder, Plan(1))
    return moved


def snapshot(desk: Desk) -> bytes:
    import sqlite3

    with sqlite3.connect(desk.folder.alerts_db) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return desk.folder.alerts_db.read_bytes()


def test_a_webhook_is_signed_and_named(desk: Desk) -> None:
    with hook(status=500) as (address, posts):
        alert = desk.follow("الميناء", channel=f"webhook:{address}", private=True)
        desk.add(story(97))
        assert desk.round().failed == 1
        assert desk.round(600).sent == 1
    (first, body), (second, _) = posts
    assert first["Sijill-Delivery"] == second["Sijill-Delivery"]
    at, _, signed = first["Sijill-Signature"].partition(",v1=")
    assert signed == signature(alert.secret, int(at.removeprefix("t=")), body)
    told = json.loads(body)
    assert [one["id"] for one in told["articles"]] == ["s97"]
    assert told["total"] == 1


def test_a_webhook_within_is_not_called(desk: Desk) -> None:
    with hook() as (address, posts):
        desk.follow("الميناء", channel=f"webhook:{address}")
        desk.add(story(98))
        assert desk.round().failed == 1
        assert posts == []


def test_deliveries_come_at_their_time_and_hold_all(desk: Desk) -> None:
    desk.follow("الميناء", every=86_400.0, next_at=desk.now + 3600)
    desk.add(story(110))
    assert desk.round().sent == 0
    desk.add(story(111))
    assert desk.round(3600).sent == 1
    assert desk.mail.messages[0]["Subject"].endswith("مقالان جديدان")
    wait = desk.alert().next_at - desk.now
    assert 0 < wait <= 86_400
    assert next_due(desk.alert(), desk.now) == desk.alert().next_at


def test_what_came_while_it_was_paused_is_told_after(desk: Desk) -> None:
    desk.follow("الميناء")
    with desk.alerts() as alerts:
        alerts.pause("n", BY_OWNER)
    desk.add(story(120))
    assert desk.round().sent == 0
    with desk.alerts() as alerts:
        alerts.pause("n", "")
    assert desk.round(60).sent == 1


def test_who_receives_it_ends_it_by_its_link(desk: Desk) -> None:
    alert = desk.follow("الميناء")
    client = create_app(replace(desk.settings, public_url="")).test_client()
    assert client.get("/alerts/stop/guess").status_code == 404
    page = client.get(f"/alerts/stop/{alert.token}")
    assert (page.status_code, desk.alert().paused) == (200, "")  # a link that is only opened ends nothing
    assert client.post(f"/alerts/stop/{alert.token}").status_code == 200
    assert desk.alert().paused == "reader"
    desk.add(story(130))
    assert desk.round().sent == 0


def test_pages_tell_no_receiver(desk: Desk) -> None:
    alert = desk.follow("الميناء", channel="mail:secret.reader@example.org")
    desk.follow("السوق", name="m", channel="webhook:https://hook.example/secret")
    desk.add(story(131))
    desk.round()
    client = create_app(replace(desk.settings, public_url="")).test_client()
    for path in ("/alerts", "/alerts/n", "/alerts/n.atom", "/sources", "/alerts?lang=en", "/sources?lang=en"):
        text = client.get(path).get_data(as_text=True)
        assert "secret" not in text
        assert alert.token not in text
    assert client.get("/alerts/none").status_code == 404
    assert client.get("/alerts/none.atom").status_code == 404


@pytest.mark.parametrize(
    ("given", "search"),
    [
        ("داعش تويتر", "q=داعش تويتر"),
        ("https://archive.example.org/search?q=x&platform=telegram&page=3&lang=en", "q=x&platform=telegram"),
        ("/search?q=&outlet=river", "q=&outlet=river"),
        ("100% من", "q=100% من"),
    ],
)
def test_searches_by_words_and_by_address(given: str, search: str) -> None:
    from urllib.parse import unquote

    assert unquote(read_search(given)) == search


@pytest.mark.parametrize("given", ["/search?q=x&from=nonsense", "x" * 2000])
def test_a_bad_search_is_refused(given: str) -> None:
    with pytest.raises(BadSearch):
        read_search(given)
