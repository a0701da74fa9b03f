"""Figures and claims in a terminal: lines for people, records for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

import click

from archive.claims.claim import Claim, Telling
from archive.extraction.figures.vocabulary import comparators
from archive.model.figure import ASSERTED, Figure
from archive.model.serialize import figure_record
from index.figures import FigurePage, FigureRow
from web.figures.claims import Board, record

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


def claim_lines(board: Board, limit: int) -> Iterator[str]:
    """Yield each claim as a sentence with its tellings and what differs; then tables over time and rivals."""
    for claim in board.claims[:limit]:
        count, origins = len(claim.tellings), claim.origins
        yield click.style(_subject(claim), bold=True) + f"  {count} tellings, {origins} independent"
        for telling in claim.tellings:
            yield "   " + _clean(_telling(telling))
        for difference in claim.differences:
            yield f"   {difference.field} {difference.kind}: " + _clean(" | ".join(difference.values))
        yield ""
    for table in board.of_kind("table"):
        if table.table is not None:
            yield f"over time ({table.table.kind}): {_subject(table.claims[0])}"
            yield from (
                f"   {_interval(*row.period)}  {_digits(row.claim.value)}" for row in table.table.rows
            )
    for rivals in board.of_kind("rivals"):
        yield "rivals: " + " ≠ ".join(_subject(claim) for claim in rivals.claims)
    yield f"{len(board.claims):,} claims told often enough, {board.alone:,} more told once"


def page_record(page: FigurePage) -> dict[str, Any]:
    """A page of figures as JSON values."""
    return {
        "total": page.total,
        "articles": page.articles,
        "partial": page.partial,
        "generation": page.generation,
        "figures": [_row_record(row) for row in page.rows],
    }


def claims_record(board: Board, limit: int) -> dict[str, Any]:
    """A board as JSON values: what REST answers, with claims as the terminal writes them."""
    found = record(board, board.claims[:limit])
    return found | {
        "claims": [_claim_record(claim) for claim in found["claims"]],
        "series": [
            one | {"flags": [asdict(flag) for flag in one["flags"]]} | _values(one) for one in found["series"]
        ],
        "rivals": [one | _values(one) for one in found["rivals"]],
    }


def _values(group: dict[str, Any]) -> dict[str, Any]:
    return {"values": [str(value) for value in group["values"]]}


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
            {"article": one.article, "title": one.title, "outlet": one.outlet, "origin": one.origin}
            | figure_record(one.figure)
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
    modality = "" if claim.measure.modality == ASSERTED else claim.measure.modality
    parts = (modality, _digits(claim.value), claim.unit, place, claim.measure.action_class)
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
