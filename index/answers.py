"""Parts of an answer that engines share: terms of patterns, words that lifted a hit, the owner's variants."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from archive.lexicon.decisions import BadDecisions
from archive.text.encodings import from_utf8
from index.analysis.variants import Variants, archive_variants, shipped_variants
from index.model import Expansion, Hit, Reading
from index.query.ast import PLAIN_KINDS, Expanded, Parsed, wanted_leaves
from index.search.expansion.feedback import Feedback, reasons_of
from index.search.snapshot import Snapshot
from index.search.top_docs import Place


def described_expansions(
    snapshot: Snapshot, parsed: Parsed, reading: Reading, is_cut: Callable[[Expanded], bool] | None = None
) -> Reading:
    """Return the reading with an expansion for each pattern added: its terms, and whether they were cut."""
    is_cut = is_cut or snapshot.expander.is_cut
    found = list(reading.expansions)
    for word in parsed.words:
        for node in () if word.kind in PLAIN_KINDS else wanted_leaves(word.node):
            if isinstance(node, Expanded) and node.fieldname != "url":
                terms = snapshot.expand(node)
                forms = tuple(from_utf8(term) for term in terms)
                id_ = f"{node.kind}:{node.pattern}"
                found.append(Expansion(id_, node.kind, word.typed, forms, is_cut(node)))
    return replace(reading, expansions=tuple(found)) if len(found) > len(reading.expansions) else reading


def lifting_reasons(
    snapshot: Snapshot, feedback: Feedback, places: Sequence[Place], hits: Sequence[Hit]
) -> Iterator[Hit]:
    """Yield the hits at these places, the feedback words that lifted each one added to its reasons."""
    lifting = reasons_of(snapshot, feedback, places)
    for place, hit in zip(places, hits, strict=True):
        yield hit._replace(reasons=hit.reasons + lifting[place])


def readable_variants(folder: Path) -> Variants:
    """Load the variants of a lexicon folder; without the owner's where these cannot be read.

    `sijill doctor` and `sijill lexicon` tell of that; a search goes on.
    """
    try:
        return archive_variants(folder)
    except BadDecisions:
        return shipped_variants()
