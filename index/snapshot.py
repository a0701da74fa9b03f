"""A snapshot: one generation opened to read, shared by all threads of a process; it never changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property, partial
from pathlib import Path

import numpy as np

from index.analysis.chain import Chain
from index.collection import Collection
from index.container import Array
from index.evaluation import SegmentEvaluator, about_mask
from index.expansion import Expander
from index.generations import NAMES, Manifest, SegmentEntry
from index.lexicon import read_names
from index.nodes import About, Expanded
from index.postings import SegmentArrays
from index.telling import Told

SCORED = ("text", "surface", "title", "byline", "gram")


class Snapshot:
    """The segments of one generation and what scoring needs to know of them together."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.manifest = manifest
        self.number = manifest.number
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

    @property
    def articles(self) -> int:
        """How many articles answer."""
        return self.manifest.articles

    def frequency(self, name: str, term: bytes) -> int:
        """In how many documents of all segments a field's term stands."""
        return self.expander.frequency(name, term)

    def expand(self, node: Expanded) -> tuple[bytes, ...]:
        """The terms of a node, the most frequent first; each node is expanded once and remembered."""
        return self.expander.expand(node)

    def facet_labels(self, facet: str) -> dict[str, str]:
        """What a reader calls the values of a facet, where that differs from the value."""
        return {"outlet": self.labels, "platform": self.names.labels}.get(facet, {})

    def find(self, article_id: str) -> tuple[int, int] | None:
        """The segment's place and the document number of a live article."""
        term = article_id.encode("utf-8", "surrogatepass")
        for place, segment in enumerate(self.segments):
            number = segment.fields["id"].find(term)
            if number >= 0:
                document = int(segment.fields["id"].postings(number)[0][0])
                if segment.live is None or segment.live[document]:
                    return place, document
        return None

    @cached_property
    def told(self) -> list[Told]:
        """The figures of every segment, read when they are first asked for."""
        return [Told(segment) for segment in self.segments]

    @cached_property
    def facets(self) -> dict[str, list[FacetColumn]]:
        """For each facet, its column in every segment."""
        makers: dict[str, Callable[[SegmentArrays], FacetColumn]] = {
            "platform": lambda segment: value_column(segment, "platform"),
            "outlet": lambda segment: value_column(segment, "outlet"),
            "year": year_column,
            "month": month_column,
            "day": day_column,
            "about_year": about_year_column,
            "about_month": about_month_column,
        }
        return {name: [make(segment) for segment in self.segments] for name, make in makers.items()}


def count_about(segments: Sequence[SegmentArrays], node: About) -> int:
    """In how many documents of all segments such a time is named."""
    return sum(int(np.count_nonzero(about_mask(segment, node))) for segment in segments)


class FacetColumn:
    """The values of a facet in one segment: (document, code) entries and what each code means."""

    def __init__(self, values: list[str], documents: Array, codes: Array) -> None:
        self.values = values
        order = np.argsort(documents, kind="stable")
        self._documents, self._codes = documents[order], codes[order]
        # Where every document has one value, as most outlets and dates, a document's code is at its number.
        self._is_single = np.array_equal(self._documents, np.arange(len(documents)))

    def count(self, matched: Array) -> dict[str, int]:
        """How many of the matched documents, given by number, have each value."""
        counts = np.bincount(self._codes_of(matched))
        held = np.flatnonzero(counts)
        return {self.values[code]: n for code, n in zip(held.tolist(), counts[held].tolist(), strict=True)}

    def _codes_of(self, matched: Array) -> Array:
        if self._is_single and (not len(matched) or matched[-1] < len(self._codes)):
            return np.asarray(self._codes[matched])
        last = max((*self._documents[-1:].tolist(), *matched[-1:].tolist()), default=0)
        mask = np.zeros(last + 1, bool)
        mask[matched] = True
        return np.asarray(self._codes[mask[self._documents]])


UNKNOWN = "unknown"


def value_column(segment: SegmentArrays, name: str) -> FacetColumn:
    """A value field's column; documents without a value are unknown (of platforms: they are left out)."""
    postings = segment.fields[name]
    values = [postings.term(number).decode("utf-8", "surrogatepass") for number in range(len(postings))]
    codes = np.repeat(np.arange(len(values)), np.diff(postings.pointers))
    documents = np.asarray(postings.documents)
    if name != "platform":
        lacking = np.setdiff1d(np.arange(segment.documents), documents)
        documents = np.concatenate((documents, lacking))
        codes = np.concatenate((codes, np.full(len(lacking), len(values))))
        values = [*values, UNKNOWN]
    return FacetColumn(values, documents, codes)


def year_column(segment: SegmentArrays) -> FacetColumn:
    """Years of publication; an interval that spans two has none."""
    return _date_column(segment, 4)


def month_column(segment: SegmentArrays) -> FacetColumn:
    """Months of publication, `2016-02`; only dates that are so precise have one."""
    return _date_column(segment, 7)


def day_column(segment: SegmentArrays) -> FacetColumn:
    """Days of publication, `2016-02-07`; only dates that are so precise have one."""
    return _date_column(segment, 10)


def about_year_column(segment: SegmentArrays) -> FacetColumn:
    """Years that the texts name or name a day or a month of; documents without any time are unknown."""
    return _about_column(segment, 4)


def about_month_column(segment: SegmentArrays) -> FacetColumn:
    """Months that the texts name or name a day of, `2016-02`."""
    return _about_column(segment, 7)


def _about_column(segment: SegmentArrays, length: int) -> FacetColumn:
    """Times cut to `length` characters of ISO 8601, where both ends agree; each once a document."""
    times = segment.times
    days = np.unique(np.concatenate((times.low, times.high)))
    names = [date.fromordinal(int(day)).isoformat()[:length] for day in days]
    values = sorted(set(names))
    code_of = {name: code for code, name in enumerate(values)}
    codes = np.array([code_of[name] for name in names], np.int64)
    start, end = codes[np.searchsorted(days, times.low)], codes[np.searchsorted(days, times.high)]
    agreeing = np.flatnonzero(start == end)
    pairs = np.unique(times.documents[agreeing].astype(np.int64) * max(len(values), 1) + start[agreeing])
    documents, held = np.divmod(pairs, max(len(values), 1))
    lacking = np.setdiff1d(np.arange(segment.documents), times.documents)
    return FacetColumn(
        [*values, UNKNOWN],
        np.concatenate((documents, lacking)),
        np.concatenate((held, np.full(len(lacking), len(values)))),
    )


def _date_column(segment: SegmentArrays, length: int) -> FacetColumn:
    """Dates cut to `length` characters of ISO 8601, where both ends agree; undated documents are unknown."""
    days = np.unique(np.concatenate((segment.published_from, segment.published_to)))
    names = {int(day): date.fromordinal(int(day)).isoformat()[:length] if day else UNKNOWN for day in days}
    values = sorted(set(names.values()))
    code_of = {name: code for code, name in enumerate(values)}
    codes = np.array([code_of[names[int(day)]] for day in days], np.int64)
    start = codes[np.searchsorted(days, segment.published_from)]
    end = codes[np.searchsorted(days, segment.published_to)]
    documents = np.flatnonzero(start == end)
    return FacetColumn(values, documents, start[documents])


def open_segment(path: Path, entry: SegmentEntry) -> SegmentArrays:
    """A segment of a generation, with the documents that the generation hides."""
    hidden = path / f"{entry.name}.deleted"
    deleted = np.fromfile(hidden, np.int32) if hidden.exists() else None
    return SegmentArrays(path / f"{entry.name}.arrays", deleted)
