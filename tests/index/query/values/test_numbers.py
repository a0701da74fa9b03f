"""Numbers of a query: whatever their size, they are read or left as words, and never an error."""

from __future__ import annotations

from itertools import product

import pytest

from index.errors import QueryError
from index.model import Query
from index.query import parse
from tests.index.support.strategies import small_chain

CHAIN = small_chain()
SCALES = ("ألف", "مليون", "مليار", "تريليون", "1000", "999", "نصف")
HUGE = (
    *(" ".join(words) for length in (2, 3) for words in product(SCALES, repeat=length)),
    *("9" * length for length in (15, 16, 18, 19, 40, 309, 400, 1_900)),
    *("1" + ",000" * groups for groups in (5, 6, 10, 120, 400)),
    "٩" * 500, "9" * 17 + "." + "9" * 20, "0." + "9" * 300, "-" + "9" * 50, "9" * 30 + "%",
)  # fmt: skip


@pytest.mark.parametrize(
    "form", ["{}", '"{}"', "رقم:{}", 'رقم:"{}"', "رقم:[{} TO *]", "عن:{}", "حساب {} خبر"]
)
def test_numbers_of_any_size_are_read_or_left_as_words(form: str) -> None:
    for number in HUGE:
        try:
            parsed, reading = parse(Query(form.format(number)), CHAIN)
        except QueryError:
            continue  # a clear refusal, which says where
        assert parsed.words or reading.problems, number


@pytest.mark.parametrize("text", ["مليون مليار", "1000 تريليون"])
def test_a_number_beyond_words_shows_its_digits(text: str) -> None:
    _, reading = parse(Query(text), CHAIN)
    assert [expansion.forms for expansion in reading.expansions] == [("1,000,000,000,000,000",)]
