"""Parameters of figures: a search and the filters of its figures, read from an address and written back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from flask import request
from marshmallow import ValidationError, fields, post_load, validate
from webargs.multidictproxy import MultiDictProxy
from werkzeug.datastructures import MultiDict

from archive.extraction.figures.vocabulary import actions, units
from archive.model.figure import MODALITIES
from archive.text.arabic import fold
from index.errors import QueryTooLong
from index.figures import FigureFilters, FigureSort
from index.model import Query
from index.query.values.field_value import action_ids, unit_ids
from index.query.values.figure_amount import AskedAmount, read_amount
from web.i18n import carried
from web.library import library
from web.params.search import (
    PAGE_MAX,
    PER_PAGE_MAX,
    VALUE_LENGTH,
    PartialDate,
    QuerySchema,
    StrictInteger,
    Text,
    reader_of,
    values,
)
from web.urls import Parameters, address, first_day, last_day, parameters, period_of

#: Whose figure it is.
SIDES = ("platform", "state", "researcher", "group", "counter")
#: Figures of a page.
PER_PAGE = 20
#: Told so often, a claim stands on the board.
TELLINGS = 2
#: The parameters with a list of values, and the filters that they are.
LISTS = {
    "platform": "platforms", "actor": "actors", "action": "actions", "unit": "units", "side": "sides",
    "modality": "modalities",
}  # fmt: skip
#: Parameters that are read with Arabic digits too.
_NUMERIC = ("from", "to", "about_from", "about_to", "period_from", "period_to", "low", "high",
            "certainty", "page", "per_page", "tellings")  # fmt: skip


@dataclass(frozen=True)
class FigureSearch:
    """A search for articles with the filters of their figures; the page is that of the figures."""

    query: Query
    wanted: FigureFilters
    tellings: int = TELLINGS
    """On the board of claims: the least number of tellings of a claim that stands alone."""
    figure: str = ""
    """On the board of claims: the key of a figure; only what stands with its claim is shown."""

    @cached_property
    def amount(self) -> AskedAmount | None:
        """Return the amount that the search box names («125 ألف حساب»); None if it names none."""
        return read_amount(self.query.text)

    @property
    def least_tellings(self) -> int:
        """Return how often a claim must be told; once if a value or a figure is asked for."""
        return 1 if self.figure or self.amount is not None else self.tellings

    @property
    def asked_query(self) -> Query:
        """Return the query without the amount that it names."""
        return self.query if self.amount is None else replace(self.query, text=self.amount.rest)

    @property
    def asked_filters(self) -> FigureFilters:
        """Return the filters of figures, narrowed to the amount that the query names."""
        if self.amount is None:
            return self.wanted
        low, high = self.amount.bounds
        units = self.wanted.units or ((self.amount.unit,) if self.amount.unit else ())
        return replace(self.wanted, units=units, low=self.wanted.low or low, high=self.wanted.high or high)


class Amount(fields.Field[Decimal]):
    """A number in ASCII digits, at most fifteen of them before a point and six after it."""

    PATTERN = r"^[0-9]{1,15}(\.[0-9]{1,6})?$"
    default_error_messages = {"invalid": "not_number"}  # noqa: RUF012 marshmallow's way

    def __init__(self, description: str, **kwargs: Any) -> None:
        about = {"type": "string", "pattern": self.PATTERN, "description": description}
        super().__init__(metadata=about, load_default=None, **kwargs)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Decimal:
        if not isinstance(value, str) or not re.fullmatch(self.PATTERN, value):
            raise self.make_error("invalid")
        return Decimal(value)


class Certainty(Amount):
    """The least confidence, from 0 to 1."""

    PATTERN = r"^(0(\.[0-9]{1,4})?|1(\.0{1,4})?)$"


class FiguresQuerySchema(QuerySchema):
    """The parameters of a search, and those of its figures.

    `platform` is that of a figure; `mentions` filters the articles, as `platform` does in a search.
    """

    class Meta:
        """Figures have an order of their own, and each is listed."""

        exclude = ("copies", "cursor")

    mentions = values("Platforms that the article must mention, any of them.")
    platform = values("Platforms that the figure is about.")
    actor = values("Who acted: ids of platforms or of actors.")
    action = values("What was done, by id or name: `suspended`, `closed`, «إغلاق» …")
    unit = values("What is counted, by id or name: `accounts`, `channels`, «حسابات» …")
    side = fields.List(
        Text(validate=validate.OneOf(SIDES, error="not_one_of")),
        load_default=list,
        metadata={"description": "Whose figure it is; `group` are the extremist group's own claims."},
    )
    modality = fields.List(
        Text(validate=validate.OneOf(MODALITIES, error="not_one_of")),
        load_default=list,
        metadata={"description": "Whether it happened as told; `asserted` is what is told as done."},
    )
    period_from = PartialDate("Only figures whose period reaches that time or a later one.")
    period_to = PartialDate("Only figures whose period begins then or earlier.")
    sort = Text(
        load_default="period",
        validate=validate.OneOf([sort.value for sort in FigureSort], error="not_one_of"),
        metadata={"description": "The earliest first, or the largest value first."},
    )
    certainty = Certainty("The least certainty of the reading, from 0 to 1.")
    low = Amount("The least value.")
    high = Amount("The largest value.")
    per_page = StrictInteger(
        load_default=PER_PAGE,
        validate=validate.Range(1, PER_PAGE_MAX, error="out_of_range"),
        metadata={"description": "How many a page holds."},
    )

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> FigureSearch:
        """Build the search and its filters of figures."""
        in_search = data | {
            "platform": data["mentions"],
            "unit": [],
            "action": [],
            "sort": "relevance",
            "copies": "list",
            "cursor": None,
            "page": 1,
            "per_page": Query().per_page,
        }
        query: Query = super().make(in_search)
        return FigureSearch(query, _wanted(data), data.get("tellings", TELLINGS), data.get("figure", ""))


class ClaimsQuerySchema(FiguresQuerySchema):
    """The parameters of a search, those of its figures, and how often a claim must be told."""

    per_page = StrictInteger(
        load_default=10,
        validate=validate.Range(1, PER_PAGE_MAX, error="out_of_range"),
        metadata={"description": "How many a page holds."},
    )
    tellings = StrictInteger(
        load_default=TELLINGS,
        validate=validate.Range(1, PAGE_MAX, error="out_of_range"),
        metadata={"description": "The least number of tellings; members of tables and rivals always count."},
    )
    figure = Text(
        load_default="",
        validate=validate.Length(max=VALUE_LENGTH, error="too_long"),
        metadata={"description": "The key of a figure: only its claim, with what stands beside it."},
    )


def ids_of(name: str, words: Sequence[str]) -> tuple[str, ...]:
    """Return the ids that the values of a filter mean, each once; units and actions may be in words.

    Raises marshmallow's ValidationError (`unknown_unit`, `unknown_action`) for one that nobody knows.
    """
    reader = {"unit": (unit_ids, units()), "action": (action_ids, actions())}.get(name)
    if reader is None:
        return tuple(dict.fromkeys(words))
    named, known = reader
    found: dict[str, None] = {}
    for word in words:
        # Two things counted together are one unit, `accounts+channels`.
        ids = (word,) if all(part in known for part in word.split("+")) else named(word)
        if not ids:
            raise ValidationError({name: [f"unknown_{name}"]})
        found.update(dict.fromkeys(ids))
    return tuple(found)


def _wanted(data: dict[str, Any]) -> FigureFilters:
    start, end = data["period_from"], data["period_to"]
    if start and end and start[0] > end[1]:
        start, end = end, start
    lists: dict[str, Any] = {
        filter_: ids_of(name, [value for value in data[name] if value]) for name, filter_ in LISTS.items()
    }
    return FigureFilters(
        **lists,
        period_from=start[0] if start else None,
        period_to=end[1] if end else None,
        low=data["low"],
        high=data["high"],
        certainty=float(data["certainty"] or 0),
        sort=FigureSort(data["sort"]),
        page=data["page"],
        per_page=data["per_page"],
    )


def figures_asked(schema: type[FiguresQuerySchema] = FiguresQuerySchema) -> FigureSearch:
    """Read the search for figures from the current address; both kinds of digits are read.

    Raises marshmallow's ValidationError for a bad value, `QueryTooLong` for a long text.
    """
    reader = reader_of(schema)
    given: MultiDict[str, str] = MultiDict(
        (name, fold(value).strip() if name in _NUMERIC else value)
        for name, value in request.args.items(multi=True)
        if value or name == "q"
    )
    search: FigureSearch = reader.load(MultiDictProxy(given, reader))
    require_short(search.query)
    return search


def require_short(query: Query) -> None:
    """Raise `QueryTooLong` if the text is longer than the settings allow."""
    limit = library().settings.query_length
    if len(query.text) > limit:
        raise QueryTooLong(f"the query has more than {limit} characters")


def figure_parameters(search: FigureSearch, default_per_page: int = PER_PAGE) -> Parameters:
    """Return the parameters of an address, defaults left out; `FiguresQuerySchema` reads them back."""
    wanted = search.wanted
    found = [("mentions" if name == "platform" else name, value) for name, value in parameters(search.query)]
    found += [(name, value) for name, filter_ in LISTS.items() for value in getattr(wanted, filter_)]
    start, end = wanted.period_from, wanted.period_to
    period = period_of(start, end)
    found += [("period_from", period or first_day(start))] if start else []
    found += [("period_to", period or last_day(end))] if end else []
    found += [(n, str(getattr(wanted, n))) for n in ("low", "high") if getattr(wanted, n) is not None]
    found += [("certainty", f"{wanted.certainty:g}")] if wanted.certainty else []
    found += [("sort", wanted.sort.value)] if wanted.sort != FigureFilters().sort else []
    found += [("page", str(wanted.page))] if wanted.page != 1 else []
    found += [("per_page", str(wanted.per_page))] if wanted.per_page != default_per_page else []
    found += [("tellings", str(search.tellings))] if search.tellings != TELLINGS else []
    found += [("figure", search.figure)] if search.figure else []
    return found


def figure_address(search: FigureSearch, path: str, default_per_page: int = PER_PAGE) -> str:
    """Return the address of these figures under a path, in the current language."""
    return address(path, figure_parameters(search, default_per_page) + list(carried().items()))


def narrowed(search: FigureSearch, **changes: Any) -> FigureSearch:
    """Return the search with other filters of figures, from its first page."""
    return replace(search, wanted=replace(search.wanted, page=1, **changes))


def claim_of_figure(key: str) -> str:
    """Return the address of the claim that a figure tells, among all articles."""
    return figure_address(FigureSearch(Query("*"), FigureFilters(), figure=key), "/claims")


def figures_of(query: Query) -> str:
    """Return the address of the figures of a search."""
    plain = Query(query.text, query.filters, query.mode, expand=query.expand, without=query.without)
    return figure_address(FigureSearch(plain, FigureFilters()), "/figures", FigureFilters().per_page)
