"""Words of a result: what sets it apart is found, chance is not, reprints count once, both measures hold."""

from __future__ import annotations

import random
from math import log2
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from archive.dedup.published import Copies, write_copies
from archive.model.article import Article
from archive.paths import DataFolder
from index.arrays_engine import ArraysEngine
from index.keyness.measures import ALPHA, conservative_log_ratio, least_significant, log_likelihood
from index.model import Query
from tests.index.support.articles import article, build, split

COMMON = ["مدينة", "شارع", "مدرسة", "سوق", "كتاب", "نافذة", "طريق", "مطر", "بيت", "حديقة", "لوحة", "سيارة"]
RARE = ["مرفأ", "سفينة", "شراع", "ملاح", "بوصلة"]


def archive_of(number: int, seed: int = 3) -> list[Article]:
    """Articles of common words; each third is about the sea."""
    chance = random.Random(seed)
    made = []
    for at in range(number):
        words = chance.choices(COMMON, k=8)
        if at % 3 == 0:
            words += ["بحر", *chance.sample(RARE, 3)]
        chance.shuffle(words)
        made.append(article(f"n{at:03}", " ".join(words), day="2016", outlet="one" if at % 2 else "two",
                            platforms=("twitter",) if at % 5 == 0 else ()))  # fmt: skip
    return made


@pytest.fixture(scope="module", params=[1, 3], ids=["one segment", "three segments"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ArraysEngine:
    home = tmp_path_factory.mktemp("home")
    build(home, split(archive_of(180), request.param))
    return ArraysEngine(home / "index")


def test_what_sets_a_result_apart_is_told_and_nothing_else(engine: ArraysEngine) -> None:
    """The word of the query is left out, and the words of all articles are."""
    found = engine.words(Query("بحر"))
    assert (found.articles, found.archive) == (60, 180)
    assert {one.forms[0] for one in found.distinctive} == set(RARE)
    assert {one.forms[0] for one in found.frequent} == set(RARE)
    ratios = [one.log_ratio for one in found.distinctive]
    assert ratios == sorted(ratios, reverse=True)
    assert [one.g2 for one in found.frequent] == sorted((one.g2 for one in found.frequent), reverse=True)
    for one in found.distinctive:
        assert one.inside == one.archive
        held = engine.tally(Query(f"+{one.forms[0]} +بحر"))
        assert held.total == one.inside


def test_the_whole_archive_and_nothing_have_no_words(engine: ArraysEngine) -> None:
    for text in ("*", "غائبة"):
        found = engine.words(Query(text))
        assert (found.distinctive, found.frequent) == ((), ())


@pytest.mark.parametrize("seed", range(5))
def test_random_halves_have_none(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    halves = [
        article(f"n{at}", " ".join(chance.choices(COMMON + RARE, k=9)), platforms=(chance.choice("ab"),))
        for at in range(120)
    ]
    build(tmp_path, split(halves, 2))
    found = ArraysEngine(tmp_path / "index").words(Query("platform:a"))
    assert (found.distinctive, found.frequent) == ((), ())


def test_reprints_count_once_on_both_sides(tmp_path: Path) -> None:
    """Twenty copies of one text say no more than one of them."""
    copies = [article(f"c{at:02}", "بحر وبوصلة نادرة", day="2016") for at in range(20)]
    build(tmp_path, [[*copies, *archive_of(60)]])
    folder = DataFolder(tmp_path)
    plain = ArraysEngine(folder.index).words(Query("بحر"))
    assert "نادرة" in {one.forms[0] for one in plain.distinctive}
    write_copies(folder.copies, [tuple(one.id for one in copies)], 1)
    found = ArraysEngine(folder.index, Copies(folder.copies)).words(Query("بحر"))
    assert (found.articles, found.archive) == (21, 61)
    assert "نادرة" not in {one.forms[0] for one in found.distinctive}


def test_neighbours_stand_beside_the_word(tmp_path: Path) -> None:
    """What stands before and after it is told apart; words of everywhere are not told."""
    chance = random.Random(1)
    texts = [
        f"{' '.join(chance.choices(COMMON, k=6))} سفينة بحر هائج {' '.join(chance.choices(COMMON, k=6))}"
        if at % 4 == 0
        else " ".join(chance.choices(COMMON, k=14))
        for at in range(160)
    ]
    build(tmp_path, [[article(f"n{at}", text) for at, text in enumerate(texts)]])
    found = ArraysEngine(tmp_path / "index").neighbours(Query("*"), "بحر")
    told = {one.form: (one.before, one.after) for one in found.words}
    assert (found.places, found.cut) == (40, False)
    assert told["سفينة"] == (40, 0)
    assert told["هائج"] == (0, 40)
    assert not set(told) & set(COMMON)


def test_the_matrix_counts_what_filters_find(engine: ArraysEngine) -> None:
    found = engine.matrix(Query("بحر"))
    assert {column.value for column in found.platforms} == {"twitter"}
    for row, counts in zip(found.outlets, found.counts, strict=True):
        for column, count in zip(found.platforms, counts, strict=True):
            asked = Query(f"+بحر outlet:{row.value} platform:{column.value}")
            assert engine.tally(asked).total == count
    assert sum(map(sum, found.counts)) == engine.tally(Query("+بحر platform:twitter")).total


def test_the_log_likelihood_is_that_of_a_contingency_table() -> None:
    """scipy's own test of the table, and the sign of the contrast."""
    inside, outside, sizes = np.array([30, 2]), np.array([20, 60]), (100, 400)
    found = log_likelihood(inside, outside, sizes)
    for at, sign in enumerate((1, -1)):
        a, b = int(inside[at]), int(outside[at])
        table = [[a, b], [sizes[0] - a, sizes[1] - b]]
        expected = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
        assert found[at] == pytest.approx(sign * expected)


def test_the_log_ratio_is_the_end_of_an_exact_interval() -> None:
    """That of scipy's binomial test at the corrected level; 0 where chance explains the difference."""
    a, b, sizes, terms = 30, 20, (100, 400), 50
    (found,) = conservative_log_ratio(np.array([a]), np.array([b]), sizes, terms)
    low = stats.binomtest(a, a + b).proportion_ci(1 - ALPHA / terms, "exact").low
    assert found == pytest.approx(log2(low / (1 - low)) + log2(sizes[1] / sizes[0]))
    assert 0 < found < log2((a / sizes[0]) / (b / sizes[1]))
    assert conservative_log_ratio(np.array([2, 0]), np.array([3, 9]), sizes, terms).tolist() == [0, 0]


def test_the_gate_is_corrected_for_the_number_of_terms() -> None:
    assert least_significant(1) == pytest.approx(stats.chi2.isf(ALPHA, 1))
    assert least_significant(1000) == pytest.approx(stats.chi2.isf(ALPHA / 1000, 1))
