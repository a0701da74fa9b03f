"""Records in other programs' keys: what is deeper, named otherwise, or markup, is read all the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from archive.model.warning import WarningCode
from archive.readers.base import Draft, Options, Rejected
from archive.readers.exports.twitter import TwitterReader
from archive.readers.json import JsonReader
from tests.archive.support import samples
from tests.archive.support.samples import only, read

TITLE, LEAD, URL, MARKUP = samples.TITLE, samples.LEAD, samples.URL, f"<p>{samples.LEAD}</p>"
DAY = "2016-02-07"
NAMES = ("title", "url", "published", "outlet", "byline", "id")


def found_in(value: Any, folder: Path) -> list[Draft | Rejected]:
    return read(JsonReader(), json.dumps(value, ensure_ascii=False).encode(), folder, "a.json", Options())


#: One article in the shape of a program or service, and what is read besides its text.
SHAPES: dict[str, tuple[Any, dict[str, str]]] = {
    "CSL-JSON": (
        [
            {
                "id": "a",
                "type": "article-newspaper",
                "title": TITLE,
                "abstract": LEAD,
                "container-title": "النهر",
                "issued": {"date-parts": [[2016, 2, 7]]},
                "author": [{"family": "عيسى", "given": "سامر"}],
                "URL": URL,
            }
        ],
        {"id": "a", "title": TITLE, "outlet": "النهر", "published": DAY, "byline": "سامر عيسى", "url": URL},
    ),
    "Zotero": (
        [
            {
                "key": "A",
                "data": {
                    "itemType": "newspaperArticle",
                    "title": TITLE,
                    "abstractNote": LEAD,
                    "date": DAY,
                    "publicationTitle": "النهر",
                    "url": URL,
                    "creators": [{"firstName": "سامر", "lastName": "عيسى"}],
                },
            }
        ],
        {"title": TITLE, "outlet": "النهر", "published": DAY, "byline": "سامر عيسى", "url": URL},
    ),
    "the Guardian": (
        {
            "response": {
                "status": "ok",
                "results": [
                    {
                        "webPublicationDate": DAY,
                        "webTitle": TITLE,
                        "webUrl": URL,
                        "fields": {"bodyText": LEAD, "byline": "سامر عيسى"},
                    }
                ],
            }
        },
        {"title": TITLE, "published": DAY, "url": URL, "byline": "سامر عيسى"},
    ),
    "Event Registry": (
        {
            "articles": {
                "results": [
                    {
                        "dateTime": DAY,
                        "url": URL,
                        "title": TITLE,
                        "body": LEAD,
                        "source": {"uri": "nahr.example", "title": "النهر"},
                    }
                ]
            }
        },
        {"title": TITLE, "published": DAY, "url": URL, "outlet": "النهر"},
    ),
    "Diffbot": (
        {
            "objects": [
                {
                    "type": "article",
                    "title": TITLE,
                    "text": LEAD,
                    "date": DAY,
                    "siteName": "النهر",
                    "pageUrl": URL,
                }
            ]
        },
        {"title": TITLE, "published": DAY, "url": URL, "outlet": "النهر"},
    ),
    "Readability": (
        {"title": TITLE, "content": MARKUP, "textContent": "", "siteName": "النهر", "publishedTime": DAY},
        {"title": TITLE, "published": DAY, "outlet": "النهر"},
    ),
    "OSCAR": (
        {"content": LEAD, "warc_headers": {"warc-target-uri": URL, "warc-date": "2022-01-01"}},
        {"url": URL},
    ),
    "Mastodon": (
        {
            "type": "OrderedCollection",
            "orderedItems": [
                {
                    "type": "Create",
                    "published": DAY,
                    "object": {"type": "Note", "published": DAY, "url": URL, "content": MARKUP},
                }
            ],
        },
        {"published": DAY, "url": URL},
    ),
    "Ghost": (
        {
            "db": [
                {
                    "meta": {},
                    "data": {
                        "posts": [
                            {
                                "id": "1",
                                "title": TITLE,
                                "html": MARKUP,
                                "status": "published",
                                "published_at": DAY,
                            }
                        ]
                    },
                }
            ]
        },
        {"id": "1", "title": TITLE, "published": DAY},
    ),
    "MongoDB": (
        [
            {
                "_id": {"$oid": "5f"},
                "title": TITLE,
                "body": LEAD,
                "date": {"$date": {"$numberLong": "1454832000000"}},
            }
        ],
        {"title": TITLE, "published": DAY},
    ),
    "snscrape": (
        {"url": URL, "date": DAY, "rawContent": LEAD, "id": 5},
        {"url": URL, "published": DAY, "id": "5"},
    ),
    "twint": (
        {"id": 5, "date": DAY, "username": "nahr", "tweet": LEAD, "link": URL},
        {"url": URL, "published": DAY, "outlet": "nahr", "id": "5"},
    ),
    "Arabic keys": (
        [{"العنوان": TITLE, "النص": LEAD, "التاريخ": DAY, "المصدر": "النهر", "الرابط": URL}],
        {"title": TITLE, "published": DAY, "outlet": "النهر", "url": URL},
    ),
    "capitals": (
        [{"Title": TITLE, "Content": LEAD, "Date": DAY, "URL": URL}],
        {"title": TITLE, "published": DAY, "url": URL},
    ),
    "an address as the key": ({URL: {"title": TITLE, "text": LEAD}}, {"title": TITLE, "url": URL}),
    "pandas by columns": (
        {"title": {"0": TITLE}, "text": {"0": LEAD}, "date": {"0": DAY}},
        {"title": TITLE, "published": DAY},
    ),
    "pandas split": (
        {"columns": ["title", "text", "date"], "index": [0], "data": [[TITLE, LEAD, DAY]]},
        {"title": TITLE, "published": DAY},
    ),
}


@pytest.mark.parametrize(("value", "fields"), SHAPES.values(), ids=SHAPES.keys())
def test_a_shape_is_read(value: Any, fields: dict[str, str], tmp_path: Path) -> None:
    draft = only(found_in(value, tmp_path))
    assert draft.text == LEAD
    assert {name: text for name in NAMES if (text := draft.fields.get(name))} == fields


def test_messages_of_telethon_are_those_of_their_channel(tmp_path: Path) -> None:
    message = {"_": "Message", "id": 4, "peer_id": {"channel_id": 55}, "date": DAY, "message": LEAD}
    draft = only(found_in([message], tmp_path))
    assert (draft.text, draft.fields["id"], draft.scope) == (LEAD, "4", "telegram-55")


def test_a_summary_is_taken_with_a_warning_and_a_feed_of_items_is_no_summary(tmp_path: Path) -> None:
    draft = only(found_in({"data": [{"title": TITLE, "description": LEAD, "url": URL}]}, tmp_path))
    assert [warning.code for warning in draft.warnings] == [WarningCode.STUB]
    feed = {"title": "النهر", "description": samples.SECOND, "items": [{"title": TITLE, "text": LEAD}]}
    assert only(found_in(feed, tmp_path)).text == LEAD


def test_drafts_of_a_site_are_passed_over(tmp_path: Path) -> None:
    posts = [{"title": TITLE, "text": LEAD, "status": state} for state in ("publish", "draft", "private")]
    first, told = found_in({"posts": posts}, tmp_path)
    assert isinstance(first, Draft)
    assert isinstance(told, Rejected)
    assert told.code == "skipped"


def test_lists_under_names_keep_their_numbers_apart(tmp_path: Path) -> None:
    value = {name: [{"id": 1, "title": TITLE, "text": LEAD}] for name in ("النهر", "الجبل")}
    assert [draft.scope for draft in found_in(value, tmp_path) if isinstance(draft, Draft)] == [
        "النهر",
        "الجبل",
    ]


def test_posts_of_older_archives_of_twitter_are_read(tmp_path: Path) -> None:
    post = {"id_str": "5", "text": LEAD, "created_at": "2016-02-07 10:00:00 +0000", "user": {"name": "النهر"}}
    data = f"Grailbird.data.tweets_2016_02 = {json.dumps([post])}".encode()
    draft = only(read(TwitterReader(), data, tmp_path, "2016_02.js"))
    assert (draft.text, draft.fields["id"], draft.fields["outlet"]) == (LEAD, "5", "النهر")
