"""Light stemming: affixes come off, the root stays alone.

The affixes are those of light10 (Larkey, Ballesteros & Connell, "Light stemming for Arabic information
retrieval", 2007; Lucene's ArabicStemmer has the same) and those that news prose shows it lacks. A single
letter (و ب ل ف ك) comes off only where word counts say that it is a clitic and not the word's own letter:
«وزير» keeps its و, «وحذف» loses it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

#: Longest first, so that وبال is not left as بال.
PREFIXES = ("وبال", "وكال", "فبال", "وال", "بال", "كال", "فال", "ولل", "فلل", "ال", "لل")
#: Tried in this order, each once: a word may lose several («حساباتهما» loses هما, then ات).
SUFFIXES = (
    "اتيه", "اته", "اتي", "هما", "كما", "تين", "تان", "هم", "هن", "كم", "نا", "وا", "ها", "ان", "ات", "ون",
    "ين", "يه", "ه", "ي",
)  # fmt: skip
#: Pronouns among them: before one, ة is written ت («شركتها»).
PRONOUNS = frozenset({"هما", "كما", "هم", "هن", "كم", "نا", "ها", "ه", "ي"})
#: What must remain of a word.
SHORTEST_STEM = 3
#: From this length on, a final ا is an ending («حسابا»), not the word's own letter.
LONG_WORD = 5
#: و comes off if the rest is at least half as frequent as the word.
WAW_RATIO = 0.5
#: ب ل ف ك come off only if the rest is ten times as frequent, for they begin many words.
CLITIC_RATIO = 10.0
CLITICS = "بلفك"


@cache
def word_counts() -> Mapping[str, int]:
    """How often each normalised word stands in Arabic news (35,332 words that stand there 20 times)."""
    table = resources.files("index.analysis").joinpath("word_counts.tsv").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in table.splitlines())
    return MappingProxyType({word: int(count) for word, count in pairs})


def stem(word: str) -> str:
    """The stem of a normalised word; never empty for a word that is not."""
    return strip_suffixes(strip_prefix(word))


def strip_prefix(word: str) -> str:
    """The word without its article and clitics."""
    for prefix in PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= SHORTEST_STEM:
            return word[len(prefix) :]
    return strip_clitic(word)


def strip_clitic(word: str) -> str:
    """The word without one single-letter clitic, if word counts attest what is left."""
    rest = word[1:]
    if len(rest) < SHORTEST_STEM:
        return word
    counts = word_counts()
    own = counts.get(word, 0)
    if word[0] == "و":
        attested = max(counts.get(rest, 0), counts.get("ال" + rest, 0))
        return rest if attested and attested >= WAW_RATIO * own else word
    if word[0] in CLITICS and len(word) >= LONG_WORD:
        attested = counts.get(rest, 0)
        return rest if attested and attested >= CLITIC_RATIO * own else word
    return word


def strip_suffixes(word: str) -> str:
    """The word without its endings."""
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= SHORTEST_STEM:
            word = word[: -len(suffix)]
            if suffix in PRONOUNS and word.endswith("ت"):
                word = strip_bound_teh(word)
    return strip_final_alef(word)


def strip_bound_teh(word: str) -> str:
    """The word without a final ت that stood before a pronoun, if word counts say that it was ة.

    «شركت» of «شركتها» loses it, for شركة is more frequent; «بيت» of «بيته» keeps it.
    """
    counts = word_counts()
    was_marbuta = counts.get(word[:-1] + "ه", 0) > counts.get(word, 0)
    return word[:-1] if was_marbuta and len(word) > SHORTEST_STEM else word


def strip_final_alef(word: str) -> str:
    """The word without the ا of an accusative («حسابا», «ألفا»); short words only as counts allow."""
    if not word.endswith("ا"):
        return word
    if len(word) >= LONG_WORD:
        return word[:-1]
    counts = word_counts()
    is_ending = len(word) == LONG_WORD - 1 and counts.get(word[:-1], 0) >= max(1, counts.get(word, 0))
    return word[:-1] if is_ending else word
