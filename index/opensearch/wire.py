"""The wire: JSON as it is sent to a cluster and read back, with what JSON cannot hold replaced."""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

_LONE = re.compile("[\ud800-\udfff]")
#: What stands for the half of a pair, in a document as in a query.
REPLACEMENT = "\ufffd"


def clean(value: Any) -> Any:
    """Return JSON values whose texts have `REPLACEMENT` for each lone half of a surrogate pair."""
    if isinstance(value, str):
        return _LONE.sub(REPLACEMENT, value)
    if isinstance(value, dict):
        return {clean(name): clean(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [clean(held) for held in value]
    return value


def dumped(value: Any) -> bytes:
    """Return a value as JSON, as UTF-8."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return orjson.dumps(clean(value))


def exact_text(value: Any) -> str:
    """Return a value as JSON that gives it back to the last surrogate, as text that any JSON can hold."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return json.dumps(value)


def read_exact(text: str) -> Any:
    """Read what `exact_text` wrote."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


class Wire:
    """The serializer of the client."""

    mimetype = "application/json"

    def dumps(self, data: Any) -> Any:
        """Return what is sent; text and bytes are sent as they are."""
        return data if isinstance(data, str | bytes) else dumped(data)

    def loads(self, text: Any) -> Any:
        """Read an answer."""
        return orjson.loads(text)
