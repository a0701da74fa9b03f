"""Rejects are kept once, with their bytes, and go when their input is taken in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.readers.base import Rejected, Source
from archive.store.quarantine import Quarantine

REJECT = Rejected(Source("in/a.jsonl", 3), "no_body", "reason", "remedy", b"bytes")


@given(name=st.text(min_size=1), line=st.none() | st.integers(1, 99), data=st.binary())
def test_what_was_put_comes_back(
    tmp_path_factory: pytest.TempPathFactory, name: str, line: int | None, data: bytes
) -> None:
    """Whatever the file is called."""
    quarantine = Quarantine(tmp_path_factory.mktemp("quarantine"))
    reject = Rejected(Source(name, line), "code", "reason", "remedy", data)
    for _ in range(2):
        assert quarantine.put(reject).parent == quarantine.folder
    assert list(quarantine) == [reject]
    assert list(quarantine.damaged()) == []


def test_rejects_of_one_line_and_of_others_stand_apart(tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path)
    for line in (2, 1, 2):
        quarantine.put(Rejected(Source("a.jsonl", line), "no_body", "reason", "remedy", b"same"))
    assert [one.source.record for one in quarantine] == [1, 2]
    assert len(quarantine) == 2


def test_release(tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path)
    quarantine.put(REJECT)
    assert quarantine.release(REJECT.source, REJECT.original)
    assert not quarantine.release(REJECT.source, REJECT.original)
    assert list(tmp_path.iterdir()) == []


def test_what_is_incomplete_is_found(tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path)
    whole = quarantine.put(REJECT)
    (tmp_path / "half.json").write_text("{")
    (tmp_path / "other.bytes").write_bytes(b"x")
    (tmp_path / ".x.json.1.part").write_bytes(b"x")
    assert {path.name for path in quarantine.damaged()} == {"half.json", "other.bytes", ".x.json.1.part"}
    assert whole.exists()
