"""JSON answers: readable, valid whatever stands in them, and read back as they were."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from web.http.json import ReadableJson

WRITER = ReadableJson(Flask(__name__))


def written(value: Any) -> bytes:
    return WRITER.response(value).get_data()


_plain = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
_values = st.recursive(
    _plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


@given(_values)
def test_what_is_written_is_read_back(value: Any) -> None:
    """Numbers of any size, and every text."""
    assert json.loads(written(value)) == value


WRITTEN = {
    "Arabic stays": ({"q": "تويتر"}, '{"q":"تويتر"}\n'),
    "the order stays": ({"b": 1, "a": 2}, '{"b":1,"a":2}\n'),
    "no number": ([float("nan")], "[null]\n"),
    "past 64 bits": ([2**64], "[18446744073709551616]\n"),
    "half of a surrogate pair": (["\ud800"], '["\\ud800"]\n'),
    "an exact number": ([Decimal("1.50")], '["1.50"]\n'),
    "a day, as Flask writes it": ([date(2016, 2, 7)], '["Sun, 07 Feb 2016 00:00:00 GMT"]\n'),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_odd_values(name: str) -> None:
    value, text = WRITTEN[name]
    assert written(value) == text.encode()


@pytest.mark.parametrize("path", ["/api/v1/batch", "/api/v1/screen"])
def test_what_is_nested_without_end_is_refused(client: FlaskClient, path: str) -> None:
    body = '{"queries":' + "[" * 100_000
    assert client.post(path, data=body, content_type="application/json").status_code in (400, 422)
