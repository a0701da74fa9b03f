"""Attested spellings: what an archive's own words may be for a typed one."""

from __future__ import annotations

import pytest

from index.arrays_engine import ArraysEngine
from index.model import Mode, Query
from tests.index.support.articles import article, engine_over, found

BODIES = {
    "latin": "Vladimir Putin arrived in the capital",
    "arabic": "وصل فلاديمير بوتين إلى العاصمة",
    "raise": "they raise a flag",
    "president": "قال الرئيس إن الرئيس السابق رئيس الوفد",
    "joined": "عاد بوتفليقة إلى البلاد",
    "apart": "لقاء مع عبد ربه في الفندق",
    "reversed": "تفليقة بو",
    "german": "سجل شفاينشتايغر هدفا",
    "revelation": "كتاب عن وحي الشاعر",
    "alive": "هو حي يرزق",
    "site": "النص كاملا على news.example.edu منذ أمس",
    "covid": "جائحة كوفيد-19 تنحسر",
}


@pytest.fixture(scope="module", params=[1, 3], ids=["one segment", "three segments"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ArraysEngine:
    articles = [article(id_, body) for id_, body in BODIES.items()]
    return engine_over(tmp_path_factory.mktemp("attested"), *articles, parts=request.param)


FOUND = {
    "an Arabic name in Latin letters": ("بوتين", {"latin", "arabic"}),
    "with a clitic": ("لبوتين", {"latin", "arabic"}),
    "a Latin name in Arabic letters": ("Putin", {"latin", "arabic"}),
    "a noun is no name": ("رئيس", {"president"}),
    "German spelling": ("Schweinsteiger", {"german"}),
    "a part of a compound": ("COVID-19", {"covid"}),
    "a word that is first has no «و»": ("وحي", {"revelation"}),
    "one behind another may have it": ("كتاب وحي", {"revelation", "alive"}),
    "a host among words": ("news.example.edu", {"site"}),
    "a word that is written as two": ("عبدربه", {"apart"}),
}


@pytest.mark.parametrize(("text", "expected"), FOUND.values(), ids=FOUND.keys())
def test_what_is_found(engine: ArraysEngine, text: str, expected: set[str]) -> None:
    assert set(found(engine, text)) == expected


def test_two_words_that_are_written_as_one(engine: ArraysEngine) -> None:
    """They find the one word as though both stood there, in their order alone; and it can be switched off."""
    assert set(found(engine, "بو تفليقة", mode=Mode.ALL)) == {"joined", "reversed"}
    assert set(found(engine, "تفليقة بو", mode=Mode.ALL)) == {"reversed"}
    page = engine.search(Query("بو تفليقة"))
    told = next(one for one in page.reading.expansions if one.id.startswith("joined:"))
    assert told.forms == ("بوتفليقه",)
    without = found(engine, "بو تفليقة", mode=Mode.ALL, without=frozenset({told.id}))
    assert set(without) == {"reversed"}


def test_what_a_name_finds_is_shown(engine: ArraysEngine) -> None:
    told = engine.search(Query("بوتين")).reading.expansions
    assert [(one.kind, one.forms) for one in told] == [("letters", ("putin",))]
    assert set(found(engine, "بوتين", without=frozenset({told[0].id}))) == {"arabic"}
