"""A damaged record of a plain WARC costs itself at most: those behind it are read, and the loss is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.model.warning import WarningCode
from archive.readers.base import Draft, Rejected
from archive.readers.containers.warc import WarcReader
from tests.archive.readers.containers.test_web_archives import PAGE, SITE, record
from tests.archive.support.samples import read

FIRST, SECOND, THIRD = (record(f"{SITE}/{number}", PAGE) for number in (1, 2, 3))
DAMAGED = {
    "overwritten": (FIRST + SECOND[:220] + b"\0\xff" * 90 + THIRD, {"1", "3"}),
    "a length too long": (
        FIRST + SECOND.replace(b"Content-Length: ", b"Content-Length: 99") + THIRD,
        {"1", "2", "3"},
    ),
    "a length too short": (
        FIRST + SECOND.replace(b"Content-Length: ", b"Content-Length: 9\r\nX-Was: ") + THIRD,
        {"1", "2", "3"},
    ),
    "no length": (FIRST + SECOND.replace(b"Content-Length: ", b"Content-Length: x") + THIRD, {"1", "2", "3"}),
    "its end lost": (FIRST[:-70] + SECOND + THIRD, {"1", "2", "3"}),
    "its beginning lost": (FIRST[60:] + SECOND + THIRD, {"2", "3"}),
}


@pytest.mark.parametrize(("data", "pages"), DAMAGED.values(), ids=DAMAGED.keys())
def test_damage_costs_itself(data: bytes, pages: set[str], tmp_path: Path) -> None:
    found = read(WarcReader(), data, tmp_path, "crawl.warc")
    drafts = [one for one in found if isinstance(one, Draft)]
    assert pages <= {draft.fields["url"].rpartition("/")[2] for draft in drafts}
    told = [one for one in found if isinstance(one, Rejected) and one.code == "broken_warc"]
    assert len(told) == 1, found
    assert told[0].remedy


def test_a_page_of_a_damaged_record_is_warned_of(tmp_path: Path) -> None:
    data, _ = DAMAGED["a length too long"]
    drafts = [one for one in read(WarcReader(), data, tmp_path, "crawl.warc") if isinstance(one, Draft)]
    codes = [[warning.code for warning in draft.warnings] for draft in drafts]
    assert codes == [[], [WarningCode.BROKEN_INPUT], []]


def test_a_sound_archive_is_read_without_a_word(tmp_path: Path) -> None:
    found = read(WarcReader(), FIRST + SECOND + THIRD, tmp_path, "crawl.warc")
    assert [isinstance(one, Draft) for one in found] == [True, True, True]
