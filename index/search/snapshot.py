"""A snapshot: one generation opened to read, shared by all threads of a process; it never changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from archive.text.arabic import fold
from archive.text.encodings import utf8
from index.analysis.analyzer import Chain
from index.analysis.variants import Variants, shipped_variants
from index.claim_groups import ClaimGroups
from index.errors import BadGeneration
from index.figure_columns import Told
from index.generations.manifest import NAMES, Manifest, read_hidden
from index.generations.names_file import read_names
from index.memory import Remembered
from index.model import Filters
from index.query.ast import About, Expanded, Node
from index.query.cache import Readings
from index.search.collection_stats import Collection
from index.search.expansion.attested import AttestedSpellings
from index.search.expansion.leads import Leads
from index.search.expansion.term_expansion import Expander
from index.search.facets.counting import Facets
from index.search.ranges import about_mask
from index.search.scorer import SegmentEvaluator
from index.segment.array_file import REBUILD
from index.segment.entry import SegmentEntry
from index.segment.reader import SegmentArrays

if TYPE_CHECKING:
    from index.search.expansion.feedback import Feedback

SCORED = ("text", "surface", "title", "byline", "gram")


class Snapshot:
    """The segments of one generation and what scoring needs to know of them together."""

    def __init__(
        self, path: Path, manifest: Manifest, variants: Callable[[], Variants] = shipped_variants
    ) -> None:
        self.manifest = manifest
        self.number = manifest.number
        check_sizes(path, manifest)
        self.segments = [open_segment(path, entry) for entry in manifest.segments if entry.live]
        documents = sum(segment.documents for segment in self.segments)
        average = {
            name: sum(segment.fields[name].total for segment in self.segments) / max(documents, 1)
            for name in SCORED
        }
        self.expander = Expander(self.segments)
        # Nothing here holds the snapshot itself: whoever lets go of it lets go of its files.
        self.collection = Collection(
            documents,
            average,
            self.expander.frequency,
            self.expander.expand,
            partial(count_about, self.segments),
        )
        self.evaluators = [SegmentEvaluator(segment, self.collection) for segment in self.segments]
        self.names = read_names(path / NAMES)
        self.chain = Chain(self.names.spellings)
        self.labels: dict[str, str] = {}
        """Outlet names by id."""
        for segment in self.segments:
            self.labels |= segment.labels
        order = outlet_order(self.labels)
        for segment in self.segments:
            segment.outlet_order, segment.countries = order, self.names.countries
        self.spellings = AttestedSpellings(self.segments, self.chain.stem)
        self.leads = Leads(self.segments, self.chain)
        self.feedback: Remembered[tuple[str, Filters, frozenset[str], bool], Feedback | None] = Remembered()
        """What lifts the hits of a text with these filters and switched-off expansions, with grams or not."""
        self._load_variants = variants
        self.readings = Readings(self.chain, self.labels, self.spellings, variants)

    @cached_property
    def variants(self) -> Variants:
        """Return the shipped variants with the owner's, loaded when they are first asked for."""
        return self._load_variants()

    @property
    def articles(self) -> int:
        """Return how many articles the generation answers from."""
        return self.manifest.articles

    def frequency(self, name: str, term: bytes) -> int:
        """Count the documents of all segments that hold a field's term."""
        return self.expander.frequency(name, term)

    def holders(self, node: Node, counted: int) -> int:  # noqa: ARG002 (a snapshot of a part counts elsewhere)
        """Count the documents that match a node, of which the segments hold `counted`."""
        return counted

    def expand(self, node: Expanded) -> tuple[bytes, ...]:
        """Return the terms of a pattern, the most frequent first; each is expanded once and remembered."""
        return self.expander.expand(node)

    def facet_labels(self, facet: str) -> Mapping[str, str]:
        """Return the labels of a facet's values, by value, where they differ from the values."""
        return {"outlet": self.labels, "platform": self.names.labels}.get(facet, {})

    def find(self, article_id: str) -> tuple[int, int] | None:
        """Return the segment's place and the document number of a live article; None if it is not indexed."""
        return next(self.places(article_id), None)

    def places(self, article_id: str) -> Iterator[tuple[int, int]]:
        """Yield each segment's place and document number where an article is live: one, or none."""
        term = utf8(article_id)
        for place, segment in enumerate(self.segments):
            number = segment.fields["id"].find(term)
            if number >= 0:
                for document in segment.fields["id"].documents_of(number).tolist():
                    if segment.live is None or segment.live[document]:
                        yield place, document

    @cached_property
    def told(self) -> list[Told]:
        """Return the figures of every segment, read when they are first asked for."""
        return [Told(segment) for segment in self.segments]

    @cached_property
    def claim_groups(self) -> ClaimGroups:
        """Return the claims of all live articles, grouped when they are first asked for."""
        told, segments = self.told, self.segments
        return ClaimGroups(
            lambda: (row for one, segment in zip(told, segments, strict=True) for row in one.live(segment))
        )

    @cached_property
    def facets(self) -> Facets:
        """Return the facets by which matches are counted, read when they are first asked for."""
        return Facets(self.segments)


def outlet_order(labels: Mapping[str, str]) -> dict[str, int]:
    """Return the place of each outlet by its name: letters folded, «ال» passed over; ties by id."""
    ordered = sorted(labels, key=lambda id_: (fold(labels[id_]).removeprefix("ال"), id_))
    return {id_: place for place, id_ in enumerate(ordered)}


def count_about(segments: Sequence[SegmentArrays], node: About) -> int:
    """Count the documents of all segments that name such a time."""
    return sum(int(np.count_nonzero(about_mask(segment, node))) for segment in segments)


def check_sizes(path: Path, manifest: Manifest) -> None:
    """Raise BadGeneration that names a file which is missing or has not the size it was written with.

    Whoosh's table of contents is left out, for nothing is answered from it. `sijill verify` reads checksums
    too; this is what can be asked whenever a generation is opened.
    """
    for name, entry in manifest.files.items():
        file = path / name
        if name.endswith(".toc"):
            continue
        if not file.exists():
            raise BadGeneration(f"{file} is missing", remedy=REBUILD)
        size = file.stat().st_size
        if size != entry.size:
            what = f"{file} is damaged: it has {size:,} bytes where {entry.size:,} were written"
            raise BadGeneration(what, remedy=REBUILD)


def open_segment(path: Path, entry: SegmentEntry) -> SegmentArrays:
    """Open a segment of a generation; the documents that the generation hides are deleted in it."""
    return SegmentArrays(path / f"{entry.name}.arrays", read_hidden(path, entry.name))
