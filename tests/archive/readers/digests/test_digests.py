"""Digests are cut where their own marks say, and a file that only looks like one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.model.warning import WarningCode
from archive.readers.base import Draft
from archive.readers.digests import Block, blocks_of, cut
from archive.readers.digests.signs import is_date_line
from archive.readers.markdown import MarkdownReader
from archive.readers.office.docx import DocxReader
from archive.readers.text import TextReader
from tests.archive.support import samples
from tests.archive.support.growth import grows_linearly
from tests.archive.support.samples import only, read

LEAD, SECOND, THIRD = samples.BODY


def nexis(number: int, total: int = 3) -> str:
    """An article as Nexis writes it in a text file."""
    return (
        f"{number} of {total} DOCUMENTS\n\n\n                 صحيفة النهر\n\n"
        f"            February {number}, 2016 Sunday\n            Final Edition\n\nعنوان الخبر {number}\n\n"
        f"BYLINE: ليلى منصور\n\nSECTION: محليات; Pg. 6\n\nLENGTH: 120 words\n\n{LEAD}\n\n{SECOND}\n\n"
        f"LOAD-DATE: February {number}, 2016\n\nLANGUAGE: ARABIC\n\n     Copyright 2016 صحيفة النهر\n\n"
    )


def nexis_uni(number: int) -> str:
    """An article as Nexis Uni writes it in a document."""
    return (
        f"عنوان الخبر {number}\nصحيفة النهر\nFebruary {number}, 2016 Sunday 9:20 AM GMT\n\n"
        "Copyright 2016 النهر\nSection: محليات\nLength: 120 words\nByline: ليلى منصور\nBody\n\n"
        f"{LEAD}\n{SECOND}\n\nClassification\n\n"
        f"Language: ARABIC\nLoad-Date: February {number}, 2016\n\nEnd of Document\n"
    )


def proquest(number: int) -> str:
    """An article as ProQuest writes it in a text file."""
    return (
        f"{'_' * 60}\n\nعنوان الخبر {number}\n\nAuthor: ليلى منصور\n\nPublication info: النهر\n\n"
        f"Abstract: None available.\n\nFull text: {LEAD}\n{SECOND}\n\nPublication title: صحيفة النهر\n\n"
        f"Publication date: Feb {number}, 2016\n\nProQuest document ID: 17000{number}\n\n"
    )


def factiva(number: int) -> str:
    """An article as Factiva writes it in a text file."""
    return (
        f"عنوان الخبر {number}\nBy ليلى منصور\n120 words\n{number} February 2016\n15:32\nصحيفة النهر\n"
        f"NAHRAR\nArabic\nCopyright 2016. النهر\n\n{LEAD}\n\n{SECOND}\n\n"
        f"Document NAHRAR002016020{number}ec270000{number}\n\n"
    )


@pytest.mark.parametrize("form", [nexis, nexis_uni, proquest, factiva])
def test_a_database_s_export_is_cut_and_its_fields_are_read(form, tmp_path: Path):
    text = "".join(form(number) for number in (1, 2, 3))
    found = read(TextReader(), text.encode(), tmp_path, "export.txt")
    drafts = [one for one in found if isinstance(one, Draft)]
    assert [(one.fields["title"], one.source.record) for one in drafts] == [
        ("عنوان الخبر 1", 1), ("عنوان الخبر 2", 2), ("عنوان الخبر 3", 3)
    ]  # fmt: skip
    for number, draft in enumerate(drafts, start=1):
        lines = [line for line in draft.text.split("\n") if line]
        assert lines == [LEAD, SECOND]
        assert draft.fields["outlet"] == "صحيفة النهر"
        assert "ليلى منصور" in draft.fields["byline"]
        assert str(number) in draft.fields["published"]
        assert LEAD in draft.original.decode()


def test_a_list_of_what_is_in_it_is_no_article(tmp_path: Path):
    listed = "Job Number: 1\nDocuments (2)\n" + "".join(
        f"{n}. عنوان الخبر {n}\nClient/Matter: -None-\nSearch Type: Natural Language\nNarrowed by: \n"
        for n in (1, 2)
    )
    text = listed + nexis_uni(1) + nexis_uni(2)
    found = read(TextReader(), text.encode(), tmp_path, "export.txt")
    assert [getattr(one, "fields", {})["title"] for one in found] == ["عنوان الخبر 1", "عنوان الخبر 2"]


def test_a_part_without_text_is_told_and_the_rest_is_read(tmp_path: Path):
    empty = "عنوان بلا نص\nصحيفة النهر\nFebruary 9, 2016\nLength: 0 words\nBody\n\nEnd of Document\n"
    found = read(TextReader(), (nexis_uni(1) + empty + nexis_uni(2)).encode(), tmp_path, "a.txt")
    assert [getattr(one, "code", "draft") for one in found] == ["draft", "no_body", "draft"]


def test_lines_that_were_broken_at_one_width_are_joined(tmp_path: Path):
    words = LEAD.split()
    wrapped = "\n".join(" ".join(words[at : at + 10]) for at in range(0, len(words), 10))
    text = "".join(nexis(number).replace(LEAD, wrapped) for number in (1, 2, 3))
    first = read(TextReader(), text.encode(), tmp_path, "a.txt")[0]
    assert LEAD in getattr(first, "text", "")


# --- what people make ---------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["=====", "-----", "* * *", "______", "~~~~", "ـــــــ"])
def test_articles_between_ruled_lines_with_header_lines_are_cut(rule: str, tmp_path: Path):
    text = f"\n{rule}\n".join(
        f"العنوان: خبر {n}\nالتاريخ: {n} شباط 2016\nالمصدر: النهر\n\n{LEAD}\n{SECOND}\n" for n in (1, 2, 3)
    )
    found = read(TextReader(), text.encode(), tmp_path, "a.txt")
    assert [getattr(one, "fields", {}) for one in found] == [
        {"title": f"خبر {n}", "published": f"{n} شباط 2016", "outlet": "النهر"} for n in (1, 2, 3)
    ]


def test_header_lines_alone_begin_articles(tmp_path: Path):
    text = "".join(f"العنوان: خبر {n}\nالتاريخ: {n} شباط 2016\n\n{LEAD}\n\n" for n in (1, 2))
    assert len(read(TextReader(), text.encode(), tmp_path, "a.txt")) == 2


def test_a_title_and_a_day_begin_articles(tmp_path: Path):
    text = "".join(f"المتحف يفتح قاعة رقم {n}\nالنهر - {n}/2/2016\n{LEAD}\n{SECOND}\n\n" for n in (1, 2, 3))
    found = read(TextReader(), text.encode(), tmp_path, "a.txt")
    assert [getattr(one, "fields", {}) for one in found] == [
        {"title": f"المتحف يفتح قاعة رقم {n}"} for n in (1, 2, 3)
    ]
    assert all(getattr(one, "text", "").startswith("النهر - ") for one in found)


def test_a_document_s_headings_with_their_days_begin_articles(tmp_path: Path):
    from docx import Document

    document = Document()
    for n in (1, 2, 3):
        document.add_heading(f"عنوان الخبر {n}", level=1)
        for line in ("صحيفة النهر", f"{n} فبراير 2016", LEAD, SECOND):
            document.add_paragraph(line)
        document.add_page_break()
    document.save(str(tmp_path / "review.docx"))
    found = read(DocxReader(), (tmp_path / "review.docx").read_bytes(), tmp_path, "review.docx")
    assert [getattr(one, "fields", {})["title"] for one in found] == [f"عنوان الخبر {n}" for n in (1, 2, 3)]


# --- what is not certain ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            f"{samples.TITLE}\n\n{LEAD}\n\n* * *\n\n{SECOND}\n\n* * *\n\n{THIRD}", id="rules within a feature"
        ),
        pytest.param(f"{samples.TITLE}\n7 شباط 2016\n\n{LEAD}\n{SECOND}", id="one day"),
        pytest.param(
            f"{samples.TITLE}\n\n1 شباط 2016\n{LEAD}\n2 شباط 2016\n{SECOND}\n3 شباط 2016\n{THIRD}",
            id="a chronicle",
        ),
        pytest.param(
            f"العنوان: {samples.TITLE}\nالتاريخ: 7/2/2016\n\n{LEAD}", id="an article with header lines"
        ),
    ],
)
def test_one_article_stays_one(text: str, tmp_path: Path):
    only(read(TextReader(), text.encode(), tmp_path, "a.txt"))


def test_what_cannot_be_cut_with_certainty_is_told(tmp_path: Path):
    """The last has no day: nothing says for certain that it begins there."""
    section = "{title}\n{day}\n" + f"{LEAD}\n{SECOND}\n"
    text = "\n".join(
        section.format(title=f"خبر من المتحف {n}", day=f"{n}/2/2016")
        if n < 4
        else f"{LEAD}\n5/2/2016\n{THIRD}"
        for n in (1, 2, 3, 4)
    )
    [warning] = only(read(TextReader(), text.encode(), tmp_path, "a.txt")).warnings
    assert warning.code == WarningCode.SEVERAL_ARTICLES
    assert "about 4 articles" in warning.words


GAPS = {
    "a gap between articles": "\n\n\n",
    "one empty line, and none between paragraphs": "\n\n",
    "pages": "\n\f",
}


@pytest.mark.parametrize("gap", GAPS.values(), ids=GAPS.keys())
def test_articles_that_only_gaps_set_apart_are_told(gap: str, tmp_path: Path):
    text = gap.join(f"خبر من المتحف {n}\n{LEAD} {SECOND}\n{THIRD}" for n in (1, 2, 3))
    [warning] = only(read(TextReader(), text.encode(), tmp_path, "a.txt")).warnings
    assert "about 3 articles" in warning.words


def test_notices_of_rights_end_articles(tmp_path: Path):
    """As in exports of Al Bawaba, Zawya and EMIS, whatever else each puts around an article."""
    text = "".join(
        f"خبر من المتحف {n}\n\n{LEAD}\n\n{SECOND}\n\n© 2016 صحيفة النهر. Provided by a service.\n"
        "All rights reserved.\n\n"
        for n in (1, 2, 3)
    )
    found = read(TextReader(), text.encode(), tmp_path, "a.txt")
    assert [one.fields["title"] for one in found if isinstance(one, Draft)] == [
        f"خبر من المتحف {n}" for n in (1, 2, 3)
    ]
    assert [one.text.split() for one in found if isinstance(one, Draft)] == [f"{LEAD} {SECOND}".split()] * 3


def test_a_notice_within_one_article_cuts_nothing(tmp_path: Path):
    text = f"{samples.TITLE}\n\n{LEAD}\n\n© وكالة النهر\n\n{SECOND}\n\n{THIRD}\n\n© 2016 صحيفة النهر\n"
    only(read(TextReader(), text.encode(), tmp_path, "a.txt"))


def test_a_text_with_paragraphs_between_empty_lines_is_one_article(tmp_path: Path):
    text = "\n\n".join([samples.TITLE, LEAD, SECOND, THIRD, LEAD, SECOND])
    assert only(read(TextReader(), text.encode(), tmp_path, "a.txt")).warnings == ()


def test_main_headings_in_markdown_are_told(tmp_path: Path):
    text = "\n\n".join(f"# خبر {n}\n\n{LEAD}\n\n{SECOND}\n\n{THIRD}" for n in (1, 2, 3))
    [warning] = only(read(MarkdownReader(), text.encode(), tmp_path, "a.md")).warnings
    assert warning.code == WarningCode.SEVERAL_ARTICLES


def test_a_corpus_for_alceste_is_cut_at_its_starred_lines(tmp_path: Path):
    text = f"**** *paper_nahr *year_2016\n-*theme1\n{LEAD}\n**** *paper_sahil *year_2015\n{SECOND}\n"
    found = read(TextReader(), text.encode(), tmp_path, "a.txt")
    assert [(one.text, one.extra["paper"], one.extra["year"]) for one in found if isinstance(one, Draft)] == [
        (LEAD, "nahr", "2016"),
        (SECOND, "sahil", "2015"),
    ]


def test_headings_without_days_are_told():
    blocks = [
        block
        for n in range(4)
        for block in (Block(f"فصل {n}", level=1), Block(LEAD), Block(SECOND), Block(THIRD))
    ]
    assert cut(blocks) == []


@pytest.mark.parametrize(
    ("line", "is_day"),
    [
        ("7 شباط 2016", True),
        ("الأحد 7 فبراير/شباط 2016", True),
        ("صحيفة النهر - 7/2/2016", True),
        ("7/2/2016 | صحيفة النهر", True),
        ("February 7, 2016 Sunday 9:30 AM GMT", True),
        ("٧ فبراير ٢٠١٦", True),
        ("افتتح المتحف في 7/2/2016 قاعة", False),
        ("عام 2016", False),
        ("2016", False),
        ("من 1/2/2016 إلى 7/2/2016", False),
        ("", False),
    ],
)
def test_a_day_on_its_own_line(line: str, is_day: bool):
    assert is_date_line(line) is is_day


def test_cutting_grows_with_the_text_and_not_its_square():

    def blocks(count: int) -> list[Block]:
        return blocks_of("".join(f"خبر {n}\n{n % 28 + 1}/2/2016\n{LEAD}\n=====\n" for n in range(count)))

    assert grows_linearly(blocks, cut, 500)


#: Heads of articles in layouts that no cutter knows.
LAYOUTS = {
    "numbers and bars": "[{n}/3] عنوان الخبر {n} | صحيفة النهر | 2016.02.0{n}\n{text}\n",
    "a time of receipt": "<<عنوان الخبر {n}>>\nReceived 0{n} Feb 2016 08:00 UTC\n\n{text}\n\n(end)\n",
    "an outlet and a day without a mark": "عنوان الخبر {n}\nصحيفة النهر 2016/2/{n}\n{text}\n",
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_digest_of_an_unknown_layout_is_never_silently_one(layout: str, tmp_path: Path):
    text = "".join(layout.format(n=number, text=f"{LEAD} {SECOND}") for number in (1, 2, 3))
    found = read(TextReader(), text.encode(), tmp_path, "d.txt")
    drafts = [draft for draft in found if isinstance(draft, Draft)]
    told = [warning.code for draft in drafts for warning in draft.warnings]
    assert len(drafts) == 3 or WarningCode.SEVERAL_ARTICLES in told


def test_a_text_with_days_in_its_sentences_is_no_digest(tmp_path: Path):
    lines = [f"وفي {day} فبراير 2016 زار المتحف ألف زائر.\n{LEAD} {SECOND}" for day in (1, 2, 3, 4)]
    found = only(read(TextReader(), "\n".join(lines).encode(), tmp_path, "t.txt"))
    assert not found.warnings
