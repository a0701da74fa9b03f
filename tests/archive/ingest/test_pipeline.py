"""The way in: everything is taken in or told, nothing twice, and a killed run can be finished."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest

from archive.ingest.pipeline import read_ids
from archive.ingest.pool import CHUNK_DRAFTS
from archive.model.article import DateSource, Precision
from archive.paths import DataFolder
from archive.readers.base import Limits, Options
from archive.store.damage.checks import check_archive
from archive.store.originals import Originals, digest_of
from archive.store.quarantine import Quarantine
from archive.store.writer import Store
from tests.archive.support.builders import BODY, clock, store_in, summary, take, write_lines
from tests.shared import ROOT, shared


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "home")


def records(count: int, **values: Any) -> list[dict[str, Any]]:
    """Records of so many different articles."""
    return [{"id": f"n{number}", "body": f"{BODY} {number}"} | values for number in range(count)]


def ids(folder: DataFolder) -> list[str]:
    """The ids in the archive, in the order of arrival."""
    with Store.open_reader(folder.archive_db) as store:
        return [one.id for one in store.iterate()]


# --- what comes in ------------------------------------------------------------------------------------


def test_a_record_becomes_an_article(folder: DataFolder, tmp_path: Path) -> None:
    """What it states is kept, what the text says is found, each with its evidence."""
    record = {
        "id": "bridge-1",
        "title": "فتح الجسر",
        "body": f"{BODY}\nوكتب الوزير على تويتر أن الجسر آمن.",
        "outlet": "صحيفة النهر",
        "url": "https://news.example/1",
        "published": "2016-02-07",
        "crawled": "2017-01-01",
        "author": "ليلى منصور",
    }
    [outcome] = take(folder, write_lines(tmp_path / "a.jsonl", [record]))
    assert outcome.kind == "new"
    with Store.open_reader(folder.archive_db) as store:
        article = store.get("bridge-1")
    assert article is not None
    assert (article.title, article.byline, article.platforms) == ("فتح الجسر", "ليلى منصور", ("twitter",))
    assert article.paragraphs == (BODY, "وكتب الوزير على تويتر أن الجسر آمن.")
    assert (article.published.precision, article.published.source) == (Precision.DAY, DateSource.STATED)
    assert article.outlet is not None
    assert article.extra["captured"] == "2017-01-01"
    assert {one.field for one in article.evidence} >= {"title", "outlet", "url", "byline", "published"}
    [mention] = article.mentions
    assert article.body[mention.start : mention.end] == mention.surface
    assert article.original is not None
    assert json.loads(Originals(folder.originals).get(article.original)) == record


def test_the_same_again_changes_nothing(folder: DataFolder, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", [*records(3), {"title": "بلا متن"}])
    first = summary(take(folder, path))
    with Store.open_reader(folder.archive_db) as store:
        before = (store.sequence, store.fingerprint())
    again = summary(take(folder, path))
    assert (first.new, first.rejected, first.exit_code) == (3, 1, 1)
    assert (again.same, again.rejected, again.new + again.changed) == (3, 1, 0)
    assert len(Quarantine(folder.quarantine)) == 1
    with Store.open_reader(folder.archive_db) as store:
        assert (store.sequence, store.fingerprint()) == before


def test_a_changed_record_is_a_revision(folder: DataFolder, tmp_path: Path) -> None:
    take(folder, write_lines(tmp_path / "a.jsonl", records(2)))
    outcomes = take(folder, write_lines(tmp_path / "b.jsonl", records(2, title="جديد")))
    assert [one.kind for one in outcomes] == ["changed", "changed"]
    with Store.open_reader(folder.archive_db) as store:
        assert [one.article.title for one in store.revisions("n0")] == [None, "جديد"]


def test_a_file_that_changes_keeps_its_id(folder: DataFolder, tmp_path: Path) -> None:
    """A text without id or address: its place tells; elsewhere the same bytes are the same article."""
    path = tmp_path / "000_report.txt"
    path.write_text(BODY)
    [first] = take(folder, path)
    path.write_text(f"{BODY}\n\nوأضاف أن الطريق آمن.")
    [changed] = take(folder, path)
    (tmp_path / "copy").mkdir()
    copy = tmp_path / "copy" / path.name
    copy.write_text(BODY)
    [copied] = take(folder, copy)
    assert first.article is not None
    assert first.article.id == f"000_report-{digest_of(BODY.encode())[:12]}"
    assert [one.kind for one in (first, changed, copied)] == ["new", "changed", "same"]
    assert ids(folder) == [first.article.id]


def test_a_withdrawn_article_stays_so_and_it_is_told(folder: DataFolder, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", records(1))
    take(folder, path)
    with Store.open(folder.archive_db) as store:
        store.withdraw("n0", why="-")
    [outcome] = take(folder, path)
    assert "sijill restore n0" in outcome.notices[0]
    assert ids(folder) == []


def test_two_articles_at_one_address_are_told(folder: DataFolder, tmp_path: Path) -> None:
    both = take(folder, write_lines(tmp_path / "a.jsonl", records(2, url="https://news.example/1")))
    assert [len(one.notices) for one in both] == [0, 1]
    assert ids(folder) == ["n0", "n1"]


# --- what does not ------------------------------------------------------------------------------------


def test_rejects_are_kept_with_their_reason(folder: DataFolder, tmp_path: Path) -> None:
    """File, line, reason and remedy, and the bytes beside them; the rest goes in."""
    path = write_lines(tmp_path / "a.jsonl", [*records(1), "{broken", *records(2)[1:]])
    outcomes = take(folder, path)
    assert [one.kind for one in outcomes] == ["new", "rejected", "new"]
    [reason] = folder.quarantine.glob("*.json")
    said = json.loads(reason.read_text())
    assert (said["file"], said["line"], said["code"]) == (str(path), 2, "broken_json")
    assert said["remedy"]
    assert reason.with_suffix(".bytes").read_bytes() == b"{broken"


def test_a_mended_reject_leaves_quarantine(folder: DataFolder, tmp_path: Path) -> None:
    """The same bytes, read with a map, are taken in after all."""
    path = write_lines(tmp_path / "a.jsonl", [{"id": "a", "matn": BODY}])
    assert take(folder, path)[0].kind == "rejected"
    assert take(folder, path, options=Options(mapping={"body": "matn"}))[0].kind == "new"
    assert list(folder.quarantine.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        pytest.param("a.txt", b"", "empty", id="empty"),
        pytest.param("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0", "not_an_article", id="picture"),
        pytest.param("a.txt", bytes(range(128, 160)) * 9, "undecodable", id="undecodable"),
        pytest.param("a.jsonl", b'{"title": "x"}', "no_body", id="title-only"),
    ],
)
def test_bad_files(folder: DataFolder, tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    [outcome] = take(folder, path)
    assert outcome.rejected is not None
    assert (outcome.rejected.code, outcome.rejected.original) == (code, data)


def test_a_path_that_is_not_there(folder: DataFolder, tmp_path: Path) -> None:
    [outcome] = take(folder, tmp_path / "nothing")
    assert outcome.rejected is not None
    assert outcome.rejected.code == "missing"


def test_a_record_over_the_limit(folder: DataFolder, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", [*records(1), {"id": "big", "body": "س" * 5000}])
    outcomes = take(folder, path, options=Options(limits=Limits(record_bytes=2000)))
    assert [one.rejected and one.rejected.code for one in outcomes] == [None, "too_large"]


def test_a_script_is_no_address(folder: DataFolder, tmp_path: Path) -> None:
    """It is kept beside, where no page makes a link of it."""
    [outcome] = take(folder, write_lines(tmp_path / "a.jsonl", records(1, url="javascript:alert(1)")))
    assert outcome.article is not None
    assert (outcome.article.url, outcome.article.extra["url"]) == (None, "javascript:alert(1)")


@pytest.mark.skipif(sys.platform != "linux", reason="needs file names that are no text")
def test_a_file_name_that_is_no_text(folder: DataFolder, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xe3\xe4.txt")
    path.write_text(BODY)
    (tmp_path / os.fsdecode(b"\xe5.txt")).write_text("")
    assert [one.kind for one in take(folder, *sorted(tmp_path.glob("*.txt")))] == ["new", "rejected"]
    assert [one.code for one in check_archive(folder)] == ["rejected_inputs"]


# --- folders and choices ------------------------------------------------------------------------------


def test_a_folder_is_walked_in_order(folder: DataFolder, tmp_path: Path) -> None:
    """Hidden files, assets of saved pages and the data folder are passed over; links out are told."""
    root = tmp_path / "in"
    for name in ("b/2.txt", "a.txt", "b/1.txt", ".hidden.txt", "page_files/x.txt"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"{BODY} {name}")
    page = f"<!doctype html><html><body><article><p>{BODY}</p></article></body></html>"
    (root / "page.html").write_text(page)
    (tmp_path / "outside.txt").write_text(BODY)
    (root / "link.txt").symlink_to(tmp_path / "outside.txt")
    (root / "loop").symlink_to(root)
    home = DataFolder(root / "home")
    outcomes = take(home, root)
    assert [Path(one.source.name).relative_to(root).as_posix() for one in outcomes] == [
        "a.txt",
        "b/1.txt",
        "b/2.txt",
        "link.txt",
        "page.html",
    ]
    assert [one.rejected and one.rejected.code for one in outcomes] == [None, None, None, "unsafe_path", None]


def test_only_the_ids_listed(folder: DataFolder, tmp_path: Path) -> None:
    """Whatever names another id is passed over, rejects included; what names none is judged."""
    lines = [*records(4), {"id": "bad", "title": "x"}, {"title": "y"}]
    only = read_ids(['{"id": "n1", "line": 7}\n', "\n", "n3\n"])
    outcomes = take(folder, write_lines(tmp_path / "a.jsonl", lines), only=only)
    assert [(one.kind, one.source.record) for one in outcomes] == [("new", 2), ("new", 4), ("rejected", 6)]
    assert ids(folder) == ["n1", "n3"]


def test_a_dry_run_writes_nothing(folder: DataFolder, tmp_path: Path) -> None:
    """It says what would become of each input, against what the archive holds."""
    take(folder, write_lines(tmp_path / "a.jsonl", records(1)))
    files = sorted(folder.home.rglob("*"))
    path = write_lines(tmp_path / "b.jsonl", [*records(2), "{broken"])
    assert [one.kind for one in take(folder, path, dry_run=True)] == ["same", "new", "rejected"]
    assert sorted(folder.home.rglob("*")) == files
    assert ids(folder) == ["n0"]


def test_an_owners_name_is_found(folder: DataFolder, tmp_path: Path) -> None:
    """The lexicon in the data folder counts, in this process and in others."""
    folder.lexicon.mkdir(parents=True)
    name = {"id": "nabd", "label": "نبض", "label_en": "Nabd", "spellings": ["تطبيق نبض"]}
    (folder.lexicon / "mine.json").write_text(json.dumps({"names": [name]}))
    path = write_lines(
        tmp_path / "a.jsonl", records(CHUNK_DRAFTS + 5, body="نشر الخبر على تطبيق نبض صباح أمس.")
    )
    from archive.ingest.pipeline import Intake
    from tests.archive.support.builders import TODAY

    with Store.open(folder.archive_db, clock) as store:
        outcomes = list(Intake(store, folder, today=TODAY, workers=2).run([path]))
    assert {one.article.platforms for one in outcomes if one.article} == {("nabd",)}
    assert [one.source.record for one in outcomes] == list(range(1, CHUNK_DRAFTS + 6))


def test_a_killed_process_is_told(folder: DataFolder, tmp_path: Path) -> None:
    """Adding ends with a clear error and waits for nobody; what was told stays, and a second run ends it."""
    from archive.errors import WorkerKilled
    from archive.ingest.pipeline import Intake
    from tests.archive.support.builders import TODAY

    path = write_lines(tmp_path / "a.jsonl", records(CHUNK_DRAFTS * 12))
    with Store.open(folder.archive_db, clock) as store:
        run = iter(Intake(store, folder, today=TODAY, workers=2).run([path]))
        told = [next(run).source.record]
        for child in active_children():
            child.kill()
        with pytest.raises(WorkerKilled, match="--workers 1"):
            told.extend(one.source.record for one in run)
        assert len(told) <= store.count() < CHUNK_DRAFTS * 12
        run = iter(Intake(store, folder, today=TODAY, workers=1).run([path]))
        assert len(list(run)) == CHUNK_DRAFTS * 12
        assert store.count() == CHUNK_DRAFTS * 12


# --- the five reports ---------------------------------------------------------------------------------


def test_the_five_reports(folder: DataFolder) -> None:
    """Their ids keep the files' numbers, one is dated by its date line, none by guess."""
    outcomes = take(folder, shared("seeds"))
    articles = [one.article for one in outcomes if one.article is not None]
    assert [one.id[:4] for one in articles] == ["000_", "001_", "002_", "003_", "004_"]
    days = [one.published.proof for one in articles if one.published.precision == Precision.DAY]
    assert days == ["07 فبراير 2016"]
    assert all("twitter" in one.platforms for one in articles)
    assert "whatsapp" not in articles[1].platforms


