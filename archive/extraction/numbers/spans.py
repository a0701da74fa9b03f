"""Numbers of a text one by one, with their spans and kinds, before neighbours are joined to ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from archive.extraction.numbers.classify import Kind, Masks, kind_of, words_beside
from archive.extraction.numbers.parser import PERCENT, Reader, Sum
from archive.extraction.numbers.tokens import Atom, find_atoms
from archive.extraction.numbers.vocabulary import Role
from archive.text.arabic import Folded

_PERCENT_BEFORE = re.compile(r"[%٪] ?$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A number at the span `[start, end)` of the folded text."""

    value: int | Decimal
    kind: Kind
    start: int
    end: int
    word_start: int
    """The start of its first word, clitics included."""
    scaled: bool = False
    """Whether it ends in a multiplier."""
    digits: str = ""
    """Its digits if it is nothing but one run of digits."""
    upper: int | Decimal | None = None


def find_pieces(text: Folded) -> Iterator[Piece]:
    """Yield the numbers of a text one by one, in order, without overlaps."""
    atoms = find_atoms(text.text)
    if not atoms:
        return
    masks = Masks(text.text)
    reader = Reader(text, atoms)
    at, reached = 0, 0
    while at < len(atoms):
        piece, at = _piece_at(text.text, reader, masks, at, reached)
        if piece is not None:
            reached = piece.end
            yield piece


def _piece_at(folded: str, reader: Reader, masks: Masks, at: int, reached: int) -> tuple[Piece | None, int]:
    """Return the piece that begins at atom `at`, and the atom to go on with."""
    atom = reader.atoms[at]
    mask = masks.over(atom.start)
    if atom.start < reached:
        return None, at + 1
    if mask is not None and atom.role is Role.DIGITS:
        return _masked(reader, mask, at)
    total = reader.read(at)
    if total is None:
        return None, at + 1
    piece = _piece(folded, reader, total)
    return piece, total.after


def _masked(reader: Reader, mask: tuple[Kind, int, int], at: int) -> tuple[Piece, int]:
    """Return all digits under a mask as one piece; its value is its first run of digits."""
    kind, start, end = mask
    after = at
    while after < len(reader.atoms) and reader.atoms[after].start < end:
        after += 1
    value = reader.plain_value(at)
    return Piece(value, kind, start, end, start), after


def _piece(folded: str, reader: Reader, total: Sum) -> Piece | None:
    atoms = reader.atoms[total.first : total.after]
    first, end = atoms[0], atoms[-1].end
    if _is_idle(folded, atoms, total):
        return None
    digits = first.digits if total.bare_digits else ""
    percent = PERCENT.match(folded, end)
    piece = Piece(total.value, Kind.CARDINAL, first.start, end, first.word_start, total.scale > 1, digits)
    if total.ordinal:
        return replace(piece, kind=Kind.ORDINAL)
    if percent is not None:
        return replace(piece, kind=Kind.PERCENT, end=percent.end())
    return replace(piece, kind=_kind(folded, total, piece))


def _kind(folded: str, total: Sum, piece: Piece) -> Kind:
    if piece.digits and _PERCENT_BEFORE.search(folded, max(0, piece.start - 2), piece.start):
        return Kind.PERCENT
    if total.fraction:
        return Kind.FRACTION
    near = words_beside(folded, piece.word_start, piece.end)
    kind = kind_of(total.value, near, digits=piece.digits)
    return Kind.VAGUE if total.vague and kind is Kind.CARDINAL else kind


def _is_idle(folded: str, atoms: list[Atom], total: Sum) -> bool:
    """Tell whether the words only look like a number: «في المئة» alone, «نصف ساعة», «خمس الحسابات»."""
    first = atoms[0]
    if total.fraction:
        return len(atoms) == 1
    if first.role is Role.DIGITS or len(atoms) > 1:
        return False
    if first.role is Role.HUNDRED and first.entry is not None and first.entry.definite:
        return first.entry.prefix == "بال" or folded[: first.word_start].endswith("في ")
    is_share = folded[first.end : first.end + 3] == " ال" and folded[first.end - 1] != "ه"
    return first.role is Role.UNIT and is_share
