"""Shapes of JSON that other programs write: each record is found, and its keys are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from archive.model.warning import WarningCode
from archive.readers.base import Draft, Limits, Options, Rejected
from archive.readers.json import JsonReader
from tests.archive.support import samples
from tests.archive.support.samples import only, read

TITLE, LEAD, URL = samples.TITLE, samples.LEAD, samples.URL


def found_in(value: Any, folder: Path, name: str = "a.json", **options: Any) -> list[Draft | Rejected]:
    return read(
        JsonReader(), json.dumps(value, ensure_ascii=False).encode(), folder, name, Options(**options)
    )


def test_an_xml_body_of_ninjs_is_not_preferred(tmp_path: Path) -> None:
    """It is longer than the text, as it holds all of the item's metadata."""
    xml = {"role": "all", "contenttype": "application/nitf+xml", "value": f"<nitf>9999 {LEAD} 9999</nitf>"}
    text = {"role": "text", "contenttype": "text/plain", "value": LEAD}
    [found] = found_in({"uri": URL, "headlines": [{"value": TITLE}], "bodies": [xml, text]}, tmp_path)
    assert isinstance(found, Draft)
    assert found.text == LEAD


def test_what_an_agency_took_back_is_passed_over(tmp_path: Path) -> None:
    """ninjs says so by `pubstatus`."""
    rows = [
        {"uri": f"{URL}/{state}", "body_text": LEAD, "pubstatus": state} for state in ("usable", "canceled")
    ]
    found = found_in({"items": rows}, tmp_path)
    assert [getattr(one, "code", "draft") for one in found] == ["draft", "skipped"]


