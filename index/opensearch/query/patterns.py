"""Patterns: prefixes, wildcards and fuzzy words as expressions that the cluster's vocabulary is asked by.

An expression may let through more than the pattern means, since which clitics a word begins with no
expression can tell; `fits` then decides as the arrays do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from archive.text.arabic import MARKS
from archive.text.encodings import utf8
from index.analysis.segmenter import CLITICS
from index.analysis.stemmer import strip_clitics
from index.analysis.tokenizer import normalize
from index.query.ast import AsWritten, Expanded
from index.search.exact_form import letters_with_marks
from index.search.expansion.term_expansion import (
    ARTICLE,
    PARTICLES,
    SHORTEST_AFTER_PARTICLES,
    WITH_ARTICLE,
    wildcard_matcher,
)

_RESERVED = frozenset('.?+*|{}[]()"\\#@&<>~^$-/')


def escaped(text: str) -> str:
    """Return a text that an expression of the cluster takes as it stands."""
    return "".join(f"\\{char}" if char in _RESERVED else char for char in text)


def any_of(texts: Iterable[str]) -> str:
    """Return an expression for any of some expressions."""
    return "(" + "|".join(texts) + ")"


def holding(expression: str, name: str) -> dict[str, Any]:
    """Return a filter for the articles of which a word of a field fits an expression."""
    return {"regexp": {name: {"value": expression, "flags": "NONE"}}}


def expression(node: Expanded) -> str:
    """Return an expression that every term of a pattern fits."""
    if node.kind == "fuzzy":
        return _near(node)
    head, *others = map(escaped, node.pattern.split("*"))
    tail = ".*".join(["", *others]) if others else ".*"
    clitics = any_of(map(escaped, filter(None, CLITICS))) + "?" if node.fieldname == "surface" else ""
    return clitics + head + tail


#: Of longer words only the second half is looked at for an edit, lest the expression outgrow what is taken.
_LONG = 60


def _near(node: Expanded) -> str:
    if len(node.pattern) > _LONG:
        heads = dict.fromkeys((node.pattern, _bare(node.pattern)))
        return f"{any_of(PARTICLES)}?{any_of(escaped(head[: len(head) // 2]) for head in heads)}.*"
    own = list(_edits(node.pattern))
    if node.fieldname != "surface" or node.pattern.isascii():
        return any_of(own)
    return any_of([*own, f"{any_of(PARTICLES)}?{any_of(_edits(_bare(node.pattern)))}"])


def _bare(word: str) -> str:
    bare = word.removeprefix(ARTICLE)
    return bare if len(bare) >= SHORTEST_AFTER_PARTICLES else word


def _edits(word: str) -> Iterable[str]:
    """Return expressions of all that is one edit away from a word, and the word."""
    parts = [(escaped(word[:i]), escaped(word[i:]), word[i:]) for i in range(len(word) + 1)]
    found = {escaped(word): None}
    for before, after, rest in parts:
        found[f"{before}.{after}"] = None
        if rest:
            following = escaped(rest[1:])
            found[f"{before}.{following}"] = None
            if before or following:
                found[f"{before}{following}"] = None
        if len(rest) > 1:
            found[before + escaped(rest[1] + rest[0] + rest[2:])] = None
    return list(found)


def fitting(node: Expanded) -> Callable[[str], bool]:
    """Return a function that tells whether a term that fits the expression fits the pattern too."""
    if node.kind == "fuzzy" and len(node.pattern) > _LONG:
        return lambda term: _is_near(term, node.pattern)
    if node.kind == "fuzzy" or node.fieldname != "surface":
        return lambda _: True
    if "*" in node.pattern:
        matches = wildcard_matcher(node.pattern)
        return lambda term: matches(utf8(term))
    head = node.pattern
    heads = (head, *(particle + head for particle in WITH_ARTICLE))
    return lambda term: term.startswith(heads) or strip_clitics(term).startswith(head)


def _is_near(term: str, pattern: str) -> bool:
    """Tell whether a long word is one edit away from another, as it is or behind particles."""
    bare = _bare(pattern)
    rests = (term[len(particle) :] for particle in PARTICLES if term.startswith(particle))
    return _is_one_edit(term, pattern) or any(_is_one_edit(rest, bare) for rest in (term, *rests))


def _is_one_edit(one: str, other: str) -> bool:
    """Tell whether two words are equal, or an insertion, deletion, change or swap of neighbours apart."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return swapped or one[at + 1 :] == other[at + 1 :]


def as_written(node: AsWritten) -> str:
    """Return an expression for the words with these letters, and at least these marks on them."""
    marks = f"[{MARKS}]*"
    letters = letters_with_marks(node.surface)
    return "".join(
        escaped(letter) + marks + "".join(f"{mark}{marks}" for mark in sorted(wanted))
        for letter, wanted in letters
    )


def surface_of(node: AsWritten) -> str:
    """Return the normalised word that a word as written is one of."""
    return normalize(node.surface)


_PIECE = re.compile(r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|\[[^]]*\]|[a-z]")
_AT_WILL = re.compile(r"\?|\{0,\d+\}")


def loosened(pattern: re.Pattern[str]) -> str:
    """Return an expression that every word of small Latin letters that fits a pattern fits, and others too.

    A cluster takes no expression of many alternatives. Of each piece of the pattern, which may be a letter, a
    class or a group, the letters are kept, and whether it may be left out.
    """
    pieces: list[tuple[set[str], bool]] = []
    at, text = 1, pattern.pattern[:-1]  # without ^ and $
    while at < len(text):
        piece = _PIECE.match(text, at)
        if piece is None:
            raise ValueError(f"a pattern of another kind: {pattern.pattern}")
        letters = set(re.findall("[a-z]", piece[0]))
        left_out = _AT_WILL.match(text, piece.end())
        if left_out and pieces and pieces[-1][1]:
            pieces[-1][0].update(letters)
        else:
            pieces.append((letters, bool(left_out)))
        at = left_out.end() if left_out else piece.end()
    return "".join(f"[{''.join(sorted(letters))}]{'*' if may else '+'}" for letters, may in pieces if letters)
