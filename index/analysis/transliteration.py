"""Transliteration: how an Arabic name may be written in Latin letters, as a pattern.

Consonants have their usual Latin letters, single or doubled; vowels stand between them at will.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.analysis.skeletons import distance, renderings

#: Consonants of the shortest name that its sound tells, and of one whose spelling must be very near.
TELLING, SHORT = 3, 2
#: So many consonants tell a name by themselves.
SURE = 6
#: How far a Latin word may sound from an Arabic name, a letter of the name; less where few letters tell it.
NEAR, VERY_NEAR = 0.25, 0.1
#: What a vowel that the name leaves unwritten costs less than others do.
UNWRITTEN = 0.35

_LATIN = {
    "ب": "b|p", "پ": "p|b", "ت": "th?", "ث": "th|t|s", "ج": "dj|[jg]h?|gu", "ح": "h|kh", "خ": "kh|ch|h|x|k",
    "د": "d|dh", "ذ": "dh|th|z|d", "ر": "rh?", "ز": "z|s|x", "س": "sc?|z|c|ts", "ش": "sch|sh|ch|s|x|ti|ci",
    "ص": "s|ss", "ض": "dh?", "ط": "th?", "ظ": "z|dh|d", "ع": "", "غ": "gh?|gu", "ف": "ph|f|v|w",
    "ق": "q|k|gh?|c",
    "ك": "ck|ch|qu|kh|k|c|q|g", "ل": "l", "م": "m", "ن": "ng|n", "ه": "h|e|a",
}  # fmt: skip
_PAIRS = {
    "تش": "t?ch|cz|cs",
    "كس": "x|ks|cks|cs|ques",
    "دج": "dj|j|g",
    "جي": "j|g",
    "تس": "ts?|zz?",
    "كو": "qu|co|ko",
    "او": "au|aw|ow?|ou|u|ao",
    "اي": "ai|ay|i|ei|ey|y|ie|ae",
    "وي": "eu|oy|oi|wi|we|vi|ui|oe|ue|uy",
    "يي": "i|ie|y|ii|ei",
}
_VOWELS = "[aeiouyw]{0,4}h?"
#: What a long vowel stands for: at least one vowel, or w.
_LONG = {
    "ا": "[aeiou][aeiouy]{0,2}h?",
    "و": "(?:[ouvw]|au)[ouwae]{0,2}h?",
    "ي": "(?:[iyej]|ai|ay)[iyea]{0,2}h?",
}


@lru_cache(4096)
def latin_pattern(name: str) -> re.Pattern[str] | None:
    """Return a pattern of the Latin words, one a line, that may be an Arabic name; None if too short.

    The name is normalised and has no clitics.
    """
    if (
        _consonants(name) < SHORT
        or len(name) <= TELLING
        or not all(c in _LATIN or c in _LONG or c == "ء" for c in name)
    ):
        return None
    parts: list[str] = []
    at = 0
    while at < len(name):
        letter, pair = name[at], name[at : at + 2]
        if pair in _PAIRS:
            parts.append(f"(?:{_PAIRS[pair]}|{_sounds(letter)}{_VOWELS}{_sounds(pair[1])})")
            at += 2
        elif letter == "ه" and at == len(name) - 1:
            parts.append("(?:a|e|ah|eh|at)?")
            at += 1
        else:
            parts.append(_sounds(letter))
            at += 1
    return re.compile(f"^{_VOWELS.join(parts)}(?:e|ee|s|h)?$", re.MULTILINE)


def _sounds(letter: str) -> str:
    if letter in _LONG:
        return _LONG[letter]
    latin = _LATIN.get(letter, "")
    return f"(?:(?:{latin}){{1,2}})" if latin else ""


def _consonants(name: str) -> int:
    return sum(letter in _LATIN and letter not in "عه" for letter in name)


def sounds_like(latin: str, name: str) -> float | None:
    """Return how far a Latin word of a name's pattern sounds from it; None if too far to be that name."""
    extra = (distance(one, name) - UNWRITTEN * max(0, len(one) - len(name)) for one in renderings(latin))
    apart, consonants = max(0.0, min(extra)), _consonants(name)
    most = NEAR if consonants >= TELLING else VERY_NEAR
    return apart if consonants >= SURE or apart <= most * len(name) else None
