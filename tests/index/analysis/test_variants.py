"""Variants: the shipped tables are sound, and are looked up after clitics, longest first."""

from __future__ import annotations

from importlib import resources

import pytest

from index.analysis.skeletons import distance, latin_skeletons, renderings, same_sound, skeleton
from index.analysis.tokenizer import tokenize
from index.analysis.variants import shipped_variants

#: Of each table how many fields its lines have.
TABLES = {"countries.tsv": (4, 5), "cities.tsv": (3,), "organisations.tsv": (3,), "everyday.tsv": (2,)}


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_sound(name: str) -> None:
    """Each line has its fields, no form is empty or given twice, and the head names source and licence."""
    text = resources.files("archive.lexicon.variants").joinpath(name).read_text(encoding="utf-8")
    lines = text.splitlines()
    head = " ".join(line for line in lines if line.startswith("#"))
    assert "GPL-3.0-or-later" in head or "CC BY 4.0" in head
    keys = []
    for line in (one for one in lines if not one.startswith("#")):
        fields = line.split("\t")
        assert len(fields) in TABLES[name], line
        for field in fields:
            forms = field.split("|")
            assert len(set(forms)) == len(forms), line
            assert all(form == form.strip() for form in forms), line
        keys.append(fields[0] if name in ("countries.tsv", "organisations.tsv") else line)
    assert len(set(keys)) == len(keys)


def groups(text: str) -> tuple[int, set[str]] | None:
    words = [token.norm for token in tokenize(text)]
    widening = shipped_variants().at(words, 0)
    return (widening.length, {group.id for group in widening.groups}) if widening else None


FOUND = {
    "a country": ("أميركا", (1, {"country-us", "people-us"})),
    "after clitics": ("وبأميركا", (1, {"country-us", "people-us"})),
    "a people with its ending": ("الأمريكيين", (1, {"people-us", "country-us"})),
    "the longest name": ("الولايات المتحدة الأمريكية", (3, {"country-us", "people-us"})),
    "a name among other words": ("الأمم المتحدة تدعو", (2, {"name-un"})),
    "Latin letters": ("Reuters", (1, {"name-reuters"})),
    "a city by its spellings": ("نيويورك", (1, {"city-new-york", "city-new-york-city"})),
    "an everyday word": ("شنطة", (1, {"words-شنطة"})),
    "no name": ("مدرسة", None),
}


@pytest.mark.parametrize(("text", "expected"), FOUND.values(), ids=FOUND.keys())
def test_what_is_found(text: str, expected: tuple[int, set[str]] | None) -> None:
    assert groups(text) == expected


SOUNDS = {
    "Trump": "ترامب",
    "Donald": "دونالد",
    "Soudelor": "سوديلور",
    "Washington": "واشنطن",
    "Netanyahu": "نتنياهو",
    "Zuckerberg": "زوكربيرغ",
    "Wikileaks": "ويكيليكس",
    "Chelsea": "تشيلسي",
    "John": "جون",
}


@pytest.mark.parametrize(("latin", "arabic"), SOUNDS.items())
def test_a_latin_name_sounds_like_its_arabic_one(latin: str, arabic: str) -> None:
    """By its skeleton; and it is near to a rendering with vowels."""
    assert skeleton(arabic) in latin_skeletons(latin)
    assert min(distance(rendered, arabic) for rendered in renderings(latin)) <= 0.36 * len(latin)


def test_spellings_sound_alike_and_translations_do_not() -> None:
    assert same_sound(["اسطنبول"], ["استانبول"])
    assert same_sound(["نيو", "يورك"], ["نيويورك"])
    assert not same_sound(["دلهي", "الجديده"], ["نيودلهي"])
    assert distance("غوغل", "جوجل") < distance("غوغل", "غوغو")
