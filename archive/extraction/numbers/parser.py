"""Parser of sums: reads atoms that stand together as one number.

A number is a sum of terms that fall in size («مئة وخمسة وعشرون ألفا | ومئتان وثلاثة»); a term is a number
below a thousand, digits or a fraction, times a scale. Two terms that do not fall are two numbers of a list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from archive.extraction.numbers.tokens import LONGEST, Atom, beside, joined, multiplied, read_digits, whole
from archive.extraction.numbers.vocabulary import Role
from archive.text.arabic import Folded

#: A percent sign or the words for it, right after a number.
PERCENT = re.compile(r"[ \u00a0\"»”)]{0,2}(?:%|٪|(?:في ?ال|بال)(?:ميه|مايه|ماءه)(?![ء-ي]))")
#: A mark that turns the digits around it: 38, dot, mark, 57 is seen as 57.38.
_RIGHT_TO_LEFT = "\u200f"
_TANWIN_FATH = "\u064b"


@dataclass(frozen=True, slots=True)
class Sum:
    """A number read from the atoms `[first, after)`."""

    value: int | Decimal
    scale: int
    """The scale of its last term, 1 without one: only smaller terms may be added."""
    first: int
    after: int
    vague: bool = False
    ordinal: bool = False
    fraction: bool = False
    """Whether it is a bare share («ثلاثة أرباع»)."""
    bare_digits: bool = False
    """Whether it is one run of digits, to which nothing is added."""


class Reader:
    """A parser of the atoms of one text."""

    def __init__(self, text: Folded, atoms: list[Atom]) -> None:
        self.folded = text.text
        self.atoms = atoms
        self._text = text
        self._has_turns = _RIGHT_TO_LEFT in text.original

    def read(self, at: int) -> Sum | None:
        """Return the longest number that begins at atom `at`; None if none begins there."""
        whole_sum = self._ordinal(at) or self._term(at)
        if whole_sum is None or whole_sum.ordinal or whole_sum.fraction or whole_sum.vague:
            return whole_sum
        while (longer := self._add(whole_sum)) is not None:
            whole_sum = longer
        return whole_sum

    def plain_value(self, at: int) -> int:
        """Return the digits of atom `at` without their marks, at most as many as are read."""
        return int(re.sub(r"[^0-9]", "", self.atoms[at].digits)[:LONGEST] or 0)

    def _add(self, total: Sum) -> Sum | None:
        """Add the next term to `total`; None unless one is joined to it and is smaller."""
        if total.bare_digits or not self._is_joined(total.after):
            return None
        half = self._half(total)
        if half is not None:
            return half
        term = self._term(total.after)
        if term is None or term.vague or term.fraction or not self._addable(total, term):
            return None
        return replace(total, value=total.value + term.value, scale=term.scale, after=term.after)

    def _addable(self, total: Sum, term: Sum) -> bool:
        if total.scale <= 1 or not term.value < total.scale or isinstance(term.value, Decimal):
            return False
        last = self.atoms[term.after - 1]
        return not (last.role is Role.DIGITS and PERCENT.match(self.folded, last.end))

    def _half(self, total: Sum) -> Sum | None:
        """Add a half or quarter: «مليون ونصف المليون», «مليون وربع»; «خمسة ونصف» before «مليون», percent."""
        atom = self.atoms[total.after]
        if atom.role is not Role.FRACTION or total.value == 0:
            return None
        share, after = atom.meaning.value, total.after + 1
        follower = self._at(after)
        if follower is not None and follower.role is Role.SCALE:
            return self._half_of(total, share, int(follower.meaning.value))
        if total.scale > 1 or PERCENT.match(self.folded, atom.end):
            return replace(total, value=_whole(total.value + share * total.scale), scale=1, after=after)
        return None

    def _half_of(self, total: Sum, share: int | Decimal, scale: int) -> Sum | None:
        """Add `share` of the `scale` that follows; a number without a scale is multiplied with it too."""
        after = total.after + 2
        if total.scale <= 1:
            return replace(total, value=_whole((total.value + share) * scale), scale=scale, after=after)
        if scale <= total.scale:
            return replace(total, value=_whole(total.value + share * scale), scale=1, after=after)
        return None

    def _term(self, at: int) -> Sum | None:
        base = self._base(at)
        if base is None:
            return None
        while (follower := self._at(base.after)) is not None:
            larger = follower.meaning.value > base.scale
            if follower.role not in {Role.SCALE, Role.PLURAL} or not larger or base.value == 0:
                break
            value = _whole(base.value * follower.meaning.value)
            scale = int(follower.meaning.value)
            base = replace(
                base, value=value, scale=scale, after=base.after + 1, fraction=False, bare_digits=False
            )
        return base

    def _base(self, at: int) -> Sum | None:
        atom = self.atoms[at]
        if atom.role is Role.DIGITS:
            mirrored = self._has_turns and _RIGHT_TO_LEFT in self._text.surface(atom.start, atom.end - 1)
            decimal = multiplied(self.folded, atom.end)
            value = read_digits(atom.digits, decimal=decimal, mirrored=mirrored)
            return Sum(value, 1, at, at + 1, bare_digits=True)
        if atom.role in {Role.SCALE, Role.PLURAL}:
            return self._scale(at)
        if atom.role is Role.FRACTION:
            return Sum(atom.meaning.value, 1, at, at + 1, fraction=True)
        if atom.role in {Role.VAGUE, Role.FEW}:
            return self._vague(at)
        return self._below_thousand(at)

    def _scale(self, at: int) -> Sum:
        """Read a scale without a number before it: one of it, two of it, or an unknown number of it."""
        atom = self.atoms[at]
        scale = int(atom.meaning.value)
        if atom.role is Role.PLURAL:
            return self._vague(at) or Sum(scale, scale, at, at + 1, vague=True)
        factor = 1 if atom.meaning.accusative and self._is_accusative(atom) else atom.meaning.factor
        return Sum(factor * scale, scale, at, at + 1)

    def _is_accusative(self, atom: Atom) -> bool:
        """Tell whether «ألفاً» is one thousand; «ألفا حساب» is two, «بلغ ألفا.» one."""
        if _TANWIN_FATH in self._text.surface(atom.end - 2, atom.end):
            return True
        rest = self.folded[atom.end : atom.end + 3].lstrip(' "»”')
        return not rest or not rest[0].isalpha() or rest.startswith("و")

    def _vague(self, at: int) -> Sum | None:
        """Read «مئات», «عشرات الآلاف», «بضعة ملايين», «آلاف» as the least that they say."""
        first, after, value = at, at + 1, int(self.atoms[at].meaning.value)
        if self.atoms[at].role is Role.FEW:
            follower = self._at(after)
            if follower is None or follower.role not in {Role.VAGUE, Role.PLURAL}:
                return None
            value, after = int(follower.meaning.value), after + 1
        while (follower := self._at(after)) is not None and follower.role in {Role.PLURAL, Role.SCALE}:
            value, after = value * int(follower.meaning.value), after + 1
        return Sum(value, value, first, after, vague=True)

    def _below_thousand(self, at: int) -> Sum | None:
        hundred = self._hundred(at)
        if hundred is None:
            return self._below_hundred(at)
        if not self._is_joined(hundred.after):
            return hundred
        rest = self._below_hundred(hundred.after)
        return (
            hundred if rest is None else replace(hundred, value=hundred.value + rest.value, after=rest.after)
        )

    def _hundred(self, at: int) -> Sum | None:
        atom = self.atoms[at]
        if atom.role is Role.HUNDRED:
            return Sum(atom.meaning.value, 1, at, at + 1)
        follower = self._at(at + 1)
        if atom.role is not Role.UNIT or follower is None or follower.role is not Role.HUNDRED:
            return None
        if follower.meaning.value != 100 or atom.meaning.value < 3:
            return None
        return Sum(atom.meaning.value * 100, 1, at, at + 2)

    def _below_hundred(self, at: int) -> Sum | None:
        atom = self.atoms[at]
        if atom.role in {Role.TENS, Role.TEN}:
            return Sum(atom.meaning.value, 1, at, at + 1)
        if atom.role not in {Role.UNIT, Role.TEEN_UNIT}:
            return None
        follower = self._at(at + 1)
        if follower is not None and follower.role is Role.TEN and not _definite(follower):
            return Sum(atom.meaning.value + 10, 1, at, at + 2)
        if follower is not None and follower.role is Role.QUARTERS:
            share = atom.meaning.value * follower.meaning.value
            return Sum(_whole(share), 1, at, at + 2, fraction=True)
        before_tens = atom.role is Role.UNIT or atom.meaning.before_twenty
        if before_tens and self._is_joined(at + 1) and self.atoms[at + 1].role is Role.TENS:
            return Sum(atom.meaning.value + self.atoms[at + 1].meaning.value, 1, at, at + 2)
        return Sum(atom.meaning.value, 1, at, at + 1) if atom.role is Role.UNIT else None

    def _ordinal(self, at: int) -> Sum | None:
        """Read a place in an order («الحادي والعشرون», «الثاني عشر»); a bare «الثالث» is left alone."""
        atom = self.atoms[at]
        if atom.role is not Role.ORDINAL:
            return None
        follower = self._at(at + 1)
        if follower is not None and follower.role is Role.TEN:
            return Sum(atom.meaning.value + 10, 1, at, at + 2, ordinal=True)
        if self._is_joined(at + 1) and self.atoms[at + 1].role is Role.TENS:
            return Sum(atom.meaning.value + self.atoms[at + 1].meaning.value, 1, at, at + 2, ordinal=True)
        return None

    def _at(self, at: int) -> Atom | None:
        """Return the atom `at` if it stands beside the one before it, else None."""
        if at >= len(self.atoms) or not beside(self.folded, self.atoms[at - 1], self.atoms[at]):
            return None
        return self.atoms[at]

    def _is_joined(self, at: int) -> bool:
        return at < len(self.atoms) and joined(self.folded, self.atoms[at - 1], self.atoms[at])


def _definite(atom: Atom) -> bool:
    return atom.entry is not None and atom.entry.definite


def _whole(value: int | Decimal) -> int | Decimal:
    return whole(value) if isinstance(value, Decimal) else value
