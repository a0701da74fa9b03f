"""Figures and claims in a terminal: lines for people, records for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

import click

from archive.claims.grouping import Claim, Telling
from archive.claims.series import find_rivals, find_series
from archive.extraction.figures.vocabulary import comparators
from archive.model.figure import ASSERTED, Figure
from archive.model.serialize import figure_record
from index.figures import FigurePage, FigureRow

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def figure_lines(page: FigurePage) -> Iterator[str]:
    """Two lines a figure: what it says and of whom; then its sentence."""
    for row in page.rows:
        yield _headline(row.figure)
        outlet, certainty = row.outlet.name if row.outlet else "no outlet", f"{row.figure.confidence:.2f}"
        state = "" if row.state == "unread" else row.state
        facts = (outlet, _days(row), row.article_id, f"figure:{row.key}", f"certainty {certainty}", state)
        yield click.style("   " + _clean(" · ".join(fact for fact in facts if fact)), dim=True)
        yield "   " + _clean(row.figure.sentence)
        yield ""
    least = "at least " if page.partial else ""
    yield f"{least}{page.total:,} figures in {page.articles:,} articles"


def claim_lines(claims: Sequence[Claim], tellings: int, limit: int) -> Iterator[str]:
    """Each claim with its tellings and what differs between them; then series and rivals."""
    told = told_often(claims, tellings)
    for claim in told[:limit]:
        count, origins = len(claim.tellings), claim.origins
        yield click.style(_subject(claim), bold=True) + f"  {count} tellings, {origins} independent"
        for telling in claim.tellings:
            yield "   " + _clean(_telling(telling))
        for difference in claim.differences:
            yield f"   {difference.field} {difference.kind}: " + _clean(" | ".join(difference.values))
        yield ""
    for series in find_series(claims):
        yield "series: " + " → ".join(_subject(claim) for claim in series.claims)
        for flag in series.flags:
            yield f"   {flag.field} {flag.kind}: " + _clean(" | ".join(flag.values))
    for rivals in find_rivals(claims):
        yield "rivals: " + " ≠ ".join(_subject(claim) for claim in rivals.claims)
    yield f"{len(told):,} claims told {tellings} times or more, of {len(claims):,}"


def told_often(claims: Sequence[Claim], tellings: int) -> list[Claim]:
    """The claims with so many tellings, the most often told first."""
    often = (claim for claim in claims if len(claim.tellings) >= tellings)
    return sorted(often, key=lambda claim: (-len(claim.tellings), claim.id))


def page_record(page: FigurePage) -> dict[str, Any]:
    """A page of figures as JSON values."""
    return {
        "total": page.total,
        "articles": page.articles,
        "partial": page.partial,
        "generation": page.generation,
        "figures": [_row_record(row) for row in page.rows],
    }


def claims_record(claims: Sequence[Claim], tellings: int, limit: int) -> dict[str, Any]:
    """Claims, series and rivals as JSON values."""
    told = told_often(claims, tellings)
    return {
        "total": len(told),
        "claims": [_claim_record(claim) for claim in told[:limit]],
        "series": [
            {"claims": [claim.id for claim in one.claims], "flags": [asdict(flag) for flag in one.flags]}
            for one in find_series(claims)
        ],
        "rivals": [
            {"claims": [claim.id for claim in one.claims], "values": list(one.difference.values)}
            for one in find_rivals(claims)
        ],
    }


def _row_record(row: FigureRow) -> dict[str, Any]:
    start, end = row.published.start, row.published.end
    return figure_record(row.figure) | {
        "article": row.article_id,
        "title": row.title,
        "outlet": row.outlet.id if row.outlet else None,
        "published": [start.isoformat(), end.isoformat()] if start and end else None,
    }


def _claim_record(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "value": claim.value if isinstance(claim.value, int) else str(claim.value),
        "unit": claim.unit,
        "platform": claim.platform,
        "origins": claim.origins,
        "differences": [asdict(difference) for difference in claim.differences],
        "tellings": [
            {"article": one.article, "outlet": one.outlet, "origin": one.origin} | figure_record(one.figure)
            for one in claim.tellings
        ],
    }


def _headline(figure: Figure) -> str:
    modality = (
        None if figure.modality == ASSERTED else f"{figure.modality}: {figure.modality_proof or 'by hand'}"
    )
    told = (figure.unit, figure.action, figure.platform or figure.actor, figure.side, modality)
    rate = f"per {figure.rate}" if figure.rate else None
    said = _clean(" · ".join(one for one in (*told, rate, figure.period) if one))
    return f"{click.style(_value(figure), bold=True)}  {said}"


def _value(figure: Figure) -> str:
    comparator = comparators().get(figure.comparator)
    sign = comparator.sign if comparator and comparator.id != "eq" else ""
    upper = "" if figure.upper is None else f"–{_digits(figure.upper)}"
    return f"{sign}{_digits(figure.value)}{upper}"


def _digits(value: int | Decimal) -> str:
    return f"{value:,}"


def _subject(claim: Claim) -> str:
    place = claim.platform or claim.measure.place
    parts = (_digits(claim.value), claim.unit, place, claim.measure.action_class)
    return " ".join(part for part in parts if part)


def _telling(telling: Telling) -> str:
    figure = telling.figure
    period = "no period" if telling.period is None else _interval(*telling.period)
    who = telling.outlet or "no outlet"
    return f"{_value(figure)} {figure.unit} · {period} · {who} ({telling.article}): {figure.sentence}"


def _days(row: FigureRow) -> str:
    return _interval(*row.days) if row.days else "no date"


def _interval(start: date, end: date) -> str:
    return str(start) if start == end else f"{start}..{end}"


def _clean(text: str) -> str:
    """The text on one line, without characters that command a terminal."""
    return _CONTROLS.sub(" ", text)
