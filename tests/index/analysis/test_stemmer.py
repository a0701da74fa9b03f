"""Stems: forms of one word meet, and a word keeps its own letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.stemmer import stem, stems, strip_clitics
from index.analysis.tokenizer import normalize
from index.analysis.wordlists import is_stop_word

FAMILIES = {
    "plural and article": ("حسابات", "الحسابات", "والحسابات", "للحسابات", "بالحسابات"),
    "possessives": ("حسابه", "حسابها", "حسابهم", "حسابهما", "حسابنا", "حسابات", "حساباتهم"),
    "dual": ("حسابان", "حسابين"),
    "accusative": ("حساب", "حسابا"),
    "و that is and": ("حذف", "وحذف"),
    "و before a hamza": ("رئيس", "ورئيس", "لرئيس"),
    "و of frequent verbs": ("قال", "وقال", "فقال"),
    "و of rare verbs": ("يرسمون", "ويرسمون"),
    "ب that is with": ("حسابات", "بحسابات"),
    "ل that is for": ("حساباتهم", "لحساباتهم"),
    "a clitic on three letters": ("قطر", "لقطر", "بقطر", "ولقطر"),
    "a clitic that is often there": ("مكافحة", "لمكافحة", "بمكافحة"),
    "two clitics": ("بغداد", "وببغداد", "ولبغداد"),
    "clitic and pronoun": ("سيارة", "وسياراتهم", "بسيارته", "ولسيارتها"),
    "ال before two letters": ("سر", "السر", "والسر", "للسر", "بالسر"),
    "لل before ل": ("لوحة", "للوحة", "اللوحة", "وللوحة"),
    "لل before لا": ("لاعب", "للاعب", "للاعبين", "اللاعبون"),
    "لال of joined quotes": ("شرق", "لالشرق", "ولالشرق"),
    "future": ("يقرر", "سيقرر", "وسيقرر", "فسيقررون"),
    "a verb and its forms": ("أعلن", "أعلنت", "يعلن", "تعلن", "يعلنون", "وسيعلن"),
    "a hollow verb": ("قام", "يقوم", "قامت", "يقومون"),
    "a verb of و": ("وصل", "يصل", "ووصلت"),
    "final hamza and a pronoun": ("ضوء", "ضوئه", "ضوءه", "ضوئها"),
    "final hamza of plurals": ("وزراء", "وزراءه", "وزرائها", "لوزرائنا"),
    "final hamza and an adjective": ("قضاء", "القضائي", "قضائية"),
    "final hamza left out": ("كهرباء", "الكهربا"),
    "lam and alef swapped": ("الاتحاد", "االتحاد", "واالتحاد", "باالتحاد"),
    "lam and alef swapped twice": ("الإسلام", "اإلسالم"),
    "adjective": ("الإرهابية", "إرهابي"),
    "people of a country in ان": ("لبنان", "لبناني", "اللبنانيين", "لبنانية"),
    "feminine": ("تغريدة", "التغريدات", "تغريداتهم", "تغريداته", "تغريداتي"),
    "ة before a pronoun": ("شركة", "شركته", "شركتها", "شركتهم", "والشركات"),
    "two letters and ة": ("لغة", "لغات", "لغتنا", "اللغة"),
    "adjective of a plural": ("استخبارات", "استخباراتي", "استخباراتية"),
    "clitics on Latin": ("iphone", "الiphone", "بiphone", "والiphone"),
}


@pytest.mark.parametrize("forms", FAMILIES.values(), ids=FAMILIES.keys())
def test_forms_of_one_word_meet(forms: tuple[str, ...]) -> None:
    """All these forms have one stem."""
    assert len({stem(normalize(form)) for form in forms}) == 1


STRANGERS = {
    "و of ورقة": ("ورقة", "الرقة"),
    "و of وجهة": ("وجهة", "وجبة"),
    "ان of سليمان": ("سليمان", "سليم"),
    "ان of السودان": ("السودان", "سود"),
    "ون of قانون": ("قانون", "قان"),
    "ين of فلسطين": ("فلسطين", "فلسط"),
    "ى of على": ("على", "علي"),
    "ى of إلى": ("إلى", "والي"),
    "ف of فهم": ("فهم", "هم"),
    "ل of لجنة": ("لجنة", "جنة"),
}


@pytest.mark.parametrize(("one", "other"), STRANGERS.values(), ids=STRANGERS.keys())
def test_unlike_words_stay_apart(one: str, other: str) -> None:
    """Neither reading of one is a reading of the other."""
    ours, theirs = stems(normalize(one)), stems(normalize(other))
    assert not {*ours} - {""} & {*theirs} - {""}


OWN_LETTERS = {
    "و of وزير": ("وزير", "وزير"),
    "ب of بريد": ("بريد", "بريد"),
    "ل of لبنان": ("لبنان", "لبنان"),
    "ف of فريق": ("فريق", "فريق"),
    "ك of كتاب": ("كتاب", "كتاب"),
    "ال of a short word": ("الم", "الم"),
    "ال of ألمانيا": ("ألمانيا", "الماني"),
    "ت before a pronoun": ("بيته", "بيت"),
    "a word of three letters": ("حظر", "حظر"),
}


@pytest.mark.parametrize(("word", "expected"), OWN_LETTERS.values(), ids=OWN_LETTERS.keys())
def test_a_word_keeps_its_own_letters(word: str, expected: str) -> None:
    """A letter that is no affix stays."""
    assert stem(normalize(word)) == expected


def test_two_likely_readings_stand_side_by_side() -> None:
    """«والدين» is «and the debt» as well as «parents»; what has one reading has one stem."""
    assert set(stems("والدين")) == {stem("الدين"), stem("الوالدين")}
    assert stems("حكومه").second == ""


@given(st.text(max_size=15) | st.text("ابتوهيالنمكفسحةى", max_size=12))
def test_every_word_has_a_stem(word: str) -> None:
    """Nothing becomes empty, and what is left behind clitics ends the word."""
    norm = normalize(word)
    assert bool(stem(norm)) == bool(norm)
    assert norm.endswith(strip_clitics(norm))
    assert bool(strip_clitics(norm)) == bool(norm)


def test_stop_words() -> None:
    """Stop words are known in their normalised form; content words and digits are none."""
    stops = ("في", "إلى", "على", "وعلى", "الذي", "أو", "و", "هل", "كيف")
    assert all(is_stop_word(normalize(word)) for word in stops)
    assert not any(is_stop_word(normalize(word)) for word in ("علي", "حساب", "تويتر", "5", "2016", "بدون"))
