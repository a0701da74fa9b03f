"""The status of an archive's vectors: which model made them, and how many articles lack them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np

from archive.paths import DataFolder
from archive.store.reader import StoreReader
from index.errors import NoMeaning
from index.meaning.choice import INSTALL, ModelChoice, missing_parts
from index.meaning.embedding import vectors_folder
from index.meaning.endpoint import is_here
from index.meaning.published import Vectors, stamp_of


@dataclass(frozen=True, slots=True)
class MeaningStatus:
    """The vectors beside what the archive holds."""

    model: str
    articles: int
    """Articles that have vectors."""
    behind: int
    """Articles that have none, or whose text has changed since."""
    sent_to: str | None
    """The host that texts are sent to; None where they stay on this machine."""
    problem: str | None
    """Why nothing is searched by meaning, and what mends it; None if it is."""
    is_damaged: bool = False
    """Whether the problem is that files are not as they were written."""


def meaning_status(folder: DataFolder, choice: ModelChoice, archive: StoreReader) -> MeaningStatus | None:
    """Return the status as of now; None where no vectors were made and no endpoint was set."""
    place = vectors_folder(folder, choice)
    if stamp_of(place) is None and not choice.endpoint:
        return None
    articles, behind, problem = 0, archive.count(), "no vectors were made. Run `sijill embed`"
    is_damaged = False
    if stamp_of(place) is not None:
        try:
            vectors = Vectors(place)
            articles, behind, problem = len(vectors), _behind(vectors, archive), ""
        except NoMeaning as error:
            problem, is_damaged = str(error), True
    lacking = missing_parts(choice)
    if lacking:
        problem = f"the package {lacking} is not installed. Install it: {INSTALL}"
    if os.environ.get("SIJILL_ENGINE", "").strip():
        problem = "the index is in an OpenSearch cluster, which is searched by words. Unset SIJILL_ENGINE"
    away = choice.endpoint and not is_here(choice.endpoint)
    sent_to = urlsplit(choice.endpoint).hostname if away else None
    return MeaningStatus(choice.label, articles, behind, sent_to, problem or None, is_damaged)


def _behind(vectors: Vectors, archive: StoreReader) -> int:
    """Count the articles shown that have no vectors, or those of an older text."""
    now = archive.sequence
    if vectors.sequence > now:
        return archive.count()
    changed = {id_ for id_, is_shown in archive.changed_ids(vectors.sequence, now).items() if is_shown}
    if not changed:
        return 0
    names = list(vectors.numbers)
    for noted in np.unique(vectors.noted[vectors.noted > vectors.sequence]).tolist():
        later = archive.changed_ids(noted, now).keys()
        at = np.flatnonzero(vectors.noted == noted).tolist()
        changed -= {names[number] for number in at} - later
    return len(changed)
