"""What other programs export: Telegram's pages, Twitter's archives, reference managers, news agencies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from archive.readers import choose_reader
from archive.readers.base import Draft, Rejected
from archive.readers.exports.newsml import NewsmlReader
from archive.readers.exports.references import BibtexReader, RisReader
from archive.readers.exports.telegram import TelegramHtmlReader
from archive.readers.exports.twitter import TwitterReader
from archive.readers.json import JsonReader
from tests.archive.support import samples
from tests.archive.support.samples import only, read, refused

TITLE, LEAD, URL = samples.TITLE, samples.LEAD, samples.URL

# --- Telegram's pages ---------------------------------------------------------------------------------


def message(number: int, text: str, *, forwarded: str = "") -> str:
    day = f'<div class="pull_right date details" title="0{number}.02.2016 10:00:00 UTC+03:00">10:00</div>'
    inside = f'<div class="text">{text}</div>' if text else '<div class="media_wrap clearfix"></div>'
    if forwarded:
        inside = f'<div class="forwarded body"><div class="from_name">{forwarded}</div>{inside}</div>'
    body = f'<div class="body">{day}{inside}</div>'
    return f'<div class="message default clearfix" id="message{number}">{body}</div>'


def channel(*messages: str) -> bytes:
    service = (
        '<div class="message service" id="message-1"><div class="body details">7 February 2016</div></div>'
    )
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"/></head><body><div class="page_wrap">'
        '<div class="page_header"><div class="content"><div class="text bold">قناة النهر</div></div></div>'
        f'<div class="page_body"><div class="history">{service}{"".join(messages)}</div></div></div>'
    ).encode()


def test_each_message_with_text_is_an_article(tmp_path: Path):
    data = channel(
        message(2, f"{TITLE}<br>{LEAD}"),
        message(3, ""),
        message(4, LEAD, forwarded="قناة الجبل <span>x</span>"),
    )
    first, second, told = read(TelegramHtmlReader(), data, tmp_path, "messages.html")
    assert isinstance(first, Draft)
    assert first.text == f"{TITLE}\n{LEAD}"
    assert first.fields == {"id": "2", "published": "2016-02-02T10:00:00+03:00", "outlet": "قناة النهر"}
    assert (first.scope, first.source.record) == ("telegram-قناة النهر", 2)
    assert isinstance(second, Draft)
    assert second.extra["telegram_forwarded_from"] == "قناة الجبل"
    assert getattr(told, "reason", "") == "passed over: 1 messages without text"


def test_a_page_of_telegram_is_known():
    reader = choose_reader(channel(message(2, LEAD)), "a.html")
    assert reader is not None
    assert reader.name == "telegram"


def test_a_channel_s_page_on_the_web_is_its_messages(tmp_path: Path):
    posts = "".join(
        f"<div class='tgme_widget_message_wrap'><div class='tgme_widget_message' data-post='nahr/{number}'>"
        f"<div class='tgme_widget_message_text js-message_text'>{text}</div>"
        f"<time datetime='2016-02-07T10:00:00+03:00' class='time'>10:00</time></div></div>"
        for number, text in ((7, LEAD), (8, samples.SECOND), (9, ""))
    )
    head = "<head><meta charset='utf-8'><meta property='og:title' content='قناة النهر'></head>"
    html = f"<!DOCTYPE html><html>{head}<body class='widget_frame_base tgme_webpreview'>{posts}</body></html>"
    reader = choose_reader(html.encode(), "nahr.html")
    assert isinstance(reader, TelegramHtmlReader)
    first, second, told = read(reader, html.encode(), tmp_path, "nahr.html")
    assert isinstance(first, Draft)
    assert (first.text, first.fields["url"]) == (LEAD, "https://t.me/nahr/7")
    assert (first.fields["outlet"], first.fields["published"]) == ("قناة النهر", "2016-02-07T10:00:00+03:00")
    assert isinstance(second, Draft)
    assert getattr(told, "reason", "") == "passed over: 1 messages without text"


# --- Twitter ------------------------------------------------------------------------------------------

POST: dict[str, Any] = {
    "id_str": "690000000000000007",
    "created_at": "Sun Feb 07 10:00:00 +0000 2016",
    "full_text": LEAD,
    "lang": "ar",
}


def script(name: str, *values: dict[str, Any]) -> bytes:
    return f"window.YTD.{name}.part0 = {json.dumps(list(values), ensure_ascii=False)}".encode()


def test_each_post_of_an_archive_is_an_article(tmp_path: Path):
    data = script("tweets", {"tweet": POST}, {"tweet": {**POST, "id_str": "8", "full_text": samples.SECOND}})
    found = read(TwitterReader(), data, tmp_path, "tweets.js")
    first = found[0]
    assert isinstance(first, Draft)
    assert (first.text, first.fields["id"], first.fields["language"]) == (LEAD, POST["id_str"], "ar")
    assert first.fields["published"] == "2016-02-07T10:00:00+00:00"
    assert first.fields["url"] == "https://twitter.com/i/web/status/690000000000000007"
    assert len(found) == 2


def test_other_parts_of_an_archive_are_named(tmp_path: Path):
    found = refused(read(TwitterReader(), script("follower", {"follower": {}}), tmp_path, "follower.js"))
    assert (found.code, "'follower'" in found.reason) == ("not_an_article", True)


def test_a_post_by_the_api_is_the_post_of_the_archive(tmp_path: Path):
    line = json.dumps({**POST, "user": {"screen_name": "nahr", "name": "النهر"}}, ensure_ascii=False).encode()
    draft = only(read(JsonReader(), line, tmp_path, "posts.jsonl"))
    assert draft.fields["outlet"] == "النهر"
    assert draft.fields["url"] == "https://twitter.com/i/web/status/690000000000000007"


def test_the_whole_text_of_a_long_post_and_of_a_retweet_is_read(tmp_path: Path):
    posts = (
        {**POST, "text": "…", "extended_tweet": {"full_text": samples.SECOND}},
        {**POST, "full_text": "RT @x: …", "retweeted_status": {"full_text": samples.THIRD}},
    )
    found = read(TwitterReader(), script("tweet", *({"tweet": post} for post in posts)), tmp_path, "tweet.js")
    assert [getattr(one, "text", "") for one in found] == [samples.SECOND, samples.THIRD]


# --- reference managers -------------------------------------------------------------------------------

RIS = f"""TY  - NEWS
ID  - museum-7
TI  - {TITLE}
AU  - منصور، ليلى
AU  - عيسى، سامر
T2  - صحيفة النهر
DA  - 2016/02/07/
UR  - {URL}
AB  - {LEAD}
ER  -

