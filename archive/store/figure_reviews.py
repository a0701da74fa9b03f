"""Decisions: what a person says of a figure. Confirmed, rejected, corrected in one of its fields, or apart.

A decision is a correction of the field `figure:KEY`; the key stays when the article is read anew, and with it
the decision.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from archive.errors import BadCorrection
from archive.extraction.dates import query_interval
from archive.extraction.figures.vocabulary import actions, canonical_comparator, canonical_unit
from archive.extraction.numbers import parse_number
from archive.model.article import Article
from archive.model.figure import MODALITIES, Figure

#: What the names of decided fields begin with.
PREFIX = "figure:"
_STATES = {"confirm": "confirmed", "reject": "rejected"}
#: Whether a figure stands in a claim with others.
_GROUPINGS = {"apart": True, "together": False}
_SIDES = frozenset({"platform", "state", "researcher", "group", "counter"})


def is_decision(field: str) -> bool:
    """Tell whether a corrected field is a figure (`figure:KEY`)."""
    return field.startswith(PREFIX)


def normal_decision(text: str) -> str:
    """Return a decision as it is kept; BadCorrection for one that there is not."""
    name, equals, value = (part.strip() for part in text.partition("="))
    if name in _STATES | _GROUPINGS and not equals:
        return name
    if name not in FIELDS or not equals:
        raise BadCorrection(
            f"{text!r} is no decision on a figure",
            remedy=f"Write confirm, reject, apart, or one of {', '.join(FIELDS)} with = and its value",
        )
    FIELDS[name](value)
    return f"{name}={value}"


def decide(article: Article, field: str, decision: str) -> Article:
    """Return the article with a decision laid over its figures; unchanged if no figure has the key."""
    key = field.removeprefix(PREFIX)
    figures = tuple(_decided(one, decision) if one.key == key else one for one in article.figures)
    return article if figures == article.figures else replace(article, figures=figures)


def require_figure(article: Article, field: str) -> None:
    """Raise BadCorrection if the article has no figure of this key."""
    keys = [figure.key for figure in article.figures]
    if field.removeprefix(PREFIX) not in keys:
        raise BadCorrection(
            f"{article.id} has no figure {field.removeprefix(PREFIX)!r}",
            remedy=f"Its figures are: {', '.join(keys)}" if keys else "No figure was read in it",
        )


def _decided(figure: Figure, decision: str) -> Figure:
    if decision in _STATES:
        return replace(figure, state=_STATES[decision])
    if decision in _GROUPINGS:
        return replace(figure, apart=_GROUPINGS[decision])
    name, _, value = decision.partition("=")
    return replace(figure, state="corrected", **FIELDS[name](value))


def _value(text: str) -> dict[str, Any]:
    if re.fullmatch(r"[0-9]{1,18}(\.[0-9]{1,6})?", text):
        return {"value": Decimal(text) if "." in text else int(text)}
    number = parse_number(text)
    if number is None or not number.counts:
        raise BadCorrection(f"{text!r} is no number", remedy="Write it as 125000 or «125 ألف»")
    return {"value": number.value, "upper": number.upper}


def _unit(text: str) -> dict[str, Any]:
    unit = canonical_unit(text)
    if unit is None:
        raise BadCorrection(f"there is no unit {text!r}", remedy="Write accounts, channels, websites …")
    return {"unit": unit}


def _comparator(text: str) -> dict[str, Any]:
    comparator = canonical_comparator(text)
    if comparator is None:
        raise BadCorrection(f"there is no comparator {text!r}", remedy="Write eq, gt, gte, lt, lte or approx")
    return {"comparator": comparator}


def _action(text: str) -> dict[str, Any]:
    if text and text not in actions():
        raise BadCorrection(f"there is no action {text!r}", remedy=f"Actions are: {', '.join(actions())}")
    return {"action": text or None}


def _side(text: str) -> dict[str, Any]:
    if text and text not in _SIDES:
        raise BadCorrection(f"there is no side {text!r}", remedy=f"Sides are: {', '.join(sorted(_SIDES))}")
    return {"side": text or None}


def _modality(text: str) -> dict[str, Any]:
    if text not in MODALITIES:
        raise BadCorrection(f"there is no modality {text!r}", remedy=f"Write {', '.join(MODALITIES)}")
    return {"modality": text, "modality_proof": None}


def _period(text: str) -> dict[str, Any]:
    """Parse `2015-06..2016-02`, a date in words, or nothing."""
    if not text:
        return {"period": None, "period_start": None, "period_end": None}
    first, dots, last = (part.strip() for part in text.partition(".."))
    start, _ = _days(first)
    _, end = _days(last if dots else first)
    if start > end:
        raise BadCorrection(f"the period {text!r} ends before it starts", remedy="Write it as FROM..TO")
    return {"period": text, "period_start": start, "period_end": end}


def _days(text: str) -> tuple[date, date]:
    found = query_interval(text)
    if found is None or found.relative:
        raise BadCorrection(f"{text!r} is no date", remedy="Write 2015, 2015-06 or 2015-06-01..2016-02-05")
    return found.start, found.end


def _id(name: str) -> Callable[[str], dict[str, Any]]:
    return lambda text: {name: text or None}


#: For each field of a figure that can be corrected, how a value becomes arguments of `dataclasses.replace`.
FIELDS: Mapping[str, Callable[[str], dict[str, Any]]] = {
    "value": _value,
    "unit": _unit,
    "comparator": _comparator,
    "action": _action,
    "actor": _id("actor"),
    "platform": _id("platform"),
    "side": _side,
    "modality": _modality,
    "period": _period,
}
