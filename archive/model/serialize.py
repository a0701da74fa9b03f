"""Articles as JSON records and back, faithfully: what the store keeps and a dump holds.

A record leaves out what is empty, so that a field added to `Article` later does not change the records
of articles that lack it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from archive.model.article import (
    UNKNOWN_DATE,
    Article,
    DateSource,
    Evidence,
    Furniture,
    Mention,
    Outlet,
    Precision,
    Published,
    TextNumber,
    TextTime,
)
from archive.model.figure import Figure, key_of
from archive.model.warning import ArticleWarning, warning_of_words

Record = dict[str, Any]

_TEXTS = ("title", "url", "byline", "language", "note", "licence", "source", "original")
#: What says where and when an input came from, and nothing of what the article says.
_PROVENANCE = ("source", "original")


def to_record(article: Article) -> Record:
    """Serialise an article to JSON values; empty fields are left out and dates are ISO 8601."""
    record: Record = {"id": article.id, "body": article.body}
    record |= {name: value for name in _TEXTS if (value := getattr(article, name)) is not None}
    if article.outlet is not None:
        record["outlet"] = _values(article.outlet)
    if article.published != UNKNOWN_DATE:
        record["published"] = _published_record(article.published)
    for name in ("mentions", "furniture", "evidence", "warnings"):
        if parts := getattr(article, name):
            record[name] = [_without_none(_values(part)) for part in parts]
    for name, part_record in (
        ("figures", _figure_record),
        ("numbers", _number_record),
        ("times", _time_record),
    ):
        if parts := getattr(article, name):
            record[name] = [part_record(part) for part in parts]
    for name in ("platforms", "agencies"):
        if values := getattr(article, name):
            record[name] = list(values)
    if article.script_share is not None:
        record["script_share"] = article.script_share
    if article.extra:
        record["extra"] = dict(article.extra)
    return record


def from_record(record: Mapping[str, Any]) -> Article:
    """Build the article of a record; keys that this version does not know are ignored."""
    outlet, published = record.get("outlet"), record.get("published")
    texts: dict[str, Any] = {name: record.get(name) for name in _TEXTS}
    return Article(
        id=record["id"],
        body=record["body"],
        outlet=Outlet(**outlet) if outlet else None,
        published=_published(published) if published else UNKNOWN_DATE,
        platforms=tuple(record.get("platforms", ())),
        agencies=tuple(record.get("agencies", ())),
        script_share=record.get("script_share"),
        mentions=tuple(Mention(**part) for part in record.get("mentions", ())),
        furniture=tuple(Furniture(**part) for part in record.get("furniture", ())),
        evidence=tuple(Evidence(**part) for part in record.get("evidence", ())),
        warnings=tuple(_warning(part) for part in record.get("warnings", ())),
        figures=tuple(_figure(part, record["id"]) for part in record.get("figures", ())),
        numbers=tuple(_number(part) for part in record.get("numbers", ())),
        times=tuple(_time(part) for part in record.get("times", ())),
        extra=dict(record.get("extra", {})),
        **texts,
    )


def _warning(part: str | Mapping[str, Any]) -> ArticleWarning:
    return warning_of_words(part) if isinstance(part, str) else ArticleWarning(**part)


def canonical_json(value: object) -> str:
    """Serialise a JSON value canonically: sorted keys, no spaces, letters unescaped where UTF-8 allows."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if text.isascii() or not _has_surrogates(text):
        return text
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def record_digest(record: Mapping[str, Any]) -> str:
    """Return the SHA-256 of an article's record without its provenance (source, original, capture time)."""
    said = {name: value for name, value in record.items() if name not in _PROVENANCE}
    if extra := {k: v for k, v in record.get("extra", {}).items() if k != "captured"}:
        said["extra"] = extra
    else:
        said.pop("extra", None)
    return hashlib.sha256(canonical_json(said).encode()).hexdigest()


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the fields in which two records differ, sorted."""
    names: Iterable[str] = before.keys() | after.keys()
    return tuple(sorted(name for name in names if before.get(name) != after.get(name)))


def _published_record(published: Published) -> Record:
    return _without_none(
        {
            "from": published.start.isoformat() if published.start else None,
            "to": published.end.isoformat() if published.end else None,
            "precision": str(published.precision),
            "source": str(published.source),
            "proof": published.proof,
        }
    )


def _published(record: Mapping[str, str]) -> Published:
    return Published(
        start=date.fromisoformat(record["from"]) if "from" in record else None,
        end=date.fromisoformat(record["to"]) if "to" in record else None,
        precision=Precision(record["precision"]),
        source=DateSource(record["source"]),
        proof=record.get("proof"),
    )


def figure_record(figure: Figure) -> Record:
    """Serialise a figure to JSON values with its key and state; decimals are strings, dates ISO 8601."""
    record = _without_none(_values(figure))
    record["value"] = _value_text(figure.value)
    record["origin"] = list(figure.origin)
    if figure.upper is not None:
        record["upper"] = _value_text(figure.upper)
    for name in _PERIOD:
        if name in record:
            record[name] = record[name].isoformat()
    return {name: value for name, value in record.items() if value is not False and value != []}


def read_figure(record: Mapping[str, Any]) -> Figure:
    """Build the figure of a record; keys that this version does not know are ignored."""
    values = dict(record)
    values["origin"] = tuple(values.get("origin", ()))
    for name in ("value", "upper"):
        if name in values:
            values[name] = _value(values[name])
    for name in _PERIOD:
        if name in values:
            values[name] = date.fromisoformat(values[name])
    return Figure(**{name: value for name, value in values.items() if name in _FIGURE_FIELDS})


_PERIOD = ("period_start", "period_end")
_FIGURE_FIELDS = frozenset(field.name for field in fields(Figure))
#: What follows from the article and from what people decided, and is not kept with the article.
_DERIVED = frozenset({"key", "state", "apart"})


def _figure_record(figure: Figure) -> Record:
    return {name: value for name, value in figure_record(figure).items() if name not in _DERIVED}


def _figure(record: Mapping[str, Any], article: str) -> Figure:
    figure = read_figure(record)
    return replace(figure, key=key_of(article, figure))


def _values(part: Any) -> Record:
    """Return the values of a dataclass by name; they are none that could be changed, so none is copied."""
    return {name: getattr(part, name) for name in part.__dataclass_fields__}


def _value_text(value: int | Decimal) -> int | str:
    return value if isinstance(value, int) else str(value)


def _value(text: int | str) -> int | Decimal:
    return text if isinstance(text, int) else Decimal(text)


def _number_record(number: TextNumber) -> Record:
    upper = None if number.upper is None else _value_text(number.upper)
    return _without_none(_values(number) | {"value": _value_text(number.value), "upper": upper})


def _number(record: Mapping[str, Any]) -> TextNumber:
    upper = record.get("upper")
    values = {"value": _value(record["value"]), "upper": None if upper is None else _value(upper)}
    return TextNumber(**dict(record) | values)


def _time_record(time: TextTime) -> Record:
    days = {"first": time.first.isoformat(), "last": time.last.isoformat()}
    return _values(time) | days | {"precision": str(time.precision)}


def _time(record: Mapping[str, Any]) -> TextTime:
    days = {name: date.fromisoformat(record[name]) for name in ("first", "last")}
    return TextTime(**dict(record) | days | {"precision": Precision(record["precision"])})


def _without_none(record: Record) -> Record:
    return {name: value for name, value in record.items() if value is not None}


def _has_surrogates(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
