"""Numbers in Arabic prose: spellings, kinds, spans, and the way there and back through words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.extraction.numbers import Kind, find_numbers, number_terms, number_to_words, parse_number
from archive.text.arabic import fold
from tests.archive.support.growth import grows_linearly

SPELLINGS = [
    # digits and their marks
    ("125000", 125_000), ("١٢٥٠٠٠", 125_000), ("۱۲۵۰۰۰", 125_000), ("125,000", 125_000), ("125.000", 125_000),
    ("125،000", 125_000), ("١٢٥٬٠٠٠", 125_000), ("125 000", 125_000), ("2،010،946", 2_010_946),
    ("606.724", 606_724), ("1.250.000", 1_250_000), ("1,234.5", Decimal("1234.5")), ("14.5", Decimal("14.5")),
    ("14,5", Decimal("14.5")), ("٤٫٨", Decimal("4.8")), ("3ر3", Decimal("3.3")),
    ("5ر12", Decimal("12.5")), ("0.125", Decimal("0.125")),
    ("000ر22", 22_000), ("432ر690ر29", 29_690_432), ("38.\u200f57", Decimal("57.38")),
    # digits with a multiplier
    ("125 ألف", 125_000), ("125 ألفاً", 125_000), ("١٢٥ ألفا", 125_000), ("125 آلف", 125_000),
    ("125ألف", 125_000),
    ('"125" ألف', 125_000), ("«125» ألفًا", 125_000), ("الـ125 ألف", 125_000), ("10 آلاف", 10_000),
    ("10 ألاف", 10_000), ("4.7 مليون", 4_700_000), ("3,5 ملايين", 3_500_000), ("1،44 مليار", 1_440_000_000),
    ("3ر3 ملايين", 3_300_000), ("636.248 ألف", 636_248), ("2 مليون", 2_000_000), ("7 مليارات", 7_000_000_000),
    ("1.2 تريليون", 1_200_000_000_000), ("5 بلايين", 5_000_000_000), ("ألف مليون", 1_000_000_000),
    # words
    ("مئة وخمسة وعشرون ألف", 125_000), ("مائة وخمسة وعشرين ألفاً", 125_000),
    ("مائة وخمس وعشرون ألفا", 125_000),
    ("مِئَةٌ وخَمسةٌ وعِشرونَ ألفًا", 125_000), ("ثلاثة", 3), ("ثلاث", 3), ("ثماني", 8), ("عشرة", 10),
    ("أحد عشر", 11), ("إحدى عشرة", 11), ("اثنا عشر", 12), ("اثنتي عشرة", 12), ("خمسة عشر", 15),
    ("تسع عشرة", 19),
    ("عشرون", 20), ("تسعين", 90), ("واحد وعشرون", 21), ("إحدى وعشرين", 21), ("اثنان وثلاثون", 32),
    ("ست وستين", 66), ("مئتان", 200), ("مائتي", 200), ("ثلاثمئة", 300), ("ثلاث مئة", 300), ("ثمانمائة", 800),
    ("ثماني مئة", 800), ("تسعمئة ألف", 900_000), ("ثلاثمئة وستين ألف", 360_000), ("ستة وأربعين ألف", 46_000),
    ("خمسة ملايين", 5_000_000), ("مائة ألف", 100_000), ("مئة مليون", 100_000_000), ("ألف ومئة وواحد", 1_101),
    ("ألفين وخمسة عشر", 2_015),
    # bare multipliers, duals, halves and quarters
    ("ألف", 1_000), ("الألف", 1_000), ("مليون", 1_000_000), ("المليار", 1_000_000_000), ("ألفان", 2_000),
    ("ألفي", 2_000), ("مليوني", 2_000_000), ("المليوني", 2_000_000), ("لمليونين", 2_000_000),
    ("نصف مليون", 500_000),
    ("ربع مليون", 250_000), ("نصف المليون", 500_000), ("ثلاثة أرباع المليون", 750_000),
    ("مليون ونصف", 1_500_000),
    ("مليون ونصف المليون", 1_500_000), ("ثلاثة ملايين ونصف المليون", 3_500_000),
    ("مليونين وربع المليون", 2_250_000),
    # sums
    ("100 مليون و900 ألف", 100_900_000), ("376 ألفا و890", 376_890), ("مليون و500 ألف", 1_500_000),
    ("٢٧٤ ألفا و٤٦٠", 274_460), ("مليون ومئتا ألف", 1_200_000), ("مليار ومئة مليون", 1_100_000_000),
    # clitics
    ("ب125 ألف", 125_000), ("لمليار", 1_000_000_000), ("بمئة", 100), ("وألف", 1_000), ("كخمسين", 50),
    ("صفر", 0),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), SPELLINGS, ids=[text for text, _ in SPELLINGS])
def test_every_spelling_is_read(text: str, value: int | Decimal) -> None:
    number = parse_number(text)
    assert number is not None
    assert number.value == value
    assert text[number.start : number.end] == number.surface


KINDS = [
    ("أغلقت 45% من الصفحات", [(45, Kind.PERCENT)]),
    ("تراجعت بنسبة ثمانين في المئة", [(80, Kind.PERCENT)]),
    ("نحو 7 بالمئة و٪12", [(7, Kind.PERCENT), (12, Kind.PERCENT)]),
    ("زاد 3,5 في المائة", [(Decimal("3.5"), Kind.PERCENT)]),
    ("مئات القنوات", [(100, Kind.VAGUE)]),
    ("عشرات الآلاف من الرسائل", [(10_000, Kind.VAGUE)]),
    ("بضعة آلاف", [(1_000, Kind.VAGUE)]),
    ("ملايين الصفحات", [(1_000_000, Kind.VAGUE)]),
    ("مقابل 1000 دولار", [(1000, Kind.MONEY)]),
    ("دفع $500 وعشرين يورو", [(500, Kind.MONEY), (20, Kind.MONEY)]),
    ("مدته 25 دقيقة", [(25, Kind.DURATION)]),
    ("بعد خمس سنوات", [(5, Kind.DURATION)]),
    ("يبلغ من العمر 24 عاما", [(24, Kind.AGE)]),
    ("على عمق 30 مترا", [(30, Kind.MEASURE)]),
    ("منتصف عام 2015", [(2015, Kind.YEAR)]),
    ("في 2014", [(2014, Kind.YEAR)]),
    ("سنة 1436هـ", [(1436, Kind.YEAR)]),
    ("6 أيار 2018", [(6, Kind.DATE), (2018, Kind.YEAR)]),
    ("في 26/11/2015", [(26, Kind.DATE)]),
    ("الساعة 10:30", [(10, Kind.TIME)]),
    ("تعليمات 1500 / 1500", [(1500, Kind.COUNTER)]),
    ("على الرقم 0012022773659", [(12022773659, Kind.PHONE)]),
    ("فاز 2-1 على ضيفه", [(2, Kind.SCORE)]),
    ("في المرتبة 18", [(18, Kind.ORDINAL)]),
    ("القرن الحادي والعشرين", [(21, Kind.ORDINAL)]),
    ("طائرة f16 ووسم #حملة_2015", [(16, Kind.CODE), (2015, Kind.CODE)]),
    ("ثلاثة أرباع الحسابات", [(Decimal("0.75"), Kind.FRACTION)]),
    ("رصدت 2000 قناة", [(2000, Kind.CARDINAL)]),
    ("نصف ساعة", []),
    ("كميات كبيرة", []),
    ("يوم الاثنين", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), KINDS, ids=[text for text, _ in KINDS])
def test_what_a_number_counts_is_told_by_its_neighbours(
    text: str, expected: list[tuple[int | Decimal, Kind]]
) -> None:
    assert [(number.value, number.kind) for number in find_numbers(text)] == expected


RANGES = [
    ("بين 45 و50 ألفا", 45_000, 50_000),
    ("ما بين خمس وستين وست وستين قناة", 65, 66),
    ("45-50 ألف متابع", 45_000, 50_000),
    ("3 أو 4 ملايين", 3_000_000, 4_000_000),
    ("300 إلى 400 ألف", 300_000, 400_000),
    ("بين ألف وألفي حساب", 1_000, 2_000),
    ("10 – 15 حسابا", 10, 15),
]


@pytest.mark.parametrize(("text", "low", "high"), RANGES, ids=[row[0] for row in RANGES])
def test_both_ends_of_a_range_are_read(text: str, low: int, high: int) -> None:
    (number,) = find_numbers(text)
    assert (number.value, number.upper, number.kind) == (low, high, Kind.RANGE)
    assert [term.value for term in number_terms(text)] == [low, high]


LISTS = [
    ("5 قنوات و7 صفحات", [5, 7]),
    ("ثلاثة وأربعة", [3, 4]),
    ("من 1500 إلى 300", [1500, 300]),
    ("من 10 إلى 15 ألفا", [10_000, 15_000]),
    ("2014،2016،2018", [2014, 2016, 2018]),
    ("مئة ومئتان", [100, 200]),
    ("ألف وثلاثة آلاف", [1000, 3000]),
    ("200 ألف و20%", [200_000, 20]),
]


@pytest.mark.parametrize(("text", "values"), LISTS, ids=[row[0] for row in LISTS])
def test_numbers_of_a_list_stay_apart(text: str, values: list[int]) -> None:
    assert [number.value for number in find_numbers(text)] == values


def test_a_dual_and_an_accusative_that_look_alike_are_told_apart() -> None:
    assert [n.value for n in find_numbers("أغلق ألفا حساب")] == [2000]
    assert [n.value for n in find_numbers("أغلق ألفاً منها")] == [1000]
    assert [n.value for n in find_numbers("بلغ مليونا.")] == [1_000_000]


@given(st.integers(0, 10**15 - 1) | st.integers(0, 2_000_000))
@settings(max_examples=300)
def test_a_number_in_words_is_read_as_that_number(n: int) -> None:
    number = parse_number(number_to_words(n))
    assert number is not None
    assert number.value == n


GENITIVE = (("ون", "ين"), ("ان", "ين"), ("اثنا ", "اثني "))


@given(st.integers(1, 10**12))
@settings(max_examples=200)
def test_the_genitive_is_read_as_well(n: int) -> None:
    words = number_to_words(n)
    for nominative, genitive in GENITIVE:
        words = " ".join(
            word.removesuffix(nominative) + genitive
            if word.endswith(nominative) and word not in {"مليون", "تريليون", "ومليون", "وتريليون"}
            else word
            for word in words.split(" ")
        ).replace("اثنا عشر", "اثني عشر")
    number = parse_number(words)
    assert number is not None, words
    assert number.value == n


@pytest.mark.parametrize("n", [-1, 10**15])
def test_what_cannot_be_written_in_words_is_an_error(n: int) -> None:
    with pytest.raises(ValueError, match="can be written in words"):
        number_to_words(n)


@given(
    st.text(alphabet="0123456789٣٥.,،٫٬ر-/: %+()#@و ال«»\n\u200fabمئةألفنيخسشعرتوبﻻ", max_size=60)
    | st.text(max_size=60)
)
@settings(max_examples=300)
def test_spans_are_true_and_apart_whatever_the_text(text: str) -> None:
    reached = 0
    for number in find_numbers(text):
        assert reached <= number.start < number.end <= len(text)
        assert text[number.start : number.end] == number.surface
        assert number.upper is None or number.upper > number.value
        reached = number.end


@given(st.sampled_from([text for text, _ in SPELLINGS if "\u200f" not in text]))
@settings(max_examples=100)
def test_folding_a_spelling_does_not_change_its_value(text: str) -> None:
    """Marks matter only where a dual and an accusative look alike."""
    number, folded = parse_number(text), parse_number(fold(text))
    assert number is not None
    assert folded is not None
    assert number.value == folded.value


@pytest.mark.parametrize(
    "piece",
    ["1", "1 ", "1-", "a1", "و", "مئة و", "+1 (", "x"],
    ids=["digits", "spaced", "hyphens", "codes", "waw", "hundreds", "phones", "letters"],
)
def test_time_grows_with_the_length_alone(piece: str) -> None:
    assert grows_linearly(lambda count: piece * count, find_numbers, 40_000 // len(piece))
