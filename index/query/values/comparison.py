"""Comparisons before a value: `number:>100000`, «رقم:أكثر من 100 ألف», `date:>=2016`, «تاريخ:بعد 2015»."""

from __future__ import annotations

import re
from typing import NamedTuple

from archive.text.arabic import fold

#: What is written for each comparison: signs, and words for amounts and for days.
_WRITTEN = {
    ">=": ("=>", "≥", "⩾", "لا يقل عن", "لا تقل عن", "at least", "no less than", "منذ", "since"),
    "<=": (
        "=<", "≤", "⩽", "لا يزيد على", "لا يزيد عن", "لا تزيد على", "لا تزيد عن", "لا يتجاوز", "لا تتجاوز",
        "at most", "no more than", "up to", "until",
    ),
    ">": (
        "أكثر من", "أكبر من", "أزيد من", "فوق", "يزيد على", "يزيد عن", "تزيد على", "تزيد عن", "يفوق", "تفوق",
        "يتجاوز", "تتجاوز", "more than", "greater than", "over", "above", "بعد", "after",
    ),
    "<": ("أقل من", "أصغر من", "دون", "تحت", "less than", "fewer than", "under", "below", "قبل", "before"),
}  # fmt: skip
_MEANT = {fold(one): sign for sign, all_ in _WRITTEN.items() for one in (sign, *all_)}
_LONGEST_FIRST = sorted(_MEANT, key=len, reverse=True)
_COMPARISON = re.compile(
    "|".join(re.escape(one) + (r"\s+" if one[-1].isalpha() else r"\s*") for one in _LONGEST_FIRST)
)
_SIGN_BEFORE = re.compile(r"(?:[<>≤≥⩽⩾]=?|=[<>])\s*\Z")


class Comparison(NamedTuple):
    """A comparison, `>`, `>=`, `<` or `<=`, and the folded text of what is compared with."""

    sign: str
    value: str


def read_comparison(folded: str) -> Comparison | None:
    """Read the comparison with which a folded text begins; None if it begins with none."""
    match = _COMPARISON.match(folded.lstrip())
    if match is None:
        return None
    return Comparison(_MEANT[match.group().rstrip()], folded.lstrip()[match.end() :])


def sign_start(text: str, position: int) -> int:
    """Return where the sign of a comparison begins that ends at a place of a text; the place for none."""
    match = _SIGN_BEFORE.search(text, max(0, position - 8), position)
    return match.start() if match else position
