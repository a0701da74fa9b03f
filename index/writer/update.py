"""Updating: writes what changed in the archive as a new segment and links the unchanged segments.

An update takes time in proportion to what changed. Small segments that gather are merged by the update
that finds too many of them, so that search stays quick.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from archive.lexicon.names import load_lexicon
from archive.paths import DataFolder
from archive.store.writer import Store
from index.analysis.analyzer import Chain
from index.analysis.names import names_of
from index.errors import IndexingError
from index.generations.folder import Generations
from index.generations.manifest import NAMES, Manifest, read_hidden
from index.generations.names_file import load_lexica
from index.search.snapshot import Snapshot
from index.segment.entry import SegmentEntry
from index.segment.merger import merge_segments
from index.segment.reader import SegmentArrays
from index.writer.fingerprint import fingerprint
from index.writer.rebuild import Plan, Report, counter, finish, new_generation, rebuild_locked, silent
from index.writer.segment_builder import build_segments
from index.writer.sources import StoreSource
from index.writer.verify_articles import check_changes

#: From this share of changed articles on, an update is a rebuild.
REBUILD_SHARE = 0.3
#: So many changed articles are an update whatever their share.
SMALL_UPDATE = 20
#: Small segments that may gather before an update merges them.
SMALL_SEGMENTS = 6
#: A segment with fewer live documents than this share of the archive is small.
SMALL_SHARE = 0.1


def update(folder: DataFolder, plan: Plan | None = None, report: Report = silent) -> Manifest:
    """Bring the index up to the archive; return the manifest of the live generation.

    What changed becomes a new segment, the others are linked. Rebuilds where there is no sound index to start
    from, where analysis, lexicon or schema changed, where the archive is older than the index, or where so
    much changed that a rebuild is quicker. Where nothing changed, the live generation stays.
    """
    generations = Generations(folder.index)
    plan = plan or Plan()
    with generations.writing(), Store.open_reader(folder.archive) as store:
        manifest = _updatable(folder, generations)
        sequence = store.sequence
        if manifest is not None and sequence == manifest.sequence:
            return manifest
        changed = {} if manifest is None else store.changed_ids(manifest.sequence, sequence)
        # A restored archive does not tell what the index has of changes that it never knew.
        is_older = manifest is not None and sequence < manifest.sequence
        if (
            manifest is None
            or is_older
            or len(changed) > max(REBUILD_SHARE * manifest.articles, SMALL_UPDATE)
        ):
            return rebuild_locked(folder, StoreSource(folder.archive), plan, report)
        changes = Changes(changed, sequence)
        return _update(folder, store, changes, plan, report)


def load_chain(folder: DataFolder) -> Chain:
    """Load the chain of an archive, with its owner's names."""
    return Chain(names_of(load_lexicon(folder.lexicon)))


def _updatable(folder: DataFolder, generations: Generations) -> Manifest | None:
    """Return the live manifest if an update can start from it; else None."""
    try:
        manifest = generations.manifest()
    except IndexingError:
        return None
    return manifest if manifest.fingerprint == fingerprint(load_lexica(folder.lexicon)) else None


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes in the archive since the live generation, until one moment."""

    shown: dict[str, bool]
    """By the id of each article that changed: whether it is shown at that moment."""
    until: int
    """The sequence of the moment."""

    @property
    def fresh(self) -> list[str]:
        """Return the ids of the articles to write."""
        return [id_ for id_, is_shown in self.shown.items() if is_shown]


def _update(folder: DataFolder, store: Store, changes: Changes, plan: Plan, report: Report) -> Manifest:
    """Write the changed articles and those of merged segments as a new segment; link the other segments."""
    generations = Generations(folder.index)
    manifest = generations.manifest()
    old = generations.path(manifest.number)
    live = Snapshot(old, manifest)
    merged = segments_to_merge(live, manifest)
    hidden = documents_to_hide(live, changes.shown)
    again = [id_ for segment in merged for id_ in live_ids(segment) if id_ not in changes.shown]
    articles = store.iterate_ids([*changes.fresh, *again], changes.until)
    with new_generation(generations.folder) as draft:
        draft.linked.update(manifest.files)
        kept = _link_segments(old, draft.path, manifest, {segment.name for segment in merged}, hidden)
        _link(old / NAMES, draft.path / NAMES)
        count = counter(report, len(changes.fresh) + len(again))
        built = build_segments(draft.path, articles, load_chain(folder), plan.tokens(1), count)
        entries = (*kept, *merge_segments(draft.path, built))
        fresh = {entry.name for entry in entries} - {entry.name for entry in kept}
        articles_after = manifest.articles - sum(map(len, hidden.values())) + len(changes.fresh)
        wanted = changes.shown | dict.fromkeys(again, True)
        check = partial(check_changes, wanted=wanted, articles=articles_after, fresh=fresh)
        return finish(draft, changes.until, manifest.fingerprint, entries, check)


def segments_to_merge(live: Snapshot, manifest: Manifest) -> list[SegmentArrays]:
    """Return the segments to write anew: small ones once there are many, and those mostly deleted."""
    limit = SMALL_SHARE * manifest.articles
    small = {entry.name for entry in manifest.segments if entry.live <= limit}
    dying = {entry.name for entry in manifest.segments if entry.deleted > entry.live}
    chosen = dying | (small if len(small) >= SMALL_SEGMENTS else set())
    return [segment for segment in live.segments if segment.name in chosen]


def documents_to_hide(live: Snapshot, changed: Collection[str]) -> dict[str, set[int]]:
    """Return, by the name of each segment, the documents of articles that changed or went."""
    hidden: dict[str, set[int]] = {}
    for article_id in changed:
        indexed_at = live.find(article_id)
        if indexed_at:
            place, document = indexed_at
            hidden.setdefault(live.segments[place].name, set()).add(document)
    return hidden


def live_ids(segment: SegmentArrays) -> Iterator[str]:
    """Yield the ids of a segment's live documents."""
    for document in range(segment.documents):
        if segment.live is None or segment.live[document]:
            yield str(segment.record(document)["id"])


def _link_segments(
    old: Path, new: Path, manifest: Manifest, merged: set[str], hidden: dict[str, set[int]]
) -> list[SegmentEntry]:
    """Hard-link the segments that stay, with their longer lists of hidden documents; return their entries."""
    kept = []
    for entry in manifest.segments:
        if entry.name in merged:
            continue
        gone = set(read_hidden(old, entry.name).tolist()) | hidden.get(entry.name, set())
        if len(gone) >= entry.documents:
            continue
        _link(old / f"{entry.name}.arrays", new / f"{entry.name}.arrays")
        if gone:
            np.array(sorted(gone), np.int32).tofile(new / f"{entry.name}.deleted")
        kept.append(replace(entry, deleted=len(gone)))
    return kept


def _link(old: Path, new: Path) -> None:
    """Make a hard link, or a copy where the file system has none."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)
