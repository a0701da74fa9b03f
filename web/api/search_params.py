"""The parameters of REST's search: those of a page, and which parts of the answer are wanted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from marshmallow import fields, post_load, validate

from index.engine import Engine
from index.model import Query
from web.advice import advise
from web.api.search_schema import FacetsSchema, HitSchema, PageSchema, dump_answer
from web.params.search import QuerySchema, Text

#: The parts of a hit, and the facets; `id` is in every hit.
HIT = tuple(HitSchema().fields)

FACETS = tuple(FacetsSchema().fields)

#: What else an answer holds, and always does.
BESIDE = frozenset(PageSchema().fields) - {"hits", "facets"}

#: Asks for no facet at all.
NONE = "none"


class Names(fields.List[str]):
    """Some of the names that are allowed: each parameter holds one, or several with commas between."""

    def __init__(self, allowed: Iterable[str], description: str, data_key: str | None = None) -> None:
        name = Text(validate=validate.OneOf([*allowed], error="not_one_of"))
        super().__init__(name, load_default=None, data_key=data_key, metadata={"description": description})

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> list[str | None]:
        names = [name for text in value for name in text.split(",")]
        return super()._deserialize(names, *args, **kwargs)


@dataclass(frozen=True, slots=True)
class PartialSearch:
    """A query, and the parts of its answer that are wanted: all of them, or those named in a field's path."""

    query: Query
    second: str = ""
    """The text of the search to compare with."""
    only: frozenset[str] | None = None

    def answer(self, engine: Engine) -> Mapping[str, Any]:
        """Return the answer, or these parts of it."""
        page = engine.search(self.query)
        return dump_answer(page, advise(engine, page, self.second), self.only)


class SearchSchema(QuerySchema):
    """The parameters of a search, and which parts of its answer are wanted."""

    hit_parts = Names(
        HIT,
        "The parts of a hit that are wanted, besides its `id`; several with commas between. All by default.",
        data_key="fields",
    )
    q2 = Text(
        load_default="",
        metadata={"description": "The words of a second search, whose counts come beside those of `q`."},
    )
    facets = Names((*FACETS, NONE), "The facets that are wanted, or `none`; all by default.")

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> PartialSearch:
        """The query, and the parts of its answer; the engine is not asked for what would be left out."""
        parts, facets = data["hit_parts"], data["facets"]
        query: Query = super().make(data)
        if parts is not None and "fragments" not in parts:
            query = replace(query, passages=0)
        if parts is not None and "reasons" not in parts:
            query = replace(query, explain=False)
        if facets is not None:
            query = replace(query, facets=frozenset(facets))
        return PartialSearch(query, data["q2"].strip(), _paths(parts, facets))


def _paths(parts: list[str] | None, facets: list[str] | None) -> frozenset[str] | None:
    """The wanted fields of `PageSchema`, as marshmallow names them; None for all."""
    if parts is None and facets is None:
        return None
    hit = {"hits"} if parts is None else {"hits.id", *(f"hits.{name}" for name in parts)}
    counted = {"facets"} if facets is None else {f"facets.{name}" for name in facets if name != NONE}
    return BESIDE | hit | counted
