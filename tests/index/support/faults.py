"""What the fault tests run in processes of their own, to be killed or starved there."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from archive.paths import DataFolder
from index.generations.folder import Generations
from index.writer import rebuild as builder
from index.writer.rebuild import Plan, rebuild_from
from index.writer.sources import ListSource
from tests.index.support.articles import article

#: Articles of the archive that is rebuilt, each with a word of its edition.
COUNT = 400


def corpus(edition: str) -> ListSource:
    """An edition of the archive; every article holds its word."""
    return ListSource(
        tuple(article(f"n{n:03}", f"خبر رقم {n} {edition} " + "كلام طويل " * 20) for n in range(COUNT))
    )


def rebuild_edition(home: str, edition: str, workers: str) -> None:
    """Rebuild with so many processes, saying when it begins."""
    builder.ONE_PROCESS = 1
    print("ready", flush=True)
    rebuild_from(DataFolder(Path(home)), corpus(edition), Plan(int(workers)))


def rebuild_starved(home: str, edition: str, workers: str, room: str) -> None:
    """Rebuild where no file may grow beyond so many bytes, as on a full disk."""
    builder.ONE_PROCESS = 1
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), int(room)))
    rebuild_from(DataFolder(Path(home)), corpus(edition), Plan(int(workers)))


def hold_lock(home: str) -> None:
    """Take the writer's lock and keep it until killed."""
    with Generations(DataFolder(Path(home)).index).writing():
        print("ready", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    task, *arguments = sys.argv[1:]
    {"rebuild": rebuild_edition, "starved": rebuild_starved, "lock": hold_lock}[task](*arguments)
