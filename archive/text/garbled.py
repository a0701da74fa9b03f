"""Garbled Arabic of any kind: which encodings were confused is found by trying which reading is Arabic.

A text is tried only if it has many letters beyond ASCII and hardly a word that every Arabic text has. Each
pair of an encoding that it was shown in and one that it was written in gives a reading; the one with most
Arabic words is taken, if these are many. UTF-8 read twice is two such steps. Letters that stand as escapes
(`&#1575;`, `\\u0627`, `%D8%A7`, `=D8=A7`, UTF-7) are read too.
"""

from __future__ import annotations

import html
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

#: The encodings that garbled texts were taken for, the likeliest first, and those they were written in.
_SHOWN: Final = (
    "cp1252", "latin-1", "cp1256", "iso8859-6", "cp1251", "koi8-r", "cp437", "cp850", "cp866", "mac_roman",
    "mac_arabic", "cp1250", "cp1254", "gbk",
)  # fmt: skip
_WRITTEN: Final = ("utf-8", "cp1256", "iso8859-6", "mac_arabic", "cp720")
#: Words of any Arabic text, and of Persian and Urdu ones.
_USUAL: Final = re.compile(
    r"(?<![^\W_])(?:[وفبك]?ال[\u0621-\u064a]{2,}|لل[\u0621-\u064a]{2,}|و?(?:في|من|على|إلى|أن|إن|عن|ما|لا|هذا|هذه|التي|"
    r"الذي|مع|كان|كانت|قال|بعد|بين|منذ)|در|از|که|این|است|را|می|کے|میں|کی|ہے|اور)(?![^\W_])"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
#: Vowel signs and tatweel, which would cut a word in pieces.
_SIGNS: Final = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670]+")
_ARABIC: Final = re.compile("[\u0621-\u063a\u0641-\u064a]")
#: The letters that make half of any Arabic text. Where one Arabic encoding was taken for another, letters
#: change places and these are fewer.
_FREQUENT: Final = frozenset("اليمنور")
_MIXED: Final = re.compile("[\u0621-\u064a][\u00c0-\u00ff]|[\u00c0-\u00ff][\u0621-\u064a]")
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]")
#: So many of a sound text's words are usual ones, as a part; a garbled one has a tenth of that.
_SOUND, _SUSPICIOUS = 0.12, 0.03
#: What is looked at to decide, and what suffices where the text is sound.
_GLANCE: Final = 300
_SAMPLE: Final = 2_000
#: Lost letters that a reading may have, as a part.
_MOST_LOST: Final = 0.1
_UNICODE: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
#: So many escapes, and such a part of the text, make it one that was escaped as a whole.
_LEAST_ESCAPES, _ESCAPED = 12, 0.2


def _of_codes(text: str) -> str:
    return _UNICODE.sub(lambda found: chr(int(found[1], 16)), text)


