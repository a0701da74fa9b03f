"""Dump and load of what is followed: sources, alerts and the web archives that polls brought.

following/manifest.json   SHA-256 of the files beside it
following/sources.jsonl   the rows of sources.db
following/alerts.jsonl    the rows of alerts.db: with addresses of receivers, and keys
following/warc/…          what was fetched, as it came
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.errors import ArchiveError
from archive.files import sync, write_atomically
from archive.paths import DataFolder
from archive.small_transfer import digest_of, dump_small, load_small
from archive.sources.tables import VERSIONS as SOURCES
from web.alerts.alert_store import VERSIONS as ALERTS

FOLDER, MANIFEST, CAPTURES = "following", "manifest.json", "warc"


@dataclass(frozen=True, slots=True)
class FollowingCounts:
    """The counts of what is followed in a dump."""

    sources: int
    """Rows of the sources' tables."""
    alerts: int
    """Rows of the alerts' tables."""
    captures: int
    damaged: int = 0
    """Rows that are damaged, and so not in the dump."""


def is_followed(folder: DataFolder) -> bool:
    """Tell whether anything is followed in a data folder."""
    return folder.sources_db.exists() or folder.alerts_db.exists()


def dump_following(folder: DataFolder, target: Path) -> FollowingCounts:
    """Write what is followed into a dump's folder; ArchiveError where it cannot be read.

    Nobody but its owner may read the files: they hold who receives what, and the keys.
    """
    place = target / FOLDER
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    rows = {"sources": 0, "alerts": 0}
    damaged = 0
    files: dict[str, str] = {}
    for name, path, versions in _databases(folder):
        if path.exists():
            file = place / f"{name}.jsonl"
            rows[name], wrong = dump_small(path, versions, file)
            damaged += wrong
            files[file.name] = digest_of(file)
    captures = _captures(folder.captures)
    for path in captures:
        to = place / CAPTURES / path.relative_to(folder.captures)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)
        sync(to)
        files[str(to.relative_to(place))] = digest_of(to)
    write_atomically(
        place / MANIFEST, (json.dumps({"files": files}, indent=2, sort_keys=True) + "\n").encode()
    )
    return FollowingCounts(rows["sources"], rows["alerts"], len(captures), damaged)


def load_following(source: Path, folder: DataFolder) -> FollowingCounts | None:
    """Take what was followed out of a dump into a data folder that follows nothing; None if it holds none.

    ArchiveError if the dump's files are not those that it was made with.
    """
    place = source / FOLDER
    if not place.is_dir():
        return None
    files = _checked(place)
    for name in files:
        if name.startswith(f"{CAPTURES}/"):
            to = folder.captures / Path(name).relative_to(CAPTURES)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(place / name, to)
            sync(to)
    rows = {"sources": 0, "alerts": 0}
    for name, path, versions in _databases(folder):
        if f"{name}.jsonl" in files:
            rows[name] = load_small(place / f"{name}.jsonl", path, versions)
    return FollowingCounts(rows["sources"], rows["alerts"], len(_captures(folder.captures)))


def _databases(folder: DataFolder) -> tuple[tuple[str, Path, Any], ...]:
    return ("sources", folder.sources_db, SOURCES), ("alerts", folder.alerts_db, ALERTS)


def _captures(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*/*/*") if path.is_file() and not path.name.startswith("."))


def _checked(place: Path) -> dict[str, str]:
    """Return the files of what was followed, checked against their manifest."""
    again = "Copy the dump again from where it was made, or delete this folder of it"
    try:
        files: dict[str, str] = json.loads((place / MANIFEST).read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArchiveError(f"{place / MANIFEST} cannot be read", remedy=again) from error
    for name, digest in files.items():
        path = place / name
        if ".." in Path(name).parts or not path.is_file() or digest_of(path) != digest:
            raise ArchiveError(f"{path} is missing or damaged", remedy=again)
    return files