"""
BIB = f"""% made by hand
@string{{nahr = "صحيفة النهر"}}
@article{{museum7,
  title = {{{{المتحف}} يفتح \\& يغلق}},
  author = {{منصور، ليلى and عيسى، سامر}},
  journal = {{صحيفة النهر}},
  year = {{2016}}, month = feb, day = {{7}},
  url = {{{URL}}},
  abstract = {{{LEAD} بنسبة 5\\% من {{\\'e}}t{{\\'e}}}}
}}
"""


def test_a_record_of_ris_is_an_article(tmp_path: Path):
    draft = only(read(RisReader(), RIS.encode(), tmp_path, "a.ris"))
    assert draft.text == LEAD
    assert draft.fields == {
        "id": "museum-7", "title": TITLE, "byline": "منصور، ليلى؛ عيسى، سامر", "outlet": "صحيفة النهر",
        "published": "2016-02-07", "url": URL,
    }  # fmt: skip


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_records_without_an_end_and_with_lines_that_go_on(ending: str, tmp_path: Path):
    text = RIS.replace("ER  -\n", "").replace(LEAD, f"{LEAD}\n{samples.SECOND}") + RIS
    first, second = read(RisReader(), text.replace("\n", ending).encode(), tmp_path, "a.ris")
    assert isinstance(first, Draft)
    assert first.text == f"{LEAD}\n{samples.SECOND}"
    assert isinstance(second, Draft)


def test_an_entry_of_bibtex_is_an_article(tmp_path: Path):
    draft = only(read(BibtexReader(), BIB.encode(), tmp_path, "a.bib"))
    assert draft.fields["title"] == "المتحف يفتح & يغلق"
    assert draft.fields["byline"] == "منصور، ليلى؛ عيسى، سامر"
    assert draft.fields["published"] == "7 February 2016"
    assert draft.text == f"{LEAD} بنسبة 5% من été"


def test_an_abbreviation_stands_for_its_text(tmp_path: Path):
    entry = f"@Article{{k, title = {{المتحف}}, journal = nahr, abstract = {{{LEAD}}}}}\n"
    text = "@string{nahr = {صحيفة النهر}}\n" + entry
    assert only(read(BibtexReader(), text.encode(), tmp_path, "a.bib")).fields["outlet"] == "صحيفة النهر"


def test_a_broken_entry_does_not_hide_the_next(tmp_path: Path):
    text = "@misc{broken, title={never closed\n\n" + BIB.partition("\n")[2].partition("\n")[2]
    found = read(BibtexReader(), text.encode(), tmp_path, "a.bib")
    assert [getattr(one, "code", "draft") for one in found] == ["broken_record", "draft"]


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (RisReader(), RIS.replace(f"AB  - {LEAD}\n", "")),
        (BibtexReader(), "@misc{a, title={المتحف}}"),
    ],
)
def test_a_record_that_only_names_an_article_is_refused(reader: Any, text: str, tmp_path: Path):
    found = refused(read(reader, text.encode(), tmp_path, "a"))
    assert (found.code, "المتحف" in found.reason) == ("no_body", True)


def test_what_sijill_exported_itself_is_told_how_to_bring_back(tmp_path: Path):
    text = RIS.replace(f"AB  - {LEAD}\n", "DB  - Sijill\n")
    assert "JSON Lines" in refused(read(RisReader(), text.encode(), tmp_path, "a.ris")).remedy


@pytest.mark.parametrize(("text", "name"), [(RIS, "ris"), (BIB, "bibtex")])
def test_they_are_known_by_their_content(text: str, name: str):
    reader = choose_reader(text.encode(), "export.txt")
    assert reader is not None
    assert reader.name == name


# --- news agencies ------------------------------------------------------------------------------------

NITF = f"""<?xml version="1.0" encoding="utf-8"?><nitf><head><title>{TITLE}</title><docdata>
<doc-id id-string="nitf.7"/><date.issue norm="20160207T100000+0300"/></docdata>
<pubdata name="صحيفة النهر" date.publication="20160207"/></head><body><body.head>
<hedline><hl1>{TITLE}</hl1></hedline><byline>بقلم <person>ليلى منصور</person></byline></body.head>
<body.content><p>{LEAD}</p><p>{samples.SECOND}</p></body.content></body></nitf>"""
ITEM = f"""<newsItem guid="urn:newsml:paper.example:7" xml:lang="ar"><itemMeta><itemClass qcode="ninat:text"/>
<provider literal="النهر"/><versionCreated>2016-02-07T10:00:00+03:00</versionCreated></itemMeta><contentMeta>
<headline>{TITLE}</headline><by>ليلى منصور</by><language tag="ar-SA"/></contentMeta><contentSet>
<inlineXML><html><body><p>{LEAD}</p><p>{samples.SECOND}</p></body></html></inlineXML></contentSet></newsItem>"""
NEWSML_1 = f"""<NewsML><NewsItem><Identification><NewsIdentifier><PublicIdentifier>urn:7</PublicIdentifier>
</NewsIdentifier></Identification><NewsManagement><FirstCreated>20160207T100000Z</FirstCreated></NewsManagement>
<NewsComponent><NewsLines><HeadLine>{TITLE}</HeadLine><ByLine>ليلى منصور</ByLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="النهر"/></Provider></AdministrativeMetadata>
<ContentItem><DataContent><p>{LEAD}</p><p>{samples.SECOND}</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"""
PICTURE = '<newsItem guid="urn:8"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta></newsItem>'


@pytest.mark.parametrize("text", [NITF, ITEM, NEWSML_1], ids=["NITF", "NewsML-G2", "NewsML 1"])
def test_an_agency_s_item_is_an_article(text: str, tmp_path: Path):
    reader = choose_reader(text.encode(), "item")
    assert reader is not None
    assert reader.name == "newsml"
    draft = only(read(reader, text.encode(), tmp_path, "item.xml"))
    assert draft.text.split("\n") == [LEAD, samples.SECOND]
    assert draft.fields["title"] == TITLE
    assert draft.fields["published"].startswith("2016-02-07")
    assert "النهر" in draft.fields["outlet"]
    assert "ليلى منصور" in draft.fields["byline"]
    assert draft.fields["id"].endswith("7")


def test_each_item_of_a_message_is_an_article_and_pictures_are_told(tmp_path: Path):
    other = ITEM.replace("example:7", "example:9").replace(LEAD, samples.THIRD)
    text = f"<newsMessage><itemSet>{ITEM}{PICTURE}{other}</itemSet></newsMessage>"
    found = read(NewsmlReader(), text.encode(), tmp_path, "message.xml")
    assert [getattr(one, "code", "draft") for one in found] == ["draft", "no_body", "draft"]
    assert [one.source.record for one in found] == [1, 2, 3]


WITHDRAWN = {
    "NITF": NITF.replace("<docdata>", '<docdata management-status="canceled">'),
    "NewsML-G2": ITEM.replace("</itemMeta>", '<pubStatus qcode="stat:withheld"/></itemMeta>'),
    "NewsML 1": NEWSML_1.replace("</NewsManagement>", '<Status FormalName="Canceled"/></NewsManagement>'),
}


@pytest.mark.parametrize("text", WITHDRAWN.values(), ids=WITHDRAWN.keys())
def test_what_an_agency_took_back_is_passed_over(text: str, tmp_path: Path):
    found = refused(read(NewsmlReader(), text.encode(), tmp_path, "item.xml"))
    assert found.code == "skipped"


def test_headline_and_keywords_around_an_item_s_text_are_no_text(tmp_path: Path):
    head = f"<header><h1>{TITLE}</h1><ul><li>متاحف</li></ul></header>"
    text = ITEM.replace("<html><body>", f"<html><body>{head}")
    assert only(read(NewsmlReader(), text.encode(), tmp_path, "a.xml")).text.split("\n") == [
        LEAD,
        samples.SECOND,
    ]


def test_a_wrong_declaration_of_the_encoding_does_not_spoil_the_text(tmp_path: Path):
    data = NITF.replace('encoding="utf-8"', 'encoding="iso-8859-1"').encode()
    assert LEAD in only(read(NewsmlReader(), data, tmp_path, "a.xml")).text


def test_markup_that_was_escaped_is_read_as_markup(tmp_path: Path):
    text = ITEM.replace(f"<p>{LEAD}</p>", f"&lt;p&gt;{LEAD}&lt;/p&gt;").replace(
        f"<p>{samples.SECOND}</p>", ""
    )
    assert only(read(NewsmlReader(), text.encode(), tmp_path, "a.xml")).text == LEAD


def test_entities_of_its_own_are_refused(tmp_path: Path):
    text = f'<!DOCTYPE nitf [<!ENTITY a "b">]>{NITF.partition("?>")[2]}'
    assert refused(read(NewsmlReader(), text.encode(), tmp_path, "a.xml")).code == "bomb"


@pytest.mark.parametrize("data", [*samples.broken(NITF.encode()), *samples.broken(ITEM.encode())])
def test_a_broken_file_ends_in_drafts_and_rejects(data: bytes, tmp_path: Path):
    for found in read(NewsmlReader(), data, tmp_path, "a.xml"):
        assert isinstance(found, Draft | Rejected)