#: One article in the shapes of other programs, and what is read besides its title, text and address.
SHAPES: dict[str, tuple[Any, dict[str, str]]] = {
    "news-please": (
        {
            "authors": ["ليلى منصور"], "date_download": "2020-01-01 10:00:00", "maintext": LEAD,
            "title": TITLE, "date_publish": "2016-02-07 10:00:00", "url": URL,
            "source_domain": "paper.example", "language": "ar",
        },
        {
            "byline": "ليلى منصور", "published": "2016-02-07 10:00:00", "outlet": "paper.example",
            "language": "ar",
        },
    ),
    "trafilatura": (
        {
            "title": TITLE, "author": "ليلى منصور", "source-hostname": "النهر", "date": "2016-02-07",
            "text": LEAD, "source": URL, "raw_text": f"{LEAD} …",
        },
        {"byline": "ليلى منصور", "published": "2016-02-07", "outlet": "النهر"},
    ),
    "NewsAPI": (
        {
            "status": "ok", "totalResults": 1,
            "articles": [
                {
                    "source": {"id": None, "name": "النهر"}, "title": TITLE, "url": URL, "content": LEAD,
                    "publishedAt": "2016-02-07T10:00:00Z",
                }
            ],
        },
        {"published": "2016-02-07T10:00:00Z", "outlet": "النهر"},
    ),
    "JSON Feed": (
        {
            "version": "https://jsonfeed.org/version/1.1", "title": "النهر", "language": "ar-SA",
            "items": [
                {
                    "id": URL, "url": URL, "title": TITLE, "content_html": f"<p>{LEAD}</p>",
                    "date_published": "2016-02-07", "authors": [{"name": "ليلى منصور"}],
                }
            ],
        },
        {"published": "2016-02-07", "outlet": "النهر", "language": "ar", "byline": "ليلى منصور", "id": URL},
    ),
    "WordPress": (
        [
            {
                "id": 7, "date": "2016-02-07T10:00:00", "link": URL, "title": {"rendered": TITLE},
                "content": {"rendered": f"<p>{LEAD}</p>"},
            }
        ],
        {"published": "2016-02-07T10:00:00", "id": "7"},
    ),
    "Elasticsearch": (
        {"hits": {"total": 1, "hits": [{"_id": "x", "_source": {"title": TITLE, "body": LEAD, "url": URL}}]}},
        {},
    ),
    "an answer in an envelope": (
        {
            "responseHeader": {"status": 0},
            "response": {"numFound": 1, "docs": [{"title": TITLE, "text": LEAD, "url": URL}]},
        },
        {},
    ),
    "ninjs": (
        {
            "uri": URL, "headlines": [{"value": TITLE}],
            "bodies": [{"contentType": "text/html", "value": f"<p>{LEAD}</p>"}],
            "versioncreated": "2016-02-07T10:00:00Z",
        },
        {"published": "2016-02-07T10:00:00Z"},
    ),
    "mongoexport": (
        {
            "_id": {"$oid": "5"}, "title": TITLE, "text": LEAD, "url": URL,
            "date": {"$date": "2016-02-07T10:00:00Z"},
        },
        {"published": "2016-02-07T10:00:00Z"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_an_article_is_read_in_any_shape(shape: str, tmp_path: Path):
    value, more = SHAPES[shape]
    draft = only(found_in(value, tmp_path))
    assert draft.text.strip() == LEAD
    assert dict(draft.fields) == {"title": TITLE, "url": URL, **more}


def test_what_a_service_cut_off_gets_a_warning(tmp_path: Path):
    draft = only(found_in({"articles": [{"title": TITLE, "content": f"{LEAD}… [+2154 chars]"}]}, tmp_path))
    assert [warning.code for warning in draft.warnings] == [WarningCode.CUT_OFF]


def test_objects_under_keys_are_records_and_their_keys_ids(tmp_path: Path):
    value = {"a7": {"title": TITLE, "text": LEAD}, "a8": {"title": TITLE, "text": samples.SECOND}}
    assert [getattr(one, "fields", {})["id"] for one in found_in(value, tmp_path)] == ["a7", "a8"]


def test_an_object_that_holds_no_records_is_told_once(tmp_path: Path):
    [told] = found_in({"settings": {"theme": "dark"}, "version": {"major": 1}}, tmp_path)
    assert getattr(told, "code", "") == "no_body"


# --- Telegram -----------------------------------------------------------------------------------------


def chat(number: int = 7, count: int = 3) -> dict[str, Any]:
    """A channel's export: texts, a picture, and a message that the program wrote."""
    messages: list[dict[str, Any]] = [
        {"id": 1, "type": "service", "date": "2016-02-01T09:00:00", "action": "create_channel", "text": ""}
    ]
    messages += [
        {
            "id": n, "type": "message", "date": f"2016-02-0{n % 9 + 1}T10:00:00", "from": "قناة النهر",
            "text": ["عاجل: ", {"type": "bold", "text": TITLE}, f" {LEAD}"], "forwarded_from": "قناة الجبل",
        }
        for n in range(2, 2 + count)
    ]  # fmt: skip
    messages.append(
        {"id": 99, "type": "message", "date": "2016-02-07T10:00:00", "photo": "p.jpg", "text": ""}
    )
    return {"name": "قناة النهر", "type": "public_channel", "id": number, "messages": messages}


@pytest.mark.parametrize("whole", [False, True], ids=["a channel", "an account"])
def test_telegram_s_messages_are_articles_with_all_their_text(whole: bool, tmp_path: Path):
    value = {"about": "x", "chats": {"about": "y", "list": [chat()]}} if whole else chat()
    *found, told = found_in(value, tmp_path, "result.json")
    drafts = [one for one in found if isinstance(one, Draft)]
    assert [draft.fields["id"] for draft in drafts] == ["2", "3", "4"]
    assert drafts[0].text == f"عاجل: {TITLE} {LEAD}"
    assert drafts[0].fields["outlet"] == "قناة النهر"
    assert drafts[0].scope == "telegram-7"
    assert drafts[0].extra["telegram_forwarded_from"] == "قناة الجبل"
    assert getattr(told, "reason", "") == "passed over: 2 messages without text"


def test_an_account_of_several_channels_keeps_them_apart(tmp_path: Path):
    value = {"chats": {"list": [chat(7, 1), chat(8, 1)]}, "left_chats": {"list": [chat(9, 1)]}}
    found = [one for one in found_in(value, tmp_path) if isinstance(one, Draft)]
    assert [draft.scope for draft in found] == ["telegram-7", "telegram-8", "telegram-9"]


@pytest.mark.parametrize("ending", [".json", ".jsonl"])
def test_messages_outside_of_their_chat_are_read_alike(ending: str, tmp_path: Path):
    messages = [{**message, "from_id": "channel7"} for message in chat(count=2)["messages"]]
    lines = [json.dumps(message, ensure_ascii=False) for message in messages]
    text = "\n".join(lines) if ending == ".jsonl" else f"[{','.join(lines)}]"
    found = read(JsonReader(), text.encode(), tmp_path, f"part{ending}")
    drafts = [one for one in found if isinstance(one, Draft)]
    assert [(draft.fields["id"], draft.scope) for draft in drafts] == [
        ("2", "telegram-7"),
        ("3", "telegram-7"),
    ]
    assert drafts[0].text == f"عاجل: {TITLE} {LEAD}"
    assert {one.code for one in found if isinstance(one, Rejected)} == {"skipped"}


SMALL = Limits(record_bytes=3_000)


@pytest.mark.parametrize("whole", [False, True], ids=["a channel", "an account"])
def test_an_export_that_is_larger_than_a_record_is_read_message_by_message(whole: bool, tmp_path: Path):
    value = {"about": "x", "chats": {"about": "y", "list": [chat(count=60)]}} if whole else chat(count=60)
    found = [one for one in found_in(value, tmp_path, limits=SMALL) if isinstance(one, Draft)]
    assert [draft.fields["id"] for draft in found] == [str(n) for n in range(2, 62)]
    assert {draft.scope for draft in found} == {"telegram-7"}


def test_a_broken_message_of_a_large_export_does_not_hide_the_rest(tmp_path: Path):
    text = json.dumps(chat(count=60), ensure_ascii=False, indent=1).replace('"id": 20,', '"id": 20 20,')
    found = read(JsonReader(), text.encode(), tmp_path, "result.json", Options(limits=SMALL))
    ids = [one.fields["id"] for one in found if isinstance(one, Draft)]
    assert "19" in ids
    assert "61" in ids
    assert [one.code for one in found if isinstance(one, Rejected) and one.code != "skipped"] == [
        "broken_json"
    ]


def test_a_large_list_within_an_object_is_read_one_by_one(tmp_path: Path):
    value = {"status": "ok", "articles": [{"title": f"{n}", "content": LEAD} for n in range(60)]}
    found = found_in(value, tmp_path, limits=SMALL)
    assert [getattr(one, "fields", {})["title"] for one in found] == [str(n) for n in range(60)]


def test_many_objects_under_keys_are_read_one_by_one(tmp_path: Path):
    value = {f"k{n}": {"title": f"{n}", "content": LEAD} for n in range(60)}
    found = found_in(value, tmp_path, limits=SMALL)
    assert [getattr(one, "fields", {})["title"] for one in found] == [str(n) for n in range(60)]
    assert getattr(found[5], "fields", {})["id"] == "k5"
