"""Whole results, streamed: few at a time and in small helpings, so that searches go on beside them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from threading import BoundedSemaphore

from flask import Response, request, stream_with_context
from werkzeug.exceptions import ServiceUnavailable

#: Results that one process makes at the same time; the others are asked to come again.
AT_A_TIME = 2
#: Seconds after which one who is turned away may come again.
LATER = 5
#: Seconds of work after which a stream stands back as long, so that searches have their turn.
HELPING = 0.01

_slots = BoundedSemaphore(AT_A_TIME)


class TooManyStreams(ServiceUnavailable):
    """Refuses a whole result: as many are being made as the server makes at a time."""


class _Slot:
    """One of the places, taken until it is given back; giving it back twice does nothing."""

    def __init__(self) -> None:
        if not _slots.acquire(blocking=False):
            raise TooManyStreams(retry_after=LATER)
        self._is_taken = True

    def give_back(self) -> None:
        """Let another stream begin."""
        if self._is_taken:
            self._is_taken = False
            _slots.release()


def streamed(make: Callable[[], tuple[Iterable[str], dict[str, str]]], media: str) -> Response:
    """Return the lines and headers that `make` makes as a streamed answer of this media type.

    `make` runs once a place is free; raises `TooManyStreams` where there is none.
    """
    slot = _Slot()
    try:
        lines, headers = make()
    except BaseException:
        slot.give_back()
        raise
    response = Response(stream_with_context(_helped_out(lines, slot)), content_type=f"{media}; charset=utf-8")
    response.headers.update(headers)
    response.headers["Cache-Control"] = "private, no-store"
    response.call_on_close(slot.give_back)
    if request.method == "HEAD":
        # Nothing is read of it, and servers do not close what has no body.
        slot.give_back()
    return response


def _helped_out(lines: Iterable[str], slot: _Slot) -> Iterator[str]:
    """Return the lines, standing back after each helping."""
    try:
        begun = time.monotonic()
        for line in lines:
            yield line
            worked = time.monotonic() - begun
            if worked > HELPING:
                time.sleep(min(worked, HELPING))
                begun = time.monotonic()
    finally:
        slot.give_back()
