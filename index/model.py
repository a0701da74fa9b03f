"""Query and answer: frozen types that page, REST, terminal, export and feed share.

One query object drives them all, so that counts, facets, list and export can never disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from archive.model.article import Outlet, Published


class Mode(StrEnum):
    """The match mode of a query of several words: articles with any of them, or with all."""

    ANY = "any"
    ALL = "all"


class Sort(StrEnum):
    """The order of hits: by score, by date of publication or name of the outlet (unknown last), or last added
    first; ties by id."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    ADDED = "added"
    OUTLET = "outlet"


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters that a hit passes besides matching the words; several values of one mean any of them."""

    platforms: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    """Outlet ids."""
    date_from: date | None = None
    date_to: date | None = None
    """Closed bounds; an article matches if its published interval overlaps them."""
    date_unknown: bool | None = None
    """True: only undated articles. False: only dated ones. None: as the bounds say."""
    about_from: date | None = None
    about_to: date | None = None
    """Closed bounds of what the text is about: it names a time that overlaps them."""
    agencies: tuple[str, ...] = ()
    """Ids of news agencies that the article was taken from."""
    languages: tuple[str, ...] = ()
    """Codes of ISO 639."""
    warnings: tuple[str, ...] = ()
    """Codes of warnings (`archive.model.warning`)."""
    countries: tuple[str, ...] = ()
    """Codes (ISO 3166) of the countries that outlets are of."""
    named: tuple[str, ...] = ()
    """Ids of organisations and people that the text names, or whose figures it tells."""
    units: tuple[str, ...] = ()
    """Ids of units of the article's figures."""
    actions: tuple[str, ...] = ()
    """Ids of actions of the article's figures."""
    authors: tuple[str, ...] = ()
    """Whole bylines."""

    @property
    def empty(self) -> bool:
        """Tell whether nothing is filtered."""
        return self == Filters()


#: The facets by whose values an article can be filtered, and the filter of each.
VALUE_FILTERS = {
    "platform": "platforms",
    "outlet": "outlets",
    "agency": "agencies",
    "language": "languages",
    "warning": "warnings",
    "country": "countries",
    "named": "named",
    "unit": "units",
    "action": "actions",
    "author": "authors",
}


@dataclass(frozen=True, slots=True)
class Query:
    """A search request. `text` is as typed; an empty text or `*` asks for every article."""

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    mode: Mode = Mode.ANY
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    """From 1."""
    per_page: int = 10
    expand: bool = True
    """Whether names and synonyms find their other spellings."""
    without: frozenset[str] = frozenset()
    """Ids of expansions that are switched off."""
    cursor: str | None = None
    """The beginning of a deep page, as `Page.next_cursor` gave it; `page` is then ignored."""
    fold_copies: bool = False
    """Whether only the best-ranked of the articles that reprint one text is listed; all are counted."""
    explain: bool = True
    """Whether each hit says why it matches (`Hit.reasons`)."""
    passages: int = 3
    """Fragments of a hit at most."""
    facets: frozenset[str] | None = None
    """Which facets are counted, by name; None for all but countries, names, units, actions and bylines."""
    meaning: bool = True
    """Whether articles near in meaning are listed too, where the archive has vectors."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """One widening of what was typed, shown to the reader, who can switch it off."""

    id: str
    """`telegram`, `isis`, `number:125000`, `date:2016-02`, or `prefix:تغريد`: what `Query.without` names."""
    kind: str
    """`name` (spellings of a platform), `synonym` (the owner's list), `number` (other forms of a number),
    `date` (other names of a month or a day), `people` (a country's people, or the country), `letters` (a
    name in the other script), `spelling` (what sounds like a rare word),
    `plural` (broken plurals of a noun, or its singular), `prefix`, `wildcard`, `fuzzy`;
    `asking` (words that only ask, passed over), `feedback` (words that the best results share)."""
    typed: str
    """The typed words it stands for."""
    forms: tuple[str, ...]
    """The other words that are found for it."""
    cut: bool = False
    """True if there were more forms than the limit."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the query that was not read as it was probably meant."""

    code: str
    """`unclosed_quote`, `leading_star`, `short_prefix`, `bad_date`, `empty_group` …: a message's key."""
    position: int
    """Code points from the start of the text as typed."""
    length: int
    typed: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading of the typed text: how it was understood."""

    text: str
    read_as: str
    """The query in canonical form; typing it gives the same query."""
    expansions: tuple[Expansion, ...] = ()
    problems: tuple[Problem, ...] = ()


class Fragment(NamedTuple):
    """A passage with its matches: `marks` are [start, end) code points within `text`."""

    field: str
    text: str
    marks: tuple[tuple[int, int], ...]
    start: int = 0
    """The first code point of `text` in the field."""
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason why a hit matched, for one word of the query."""

    typed: str
    """The word or phrase of the query."""
    surface: str
    """The words as they stand in the article."""
    kind: str
    """`exact`, `clitic`, `inflection`, `name`, `synonym`, `number`, `date`, `prefix`, `wildcard`, `fuzzy`,
    `phrase`, `similar`; `feedback`, `meaning` (among the nearest in meaning), which are of no word."""
    count: int


class Hit(NamedTuple):
    """One article that matches."""

    id: str
    title: str | None
    lead: str
    """The first words of the body, for a hit without a title."""
    url: str | None
    outlet: Outlet | None
    published: Published
    platforms: tuple[str, ...]
    score: float
    fragments: tuple[Fragment, ...]
    title_marks: tuple[tuple[int, int], ...] = ()
    reasons: tuple[Reason, ...] = ()
    byline: str | None = None
    copies: int = 0
    """How many other articles of the archive reprint the same text."""
    by_meaning: bool = False
    """True if it is near in meaning alone: none of the words finds it, and no total counts it."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """One value of a facet with its count over all matches."""

    value: str
    """`unknown` where the article has none."""
    label: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class ByMeaning:
    """The part that searching by meaning had in an answer."""

    model: str
    """The model's name."""
    found: int = 0
    """Articles that are listed for their meaning alone, and counted nowhere else."""
    problem: str | None = None
    """Why the answer is by words alone, where the model did not answer; None if it did."""


@dataclass(frozen=True, slots=True)
class Page:
    """The answer to a query."""

    query: Query
    reading: Reading
    hits: tuple[Hit, ...]
    total: int
    """All articles that match."""
    total_all_words: int
    """Those of them that hold all the words."""
    facets: Mapping[str, tuple[Bucket, ...]]
    """Those of `VALUE_FILTERS`, `year`, `month`, by what the text is about `about_year` and `about_month`;
    and `day` or `about_day` where the filter by that date stays within one month; those asked for."""
    generation: int
    took_ms: float
    partial: bool = False
    """True if the query ran into its budget and counts are lower bounds."""
    next_cursor: str | None = None
    folded: int = 0
    """How many of the total, and of those found by meaning alone, are not listed, since the list holds a
    copy of them."""
    meaning: ByMeaning | None = None
    """None where nothing was searched by meaning."""

    @property
    def listed(self) -> int:
        """Return how many hits the list has."""
        return self.total - self.folded + (self.meaning.found if self.meaning else 0)

    @property
    def pages(self) -> int:
        """Return how many pages the listed hits fill, at least 1."""
        return max(1, -(-self.listed // self.query.per_page))
