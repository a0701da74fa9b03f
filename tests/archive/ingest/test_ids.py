"""Ids: an id is one within its source, nobody is overwritten, and adding again finds what was given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from archive.ingest.pipeline import Outcome
from archive.model import identity
from archive.model.article import Article
from archive.model.figure import key_of
from archive.model.warning import WarningCode
from archive.paths import DataFolder
from archive.readers.base import Options
from archive.store.writer import Store
from tests.archive.support.builders import take, write_lines

FISH = "هبطت أسعار السمك في الميناء القديم بعد أن هدأت العواصف وعادت المراكب من رحلة دامت أسبوعين كاملين."
PARK = "زرع سكان الشارع حديقة صغيرة قرب محطة القطار، وتقاسموا سقايتها بحسب جدول علقوه على بابها الخشبي."
CINEMA = "أعادت دار السينما فتح أبوابها بفيلم صامت رافقته فرقة من العازفين الهواة، وامتلأت المقاعد كلها."


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "home")


def add(folder: DataFolder, path: Path, *records: dict[str, Any]) -> list[Outcome]:
    """Write the records to the file and take it in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return take(folder, write_lines(path, list(records)))


def bodies(folder: DataFolder) -> dict[str, str]:
    """What the archive holds, by id."""
    with Store.open_reader(folder.archive_db) as store:
        return {article.id: article.body for article in store.iterate()}


def article_of(outcome: Outcome) -> Article:
    assert outcome.article is not None
    return outcome.article


def test_two_tables_that_count_from_one_are_both_kept_and_it_is_told(folder: DataFolder, tmp_path: Path):
    add(folder, tmp_path / "east.jsonl", {"id": 1, "body": FISH})
    [second] = add(folder, tmp_path / "west.jsonl", {"id": 1, "body": PARK})
    assert bodies(folder) == {"1": FISH, "west~1": PARK}
    assert [warning.code for warning in article_of(second).warnings] == [WarningCode.SAME_ID]


def test_adding_both_again_changes_nothing(folder: DataFolder, tmp_path: Path):
    for _ in range(2):
        first = add(folder, tmp_path / "east.jsonl", {"id": 1, "body": FISH})
        second = add(folder, tmp_path / "west.jsonl", {"id": 1, "body": PARK})
    assert [outcome.kind for outcome in (*first, *second)] == ["same", "same"]


def test_a_table_s_changed_row_is_a_revision_of_its_own_article(folder: DataFolder, tmp_path: Path):
    add(folder, tmp_path / "east.jsonl", {"id": 1, "body": FISH})
    add(folder, tmp_path / "west.jsonl", {"id": 1, "body": PARK})
    [changed] = add(folder, tmp_path / "west.jsonl", {"id": 1, "body": CINEMA})
    assert (changed.kind, bodies(folder)) == ("changed", {"1": FISH, "west~1": CINEMA})


def test_one_name_in_two_folders_is_two_sources(folder: DataFolder, tmp_path: Path):
    for month, body in (("may", FISH), ("june", PARK), ("july", CINEMA)):
        add(folder, tmp_path / month / "export.jsonl", {"id": 1, "body": body})
    assert sorted(bodies(folder).values()) == sorted([FISH, PARK, CINEMA])


def test_a_row_that_tells_the_same_in_another_file_is_the_same_article(folder: DataFolder, tmp_path: Path):
    add(folder, tmp_path / "may.jsonl", {"id": 1, "body": FISH})
    [edited] = add(folder, tmp_path / "june.jsonl", {"id": 1, "body": f"{FISH} وزاد الصيد."})
    assert (edited.kind, list(bodies(folder))) == ("changed", ["1"])


def test_one_address_in_two_files_is_one_article_whatever_it_says(folder: DataFolder, tmp_path: Path):
    address = "https://news.example/1"
    add(folder, tmp_path / "may.jsonl", {"id": 1, "url": address, "body": FISH})
    [outcome] = add(folder, tmp_path / "june.jsonl", {"id": 1, "url": address, "body": PARK})
    assert (outcome.kind, list(bodies(folder))) == ("changed", ["1"])


def test_an_id_that_stands_twice_in_a_file_is_two_articles(folder: DataFolder, tmp_path: Path):
    rows = [{"id": "a", "body": FISH}, {"id": "a", "body": PARK}, {"id": "a", "body": CINEMA}]
    for expected in (["new"] * 3, ["same"] * 3):
        assert [outcome.kind for outcome in add(folder, tmp_path / "a.jsonl", *rows)] == expected
    assert len(bodies(folder)) == 3
    again = add(folder, tmp_path / "a.jsonl", *reversed(rows))
    assert [outcome.kind for outcome in again] == ["same"] * 3


