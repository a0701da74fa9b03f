"""Writing of numbers in Arabic words, as a grammar book writes them."""

from __future__ import annotations

LARGEST = 10**15 - 1
_UNITS = ("", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة")
_TEENS = (
    "",
    "أحد عشر",
    "اثنا عشر",
    "ثلاثة عشر",
    "أربعة عشر",
    "خمسة عشر",
    "ستة عشر",
    "سبعة عشر",
    "ثمانية عشر",
    "تسعة عشر",
)
_TENS = ("", "", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون")
_HUNDREDS = (
    "", "مئة", "مئتان", "ثلاثمئة", "أربعمئة", "خمسمئة", "ستمئة", "سبعمئة", "ثمانمئة", "تسعمئة",
)  # fmt: skip
#: Scale, then its singular, dual, plural (after 3 to 10) and accusative (after 11 to 99).
_SCALES = (
    (10**12, "تريليون", "تريليونان", "تريليونات", "تريليونا"),
    (10**9, "مليار", "ملياران", "مليارات", "مليارا"),
    (10**6, "مليون", "مليونان", "ملايين", "مليونا"),
    (10**3, "ألف", "ألفان", "آلاف", "ألفا"),
)


def number_to_words(n: int) -> str:
    """Return a whole number in Arabic words, nominative, for a masculine noun (125: «مئة وخمسة وعشرون»).

    `parse_number` reads `n` again from it. Raises ValueError unless 0 <= n <= 999,999,999,999,999.
    """
    if not 0 <= n <= LARGEST:
        raise ValueError(f"only numbers from 0 to {LARGEST} can be written in words, not {n}")
    if n == 0:
        return "صفر"
    parts: list[str] = []
    for scale, singular, dual, plural, accusative in _SCALES:
        count, n = divmod(n, scale)
        if count:
            parts.append(_scaled(count, singular, dual, plural, accusative))
    if n:
        parts.append(_below_thousand(n))
    return " و".join(parts)


def _scaled(count: int, singular: str, dual: str, plural: str, accusative: str) -> str:
    if count == 1:
        return singular
    if count == 2:
        return dual
    last = count % 100
    noun = plural if 3 <= last <= 10 else accusative if last > 10 else singular
    return f"{_below_thousand(count)} {noun}"


def _below_thousand(n: int) -> str:
    hundreds, rest = divmod(n, 100)
    parts = [_HUNDREDS[hundreds], _below_hundred(rest)]
    return " و".join(part for part in parts if part)


def _below_hundred(n: int) -> str:
    if n <= 10:
        return _UNITS[n]
    if n < 20:
        return _TEENS[n - 10]
    tens, units = divmod(n, 10)
    return " و".join(part for part in (_UNITS[units], _TENS[tens]) if part)
