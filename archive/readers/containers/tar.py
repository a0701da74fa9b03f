"""Tar archives: each member by the reader that recognises it. Links, devices and pipes are never followed."""

from __future__ import annotations

import tarfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from archive.readers.base import Budget, Draft, Options, Rejected, Source
from archive.readers.containers.members import (
    deeper,
    is_asset,
    is_leftover,
    passed_over,
    read_member,
    too_deep,
)
from archive.readers.safety import UNPACK, budget_of, is_unsafe, told


class TarReader:
    """Reads the members of a tar archive; a source's name says where: `dump.tar!a/b.html`."""

    name = "tar"

    def recognises(self, head: bytes, name: str) -> float:  # noqa: ARG002 -- content says it all
        """Return the confidence, 0 to 1, by the first member's header, whose checksum must be right."""
        if len(head) < tarfile.BLOCKSIZE or not head[:1].strip(b"\0"):
            return 0.0
        try:
            tarfile.TarInfo.frombuf(head[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
        except tarfile.HeaderError:
            return 0.0
        return 0.98

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield what the members hold, in their order."""
        if refused := too_deep(source, options):
            yield refused
            return
        within = replace(deeper(options), budget=budget_of(path, options))
        try:
            with tarfile.open(path, "r:") as packed:
                members, broken = _headers(packed, options.limits.entries)
                yield from _members(packed, members, source, within)
        except Exception as error:  # tarfile's errors, and OverflowError and others for broken headers
            broken = told(error)
        if broken:
            reason = f"reading stopped: {broken}"
            yield Rejected(source, "broken_tar", reason, "Fetch the file again; what came before is read")


def _headers(packed: tarfile.TarFile, most: int) -> tuple[list[tarfile.TarInfo], str]:
    """Return the headers of at most `most` members, and why reading ended, if not at a good end."""
    members: list[tarfile.TarInfo] = []
    try:
        for member in packed:
            if len(members) == most:
                return members, f"it holds more than {most:,} entries"
            members.append(member)
    except Exception as error:
        return members, told(error)
    return members, ""


def _members(
    packed: tarfile.TarFile, members: list[tarfile.TarInfo], source: Source, options: Options
) -> Iterator[Draft | Rejected]:
    names = {member.name for member in members}
    passed: Counter[str] = Counter()
    for member in members:
        here = replace(source, name=f"{source.name}!{member.name}")
        if not member.isfile():
            passed["links and devices"] += not member.isdir()
        elif is_leftover(member.name) or is_asset(member.name, names):
            passed["parts of saved pages and folders"] += 1
        elif refused := _refused(member, here, options.budget):
            yield refused
        elif (stream := packed.extractfile(member)) is not None:
            yield from read_member(stream, here, options, most=member.size, code="broken_tar")
    yield from passed_over(source, +passed)


def _refused(member: tarfile.TarInfo, source: Source, budget: Budget | None) -> Rejected | None:
    if is_unsafe(member.name):
        return Rejected(source, "unsafe_path", "the entry's path leads out of its folder", UNPACK)
    if budget is not None and not budget.spend(member.size):
        return Rejected(source, "bomb", f"the entries unpack to more than {budget.left:,} bytes", UNPACK)
    return None
