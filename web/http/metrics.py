"""Figures for a monitoring system: `/metrics` in the text form of Prometheus, for those whom the owner names.

Without names there is no such page. Nothing that was searched for is in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from flask import Flask, Response, abort, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from web.library import Library, library
from web.settings import Settings

#: What answers a search of articles; the rest reads, lists or completes.
SEARCHES = frozenset(
    {"pages.search", "api.search", "exports.csv", "exports.jsonl", "exports.ris", "exports.bib", "feeds.atom"}
)
#: Seconds: an answer from a file, one from arrays, one from a cluster, one that is too late.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class State(Collector):
    """Collects the figures of index and archive when it is asked, each apart from the other."""

    def __init__(self, find: Callable[[], Library]) -> None:
        self._find = find

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Ask both; what does not answer gives no figures but a 0 of its own."""
        found = self._find()
        generation, articles = found.ask_index()
        stored = found.ask_archive()
        yield GaugeMetricFamily("sijill_index_up", "1 where the index answers", value=generation is not None)
        yield GaugeMetricFamily("sijill_archive_up", "1 where the archive answers", value=stored is not None)
        for name, said, value in (
            ("sijill_index_generation", "The generation that answers", generation),
            ("sijill_index_articles", "Articles of that generation", articles),
            ("sijill_archive_articles", "Articles of the archive, withdrawn ones apart", stored),
        ):
            if value is not None:
                yield GaugeMetricFamily(name, said, value=value)


def networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Read addresses with commas between, `127.0.0.1,10.0.0.0/8`; ValueError for another text."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def _is_among(address: str | None, allowed: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    try:
        reader = ip_address(address or "")
    except ValueError:  # a proxy may say what it likes
        return False
    reader = getattr(reader, "ipv4_mapped", None) or reader
    return any(reader in network for network in allowed)


def register(app: Flask, settings: Settings) -> None:
    """Count every request from now on, and show the counts at `/metrics` to the addresses of the settings."""
    registry = CollectorRegistry()
    requests = Counter("sijill_requests", "Requests", ("endpoint", "status"), registry=registry)
    seconds = Histogram(
        "sijill_request_seconds",
        "Seconds until an answer begins",
        ("endpoint",),
        buckets=BUCKETS,
        registry=registry,
    )
    searches = Counter("sijill_searches", "Searches that were answered", registry=registry)
    registry.register(State(library))
    allowed = networks(settings.metrics)

    def start() -> None:
        g.metrics_began = time.perf_counter()

    def finish(response: Response) -> Response:
        # An address that there is not has no endpoint: each would be a figure of its own.
        endpoint = request.endpoint or "none"
        requests.labels(endpoint, str(response.status_code)).inc()
        seconds.labels(endpoint).observe(time.perf_counter() - g.get("metrics_began", time.perf_counter()))
        if endpoint in SEARCHES and response.status_code < 400:
            searches.inc()
        return response

    def show() -> Response:
        if not _is_among(request.remote_addr, allowed):
            abort(404)
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)

    app.before_request(start)
    app.after_request(finish)
    app.add_url_rule("/metrics", "metrics", show)
