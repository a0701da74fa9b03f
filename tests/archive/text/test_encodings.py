"""Arabic text is recognised in every encoding it was written in, and what is no text is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import Undecodable
from archive.text.encodings import decode, plausibility, recognise, recognise_lines

LONG = (
    "افتتح وزير النقل صباح السبت الجسر الجديد الذي يربط ضفتي النهر، بحضور مئات من سكان الحي.\n"
    "وقال الوزير إن العمل استغرق ثلاثة أعوام، وإن كلفته بلغت 12 مليون دينار.\n"
)
SHORT = "سقوط أمطار غزيرة على المدينة"


@pytest.mark.parametrize("text", [LONG, SHORT], ids=["long", "short"])
@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256", "iso8859_6"],
)
def test_recognised(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param("plain words", "ascii", id="ascii"),
        pytest.param("L'été à Paris, où ça va très bien", "cp1252", id="french"),
        pytest.param("قال «نعم» — ثم انصرف… و‌ﭘ", "utf-8", id="utf-8-with-signs"),
        pytest.param("زار رئيس شركة Apple مدينة دبي أمس", "cp1256", id="latin-among-arabic"),
    ],
)
def test_texts_of_other_kinds(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        pytest.param("utf-8", "cp1256", id="utf-8-but-is-not"),
        pytest.param("iso-8859-1", "cp1256", id="western-but-is-arabic"),
        pytest.param("windows-1256", "utf-8", id="windows-but-is-utf-8"),
        pytest.param("no-such-thing", "cp1256", id="unknown-name"),
        pytest.param("windows-1256", "cp1256", id="true"),
    ],
)
def test_a_declaration_is_doubted(declared: str, encoding: str) -> None:
    assert decode(LONG.encode(encoding), declared=declared).text == LONG


def test_the_users_word_is_not_doubted() -> None:
    assert decode(LONG.encode("cp1256"), given="cp1252").text != LONG


@pytest.mark.parametrize(
    ("data", "given_encoding", "said"),
    [
        pytest.param(b"\xff\x00\x81", "utf-8", "not utf-8 at byte 0", id="not-what-was-given"),
        pytest.param(b"abc", "klingon", "no encoding 'klingon'", id="no-such-encoding"),
        pytest.param(bytes(range(128, 160)) * 9, None, "no encoding known", id="no-text-at-all"),
    ],
)
def test_undecodable(data: bytes, given_encoding: str | None, said: str) -> None:
    """The message says what is wrong, and the remedy names the option."""
    with pytest.raises(Undecodable, match=said) as raised:
        decode(data, given=given_encoding)
    assert "--encoding" in raised.value.remedy


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    """What is recognised decodes, and nothing but Undecodable is raised."""
    encoding = recognise(data)
    if encoding is None:
        with pytest.raises(Undecodable):
            decode(data)
    else:
        assert decode(data).encoding == encoding


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0\ufeff\x06")))
def test_utf8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode()).text == text


def test_one_broken_line_does_not_decide_about_a_file() -> None:
    head = f"{LONG}".encode() + "سطر مكسور\n".encode("cp1256") + SHORT.encode()[:-1]
    assert recognise_lines(head) == "utf-8"
    assert recognise_lines(LONG.encode("cp1256")) == "cp1256"
    assert recognise_lines(b"\xff\xfe" + LONG.encode("utf-16-le")) == "utf-16"


def test_plausibility_tells_a_wrong_encoding() -> None:
    right = plausibility(LONG)
    assert right > 0.9
    assert plausibility(LONG.encode("cp1256").decode("cp1252")) < 0.6
    assert plausibility(LONG.encode("iso8859_6").decode("cp1256")) < right - 0.2
