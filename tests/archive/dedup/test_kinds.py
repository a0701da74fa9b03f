"""Each kind of edit keeps a text the same news, each kind of formula makes it another; drawn by a seed."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from archive.dedup.minhash import is_reprint
from archive.dedup.similarity import comparable_words
from tests.archive.support.edited_reprints import formula, story
from tests.archive.support.reprint_kinds import EDITS, other_names, other_numbers

#: No threshold was chosen by it.
_KEPT_APART = 40_417
_PAIRS = 40


@pytest.mark.parametrize("kind", sorted(EDITS))
def test_nine_of_ten_edited_copies_are_found(kind: str) -> None:
    rng = random.Random(_KEPT_APART)
    bodies = (" ".join(story(rng)) for _ in range(_PAIRS))
    found = sum(is_reprint(body, EDITS[kind](body, rng, rng.randint(1, 2))) for body in bodies)
    assert found >= 0.9 * _PAIRS


@pytest.mark.parametrize("change", [other_numbers, other_names])
def test_a_formula_with_other_numbers_or_names_is_another_text(
    change: Callable[[str, random.Random], str],
) -> None:
    rng = random.Random(_KEPT_APART)
    bodies = [formula(rng)[0] for _ in range(_PAIRS)]
    pairs = [(body, other) for body in bodies if (other := change(body, rng)) != body]
    assert len(pairs) > _PAIRS // 3
    assert sum(is_reprint(*pair) for pair in pairs) <= 0.1 * len(pairs)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("وصل خمسة عشر طفلا", "وصل 15 طفلا"),
        ("في السنة الحادية عشرة", "في السنة الـ11"),
        ("بعد أربع وعشرين ساعة", "بعد 24 ساعة"),
        ("حمل سبعة كيلوجرامات", "حمل 7 كلغم"),
        ("سار ثلاثين كيلومترا", "سار 30 كلم"),
        ("ونقل تحيات معاليه", "ونقل تحيات"),
    ],
)
def test_house_style_of_numbers_and_units_is_compared_as_one(written: str, same: str) -> None:
    assert comparable_words(written) == comparable_words(same)


def test_a_new_opening_and_a_moved_paragraph_of_a_long_text_are_edits() -> None:
    drawn = (story(random.Random(seed)) for seed in range(30))
    sentences = [sentence for told in {told[3]: told for told in drawn}.values() for sentence in told]
    assert len(sentences) > 20
    opening = (
        "علمت الصحيفة أن ما جرى في الأيام القليلة الماضية شغل الناس في الأحياء كلها وأنهم ينتظرون تفسيرا."
    )
    body = " ".join(sentences)
    assert is_reprint(body, " ".join([opening, *sentences[1:]]))
    assert is_reprint(body, " ".join([*sentences[:4], *sentences[12:], *sentences[4:12]]))
    assert not is_reprint(body, " ".join(sentences[-9:]))


def test_another_name_throughout_is_another_event_even_in_a_long_text() -> None:
    body = " ".join(
        f"{sentence} وقال خالد الحداد ذلك." if at % 4 == 1 else sentence
        for at, sentence in enumerate(story(random.Random(3)) * 2)
    )
    assert not is_reprint(body, body.replace("خالد الحداد", "يوسف القاسم"))


def test_a_writer_in_the_first_words_is_no_other_event() -> None:
    body = " ".join(story(random.Random(5)))
    assert is_reprint(f"خالد الحداد المرج {body}", f"يوسف القاسم الساحل {body}")
