"""Stop words: what a query drops from scoring. They are indexed like all words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from archive.text.arabic import fold
from index.analysis.stemmer import stem


@cache
def stop_words() -> frozenset[str]:
    """The stop words, normalised."""
    text = resources.files("index.analysis").joinpath("stopwords.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in fold(line).split())


def is_stop_word(norm: str) -> bool:
    """Whether a normalised word says nothing by itself: a stop word, or a stray single letter."""
    return norm in stop_words() or (len(norm) == 1 and not norm.isdigit())


@cache
def one_stem() -> Mapping[str, str]:
    """For each stem that has several spellings, the one that stands for all."""
    text = resources.files("index.analysis").joinpath("spellings.txt").read_text(encoding="utf-8")
    groups = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return MappingProxyType({stem(fold(word)): stem(fold(group[0])) for group in groups for word in group})
