"""The owner's decisions on the lexicon: which words find each other in this archive, and which do not.

`variants.tsv` in the data folder's `lexicon` holds what was accepted, a line a group: id, kind, forms, parted
by tabs; the forms by `|`. `refused.txt` holds the ids of what is not to be proposed again. Both may be edited
by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from archive.errors import ArchiveError
from archive.files import write_atomically

ACCEPTED, REFUSED = "variants.tsv", "refused.txt"
#: What a group of forms may be: spellings of one name, or other words for one thing.
KINDS = ("name", "synonym")
_ABOUT = "# Words that find each other in this archive: id, kind (name or synonym), forms parted by |.\n"
_UNSAFE = re.compile(r"[\t\r\n|]")


class BadDecisions(ArchiveError):
    """A file of decisions cannot be read; the message names the line."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A group of forms that the owner accepted."""

    id: str
    kind: str
    """One of `KINDS`."""
    forms: tuple[str, ...]
    """Two or more, as people write them."""


def accepted(folder: Path) -> tuple[Accepted, ...]:
    """Read what was accepted in a lexicon folder; raises `BadDecisions` for a line that is none."""
    path = folder / ACCEPTED
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        return ()
    except PermissionError as error:
        remedy = "Give this user the right to read it, or run the command as its owner."
        raise BadDecisions(f"{path} may not be read", remedy=remedy) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadDecisions(f"{path} cannot be read ({error})", remedy="Mend or move the file.") from error
    rows = enumerate(lines, 1)
    return tuple(_accepted(path, number, line) for number, line in rows if line.strip() and line[0] != "#")


def _accepted(path: Path, number: int, line: str) -> Accepted:
    fields = line.split("\t")
    forms = tuple(form.strip() for form in fields[-1].split("|") if any(map(str.isalnum, form)))
    if len(fields) != 3 or fields[1] not in KINDS or len(forms) < 2 or not fields[0].strip():
        raise BadDecisions(
            f"{path}:{number} is no group of forms", remedy="Write: id, tab, name or synonym, tab, form|form"
        )
    return Accepted(fields[0].strip(), fields[1], forms)


def refused(folder: Path) -> frozenset[str]:
    """Read the ids of what was refused."""
    try:
        return frozenset((folder / REFUSED).read_text(encoding="utf-8").split("\n")) - {""}
    except FileNotFoundError:
        return frozenset()


def accept(folder: Path, group: Accepted) -> None:
    """Keep a group among what was accepted, in place of one of the same id."""
    if _UNSAFE.search("".join(group.forms) + group.id):
        raise BadDecisions("a form holds a tab, a line's end or |", remedy="Write forms without these.")
    others = [one for one in accepted(folder) if one.id != group.id]
    _write(folder / ACCEPTED, _ABOUT, map(_line, (*others, group)))
    _write(folder / REFUSED, "", sorted(refused(folder) - {group.id}))


def refuse(folder: Path, group_id: str) -> None:
    """Take a group out of what was accepted, and propose it no more."""
    kept = [one for one in accepted(folder) if one.id != group_id]
    _write(folder / ACCEPTED, _ABOUT, map(_line, kept))
    _write(folder / REFUSED, "", sorted(refused(folder) | {group_id}))


def _line(one: Accepted) -> str:
    return f"{one.id}\t{one.kind}\t{'|'.join(one.forms)}"


def _write(path: Path, head: str, lines: Iterable[str]) -> None:
    """Replace a file at once, so that a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, (head + "".join(f"{line}\n" for line in lines)).encode("utf-8"))