# --- killed -------------------------------------------------------------------------------------------

_ADD = """
import sys
from datetime import date
from pathlib import Path
from archive.paths import DataFolder
from archive.ingest.pipeline import Intake
from archive.store.writer import Store
folder = DataFolder(Path(sys.argv[1]))
with Store.open(folder.archive_db) as store:
    for outcome in Intake(store, folder, today=date(2026, 1, 15)).run([Path(sys.argv[2])]):
        print(outcome.kind, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
def test_killed_half_way(folder: DataFolder, tmp_path: Path) -> None:
    """Whenever it is killed, the archive is whole; that a run was cut is said, until adding again ends."""
    path = write_lines(tmp_path / "a.jsonl", records(4 * CHUNK_DRAFTS))
    for stop_after in (1, 2 * CHUNK_DRAFTS + 1):
        _add_and_kill(folder, path, stop_after)
        serious = [one for one in check_archive(folder) if one.serious]
        assert serious == []
    assert "unfinished_run" in {one.code for one in check_archive(folder)}
    total = summary(take(folder, path))
    assert (total.total, total.rejected, total.changed) == (4 * CHUNK_DRAFTS, 0, 0)
    assert ids(folder) == [f"n{number}" for number in range(4 * CHUNK_DRAFTS)]
    assert list(check_archive(folder)) == []


def _add_and_kill(folder: DataFolder, path: Path, after: int) -> None:
    """Add in a process of its own, and kill it when it has told of so many inputs."""
    command: Sequence[str] = (sys.executable, "-c", _ADD, str(folder.home), str(path))
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        for _ in range(after):
            assert process.stdout.readline()
        time.sleep(0.02)
        process.kill()


def test_a_run_that_ends_is_noted(folder: DataFolder, tmp_path: Path) -> None:
    take(folder, write_lines(tmp_path / "a.jsonl", [*records(2), "x"]))
    with store_in(folder.home) as store, store.connection() as connection:
        row = connection.exec_driver_sql("SELECT new, same, rejected, ended FROM runs").one()
    assert tuple(row) == (2, 0, 1, "2026-01-15T12:00:00Z")


def test_two_inputs_at_once_do_not_overwrite_one_another(
    folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both count from 1. The second one is stored between the first one's choice of ids and its writing."""
    first = write_lines(
        tmp_path / "north.jsonl", [{"id": "1", "body": f"{BODY} جسر"}, {"id": "2", "body": BODY}]
    )
    second = write_lines(tmp_path / "south.jsonl", [{"id": "1", "body": "أعلنت البلدية موعد سباق القوارب."}])
    honest = Store.add_all
    inside: list[bool] = []

    def overtaken(self: Store, *arguments: Any, **how: Any) -> Any:
        if not inside:
            inside.append(True)
            assert [one.kind for one in take(folder, second)] == ["new"]
        return honest(self, *arguments, **how)

    monkeypatch.setattr(Store, "add_all", overtaken)
    assert [one.kind for one in take(folder, first)] == ["new", "new"]
    with Store.open_reader(folder.archive) as store:
        held = {one.id: one.body for one in store.iterate()}
        assert sorted(held.values()) == sorted([f"{BODY} جسر", BODY, "أعلنت البلدية موعد سباق القوارب."])
        assert len(store.revisions("1")) == 1
        assert store.sequence == 3
    assert {one.kind for path in (first, second) for one in take(folder, path)} == {"same"}
