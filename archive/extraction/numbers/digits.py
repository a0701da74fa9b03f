"""Runs of digits: which marks part thousands and which part decimals."""

from __future__ import annotations

import re
from decimal import Decimal

#: Longer runs are codes; they are read as far as this, so that no input costs quadratic time.
LONGEST = 18

_MARK = re.compile(r"[.,،٬٫'’ر]")


def read_digits(digits: str, *, decimal: bool = False, mirrored: bool = False) -> int | Decimal:
    """The value of digits with marks, such as `2,010,946`, `606.724`, `14.5`, `5ر12`.

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
    """The value as an int where it is one."""
    return int(value) if value == value.to_integral_value() else value.normalize()


def swapped_groups(digits: str) -> int | None:
    """What a run of digits meant whose groups of three changed places («054886» for 886,054).

    Happens where left-to-right digits were pasted into right-to-left text: the number then begins with
    a zero. None for anything else.
    """
    if not digits.startswith("0") or not digits.isdigit() or len(digits) not in {6, 9}:
        return None
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    value = "".join(reversed(groups))
    return None if value.startswith("0") else int(value)
