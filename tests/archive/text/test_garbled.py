"""Texts garbled by any confusion of encodings are read again, and what cannot be is said."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from archive.errors import Undecodable
from archive.model.warning import WarningCode
from archive.text.encodings import decode
from archive.text.soundness import mended

TEXT = (
    "أعلنت بلدية الوادي صباح اليوم افتتاح مدرسة جديدة تضم عشرين فصلا وملعبا واسعا وقاعة للمطالعة.\n"
    "وقال رئيس البلدية في كلمة له إن المدرسة بنيت خلال عامين بتبرعات من الأهالي، وإن الدراسة فيها تبدأ قريبا."
)
PAIRS = [
    ("cp1256", "latin-1"),
    ("iso8859-6", "latin-1"),
    ("utf-8", "latin-1"),
    ("utf-8", "cp437"),
    ("utf-8", "cp850"),
    ("utf-8", "koi8-r"),
    ("cp1256", "mac_roman"),
    ("cp1256", "cp1251"),
    ("mac_arabic", "latin-1"),
    ("iso8859-6", "cp1256"),
    ("mac_arabic", "cp1256"),
]
ESCAPED = {
    "HTML": "".join(f"&#{ord(char)};" if ord(char) > 127 else char for char in TEXT),
    "JSON": "".join(f"\\u{ord(char):04x}" if ord(char) > 127 else char for char in TEXT),
    "percent": quote(TEXT, safe=" \n"),
    "UTF-7": TEXT.encode("utf-7").decode(),
}


def in_encoding(text: str, name: str) -> bytes:
    """Encode a text; what the encoding lacks is left out, and signs of ASCII stay themselves."""
    return b"".join(char.encode() if ord(char) < 128 else char.encode(name, "ignore") for char in text)


@pytest.mark.parametrize(("written", "shown"), PAIRS)
def test_a_confusion_of_two_encodings_is_undone(written: str, shown: str) -> None:
    found = mended(in_encoding(TEXT, written).decode(shown, "replace"))
    assert "مدرسة جديدة" in found.text
    assert [warning.code for warning in found.warnings] == [WarningCode.MOJIBAKE]


def test_utf_8_read_twice_is_undone() -> None:
    twice = TEXT.encode().decode("latin-1").encode().decode("latin-1")
    assert mended(twice).text == TEXT


@pytest.mark.parametrize("escaped", ESCAPED.values(), ids=ESCAPED.keys())
def test_letters_that_stand_as_escapes_are_read(escaped: str) -> None:
    found = mended(escaped)
    assert found.text == TEXT
    assert found.warnings


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "در سال گذشته وزیر امور خارجه از این شهر دیدار کرد و گفت که همکاری دو کشور ادامه دارد",
        "В прошлом году министр посетил город и заявил, что сотрудничество двух стран продолжается",
        "L'année dernière, le ministre a visité la cité et déclaré que la coopération était assurée à l'été",
        "去年部长访问了该市，并表示两国之间的合作将继续下去，会议在下午结束，记者随后离开了会场。",
        "کۆبوونەوەکە لە شاری هەولێر بەڕێوەچوو و بڕیار درا کە کارەکان بەردەوام بن و ئەنجامەکان بڵاو بکرێنەوە",
        "أعلن وَزيرُ الدِّفاعِ استقالته",
        "أَغْلَقَتْ شَرِكَةُ تِيلِيغْرَام عَشَرَاتِ القَنَوَاتِ",
        "تويتر يوقف حسابات جديدة لتنظيم داعش",
        "مدرب برشلونة يستبعد ثلاثة لاعبين",
        "Use &#1575; and \\u0627 or %D8%A7 to write an alef.",
    ],
)
def test_a_sound_text_stays_as_it_is(text: str) -> None:
    assert mended(text).text == text
    assert mended(text).warnings == ()


def test_forms_of_letters_become_letters() -> None:
    assert mended("ﻗﺎﻝ ﻟﻪ").text == "قال له"


@pytest.mark.parametrize("name", ["mac_arabic", "cp720", "utf-32"])
def test_rare_encodings_are_recognised(name: str) -> None:
    data = TEXT.encode(name) if name == "utf-32" else in_encoding(TEXT, name)
    assert "مدرسة جديدة" in decode(data).text


def test_a_file_of_two_encodings_is_read_in_both() -> None:
    first, second = TEXT.split("\n")
    found = decode(first.encode() + b"\n" + second.encode("cp1256"))
    assert found.text == TEXT
    assert [warning.code for warning in found.warnings] == [WarningCode.MOJIBAKE]
    assert decode(TEXT.encode()).warnings == ()


def test_damaged_bytes_are_no_second_encoding() -> None:
    data = TEXT.encode()
    with pytest.raises(Undecodable):
        decode(data[:120] + bytes(range(128, 256)) + b"\x01\x02\x03" + data[120:])
