"""What all tests share: Hypothesis without a stopwatch, and which tests are slow."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no fault of the code: no example has a deadline, and CI's are the same in every run.
settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "dev")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name rows of bytes by their argument: packed bytes hold the time, and processes must agree on names."""
    return argname if isinstance(val, bytes) else None


SLOW = Path(__file__).parent / "slow.txt"


def slow_tests() -> list[str]:
    """The modules and tests that are marked slow, as node ids without their parameters."""
    lines = SLOW.read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow ones."""
    slow = set(slow_tests())
    for item in items:
        name = item.nodeid.partition("[")[0]
        if name in slow or name.partition("::")[0] in slow:
            item.add_marker(pytest.mark.slow)
