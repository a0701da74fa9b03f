"""Stop words: a query drops them from scoring. They are indexed like all words."""

from __future__ import annotations

from functools import cache
from importlib import resources

from index.analysis.tokenizer import normalize


@cache
def stop_words() -> frozenset[str]:
    """Load the stop words, normalised; cached."""
    text = resources.files("index.analysis").joinpath("stopwords.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(normalize(word) for line in lines for word in line.split())


def is_stop_word(norm: str) -> bool:
    """Tell whether a normalised word says nothing by itself: a stop word, or a stray single letter."""
    return norm in stop_words() or (len(norm) == 1 and not norm.isdigit())
