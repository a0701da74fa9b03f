"""Phrases: terms in a row, whatever the number of words in which a name is spelled.

The chain puts a name's term at its first word («@whatsapp»), and beside it the same with the number of its
words there («@whatsapp/2»). What follows a name in a phrase stands that many words later, so that a phrase
is one row of terms for each length that the name has. The words as typed are always one of the rows: a
text's own name may be longer than the phrase's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from index.analysis.compounds import joined_name, parts_of
from index.analysis.names import SIGN, NameMatch
from index.query import ast
from index.query.ast import Phrase
from index.query.terms import Context, Node
from index.segment.schema import TITLE_GAP

Steps: TypeAlias = tuple[tuple[str, int], ...]

#: Rows of one phrase; names beyond are taken in the length that was typed.
MAX_ROWS = 64


def phrase_node(context: Context, norms: Sequence[str], slop: int = 0) -> Node:
    """Build the node of two or more words in a row, or with `slop` > 0 near each other."""
    written = [norms, *_joined_and_apart(context, norms)]
    terms = (tuple((context.chain.stem(norm), at) for at, norm in enumerate(row)) for row in written)
    rows = dict.fromkeys((*terms, *_rows(context, norms)))
    nodes = [_phrase(context, steps, slop) for steps in rows]
    return nodes[0] if len(nodes) == 1 else ast.Or(nodes)


def _joined_and_apart(context: Context, norms: Sequence[str]) -> Iterator[list[str]]:
    """Yield the words with a joined name taken apart, or with two words made one name («عبد الله»)."""
    for at, norm in enumerate(norms):
        if parts := context.chain.forms(norm).parts and parts_of(norm):
            yield [*norms[:at], *parts, *norms[at + 1 :]]
        elif at + 1 < len(norms) and (joined := joined_name(norm, norms[at + 1])):
            yield [*norms[:at], joined, *norms[at + 2 :]]


def names_in(context: Context, norms: Sequence[str]) -> list[NameMatch]:
    """Return the names in a phrase that are also found in their other spellings."""
    return [part for part in _parts(context, norms) if isinstance(part, NameMatch)]


def _phrase(context: Context, steps: Steps, slop: int) -> Node:
    if len(steps) == 1:
        return ast.Term(context.fieldname, steps[0][0])
    # A window never reaches from the title into the body.
    return Phrase(context.fieldname, steps, min(slop, max(0, TITLE_GAP - 1 - steps[-1][1])))


def _rows(context: Context, norms: Sequence[str]) -> Iterable[Steps]:
    """Return one row of terms for each combination of the names' lengths; none if there is no name."""
    parts = _parts(context, norms)
    if not any(isinstance(part, NameMatch) for part in parts):
        return ()
    rows: list[tuple[Steps, int]] = [((), 0)]
    for number, part in enumerate(parts):
        if isinstance(part, str):
            rows = [((*steps, (part, end)), end + 1) for steps, end in rows]
            continue
        term = SIGN + part.spelling.id
        if number == len(parts) - 1:
            rows = [((*steps, (term, end)), end) for steps, end in rows]
            continue
        lengths = _lengths(context, part)
        if len(rows) * len(lengths) > MAX_ROWS:
            lengths = [part.length]
        rows = [((*steps, (f"{term}/{n}", end)), end + n) for steps, end in rows for n in lengths]
    return [steps for steps, _ in rows]


def _parts(context: Context, norms: Sequence[str]) -> list[str | NameMatch]:
    """Return the stems of a phrase, with each name as one `NameMatch`."""
    parts: list[str | NameMatch] = []
    at = 0
    while at < len(norms):
        match = context.chain.name_at(norms, at)
        if match and match.spelling.collapse and context.widens(match.spelling.id):
            parts.append(match)
            at += match.length
        else:
            parts.append(context.chain.stem(norms[at]))
            at += 1
    return parts


def _lengths(context: Context, match: NameMatch) -> list[int]:
    spellings = context.chain.names.by_id[match.spelling.id]
    return sorted({len(spelling.words) for spelling in spellings if spelling.collapse})
