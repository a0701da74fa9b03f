"""Evaluation finds what reading every article finds; `SIJILL_TEST_FULL=1` asks ten times as often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query

from archive.model.article import Article
from index.query import ast
from index.query.ast import AsWritten, Dates, Expanded, Phrase
from index.search import term_scorer as terms_module
from index.search.collection_stats import Budget
from index.search.scorer import FORM_COST
from index.search.snapshot import Snapshot
from tests.index.support.articles import (
    BOUNDLESS,
    article,
    build,
    evaluated,
    examples,
    opened,
    split,
    without,
)
from tests.index.support.scan import ScanEngine
from tests.index.support.strategies import articles, small_chain, trees

CHAIN = small_chain()


def terms(*words: str, field: str = "text") -> list[ast.Node]:
    return [ast.Term(field, word) for word in words]


@settings(max_examples=examples(40), suppress_health_check=list(HealthCheck))
@given(
    articles(most=9),
    st.lists(trees(CHAIN), min_size=8, max_size=16),
    st.integers(1, 3),
    st.sets(st.integers(0, 8), max_size=3),
)
def test_the_oracle_finds_the_same(
    held: list[Article], asked: list[ast.Node], parts: int, gone: set[int]
) -> None:
    """In one segment and in several, with articles hidden and without."""
    hidden = {one.id for number, one in enumerate(held) if number in gone}
    oracle = ScanEngine([one for one in held if one.id not in hidden], CHAIN)
    with TemporaryDirectory() as home:
        build(Path(home), split(held, parts), CHAIN)
        snapshot = without(opened(Path(home)), hidden)
        for tree in asked:
            assert set(evaluated(snapshot, tree)) == oracle.matches(tree), tree


BYLINES = (
    article("a", "نص", byline="ليلى حسن"),
    article("b", "نص " * 40, byline="حسن ليلى"),
    article("c", "نص", byline="حسن"),
    article("d", "نص", byline="ليلى " * 300 + "حسن"),
)
PLACES = (
    article("title", "جيم دال", title="الف باء"),
    article("body", "الف باء جيم", title="دال"),
    article("twice", "الف الف باء", title=None),
    article("undated", "جيم"),
    article("dated", "جيم", day="2016-02"),
    article("marked", "كَتَبَ ثم كتب"),
)

CASES = {
    "a phrase does not run from the title into the body": (
        Phrase("text", (("باء", 0), ("جيم", 1))), {"body"},
    ),
    "a window does not either, however wide": (
        Phrase("text", (("باء", 0), ("دال", 1)), slop=500), set(),
    ),
    "a window takes its words in any order": (
        Phrase("text", (("باء", 0), ("الف", 1)), slop=1), {"title", "body", "twice"},
    ),
    "a phrase keeps its distances": (Phrase("text", (("الف", 0), ("جيم", 2))), {"body"}),
    "a phrase of one word twice": (Phrase("text", (("الف", 0), ("الف", 1))), {"twice"}),
    "what no article holds": (ast.Term("text", "غائب"), set()),
    "nothing but negations": (ast.And([ast.Not(ast.Term("text", "الف"))]), {"undated", "dated", "marked"}),
    "a negation alone": (ast.Not(ast.Term("text", "الف")), {"undated", "dated", "marked"}),
    "one side without the other": (
        ast.And([ast.Term("text", "جيم"), ast.Not(ast.Term("text", "دال"))]), {"undated", "dated"},
    ),
    "a day within a month": (Dates(date(2016, 2, 29), date(2016, 3, 5)), {"dated"}),
    "from a day on": (Dates(date(2016, 3, 1), None), set()),
    "up to a day": (Dates(None, date(2016, 2, 1)), {"dated"}),
    "undated": (Dates(None, None, unknown=True), {"title", "body", "twice", "undated", "marked"}),
    "nothing": (ast.Nothing(), set()),
    "as written, with marks": (AsWritten("كَتب"), {"marked"}),
    "as written, with another mark": (AsWritten("كُتب"), set()),
}  # fmt: skip


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("places")
    build(home, [PLACES[:3], PLACES[3:]], CHAIN)
    return home


@pytest.mark.parametrize(("tree", "expected"), CASES.values(), ids=CASES.keys())
def test_which_articles_match(places: Path, tree: ast.Node, expected: set[str]) -> None:
    assert set(evaluated(opened(places), tree)) == expected
    assert ScanEngine(PLACES, CHAIN).matches(tree) == expected


@pytest.mark.parametrize("parts", [1, 4])
def test_phrases_in_bylines(tmp_path: Path, parts: int) -> None:
    """Bylines are laid out by themselves, however long a byline or a body is."""
    build(tmp_path, split(BYLINES, parts), CHAIN)
    snapshot = opened(tmp_path)
    phrase = Phrase("byline", tuple((CHAIN.stem(word), at) for at, word in enumerate(("ليلي", "حسن"))))
    window = Phrase("byline", phrase.steps, slop=1)
    assert set(evaluated(snapshot, phrase)) == {"a", "d"}
    assert set(evaluated(snapshot, window)) == {"a", "b", "d"}


SAID = ("الف", "باء", "جيم", "دال", "هاء", "واو")
fields = st.sampled_from(("text", "text", "surface", "title", "gram"))
leaf = st.builds(
    ast.Term,
    fields,
    st.sampled_from((*SAID, "غائب")),
    boost=st.sampled_from((1.0, 1.0, 0.3, 2.5, 0.1, 0.0)),
)
sums = st.recursive(
    leaf,
    lambda children: st.builds(ast.Or, st.lists(children, max_size=4), boost=st.sampled_from((1.0, 0.7))),
)
bodies = st.lists(st.sampled_from(SAID), min_size=1, max_size=9).map(" ".join)


def added(snapshot: Snapshot, node: ast.Node, boost: float = 1.0) -> dict[str, float]:
    """The scores of a sum, its terms evaluated one by one."""
    scores: dict[str, float] = {}
    if isinstance(node, ast.Term):
        return {id_: score * boost for id_, score in evaluated(snapshot, node).items()}
    for child in node.children:
        for id_, score in added(snapshot, child, boost * node.boost).items():
            scores[id_] = scores.get(id_, 0.0) + score
    return scores


class TestSums:
    """Terms added up in one pass score as if each were evaluated by itself."""

    @settings(max_examples=examples(40), suppress_health_check=list(HealthCheck))
    @given(
        st.lists(bodies, min_size=1, max_size=9),
        st.lists(st.lists(sums, min_size=1, max_size=4), min_size=1, max_size=8),
        st.integers(1, 3),
        st.sets(st.integers(0, 8), max_size=3),
    )
    def test_of_any_and_of_all(
        self, said: list[str], asked: list[list[ast.Node]], parts: int, gone: set[int]
    ) -> None:
        """Whatever is nested, repeated, absent or of no weight; in several segments, with articles hidden."""
        held = [article(f"a{n}", body, title=body[:7] or None) for n, body in enumerate(said)]
        with TemporaryDirectory() as home:
            build(Path(home), split(held, parts), CHAIN)
            snapshot = without(opened(Path(home)), {f"a{number}" for number in gone})
            for nodes in asked:
                each = [added(snapshot, node) for node in nodes]
                whole = added(snapshot, ast.Or(nodes))
                assert evaluated(snapshot, ast.Or(nodes)) == pytest.approx(whole), nodes
                both = set.intersection(*map(set, each))
                expected = {id_: whole[id_] for id_ in both}
                assert evaluated(snapshot, ast.And(nodes)) == pytest.approx(expected), nodes
                left = {id_: score for id_, score in each[0].items() if id_ not in each[-1]}
                negated = ast.And([nodes[0], ast.Not(nodes[-1])])
                assert evaluated(snapshot, negated) == pytest.approx(left), nodes

    def test_of_hundreds(self, tmp_path: Path) -> None:
        """A term that stands three hundred times weighs as much as three hundred of it."""
        build(tmp_path, [[article("a", "الف باء"), article("b", "باء جيم")]], CHAIN)
        snapshot = opened(tmp_path)
        many = [ast.Term("text", SAID[number % 3], boost=0.5) for number in range(900)]
        one = [ast.Term("text", word, boost=150.0) for word in SAID[:3]]
        assert evaluated(snapshot, ast.Or(many)) == pytest.approx(evaluated(snapshot, ast.Or(one)))
        assert evaluated(snapshot, ast.And(many)) == {}

    @settings(max_examples=examples(40), suppress_health_check=list(HealthCheck))
    @given(bodies, st.lists(bodies, max_size=6), st.lists(bodies, max_size=6), st.lists(sums, min_size=1))
    def test_equal_articles_tie(
        self, said: str, here: list[str], there: list[str], nodes: list[ast.Node]
    ) -> None:
        """To the last digit, whatever else stands in the segment of either, so however it is added up."""
        segments = [
            [article(f"{name}-{n}", body) for n, body in enumerate((said, *others))]
            for name, others in (("here", here), ("there", there))
        ]
        with TemporaryDirectory() as home:
            build(Path(home), segments, CHAIN)
            snapshot = opened(Path(home))
            for tree in (ast.Or(nodes), ast.And(nodes), ast.Or([ast.And(nodes), nodes[0]])):
                found = evaluated(snapshot, tree)
                assert found.get("here-0") == found.get("there-0"), tree

    @pytest.mark.parametrize("limit", [BOUNDLESS, 90, 7])
    def test_few_documents_are_looked_up(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int
    ) -> None:
        """To the same sums, to the last digit and the last posting of the budget."""
        said = [" ".join(SAID[: number % 6 + 1] * (number % 3 + 1)) for number in range(60)]
        build(tmp_path, [[article(f"a{n:02}", body) for n, body in enumerate(said)]], CHAIN)
        terms = opened(tmp_path).evaluators[0].terms
        summands = {"text": {"الف": 1.0, "واو": 0.7, "غائب": 2.0}, "surface": {"جيم": 0.3}}
        wanted, told = np.array([3, 4, 17, 59]), []
        for longer in (0, BOUNDLESS):
            monkeypatch.setattr(terms_module, "LONGER", longer)
            budget = Budget(limit)
            added_up = terms.added_to(wanted, summands, budget).tolist()
            told.append((added_up, budget.touched, budget.exhausted))
        assert told[0] == told[1]
        assert any(told[0][0]) == (limit > 7)

    def test_the_budget_is_touched_once_a_posting(self, tmp_path: Path) -> None:
        """As often as its terms stand in articles, in one pass or by and by."""
        build(tmp_path, [[article("a", "الف باء"), article("b", "باء جيم")]], CHAIN)
        evaluator = opened(tmp_path).evaluators[0]
        for tree, touched in (
            (ast.Or(terms("الف", "باء", "باء")), 3),
            (ast.And(terms("الف", "باء")), 3),
            (ast.And([*terms("باء"), ast.Not(ast.Or(terms("الف", "جيم")))]), 4),
        ):
            budget = Budget(BOUNDLESS)
            evaluator.evaluate(tree, budget, {})
            assert (budget.touched, budget.exhausted) == (touched, False), tree


def twins(count: int) -> Sequence[Article]:
    """Articles that say the same."""
    return [article(f"twin-{number}", "الف باء باء جيم جيم جيم دال") for number in range(count)]


@pytest.mark.parametrize("compound", [ast.And, ast.Or])
def test_equal_articles_score_equally(tmp_path: Path, compound: type[ast.Node]) -> None:
    """To the last digit, whichever segment they stand in, and whatever else stands there."""
    words_ = ("الف", "باء", "باء", "جيم", "جيم", "جيم", "جيم")
    others = [article(f"other-{n}", word) for n, word in enumerate(words_)]
    first, second = twins(2)
    build(tmp_path, [[first, *others], [second]], CHAIN)
    words = [ast.Term("text", word, boost=boost) for word, boost in
             (("جيم", 0.3), ("باء", 1.3), ("الف", 0.7), ("دال", 0.1))]  # fmt: skip
    found = evaluated(opened(tmp_path), compound(words))
    assert found[first.id] == found[second.id]


def test_scores_of_what_filters_are_nothing(places: Path) -> None:
    """Outlets, platforms, ids, dates and everything weigh nothing beside words."""
    snapshot = opened(places)
    alone = evaluated(snapshot, ast.Term("text", "جيم"))
    dates = Dates(date(2016, 1, 1), date(2016, 12, 31))
    filtered = ast.And([ast.Every(), dates, ast.Term("id", "dated"), ast.Term("text", "جيم")])
    assert evaluated(snapshot, filtered) == {"dated": alone["dated"]}


class TestBudget:
    """Past the budget, what is found is found rightly, and less of it."""

    def test_a_leaf_past_the_budget_gives_nothing(self, places: Path) -> None:
        snapshot = opened(places)
        budget = Budget(limit=3)
        tree = ast.Or(terms("الف", "باء"))
        documents, _ = snapshot.evaluators[0].evaluate(tree, budget, {})
        assert len(documents) == 3
        assert budget.exhausted

    def test_what_is_excluded_is_never_shown(self, places: Path) -> None:
        """Where the excluded word cannot be read any more, nothing is found rather than too much."""
        snapshot = opened(places)
        trees_ = (
            ast.And([ast.Term("text", "الف"), ast.Not(ast.Term("text", "باء"))]),
            ast.And([ast.Not(ast.Term("text", "باء"))]),
            ast.Not(ast.Term("text", "باء")),
        )
        for tree in trees_:
            right = set(snapshot.evaluators[0].evaluate(tree, Budget(BOUNDLESS), {}).documents.tolist())
            for limit in range(8):
                held = snapshot.evaluators[0].evaluate(tree, Budget(limit), {}).documents.tolist()
                assert set(held) <= right, (tree, limit)

    def test_a_pattern_past_the_budget_gives_its_most_frequent_terms(self, tmp_path: Path) -> None:
        held = [article("a", "كتاب كتب"), article("b", "كتاب"), article("c", "كتاب"), article("d", "كتب")]
        build(tmp_path, [held], CHAIN)
        evaluator = opened(tmp_path).evaluators[0]
        for limit, documents in ((2, []), (3, [0, 1, 2]), (4, [0, 1, 2]), (5, [0, 1, 2, 3])):
            budget = Budget(limit)
            found = evaluator.evaluate(Expanded("surface", "prefix", "كت"), budget, {})
            assert (found.documents.tolist(), budget.exhausted) == (documents, limit < 5)

    def test_every_kind_of_leaf_counts(self, places: Path) -> None:
        evaluator = opened(places).evaluators[1]
        leaves = {
            "term": ast.Term("text", "جيم"),
            "phrase": Phrase("text", (("كتب", 0), ("ثم", 1))),
            "prefix": Expanded("surface", "prefix", "كت"),
            "as written": AsWritten("كتب"),
        }
        for name, leaf in leaves.items():
            budget = Budget(BOUNDLESS)
            assert len(evaluator.evaluate(leaf, budget, {}).documents) > 0, name
            assert budget.touched > 0, name


def test_a_node_is_evaluated_once(places: Path) -> None:
    """A node that stands twice in a tree, or in a tree and among the words, is read once."""
    evaluator = opened(places).evaluators[0]
    word = ast.Term("text", "الف")
    budget = Budget(BOUNDLESS)
    evaluator.evaluate(ast.Or([word, ast.And([word, word])]), budget, {})
    assert budget.touched == 3


def test_an_unknown_node_says_its_name(places: Path) -> None:
    with pytest.raises(TypeError, match="Regex"):
        opened(places).evaluators[0].evaluate(query.Regex("text", "x"), Budget(1), {})


class TestWork:
    """What a query costs grows with its different words, and its budget counts what is really done."""

    @staticmethod
    def cost(snapshot: Snapshot, tree: ast.Node) -> int:
        budget = Budget(BOUNDLESS)
        for evaluator in snapshot.evaluators:
            evaluator.evaluate(tree, budget, {})
        return budget.touched

    @pytest.fixture
    def common(self, tmp_path: Path) -> Snapshot:
        words = " ".join(SAID)
        build(tmp_path, [[article(f"n{n}", f"{words} " * 20) for n in range(50)]], CHAIN)
        return opened(tmp_path)

    def test_a_repeated_word_of_a_window_counts_once(self, common: Snapshot) -> None:
        def window(times: int) -> Phrase:
            return Phrase("text", tuple(("الف", at) for at in range(times)), slop=1)

        assert self.cost(common, window(64)) == self.cost(common, window(2))

    def test_a_window_pays_for_each_comparison(self, common: Snapshot) -> None:
        """As many as there are words, for each position; those far from the rarest word are not compared."""
        counts = [
            self.cost(common, Phrase("text", tuple(zip(SAID[:k], range(k), strict=True)), 5)) for k in (2, 4)
        ]
        positions = 50 * 20
        assert counts == [2 * positions * (1 + 2), 4 * positions * (1 + 4)]

    def test_words_far_from_the_rarest_are_not_compared(self, tmp_path: Path) -> None:
        many = [article(f"n{n}", "الف باء " * 20) for n in range(50)]
        build(tmp_path, [[*many, article("rare", "الف باء جيم")]], CHAIN)
        tree = Phrase("text", (("الف", 0), ("باء", 1), ("جيم", 2)), slop=1)
        read = 2 * (50 * 20 + 1) + 1
        assert self.cost(opened(tmp_path), tree) == read + 3 * 3
        assert set(evaluated(opened(tmp_path), tree)) == {"rare"}

    def test_a_window_past_the_budget_gives_nothing(self, common: Snapshot) -> None:
        tree = Phrase("text", (("الف", 0), ("باء", 1)), slop=5)
        budget = Budget(2 * 50 * 20 + 1)
        assert not len(common.evaluators[0].evaluate(tree, budget, {}).documents)
        assert budget.exhausted

    def test_reading_letters_costs_more_than_a_posting(self, common: Snapshot) -> None:
        assert self.cost(common, AsWritten("الف")) == 50 * (20 + FORM_COST)
