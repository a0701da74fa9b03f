"""Where the tests find a cluster: the address of one that runs already, by the environment."""

from __future__ import annotations

import os

import pytest

from index.opensearch.connection import Address, read_address

VARIABLE = "SIJILL_TEST_OPENSEARCH"


def cluster_address(alias: str) -> Address:
    """The cluster, an alias in it for the test; skips the test where there is none, and fails it in CI."""
    where = os.environ.get(VARIABLE)
    if where:
        return read_address(f"{where}/{alias}", {})
    what = f"needs a cluster: {VARIABLE}=$(python -m tests.cluster start FOLDER)"
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)
