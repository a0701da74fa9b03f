"""A part of REST, and how its parameters are read."""

from __future__ import annotations

from json import JSONDecodeError
from typing import Any

from flask import Request
from flask_smorest import Blueprint
from marshmallow import RAISE
from webargs.flaskparser import FlaskParser


class StrictParser(FlaskParser):
    """Parameters that are unknown are refused, with the status of a bad value.

    JSON that is nested too deeply to be read is no JSON.
    """

    DEFAULT_VALIDATION_STATUS = 400
    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": RAISE}  # noqa: RUF012

    def _raw_load_json(self, req: Request) -> Any:
        try:
            return super()._raw_load_json(req)
        except RecursionError:
            self._handle_invalid_json_error(JSONDecodeError("nested too deeply", "", 0), req)


class Section(Blueprint):
    """A part of REST."""

    ARGUMENTS_PARSER = StrictParser()
