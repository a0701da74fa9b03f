"""What stands in a page: where a line may break, and from which side a text is read."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.i18n.formats import is_stamp, side

STAMPS = [
    ("2016", True),
    ("2016-02", True),
    ("٢٠١٦/٢/٧", True),
    ("2016-02-07T10:30:00+03:00", True),
    ("2015-11-01/2015-11-30", True),
    ("07 فبراير 2016", False),
    ("في تشرين الثاني الماضي", False),
    ("morning.example/2016/02/07", False),
    ("", False),
    ("1" * 60, False),
]


@pytest.mark.parametrize(("text", "stamp"), STAMPS)
def test_stamps(text: str, *, stamp: bool) -> None:
    assert is_stamp(text) is stamp


@given(st.text(max_size=60) | st.text("ابجabc ١٢3().،", max_size=60))
def test_the_side_is_that_of_most_letters(text: str) -> None:
    """Letters count as Unicode says; a letter of the right weighs three of the left."""
    kinds = [unicodedata.bidirectional(letter) for letter in text]
    right = sum(kind in ("R", "AL") for kind in kinds)
    assert side(text) == ("rtl" if 3 * right >= kinds.count("L") else "ltr")


@pytest.mark.parametrize("nothing", [None, "", "2016 – 2017"])
def test_what_has_no_letters_is_read_from_the_right(nothing: str | None) -> None:
    assert side(nothing) == "rtl"
