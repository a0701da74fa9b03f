"""Periods that figures cover, in the text's words and as days."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from archive.extraction.dates import DateInterval
from archive.extraction.figures.context import Setting
from archive.extraction.figures.sentences import Sentence
from archive.extraction.figures.vocabulary import as_forms, word_set
from archive.extraction.numbers import Kind, find_numbers
from archive.extraction.numbers.vocabulary import read_lexicon
from archive.text.arabic import Folded, fold

_WEEK, _MONTH, _YEAR = 7, 30.44, 365.25
_DAYS = {
    "يوم": 1, "ايام": 1, "اسبوع": _WEEK, "اسابيع": _WEEK, "شهر": _MONTH, "اشهر": _MONTH, "شهور": _MONTH,
    "سنه": _YEAR, "سنوات": _YEAR, "عام": _YEAR, "اعوام": _YEAR,
}  # fmt: skip
_SPAN = re.compile(
    r"(?:خلال|في غضون|علي مدي|علي مدار|طوال|طيله|في)[ ]{1,2}"
    r"(?:ال)?(?P<unit>اشهر|شهور|سنوات|اعوام|ايام|اسابيع)? ?"
    r"(?:ال)?(?P<number>[ء-ي]+|\d{1,3}) ?"
    r"(?P<after>يوما|ايام|اسبوعا|اسابيع|شهرا|اشهر|شهور|سنوات|عاما|اعوام)?"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time: its words, and its closed interval if that is known."""

    said: str | None
    start: date | None = None
    end: date | None = None


def past(found: DateInterval, anchor: date | None) -> DateInterval:
    """Return a date without a year that was read as one to come a year earlier: figures tell the past."""
    if anchor is None or not found.relative or found.start <= anchor:
        return found
    return replace(found, start=_year_before(found.start), end=_year_before(found.end))


def _year_before(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


def period_of(text: str, setting: Setting, at: int, anchor: date | None) -> Period | None:
    """Return the period of the number at item `at`: a date before the next number, else one before it."""
    sentence, dates = setting.sentence, setting.dates
    number = sentence.items[at]
    stop = next((item.start for item in sentence.items[at + 1 :] if _is_rival(item.number)), sentence.end)
    behind = [
        found
        for found in dates
        if number.end <= found.span[0] < stop and not _is_of_telling(sentence, at, found.span[0])
    ]
    if behind:
        return _of_date(behind[0])
    span = _span(text, sentence, anchor)
    if span is not None:
        return span
    before = [found for found in dates if found.span[1] <= number.start]
    return _of_date(before[-1]) if before else None


def is_same_time(setting: Setting) -> bool:
    """Tell whether the last figure's period counts on: «وفي المدة نفسها» in a sentence without a date."""
    if setting.dates:
        return False
    data = read_lexicon("units.json")["same_time"]
    nouns, same = as_forms(data["nouns"]), as_forms(data["words"])
    words = [item.word for item in setting.sentence.items]
    return any(one in nouns and other in same for one, other in pairwise(words))


def _is_of_telling(sentence: Sentence, at: int, start: int) -> bool:
    """Tell whether a date is when it was told, not what it covers: «…، حسبما أعلن منتصف يناير»."""
    telling = word_set("telling", "actors.json")
    between = [item.word for item in sentence.items[at + 1 :] if item.end <= start]
    return any(word in telling for word in between)


def _is_rival(number: object) -> bool:
    return number is not None and getattr(number, "kind", None) in {Kind.CARDINAL, Kind.RANGE, Kind.VAGUE}


def _of_date(found: DateInterval) -> Period:
    return Period(found.surface, found.start, found.end)


def _span(text: str, sentence: Sentence, anchor: date | None) -> Period | None:
    """Return a span back from the anchor: «خلال سبعة أشهر», «على مدى الأشهر السبعة الماضية»; else None."""
    folded = Folded(text[sentence.start : sentence.end])
    for match in _SPAN.finditer(folded.text):
        unit = match.group("unit") or match.group("after")
        values = find_numbers(match.group("number")) if unit else ()
        if not unit or len(values) != 1:
            continue
        start, end = folded.span(match.start(), match.end())
        days = _DAYS.get(unit) or _DAYS.get(unit.removesuffix("ا")) or 0
        length = timedelta(days=round(float(values[0].value) * days))
        said = folded.original[start:end]
        return Period(said) if anchor is None or not length else Period(said, anchor - length, anchor)
    return None


def rate_of(sentence: Sentence, at: int, after: int) -> str | None:
    """Return how often (`day`, `month` …), if told a few words behind the unit or before it; else None."""
    words = [item.word for item in sentence.items]
    stop = next((place for place in range(after, len(words)) if sentence.items[place].is_mark), len(words))
    for rate, phrases in read_lexicon("units.json")["rates"].items():
        for phrase in phrases:
            parts = fold(phrase).split(" ")
            for place in range(after, min(after + 5, stop)):
                is_said = words[place : place + len(parts)] == parts
                if is_said and not (len(parts) > 1 and _is_ordinal(words, place + len(parts))):
                    return str(rate)
    before = set(words[max(0, at - 12) : at])
    return "day" if before & {"اليومي", "اليوميه"} and before & word_set("counts") else None


def _is_ordinal(words: list[str], place: int) -> bool:
    """Tell whether an ordinal follows: «في اليوم الأول» is a day, not a rate."""
    return place < len(words) and words[place].startswith("ال")
