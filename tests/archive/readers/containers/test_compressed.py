"""Compressed files and tar archives: what is within is recognised anew, within limits, and told."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import sys
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from archive.readers import choose_reader
from archive.readers.base import Draft, Limits, Options
from archive.readers.containers.compressed import CompressedReader
from archive.readers.containers.tar import TarReader
from tests.archive.support import samples
from tests.archive.support.samples import read, refused

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LINES = "".join(
    json.dumps({"title": f"خبر {n}", "body": samples.LEAD}, ensure_ascii=False) + "\n" for n in range(3)
).encode()
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstd.compress,
}


def tar(members: Mapping[str, bytes], *, link: str = "") -> bytes:
    """A tar archive of these files, and of a link that leads elsewhere."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        if link:
            member = tarfile.TarInfo("link.html")
            member.type, member.linkname = tarfile.SYMTYPE, link
            archive.addfile(member)
    return out.getvalue()


@pytest.mark.parametrize("ending", PACKERS)
def test_what_is_packed_is_read_by_its_own_reader(ending: str, tmp_path: Path):
    found = read(CompressedReader(), PACKERS[ending](LINES), tmp_path, f"news.jsonl{ending}")
    assert [str(draft.source) for draft in found] == [f"news.jsonl{ending}!news.jsonl:{n}" for n in (1, 2, 3)]


@pytest.mark.parametrize("ending", PACKERS)
def test_a_packed_file_is_known_by_its_bytes(ending: str):
    reader = choose_reader(PACKERS[ending](LINES), "no-name")
    assert reader is not None
    assert reader.name == "compressed"


@pytest.mark.parametrize("ending", PACKERS)
def test_several_streams_in_one_file_are_one(ending: str, tmp_path: Path):
    pack = PACKERS[ending]
    whole = pack(LINES[: len(LINES) // 2]) + pack(LINES[len(LINES) // 2 :])
    assert len(read(CompressedReader(), whole, tmp_path, f"news.jsonl{ending}")) == 3


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_of_a_file_that_is_cut_off_what_came_before_is_read_and_it_is_told(ending: str, tmp_path: Path):
    many = b"".join(
        json.dumps({"id": n, "body": f"{samples.LEAD} {n * 7919}"}).encode() + b"\n" for n in range(4000)
    )
    packed = PACKERS[ending](many)
    told, *found = read(CompressedReader(), packed[: len(packed) // 2], tmp_path, f"news.jsonl{ending}")
    assert getattr(told, "code", "") == "broken_file"
    assert sum(isinstance(one, Draft) for one in found) > 100


@pytest.mark.parametrize("ending", PACKERS)
def test_what_unpacks_without_end_is_refused(ending: str, tmp_path: Path):
    bomb = PACKERS[ending](bytes(3_000_000))
    limits = Limits(unpacked_bytes=1_000_000)
    found = read(CompressedReader(), bomb, tmp_path, f"a.txt{ending}", Options(limits=limits))
    assert refused(found).code == "bomb"


def test_packed_files_within_packed_files_end_at_the_limit(tmp_path: Path):
    data = LINES
    for _ in range(6):
        data = gzip.compress(data)
    assert refused(read(CompressedReader(), data, tmp_path, "a.gz")).code == "bomb"


def test_the_budget_is_one_for_all_that_is_within(tmp_path: Path):
    inner = gzip.compress(bytes(700_000))
    whole = tar({"a.txt.gz": inner, "b.txt.gz": inner})
    limits = Limits(unpacked_bytes=1_000_000)
    codes = [
        getattr(one, "code", "")
        for one in read(TarReader(), whole, tmp_path, "a.tar", Options(limits=limits))
    ]
    assert "bomb" in codes


@pytest.mark.parametrize("ending", ["", *PACKERS])
def test_a_tar_archive_is_read_member_by_member(ending: str, tmp_path: Path):
    data = tar({"a/page.html": samples.page().encode(), "b.jsonl": LINES})
    packed = PACKERS[ending](data) if ending else data
    reader = choose_reader(packed, "pages")
    assert reader is not None
    found = read(reader, packed, tmp_path, f"pages.tar{ending}")
    inner = f"pages.tar{ending}!pages.tar" if ending else "pages.tar"
    assert [str(draft.source) for draft in found] == [
        f"{inner}!a/page.html", *(f"{inner}!b.jsonl:{n}" for n in (1, 2, 3))
    ]  # fmt: skip


def test_a_member_that_leads_out_and_a_link_are_never_followed(tmp_path: Path):
    data = tar({"../out.html": samples.page().encode()}, link="/etc/passwd")
    found = read(TarReader(), data, tmp_path, "a.tar")
    assert [getattr(one, "code", "") for one in found] == ["unsafe_path", "skipped"]
    assert "1 links and devices" in getattr(found[1], "reason", "")


def test_of_a_tar_that_is_cut_off_what_came_before_is_read(tmp_path: Path):
    data = tar({"a.html": samples.page().encode(), "b.html": samples.page().encode()})
    first, *rest = read(TarReader(), data[:4000], tmp_path, "a.tar")
    assert isinstance(first, Draft)
    assert any(getattr(one, "code", "") == "broken_tar" for one in rest)


def test_a_browser_s_folder_beside_a_page_is_passed_over(tmp_path: Path):
    data = tar({"p_files/a.html": samples.page().encode(), "p.html": samples.page().encode()})
    found = read(TarReader(), data, tmp_path, "a.tar")
    assert [getattr(one, "code", "draft") for one in found] == ["draft", "skipped"]
