"""Fragments: passages of the text as it is, cut where sentences end, every mark a whole word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.sentences import sentence_ends
from index.analysis.tokenizer import tokenize
from index.highlight.passages import LENGTH, Marks, Read, fragments, whole
from index.model import Fragment, Query

COUNT = Query().passages
LONG = "كلام لا يهم " * 40


class Mark(NamedTuple):
    """A match in one text."""

    start: int
    end: int
    word: int


def merge_marks(marks: Sequence[Mark]) -> list[Mark]:
    """Marks in order without overlaps: the earlier and longer one wins."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def marks_of(text: str, *words: str) -> list[Mark]:
    """Every place of some words in a text."""
    found = []
    for place, word in enumerate(words):
        at = text.find(word)
        while at >= 0:
            found.append(Mark(at, at + len(word), place))
            at = text.find(word, at + 1)
    return merge_marks(found)


def columns(texts: Sequence[Sequence[Mark]]) -> Marks:
    """The marks of several texts as columns."""
    rows = [(place, *mark) for place, marks in enumerate(texts) for mark in marks]
    return Marks(*np.array(rows, np.int64).reshape(-1, 4).T)


def reading(texts: Sequence[str]) -> Read:
    """What reads stretches of these texts."""
    return lambda place, start, end: texts[place][start:end]


def passages(text: str, marks: Sequence[Mark], count: int = COUNT) -> tuple[Fragment, ...]:
    """The passages of one text."""
    ends = np.array(sentence_ends(text), np.uint32)
    (found,) = fragments(reading([text]), columns([marks]), [ends], count)
    return found


def cut(text: str, *words: str, count: int = COUNT) -> list[str]:
    return [fragment.text for fragment in passages(text, marks_of(text, *words), count)]


CUTS = {
    "a sentence": ("هذه اولى. وهذه هدف هنا. وهذه ثالثة.", ["وهذه هدف هنا."]),
    "a question": ("اين هو؟ هدف هنا؟ نعم", ["هدف هنا؟"]),
    "a quotation": ("قال «نعم.» ثم هدف. انتهى", ["ثم هدف."]),
    "a paragraph without a stop": ("عنوان صغير\n\nهدف هنا\n\nغيره", ["هدف هنا"]),
    "a point in a number is no end": ("بلغت 1.5 هدف اليوم. انتهى", ["بلغت 1.5 هدف اليوم."]),
    "two marks in one sentence": ("هدف وهدف معا. لا.", ["هدف وهدف معا."]),
    "marks in several sentences": ("هدف. لا. هدف. هدف.", ["هدف.", "هدف.", "هدف."]),
    "dots in a row": ("انتظر... هدف… هنا", ["هدف…"]),
    "nothing marked": ("لا شيء هنا.", []),
}


@pytest.mark.parametrize(("text", "expected"), CUTS.values(), ids=CUTS.keys())
def test_where_fragments_are_cut(text: str, expected: list[str]) -> None:
    assert cut(text, "هدف") == expected


def test_the_best_passages_in_reading_order() -> None:
    """Those with most of the query's words, then with most marks; told as they stand in the text."""
    text = "اول هدف. ثاني هدف. ثالث هدف ومرمى. رابع هدف هدف."
    assert cut(text, "هدف", "مرمى", count=2) == ["ثالث هدف ومرمى.", "رابع هدف هدف."]


def test_a_long_sentence_is_cut_between_words() -> None:
    text = f"{LONG}هدف {LONG}"
    (fragment,) = passages(text, marks_of(text, "هدف"))
    assert len(fragment.text) < 1.5 * LENGTH
    assert fragment.cut_before
    assert fragment.cut_after
    assert text[fragment.start - 1].isspace()
    assert text[fragment.start + len(fragment.text)].isspace()
    (mark,) = fragment.marks
    assert fragment.text[slice(*mark)] == "هدف"


def test_far_marks_of_a_long_sentence_are_pieces() -> None:
    text = f"هدف {LONG}هدف {LONG}هدف"
    assert len(cut(text, "هدف")) == 3


def test_a_whole_sentence_is_not_said_to_be_cut() -> None:
    first, second = passages("هدف. لا. هدف", marks_of("هدف. لا. هدف", "هدف"))
    assert [first.cut_before, first.cut_after, second.cut_before, second.cut_after] == [False] * 4


def test_a_mark_over_the_end_of_a_sentence_stays_whole() -> None:
    """A phrase may run on across a full stop."""
    text = "قبل الاول. ثاني بعد. اخر"
    at = text.index("الاول")
    (fragment,) = passages(text, [Mark(at, at + len("الاول. ثاني"), 0)])
    assert [fragment.text[start:end] for start, end in fragment.marks] == ["الاول. ثاني"]


def test_the_whole_text() -> None:
    fragment = whole("title", "هدف هنا", [(0, 3, 0)])
    assert (fragment.text, fragment.marks, fragment.field) == ("هدف هنا", ((0, 3),), "title")
    assert [fragment.cut_before, fragment.cut_after] == [False, False]


PIECES = ("هدف", "كلمة", "كَلِمَة", ". ", "؟ ", "\n\n", " ", "…", "1.5", "»", "كلامطويل" * 30)
texts = st.lists(st.sampled_from(PIECES), max_size=80).map("".join) | st.text(max_size=400)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    """Any text, with any words and rows of words in it marked."""
    text = draw(texts)
    tokens = list(tokenize(text))
    if not tokens:
        return text, []
    rows = st.tuples(st.integers(0, len(tokens) - 1), st.integers(0, 3), st.integers(0, 3))
    chosen = draw(st.lists(rows, max_size=12))
    last = len(tokens) - 1
    return text, merge_marks(
        [Mark(tokens[i].start, tokens[min(i + n, last)].end, word) for i, n, word in chosen]
    )


@given(marked())
def test_fragments_are_of_the_text(case: tuple[str, list[Mark]]) -> None:
    """Each is a slice of it, with its marks where they were; none is lost while there is room."""
    text, marks = case
    got = passages(text, marks)
    assert len(got) <= COUNT
    assert bool(got) == bool(marks)
    places = {(mark.start, mark.end) for mark in marks}
    for fragment in got:
        assert text[fragment.start : fragment.start + len(fragment.text)] == fragment.text
        assert fragment.marks
        for start, end in fragment.marks:
            assert 0 <= start < end <= len(fragment.text)
            assert (fragment.start + start, fragment.start + end) in places
    everything = [m for f in passages(text, marks, 10_000) for m in f.marks]
    assert len(everything) == len(marks)
    assert [fragment.start for fragment in got] == sorted(fragment.start for fragment in got)


@given(st.lists(marked(), min_size=1, max_size=4))
def test_texts_together_are_as_each_alone(cases: list[tuple[str, list[Mark]]]) -> None:
    read = reading([text for text, _ in cases])
    ends = [np.array(sentence_ends(text), np.uint32) for text, _ in cases]
    together = fragments(read, columns([marks for _, marks in cases]), ends, COUNT)
    assert together == [passages(text, marks) for text, marks in cases]
