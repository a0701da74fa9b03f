"""The maker of the word tables: its rules on verbs, endings and plurals, over small tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import pytest

from tests.index.support.word_tables import (
    _plurals,
    has_own_ending,
    only_verbs,
    short_plurals,
    verb_cores,
    verb_forms,
)


@dataclass
class Counts:
    """A table of counts as the rules ask it: how often a word stands, and how often behind an article."""

    count: dict[str, float]
    articles: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def __call__(self, word: str) -> float:
        return self.count.get(word, 0.0)


@dataclass
class Lists:
    """Dictionaries as the rules ask them."""

    verb_of: dict[str, set[str]] = field(default_factory=dict)
    nouns: set[str] = field(default_factory=set)
    singular: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    verb_counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@pytest.mark.parametrize(
    ("form", "verb"),
    [
        pytest.param("يوكد", "اكد", id="a hamza that a prefix changed"),
        pytest.param("يستخدمون", "استخدم", id="an alef and an ending"),
        pytest.param("يقول", "قال", id="a hollow verb"),
        pytest.param("يبني", "بني", id="a weak end"),
        pytest.param("كتبوا", "كتب", id="a past"),
    ],
)
def test_the_verbs_that_a_form_may_be_of(form: str, verb: str) -> None:
    cores = verb_cores(form)
    assert verb in cores
    assert form not in cores


@pytest.mark.parametrize(
    ("counts", "own", "expected"),
    [
        pytest.param({"سليمان": 900.0, "سليم": 400.0}, {"سليمان"}, True, id="a name without a paradigm"),
        pytest.param({"كتابان": 300.0, "كتابين": 500.0, "كتاب": 9000.0}, set(), False, id="a dual"),
        pytest.param({"كتابان": 20.0}, set(), False, id="too rare to tell"),
    ],
)
def test_an_ending_is_a_word_s_own(counts: dict[str, float], own: set[str], *, expected: bool) -> None:
    word = next(iter(counts))
    assert has_own_ending(word, Counts(counts), own, set()) is expected  # type: ignore[arg-type]


def test_plurals_of_two_letters_have_their_singular_for_a_stem() -> None:
    counts = Counts({"لغات": 50.0, "لغه": 400.0, "بنات": 80.0})
    lists = Lists(singular={"لغه"})
    assert dict(short_plurals(counts, lists)) == {"لغات": "لغه"}  # type: ignore[arg-type]


def test_only_what_stands_behind_no_article_is_a_verb_alone() -> None:
    counts = Counts({"يكتب": 100.0, "يمن": 100.0}, defaultdict(float, {"يمن": 60.0}))
    lists = Lists(verb_of={"يكتب": {"كتب"}, "يمن": {"من"}})
    assert only_verbs(counts, lists) == {"يكتب"}  # type: ignore[arg-type]


def test_a_form_goes_to_its_most_frequent_verb() -> None:
    """A form that is a noun behind articles goes to none."""
    counts = Counts({"يعلمون": 50.0, "تعلم": 40.0}, defaultdict(float, {"تعلم": 20.0}))
    lists = Lists(verb_of={"يعلمون": {"علم", "اعلم"}, "تعلم": {"علم"}}, nouns={"تعلم"})
    lists.verb_counts |= {"علم": 90, "اعلم": 10}
    assert verb_forms(counts, lists, []) == {"علم": ["يعلمون"]}  # type: ignore[arg-type]


def test_plurals_of_a_dictionary_s_cell() -> None:
    """As its cells are: forms beside each other, with marks; remarks and articles go, and what is no word."""
    assert list(_plurals("كُتُبٌ;الكَتَائِبُ،كُتَّابٌ(ج);-")) == ["كتب", "كتائب", "كتاب"]
