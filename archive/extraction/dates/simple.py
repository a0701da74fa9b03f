"""Dates that are no ranges: the rules to try, by the kind of the first word."""

from __future__ import annotations

from typing import Final

from archive.extraction.dates.absolute import moment
from archive.extraction.dates.matching import Match, Rule, longest
from archive.extraction.dates.parts import fraction, fuzzy_part, season, units_of
from archive.extraction.dates.relative import ago, period, relative_day, weekday, window
from archive.extraction.dates.tokens import Island
from archive.extraction.dates.vocabulary import Kind
from archive.extraction.dates.years import century, decade, year

SIMPLE: Final[dict[Kind, tuple[Rule, ...]]] = {
    Kind.NUMBER: (moment, year, window),
    Kind.ARTICLE: (moment, window),
    Kind.COUNT: (window,),
    Kind.ORDINAL: (moment,),
    Kind.MONTH: (moment,),
    Kind.DAY_PART: (relative_day, moment, weekday),
    Kind.RELATIVE_DAY: (relative_day, moment),
    Kind.WEEKDAY: (moment, weekday),
    Kind.UNIT: (moment, weekday, units_of, century, decade, year, period, window),
    Kind.THIS: (period, season, weekday),
    Kind.PORTION: (fuzzy_part, units_of),
    Kind.FINAL: (units_of, window),
    Kind.FRACTION: (fraction,),
    Kind.SEASON: (season,),
    Kind.DECADE: (decade,),
    Kind.BEFORE: (ago,),
    Kind.SINCE: (ago,),
    Kind.AFTER: (ago,),
}


def simple(tokens: Island, at: int) -> Match | None:
    """Match the longest date at a token that is no range."""
    return longest(SIMPLE.get(tokens[at].kind, ()), tokens, at)
