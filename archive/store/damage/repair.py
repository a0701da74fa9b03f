"""Repair: a damaged archive replaced by what can be read of it; the damaged files stay beside it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from archive.errors import ArchiveError
from archive.files import scratch_folder, sync
from archive.paths import DataFolder
from archive.store.damage.problems import find_problem
from archive.store.damage.salvage import salvage
from archive.store.database.connection import require_archive
from archive.store.database.sqlite import beside, gather_into_file
from archive.store.writer import Store


@dataclass(frozen=True, slots=True)
class Repaired:
    """The result of a repair."""

    articles: int
    """The number in the archive now, withdrawn ones apart."""
    lost: tuple[str, ...]
    """The losses: what is gone or was put together again, a line each."""
    kept: Path
    """The place of the damaged file now."""


def repair(folder: DataFolder) -> Repaired | None:
    """Replace a damaged archive by a sound one; None if its file is sound. Nobody may write meanwhile.

    Records that are damaged within a sound file stay as they are: adding their inputs again mends them.
    """
    require_archive(folder.archive)
    if folder.database is not None:
        raise ArchiveError(
            f"the archive is in {folder.database}, and repair mends files alone",
            remedy="sijill doctor says whether it is damaged; sijill dump FOLDER writes what can be read, "
            "and sijill load FOLDER makes an archive of it in a new database",
        )
    path = folder.archive_db
    problem = find_problem(path)
    if problem is None:
        return None
    with scratch_folder(folder.home) as scratch:
        lost = salvage(path, scratch / path.name)
        with Store.open_reader(scratch / path.name) as store:
            articles = store.count()
        gather_into_file(scratch / path.name, path)
        sync(scratch / path.name)
        kept = next(
            to for number in count(1) if not (to := path.with_name(f"{path.name}.damaged-{number}")).exists()
        )
        _keep(path, kept)
        for file, kept_file in zip(beside(path), beside(kept), strict=True):
            if file.exists():
                file.replace(kept_file)
        (scratch / path.name).replace(path)
    sync(folder.home)
    return Repaired(articles, (problem, *lost), kept)


def _keep(path: Path, kept: Path) -> None:
    """Give a file a second name, so that it is there under one of them at any moment; else copy it."""
    try:
        kept.hardlink_to(path)
    except OSError:
        shutil.copyfile(path, kept)
