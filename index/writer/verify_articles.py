"""Verification of which articles a generation has: each once, under its own id, those of the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import merge
from itertools import groupby, repeat
from operator import itemgetter
from typing import TypeAlias

from archive.database_address import ArchiveLocation
from archive.store.writer import Store
from archive.text.encodings import utf8
from index.search.snapshot import Snapshot
from index.segment.reader import SegmentArrays

REBUILD = "Run `sijill rebuild`"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a generation."""

    what: str
    remedy: str = REBUILD


#: What a build asks of the articles of the generation that it wrote.
ArticleCheck: TypeAlias = Callable[[Snapshot], Iterator[Finding]]


def check_all(snapshot: Snapshot, ids: Iterable[str] | None) -> Iterator[Finding]:
    """Yield what is wrong with the articles of a rebuild; `ids` are those it must have, None if unknown."""
    yield from check_records(snapshot)
    if ids is not None:
        yield from check_ids(snapshot, ids)


def check_changes(
    snapshot: Snapshot, wanted: Mapping[str, bool], articles: int, fresh: Container[str]
) -> Iterator[Finding]:
    """Yield what is wrong with the articles of an update, in time that grows with what changed alone.

    `wanted` tells of each id that was written or removed whether it must be there, `articles` is how many
    there must be in all, `fresh` names the segments that the update wrote.
    """
    yield from check_records(snapshot, fresh)
    wrong = [id_ for id_, is_shown in wanted.items() if len([*snapshot.places(id_)]) != int(is_shown)]
    if wrong:
        what = f"{len(wrong)} changed articles are missing, twice there, or not gone, such as {wrong[0]}"
        yield Finding(what)
    if snapshot.articles != articles:
        yield Finding(f"the index holds {snapshot.articles} articles where {articles} are expected")


def check_records(snapshot: Snapshot, names: Container[str] | None = None) -> Iterator[Finding]:
    """Yield segments that show an article under another's id: all segments, or those of these names."""
    for segment in snapshot.segments:
        if names is not None and segment.name not in names:
            continue
        distinct = len(segment.fields["id"])
        if distinct != segment.documents:
            yield Finding(f"{segment.name} has {segment.documents} articles with {distinct} different ids")
            continue
        for document in range(segment.documents):
            id_, record_id = segment.id(document), segment.record(document)["id"]
            if id_ != record_id:
                yield Finding(f"{segment.name} shows the article {record_id} under the id {id_}")
                break


def check_archive(snapshot: Snapshot, archive: ArchiveLocation) -> Iterator[Finding]:
    """Yield how the indexed ids differ from those that the archive showed at the moment that was indexed."""
    sequence = snapshot.manifest.sequence
    with Store.open_reader(archive) as store:
        if sequence > store.sequence:
            yield Finding("the index knows of changes that the archive has not: was it built from another?")
        else:
            yield from check_ids(snapshot, store.ids_at(sequence))


def check_ids(snapshot: Snapshot, ids: Iterable[str]) -> Iterator[Finding]:
    """Yield how the indexed ids differ from `ids`, which come in the order of their UTF-8 bytes.

    Both are read side by side, so that the memory does not grow with the archive.
    """
    indexed = zip(merge(*map(_live_ids, snapshot.segments)), repeat(True))
    archived = zip((utf8(id_) for id_ in ids), repeat(False))
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for id_, group in groupby(merge(indexed, archived, key=itemgetter(0)), key=itemgetter(0)):
        sides = [in_index for _, in_index in group]
        what = _difference(sides.count(True), sides.count(False))
        if what:
            counts[what] += 1
            examples.setdefault(what, id_.decode("utf-8", "replace"))
    for what, count in counts.items():
        yield Finding(f"{count} {what}, such as {examples[what]}")


def _difference(indexed: int, archived: int) -> str | None:
    """Return what is wrong with an id that index and archive have so many times; None if nothing is."""
    if indexed > 1:
        return "articles are in the index more than once"
    if indexed < archived:
        return "articles of the archive are not in the index"
    if indexed > archived:
        return "articles of the index are not in the archive"
    return None


def _live_ids(segment: SegmentArrays) -> Iterator[bytes]:
    """Yield the ids of a segment's live documents in the order of their bytes, each as often as it stands."""
    ids = segment.fields["id"]
    for number in range(len(ids)):
        for document in ids.documents_of(number).tolist():
            if segment.live is None or segment.live[document]:
                yield ids.term(number)
