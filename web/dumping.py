"""Answers as a schema shapes them, quickly: each schema is worked out once and becomes plain functions.

marshmallow looks every field of every object up anew, and a page of hits has some hundred objects. What
comes out here is what `Schema.dump` gives.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any

from marshmallow import Schema, fields

Dump = Callable[[Any], Any]

#: Shapes that are kept: those of REST, and the parts of them that were asked for last.
KEPT = 128

#: Fields whose values are of one plain type.
_PLAIN: dict[type[fields.Field[Any]], type] = {
    fields.String: str,
    fields.Integer: int,
    fields.Float: float,
}


@lru_cache(KEPT)
def dumper(schema: type[Schema], only: frozenset[str] | None = None) -> Dump:
    """From an object, or a mapping, to what JSON shows of it; `only` names fields as marshmallow does.

    An object must have every attribute that the schema names; keys that a mapping lacks are left out.
    """
    return _of_schema(schema(only=only))


def _of_schema(schema: Schema) -> Dump:
    """The function of a schema without hooks."""
    parts = tuple(
        (field.data_key or name, field.attribute or name, _of_field(field))
        for name, field in schema.dump_fields.items()
    )
    of_object = _of_object(parts)

    def dump(item: Any) -> Any:
        if hasattr(item, "__getitem__"):
            return {key: convert(item[name]) for key, name, convert in parts if name in item}
        return of_object(item)

    return dump


def _of_object(parts: tuple[tuple[str, str, Dump], ...]) -> Dump:
    """The attributes of an object, dotted ones too, are taken all at once."""
    if len(parts) < 2:
        return lambda item: {key: convert(attrgetter(name)(item)) for key, name, convert in parts}
    keys = tuple(key for key, _, _ in parts)
    converts = tuple(convert for _, _, convert in parts)
    values = attrgetter(*(name for _, name, _ in parts))
    # As many values as names: to check it of every object would take a fifth of the time.
    return lambda item: {key: convert(value) for key, convert, value in zip(keys, converts, values(item))}  # noqa: B905


def _of_field(field: fields.Field[Any]) -> Dump:
    """The function of one field's values; None stays None."""
    if isinstance(field, fields.Nested):
        return _unless_none(_of_schema(field.schema))
    if isinstance(field, fields.List):
        each = _of_field(field.inner)
        return _unless_none(lambda values: [each(value) for value in values])
    if type(field) in _PLAIN and not getattr(field, "as_string", False):
        return _plain(_PLAIN[type(field)])
    return partial(field.serialize, "", accessor=lambda value, *_: value)


def _unless_none(dump: Dump) -> Dump:
    return lambda value: None if value is None else dump(value)


def _plain(kind: type) -> Dump:
    return lambda value: value if value is None or type(value) is kind else kind(value)
