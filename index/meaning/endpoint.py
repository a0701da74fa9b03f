"""A model behind an OpenAI-compatible endpoint: only where the owner names one do texts leave the process."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Sequence
from http.client import HTTPException
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

import numpy as np

from index.meaning.choice import ModelChoice
from index.meaning.model import LONGEST_QUERY, NoModel, normalized
from index.meaning.passages import sendable
from index.segment.array_file import Array

#: Seconds that a query's vector may take, for a reader waits, and those of a batch of passages.
QUERY_SECONDS, BATCH_SECONDS = 4.0, 300.0
#: Bytes of an answer at most.
LONGEST_ANSWER = 256 * 2**20


class _NoRedirects(HTTPRedirectHandler):
    """Refuses redirects: a text goes where the owner said and nowhere else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Return nothing, so that the answer stays the error that it is."""


class EndpointModel:
    """A model that a service computes, asked by `POST {endpoint}/embeddings`."""

    def __init__(self, choice: ModelChoice) -> None:
        self._choice = choice
        self._address = f"{choice.endpoint.rstrip('/')}/embeddings"
        self._opener = _opener(choice.endpoint)

    def passages(self, texts: Sequence[str]) -> Array:
        """Return a row for each text (float32, length 1); NoModel if the service gives none."""
        prefix = self._choice.passage_prefix
        return self._vectors([prefix + sendable(text) for text in texts], BATCH_SECONDS)

    def query(self, text: str) -> Array:
        """Return the vector of a query (float32, length 1); NoModel if the service gives none in time."""
        asked = self._choice.query_prefix + sendable(text[:LONGEST_QUERY])
        vector: Array = self._vectors([asked], QUERY_SECONDS)[0]
        return vector

    def _vectors(self, texts: list[str], seconds: float) -> Array:
        if not texts:
            return np.zeros((0, max(self._choice.dimension, 1)), np.float32)
        asked: dict[str, Any] = {"model": self._choice.name, "input": texts, "encoding_format": "float"}
        if self._choice.dimension:
            asked["dimensions"] = self._choice.dimension
        return self._read(self._post(asked, seconds), len(texts))

    def _post(self, asked: dict[str, Any], seconds: float) -> bytes:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._choice.key:
            headers["Authorization"] = f"Bearer {self._choice.key}"
        request = Request(self._address, json.dumps(asked).encode(), headers, method="POST")  # noqa: S310 - checked
        try:
            with self._opener.open(request, timeout=seconds) as answer:
                data: bytes = answer.read(LONGEST_ANSWER)
        except HTTPError as error:
            raise self._refused(f"answers {error.code} {_said(error)}".strip()) from error
        except (URLError, HTTPException, OSError) as error:
            raise self._refused(f"does not answer ({getattr(error, 'reason', None) or error})") from error
        return data

    def _read(self, data: bytes, wanted: int) -> Array:
        """Return the vectors of an answer, in the order of the texts."""
        try:
            rows = sorted(json.loads(data)["data"], key=lambda row: row["index"])
            vectors = np.array([row["embedding"] for row in rows], np.float32)
        except (ValueError, KeyError, TypeError) as error:
            raise self._refused("answers what is no list of embeddings") from error
        if vectors.ndim != 2 or len(vectors) != wanted or not vectors.size or not np.isfinite(vectors).all():
            raise self._refused(f"answers vectors of the shape {vectors.shape} to {wanted} texts")
        dimension = self._choice.dimension
        if dimension and vectors.shape[1] != dimension:
            raise self._refused(f"answers {vectors.shape[1]} numbers a text where {dimension} were set")
        return normalized(vectors)

    def _refused(self, what: str) -> NoModel:
        remedy = "Start it, or mend SIJILL_EMBEDDINGS and what belongs to it"
        return NoModel(f"the service of embeddings at {self._address} {what}", remedy=remedy)


def _said(error: HTTPError) -> str:
    """Return the beginning of what a service says with an error, on one line."""
    stream: IO[bytes] = error
    try:
        return " ".join(stream.read(300).decode("utf-8", "replace").split())[:200]
    except (OSError, HTTPException):
        return ""


def _opener(endpoint: str) -> OpenerDirector:
    """Return what opens the endpoint; NoModel if it is no address of a service."""
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        what = f"SIJILL_EMBEDDINGS is {endpoint!r}, which is no address of a service"
        raise NoModel(what, remedy="Write it as in http://127.0.0.1:8080/v1")
    # What this machine answers itself is never asked through a proxy elsewhere.
    proxies = [ProxyHandler({})] if is_here(endpoint) else []
    return build_opener(_NoRedirects, *proxies)


def is_here(endpoint: str) -> bool:
    """Tell whether an endpoint is this machine: `localhost`, or a loopback address."""
    host = urlsplit(endpoint).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
