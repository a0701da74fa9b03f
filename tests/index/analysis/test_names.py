"""Names: spellings of one name meet, after clitics and across spaces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.lexicon.names import load_lexicon
from index.analysis.names import Names, NameSpelling, names_of, spelling_words
from tests.index.support.strategies import NAMES, small_chain

SMALL = small_chain().names
FULL = names_of(load_lexicon())

SINGLE = {
    "itself": ("تويتر", "twitter"),
    "ل": ("لتويتر", "twitter"),
    "و and ب": ("وبتويتر", "twitter"),
    "ال": ("التويتر", "twitter"),
    "و and ال": ("والتويتر", "twitter"),
    "ف, ب and ال": ("فبالتويتر", "twitter"),
    "لل": ("للتويتر", "twitter"),
    "a name that begins with و": ("واتساب", "whatsapp"),
    "و before it": ("وواتساب", "whatsapp"),
    "ال before it": ("الواتساب", "whatsapp"),
    "Latin": ("twitter", "twitter"),
    "no clitic": ("متويتر", None),
    "a longer word": ("تويترات", None),
}


@pytest.mark.parametrize(("word", "name"), SINGLE.values(), ids=SINGLE.keys())
def test_single(word: str, name: str | None) -> None:
    """A normalised word is this name, or none."""
    found = SMALL.single(word)
    assert (found.id if found else None) == name


MATCHES = {
    "two words": (("عبر", "واتس", "اب", "امس"), 1, ("whatsapp", 2)),
    "a clitic on the first": (("بواتس", "اب"), 0, ("whatsapp", 2)),
    "no clitic within": (("واتس", "واب"), 0, None),
    "the longest wins": (("الدوله", "الاسلاميه", "في", "العراق"), 0, ("isis", 4)),
    "cut short": (("الدوله", "الاسلاميه", "في"), 0, None),
    "one word": (("داعش", "في"), 0, ("isis", 1)),
    "elsewhere": (("عبر", "تويتر"), 0, None),
}


@pytest.mark.parametrize(("words", "position", "expected"), MATCHES.values(), ids=MATCHES.keys())
def test_match(words: tuple[str, ...], position: int, expected: tuple[str, int] | None) -> None:
    """At this place begins this name of so many words, or none."""
    found = SMALL.match(words, position)
    assert (found and (found.spelling.id, found.length)) == expected


def test_joined() -> None:
    """A match tells its spelling without clitics and spaces."""
    match = SMALL.match(("لواتس", "اب"), 0)
    assert match is not None
    assert match.joined == "واتساب"


def test_by_id_holds_every_spelling() -> None:
    """All spellings of a name are known by its id, as written."""
    assert {s.written for s in SMALL.by_id["isis"]} == set(NAMES["isis"][1])


def test_ordinary_words_do_not_collapse() -> None:
    """A spelling that is an ordinary word is kept from stemming and not taken for the name."""
    found = FULL.single("كيك")
    assert found is None or not found.collapse


@pytest.mark.parametrize("spelling", ["تيليغرام", "تيليجرام", "تليجرام", "تلغرام", "Telegram", "تيليقرام"])
def test_spellings_of_telegram_meet(spelling: str) -> None:
    """The shipped lexicon knows every usual spelling."""
    found = FULL.match(spelling_words(spelling), 0)
    assert found is not None
    assert (found.spelling.id, found.spelling.collapse) == ("telegram", True)


@given(st.lists(st.text("واتسبلفكداعشيرمxy ", max_size=8), min_size=1, max_size=5))
def test_matches_lie_within_the_words(words: list[str]) -> None:
    """Whatever the words, a match begins where it was asked for and ends among them."""
    for position in range(len(words)):
        match = SMALL.match(words, position)
        assert match is None or position + match.length <= len(words)


def test_no_names() -> None:
    """A chain without a lexicon has no names, and says so."""
    assert Names().match(("تويتر",), 0) is None
    assert Names([NameSpelling("x", ("a",), "platform", True)]).match(("b",), 0) is None
