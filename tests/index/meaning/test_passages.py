"""Passages: what of an article a model reads."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.meaning.passages import MOST, WORDS, passages

BODY = " ".join(f"كلمة{number}" for number in range(WORDS * (MOST + 1)))


def test_each_passage_has_the_title_before_its_words() -> None:
    for number, passage in enumerate(passages("عنوان الخبر", BODY)):
        words = passage.text.split()
        assert words[:3] == ["عنوان", "الخبر.", f"كلمة{number * WORDS}"]
        assert len(words) == WORDS + 2


def test_a_passage_stands_in_the_body_where_it_says() -> None:
    body = "  سطر أول\n\nثم   سطر ثان "
    (passage,) = passages(None, body)
    assert body[passage.start : passage.end] == "سطر أول\n\nثم   سطر ثان"
    assert passage.text == "سطر أول ثم سطر ثان"


def test_no_more_passages_than_are_wanted() -> None:
    assert len(passages("عنوان", BODY)) == MOST


def test_an_article_without_text_is_its_title() -> None:
    (passage,) = passages("عنوان", " \n")
    assert (passage.start, passage.end, passage.text) == (0, 0, "عنوان. ")


def test_what_is_no_language_is_cut_short() -> None:
    """A picture's bytes in a text, or a title as long as an article, would take a model minutes."""
    (passage,) = passages("ع" * 5_000, "ا" * 100_000)
    assert len(passage.text) < 500


@given(st.text(), st.text())
def test_any_text_can_be_sent(title: str, body: str) -> None:
    for passage in passages(title, body):
        assert "\0" not in passage.text
        assert passage.text.encode("utf-8").decode("utf-8") == passage.text
        assert 0 <= passage.start <= passage.end <= len(body)


def test_halves_of_pairs_and_nul_are_replaced() -> None:
    (passage,) = passages(None, "قبل \ud800 بعد\0آخر")
    assert passage.text == "قبل ? بعد آخر"
