"""What a query finds beside the letters typed, over small archives: names, days, addresses, signs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.extraction.dates import find_dates
from archive.model.article import TextTime
from index.arrays_engine import ArraysEngine
from index.model import Mode, Query
from tests.index.support.articles import article, engine_over, found, ids

#: What articles say, by id.
BODIES = {
    "us": "وفد من أميركا يزور المصنع",
    "us2": "وفد من أمريكا يزور المعمل",
    "american": "باحثة أمريكية تنال جائزة",
    "states": "طلاب يدرسون في الولايات المتحدة",
    "wilayat": "سيول في ثلاث ولايات جزائرية",
    "lebanese": "مطبخ لبناني في الحي",
    "lebanon": "ثلوج على جبال لبنان",
    "sept": "ذكرى الحادي عشر من أيلول",
    "sept2": "ذكرى 11 سبتمبر",
    "july": "تبدأ الدورة في جويلية المقبل",
    "august": "تبدأ الدورة في شهر آب",
    "father": "قال أب لابنه",
    "march": "أمطار شهر آذار",
    "digits": "افتتح المتحف في ١٨ آذار ٢٠١٦",
    "other digits": "افتتح الجسر في 3/8/2016",
    "f16": "هبطت طائرة F-16 في القاعدة",
    "f16 in Arabic": "هبطت طائرة إف-16 في المطار",
    "sixteen": "عثر على 16 قطعة أثرية",
    "cpp": "دورة في لغة C++ للمبتدئين",
    "c": "فيتامين C مفيد",
    "g20": "قمة G20 في المدينة",
    "mail": "راسلونا على info@example.org للحجز",
    "mail words": "info في سطر و example في سطر",
    "covid": "جائحة كوفيد-19 تنحسر",
    "merkel": "زارت أنجيلا ميركل المعرض",
    "typhoon": "اشتد الإعصار سوديلور قرب الجزيرة. سوديلور سوديلور",
    "typhoon 2": "سوديلور يقترب",
    "typhoon 3": "سوديلور يبتعد",
    "typhoon 4": "ماذا بعد سوديلور",
    "beggar": "حملة على المتسولين",
}


def find_times(body: str) -> Iterator[TextTime]:
    """The days that a body names, as intake keeps them."""
    for day in find_dates(body):
        yield TextTime(day.start, day.end, day.precision, *day.span)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> ArraysEngine:
    articles = [
        article(id_.replace(" ", "-"), body, times=tuple(find_times(body))) for id_, body in BODIES.items()
    ]
    return engine_over(tmp_path_factory.mktemp("names"), *articles, parts=2)


FINDS = {
    "a country in another spelling, by another name, and its people": (
        "أمريكا", {"us", "us2", "american", "states"},
    ),
    "after a clitic": ("بأمريكا", {"us", "us2", "american", "states"}),
    "by its name in Latin letters": ("America", {"us", "us2", "american", "states"}),
    "a people and its country": ("اللبنانيين", {"lebanese", "lebanon"}),
    "a day without a year, in words of another system": ("11 سبتمبر", {"sept", "sept2"}),
    "the same typed in words": ("الحادي عشر من أيلول", {"sept", "sept2"}),
    "a month without a year": ("يوليو", {"july"}),
    "a month that is another word as well": ("أغسطس", {"august"}),
    "a month, and no father": ("آب", {"august"}),
    "a father, and no month": ("أب", {"father", "august"}),
    "a month typed in another system": ("مارس", {"march", "digits"}),
    "a day in digits": ("18/3/2016", {"digits"}),
    "a day in digits, the year first": ("2016-03-18", {"digits"}),
    "a letter and a number": ("F-16", {"f16", "f16-in-Arabic"}),
    "a letter by its Arabic name": ("إف-16", {"f16", "f16-in-Arabic"}),
    "without a dash": ("F16", {"f16", "f16-in-Arabic"}),
    "a letter with its signs": ("C++", {"cpp"}),
    "in small letters": ("c++", {"cpp"}),
    "a letter glued to a number": ("G20", {"g20"}),
    "an e-mail address": ("info@example.org", {"mail"}),
    "a long word of a compound is a word": ("كوفيد-20", {"covid"}),
    "a Latin name as the archive writes it": ("Merkel", {"merkel"}),
    "a rare spelling by its sound": ("سودلر", {"typhoon", "typhoon-2", "typhoon-3", "typhoon-4"}),
    "an everyday word": ("شحاذين", {"beggar"}),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FINDS.values(), ids=FINDS.keys())
def test_finds(engine: ArraysEngine, text: str, expected: set[str]) -> None:
    assert set(found(engine, text)) == expected


@pytest.mark.parametrize(
    ("text", "switch", "expected"),
    [
        ("أمريكا", "country-us", {"us", "us2", "american"}),
        ("أمريكا", "people-us", {"us", "us2", "states", "american"}),
        ("F-16", "letters:f-16", {"f16"}),
        ("Merkel", "letters:merkel", set()),
        ("سودلر", "spelling:سودلر", set()),
        ("شحاذين", "words-شحاذين", set()),
    ],
)
def test_each_widening_has_its_switch(
    engine: ArraysEngine, text: str, switch: str, expected: set[str]
) -> None:
    """The answer names what it widened; without it the word is only itself."""
    page = engine.search(Query(text, per_page=100))
    assert switch in {expansion.id for expansion in page.reading.expansions}
    assert set(found(engine, text, without=frozenset({switch}))) == expected


def test_nothing_is_widened_where_that_is_switched_off(engine: ArraysEngine) -> None:
    page = engine.search(Query("أمريكا", expand=False, per_page=100))
    assert set(ids(page)) == {"us2", "american"}
    assert page.reading.expansions == ()


def test_the_word_itself_comes_before_its_people(engine: ArraysEngine) -> None:
    assert found(engine, "لبنان") == ["lebanon", "lebanese"]


def test_a_widened_word_is_one_word_of_all(engine: ArraysEngine) -> None:
    """With `mode=all` any of its forms will do."""
    assert set(found(engine, "وفد أمريكا", mode=Mode.ALL)) == {"us", "us2"}


def test_the_words_of_a_name_are_words_too(engine: ArraysEngine) -> None:
    """Where any word will do: «الولايات» alone is found as before, less; not where all are asked for."""
    assert set(found(engine, "الولايات المتحدة")) == {"us", "us2", "american", "states", "wilayat"}
    assert found(engine, "الولايات المتحدة")[0] == "states"
    assert set(found(engine, "الولايات المتحدة", mode=Mode.ALL)) == {"us", "us2", "american", "states"}


def test_marks_show_the_other_form(engine: ArraysEngine) -> None:
    page = engine.search(Query("أمريكا", per_page=100))
    marked = {
        hit.id: [part.text[start:end] for part in hit.fragments for start, end in part.marks]
        for hit in page.hits
    }
    assert marked["us"] == ["أميركا"]
    assert marked["states"] == ["الولايات المتحدة"]


ADDRESSES = {
    "one": "https://www.news.example.org/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/12?utm_source=x",
    "two": "http://news.example.org/sports/7",
    "three": "https://example.net/",
    "four": "https://news.example.org/sports/70",
}

FOUND_BY_ADDRESS = {
    "a host": ("url:news.example.org", {"one", "two", "four"}),
    "a domain above it": ("url:example.org", {"one", "two", "four"}),
    "another host": ("رابط:example.net", {"three"}),
    "what is under an address": ("url:news.example.org/sports", {"two", "four"}),
    "one address, and none that goes on from it": ("url:http://news.example.org/sports/7", {"two"}),
    "a beginning": ("url:news.example.org/sports/7*", {"two", "four"}),
    "letters for escapes": ("url:https://news.example.org/أخبار/12", {"one"}),
    "escapes in small letters": ("url:news.example.org/%d8%a3%d8%ae%d8%a8%d8%a7%d8%b1/12", {"one"}),
    "pasted": ("https://news.example.org/أخبار/12?utm_campaign=y", {"one"}),
    "pasted without its scheme": ("news.example.org/sports/7", {"two"}),
    "pasted among words": ("شاهد https://news.example.org/sports/7 الآن", {"two"}),
    "one that nobody has": ("url:news.example.com", set()),
}


@pytest.mark.parametrize(("text", "expected"), FOUND_BY_ADDRESS.values(), ids=FOUND_BY_ADDRESS.keys())
def test_an_address_finds_its_articles(tmp_path: Path, text: str, expected: set[str]) -> None:
    articles: list[Any] = [article(id_, "نص قصير", url=url) for id_, url in ADDRESSES.items()]
    assert set(found(engine_over(tmp_path, *articles), text)) == expected
