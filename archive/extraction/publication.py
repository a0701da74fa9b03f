"""Choice of an article's date of publication: stated, on a date line or dateline, in the address, proven.

Nothing defaults to today, to a file's time or to a crawl's. What the text does not prove stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from archive.extraction.address_dates import address_date
from archive.extraction.dates import DateInterval, find_dates_within, parse_date
from archive.extraction.dates.calendars import add_days, unit_span
from archive.extraction.publication_evidence import not_before, prove, sentences
from archive.lexicon.outlets import publication_words
from archive.model.article import UNKNOWN_DATE, DateSource, Evidence, Precision, Published
from archive.model.warning import ArticleWarning, WarningCode
from archive.text.arabic import fold

#: Before this no newspaper was printed in Arabic.
FIRST_PRINTED: Final = date(1800, 1, 1)
#: A page may be put online, or into its folder, so many days before or after its date.
_GRACE: Final = 2
_HEADER_LINES: Final = 6
_PLACE_WORDS: Final = 4
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_DASHES: Final = ("-", "–", "—", "ـ", "/")
#: What stands before a date in a sentence and not in a dateline.
_IN_SENTENCES: Final = frozenset({"في", "من", "منذ", "يوم", "بتاريخ", "عام", "حتي", "الي"})
_COMPACT: Final = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?:[T\s]\d{4,6}\D?.*)?\s*")
#: A day, a month by name and two digits of a year, as spreadsheets write it.
_SHORT_YEAR: Final = re.compile(r"\s*(\d{1,2})[-/. ]([^\W\d_]{3,9})[-/. ,]{1,2}(\d{2})\s*")
_LATEST_SHORT_YEAR: Final = 49
_NUMERIC: Final = re.compile(r"(?<!\d)(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4}|\d{2})(?!\d)")
_YEAR_FIRST: Final = re.compile(r"(?<!\d)(\d{4})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{1,2})(?!\d)")
#: A clock's time in UTC: the hour, and nothing but zeros after its sign.
_UTC: Final = re.compile(
    r"[T\s](\d{2}):\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|(?:GMT|UTC)?[+-]00:?00|GMT|UTC)\b", re.IGNORECASE
)
#: From this hour on it is the next day already in the east of the Arab world.
_NEXT_DAY_EAST: Final = 20
_CLOCK: Final = re.compile(r"(?<!\s)\s{1,5}\d{1,2}:\d{2}(?::\d{2})?\s?(?:[AP]M|[صم])?$", re.IGNORECASE)
_ISO_MONTH: Final = re.compile(r"\s*((?:1[89]|20)\d\d)-(0[1-9]|1[0-2])\s*")
_TWO_ENDS: Final = re.compile(r"\s*(\d{4}-\d{2}-\d{2})\s*(?:/|\.\.)\s*(\d{4}-\d{2}-\d{2})\s*")


@dataclass(frozen=True, slots=True)
class Dated:
    """A publication date with its warnings and its evidence."""

    published: Published
    warnings: tuple[ArticleWarning, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    not_before: date | None = None
    """For an undated article: the newest day that it tells of as past."""


def choose_published(  # noqa: PLR0913 - one keyword for each place that may say it
    *,
    stated: Mapping[str, str],
    origin: str,
    header: Sequence[str],
    body: str,
    today: date,
    date_lines: Sequence[str] = (),
    url: str | None = None,
    modified: str | None = None,
) -> Dated:
    """Return the publication date of an article with its warnings and evidence.

    `stated` are the input's fields (`published`, and where given `published_precision` and
    `published_source`), `origin` says whether a record's own keys (`given`) or a page's tags (`metadata`)
    hold them, `header` are the first lines of the text, `body` is its clean text, `date_lines` are lines of
    a page that its text lacks, `url` is its address, and `modified` says when it was changed. The order:
    what is stated, a date on a line of its own, a dateline, the address, what the text proves. Never raises.
    """
    given = _stated(stated, origin)
    printed = date_line(header) or first_printed(date_lines)
    printed = printed or dateline((*header, *body.split("\n\n")[:2]))
    warnings = list(_unread(stated, given))
    if given is not None and printed is not None and is_next_local_day(stated["published"], given, printed):
        return _dated(printed, "text", 0.95, warnings, today)
    if given is not None:
        warnings += _of_time_zone(stated["published"], given, printed)
        warnings += _of_day_order(stated, given)
        warnings += _disagreement(given, printed) or _against_address(given, url, today)
        return _dated(given, origin, 1.0, warnings, today)
    if printed is not None:
        warnings += [*_of_change(printed), *_against_address(printed, url, today)]
        return _dated(printed, "text", 0.95, warnings, today)
    addressed = address_date(url, today)
    if addressed is not None:
        return _dated(addressed, "url", 0.9, warnings, today)
    found = _proven(body, warnings, today)
    if modified and not found.published.known:
        changed = ArticleWarning(WarningCode.MODIFIED_DATE, "only the day of a change is stated", modified)
        return replace(found, warnings=(*found.warnings, changed))
    return found


def _stated(stated: Mapping[str, str], origin: str) -> Published | None:
    value = stated.get("published", "")
    read = read_stated(_in_usual_order(value, stated.get("published_order", "")))
    read = read and replace(read, proof=" ".join(value.split()))
    if read is None:
        return None
    source = DateSource.METADATA if origin == "metadata" else DateSource.STATED
    named = stated.get("published_source", "").strip().lower()
    if named in set(DateSource) - {DateSource.UNKNOWN}:
        source = DateSource(named)
    return _widened(replace(read, source=source), stated.get("published_precision", ""))


def read_stated(value: str) -> Published | None:
    """Read a date field, or return None.

    It may be an ISO date or time, `2016-02`, two ISO days (`2016-02-01/2016-02-07`), RFC 822 or Arabic words.
    """
    value = _with_whole_year(value.replace("\\", "/"))
    compact, ends = _COMPACT.fullmatch(value), _TWO_ENDS.fullmatch(value)
    if ends is not None:
        first, last = read_stated(ends[1]), read_stated(ends[2])
        if first is None or last is None or first.start is None or last.end is None:
            return None
        low, high = sorted((first.start, last.end))
        return Published(low, high, Precision.DAY if low == high else Precision.INTERVAL, proof=value)
    if in_month := _ISO_MONTH.fullmatch(value):  # in a text, 2015-16 and 2005-06 are two years
        month = unit_span("month", date(int(in_month[1]), int(in_month[2]), 1), 0)
        return Published(*month, Precision.MONTH, DateSource.STATED, " ".join(value.split()))
    read = parse_date("-".join(compact.groups()) if compact is not None else value)
    read = read or parse_date(_CLOCK.sub("", value.strip()))  # a year of two digits is none before a clock
    found = _iso_day(value) if read is None else published(read)
    return found and replace(found, proof=" ".join(value.split()))


def _in_usual_order(value: str, order: str) -> str:
    """Return a numeric date of a `month_first` or `year_day` column as it is usually written."""
    if order == "month_first":
        return _NUMERIC.sub(lambda found: f"{found[2]}/{found[1]}/{found[3]}", value, count=1)
    if order == "year_day":
        return _YEAR_FIRST.sub(lambda found: f"{found[1]}-{found[3]}-{found[2]}", value, count=1)
    return value


def _with_whole_year(value: str) -> str:
    """Return `7-Feb-16` with four digits of its year: 1950 to 2049."""
    found = _SHORT_YEAR.fullmatch(value)
    if found is None:
        return value
    year = int(found[3])
    return f"{found[1]} {found[2]} {1900 + year if year > _LATEST_SHORT_YEAR else 2000 + year}"


def _iso_day(value: str) -> Published | None:
    """Read an ISO day of a year that no text would mean, such as 3031, so that it can be warned of."""
    try:
        day = date.fromisoformat(value.strip()[:10])
    except ValueError:
        return None
    return Published(day, day, Precision.DAY, DateSource.STATED)


def published(read: DateInterval) -> Published:
    """Convert a date read in a text to a publication date; Hijri months and years become intervals."""
    precision = read.precision
    if read.calendar == "hijri" and precision in {Precision.MONTH, Precision.YEAR}:
        precision = Precision.INTERVAL
    return Published(read.start, read.end, precision, DateSource.STATED, read.surface)


def _widened(read: Published, precision: str) -> Published:
    """Return the whole month or year if the input says that its day is no more precise than that."""
    unit = precision.strip().lower()
    if read.start is None or unit not in {"month", "year"}:
        return read
    start, end = unit_span(unit, read.start, 0)
    if read.end is None or not start <= read.end <= end:
        return read
    return replace(read, start=start, end=end, precision=Precision(unit))


def first_printed(lines: Iterable[str]) -> Published | None:
    """Return the date of the first line that holds a date and nothing else, or None."""
    words = publication_words().date_line
    return next((read for line in lines if (read := _alone(line, words)) is not None), None)


def is_next_local_day(value: str, given: Published, printed: Published) -> bool:
    """Tell whether the printed day is the day after a late moment in UTC: the same moment, in local time."""
    moment = _UTC.search(value)
    if moment is None or given.start is None or printed.precision is not Precision.DAY:
        return False
    return int(moment[1]) >= _NEXT_DAY_EAST and printed.start == add_days(given.start, 1)


def _of_time_zone(value: str, given: Published, printed: Published | None) -> Iterator[ArticleWarning]:
    """Warn of a late hour in UTC if no printed day says which day it was where it was published."""
    moment = _UTC.search(value)
    if moment and printed is None and given.precision is Precision.DAY and int(moment[1]) >= _NEXT_DAY_EAST:
        words = "published late in the day by UTC, which was the next day already in the east"
        yield ArticleWarning(WarningCode.TIME_ZONE, words, given.proof)


def _of_change(printed: Published) -> Iterator[ArticleWarning]:
    """Warn of a printed day that its line calls that of a change: «آخر تحديث: 7 فبراير 2016»."""
    before = re.split(r"\d", fold(printed.proof or ""), maxsplit=1)[0]
    if not publication_words().updated.isdisjoint(_LETTERS.findall(before)):
        words = "the only day printed is that of the last change"
        yield ArticleWarning(WarningCode.MODIFIED_DATE, words, printed.proof)


def _of_day_order(stated: Mapping[str, str], given: Published) -> Iterator[ArticleWarning]:
    """Warn of a date whose day and month may change places, as other dates of its table do."""
    found = _NUMERIC.search(stated["published"])
    year_first = _YEAR_FIRST.search(stated["published"])
    two = found.group(1, 2) if found else year_first.group(2, 3) if year_first else ("", "")
    if not all(two) or max(map(int, two)) > 12 or two[0] == two[1]:
        return
    words = {
        "month_first": "read with the month first, as other dates of the column must be",
        "year_day": "read with the day before the month, as other dates of the column must be",
        "mixed": "day and month could change places: the column has dates of both orders",
    }.get(stated.get("published_order", ""))
    if words:
        yield ArticleWarning(WarningCode.DAY_ORDER, words, given.proof)


def date_line(header: Iterable[str]) -> Published | None:
    """Return the date on a line of its own among the first lines, or None; a line of an update comes last."""
    words = publication_words()
    lines = [line for line in header if line.strip()][:_HEADER_LINES]
    found = [(line, read) for line in lines if (read := _alone(line, words.date_line)) is not None]
    first = [read for line, read in found if words.updated.isdisjoint(_LETTERS.findall(fold(line)))]
    return next(iter(first), found[0][1] if found else None)


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
    """Yield warnings for a date in the future (a day's grace for time zones) or before printing (1800)."""
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


def _disagreement(given: Published, printed: Published | None) -> list[ArticleWarning]:
    """Warn of a printed day that lies more than a day outside the stated interval."""
    if given.start is None or given.end is None or printed is None or printed.start is None:
        return []
    if add_days(given.start, -1) <= printed.start <= add_days(given.end, 1):
        return []
    words = f"the text is dated {printed.start.isoformat()}, the field published says {given.proof!r}"
    return [ArticleWarning(WarningCode.DATES_DIFFER, words, printed.proof)]


def _against_address(chosen: Published, url: str | None, today: date) -> list[ArticleWarning]:
    """Warn of a date that lies far from the one in the article's own address."""
    addressed = address_date(url, today)
    if addressed is None or chosen.start is None or chosen.end is None:
        return []
    first, last = addressed.start or chosen.start, addressed.end or chosen.end
    if add_days(first, -_GRACE) <= chosen.end and chosen.start <= add_days(last, _GRACE):
        return []
    words = f"the address is dated {addressed.proof}, the article {chosen.proof!r}"
    return [ArticleWarning(WarningCode.DATES_DIFFER, words, url)]
