"""No pattern takes more than linear time on texts made of its own characters.

Measured in a process of its own that is ended when it does not answer, so that none can hang the tests.
"""

from __future__ import annotations

import json
import selectors
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.patterns.__main__ import MOST_GROWTH
from tests.patterns.collect import Use, all_uses

ROOT = Path(__file__).parent.parent.parent
#: Seconds for one pattern, however busy the machine; one that takes longer grows without a bound.
PATIENCE = 120


def growths(uses: Sequence[Use]) -> Iterator[tuple[Use, dict[str, object]]]:
    """What was measured of each use; a growth without end for those that did not answer."""
    waiting = list(uses)
    while waiting:
        with subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.patterns"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            while waiting:
                answer = _ask(process, waiting[0])
                yield waiting.pop(0), answer or {"growth": float("inf")}
                if answer is None:
                    process.kill()
                    break


def _ask(process: subprocess.Popen[str], use: Use) -> dict[str, object] | None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(asdict(use)) + "\n")
    process.stdin.flush()
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        if not selector.select(PATIENCE):
            return None
    answer: dict[str, object] = json.loads(process.stdout.readline())
    return answer


def is_slow(measured: dict[str, object]) -> bool:
    return float(str(measured["growth"])) > MOST_GROWTH


@pytest.mark.slow
def test_every_pattern_takes_linear_time() -> None:
    slow = [
        f"{use.where} {use.method}: {measured}" for use, measured in growths(all_uses()) if is_slow(measured)
    ]
    assert slow == []


def test_patterns_are_found() -> None:
    """Those with a name, those without, and how they are used."""
    uses = {use.where: use for use in all_uses()}
    assert uses["archive/text/encodings.py:_WORD"] == Use(
        "archive/text/encodings.py:_WORD", r"\w+", 32, "search"
    )
    assert len(all_uses()) > 200
    assert {use.method for use in all_uses()} == {"match", "fullmatch", "search"}


@pytest.mark.parametrize(
    ("pattern", "method"),
    [(r"\s+$", "search"), (r"[a-z]+@", "search"), (r"(\s*,\s*)*;", "match")],
)
def test_a_slow_pattern_is_told(pattern: str, method: str) -> None:
    [(_, measured)] = growths([Use("here", pattern, 0, method)])
    assert is_slow(measured)


@pytest.mark.parametrize(
    ("pattern", "method"),
    [(r"\s+$", "match"), (r"(?<!\s)\s+$", "search"), (r"[a-z]{1,64}@", "search"), (r"\w+", "search")],
)
def test_a_linear_pattern_passes(pattern: str, method: str) -> None:
    [(_, measured)] = growths([Use("here", pattern, 0, method)])
    assert not is_slow(measured)


def test_a_pattern_without_end_hangs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time doubles with each character: its process is ended, and the next pattern is measured."""
    monkeypatch.setattr("tests.patterns.test_patterns.PATIENCE", 5)
    uses = [Use("here", r"(a|aa)+b", 0, "search"), Use("here", r"\w+", 0, "search")]
    assert [is_slow(measured) for _, measured in growths(uses)] == [True, False]
