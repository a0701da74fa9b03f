"""Originals are kept once, whole, and under their own hash."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import ArchiveError
from archive.store.originals import Originals, digest_of


@given(data=st.binary())
def test_what_was_put_comes_back(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    originals = Originals(tmp_path_factory.mktemp("originals"))
    digest = originals.put(data)
    assert digest == hashlib.sha256(data).hexdigest() == digest_of(data)
    assert originals.get(digest) == data
    assert list(originals) == [digest]


def test_bytes_are_written_once(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    path = originals.path(originals.put(b"once"))
    written = path.stat().st_mtime_ns
    originals.put(b"once")
    assert path.stat().st_mtime_ns == written
    assert path.parts[-3:] == (path.name[:2], path.name[2:4], path.name)


def test_a_file_cut_short_is_written_again(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    digest = originals.put(b"whole")
    originals.path(digest).write_bytes(b"who")
    originals.put(b"whole")
    assert originals.get(digest) == b"whole"


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    assert "0" * 64 not in originals
    with pytest.raises(ArchiveError, match="is missing") as raised:
        originals.get("0" * 64)
    assert "sijill doctor" in raised.value.remedy


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "0" * 63, "G" * 64])
def test_only_digests_lead_to_files(tmp_path: Path, digest: str) -> None:
    with pytest.raises(ArchiveError, match="no SHA-256"):
        Originals(tmp_path).path(digest)


def test_many_are_kept_at_once(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    originals.put(b"2")
    originals.put_all([b"1", b"2", b"3", b"1"])
    assert sorted(originals) == sorted(digest_of(data) for data in (b"1", b"2", b"3"))
    assert [path.name for path in tmp_path.glob(".*")] == []
