"""Spellings: words that are written in several ways and are one word, made one stem.

«مسئول» and «مسؤول», «إنكليزي» and «إنجليزي», «بروكينجز» and «بروكنغز»: what light stemming and the folding
of letters cannot know stands in a list. The word as typed still counts for more, through the surface field.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from archive.text.arabic import fold
from index.analysis.stemmer import stem


@cache
def one_stem() -> Mapping[str, str]:
    """For each stem that has several spellings, the one that stands for all."""
    text = resources.files("index.analysis").joinpath("spellings.txt").read_text(encoding="utf-8")
    groups = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return MappingProxyType({stem(fold(word)): stem(fold(group[0])) for group in groups for word in group})
