"""Archives in a cluster: an alias for each process of the tests, removed at their end."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from index.opensearch.connection import Address, Cluster
from tests.cluster.address import cluster_address


def cleared(address: Address) -> None:
    """Remove every index of an alias."""
    cluster = Cluster(address)
    for name in cluster.ask("GET", f"/{address.alias}-g*", missing=True):
        cluster.ask("DELETE", f"/{name}", missing=True)
    cluster.close()


@pytest.fixture(scope="module")
def address(request: pytest.FixtureRequest) -> Iterator[Address]:
    """The cluster, with an alias that nobody else uses."""
    found = cluster_address(f"t{os.getpid()}-{request.module.__name__.rpartition('.')[2]}")
    cleared(found)
    yield found
    cleared(found)
