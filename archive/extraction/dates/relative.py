"""Rules for dates that count from the anchor: أمس, الأحد الماضي, الشهر قبل الماضي, قبل أسبوعين."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from archive.extraction.dates.absolute import moment_after
from archive.extraction.dates.expressions import Moment
from archive.extraction.dates.matching import Match, is_mark, is_unit, skip, skip_mark
from archive.extraction.dates.numerals import count_at
from archive.extraction.dates.resolve import Ago, Period, RelativeDay, Weekday, WeekdayOf, Window
from archive.extraction.dates.tokens import Island
from archive.extraction.dates.vocabulary import Kind

#: After «قبل شهر» these say that a named month, day or year is meant, or an event other than the anchor.
_NOT_AGO: Final = frozenset(
    {
        Kind.FROM, Kind.NUMBER, Kind.SHIFT, Kind.ORDINAL, Kind.MONTH, Kind.WEEKDAY, Kind.RELATIVE_DAY,
        Kind.STUDY, Kind.ERA,
    }
)  # fmt: skip


def relative_day(tokens: Island, at: int) -> Match | None:
    """Match a day near the anchor: فجر أمس الجمعة, اليوم (الأربعاء).

    In اليوم الاثنين 4 شوال the date decides.
    """
    place = skip(tokens, at, Kind.DAY_PART)
    day = tokens[place]
    if day.kind is not Kind.RELATIVE_DAY or tokens[place + 1].kind is Kind.ORDINAL:
        return None
    place += 1
    opened = is_mark(tokens[place], "([")
    inner = skip_mark(tokens, place, "([،,-–")
    inner = inner + 1 if is_unit(tokens[inner], "day") else inner
    weekday = tokens[inner].value if tokens[inner].kind is Kind.WEEKDAY else None
    if weekday is not None:
        dated = moment_after(tokens, inner + 1, weekday, told=True)
    else:
        dated = moment_after(tokens, inner, None, told=True) if inner > place else None
    if dated is not None and isinstance(dated.expression, Moment) and dated.expression.day is not None:
        return replace(dated, end=skip_mark(tokens, dated.end, ")]") if opened else dated.end, certain=True)
    if weekday is None:
        return Match(RelativeDay(day.value), place, certain=not _a_name(tokens, at, place))
    end = skip_mark(tokens, inner + 1, ")]") if opened else inner + 1
    return Match(RelativeDay(day.value, weekday), end)


def _a_name(tokens: Island, at: int, end: int) -> bool:
    """Tell whether «اليوم» stands alone in brackets or quotation marks: then it is a newspaper."""
    return at > 0 and is_mark(tokens[at - 1], '([«"“') and is_mark(tokens[end], ')]»"”')


def weekday(tokens: Island, at: int) -> Match | None:
    """Match a weekday: يوم الثلاثاء الماضي, السبت قبل الماضي, الجمعة من الأسبوع الماضي, مساء الأحد."""
    place = skip(tokens, skip(tokens, at, Kind.DAY_PART), Kind.IN)
    place = place + 1 if is_unit(tokens[place], "day") else place
    place = skip(tokens, place, Kind.THIS)
    name = tokens[place]
    if name.kind is not Kind.WEEKDAY or name.text.isascii():
        return None
    following = tokens[place + 1]
    if following.kind is Kind.SHIFT:
        return Match(Weekday(name.value, following.value), place + 2)
    if is_mark(following, "(") and tokens[place + 2].kind is Kind.SHIFT and is_mark(tokens[place + 3], ")"):
        return Match(Weekday(name.value, tokens[place + 2].value), place + 4)
    week = place + 2 if following.kind in {Kind.FROM, Kind.IN} else place + 1
    if is_unit(tokens[week], "week") and tokens[week + 1].kind is Kind.SHIFT:
        return Match(WeekdayOf(name.value, tokens[week + 1].value), week + 2)
    return Match(Weekday(name.value), place + 1)


def period(tokens: Island, at: int) -> Match | None:
    """Match a whole unit: الشهر الماضي, هذا العام, العام الهجري المقبل. A school year gives None."""
    this = tokens[at].kind is Kind.THIS
    unit = tokens[at + this]
    if unit.kind is not Kind.UNIT or unit.value != 1 or unit.word.name == "day":
        return None
    place = at + this + 1
    era = tokens[place].kind is Kind.ERA
    calendar = tokens[place].word.name if era else None
    place += era
    following = tokens[place]
    if following.kind is Kind.SHIFT and following.word.name != "many":
        return Match(Period(unit.word.name, following.value, calendar), place + 1)
    if not this or following.kind in {Kind.STUDY, Kind.NUMBER} or "ال" not in unit.text[:4]:
        return None
    return Match(Period(unit.word.name, 0, calendar), place)


def window(tokens: Island, at: int) -> Match | None:
    """Match units up to or from the anchor: الأشهر الثلاثة الأخيرة, العامين الماضيين, آخر عشر سنوات."""
    final = tokens[at].kind is Kind.FINAL
    place = at + final
    counted = count_at(tokens, place)
    place = counted[1] if counted else place
    unit = tokens[place]
    if unit.kind is not Kind.UNIT or (unit.value == 1 and counted is None):
        return None
    place += 1
    counted = counted or ((2, place) if unit.value == 2 else count_at(tokens, place))
    if counted is None:
        return None
    place = max(place, counted[1])
    direction = -1 if final else _direction(tokens, place)
    if not direction or tokens[place + (not final)].kind is Kind.FROM:
        return None
    end = skip(tokens, place, Kind.SHIFT, Kind.LAST)
    return Match(Window(direction * counted[0], unit.word.name), end)


def _direction(tokens: Island, at: int) -> int:
    if tokens[at].kind is Kind.LAST:
        return -1
    if tokens[at].kind is Kind.SHIFT and abs(tokens[at].value) == 1:
        return tokens[at].value
    return 0


def ago(tokens: Island, at: int) -> Match | None:
    """Match a distance: قبل أسبوعين, منذ ثلاثة أيام, قبل نحو عام.

    «بعد شهر» counts from the anchor only if it stands alone.
    """
    cue = tokens[at].kind
    if cue not in {Kind.BEFORE, Kind.SINCE, Kind.AFTER}:
        return None
    place = skip(tokens, at + 1, Kind.APPROXIMATE)
    counted = count_at(tokens, place)
    unit = tokens[counted[1] if counted else place]
    if unit.kind is not Kind.UNIT or (counted is None and (unit.value == 0 or unit.text.startswith("ال"))):
        return None
    count, end = counted or (unit.value, place)
    end += 1
    if tokens[end].kind in _NOT_AGO and not (counted and tokens[end].kind is Kind.SHIFT):
        return None
    end = skip(tokens, end, Kind.APPROXIMATE)
    sign = 1 if cue is Kind.AFTER else -1
    return Match(Ago(sign * count, unit.word.name), end, certain=cue is not Kind.AFTER)
