"""Citations in the styles that are asked for, what is not known left out or said; lists of a whole result."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date

import pytest
from docx import Document
from flask.testing import FlaskClient

from archive.model.article import Article, DateSource, Outlet, Precision, Published
from web.exports.citation_list import docx_of
from web.exports.styles import STYLES, Part, citation, csl, plain

TODAY, LINK = date(2026, 11, 29), "https://archive.example/articles/a"
DAY = Published(date(2016, 2, 7), date(2016, 2, 7), Precision.DAY, DateSource.STATED)
WHOLE = Article("a", "نص", "عنوان الخبر", Outlet("o", "الصباح"), "https://o.example/1", "ليلى حداد", DAY)
MONTH = Published(date(2016, 9, 1), date(2016, 9, 30), Precision.MONTH, DateSource.STATED)
SPAN = Published(date(2015, 6, 1), date(2016, 2, 1), Precision.INTERVAL, DateSource.INFERRED)

CITED = {
    "apa": (WHOLE, "apa", "ليلى حداد. (2016, February 7). عنوان الخبر. الصباح. https://o.example/1"),
    "apa without a byline": (replace(WHOLE, byline=None), "apa",
                             "عنوان الخبر. (2016, February 7). الصباح. https://o.example/1"),
    "apa undated": (replace(WHOLE, published=Published()), "apa",
                    "ليلى حداد. (n.d.). عنوان الخبر. الصباح. https://o.example/1"),
    "chicago": (WHOLE, "chicago",
                "ليلى حداد. “عنوان الخبر.” الصباح, February 7, 2016. https://o.example/1."),
    "chicago of a month": (replace(WHOLE, published=MONTH, byline=None), "chicago",
                           "“عنوان الخبر.” الصباح, September 2016. https://o.example/1."),
    "mla": (WHOLE, "mla", "ليلى حداد. “عنوان الخبر.” الصباح, 7 Feb. 2016, https://o.example/1. "
                          "Accessed 29 Nov. 2026."),
    "mla of a month": (replace(WHOLE, published=MONTH), "mla",
                       "ليلى حداد. “عنوان الخبر.” الصباح, Sept. 2016, https://o.example/1. "
                       "Accessed 29 Nov. 2026."),
    "a title that asks": (replace(WHOLE, title="من أوقف الحسابات؟"), "chicago",
                          "ليلى حداد. “من أوقف الحسابات؟” الصباح, February 7, 2016. https://o.example/1."),
    "an address with letters": (
        replace(WHOLE, url="https://o.example/%D8%A3%d8%ae%D8%A8%D8%A7%D8%B1%2F1?q=%20%D9%A1%E2%80%8F"),
        "chicago",
        "ليلى حداد. “عنوان الخبر.” الصباح, February 7, 2016. https://o.example/أخبار%2F1?q=%20%D9%A1%E2%80%8F."),
    "an address of other bytes": (replace(WHOLE, url="https://o.example/%C7%E1"), "apa",
                                  "ليلى حداد. (2016, February 7). عنوان الخبر. الصباح. https://o.example/%C7%E1"),
    "nothing known": (Article("a", "نص"), "mla", f"[Untitled]. {LINK}. Accessed 29 Nov. 2026."),
    "an interval": (replace(WHOLE, published=SPAN, byline=None), "apa",
                    "عنوان الخبر. (2015–2016). الصباح. https://o.example/1"),
}  # fmt: skip


@pytest.mark.parametrize(("cited", "style", "text"), CITED.values(), ids=CITED)
def test_a_citation_in_a_style(cited: Article, style: str, text: str) -> None:
    assert plain(citation(cited, LINK, TODAY, style)) == text


def test_the_name_of_the_paper_is_that_of_a_work() -> None:
    for style in ("apa", "chicago", "mla"):
        assert [part.text[:-1] for part in citation(WHOLE, LINK, TODAY, style) if part.is_work] == ["الصباح"]


def test_csl_json_holds_what_is_known() -> None:
    item = csl(WHOLE, LINK, TODAY)
    assert item["type"] == "article-newspaper"
    assert item["author"] == [{"literal": "ليلى حداد"}]
    assert item["issued"] == {"date-parts": [[2016, 2, 7]]}
    assert csl(replace(WHOLE, published=MONTH), LINK, TODAY)["issued"] == {"date-parts": [[2016, 9]]}
    assert csl(replace(WHOLE, published=SPAN), LINK, TODAY)["issued"] == {
        "date-parts": [[2015, 6, 1], [2016, 2, 1]]
    }
    assert set(csl(Article("a", "نص"), LINK, TODAY)) == {
        "id", "type", "URL", "accessed", "archive", "archive_location", "note",
    }  # fmt: skip
    assert item["note"] == f"SHA-256: {WHOLE.digest}"


def test_an_article_as_csl_json(client: FlaskClient) -> None:
    answer = client.get("/articles/closed-accounts/citation.json")
    assert answer.content_type.startswith("application/vnd.citationstyles.csl+json")
    (item,) = json.loads(answer.data)
    assert item["id"] == "closed-accounts"
    digest = item["note"].removeprefix("SHA-256: ")
    assert len(digest) == 64
    assert digest in client.get("/articles/closed-accounts/citation.ris").get_data(as_text=True)
    assert digest in client.get("/articles/closed-accounts/citation.bib").get_data(as_text=True)


def test_the_list_of_a_result_holds_all_of_it_in_every_form(client: FlaskClient) -> None:
    """As many citations as the page counts, in its order; of ticked articles these alone."""
    total = client.get("/api/v1/search?q=فيسبوك").get_json()["total"]
    text = client.get("/search/citations.txt?q=فيسبوك&style=apa").get_data(as_text=True)
    assert len(text.removeprefix("\ufeff").strip().split("\r\n\r\n")) == total
    page = client.get("/search/citations.html?q=فيسبوك&style=chicago").get_data(as_text=True)
    assert page.count("<li ") == total
    word = client.get("/search/citations.docx?q=فيسبوك&style=arabic").data
    paragraphs = Document(io.BytesIO(word)).paragraphs
    assert len(paragraphs) == total + 1
    assert "w:bidi" in paragraphs[1]._p.xml
    ticked = client.get("/search/citations.txt?q=فيسبوك&style=apa&id=report-007&id=report-003")
    assert ticked.get_data(as_text=True).count("\r\n\r\n") == 1
    shown = client.get("/search/citations?q=فيسبوك&id=report-007&lang=en").get_data(as_text=True)
    assert "1 article" in shown
    assert "id=report-007" in shown
    assert client.get("/search/citations?style=nothing").status_code == 404


@pytest.mark.parametrize("style", STYLES)
def test_a_list_escapes_what_stands_in_titles(client: FlaskClient, style: str) -> None:
    page = client.get(f"/search/citations.html?q=غريبة&style={style}").get_data(as_text=True)
    assert "<i>" not in page
    assert "&lt;i&gt;" in page


def test_a_word_document_holds_any_text() -> None:
    """XML refuses control characters, halves of pairs and two signs that are none."""
    title = "خبر\x01\x0b\ud800\ufffe\uffff <b>"
    [_, cited] = Document(io.BytesIO(docx_of("قائمة\x00", [(Part(title),)]))).paragraphs
    assert cited.text.strip() == "خبر <b>"
