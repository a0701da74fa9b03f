"""Citations: what is known is told, what is not is said to be unknown, and no sign breaks a format."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from archive.model.article import Article
from tests.web.support.articles import ARTICLES
from web.exports import citations, references

TODAY = date(2026, 11, 22)
LINK = "http://localhost/articles/x"
KNOWN, MONTH, ODD, YEAR, STRETCH = ARTICLES

SAID = [
    ("all known", KNOWN, "ليلى حداد، «تويتر تغلق عشرة آلاف حساب في شهر»، صحيفة الصباح، 7 شباط/فبراير 2016، "),
    ("a month", MONTH, "«تليجرام توقف قنوات بعد بلاغات»، أخبار الميناء، تشرين الثاني/نوفمبر 2015، "),
    ("no date", ODD, "«عنوان فيه <i>علامات</i> & أقواس»، بلا تاريخ، "),
    ("no title", YEAR, "[بلا عنوان]، أخبار الميناء، 2017، "),
    ("an interval", STRETCH, "«معرّف غريب»، صحيفة الصباح، من 18 شباط/فبراير 2016 إلى 20 شباط/فبراير 2016، "),
]


@pytest.mark.parametrize(("article", "said"), [row[1:] for row in SAID], ids=[row[0] for row in SAID])
def test_in_arabic(app: Flask, article: Article, said: str) -> None:
    """In Arabic whatever the interface speaks."""
    with app.test_request_context("/?lang=en"):
        told = " ".join(citations.arabic(article, LINK, TODAY))
    assert told.startswith(said)
    assert told.endswith("اطُّلع عليه في 22 تشرين الثاني/نوفمبر 2026.")


def test_in_english(app: Flask) -> None:
    with app.test_request_context("/"):
        assert " ".join(citations.english(KNOWN, LINK, TODAY)) == (
            "ليلى حداد. “تويتر تغلق عشرة آلاف حساب في شهر.” صحيفة الصباح, 7 February 2016. "
            "https://morning.example/2016/02/07/accounts. "
            "In Sijill: http://localhost/articles/x. Accessed 22 November 2026."
        )
        assert "n.d." in citations.english(ODD, LINK, TODAY)
        assert "from 18 February 2016 to 20 February 2016." in citations.english(STRETCH, LINK, TODAY)


def test_ris_dates_are_as_fine_as_they_are_known() -> None:
    assert "DA  - 2016/02/07/\r\n" in references.ris(KNOWN, LINK)
    assert "DA  - 2015/11//\r\n" in references.ris(MONTH, LINK)
    assert "DA  - 2017///\r\n" in references.ris(YEAR, LINK)
    assert "PY" not in references.ris(ODD, LINK)


def test_bibtex_fields() -> None:
    entry = references.bibtex(KNOWN, LINK)
    assert entry.startswith("@misc{sijill-closed-accounts,\n")
    assert "  year = {2016},\n  month = {2},\n  day = {7},\n" in entry
    assert r"\&" in references.bibtex(ODD, LINK)


texts = st.text(max_size=30)


@given(texts, texts, texts)
def test_no_sign_breaks_a_record(title: str, byline: str, url: str) -> None:
    """A RIS record is one record of tagged lines; a BibTeX entry's braces balance."""
    article = Article("x", "نص", title, None, url, byline)
    lines = references.ris(article, LINK).split("\r\n")
    assert [line for line in lines if line and line[2:6] != "  - "] == []
    assert sum(line.startswith("ER  -") for line in lines) == 1
    entry = references.bibtex(article, LINK)
    assert entry.count("{") == entry.count("}")


def test_an_article_can_be_taken_and_is_seen_by_zotero(client: FlaskClient) -> None:
    """Files for reference managers, and the tags they look for."""
    body = client.get("/articles/closed-accounts").get_data(as_text=True)
    assert '<meta name="citation_publication_date" content="2016/02/07">' in body
    assert '<meta name="citation_author" content="ليلى حداد">' in body
    assert client.get("/articles/closed-accounts/citation.ris").data.startswith(b"TY  - NEWS\r\n")
    assert client.get("/articles/closed-accounts/citation.bib").data.startswith(b"@misc{")
    assert client.get("/articles/closed-accounts/citation.doc").status_code == 404


COINS = [
    ("all known", KNOWN, {"rft.atitle": KNOWN.title, "rft.jtitle": "صحيفة الصباح", "rft.au": "ليلى حداد",
                          "rft.date": "2016-02-07", "rft_id": KNOWN.url or LINK}),
    ("a month", MONTH, {"rft.date": "2015-11"}),
    ("no title", YEAR, {"rft.atitle": "بلا عنوان", "rft.date": "2017"}),
    ("no date", ODD, {"rft.atitle": "عنوان فيه <i>علامات</i> & أقواس", "rft.date": None}),
    ("an interval", STRETCH, {"rft.date": None}),
]  # fmt: skip


@pytest.mark.parametrize(("article", "told"), [row[1:] for row in COINS], ids=[row[0] for row in COINS])
def test_coins_tell_the_fields_of_an_article(article: Article, told: dict[str, str | None]) -> None:
    fields = dict(parse_qsl(references.coins(article, LINK)))
    assert {name: fields.get(name) for name in told} == told
    assert fields["ctx_ver"] == "Z39.88-2004"
    assert fields["rft_val_fmt"] == "info:ofi/fmt:kev:mtx:journal"


def test_every_result_has_its_coins(client: FlaskClient) -> None:
    """A reference manager's button takes all that are listed."""
    page = client.get("/search?q=تويتر").get_data(as_text=True)
    assert page.count('class="Z3988"') == page.count('<li class="hit">') > 0
    assert "rft.atitle=%D8%AA%D9%88%D9%8A%D8%AA%D8%B1" in page
