"""Choice of an article's date of publication: stated, on a date line or dateline, in the address, proven.

Nothing defaults to today, to a file's time or to a crawl's. What the text does not prove stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from archive.extraction.address_dates import address_date
from archive.extraction.dates.calendars import add_days, unit_span
from archive.extraction.printed_dates import date_line, dateline, first_printed, tells_update
from archive.extraction.publication_evidence import not_before, prove, sentences
from archive.extraction.stated_dates import order_doubts, stated_date
from archive.model.article import UNKNOWN_DATE, DateSource, Evidence, Precision, Published
from archive.model.warning import ArticleWarning, WarningCode
from archive.text.arabic import fold

#: Before this no newspaper was printed in Arabic.
FIRST_PRINTED: Final = date(1800, 1, 1)
#: A page may be put online, or into its folder, so many days before or after its date.
_GRACE: Final = 2
#: A clock's time in UTC: the hour, and nothing but zeros after its sign.
_UTC: Final = re.compile(
    r"[T\s](\d{2}):\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|(?:GMT|UTC)?[+-]00:?00|GMT|UTC)\b", re.IGNORECASE
)
#: From this hour on it is the next day already in the east of the Arab world.
_NEXT_DAY_EAST: Final = 20


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
    given = stated_date(stated, origin)
    printed = date_line(header) or first_printed(date_lines)
    printed = printed or dateline((*header, *body.split("\n\n")[:2]))
    warnings = list(_unread(stated, given))
    if given is not None and printed is not None and is_next_local_day(stated["published"], given, printed):
        return _dated(printed, "text", 0.95, warnings, today)
    if given is not None:
        warnings += _of_time_zone(stated["published"], given, printed)
        warnings += order_doubts(stated, given)
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
    if tells_update(before):
        words = "the only day printed is that of the last change"
        yield ArticleWarning(WarningCode.MODIFIED_DATE, words, printed.proof)


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
