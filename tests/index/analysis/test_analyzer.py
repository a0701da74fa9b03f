"""The chain: the terms of a text, with offsets into it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis.analyzer import Chain
from index.analysis.names import SIGN
from index.analysis.tokenizer import tokenize
from tests.index.support.strategies import NAME_WORDS, WORDS, query_texts, small_chain

CHAIN = small_chain()
TEXTS = st.text(max_size=60) | query_texts() | st.lists(st.sampled_from(WORDS + NAME_WORDS)).map(" ".join)


@settings(max_examples=500)
@given(TEXTS)
def test_lists_run_in_parallel(text: str) -> None:
    """One norm, stem, start and end a token; offsets slice the token; extras stand at tokens."""
    analysis = CHAIN.analyze(text)
    tokens = list(tokenize(text))
    assert analysis.norms == [token.norm for token in tokens]
    assert list(zip(analysis.starts, analysis.ends, strict=True)) == [(t.start, t.end) for t in tokens]
    assert len(analysis.stems) == len(tokens)
    assert all(0 <= at < len(tokens) and term for at, term in analysis.extras)
    assert all(analysis.stems)


@given(TEXTS)
def test_equal_texts_have_equal_terms(text: str) -> None:
    """What a chain remembers does not change what it says."""
    fresh, again = small_chain().analyze(text), CHAIN.analyze(text)
    assert (fresh.stems, fresh.extras) == (again.stems, again.extras)


@given(TEXTS)
def test_words_outside_names_have_their_stem(text: str) -> None:
    """A position without a name has just the stem of its word; a name keeps the stem beside its term."""
    analysis = CHAIN.analyze(text)
    for position, (norm, stem) in enumerate(zip(analysis.norms, analysis.stems, strict=True)):
        if stem.startswith(SIGN):
            assert (position, CHAIN.stem(norm)) in analysis.extras
        else:
            assert stem == CHAIN.stem(norm)


def test_a_text_from_a_pdf_has_its_words_unswapped_too() -> None:
    """Beside those as they stand; a text without such signs keeps «السالم» alone."""
    swapped = terms("ندد االتحاد بالهجوم ودعا الى السالم")
    assert {CHAIN.stem("سلام"), CHAIN.stem("سالم")} <= swapped[5]
    assert CHAIN.stem("سلام") not in terms("ندد الاتحاد بالهجوم ودعا السالم")[4]


def terms(text: str) -> list[set[str]]:
    """All terms at each position of a text."""
    analysis = CHAIN.analyze(text)
    found: list[set[str]] = [{stem} for stem in analysis.stems]
    for position, term in analysis.extras:
        found[position].add(term)
    return found


TERMS = {
    "a name": ("لتويتر", [{"@twitter", "@twitter/1", "تويتر"}]),
    "a name of two words": ("واتس آب", [{"@whatsapp", "@whatsapp/2", "واتس", "واتساب"}, {"اب"}]),
    "a synonym": ("داعش", [{"@isis", "@isis/1", "داعش"}]),
    "a synonym of two words keeps them": ("تنظيم الدولة", [{"تنظيم", "@isis", "@isis/2"}, {"دول"}]),
    "a hashtag": ("#حظر_الصور", [{"حظر", "#حظر_الصور"}, {"صور"}]),
    "a hashtag of a name": ("#داعش", [{"@isis", "@isis/1", "داعش", "#داعش"}]),
    "stop words stay": ("في الدار", [{"في"}, {"دار"}]),
}


@pytest.mark.parametrize(("text", "expected"), TERMS.values(), ids=TERMS.keys())
def test_terms(text: str, expected: list[set[str]]) -> None:
    """These terms stand at each position of a text."""
    assert terms(text) == expected


def test_names_do_not_overlap() -> None:
    """Where two names could begin within one, the first takes its words."""
    text = "تنظيم الدولة الإسلامية في العراق"
    stems = CHAIN.analyze(text)
    assert [(at, term) for at, term in stems.extras if "/" in term] == [(0, "@isis/2")]


def test_without_names_words_are_stemmed() -> None:
    """A chain without a lexicon has stems alone."""
    assert Chain().analyze("حظر الحسابات").stems == ["حظر", "حساب"]
