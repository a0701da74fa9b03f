"""Edits of a text as outlets make them, a kind each, and formula texts of another event; drawn by a seed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from archive.extraction.figures.sentences import sentence_spans

_SYNONYMS = (
    ("قال", "ذكر"), ("وقال", "وذكر"), ("وأضاف", "وتابع"), ("وأوضح", "وبين"), ("وأشار", "ولفت"),
    ("وأكد", "وشدد"),
    ("خلال", "أثناء"), ("الحالي", "الجاري"), ("المقبل", "القادم"), ("الماضي", "المنصرم"), ("نحو", "حوالي"),
    ("إلى ذلك", "من جهة أخرى"), ("حيث", "إذ"), ("لكن", "غير أن"), ("عدد من", "مجموعة من"), ("كبيرة", "ضخمة"),
    ("أعلنت", "كشفت"), ("أعلن", "كشف"), ("بسبب", "نتيجة"), ("يذكر أن", "يشار إلى أن"), ("كما", "أيضا"),
    ("من أجل", "بهدف"), ("عبر", "من خلال"), ("تم", "جرى"), ("منذ", "من"), ("بشكل", "بصورة"), ("حول", "بشأن"),
)  # fmt: skip
_SPELLINGS = (
    ("أمريك", "أميرك"), ("مسؤول", "مسئول"), ("في المئة", "%"), ("مليون", "ملايين"), ("إلى", "الى"),
    ("أن", "ان"), ("كيلومتر", "كلم"), ("المملكة العربية السعودية", "المملكة"), ("عبدال", "عبد ال"),
    ("الإنترنت", "الانترنت"),
)  # fmt: skip
_MARKS = ("واس", "رويترز", "أ ف ب", "وكالات", "متابعات")
_PLACES = ("الوادي", "المرج", "الساحل", "القلعة")
_HONORIFICS = re.compile(r"\b(?:معالي|سعادة|فخامة|صاحب السمو الملكي|الدكتور|المهندس|الأستاذ|السيد)\s+")
_NUMBER = re.compile(r"\d+")
_HINDI = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_SAYING = re.compile(r"\b(?:وقال|وأضاف|وأكد|وأوضح|وأشار)\b")
_OPENINGS = (
    "في خبر يتابعه القراء منذ الصباح في المدينة وما حولها، علمت الصحيفة من مصادرها أن الأمر جرى كما يلي. ",
    "تواصلت في الساعات الماضية ردود الناس على ما جرى، وننشر هنا ما وصل إلينا من تفاصيل. ",
)
_GIVEN = ("محمد", "أحمد", "خالد", "سعود", "فهد", "علي", "عبدالله", "ناصر", "سلطان", "إبراهيم", "يوسف", "فيصل")

Edit = Callable[[str, random.Random, int], str]


def _sentences(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in sentence_spans(text) if text[start:end].strip()]


def _words_changed(text: str, rng: random.Random, strength: int) -> str:
    for old, new in rng.sample(_SYNONYMS, 7 * strength):
        text = re.sub(rf"\b{old}\b", new, text, count=strength)
    return text


def _house_style(text: str, _rng: random.Random, _strength: int) -> str:
    for old, new in _SPELLINGS:
        text = text.replace(old, new)
    return _HONORIFICS.sub("", text)


def _numerals(text: str, _rng: random.Random, _strength: int) -> str:
    return text.translate(_HINDI)


def _marks(text: str, rng: random.Random, strength: int) -> str:
    head = f"{rng.choice(_PLACES)} - {rng.choice(_MARKS)}: "
    return head + text + (f"\n{rng.choice(_MARKS)}" if strength > 1 else "")


def _new_opening(text: str, rng: random.Random, strength: int) -> str:
    kept = _sentences(text)
    return rng.choice(_OPENINGS) + " ".join(kept[1:] if strength > 1 and len(kept) > 4 else kept)


def _shortened(text: str, _rng: random.Random, strength: int) -> str:
    kept = _sentences(text)
    return " ".join(kept[: max(2, round(len(kept) * (1 - 0.15 * strength)))])


def _reordered(text: str, rng: random.Random, strength: int) -> str:
    kept = _sentences(text)
    for _ in range(strength if len(kept) > 3 else 0):
        kept.insert(rng.randrange(1, len(kept)), kept.pop(rng.randrange(1, len(kept))))
    return " ".join(kept)


def _merged(text: str, rng: random.Random, strength: int) -> str:
    kept = _sentences(text)
    for _ in range(min(strength, len(kept) - 1)):
        at = rng.randrange(len(kept) - 1)
        kept[at : at + 2] = [f"{kept[at].rstrip('.')}، حيث إن {kept[at + 1]}"]
    return " ".join(kept)


def _attributed(text: str, _rng: random.Random, _strength: int) -> str:
    return _SAYING.sub("وبحسب ما نقل عنه", text, count=3)


def _typos(text: str, rng: random.Random, strength: int) -> str:
    words = text.split(" ")
    for at in rng.sample(range(len(words)), min(len(words), strength * max(1, len(words) // 60))):
        if len(words[at]) > 4 and words[at].isalpha():
            cut = rng.randrange(1, len(words[at]) - 1)
            words[at] = words[at][:cut] + words[at][cut + 1 :]
    return " ".join(words)


def _mixed(text: str, rng: random.Random, strength: int) -> str:
    for edit in rng.sample([edit for kind, edit in EDITS.items() if kind != "mixed"], 1 + strength):
        text = edit(text, rng, 1)
    return text


#: Each kind of edit: of a text, with a strength of 1 to 3.
EDITS: dict[str, Edit] = {
    "words changed": _words_changed,
    "house style": _house_style,
    "numerals": _numerals,
    "marks": _marks,
    "new opening": _new_opening,
    "shortened": _shortened,
    "reordered": _reordered,
    "merged sentences": _merged,
    "attributed otherwise": _attributed,
    "typos": _typos,
    "mixed": _mixed,
}


def other_numbers(text: str, rng: random.Random) -> str:
    """Return the text as a formula of another day: each number of digits is another one of as many digits."""

    def another(match: re.Match[str]) -> str:
        old = match[0]
        digits = (
            [str(number) for number in range(10 ** (len(old) - 1), 10 ** len(old)) if str(number) != old]
            if len(old) < 4
            else []
        )
        return rng.choice(digits) if digits else str(int(old) + rng.randint(3, 900))

    return _NUMBER.sub(another, text)


def other_names(text: str, rng: random.Random) -> str:
    """Return the text as a formula of other people: each given name, and the word after it, is another."""
    shift = rng.randrange(1, len(_GIVEN))
    families = rng.sample(("الحداد", "القاسم", "النجار", "السالم", "الخطيب", "البستاني"), 3)

    def another(match: re.Match[str]) -> str:
        at = _GIVEN.index(match[1])
        return f"{_GIVEN[(at + shift) % len(_GIVEN)]} {families[at % 3]}"

    return re.sub(rf"\b({'|'.join(_GIVEN)})\s+[^\W\d_]+", another, text)
