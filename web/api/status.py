"""The status of index and archive: what answers now, and whether it is what the archive holds."""

from __future__ import annotations

from dataclasses import dataclass

from archive.errors import ArchiveError, DatabaseSilent
from archive.store.writer import Store
from index.errors import IndexingError
from index.meaning.status import MeaningStatus, meaning_status
from web.http.caching import app_version
from web.library import Library


@dataclass(frozen=True, slots=True)
class Status:
    """The state of index and archive; None where it cannot be told."""

    version: str
    generation: int | None
    articles: int | None
    archive_articles: int | None
    stale: bool | None
    reasons: tuple[str, ...] = ()
    """Why the index is stale: `archive`, `analysis`, `lexicon`, `schema`; or why nothing answers."""
    older_rules: bool | None = None
    """Whether articles were read by the rules of an older version, so that `sijill reread` is due."""
    meaning: MeaningStatus | None = None
    """None where nothing is there to search by meaning."""
    is_archive_silent: bool = False
    """Whether the archive's database does not answer, so that nobody knows what it holds."""


def read_status(library: Library) -> Status:
    """Return the state as of now; never raises for a missing index or archive."""
    reasons: list[str] = []
    generation = articles = stored = None
    is_archive_silent = False
    try:
        page = library.everything()
        generation, articles = page.generation, page.total
    except IndexingError as error:
        reasons.append(error.what)
    try:
        stored = library.articles.count()
    except ArchiveError as error:
        reasons.append(error.what)
        is_archive_silent = isinstance(error, DatabaseSilent)
    known = articles is not None and stored is not None
    behind = library.stale() if known else ()
    return Status(
        version=app_version(),
        generation=generation,
        articles=articles,
        archive_articles=stored,
        stale=bool(behind) if known else None,
        reasons=(*reasons, *behind),
        older_rules=library.has_older_rules() if stored is not None else None,
        meaning=_of_meaning(library) if stored is not None else None,
        is_archive_silent=is_archive_silent,
    )


def _of_meaning(library: Library) -> MeaningStatus | None:
    if library.meaning is None:
        return None
    try:
        with Store.open_reader(library.folder.archive) as archive:
            return meaning_status(library.folder, library.meaning.choice, archive)
    except (ArchiveError, OSError):
        return None
