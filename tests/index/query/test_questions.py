"""Words that ask: passed over at the beginning of a query, or of half the weight."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.arrays_engine import ArraysEngine
from index.model import Query
from index.query.lexer import Kind
from index.query.questions import asking_in, is_question
from index.query.token_cursor import Cursor
from tests.index.support.articles import article, engine_over, found

ASKS = {
    "news about": ("أخبار عن الفيضان", ("أخبار", "عن")),
    "the latest about": ("آخر الأخبار حول الفيضان", ("آخر", "الأخبار", "حول")),
    "wanting": ("أريد معلومات عن الفيضان", ("أريد", "معلومات", "عن")),
    "in English": ("news about floods", ("news", "about")),
    "nothing is asked about": ("أخبار عن", ()),
    "a subject of its own": ("أخبار الفيضان", ()),
    "in the middle": ("الفيضان أخبار عن النهر", ()),
    "behind a sign": ('"أخبار عن" الفيضان', ()),
}


@pytest.mark.parametrize(("text", "words"), ASKS.values(), ids=ASKS.keys())
def test_what_only_asks(text: str, words: tuple[str, ...]) -> None:
    cursor = Cursor(text)
    starts = asking_in(cursor).passed_over
    assert tuple(text[one.start : one.end] for one in cursor.row if one.start in starts) == words


NOUNS = {
    "what": ("ما اسم الفاتح", "اسم"),
    "how many": ("كم عدد الجزر", "عدد"),
    "in which": ("في أي عام بني الجسر", "عام"),
    "no question": ("اسم الفاتح", None),
    "no such noun": ("ما الجديد اليوم", None),
}


@pytest.mark.parametrize(("text", "noun"), NOUNS.values(), ids=NOUNS.keys())
def test_which_noun_counts_half(text: str, noun: str | None) -> None:
    cursor = Cursor(text)
    starts = asking_in(cursor).nouns
    words = [text[one.start : one.end] for one in cursor.row if one.kind is Kind.WORD and one.start in starts]
    assert words == ([noun] if noun else [])


@pytest.fixture
def engine(tmp_path: Path) -> ArraysEngine:
    return engine_over(
        tmp_path,
        article("flood", "الفيضان يغمر القرى"),
        article("press", "أخبار الصحافة ومعلومات عنها"),
        article("name", "اسم الشركة الجديدة"),
    )


def test_words_that_ask_are_not_looked_for(engine: ArraysEngine) -> None:
    """It is said, and can be undone."""
    assert found(engine, "أخبار عن الفيضان") == ["flood"]
    page = engine.search(Query("أخبار عن الفيضان"))
    assert [(one.id, one.typed) for one in page.reading.expansions] == [("asking", "أخبار عن")]
    assert set(found(engine, "أخبار عن الفيضان", without=frozenset({"asking"}))) == {"flood", "press"}
    assert found(engine, "أخبار عن") == ["press"]


def test_a_questions_noun_counts_half(engine: ArraysEngine) -> None:
    whole = engine.search(Query("اسم")).hits[0].score
    half = engine.search(Query("ما اسم")).hits[0].score
    assert half < whole


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("متى افتتح الجسر", True),
        ("أين يقع المتحف القديم", True),
        ("ما هي أعراض المرض", True),
        ("الاتحاد الأوروبي إلى أين؟", True),
        ("who built the bridge", True),
        ("افتتاح الجسر القديم", False),
        ("من القاهرة إلى الخرطوم", False),
        ("ما بعد الأزمة المالية", False),
        ("كما قال الوزير", False),
        ("", False),
    ],
)
def test_what_is_a_question(text: str, asks: bool) -> None:
    assert is_question(text) is asks
