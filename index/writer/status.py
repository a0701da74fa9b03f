"""The status of an index: which generation is live, and whether it is what the archive holds now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from archive.lexicon.names import Lexicon, load_lexicon
from archive.paths import DataFolder
from archive.store.writer import Store
from index.analysis.analyzer import chain_fingerprint
from index.errors import NoGeneration
from index.segment.reader import ARRAYS_VERSION
from index.segment.schema import SCHEMA_VERSION
from index.writer.generations import Fingerprint, Generations, Manifest


def fingerprint(lexicon: Lexicon) -> Fingerprint:
    """The fingerprint of an index that is built now with these names."""
    schema = f"{SCHEMA_VERSION}.{ARRAYS_VERSION}"
    return Fingerprint(analysis=_chain(), lexicon=lexicon.fingerprint[:16], schema=schema)


@cache
def _chain() -> str:
    return chain_fingerprint()


@dataclass(frozen=True, slots=True)
class Status:
    """What answers now, beside what the archive holds."""

    generation: int | None
    """None if nothing was ever built."""
    created: str | None
    articles: int
    segments: int
    archive_articles: int
    stale: tuple[str, ...]
    """Why a rebuild or an update is due: `archive`, `analysis`, `lexicon`, `schema`, or `missing`."""


def read_status(folder: DataFolder) -> Status:
    """The status as of now; NoArchive if there is no archive."""
    with Store.open_reader(folder.archive_db) as store:
        held, sequence = store.count(), store.sequence
    try:
        manifest = Generations(folder.index).manifest()
    except NoGeneration:
        return Status(None, None, 0, 0, held, ("missing",))
    stale = staleness(manifest, folder, sequence)
    return Status(manifest.number, manifest.created, manifest.articles, len(manifest.segments), held, stale)


def staleness(manifest: Manifest, folder: DataFolder, sequence: int) -> tuple[str, ...]:
    """What changed since the generation was built."""
    now = fingerprint(load_lexicon(folder.lexicon))
    built = manifest.fingerprint
    changed = {
        "archive": manifest.sequence != sequence,
        "analysis": built.analysis != now.analysis,
        "lexicon": built.lexicon != now.lexicon,
        "schema": built.schema != now.schema,
    }
    return tuple(name for name, differs in changed.items() if differs)
