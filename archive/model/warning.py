"""Warnings: what a reader of the archive should know of an article before believing it.

A warning never takes an article out: it says what is doubtful, in words, with the words of the input that
make it so. Interfaces translate a warning by its code; its words are English.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

#: Characters of the input that a warning quotes at most.
QUOTED: Final = 80


class WarningCode(StrEnum):
    """The kinds of doubt; values of the facet and the filter `warning`."""

    # when it was published
    FUTURE_DATE = "future_date"
    EARLY_DATE = "early_date"
    UNREAD_DATE = "unread_date"
    DATES_DIFFER = "dates_differ"
    DAY_ORDER = "day_order"
    """A numeric date whose day and month could change places."""
    TIME_ZONE = "time_zone"
    """A moment whose day depends on the time zone."""
    MODIFIED_DATE = "modified_date"
    """Only the day of a change is stated."""
    # what its text is
    MOJIBAKE = "mojibake"
    REVERSED = "reversed"
    REPLACED_BYTES = "replaced_bytes"
    QUESTION_MARKS = "question_marks"
    STUB = "stub"
    NOTICE_PAGE = "notice_page"
    """A page that asks for consent, a subscription or patience and holds no article."""
    LISTING = "listing"
    SEVERAL_ARTICLES = "several_articles"
    CUT_OFF = "cut_off"
    BROKEN_INPUT = "broken_input"
    LAYOUT = "layout"
    REPEATS = "repeats"
    DAMAGED_RECORD = "damaged_record"
    """The archive holds something else than what was stored."""
    # who it is
    SAME_ID = "same_id"
    """Another article claimed the same id."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ArticleWarning:
    """One doubt about an article."""

    code: str
    """A `WarningCode`; a newer Sijill may know others."""
    words: str
    """One English clause, without a full stop."""
    evidence: str | None = None
    """The words of the input that give rise to it."""

    def __str__(self) -> str:
        return f"{self.words}: «{self.evidence}»" if self.evidence else self.words


#: How warnings began when they were words alone, and what they are called now.
_OLDER: Final = (
    ("published in the future", WarningCode.FUTURE_DATE),
    ("published before there were", WarningCode.EARLY_DATE),
    ("the field published holds no date", WarningCode.UNREAD_DATE),
    ("the text is dated", WarningCode.DATES_DIFFER),
    ("repeated paragraphs folded", WarningCode.REPEATS),
    ("bytes that are not UTF-8", WarningCode.REPLACED_BYTES),
    ("the feed is broken", WarningCode.BROKEN_INPUT),
    ("the web archive ends", WarningCode.CUT_OFF),
    ("layout", WarningCode.LAYOUT),
)


def warning_of_words(words: str) -> ArticleWarning:
    """Build a warning from the words alone, as older archives hold it; unknown words get the code `other`."""
    code = next((code for beginning, code in _OLDER if words.startswith(beginning)), WarningCode.OTHER)
    return ArticleWarning(code, words)
