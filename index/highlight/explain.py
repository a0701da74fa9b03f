"""Reasons why an article matched: the words of the query and the forms in which they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from index.analysis.stemmer import strip_clitics
from index.analysis.tokenizer import normalize
from index.model import Reason
from index.query.ast import PLAIN_KINDS, Word

#: Forms of words that are remembered in their plain shape.
REMEMBERED = 20_000


def reasons(words: Sequence[Word], matched: Iterable[tuple[int, str]]) -> tuple[Reason, ...]:
    """Return each matched word of a query with the forms in the article, the most frequent form first.

    `matched` gives each match as the place of its word and as it stands in the text.
    """
    counts: Counter[tuple[int, str]] = Counter()
    for (word, form), count in Counter(matched).items():
        counts[word, " ".join(form.split())] += count
    ordered = sorted(counts.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
    return tuple(
        [Reason(words[word].typed, form, kind_of(words[word], form), n) for (word, form), n in ordered]
    )


def kind_of(word: Word, surface: str) -> str:
    """Return how a form in the text relates to the typed word.

    For plain words: `exact`, `clitic`, `inflection`, `name` and the like; for others the word's own kind.
    """
    if word.kind not in PLAIN_KINDS:
        return {"numbers": "number", "about": "date"}.get(word.kind, word.kind)
    (typed, bare), (found, bare_found) = shape(word.typed), shape(surface)
    if typed == found:
        return "exact"
    if bare == bare_found or found.endswith(typed) or typed.endswith(found):
        return "clitic"
    return "inflection" if word.kind == "word" else word.kind


@lru_cache(REMEMBERED)
def shape(text: str) -> tuple[str, str]:
    """Return a form normalised, and the same without its clitics."""
    plain = normalize(text)
    return plain, strip_clitics(plain)
