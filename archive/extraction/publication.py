"""Choosing when an article was published: what the input states, a date line, a dateline, or a proof.

Nothing defaults to today, to a file's time or to a crawl's. What the text does not prove stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from archive.extraction.dates import DateInterval, find_dates, parse_date
from archive.extraction.dates.calendars import add_days, unit_span
from archive.extraction.publication_evidence import not_before, prove, sentences
from archive.lexicon.outlets import publication_words
from archive.model.article import UNKNOWN_DATE, DateSource, Evidence, Precision, Published
from archive.model.warning import ArticleWarning, WarningCode
from archive.text.arabic import fold

#: Before this no newspaper was printed in Arabic.
FIRST_PRINTED: Final = date(1800, 1, 1)
_HEADER_LINES: Final = 6
_PLACE_WORDS: Final = 4
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_DASHES: Final = ("-", "–", "—", "ـ", "/")
#: What stands before a date in a sentence and not in a dateline.
_IN_SENTENCES: Final = frozenset({"في", "من", "منذ", "يوم", "بتاريخ", "عام", "حتي", "الي"})
_COMPACT: Final = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?:[T\s]\d{4,6}\D?.*)?\s*")
_TWO_ENDS: Final = re.compile(r"\s*(\d{4}-\d{2}-\d{2})\s*(?:/|\.\.)\s*(\d{4}-\d{2}-\d{2})\s*")


@dataclass(frozen=True, slots=True)
class Dated:
    """A publication date with what a reader should know of it."""

    published: Published
    warnings: tuple[ArticleWarning, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    not_before: date | None = None
    """For an undated article: the newest day that it tells of as past."""


def choose_published(
    *, stated: Mapping[str, str], origin: str, header: Sequence[str], body: str, today: date
) -> Dated:
    """The publication date of an article.

    `stated` are the input's fields (`published`, and where given `published_precision` and
    `published_source`), `origin` says whether a record's own keys (`given`) or a page's tags (`metadata`)
    hold them, `header` are the first lines of the text, `body` is its clean text. The order: what is
    stated, a date on a line of its own, a dateline, what the text proves. Never raises.
    """
    given = _stated(stated, origin)
    printed = date_line(header) or dateline((*header, *body.split("\n\n")[:2]))
    warnings = list(_unread(stated, given))
    if given is not None:
        warnings += _disagreement(given, printed)
        return _dated(given, origin, 1.0, warnings, today)
    if printed is not None:
        return _dated(printed, "text", 0.95, warnings, today)
    return _proven(body, warnings, today)


def _stated(stated: Mapping[str, str], origin: str) -> Published | None:
    value = stated.get("published", "")
    read = read_stated(value)
    if read is None:
        return None
    source = DateSource.METADATA if origin == "metadata" else DateSource.STATED
    named = stated.get("published_source", "").strip().lower()
    if named in set(DateSource) - {DateSource.UNKNOWN}:
        source = DateSource(named)
    return _widened(replace(read, source=source), stated.get("published_precision", ""))


def read_stated(value: str) -> Published | None:
    """The days of a date field: ISO dates and times, `2016-02`, two ISO days, RFC 822, or Arabic words."""
    compact, ends = _COMPACT.fullmatch(value), _TWO_ENDS.fullmatch(value)
    if ends is not None:
        first, last = read_stated(ends[1]), read_stated(ends[2])
        if first is None or last is None or first.start is None or last.end is None:
            return None
        low, high = sorted((first.start, last.end))
        return Published(low, high, Precision.DAY if low == high else Precision.INTERVAL, proof=value)
    read = parse_date("-".join(compact.groups()) if compact is not None else value)
    found = _iso_day(value) if read is None else published(read)
    return found and replace(found, proof=" ".join(value.split()))


def _iso_day(value: str) -> Published | None:
    """An ISO day of a year that no text would mean, such as 3031, so that it can be warned of."""
    try:
        day = date.fromisoformat(value.strip()[:10])
    except ValueError:
        return None
    return Published(day, day, Precision.DAY, DateSource.STATED)


def published(read: DateInterval) -> Published:
    """A date as read in a text, as a stated publication date; Hijri months and years are intervals."""
    precision = read.precision
    if read.calendar == "hijri" and precision in {Precision.MONTH, Precision.YEAR}:
        precision = Precision.INTERVAL
    return Published(read.start, read.end, precision, DateSource.STATED, read.surface)


def _widened(read: Published, precision: str) -> Published:
    """The whole month or year, where the input says that its day is no more precise than that."""
    unit = precision.strip().lower()
    if read.start is None or unit not in {"month", "year"}:
        return read
    start, end = unit_span(unit, read.start, 0)
    if read.end is None or not start <= read.end <= end:
        return read
    return replace(read, start=start, end=end, precision=Precision(unit))


def date_line(header: Iterable[str]) -> Published | None:
    """The date that stands on a line of its own among the first lines; a line of the update counts last."""
    words = publication_words()
    lines = [line for line in header if line.strip()][:_HEADER_LINES]
    found = [(line, read) for line in lines if (read := _alone(line, words.date_line)) is not None]
    first = [read for line, read in found if words.updated.isdisjoint(_LETTERS.findall(fold(line)))]
    return next(iter(first), found[0][1] if found else None)


def _alone(line: str, beside: frozenset[str]) -> Published | None:
    """A line's date, if it is a day or a month with its year and only times and labels stand beside it."""
    read = parse_date(line) if len(line) <= 120 else None
    if read is None or read.precision not in {Precision.DAY, Precision.MONTH}:
        return None
    rest = fold(line[: read.span[0]] + " " + line[read.span[1] :])
    if not all(word in beside for word in _LETTERS.findall(rest)):
        return None
    return replace(published(read), proof=line.strip())


