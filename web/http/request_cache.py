"""A cache that lasts as long as a request: what holds for the whole of it is worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import request

Given = ParamSpec("Given")
Found = TypeVar("Found")

#: Where what was worked out is kept, in the environment of the request.
KEPT = "sijill.once"


def once_a_request(work: Callable[Given, Found]) -> Callable[Given, Found]:
    """Return the function, with what it returned for the same arguments kept as long as the request lasts.

    For what follows from the request alone; arguments are given by place and hashable. Outside of a request
    nothing is kept.
    """

    @wraps(work)
    def kept(*given: Any) -> Found:
        try:
            held: dict[Any, Found] = request.environ.setdefault(KEPT, {})
        except RuntimeError:  # no request
            return work(*given)  # type: ignore[call-arg]
        try:
            return held[work, given]
        except KeyError:
            found = held[work, given] = work(*given)  # type: ignore[call-arg]
            return found

    return cast("Callable[Given, Found]", kept)
