"""The status of an index: which generation is live, and whether it is what the archive holds now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from archive.paths import DataFolder
from archive.store.writer import Store
from index.errors import NoGeneration
from index.generations.folder import Generations
from index.generations.manifest import Fingerprint, Manifest
from index.generations.names_file import load_lexica
from index.writer.fingerprint import fingerprint


@dataclass(frozen=True, slots=True)
class Status:
    """The live generation beside what the archive holds."""

    generation: int | None
    """None if nothing was ever built."""
    created: str | None
    articles: int
    segments: int
    archive_articles: int
    stale: tuple[str, ...]
    """The reasons to rebuild or update: `archive`, `analysis`, `lexicon`, `schema`, or `missing`."""


def read_status(folder: DataFolder) -> Status:
    """Return the status as of now; NoArchive if there is no archive."""
    with Store.open_reader(folder.archive) as store:
        held, sequence = store.count(), store.sequence
    try:
        manifest = Generations(folder.index).manifest()
    except NoGeneration:
        return Status(None, None, 0, 0, held, ("missing",))
    stale = staleness(manifest, folder, sequence)
    return Status(manifest.number, manifest.created, manifest.articles, len(manifest.segments), held, stale)


def staleness(manifest: Manifest, folder: DataFolder, sequence: int) -> tuple[str, ...]:
    """Return what changed since the generation was built: `archive`, `analysis`, `lexicon`, `schema`."""
    return differences(manifest, fingerprint(load_lexica(folder.lexicon)), sequence)


class Built(Protocol):
    """An index as it describes itself: the archive's last change that it holds, and its fingerprint."""

    @property
    def sequence(self) -> int:
        """Return the archive's last change that it holds."""
        ...

    @property
    def fingerprint(self) -> Fingerprint:
        """Return the fingerprint that it was built with."""
        ...


def differences(live: Built, now: Fingerprint, sequence: int) -> tuple[str, ...]:
    """Return in what an index differs from one of now, the archive being at this change."""
    built = live.fingerprint
    changed = {
        "archive": live.sequence != sequence,
        "analysis": built.analysis != now.analysis,
        "lexicon": built.lexicon != now.lexicon,
        "schema": built.schema != now.schema,
    }
    return tuple(name for name, differs in changed.items() if differs)
