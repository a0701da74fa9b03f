"""Inversion: what words weigh by where they stand."""

from __future__ import annotations

from array import array

from index.segment.inverter import lay_out, lead_words
from index.segment.schema import LEAD_WORDS, TITLE_GAP


def test_the_first_words_stand_for_a_title_that_is_lacking() -> None:
    """Title words weigh three, the lead of an article without a title two, all else one."""
    layout = lay_out(array("I", [2, 0, 0]), array("I", [3, LEAD_WORDS + 5, 4]))
    bases = layout.base[:3].tolist()
    titled, untitled, short = (layout.weight[base : base + TITLE_GAP + 40] for base in bases)
    assert titled[:2].tolist() == [3, 3]
    assert titled[2 + TITLE_GAP : 5 + TITLE_GAP].tolist() == [1, 1, 1]
    assert untitled[TITLE_GAP : TITLE_GAP + LEAD_WORDS].tolist() == [2] * LEAD_WORDS
    assert untitled[TITLE_GAP + LEAD_WORDS : TITLE_GAP + LEAD_WORDS + 5].tolist() == [1] * 5
    assert short[TITLE_GAP : TITLE_GAP + 4].tolist() == [2] * 4
    assert lead_words(layout.title, layout.title + 3).tolist() == [0, 3, 3]
