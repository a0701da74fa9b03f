"""A part of REST, and how its parameters are read."""

from __future__ import annotations

from flask_smorest import Blueprint
from marshmallow import RAISE
from webargs.flaskparser import FlaskParser


class StrictParser(FlaskParser):
    """Parameters that are unknown are refused, with the status of a bad value."""

    DEFAULT_VALIDATION_STATUS = 400
    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": RAISE}  # noqa: RUF012


class Section(Blueprint):
    """A part of REST."""

    ARGUMENTS_PARSER = StrictParser()
