"""The table of a list's words tells at once what looking at each word's cores tells."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from index.analysis.segmenter import CLITICS, PRONOUNS
from index.screening.cores import cores
from index.screening.word_table import LONGEST_WORD, WordTable

LETTERS = st.text("اليسكتوبمنهدء", min_size=1, max_size=7)
FORMS = st.builds(
    "".join, st.tuples(st.sampled_from(sorted(CLITICS)), LETTERS, st.sampled_from(sorted(PRONOUNS)))
)
WORDS = st.lists(st.one_of(FORMS, LETTERS, st.text("abzé", min_size=1)), max_size=20, unique=True)


@given(WORDS, WORDS)
@example(["االتحاد", "والعالقات", "مهللا", "عبداهلل", "سيكتب", "وسيكتبون", "س", "ها"], ["لاتحاد", "عبدالله"])
@example(["ك" * (LONGEST_WORD + 1) + "تب", "وال" + "م" * LONGEST_WORD], ["ك" * (LONGEST_WORD + 1) + "تب"])
@example([], ["كلمة"])
def test_a_word_is_shared_where_one_of_its_cores_is(words: list[str], others: list[str]) -> None:
    wanted = {core for word in others for core in cores(word)[:2]}
    expected = [not wanted.isdisjoint(cores(word)) for word in words]
    assert WordTable(words).shared(wanted).tolist() == expected
