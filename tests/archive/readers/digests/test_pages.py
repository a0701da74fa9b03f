"""Digests in HTML: what databases export, and press reviews saved as a page; pages of the web stay whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.readers import choose_reader
from archive.readers.base import Draft, Rejected
from archive.readers.digests.pages import DigestPageReader
from tests.archive.support import samples
from tests.archive.support.samples import only, read

LEAD, SECOND, THIRD = samples.BODY


def page(*articles: str, title: str = "", head: str = "") -> bytes:
    inside = "".join(articles)
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{inside}</body></html>".encode()
    )


def factiva_table(n: int) -> str:
    rows = {
        "HD": f"<b class='arHeadline'>عنوان الخبر {n}</b>", "BY": "ليلى منصور", "WC": "120 words",
        "PD": f"{n} February 2016", "SN": "صحيفة النهر", "LA": "Arabic",
        "LP": f"<p class='articleParagraph arArticleParagraph'>{LEAD}</p>",
        "TD": f"<p class='articleParagraph arArticleParagraph'>{SECOND}</p>",
        "AN": f"Document NAHRAR002016020{n}ec270000{n}",
    }  # fmt: skip
    inside = "".join(f"<tr><td><b>{code}</b>&nbsp;</td><td>{value}</td></tr>" for code, value in rows.items())
    return f"<div class='article arArticle'><table>{inside}</table></div>"


def factiva_lines(n: int) -> str:
    lines = (f"{n} February 2016", "صحيفة النهر", "NAHRAR", "Arabic", "Copyright 2016")
    return (
        f"<div class='article arArticle'><div id='hd'><span class='arHeadline'>عنوان الخبر {n}</span></div>"
        "<div>ليلى منصور</div><div>120 words</div>"
        + "".join(f"<div>{line}</div>" for line in lines)
        + f"<p class='articleParagraph arArticleParagraph'>{LEAD}</p>"
        f"<p class='articleParagraph arArticleParagraph'>{SECOND}</p>"
        f"<p>Document NAHRAR002016020{n}ec270000{n}</p></div>"
    )


def europresse(n: int) -> str:
    return (
        "<article><header><div><span class='DocPublicationName'>صحيفة النهر</span></div>"
        f"<div><span class='DocHeader'>محليات, {n} février 2016, p. 6</span></div>"
        f"<div><p class='titreArticleVisu'>عنوان الخبر {n}</p></div></header><section>"
        f"<div class='DocText clearfix'><p>{LEAD}</p><p>{SECOND}</p></div></section></article>"
    )


def nexis(n: int) -> str:
    lines = (
        f"{n} of 3 DOCUMENTS", "صحيفة النهر", f"February {n}, 2016 Sunday", f"عنوان الخبر {n}",
        "BYLINE: ليلى منصور", "LENGTH: 120 words", LEAD, SECOND, f"LOAD-DATE: February {n}, 2016",
    )  # fmt: skip
    return "".join(f"<br><div><p><span>{line}</span></p></div>" for line in lines)


@pytest.mark.parametrize("form", [factiva_table, factiva_lines, europresse, nexis])
def test_a_database_s_page_is_cut_and_its_fields_are_read(form, tmp_path: Path):
    data = page(*(form(n) for n in (1, 2, 3)), title="Factiva" if "factiva" in form.__name__ else "")
    reader = choose_reader(data, "export.html")
    assert reader is not None
    assert reader.name == "digest"
    drafts = [one for one in read(reader, data, tmp_path, "export.html") if isinstance(one, Draft)]
    assert [draft.fields["title"] for draft in drafts] == [f"عنوان الخبر {n}" for n in (1, 2, 3)]
    for n, draft in enumerate(drafts, start=1):
        assert draft.text.split("\n") == [LEAD, SECOND]
        assert draft.fields["outlet"] == "صحيفة النهر"
        assert "2016" in draft.fields["published"]
        assert str(n) in draft.fields["published"]


def test_an_accession_number_is_the_id(tmp_path: Path):
    first = read(DigestPageReader(), page(factiva_table(1), factiva_table(2)), tmp_path, "a.html")[0]
    assert getattr(first, "fields", {})["id"] == "NAHRAR0020160201ec2700001"


def test_long_styles_before_the_articles_hide_nothing():
    styles = f"<style>{'.a{color:red}' * 9000}</style>"
    reader = choose_reader(page(factiva_table(1), title="Factiva", head=styles)[:65_536], "a.html")
    assert reader is not None
    assert reader.name == "digest"


def test_a_review_that_was_saved_as_a_page_is_cut(tmp_path: Path):
    data = page(
        *(f"<h2>عنوان الخبر {n}</h2><p>النهر - {n}/2/2016</p><p>{LEAD}</p><p>{SECOND}</p>" for n in (1, 2, 3))
    )
    found = read(DigestPageReader(), data, tmp_path, "review.html")
    assert [getattr(one, "fields", {})["title"] for one in found] == [f"عنوان الخبر {n}" for n in (1, 2, 3)]


@pytest.mark.parametrize(
    "data",
    [
        samples.page().encode(),
        page(
            f"<nav></nav><h1>{samples.TITLE}</h1><p>{LEAD}</p><h2>خبر</h2><p>6/2/2016</p><h2>خبر</h2><p>5/2/2016</p>"
        ),
    ],
    ids=["a paper's page", "a page with others listed below"],
)
def test_a_page_of_the_web_stays_whole(data: bytes):
    reader = choose_reader(data, "a.html")
    assert reader is not None
    assert reader.name == "html"


def test_a_document_that_is_no_digest_goes_to_the_reader_of_pages(tmp_path: Path):
    data = page(f"<h1>{samples.TITLE}</h1><p>{LEAD}</p><h2>تفاصيل</h2><p>{SECOND}</p>")
    draft = only(read(DigestPageReader(), data, tmp_path, "a.html"))
    assert draft.original == data
    assert SECOND in draft.text


@pytest.mark.parametrize("data", samples.broken(page(factiva_table(1), factiva_lines(2), europresse(3))))
def test_a_broken_page_ends_in_drafts_and_rejects(data: bytes, tmp_path: Path):
    for found in read(DigestPageReader(), data, tmp_path, "a.html"):
        assert isinstance(found, Draft | Rejected)


def test_a_page_named_a_press_review_is_never_silently_one(tmp_path: Path):
    sections = (f"<h2>عنوان الخبر {n}</h2><p>{LEAD}</p><p>{SECOND}</p>" for n in (1, 2, 3))
    html = page("<h1>عرض الصحف ليوم الأحد</h1>", *sections)
    found = only(read(DigestPageReader(), html, tmp_path, "a.html"))
    assert any("about 3 articles" in warning.words for warning in found.warnings)
    report = page("<h1>تقرير المتحف السنوي</h1>", *(f"<h2>باب {n}</h2><p>{LEAD}</p>" for n in (1, 2, 3)))
    assert not only(read(DigestPageReader(), report, tmp_path, "b.html")).warnings
