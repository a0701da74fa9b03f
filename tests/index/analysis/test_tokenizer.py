"""Tokens: where words are, on the original text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text.arabic import fold
from index.analysis.tokenizer import PLAIN_TOKEN, TOKEN, hashtags, normalize, tokenize
from tests.index.support.strategies import query_texts

ANY = st.text(max_size=60) | st.text(st.characters(min_codepoint=0x600, max_codepoint=0x6FF)) | query_texts()

WORDS = {
    "words and punctuation": ("قال، ثم كتب.", ["قال", "ثم", "كتب"]),
    "marks stay inside": ("أُغلِقَ الحسابُ", ["اغلق", "الحساب"]),
    "tatweel stays inside": ("حســـاب", ["حساب"]),
    "controls stay inside": ("حسا\u200cب", ["حساب"]),
    "an article joined to a number": ("الـ300", ["300"]),
    "clitics joined to a quotation": ('لـ"داعش" أمس', ["لداعش", "امس"]),
    "angled quotes joined": ("بـ«داعش»", ["بداعش"]),
    "Arabic digits": ("١٢٥ ألف", ["125", "الف"]),
    "grouped digits": ("125,000 و١٢٥٬٠٠٠", ["125000", "125000"]),
    "a number with a clitic": ("بـ125 و125", ["125", "125"]),
    "a year and a full stop": ("عام 2016.", ["عام", "2016"]),
    "two numbers": ("2014-2016", ["2014", "2016"]),
    "digits then letters": ("125ألف", ["125", "الف"]),
    "an underscore parts words": ("ضد_داعش", ["ضد", "داعش"]),
    "Latin": ("Telegram's app", ["telegram", "s", "app"]),
    "an address": ("t.me/abc", ["t", "me", "abc"]),
    "a lone tatweel is none": ("قال ـ كتب", ["قال", "كتب"]),
    "a lone mark is none": ("قال ً كتب", ["قال", "كتب"]),
    "nothing": ("…، «»", []),
}


@pytest.mark.parametrize(("text", "norms"), WORDS.values(), ids=WORDS.keys())
def test_words(text: str, norms: list[str]) -> None:
    """A text has these normalised words."""
    assert [token.norm for token in tokenize(text)] == norms


@settings(max_examples=500)
@given(ANY)
def test_offsets_slice_words(text: str) -> None:
    """Tokens rise without overlap, and each is the normalised form of what its offsets slice."""
    end = 0
    for token in tokenize(text):
        assert end <= token.start < token.end
        end = token.end
        assert token.norm == normalize(text[token.start : token.end])
    assert end <= len(text)


@settings(max_examples=300)
@given(ANY)
def test_a_norm_is_its_own_token(text: str) -> None:
    """A normalised word is folded, and typed by itself it is the same word, if it has only letters."""
    for token in tokenize(text):
        assert fold(token.norm) == token.norm.replace("ى", "ي")
        if token.norm.isalpha():
            assert "".join(again.norm for again in tokenize(token.norm)) == token.norm


@given(ANY)
def test_no_letter_is_lost(text: str) -> None:
    """Every letter that does not fold away is in a token."""
    held = {place for token in tokenize(text) for place in range(token.start, token.end)}
    lost = [char for place, char in enumerate(text) if char.isalpha() and place not in held]
    assert fold("".join(lost)).strip() == ""


TAGS = {
    "of several words": ("وسم #متحدون_ضد_داعش اليوم", ["#متحدون_ضد_داعش"]),
    "of one": ("#داعش، #ISIS", ["#داعش", "#isis"]),
    "with a hamza": ("#أخبار", ["#اخبار"]),
    "none": ("# داعش 5#", []),
}


@pytest.mark.parametrize(("text", "tags"), TAGS.values(), ids=TAGS.keys())
def test_hashtags(text: str, tags: list[str]) -> None:
    """A text has these hashtags."""
    assert [tag.norm for tag in hashtags(text)] == tags


@given(ANY)
def test_hashtag_offsets(text: str) -> None:
    """A hashtag's offsets slice it, sign included."""
    for tag in hashtags(text):
        assert text[tag.start] == "#"
        assert fold(text[tag.start : tag.end]) == tag.norm


@settings(max_examples=300)
@given(st.text('وفبلكانم د٣5,.٬ًُ\u200f"«ﷺa-', max_size=24))
def test_a_text_without_tatweel_has_the_same_tokens_by_both_patterns(text: str) -> None:
    spans = [match.span() for match in TOKEN.finditer(text)]
    assert [match.span() for match in PLAIN_TOKEN.finditer(text)] == spans
