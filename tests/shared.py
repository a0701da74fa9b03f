"""Where tests find the shared material: beside the checkout, absent elsewhere, required in CI."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def shared(path: str) -> Path:
    """The shared file or folder; skips the test where it is absent, and fails it there in CI."""
    found = ROOT.parent / "shared" / path
    if found.exists():
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI needs ../shared/{path}, which is not there")
    pytest.skip(f"needs ../shared/{path}, which is not part of the project")
