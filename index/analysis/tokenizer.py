"""The tokenizer: finds the words of a text, with their places in the original text.

Marks, tatweel and controls stay inside the word, so that a token's offsets slice the word as it was
written; normalising happens per token. Forms that print joins to a word become one token with it:
`لـ"داعش"` and `الـ300` are a word and a number with their clitics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from archive.text.arabic import CONTROLS, MARKS, fold, strip_marks

_INSIDE = f"[{MARKS}{CONTROLS}]"
#: A letter; signs that stand for several words («ﷺ») are none, though they are letters to Unicode.
_LETTER = r"[^\W\d_\ufdfa\ufdfb]"
_QUOTES = "\"'«»“”„‟‘’"
#: و ف ب ل ك and ال before a tatweel, and whatever quote stands between them and their word.
_JOINED = rf"[وف]?[بلك]?(?:ال|ل)?ـ+{_INSIDE}*[{_QUOTES}]{{0,2}}"
_GROUPED = r"\d{1,3}(?:[,٬،.]\d{3})+(?!\d)"
#: A number, with و ف ب ل ك and ال glued to it. Looking at the first letter spares most words the rest.
_NUMBER = rf"(?=[وفبلكا\d])[وف]?[بلك]?(?:ال)?(?=\d)(?:{_GROUPED}|\d+)"
_WORD = rf"{_LETTER}+(?:{_INSIDE}+{_LETTER}+)*[{MARKS}]*"

#: One token; a text's tokens are its matches in order.
TOKEN = re.compile(rf"(?:(?=[وفبلكاـ]){_JOINED}(?={_LETTER}|\d))?(?:{_NUMBER}|{_WORD})")
#: The same for a text without tatweel, in half the time.
PLAIN_TOKEN = re.compile(rf"{_NUMBER}|{_WORD}")
_HASHTAG = re.compile(rf"#(?:{_LETTER}|\d)(?:{_LETTER}|\d|_|{_INSIDE})*")
_QUOTE = re.compile(f"[{_QUOTES}]+")
_NOT_DIGITS = re.compile(r"\D+")
#: Words that ى and ي tell apart, after folding: «على» is no «علي», and «إلى» no «والي».
_TOLD_APART = frozenset({"علي", "الي", "وعلي", "والي", "فعلي", "فالي"})


class Token(NamedTuple):
    """A word of a text: `text[start:end]` is it as written, `norm` its normalised form."""

    start: int
    end: int
    norm: str


def token_matches(text: str) -> Iterator[re.Match[str]]:
    """Return the matches of a text's tokens, in order."""
    return (TOKEN if "ـ" in text else PLAIN_TOKEN).finditer(text)


def tokenize(text: str) -> Iterator[Token]:
    """Yield the words and numbers of a text in order; never raises; `text[start:end]` is never empty.

    A token whose letters all fold away (a lone tatweel) is left out.
    """
    for match in token_matches(text):
        norm = normalize(match.group())
        if norm:
            yield Token(match.start(), match.end(), norm)


@lru_cache(10_000)
def normalize(surface: str) -> str:
    """Return a token's normalised form: letters folded, quotes inside joined forms gone, numbers bare.

    `الـ300` gives `300`, `125,000` and `١٢٥٬٠٠٠` give `125000`, `لـ"داعش"` gives `لداعش`.
    """
    folded = fold(surface)
    if surface[-1:].isdecimal():
        return _NOT_DIGITS.sub("", folded)
    if folded in _TOLD_APART and strip_marks(surface).endswith("ى"):
        return folded[:-1] + "ى"
    return _QUOTE.sub("", folded)


def hashtags(text: str) -> Iterator[Token]:
    """Yield the hashtags of a text, each whole: `#متحدون_ضد_داعش` is one token besides its three words."""
    for match in _HASHTAG.finditer(text):
        yield Token(match.start(), match.end(), fold(match.group()))