def test_two_addresses_under_one_id_are_two_articles(folder: DataFolder, tmp_path: Path):
    rows = [{"id": "a", "body": FISH, "url": f"https://news.example/{number}"} for number in range(2)]
    outcomes = add(folder, tmp_path / "a.jsonl", *rows)
    assert [outcome.kind for outcome in outcomes] == ["new", "new"]
    assert len(bodies(folder)) == 2


def test_a_dry_run_tells_what_adding_would_do(folder: DataFolder, tmp_path: Path):
    east = write_lines(tmp_path / "east.jsonl", [{"id": 1, "body": FISH}])
    west = write_lines(tmp_path / "west.jsonl", [{"id": 1, "body": PARK}])
    add(folder, tmp_path / "z.jsonl", {"id": "z", "body": CINEMA})
    outcomes = take(folder, east, west, dry_run=True)
    assert [article_of(outcome).id for outcome in outcomes] == ["1", "west~1"]
    assert list(bodies(folder)) == ["z"]


def test_a_withdrawn_article_keeps_its_id(folder: DataFolder, tmp_path: Path):
    add(folder, tmp_path / "east.jsonl", {"id": 1, "body": FISH})
    with Store.open(folder.archive_db) as store:
        store.withdraw("1", why="-")
    add(folder, tmp_path / "west.jsonl", {"id": 1, "body": PARK})
    assert bodies(folder) == {"west~1": PARK}


def chat(name: str, id_: int, *texts: str) -> dict[str, Any]:
    messages = [
        {"id": number, "type": "message", "date": "2016-02-07T10:00:00", "text": text}
        for number, text in enumerate(texts, start=1)
    ]
    return {"name": name, "type": "public_channel", "id": id_, "messages": messages}


@pytest.mark.parametrize("ids", [(11, 22), (11, 11)], ids=["two numbers", "one number"])
@pytest.mark.parametrize("other", [PARK, FISH], ids=["another text", "the same text"])
def test_messages_of_two_channels_are_kept_apart(
    ids: tuple[int, int], other: str, folder: DataFolder, tmp_path: Path
):
    for name, id_, text in (("الساحل", ids[0], FISH), ("الجبل", ids[1], other)):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(chat(name, id_, text)), "utf-8")
        take(folder, path)
        [again] = take(folder, path)
        assert again.kind == "same"
    assert sorted(bodies(folder).values()) == sorted([FISH, other])


def test_one_text_under_one_id_in_two_papers_is_two_articles(folder: DataFolder, tmp_path: Path):
    """An agency's report, printed by both."""
    for name, outlet in (("east", "صحيفة الساحل"), ("west", "صحيفة الجبل")):
        add(folder, tmp_path / f"{name}.jsonl", {"id": 1, "body": FISH, "outlet": outlet})
    assert bodies(folder) == {"1": FISH, "west~1": FISH}


def test_a_message_of_an_older_archive_keeps_the_number_that_was_its_id(folder: DataFolder, tmp_path: Path):
    add(folder, tmp_path / "old.jsonl", {"id": 1, "body": FISH})
    path = tmp_path / "result.json"
    path.write_text(json.dumps(chat("الساحل", 11, FISH)), "utf-8")
    take(folder, path)
    assert list(bodies(folder)) == ["1"]


def test_a_record_keeps_the_id_of_the_days_when_its_link_was_not_read(folder: DataFolder, tmp_path: Path):
    """`link` names the address now; ids of archives that were made before stay."""
    path = write_lines(tmp_path / "a.jsonl", [{"link": "https://news.example/1", "body": FISH}])
    [first] = take(folder, path, options=Options(mapping={"url": ""}))
    [again] = take(folder, path)
    assert article_of(again).id == article_of(first).id
    assert article_of(again).url == "https://news.example/1"
    assert len(bodies(folder)) == 1


def test_a_figure_s_key_goes_with_the_article_s_id(folder: DataFolder, tmp_path: Path):
    body = "أغلقت المنصة 1500 حساب في يوم واحد، وقال متحدث باسمها إن العدد سيزيد في الأسابيع المقبلة."
    add(folder, tmp_path / "east.jsonl", {"id": 1, "body": FISH})
    [outcome] = add(folder, tmp_path / "west.jsonl", {"id": 1, "body": body})
    article = article_of(outcome)
    assert article.figures
    assert [figure.key for figure in article.figures] == [key_of("west~1", one) for one in article.figures]


def test_a_copy_in_a_web_archive_keeps_the_id_of_the_days_when_it_was_another_page(
    folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    url = "https://web.archive.org/web/20160207103000/http://news.example/1"
    path = write_lines(tmp_path / "a.jsonl", [{"url": url, "body": FISH}])
    with monkeypatch.context() as before:
        before.setattr(identity, "unwrapped", lambda address: address)
        [first] = take(folder, path)
    [again] = take(folder, path)
    assert article_of(first).id.startswith("web.archive.org-")
    assert (again.kind, article_of(again).id) == ("same", article_of(first).id)
