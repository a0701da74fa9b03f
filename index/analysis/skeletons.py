"""Skeletons: consonant classes, which a name keeps when it is written in other letters.

Vowels are written or left out at will, and one Latin consonant has several Arabic ones (g is غ, ج, ق or ك). A
word's skeleton is its consonants, each as the class of letters that stand for one another; no class stands
twice in a row.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import product

#: Readings of one Latin word at most.
MOST_READINGS = 48
#: What a letter more or less costs in `distance`: a vowel, a consonant; and what it costs to change one.
VOWEL_COST, CONSONANT_COST, VOWEL_CHANGE, COUSIN_CHANGE = 0.5, 1.0, 0.4, 0.25

VOWELS = "اويءعى"
_LONG_VOWELS = frozenset("اوي")
_CLASSES = dict(zip("بپتطثجغچحهخدضذرزظسصشفڤقكلمن", "bbttTggchhxddzrzzssSffkklmn", strict=True))
#: Arabic letters to classes, vowels to nothing, as `str.translate` takes it.
TO_CLASSES = str.maketrans(_CLASSES | dict.fromkeys(VOWELS, ""))
_COUSINS = [frozenset(letters) for letters in ("غجقك", "تطث", "سصز", "دضذ", "هح", "زظذ", "خك")]
_GROUPS = (
    ("tch", ("tS",)), ("sch", ("S", "sk")), ("sh", ("S",)), ("ch", ("tS", "S", "k", "x")),
    ("th", ("T", "t", "z")), ("ph", ("f",)), ("kh", ("x",)), ("gh", ("g", "")),
    ("ck", ("k",)), ("qu", ("k",)), ("dj", ("g",)),
    ("zh", ("g", "z")), ("st", ("st", "St")), ("ts", ("ts",)), ("tz", ("ts", "tz")), ("x", ("ks",)),
    ("wh", ("",)), ("dh", ("z", "d")), ("ng", ("ng", "n")), ("ll", ("l", "")),
)  # fmt: skip
#: Letters that sound otherwise before a vowel, which is read after them.
_BEFORE_VOWELS = (("ssi", ("s", "S")), ("ci", ("s", "tS", "S")), ("ce", ("s", "tS", "S")), ("ti", ("t", "S")))
_SINGLE = {
    "b": ("b",), "c": ("k",), "d": ("d",), "f": ("f",), "g": ("g", "k"), "h": ("h", ""),
    "j": ("g", "h", ""), "k": ("k",), "l": ("l",), "m": ("m",), "n": ("n",),
    "p": ("b",), "q": ("k",), "r": ("r",), "s": ("s", "z"),
    "t": ("t",), "v": ("f",), "w": ("", "f"), "z": ("z", "s"),
}  # fmt: skip
_SPELLED = (
    ("schw", "شف"), ("tion", "شن"), ("ei", "اي"), ("ough", "و"), ("igh", "اي"),
    ("tch", "تش"), ("sch", "ش"), ("sh", "ش"), ("ch", "تش"),
    ("th", "ث"), ("ph", "ف"), ("kh", "خ"), ("gh", "غ"), ("ck", "ك"), ("qu", "كو"), ("oo", "و"), ("ee", "ي"),
    ("ou", "و"), ("ea", "ي"), ("ai", "اي"), ("ay", "اي"), ("au", "و"), ("x", "كس"), ("ce", "سي"),
    ("ci", "سي"), ("cy", "سي"),
)  # fmt: skip
_SILENT = re.compile(r"(?<=[aeiou])h(?![aeiou])|(?<=[^aeiou])e$|(?<=[^aeiou])e(?=s$)")
_LETTERS = str.maketrans("abcdefghijklmnopqrstuvwyz", "ابكديفغهيجكلمنوبقرستوفويز")
_LATIN_WORD = re.compile(r"[a-z]+")


def is_latin(words: Sequence[str]) -> bool:
    """Tell whether normalised words are of Latin letters."""
    return all(word.isascii() and word.isalpha() for word in words)


def skeleton(word: str) -> str:
    """Return the skeleton of a normalised Arabic word.

    A vowel at its beginning is A; a final ه counts as ة and falls.
    """
    if not word:
        return ""
    head = "A" if word[0] in VOWELS else ""
    tail = word[:-1] if len(word) > 2 and word[-1] == "ه" else word
    return head + re.sub(r"(.)\1+", r"\1", tail.translate(TO_CLASSES))


def same_sound(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two Arabic names differ in vowels and similar letters alone, spaces apart."""
    return skeleton("".join(one)) == skeleton("".join(other))


@lru_cache(4096)
def latin_skeletons(word: str) -> tuple[str, ...]:
    """Return the skeletons that a Latin word may have in Arabic letters, likely ones first."""
    letters = latin_letters(word)
    parts = list(_readings(letters))
    found: dict[str, None] = {}
    for choice in product(*parts):
        joined = re.sub(r"(.)\1+", r"\1", "".join(choice))
        found.setdefault(joined[:1] + joined[1:].replace("A", ""))
        if len(found) >= MOST_READINGS:
            break
    return tuple(found)


def _readings(letters: str) -> Sequence[tuple[str, ...]]:
    parts: list[tuple[str, ...]] = []
    at = 1 if re.match(r"kn|wr|ps", letters) else 0
    while at < len(letters):
        for group, readings in (*_GROUPS, *_BEFORE_VOWELS):
            if letters.startswith(group, at):
                parts.append(readings)
                at += len(group) - ((group, readings) in _BEFORE_VOWELS)
                break
        else:
            letter = letters[at]
            is_vowel = letter in "aeiouy" or (letter == "w" and at == 0)
            parts.append(("A",) if is_vowel and at == 0 else ("",) if is_vowel else _SINGLE[letter])
            at += 1
    return parts


def latin_letters(word: str) -> str:
    """Return the plain small letters of a Latin word, without accents and signs."""
    plain = unicodedata.normalize("NFKD", word.lower()).encode("ascii", "ignore").decode()
    return "".join(_LATIN_WORD.findall(plain))


def renderings(word: str) -> tuple[str, ...]:
    """Return rough Arabic spellings of a Latin word with all its vowels: i as ي, and as اي."""
    letters = _SILENT.sub("", latin_letters(word))
    for group, spelled in _SPELLED:
        letters = letters.replace(group, spelled)
    spellings = dict.fromkeys(one.translate(_LETTERS) for one in (letters, letters.replace("i", "اي")))
    return tuple(re.sub(r"(.)\1+", r"\1", one) for one in spellings)


def distance(one: str, other: str) -> float:
    """Return the edit distance of two Arabic spellings; vowels and letters of one sound cost less."""
    row = [0.0]
    for char in other:
        row.append(row[-1] + _gap(char))
    for left in one:
        before, row = row, [row[0] + _gap(left)]
        for at, right in enumerate(other):
            change = before[at] + _change(left, right)
            row.append(min(change, before[at + 1] + _gap(left), row[at] + _gap(right)))
    return row[-1]


def _gap(letter: str) -> float:
    return VOWEL_COST if letter in _LONG_VOWELS else CONSONANT_COST


def _change(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one in VOWELS and other in VOWELS:
        return VOWEL_CHANGE
    return COUSIN_CHANGE if any(one in cousins and other in cousins for cousins in _COUSINS) else 1.0
