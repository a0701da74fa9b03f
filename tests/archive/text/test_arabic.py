"""Folding: what a reader takes for one word is one string, and every match leads back to the original."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarabic import araby, trans

from archive.text.arabic import CONTROLS, MARKS, TATWEEL, Folded, fold, strip_marks

ARABIC = st.text(st.characters(min_codepoint=0x0600, max_codepoint=0x06FF), max_size=30)
#: Letters, marks and digits that news prose is written with.
PROSE = st.text(
    st.sampled_from(araby.LETTERS + "".join(araby.TASHKEEL) + TATWEEL + "ةىآأإؤئء٠١٢٣٤٥٦٧٨٩0123456789 "),
    max_size=30,
)
ANY = st.text(max_size=40) | ARABIC | st.text(st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFF))

SAME = {
    "marks": ("أُغلِقَ", "اغلق"),
    "tatweel": ("حســـاب", "حساب"),
    "hamza on alef": ("إعلام", "اعلام"),
    "madda": ("آب", "اب"),
    "alef wasla": ("ٱلكتاب", "الكتاب"),
    "ta marbuta and ha": ("مدرسة", "مدرسه"),
    "alef maqsura and ya": ("على", "علي"),
    "dagger alef": ("هٰذا", "هذا"),
    "Persian ya and kaf": ("کتابی", "كتابي"),
    "Arabic-Indic digits": ("١٢٥", "125"),
    "Persian digits": ("۱۲۵", "125"),
    "presentation forms": ("ﺳﻼﻡ", "سلام"),
    "a ligature": ("ﻻ", "لا"),
    "decomposed hamza": ("ا\u0654خبار", "أخبار"),
    "controls of direction": ("\u200fحساب\u200e", "حساب"),
    "a zero-width joiner": ("حسا\u200dب", "حساب"),
    "capitals": ("Telegram", "telegram"),
    "full-width Latin": ("ＴＶ", "tv"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME.keys())
def test_one_word(one: str, other: str) -> None:
    """Two spellings fold to one string."""
    assert fold(one) == fold(other)


DIFFERENT = {
    "other letters": ("حساب", "حسام"),
    "final alef and alef maqsura": ("عصا", "عصى"),
    "hamza that is a letter": ("سماء", "سما"),
}


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_two_words(one: str, other: str) -> None:
    """Two words stay two."""
    assert fold(one) != fold(other)


def test_every_character_is_folded_at_once() -> None:
    """What is folded folds to itself, of all characters: «ǽ», «Æ» and «ẞ» too."""
    everything = [chr(code) for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]
    assert [char for char in everything if fold(fold(char)) != fold(char)] == []


@settings(max_examples=500)
@given(ANY)
def test_fold_is_idempotent(text: str) -> None:
    """Folding twice is folding once."""
    assert fold(fold(text)) == fold(text)


@given(ANY, ANY)
def test_fold_goes_character_by_character(one: str, other: str) -> None:
    """What stands beside a text does not change its folding."""
    assert fold(one + other) == fold(one) + fold(other)


@given(ANY)
def test_folded_texts_have_no_marks(text: str) -> None:
    """No mark, control or tatweel is left."""
    assert not set(fold(text)) & set(TATWEEL + "\u200f\u200e\u0651\u064b\u0670\ufeff")


@given(PROSE)
def test_fold_is_pyarabic_in_sequence(text: str) -> None:
    """On the letters of prose, folding is pyarabic's own functions one after another, and ى is ي."""
    expected = araby.strip_tatweel(araby.strip_diacritics(text))
    expected = araby.normalize_teh(araby.normalize_hamza(expected, method="tasheel"))
    assert fold(text) == trans.normalize_digits(expected.replace("ى", "ي"))


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "\U0010ffff", "ـ", "\u064b\u064b", "﷽", "ﷺ"])
def test_odd_strings(text: str) -> None:
    """Lone surrogates, lone marks and words in one sign do not raise, and stay one word."""
    assert " " not in fold(text)


@settings(max_examples=300)
@given(ANY)
def test_strip_marks_keeps_letters(text: str) -> None:
    """Only marks, tatweel and controls go; what is left keeps its order and its forms."""
    left = strip_marks(text)
    rest = iter(text)
    assert all(char in rest for char in left)
    assert fold(left) == fold(text)


def test_strip_marks_tells_letters_apart() -> None:
    """Hamza and ta marbuta are letters as typed."""
    assert strip_marks("مَدْرَســةٌ") == "مدرسة"
    assert strip_marks("أُغلق") == "أغلق"


# Folded


@settings(max_examples=500)
@given(st.data())
def test_a_span_leads_back_to_what_was_folded(data: st.DataObject) -> None:
    """The original of a folded span folds to text that holds the span."""
    original = data.draw(ANY)
    folded = Folded(original)
    assert folded.text == fold(original)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    first, last = folded.span(start, end)
    assert 0 <= first <= last <= len(original)
    assert folded.text[start:end] in fold(original[first:last])
    assert folded.surface(start, end) == original[first:last]


@given(st.lists(PROSE.filter(lambda word: fold(word).strip() == fold(word) != ""), min_size=1, max_size=5))
def test_the_whole_is_its_own_span(words: list[str]) -> None:
    """The span of the whole folded text begins at its first letter and ends with its last mark."""
    original = " ".join(words)
    folded = Folded(original)
    first, last = folded.span(0, len(folded.text))
    assert fold(original[:first]) == ""
    assert last == len(original)


def test_a_span_takes_the_marks_on_its_last_letter() -> None:
    """A mark belongs to its letter; a mark of the next word does not."""
    folded = Folded("قالَ مُحَمَّدٌ هنا")
    at = folded.text.index("محمد")
    assert folded.surface(at, at + 4) == "مُحَمَّدٌ"


def test_a_span_within_a_ligature_is_the_whole_sign() -> None:
    """One sign that folds to two letters is found by either."""
    folded = Folded("سﻻم")
    assert folded.text == "سلام"
    assert folded.surface(1, 2) == folded.surface(2, 3) == "ﻻ"


def test_an_empty_span_is_a_place() -> None:
    """An empty folded span is an empty span of the original, inside it."""
    folded = Folded("حَسَن")
    for at in range(len(folded.text) + 1):
        first, last = folded.span(at, at)
        assert first == last <= len(folded.original)


def test_the_classes_hold_what_they_say() -> None:
    """All of `MARKS` are nonspacing, all of `CONTROLS` are invisible, and all of both fold away."""
    every = "".join(map(chr, range(0x20, 0x10000)))
    marks, controls = re.findall(f"[{MARKS}]", every), re.findall(f"[{CONTROLS}]", every)
    assert {unicodedata.category(char) for char in marks} <= {"Mn", "Cf", "Lm", "Sk", "Lo", "Me"}
    assert {unicodedata.category(char) for char in controls} <= {"Cf", "Mn"}
    assert fold("".join(marks + controls)) == ""
