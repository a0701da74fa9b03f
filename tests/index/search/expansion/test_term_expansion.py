"""Expansion: the terms of prefixes, wildcards and slips, over all segments, the most frequent first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.paths import DataFolder
from index.analysis.stemmer import strip_clitics
from index.arrays_engine import ArraysEngine
from index.model import Query
from index.query.ast import Expanded
from index.search.expansion.term_expansion import edits, wildcard_matcher
from tests.index.support.articles import article, build, examples, found, opened, split
from tests.index.support.scan import fits, is_one_edit_away


def written(home: Path, words: Iterable[str], parts: int = 1) -> Path:
    """An index of articles of one word each."""
    build(home, split([article(f"n{n:04}", word) for n, word in enumerate(words)], parts))
    return home


def terms(home: Path, node: Expanded) -> list[str]:
    return [term.decode() for term in opened(home).expander.expand(node)]


WORDS = (
    "تغريد", "تغريدة", "التغريدات", "وتغريدات", "بتغريدته", "تغرد", "غريد", "مغرد", "تغ", "حساب", "حسابات",
    "الحساب", "للحساب", "خصاب", "حساب", "حساب", "news", "newsroom", "2016", "20",
)  # fmt: skip


@pytest.fixture(scope="module", params=[1, 3], ids=["one segment", "three segments"])
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("expansion"), WORDS, request.param)


CASES = {
    "a prefix, after clitics too": (
        "prefix", "تغري", {"تغريد", "تغريده", "التغريدات", "وتغريدات", "بتغريدته"},
    ),
    "a whole word is its own prefix": ("prefix", "حسابات", {"حسابات"}),
    "Latin letters": ("prefix", "new", {"news", "newsroom"}),
    "figures": ("prefix", "20", {"2016", "20"}),
    "a wildcard": ("wildcard", "تغر*د", {"تغريد", "تغرد"}),
    "a wildcard after clitics": ("wildcard", "تغ*ات", {"التغريدات", "وتغريدات"}),
    "a star stands for nothing too": ("wildcard", "حسا*ب", {"حساب", "الحساب", "للحساب"}),
    "two stars": ("wildcard", "ت*ي*ة", set()),
    "signs of patterns are letters": ("wildcard", "تغ.*د", set()),
    "a slip": ("fuzzy", "حصاب", {"حساب", "خصاب", "الحساب", "للحساب"}),
    "neighbours swapped": ("fuzzy", "حسبا", {"حساب", "الحساب", "للحساب"}),
    "a slip, typed with its article": ("fuzzy", "الحصاب", {"حساب", "خصاب", "الحساب", "للحساب"}),
    "nothing like it": ("prefix", "ظظ", set()),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "pattern", "expected"), CASES.values(), ids=CASES.keys())
def test_which_terms(home: Path, kind: str, pattern: str, expected: set[str]) -> None:
    assert set(terms(home, Expanded("surface", kind, pattern))) == expected


def test_the_most_frequent_first(home: Path) -> None:
    """Ties by the term."""
    got = terms(home, Expanded("surface", "prefix", "حس"))
    assert got == ["حساب", "الحساب", "حسابات", "للحساب"]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 100])
def test_the_limit_keeps_the_most_frequent(home: Path, limit: int) -> None:
    """Counted over all segments; how many there were is known."""
    whole = terms(home, Expanded("surface", "prefix", "تغ"))
    node = Expanded("surface", "prefix", "تغ", limit=limit)
    assert terms(home, node) == whole[:limit]
    assert opened(home).expander.count(node) == len(whole)


rare = st.lists(st.sampled_from([f"كلم{letter}" for letter in "ابتثجحخدذر"]), min_size=1, max_size=60)


@settings(max_examples=examples(15), suppress_health_check=list(HealthCheck))
@given(rare, st.integers(1, 4), st.integers(1, 6))
def test_rare_terms_are_left_out_rightly(words: list[str], parts: int, limit: int) -> None:
    """A term that is rare in every segment and frequent in all together is not lost."""
    with TemporaryDirectory() as folder:
        home = written(Path(folder), words, parts)
        counts = Counter(opened(home).chain.analyze(" ".join(words)).norms)
        expected = sorted(counts, key=lambda term: (-counts[term], term.encode()))[:limit]
        assert terms(home, Expanded("surface", "prefix", "كلم", limit=limit)) == expected


letters = st.text("ابتح و*.a1", max_size=6)


@given(letters.filter(bool), letters.filter(bool))
def test_edits_are_what_is_one_edit_away(word: str, other: str) -> None:
    """As deciding it letter by letter says."""
    reached = edits(word, "".join(sorted(set(word + other))))
    assert (other in reached) == is_one_edit_away(other, word)


@given(st.sampled_from(WORDS), st.sampled_from(WORDS))
def test_a_prefix_is_found_after_clitics(word: str, other: str) -> None:
    node = Expanded("surface", "prefix", other)
    assert fits(word, node) == (word.startswith(other) or strip_clitics(word).startswith(other))


MANY = [f"كلم{a}{b}" for a in "ابتثجحخدذرزسشصضطظعغفقكلمن" for b in "ابتثجحخدذرز"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> ArraysEngine:
    return ArraysEngine(DataFolder(written(tmp_path_factory.mktemp("many"), MANY, 2)).index)


class TestTold:
    """The answer says what a pattern stood for, and whether there was more."""

    def test_all_of_few(self, engine: ArraysEngine) -> None:
        (expansion,) = engine.search(Query("كلما*")).reading.expansions
        assert (expansion.id, expansion.kind, expansion.cut) == ("prefix:كلما", "prefix", False)
        assert len(expansion.forms) == 11

    def test_two_hundred_of_many(self, engine: ArraysEngine) -> None:
        page = engine.search(Query("كلم*"))
        (expansion,) = page.reading.expansions
        assert len(expansion.forms) == 200
        assert expansion.cut
        assert page.total == 200 < len(MANY)

    def test_a_suggestion_with_few_does_not_cut_it(self, engine: ArraysEngine) -> None:
        """What was expanded for a short list is not remembered for the search."""
        assert len(engine.suggest("كلمب", limit=3)) == 3
        assert len(found(engine, "كلمب*")) == 11

    def test_switched_off(self, engine: ArraysEngine) -> None:
        """By its own id; it is a plain word then."""
        without = frozenset({"prefix:كلما"})
        assert len(found(engine, "كلما*")) == 11
        assert found(engine, "كلما*", without=without) == found(engine, "كلما")
        assert engine.search(Query("كلما*", without=without)).reading.expansions == ()


@given(st.text("اب", max_size=9), st.lists(st.text("اب", max_size=3), min_size=2, max_size=5))
def test_stars_are_matched_as_a_regular_expression_does(word: str, parts: list[str]) -> None:
    pattern = "*".join(parts)
    expected = re.fullmatch(".*".join(parts), word) is not None
    bare = strip_clitics(word)
    if bare == word:
        assert wildcard_matcher(pattern)(word.encode()) == expected, (word, pattern)


def test_many_stars_take_no_longer_than_one() -> None:
    """On one endless word, where an expression that backtracks does not end; growth, not seconds."""
    matches = wildcard_matcher("اا" + "*ا" * 30 + "*ب*")
    assert not matches(("ا" * 20_000).encode())
    assert matches(("ا" * 20_000 + "ب").encode())
