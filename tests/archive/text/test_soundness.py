"""Garbled, reversed and lost letters: found, put right where nothing is lost, and always told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.soundness import lost_letters, mended, unreversed

TEXT = (
    "دشن المحافظ صباحا جسرا يصل ضفتي النهر في المدينة القديمة عام 2014 (بحضور الأهالي)، وذكر المشرف أن "
    "الحركة بدأت فورا وأن الأجرة ستخفض إلى النصف قبل نهاية السنة الحالية."
)


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp1256"])
def test_utf_8_that_was_read_in_another_encoding_is_put_right(encoding: str) -> None:
    shown = "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in TEXT.encode())
    found = mended(shown)
    assert found.text == TEXT
    assert [warning.code for warning in found.warnings] == ["mojibake"]


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859-6"])
def test_an_arabic_encoding_that_was_read_as_a_western_one_is_put_right(encoding: str) -> None:
    plain = TEXT.replace("،", ",") if encoding == "iso8859-6" else TEXT
    found = mended(plain.encode(encoding).decode("latin-1"))
    assert found.text == plain
    assert [warning.code for warning in found.warnings] == ["mojibake"]


def test_garbled_letters_that_were_lost_are_told_and_leave_a_gap() -> None:
    shown = TEXT.encode().decode("latin-1").replace("\x81", "?")
    found = mended(shown)
    assert found.text == TEXT.replace("ف", "\ufffd")
    assert [warning.code for warning in found.warnings] == ["mojibake"]


def test_garbled_letters_of_which_many_were_lost_are_told_and_left() -> None:
    shown = TEXT.encode().decode("latin-1")
    for lost in "\x81\x84\x85\x86\x8a":
        shown = shown.replace(lost, "?")
    found = mended(shown)
    assert found.text == shown
    assert [warning.code for warning in found.warnings] == ["mojibake"]


def test_reversed_letters_are_put_right() -> None:
    found = mended(unreversed(TEXT))
    assert found.text == TEXT
    assert [warning.code for warning in found.warnings] == ["reversed"]


def test_question_marks_are_counted() -> None:
    assert lost_letters("???? ?? ?????? ???? ??? ????") > 0.9
    assert [w.code for w in mended(f"{TEXT} ???????? ??????? ??????? ??????").warnings] == ["question_marks"]
    assert lost_letters("هل عاد؟ متى؟ لماذا؟؟ Why? How?") == 0


SOUND = {
    "Arabic": TEXT,
    "English": "The bridge was opened on Monday after three years of work by engineers from many cities. "
    * 3,
    "French": "Le pont a été inauguré lundi après trois années de travaux, déclare l'ingénieur à côté. " * 3,
    "Danish": "Ørsted og Ærø: broen åbner på søndag, siger ingeniøren. " * 5,
    "Persian": "پل جدید شهر که ساخت آن سه سال طول کشید روز دوشنبه با حضور شهردار گشایش یافت و مردم شاد شدند",
    "Urdu": "شہر کا نیا پل تین سال بعد پیر کے دن کھول دیا گیا ہے اور لوگ بہت خوش ہیں کہ سفر آسان ہو گیا",
}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND.keys())
def test_a_sound_text_stays_as_it_is(text: str) -> None:
    assert mended(text).text == text
    assert mended(text).warnings == ()


@given(st.text(max_size=300))
def test_any_text_is_taken(text: str) -> None:
    assert isinstance(mended(text).text, str)
