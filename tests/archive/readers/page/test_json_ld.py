"""JSON-LD: whole and broken, by reference, and of other articles than the page's own."""

from __future__ import annotations

import json

import pytest

from archive.readers.base import Draft, Options, Source
from archive.readers.html import draft_of_page
from archive.readers.page.json_ld import read_blocks
from tests.archive.support import samples

NODE = '{"@type": "NewsArticle", "headline": "عنوان", "datePublished": "2014-03-03"}'
BLOCKS = {
    "whole": NODE,
    "in a list": f"[{NODE}]",
    "in a graph": f'{{"@graph": [{{"@type": "WebSite"}}, {NODE}]}}',
    "CDATA": f"<![CDATA[{NODE}]]>",
    "CDATA behind comments": f"//<![CDATA[\n{NODE}\n//]]>",
    "a comment's marks": f"<!--\n{NODE}\n-->",
    "a semicolon": f"{NODE};",
    "a trailing comma": NODE.replace("}", ",}"),
    "a raw line end": NODE.replace("عنوان", "عنوان\nعلى سطرين"),
    "stray quotes": NODE.replace("عنوان", 'قال "نعم" للجميع'),
    "entities": NODE.replace('"', "&quot;"),
    "no comma": NODE.replace('", "datePublished', '"\n"datePublished'),
    "single quotes": NODE.replace('"', "'"),
    "two blocks in one": '{"@type": "Organization", "name": "x"}' + NODE,
}


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS.keys())
def test_a_block_is_read(block: str) -> None:
    linked = read_blocks([block])
    assert [node["datePublished"] for node in linked.articles()] == ["2014-03-03"]
    assert linked.unread == 0


@pytest.mark.parametrize("block", ["no JSON at all", "{", '{"a":' + "[" * 50_000, "[" * 50_000])
def test_what_cannot_be_read_is_counted_and_ends_nothing(block: str) -> None:
    linked = read_blocks([block, NODE])
    assert len(linked.articles()) == 1
    assert linked.unread == 1


def fields(*nodes: dict[str, object], title: str = samples.TITLE, link: str = "") -> dict[str, str]:
    head = f'<script type="application/ld+json">{json.dumps(list(nodes), ensure_ascii=False)}</script>{link}'
    html = samples.page(head=head).replace("https://schema.org", "")
    found = draft_of_page(html.encode(), Source("page.html"), Options())
    assert isinstance(found, Draft), found
    assert title
    return dict(found.fields)


def test_references_are_followed() -> None:
    found = fields(
        {
            "@type": "NewsArticle", "headline": samples.TITLE, "datePublished": "2014-03-03",
            "publisher": {"@id": "#org"}, "author": [{"@id": "#one"}, {"@id": "#two"}],
        },
        {"@type": "Organization", "@id": "#org", "name": "صحيفة الجسر"},
        {"@type": "Person", "@id": "#one", "name": "سامي العلي"},
        {"@type": "Person", "@id": "#two", "name": "منى حسن"},
    )  # fmt: skip
    assert (found["outlet"], found["byline"]) == ("صحيفة الجسر", "سامي العلي، منى حسن")


def test_a_date_of_the_page_stands_for_the_articles() -> None:
    found = fields(
        {"@type": "Article", "headline": samples.TITLE, "isPartOf": {"@id": "#page"}},
        {"@type": "WebPage", "@id": "#page", "datePublished": "2014-03-03"},
    )
    assert found["published"] == "2014-03-03"


RELATED = {
    "@type": "NewsArticle", "headline": "خبر من القسم نفسه", "url": "https://nahr.example/other",
    "datePublished": "2019-05-05",
}  # fmt: skip
OWN = {
    "@type": "NewsArticle", "headline": samples.TITLE, "url": samples.URL, "datePublished": "2014-03-03",
}  # fmt: skip


def test_the_article_that_the_page_is_about_is_taken() -> None:
    assert fields(RELATED, OWN)["published"] == "2014-03-03"
    assert fields(OWN, RELATED)["published"] == "2014-03-03"


def test_articles_of_a_list_are_not_the_pages_own() -> None:
    listed = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": RELATED}]}
    assert fields(listed)["published"] != "2019-05-05"
    assert fields(RELATED)["published"] != "2019-05-05"
