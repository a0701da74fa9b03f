"""One line of JSON a request. What was searched for is the reader's own business and is not written."""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

import structlog
from flask import Flask, Response, g, request
from structlog.typing import Processor


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


def log_all_as_json() -> None:
    """Write whatever this process logs as lines of JSON on standard error, tracebacks included."""
    handler = logging.StreamHandler(sys.stderr)
    before: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            foreign_pre_chain=before,
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(capture=True)


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
