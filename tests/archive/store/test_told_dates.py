"""Dates that follow from another article: kept beneath people's corrections, taken back with their proof."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from archive.extraction.annotate import read_anew
from archive.ingest.dating import Dated, date_by_claims
from archive.model.article import UNKNOWN_DATE, Article, DateSource, Precision, Published
from archive.model.history import Kind
from archive.store.writer import Store

OLD = "كشف تويتر أمس عن إغلاق 48200 حساب تروج للعنف."
NEW = "كان تويتر قد أعلن قبل أسبوعين إغلاق 48200 حساب."
THE_DAY = Published(date(2017, 3, 10), date(2017, 3, 10), Precision.DAY, DateSource.STATED)


def article(id_: str, body: str, published: Published = UNKNOWN_DATE) -> Article:
    """An article as intake would read it."""
    return read_anew(Article(id_, body, published=published, url=f"https://example.org/{id_}"))


@pytest.fixture
def store(store: Store) -> Store:
    """An archive in which `new` is dated by `old`."""
    store.add_all([article("old", OLD, THE_DAY), article("new", NEW)])
    assert date_by_claims(store) == Dated(1, 0)
    return store


def published(store: Store) -> Published:
    """The date of the undated article as the archive gives it."""
    found = store.get("new")
    assert found is not None
    return found.published


def test_it_is_marked_as_inferred_with_both_sentences(store: Store) -> None:
    found = store.get("new")
    assert found is not None
    assert found.published.source is DateSource.INFERRED
    assert found.published.proof == NEW
    quotes = [(one.source, one.quote, one.article, one.url) for one in found.evidence]
    assert ("inferred", NEW, None, None) in quotes
    assert ("article", OLD, "old", "https://example.org/old") in quotes


def test_times_of_its_text_count_from_it(store: Store) -> None:
    found = store.get("new")
    assert found is not None
    assert [(one.first <= date(2017, 3, 9) <= one.last) for one in found.times] == [True]


def test_asking_again_changes_nothing(store: Store) -> None:
    before = store.fingerprint()
    assert date_by_claims(store) == Dated(0, 0)
    assert store.fingerprint() == before


@pytest.mark.parametrize("how", ["withdraw", "correct", "undate", "reject", "another text"])
def test_it_goes_with_its_proof_at_once(store: Store, how: str) -> None:
    old = store.get("old")
    assert old is not None
    match how:
        case "withdraw":
            store.withdraw("old", why="wrong")
        case "correct":
            store.correct("old", "published", "2014-05-06", why="the print says so")
        case "undate":
            store.correct("old", "published", "unknown", why="nobody knows")
        case "reject":
            store.correct("old", f"figure:{old.figures[0].key}", "reject", why="no figure")
        case _:
            store.add(replace(article("old", "كشف تويتر أمس عن أمر آخر.", THE_DAY)))
    assert not published(store).known
    date_by_claims(store)
    found = published(store)
    assert found.known is (how == "correct")
    assert found.start is None or found.start.year == 2014


def test_it_comes_back_with_its_proof(store: Store) -> None:
    before = published(store)
    store.withdraw("old", why="wrong")
    store.restore("old")
    assert not published(store).known
    assert date_by_claims(store) == Dated(1, 0)
    assert published(store) == before


def test_a_person_stands_above_it(store: Store) -> None:
    store.correct("new", "published", "2016", why="a letter says so")
    assert published(store).source is DateSource.CORRECTED
    store.undo("new")
    date_by_claims(store)
    assert published(store).source is DateSource.INFERRED
    store.correct("new", "published", "unknown", why="nobody knows")
    date_by_claims(store)
    assert not published(store).known


def test_it_is_in_the_history_and_undo_leaves_it(store: Store) -> None:
    entry = store.history("new")[-1]
    assert (entry.kind, entry.fields) == (Kind.DATED, ("published",))
    assert entry.value == f"{published(store).start}..{published(store).end}"
    assert "old" in entry.why
    assert store.corrections("new") == ()
    store.correct("new", "note", "seen", why="for later")
    assert store.undo("new").field == "note"
    assert published(store).known
    store.withdraw("old", why="wrong")
    assert store.history("new")[-1].kind is Kind.UNDATED


def test_a_dated_one_proves_no_third(store: Store) -> None:
    third = "قال تويتر قبل شهر إنه أغلق 48200 حساب."
    store.add(article("third", third))
    store.withdraw("old", why="wrong")
    date_by_claims(store)
    found = store.get("third")
    assert found is not None
    assert not found.published.known


def test_an_earlier_moment_has_it_as_it_was(store: Store) -> None:
    then = store.sequence
    store.withdraw("old", why="wrong")
    (found,) = store.iterate_ids(["new"], then)
    assert found.published.known
    assert not published(store).known