def _quoted(text: str) -> str:
    return quopri.decodestring(text.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")


def _utf7(text: str) -> str:
    return text.encode("ascii", "ignore").decode("utf-7", "replace")


_ESCAPES: Final = (
    ("HTML's escapes", re.compile(r"&#(?:1[5-7]\d\d|x0?6[0-9a-fA-F]{2});"), html.unescape),
    ("JSON's escapes", re.compile(r"\\u06[0-9a-fA-F]{2}"), _of_codes),
    ("percent signs", re.compile(r"%D[89]%[89AB][0-9A-F]", re.IGNORECASE), unquote),
    ("quoted-printable", re.compile(r"=D[89]=(?:\r?\n)?[89AB][0-9A-F]"), _quoted),
    ("UTF-7", re.compile(r"\+B[iks][0-9A-Za-z+/]{4,}"), _utf7),
)


@dataclass(frozen=True, slots=True)
class Repair:
    """Tells how a garbled text is put right: pairs of the encoding shown and the one written, in order."""

    steps: tuple[tuple[str, str], ...] = ()
    escape: str = ""

    def apply(self, text: str) -> str:
        """Return a text of the same origin as it was written; lost letters become U+FFFD."""
        for _, pattern, read in (one for one in _ESCAPES if one[0] == self.escape):
            return read(text) if pattern.search(text) else text
        for shown, written in self.steps:
            text = reread(text, shown, written)
        return text

    def __str__(self) -> str:
        if self.escape:
            return f"they stood as {self.escape}"
        return ", then ".join(f"{written} read as {shown}" for shown, written in reversed(self.steps))


def is_plainly_sound(text: str) -> bool:
    """Tell whether two places of a text have as many usual words as Arabic has; False says nothing."""
    middle = max(0, min(len(text) // 2, _SAMPLE) - _GLANCE)
    return _evidence(text[:_GLANCE]) >= _SOUND and _evidence(text[middle : middle + _GLANCE]) >= _SOUND


def is_suspicious(text: str) -> bool:
    """Tell whether a text may be garbled Arabic: many letters beyond ASCII, and hardly a usual word.

    Words of Arabic and accented letters («âرêة») are a sign as well.
    """
    sample = text[:_GLANCE]
    if sample.isascii() or (len(text) > _GLANCE and _evidence(sample) >= _SOUND):
        return False
    sample = text[:_SAMPLE]
    words = len(_WORD.findall(sample))
    foreign = len(_FOREIGN.findall(sample))
    if foreign <= 24 or foreign <= 0.2 * len(sample) or words <= 3:
        return False
    evidence = _evidence(sample)
    return evidence < _SUSPICIOUS or (evidence < _SOUND and len(_MIXED.findall(sample)) > words / 10)


def find_repair(text: str) -> Repair | None:
    """Return how a suspicious text is put right, or None if no reading of it is Arabic."""
    sample = text[:_SAMPLE]
    found = max(_readings(sample), key=lambda reading: reading[0], default=None)
    if found is None or found[0] < _SOUND or found[0] < 2 * _evidence(sample):
        return None
    repair = Repair(found[1])
    if _is_arabic(sample) and _frequent(repair.apply(sample)) <= _frequent(sample):
        return None  # a few words without a usual one are Arabic too
    return repair


def find_escapes(text: str) -> Repair | None:
    """Return how a text whose letters stand as escapes is put right; None if few or none do."""
    sample = text[:_SAMPLE]
    for name, pattern, read in _ESCAPES:
        found = pattern.findall(sample)
        is_whole = len(found) >= _LEAST_ESCAPES and sum(map(len, found)) > _ESCAPED * len(sample)
        is_whole = is_whole or (name == "UTF-7" and len(found) >= _LEAST_ESCAPES)
        if is_whole and _evidence(read(sample)) >= _SUSPICIOUS:
            return Repair(escape=name)
    return None


def reread(text: str, shown: str, written: str) -> str:
    """Return the text that the bytes of `text` in one encoding are in another."""
    if shown == "gbk":
        return text.encode(shown, "ignore").decode(written, "replace")
    data = b"".join(_byte(char, shown) for char in text)
    return data.decode(written, "replace")


def _byte(char: str, shown: str) -> bytes:
    """Return the byte that a character was shown for; a code that the encoding lacks stands for itself."""
    if ord(char) < 128:
        return char.encode()
    return char.encode(shown, "ignore") or (bytes([ord(char)]) if ord(char) < 256 else b"?")


def _readings(sample: str) -> Iterator[tuple[float, tuple[tuple[str, str], ...]]]:
    for shown in _SHOWN:
        for written in _WRITTEN:
            if shown == written:
                continue
            read = reread(sample, shown, written)
            yield _score(read), ((shown, written),)
            if written == "utf-8" and shown in _SHOWN[:3] and read.count("\ufffd") <= len(read) / 3:
                for again in _SHOWN[:3]:
                    twice = reread(read, again, written)
                    yield _score(twice), ((shown, written), (again, written))


def _score(read: str) -> float:
    return 0.0 if read.count("\ufffd") > _MOST_LOST * len(read) else _evidence(read)


def _evidence(text: str) -> float:
    """Return the usual words as a part of all words, 0 to 1."""
    text = _SIGNS.sub("", text)
    words = len(_WORD.findall(text))
    return len(_USUAL.findall(text)) / words if words else 0.0


def _is_arabic(text: str) -> bool:
    """Tell whether most letters are those of Arabic, be they in their places or not."""
    return 2 * len(_ARABIC.findall(text)) > sum(map(str.isalpha, text))


def _frequent(text: str) -> float:
    """Return the most frequent letters as a part of the Arabic ones, 0 to 1."""
    letters = _ARABIC.findall(text)
    return sum(letter in _FREQUENT for letter in letters) / len(letters) if letters else 0.0
