"""A page's own address, whoever saved or wrapped it."""

from __future__ import annotations

import pytest

from archive.readers.base import Draft, Options, Source
from archive.readers.html import draft_of_page
from archive.readers.page.address import chosen_address, saved_address, saved_at
from tests.archive.support import samples

PAGE = "https://nahr.example/news/77"
SAVED = {
    "a browser": f"<!-- saved from url=(0028){PAGE} -->",
    "SingleFile": f"<!--\n Page saved with SingleFile \n url: {PAGE} \n saved date: Mon Mar 03 2014 10:00:00 GMT+0300\n-->",  # noqa: E501
    "HTTrack": "<!-- Mirrored from nahr.example/news/77 by HTTrack Website Copier/3.x [XR&CO'2014], Mon, 03 Mar 2014 -->",  # noqa: E501
    "monolith": f"<!-- Saved from {PAGE} at 2014-03-03T08:00:00Z using monolith v2.8.1 -->",
}


@pytest.mark.parametrize("comment", SAVED.values(), ids=SAVED.keys())
def test_a_saved_page_has_its_true_address(comment: str) -> None:
    html = samples.page().replace(samples.URL, "").replace("<html", f"{comment}<html", 1)
    found = draft_of_page(html.encode(), Source("page.html"), Options())
    assert isinstance(found, Draft), found
    assert found.fields["url"].partition("://")[2] == PAGE.partition("://")[2]


def test_the_day_of_saving_is_a_capture() -> None:
    assert saved_at(SAVED["SingleFile"]) == "Mon Mar 03 2014 10:00:00 GMT+0300"
    assert saved_at(SAVED["monolith"]) == "2014-03-03T08:00:00Z"
    assert saved_address("<!-- nothing --><html>") is None


CHOICES = {
    "canonical before AMP": ([f"{PAGE}/amp", PAGE], PAGE),
    "an AMP copy alone": ([f"{PAGE}/amp"], f"{PAGE}/amp"),
    "no home page": (["https://nahr.example/", PAGE], PAGE),
    "a web archive": ([f"https://web.archive.org/web/20140303080000/{PAGE}"], PAGE),
    "a web archive's part": ([f"https://web.archive.org/web/20140303080000im_/{PAGE}"], PAGE),
    "archive.today": ([f"https://archive.ph/2014.03.03-080000/{PAGE}"], PAGE),
    "another web archive": ([f"https://arquivo.pt/wayback/20140303080000/{PAGE}"], PAGE),
    "an AMP cache": (["https://nahr-example.cdn.ampproject.org/c/s/nahr.example/news/77"], PAGE),
    "nothing": ([None, "javascript:void(0)"], None),
}


@pytest.mark.parametrize(("candidates", "chosen"), CHOICES.values(), ids=CHOICES.keys())
def test_the_address_of_the_article_is_chosen(candidates: list[str | None], chosen: str | None) -> None:
    assert chosen_address(candidates) == chosen


DECLARED = {
    "Save Page WE": f'<meta name="savepage-url" content="{PAGE}">',
    "a base address": f'<base href="{PAGE}">',
    "UnMHT": f"<!-- Saved URL: {PAGE} -->",
    "archive.today's search box": '<link rel="canonical" href="http://archive.is/AbCd1">'
    f'<input type="text" name="q" value="{PAGE}">',
}


@pytest.mark.parametrize("markup", DECLARED.values(), ids=DECLARED.keys())
def test_programs_that_save_pages_declare_their_address(markup: str) -> None:
    before, within = (markup, "") if markup.startswith("<!--") else ("", markup)
    head = f'<head><meta charset="utf-8">{within}</head>'
    body = f"<body><h1>{samples.TITLE}</h1><p>{samples.LEAD}</p></body>"
    html = f"<!doctype html>{before}<html>{head}{body}</html>"
    found = draft_of_page(html.encode(), Source("page.html"), Options())
    assert isinstance(found, Draft), found
    assert found.fields["url"] == PAGE
