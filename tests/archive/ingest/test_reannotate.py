"""Rereading: stored articles gain what today's rules read, and lose nothing that people decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from archive.ingest.reannotate import reread
from archive.lexicon.names import load_lexicon
from archive.model.article import Article, DateSource, Evidence, Precision, Published
from archive.store.writer import Store
from tests.archive.support.builders import article, store_in

BODY = "أعلنت شركة تويتر أنها أغلقت 125 ألف حساب منذ منتصف 2015."
DAY = Published(date(2016, 2, 7), date(2016, 2, 7), Precision.DAY, DateSource.STATED)
LEXICON = load_lexicon()


def silent(_what: str, _done: int, _total: int) -> None:
    """No progress."""


def old() -> Article:
    """An article as a version without figures stored it."""
    return article(body=BODY, published=DAY, original="0" * 64)


def test_an_old_article_gains_its_readings(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        store.add(old(), place="file.txt")
        done = reread(store, LEXICON, silent)
        held = store.get("a-1")
        assert (done.articles, done.changed) == (1, 1)
        assert held is not None
        assert [figure.value for figure in held.figures] == [125_000]
        assert held.platforms == ("twitter",)
        assert store.find_place("file.txt") == "a-1"
        assert len(store.revisions("a-1")) == 2


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        store.add(old())
        reread(store, LEXICON, silent)
        sequence = store.sequence
        assert reread(store, LEXICON, silent).changed == 0
        assert store.sequence == sequence


def test_corrections_stay_an_overlay(tmp_path: Path) -> None:
    """They are not read into the article, and decisions on figures hold after it."""
    with store_in(tmp_path) as store:
        store.add(old())
        store.correct("a-1", "title", "عنوان", why="-")
        reread(store, LEXICON, silent)
        held = store.get("a-1")
        assert held is not None
        store.correct("a-1", f"figure:{held.figures[0].key}", "reject", why="-")
        reread(store, LEXICON, silent)
        after = store.get("a-1")
        assert after is not None
        assert after.title == "عنوان"
        assert after.figures[0].state == "rejected"
        assert store.revisions("a-1")[-1].article.title is None


def test_an_input_that_comes_meanwhile_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another process added while the old text was read anew stays the newest, and is read itself."""
    newer = article(body="أعلنت شركة تويتر أنها أغلقت 7 حسابات.", published=DAY, original="1" * 64)
    honest = Store.add_all
    calls: list[int] = []

    def overtaken(self: Store, *arguments: Any, **how: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            honest(self, [newer])
        return honest(self, *arguments, **how)

    with store_in(tmp_path) as store:
        store.add(old())
        monkeypatch.setattr(Store, "add_all", overtaken)
        reread(store, LEXICON, silent)
        held = store.get("a-1")
        assert held is not None
        assert (held.body, [figure.value for figure in held.figures]) == (newer.body, [7])
        assert [one.article.body for one in store.revisions("a-1")] == [BODY, newer.body, newer.body]


def test_withdrawn_articles_stay_out(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        store.add_all([old(), replace(old(), id="b")])
        store.withdraw("b", why="-")
        assert reread(store, LEXICON, silent).articles == 1
        assert store.is_withdrawn("b")


def test_an_empty_archive_is_read_in_no_time(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        assert reread(store, LEXICON, silent).articles == 0


def test_an_agency_that_stood_for_the_author_gets_its_own_field(tmp_path: Path) -> None:
    """As older versions stored it: the byline is the agency's name."""
    old = article(
        byline="رويترز",
        evidence=(Evidence("byline", "given", "رويترز"),),
        extra={"agency": "رويترز", "place": "لندن"},
    )
    with store_in(tmp_path) as store:
        store.add(old)
        reread(store, load_lexicon(), lambda *_: None)
        fresh = store.get(old.id)
    assert (fresh.byline, fresh.agencies, fresh.extra) == (None, ("reuters",), {"place": "لندن"})
    assert [one.quote for one in fresh.evidence if one.field == "agencies"] == ["رويترز"]
    assert not any(one.field == "byline" for one in fresh.evidence)


def test_language_and_doubts_are_read_from_the_text(tmp_path: Path) -> None:
    """The text says its language, whatever was stated; a text that breaks off is warned of."""
    body = "دشن المحافظ صباح الأحد جسرا يصل ضفتي النهر، وقال إن العمل فيه دام ثلاثة أعوام…"
    old = article(body=body, language="en", evidence=(Evidence("language", "metadata", "en"),))
    with store_in(tmp_path) as store:
        store.add(old)
        reread(store, load_lexicon(), lambda *_: None)
        fresh = store.get(old.id)
    assert (fresh.language, fresh.script_share) == ("ar", 1.0)
    assert [warning.code for warning in fresh.warnings] == ["stub"]
