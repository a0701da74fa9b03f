"""The list of slow tests names only tests that there are."""

from __future__ import annotations

import re

import pytest

from tests.conftest import slow_tests
from tests.shared import ROOT


@pytest.mark.parametrize("name", slow_tests())
def test_a_slow_test_is_one_that_there_is(name: str) -> None:
    path, *names = name.split("::")
    text = (ROOT / path).read_text("utf-8")
    for one in names:
        assert re.search(rf"(?:class|def) {one}\b", text)
