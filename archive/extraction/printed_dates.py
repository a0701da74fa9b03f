"""Dates printed in a text: on a line of their own, and in an agency's dateline.

«الأحد 7 فبراير 2016» above the text or below it; «القاهرة 7 فبراير 2016 (رويترز) -» at its beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from archive.extraction.dates import DateInterval, find_dates_within, parse_date
from archive.lexicon.outlets import publication_words
from archive.model.article import DateSource, Precision, Published
from archive.text.arabic import fold

_HEADER_LINES: Final = 6
_PLACE_WORDS: Final = 4
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_DASHES: Final = ("-", "–", "—", "ـ", "/")
#: What stands before a date in a sentence and not in a dateline.
_IN_SENTENCES: Final = frozenset({"في", "من", "منذ", "يوم", "بتاريخ", "عام", "حتي", "الي"})


def date_line(header: Iterable[str]) -> Published | None:
    """Return the date on a line of its own among the first lines, or None; a line of an update comes last."""
    words = publication_words().date_line
    lines = [line for line in header if line.strip()][:_HEADER_LINES]
    found = [(line, read) for line in lines if (read := _alone(line, words)) is not None]
    first = [read for line, read in found if not tells_update(line)]
    return next(iter(first), found[0][1] if found else None)


def tells_update(words: str) -> bool:
    """Tell whether words beside a date call it that of a change: «آخر تحديث»."""
    return not publication_words().updated.isdisjoint(_LETTERS.findall(fold(words)))


def first_printed(lines: Iterable[str]) -> Published | None:
    """Return the date of the first line that holds a date and nothing else, or None."""
    words = publication_words().date_line
    return next((read for line in lines if (read := _alone(line, words)) is not None), None)


def _alone(line: str, beside: frozenset[str]) -> Published | None:
    """Return a line's date, if it is a day, or month and year, with only times and labels beside it."""
    read = parse_date(line) if len(line) <= 120 else None
    if read is None or read.precision not in {Precision.DAY, Precision.MONTH}:
        return None
    rest = fold(line[: read.span[0]] + " " + line[read.span[1] :])
    if not all(word in beside for word in _LETTERS.findall(rest)):
        return None
    return replace(published(read), proof=line.strip())


def dateline(lines: Iterable[str]) -> Published | None:
    """Return the day in an agency's dateline: a place, a full date, then agency, dash or line's end."""
    for line in lines:
        first = len(line) - len(line.lstrip())
        start = line.strip()[:160]
        for found in find_dates_within(line, first, first + len(start)):
            read = replace(found, span=(found.span[0] - first, found.span[1] - first))
            if read.precision is Precision.DAY and _opens(start, read):
                return replace(published(read), proof=start[: read.span[1]].strip())
            break
    return None


def _opens(line: str, read: DateInterval) -> bool:
    """Tell whether a place stands before the date, and an agency or the marks of a dateline beside it.

    A headline («حرب 6 أكتوبر 1973: …») has no such marks; two calendars stand in datelines alone.
    """
    place, rest = fold(line[: read.span[0]]), fold(line[read.span[1] :])
    words = _LETTERS.findall(place)
    if not 1 <= len(words) <= _PLACE_WORDS or not _IN_SENTENCES.isdisjoint(words):
        return False
    if _names_agency(words) or _names_agency(_LETTERS.findall(rest[:40])[:3]):
        return True
    dashed = rest.lstrip(" ).").startswith(_DASHES)
    set_off = dashed and place.rstrip().endswith((*_DASHES, ":", "،", ","))
    twice = len(re.findall(r"(?<!\d)\d{4}(?!\d)", fold(read.surface))) == 2
    return set_off or (twice and (dashed or not rest.strip(" .)")))


def _names_agency(words: Sequence[str]) -> bool:
    """Tell whether an agency's name of up to three words begins at one of the words."""
    runs = (" ".join(words[at : at + count]) for at in range(len(words)) for count in (1, 2, 3))
    return not publication_words().agencies.isdisjoint(runs)


def published(read: DateInterval) -> Published:
    """Convert a date read in a text to a publication date; Hijri months and years become intervals."""
    precision = read.precision
    if read.calendar == "hijri" and precision in {Precision.MONTH, Precision.YEAR}:
        precision = Precision.INTERVAL
    return Published(read.start, read.end, precision, DateSource.STATED, read.surface)
