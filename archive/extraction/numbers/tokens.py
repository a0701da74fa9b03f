"""Tokenizer of numbers: finds the atoms, digits and number words, of a folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from archive.extraction.numbers.vocabulary import Entry, Meaning, Role, number_entries

#: Digits with marks between them («٢٬٠١٠», «3ر3»), or digits in groups of three («125 000»), or a word.
_PIECE = re.compile(
    r"(?P<digits>(?<![0-9])[1-9][0-9]{0,2}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?![0-9.,،٬٫])"
    r"|[0-9]+(?:[.,،٬٫'’ر][0-9]+)*)|[ء-ي]+"
)

_GROUPED = re.compile(r"[ \u00a0\u2009\u202f]")

#: What may stand between two atoms of one number: spaces and quotes, «و» with an article, no line's end.
_BESIDE = re.compile(r"[ \u00a0\u2009\u202f\"«»“”'‘’()]{1,4}")

_AND = re.compile(r"[ \u00a0\u2009\u202f\"«»“”'‘’()]{1,4}و ?(?:ال)?[ \"«“'‘(]{0,2}")

_DEFINITE = re.compile(r"[ \u00a0\"«»“”]{1,3}ال")

#: What makes one mark between digits a decimal mark: a multiplier or a percent sign right after.
_MULTIPLIER = re.compile(
    r"[ \u00a0\"»”)]{0,3}(?:%|٪|في الميه|في المايه|بالميه|بالمايه|"
    r"الف|الاف|مليون|ملايين|مليار|بليون|بلايين|تريليون|ترليون)"
)

_COMMA = re.compile(r"[,،]")

_LIST_ITEM = re.compile(r"[0-9]+(?:[.٬٫'’ر][0-9]+)*")

_THOUSANDS = re.compile(
    r"[0-9]{1,3}(?:([,،])[0-9]{3})(?:\1[0-9]{3})*(?:[.٫][0-9]+)?|[0-9]{1,3}(?:[.][0-9]{3})+,[0-9]+"
)

_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}")

_DECIMAL_ARABIC_COMMA = re.compile(r"[0-9]+[,،][0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Atom:
    """A number word or a run of digits, at its place in the folded text."""

    start: int
    """The start of the number, after the clitics that are no part of it."""
    end: int
    word_start: int
    """The start of the word, clitics included."""
    meaning: Meaning
    digits: str = ""
    entry: Entry | None = None

    @property
    def role(self) -> Role:
        """Return the role of the atom inside a number."""
        return self.meaning.role


_DIGITS = Meaning(Role.DIGITS, 0)

_AND_ONE = Entry(Meaning(Role.TEEN_UNIT, 1, before_twenty=True), "و")


def _is_and_one(folded: str, before: Atom, atom: Atom, after: Atom) -> bool:
    """Tell whether «واحد» is «وأحد», which folding makes the same; in «ألف وأحد عشر» it is."""
    if folded[atom.word_start : atom.end] != "واحد" or not beside(folded, before, atom):
        return False
    if after.role is Role.TEN:
        return beside(folded, atom, after)
    return after.role is Role.TENS and joined(folded, atom, after)


def find_atoms(folded: str) -> list[Atom]:
    """Return every atom of a folded text, in order, in linear time."""
    atoms = list(_atoms(folded))
    for at in range(1, len(atoms) - 1):
        if _is_and_one(folded, *atoms[at - 1 : at + 2]):
            atoms[at] = _word_atom(atoms[at].start, atoms[at].end, _AND_ONE)
    return atoms


def multiplied(folded: str, end: int) -> bool:
    """Tell whether a multiplier or a percent sign follows at `end`."""
    return _MULTIPLIER.match(folded, end) is not None


def _atoms(folded: str) -> Iterator[Atom]:
    table = number_entries()
    for match in _PIECE.finditer(folded):
        if match.lastgroup:
            yield from _digit_atoms(folded, match.group(), match.start(), match.end())
            continue
        entry = table.get(match.group())
        if entry is not None:
            yield _word_atom(match.start(), match.end(), entry)


def _digit_atoms(folded: str, digits: str, start: int, end: int) -> Iterator[Atom]:
    """Yield one atom, or one for each item where commas part a list («2014،2015»)."""
    if _GROUPED.search(digits):
        yield Atom(start, end, start, _DIGITS, _GROUPED.sub("", digits))
        return
    if not _COMMA.search(digits) or _is_one_number(digits, multiplied(folded, end)):
        yield Atom(start, end, start, _DIGITS, digits)
        return
    for item in _LIST_ITEM.finditer(digits):
        yield Atom(start + item.start(), start + item.end(), start + item.start(), _DIGITS, item.group())


def _is_one_number(digits: str, followed: bool) -> bool:
    if _THOUSANDS.fullmatch(digits):
        return True
    return (_DECIMAL_ARABIC_COMMA if followed else _DECIMAL_COMMA).fullmatch(digits) is not None


def _word_atom(start: int, end: int, entry: Entry) -> Atom:
    """Return the atom of a word with its article; «و», «ب», «ل», «ك», «ف» are left out."""
    article = 2 if entry.definite and not entry.prefix.endswith("لل") else 1 if entry.definite else 0
    inner = start + len(entry.prefix) - article
    return Atom(inner, end, start, entry.meaning, entry=entry)


def beside(folded: str, before: Atom, after: Atom) -> bool:
    """Tell whether `after` follows `before` without a word between them («ثلاثة ملايين», «نصف المليون»)."""
    gap = folded[before.end : after.word_start]
    if after.entry is not None and after.entry.prefix not in {"", "ال"}:
        return False
    if not gap:
        return before.role is Role.DIGITS or after.role is Role.DIGITS
    return _BESIDE.fullmatch(gap) is not None


def joined(folded: str, before: Atom, after: Atom) -> bool:
    """Tell whether `after` follows `before` by «و» («مئة وخمسة», «مليون و900»)."""
    gap = folded[before.end : after.word_start]
    if after.entry is not None and after.entry.joined:
        return _BESIDE.fullmatch(gap) is not None
    if after.entry is not None and after.entry.prefix not in {"", "ال"}:
        return False
    return _AND.fullmatch(gap) is not None


#: Longer runs are codes; they are read as far as this, so that no input costs quadratic time.
LONGEST = 18

_MARK = re.compile(r"[.,،٬٫'’ر]")


def read_digits(digits: str, *, decimal: bool = False, mirrored: bool = False) -> int | Decimal:
    """Return the value of digits with marks, such as `2,010,946`, `606.724`, `14.5`, `5ر12`.

    A last group of other than three digits is decimals, and so is a single group behind «٫». A single group
    of three is thousands, but decimals where `decimal` says that a multiplier or a percent sign follows
    («636.248 ألف»). Agencies that write «ر» store the groups as they are seen, from right to left: «5ر12»
    is 12.5 and «000ر22» is 22,000; `mirrored` says that the same holds for other marks.
    """
    marks = _MARK.findall(digits)
    groups = _MARK.split(digits)
    if mirrored or "ر" in marks:
        groups.reverse()
    if not marks:
        return int(digits[:LONGEST])
    if _ends_in_decimals(marks, groups, decimal=decimal):
        return whole(Decimal("".join(groups[:-1])[:LONGEST] + "." + groups[-1][:LONGEST]))
    return int("".join(groups)[:LONGEST])


def _ends_in_decimals(marks: list[str], groups: list[str], *, decimal: bool) -> bool:
    last = groups[-1]
    if len(marks) > 1:
        return marks[-1] != marks[0] or len(last) != 3
    if len(last) != 3 or groups[0] == "0" or len(groups[0]) > 3:
        return True
    if marks[0] == "٫":
        return last != "000"
    return decimal and marks[0] != "٬"


def whole(value: Decimal) -> int | Decimal:
    """Return the value as an int if it is one, else as it is."""
    return int(value) if value == value.to_integral_value() else value.normalize()


def swapped_groups(digits: str) -> int | None:
    """Return the number meant by digits whose groups of three changed places («054886»: 886,054), or None.

    This happens where left-to-right digits were pasted into right-to-left text: the number then begins with a
    zero.
    """
    if not digits.startswith("0") or not digits.isdigit() or len(digits) not in {6, 9}:
        return None
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    value = "".join(reversed(groups))
    return None if value.startswith("0") else int(value)