def dateline(lines: Iterable[str]) -> Published | None:
    """The day in an agency's dateline: a place, a full date, then the agency, a dash or the line's end."""
    for line in lines:
        start = line.strip()[:160]
        for read in find_dates(start):
            if read.precision is Precision.DAY and _opens(start, read):
                return replace(published(read), proof=start[: read.span[1]].strip())
            break
    return None


def _opens(line: str, read: DateInterval) -> bool:
    """Whether a place stands before the date, and an agency or the marks of a dateline beside it.

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
    """Whether an agency's name of up to three words begins at one of the words."""
    runs = (" ".join(words[at : at + count]) for at in range(len(words)) for count in (1, 2, 3))
    return not publication_words().agencies.isdisjoint(runs)


def _proven(body: str, warnings: list[ArticleWarning], today: date) -> Dated:
    parts = sentences(body)
    proof = prove(parts, today)
    if proof is None:
        bound = not_before(parts, today)
        unknown = UNKNOWN_DATE if bound is None else replace(UNKNOWN_DATE, proof=bound.quote)
        return Dated(unknown, tuple(warnings), not_before=bound.start if bound else None)
    precision = Precision.DAY if proof.start == proof.end else Precision.INTERVAL
    if (proof.start, proof.end) == unit_span("year", proof.start, 0):
        precision = Precision.YEAR
    inferred = Published(proof.start, proof.end, precision, DateSource.INFERRED, proof.quote)
    return _dated(inferred, "inferred", proof.confidence, warnings, today)


def _dated(
    chosen: Published, origin: str, confidence: float, warnings: list[ArticleWarning], today: date
) -> Dated:
    evidence = Evidence("published", origin, quote=chosen.proof, confidence=confidence)
    return Dated(chosen, (*warnings, *suspicions(chosen, today)), (evidence,))


def suspicions(chosen: Published, today: date) -> Iterator[ArticleWarning]:
    """What is odd about a date: it lies in the future (a day's grace for time zones), or before printing."""
    if chosen.start is not None and chosen.start > add_days(today, 1):
        yield ArticleWarning(
            WarningCode.FUTURE_DATE, f"published in the future: {chosen.start.isoformat()}", chosen.proof
        )
    if chosen.end is not None and chosen.end < FIRST_PRINTED:
        words = f"published before there were newspapers: {chosen.end.isoformat()}"
        yield ArticleWarning(WarningCode.EARLY_DATE, words, chosen.proof)


def _unread(stated: Mapping[str, str], given: Published | None) -> Iterator[ArticleWarning]:
    value = stated.get("published", "").strip()
    if value and given is None:
        yield ArticleWarning(
            WarningCode.UNREAD_DATE, "the field published holds no date that can be read", value[:80]
        )


def _disagreement(given: Published, printed: Published | None) -> Iterator[ArticleWarning]:
    """A printed day that lies outside the stated interval, a day's grace for time zones."""
    if given.start is None or given.end is None or printed is None or printed.start is None:
        return
    if not add_days(given.start, -1) <= printed.start <= add_days(given.end, 1):
        words = f"the text is dated {printed.start.isoformat()}, the field published says {given.proof!r}"
        yield ArticleWarning(WarningCode.DATES_DIFFER, words, printed.proof)
