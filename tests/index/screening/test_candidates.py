"""Candidates: no name is passed over that stands in a text, and most that do not are."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model.article import Article
from index.analysis.analyzer import forms_of
from index.analysis.names import Names
from index.analysis.segmenter import CLITICS, PRONOUNS
from index.analysis.stemmer import SUFFIXES
from index.analysis.tokenizer import tokenize
from index.analysis.variants import shipped_variants
from index.analysis.vocabulary import levels
from index.screening.candidates import Candidates, norms_of
from index.screening.cores import cores, term_cores
from index.screening.mentions import mentions_in, screen
from index.screening.names import KeptList, compile_names
from tests.index.support.articles import lexicon_chain

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويء"
NO_NAMES = Names(())


def shares_a_core(norm: str) -> bool:
    """Tell whether a word has a core in common with each of its own stems."""
    forms = forms_of(norm, NO_NAMES)
    own = set(cores(norm))
    return all(not own.isdisjoint(term_cores(term)) for term in (forms.stem, forms.second) if term)


def test_words_share_a_core_with_their_stems() -> None:
    """Words of the tables, bare and with what may stand before and behind them."""
    drawn = random.Random(7)
    words = drawn.sample(sorted(levels()), 6_000)
    before, behind = list(CLITICS), [*PRONOUNS, *SUFFIXES]
    words += [drawn.choice(before) + word + drawn.choice(behind) for word in words]
    assert [word for word in words if not shares_a_core(word)] == []


@given(st.text(LETTERS, min_size=1, max_size=10))
def test_any_letters_share_a_core_with_their_stem(norm: str) -> None:
    assert shares_a_core(norm)


@pytest.mark.parametrize("norm", ["العالقات", "االتحاد", "مهللا", "ستقاطع", "مستواهم", "بيوتهم", "كهربا"])
def test_words_that_tables_or_letters_change_share_a_core(norm: str) -> None:
    assert shares_a_core(norm)


WORDS = (
    "عبد", "الله", "عبدالله", "وعبدالله", "أبو", "أبوبكر", "بكر", "سعد", "الدين", "سعدالدين", "واتس",
    "آب", "واتساب", "تويتر", "ولتويتر", "في", "كيه", "خالد", "والخالدي", "المدينة", "مدينتهم", "مدن",
    "كتبوا", "يكتبون", "سيكتب", "كاتب", "الولايات", "المتحدة", "أمريكا", "أميركا", "مكة", "المكرمة",
    "مصر", "القاهرة", "على", "علي", "إلى", "داعش", "تنظيم", "الدولة", "االتحاد", "الاتحاد", "2016",
    "London", "لندن", "لـ«داعش»", "بيت", "بيتهم", "الأمم", "والأمم", "أم", "القرى", "ذو", "الفقار",
    "ذوالفقار", "منظمة", "الصحة", "العالمية", "WHO",
)  # fmt: skip
ROWS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)


@given(st.lists(ROWS, min_size=1, max_size=12), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
def test_what_is_found_is_what_the_whole_list_finds(names: list[str], text: str) -> None:
    chain, variants = lexicon_chain(), shipped_variants()
    whole = mentions_in(compile_names(tuple(names), chain, variants), "body", text, chain)
    screening = screen(KeptList(tuple(names), chain, variants), [Article("a", text)], chain, 1)
    assert (screening.articles[0].mentions if screening.articles else ()) == whole


@given(st.lists(st.text('اعلىيدة ـَ"«2٣,.aé\n#_-', max_size=12), max_size=5))
def test_names_are_folded_at_once_as_one_by_one(names: list[str]) -> None:
    assert norms_of(names) == tuple(tuple(token.norm for token in tokenize(name)) for name in names)


def test_most_names_that_do_not_stand_in_a_text_are_passed_over() -> None:
    chain, drawn = lexicon_chain(), random.Random(5)
    words = ["".join(drawn.choices(LETTERS, k=drawn.randint(4, 8))) for _ in range(2_000)]
    names = [f"{first} {second}" for first, second in pairwise(words)]
    text = "كتب خالد عن المدينة وعن مدن أخرى في المنطقة الشرقية"
    terms = [[stem] for stem in chain.analyze(text).stems]
    assert len(Candidates(names, chain, shipped_variants()).of([terms])) < len(names) / 50
