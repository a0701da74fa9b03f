"""What the engine adds to a reading: the terms that prefixes, wildcards and fuzzy words stand for."""

from __future__ import annotations

from dataclasses import replace

from index.model import Expansion, Reading
from index.query.ast import PLAIN_KINDS, Expanded, Parsed
from index.search.snapshot import Snapshot


def described_expansions(snapshot: Snapshot, parsed: Parsed, reading: Reading) -> Reading:
    """The reading with an expansion for each pattern, its terms and whether the list was cut."""
    found = list(reading.expansions)
    for word in parsed.words:
        for node in () if word.kind in PLAIN_KINDS else word.node.leaves():
            if isinstance(node, Expanded):
                terms = snapshot.expand(node)
                forms = tuple(term.decode("utf-8", "surrogatepass") for term in terms)
                cut = len(terms) >= node.limit and snapshot.expander.count(node) > len(terms)
                found.append(Expansion(f"{node.kind}:{node.pattern}", node.kind, word.typed, forms, cut))
    return replace(reading, expansions=tuple(found)) if len(found) > len(reading.expansions) else reading
