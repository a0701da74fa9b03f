"""One line of JSON a request. What was searched for is the reader's own business and is not written."""

from __future__ import annotations

import sys
import time
from typing import Any

import structlog
from flask import Flask, Response, g, request


def make_logger() -> Any:
    """Return a structlog logger of our own: nothing global is configured."""
    return structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def register(app: Flask) -> None:
    """Write method, path, status and time of every request."""
    logger = make_logger()

    def start() -> None:
        g.started = time.perf_counter()

    def finish(response: Response) -> Response:
        began = g.get("started", time.perf_counter())
        logger.info(
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=round((time.perf_counter() - began) * 1000, 1),
        )
        return response

    app.before_request(start)
    app.after_request(finish)
