"""Folding Arabic letters and marks: pure `str -> str`, on pyarabic.

Two spellings that a reader takes for one word fold to one string: «أُغلِقَ» and «اغلق», «مدرسة» and
«مدرسه», «على» and «علي», «١٢٥» and «125», presentation forms and plain letters. Folding is a map from
each character to a short string, built once from pyarabic's own functions, so that it is one
`str.translate`, and so that `Folded` can lead a match in the folded text back to the original.
"""

from __future__ import annotations

import sys
import unicodedata
from bisect import bisect_right
from functools import cached_property, lru_cache
from itertools import accumulate

from pyarabic import araby, trans

#: Bidirectional and zero-width controls, soft hyphen, byte order mark, variation selectors.
CONTROLS = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
#: Marks over and under letters: harakat, Quranic signs, extended marks, combining hamza and madda.
MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08ff"
TATWEEL = araby.TATWEEL

#: Letters of Persian, Urdu, Kurdish, Pashto and Maghrebi keyboards that stand for Arabic ones, and letters of
#: foreign sounds for those that Arabic print has in their place; alef wasla; alef maqsura.
_COUSINS = str.maketrans(
    {
        letter: arabic
        for arabic, letters in {
            "ا": "ٱٲٳ", "ب": "پڀ", "ت": "ٹټٺ", "ج": "چڃڄ", "د": "ڈډڌ", "ر": "ڑړڕ", "ز": "ژ", "س": "ښ",
            "ف": "ڤڢڥ", "ق": "ڨڧ", "ك": "کڪگڭݣګ", "ل": "ڵ",
            "ن": "ںڻڼ", "ه": "ہەھۃۀۂۿ", "و": "ۆۇۈۋۉ", "ي": "یېےۓێۍى",
        }.items()
        for letter in letters
    }
)  # fmt: skip


def _is_dropped(char: str) -> bool:
    code = ord(char)
    ranges = (
        (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06ED), (0x08D3, 0x08FF),
        (0x00AD, 0x00AD), (0x061C, 0x061C), (0x180E, 0x180E), (0x200B, 0x200F), (0x202A, 0x202E),
        (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFE70, 0xFE7F), (0xFC5E, 0xFC63), (0xFEFF, 0xFEFF),
    )  # fmt: skip
    return any(low <= code <= high for low, high in ranges)


def _fold_char(char: str) -> str:
    """Return the folding of one character. The order matters: compatibility forms first, letters after."""
    if _is_dropped(char):
        return ""
    text = unicodedata.normalize("NFKC", char)
    if len(text) > 1 and " " in text:
        return char  # ﷺ and its like would become several words
    text = "".join(c for c in text if not _is_dropped(c))
    text = araby.strip_tatweel(text) if text else text
    text = araby.strip_diacritics(text)
    text = araby.normalize_hamza(text, method="tasheel")
    text = araby.normalize_teh(text)
    text = _without_accents(text).translate(_COUSINS)
    folded: str = trans.normalize_digits(text)
    return folded.lower()


#: Latin letters that are no letter with an accent, and what stands for them.
_LATIN = str.maketrans(
    {"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ı": "i", "ß": "ss", "ẞ": "ss"}
    | {"æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe"}
)


def _without_accents(text: str) -> str:
    """Return Latin letters without their accents («Zürich»); all other text unchanged."""
    if not text or text.isascii() or not (ord(text[0]) <= 0x24F or 0x1E00 <= ord(text[0]) <= 0x1EFF):
        return text
    # Accents first: «ǽ» is «æ» only without its own.
    plain = unicodedata.normalize("NFD", text)
    return "".join(char for char in plain if not unicodedata.combining(char)).translate(_LATIN)


class _FoldTable(dict[int, str]):
    """A `str.translate` table that fills itself: each character is folded once."""

    def __missing__(self, code: int) -> str:
        folded = sys.intern(_fold_char(chr(code)))
        self[code] = folded
        return folded


_TABLE = _FoldTable()
#: Shorter texts are folded sooner than looked up, and longer ones are not kept.
_LONG, _KEPT = 60, 20_000


def fold(text: str) -> str:
    """Return the text with letter variants, marks, tatweel, controls, digits and case folded away.

    Idempotent, never raises, and character by character: `fold(a + b) == fold(a) + fold(b)`.
    """
    return text.translate(_TABLE) if not _LONG <= len(text) <= _KEPT else _folded(text)


@lru_cache(64)
def _folded(text: str) -> str:
    """Return a line or a body folded, which one rule after the other asks for."""
    return text.translate(_TABLE)


def strip_marks(text: str) -> str:
    """Return the letters as typed, without marks, tatweel and controls: `=كلمة` compares this form."""
    return "".join(c for c in text if c != TATWEEL and not _is_dropped(c))


class Folded:
    """A text beside its folding, with the way back.

    `text` is the folded text; `span(start, end)` gives the span of the original that the folded span
    `[start, end)` was made of, with the marks that hang on its last letter.
    """

    def __init__(self, original: str) -> None:
        self.original = original
        self.text = fold(original)

    @cached_property
    def _starts(self) -> list[int] | None:
        """Return, for each character of the original, where its folding begins; None: at the same place."""
        lengths = {char: len(_TABLE[ord(char)]) for char in set(self.original)}
        if set(lengths.values()) <= {1}:
            return None
        return [0, *accumulate(map(lengths.__getitem__, self.original))]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Map the folded span `[start, end)` to the original's; `0 <= start <= end <= len(text)`."""
        starts = self._starts
        if starts is None:
            return start, end
        if start >= end:
            at = bisect_right(starts, start) - 1
            return min(at, len(self.original)), min(at, len(self.original))
        first = bisect_right(starts, start) - 1
        last = bisect_right(starts, end - 1) - 1
        stop = last + 1
        while stop < len(self.original) and starts[stop] == starts[stop + 1] and self.original[stop] != "\n":
            stop += 1
        return first, stop

    def surface(self, start: int, end: int) -> str:
        """Return the original text of the folded span `[start, end)`."""
        a, b = self.span(start, end)
        return self.original[a:b]
