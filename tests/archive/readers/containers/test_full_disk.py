"""A disk that is full while a packed file is unpacked ends the run: no member is to blame."""

from __future__ import annotations

import bz2
import errno
import gzip
import io
import os
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from archive.ingest.discover import read_file
from archive.readers.base import Options, Source

pytestmark = pytest.mark.skipif(os.name != "posix", reason="only POSIX bounds the size of files")

TEXT = "وصل القطار إلى المحطة في موعده.\n".encode() * 4_000


def zipped(data: bytes, name: str = "a.txt") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr(name, data)
    return target.getvalue()


def tarred(data: bytes, name: str = "a.txt") -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as packed:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        packed.addfile(member, io.BytesIO(data))
    return target.getvalue()


PACKED: dict[str, Callable[[], bytes]] = {
    "a.zip": lambda: zipped(TEXT),
    "a.tar": lambda: tarred(TEXT),
    "a.txt.gz": lambda: gzip.compress(TEXT),
    "a.txt.bz2": lambda: bz2.compress(TEXT),
    "b.zip": lambda: zipped(gzip.compress(TEXT), "a.txt.gz"),
    "b.tar": lambda: tarred(zipped(TEXT), "a.zip"),
}


@contextmanager
def little_room() -> Iterator[None]:
    """Let no file grow beyond 50,000 bytes."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("name", PACKED)
def test_a_full_disk_is_no_fault_of_a_member(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(PACKED[name]())
    source = Source(name)
    assert next(type(item).__name__ for item in read_file(path, source, Options())) == "Draft"
    with little_room(), pytest.raises(OSError, match=r"too large") as raised:
        list(read_file(path, source, Options()))
    assert raised.value.errno == errno.EFBIG
