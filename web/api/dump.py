"""Answers as a schema shapes them, quickly: each schema is worked out once and becomes plain functions.

marshmallow looks every field of every object up anew, and a page of hits has some hundred objects. What
comes out here is what `Schema.dump` gives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
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
    """Return a function from an object, or a mapping, to what JSON shows of it.

    `only` names fields as marshmallow does.

    An object must have every attribute that the schema names; keys that a mapping lacks are left out.
    """
    return _of_schema(schema(only=only))


def _of_schema(schema: Schema) -> Dump:
    """The function of a schema without hooks; dotted attributes are looked up along their dots."""
    parts = [
        (field.data_key or name, field.attribute or name, _of_field(field))
        for name, field in schema.dump_fields.items()
    ]
    of_object = _written_out(parts)

    def dump(item: Any) -> Any:
        if item is None:
            return None
        if hasattr(item, "keys"):
            return {key: convert(item[name]) for key, name, convert in parts if name in item}
        return of_object(item)

    return dump


def _written_out(parts: Sequence[tuple[str, str, Dump]]) -> Dump:
    """`{"id": of_0(item.id), "title": of_1(item.title) …}`, as one would write it by hand.

    Compiled from its text, as dataclasses compile their methods: a loop over the parts takes thrice as long.
    """
    named = {f"of_{number}": convert for number, (_, _, convert) in enumerate(parts)}
    if not all(part.isidentifier() for _, path, _ in parts for part in path.split(".")):
        raise ValueError(f"an attribute of {[path for _, path, _ in parts]} is no name")
    body = ", ".join(f"{key!r}: of_{number}(item.{path})" for number, (key, path, _) in enumerate(parts))
    written: Dump = eval(f"lambda item: {{{body}}}", named)  # noqa: S307 names alone, of our own schemas
    return written


def _of_field(field: fields.Field[Any]) -> Dump:
    """The function of one field's values; None stays None."""
    if isinstance(field, fields.Nested):
        return _of_schema(field.schema)
    if isinstance(field, fields.List):
        each = _of_field(field.inner)
        return lambda values: None if values is None else [each(value) for value in values]
    if type(field) in _PLAIN and not getattr(field, "as_string", False):
        return _plain(_PLAIN[type(field)])
    return partial(field.serialize, "", accessor=lambda value, *_: value)


def _plain(kind: type) -> Dump:
    return lambda value: value if type(value) is kind or value is None else kind(value)
