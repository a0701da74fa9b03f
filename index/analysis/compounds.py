"""Compound names, written together or apart by rule: «عبد الله» and «عبدالله», «أبو بكر» and «أبوبكر».

A text's joined name has its two parts beside it, so that words typed apart find it; a joined name that is
typed is also sought as its parts in a row.
"""

from __future__ import annotations

from index.analysis.segmenter import readings
from index.analysis.vocabulary import irregular, occurrences

#: First parts behind which an article follows.
BEFORE_ARTICLE = ("عبد", "دير", "ذو", "ذي", "ام", "بيت", "راس")
#: First parts behind which any word may follow.
BEFORE_WORD = ("ابو", "ابي", "ابا")
#: Second parts that stand behind many words: «نصرالله», «سعدالدين».
LAST = ("الله", "الدين")
#: Letters of the second part of a joined name, and of a first part before one of `LAST`.
SHORTEST_SECOND, SHORTEST_FIRST = 3, 2


def parts_of(word: str) -> tuple[str, str] | None:
    """Return the two words of a joined name, given normalised, clitics allowed; None if it is none."""
    return parts_of_name(readings(word)[0].word)


def parts_of_name(name: str) -> tuple[str, str] | None:
    """Return the two words of a joined name, given normalised and without clitics; None if it is none."""
    for first in BEFORE_ARTICLE:
        if name.startswith(first + "ال") and len(name) - len(first) > SHORTEST_SECOND + 1:
            return first, name[len(first) :]
    for first in BEFORE_WORD:
        second = name[len(first) :]
        if name.startswith(first) and len(second) >= SHORTEST_SECOND and name not in irregular():
            return (first, second) if occurrences(second) else None
    for second in LAST:
        first = name[: -len(second)]
        if name.endswith(second) and len(first) >= SHORTEST_FIRST and occurrences(first):
            return first, second
    return None


def joined_name(first: str, second: str) -> str | None:
    """Return two neighbouring words as one joined name, given normalised; None if they make none."""
    name = readings(first)[0].word + second
    parts = parts_of(name)
    return name if parts is not None and parts[1] == second else None
