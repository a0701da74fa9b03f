"""A sample of the kills of `tests.web.alerts.kills`: nothing is lost or doubled."""

from __future__ import annotations

from pathlib import Path

from tests.web.alerts.kills import run


def test_a_killed_worker_loses_and_doubles_nothing(tmp_path: Path) -> None:
    outcome = run(3, 7, tmp_path / "home")
    assert outcome.killed == 3
    assert outcome.stories == 10
    assert outcome.mails >= 1
    assert outcome.wrong == []
