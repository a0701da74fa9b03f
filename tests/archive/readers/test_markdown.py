"""Markdown: front matter of any kind is read, marks are no text, drafts are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.readers import choose_reader
from archive.readers.markdown import MarkdownReader
from tests.archive.support import samples
from tests.archive.support.samples import only, read, refused

TITLE, LEAD = samples.TITLE, samples.LEAD
STATED = {"title": TITLE, "published": "2016-02-07", "byline": "ليلى منصور"}


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(f"---\ntitle: {TITLE}\ndate: 2016-02-07\nauthor: ليلى منصور\n---\n", id="YAML"),
        pytest.param(
            f'---\r\ntitle: "{TITLE}"\r\ndate: 2016-02-07\r\nauthor: ليلى منصور\r\n...\r\n', id="lines of DOS"
        ),
        pytest.param(f'+++\ntitle = "{TITLE}"\ndate = 2016-02-07\nauthor = "ليلى منصور"\n+++\n', id="TOML"),
        pytest.param(
            f'{{\n"title": "{TITLE}", "date": "2016-02-07", "author": "ليلى منصور"\n}}\n', id="JSON"
        ),
        pytest.param(f"العنوان: {TITLE}\nالتاريخ: 2016-02-07\nالكاتب: ليلى منصور\n", id="header lines"),
    ],
)
def test_what_stands_at_the_top_is_read(head: str, tmp_path: Path):
    data = f"{head}\n{LEAD}\n".encode()
    reader = choose_reader(data, "post.md")
    assert reader is not None
    assert reader.name == "markdown"
    draft = only(read(reader, data, tmp_path, "post.md"))
    assert draft.fields == STATED
    assert draft.text == LEAD


def test_marks_are_no_text_and_a_heading_is_the_title(tmp_path: Path):
    prose = "قال **الوزير** إن [الجسر](https://a.example) آمن، و`x`."
    text = f"# {TITLE}\n\n{prose}\n\n* أول\n* ثان\n\n![صورة](a.png)\n"
    draft = only(read(MarkdownReader(), text.encode(), tmp_path, "post.md"))
    assert draft.fields["title"] == TITLE
    assert draft.text.split("\n")[1:] == ["قال الوزير إن الجسر آمن، وx.", "أول", "ثان"]


@pytest.mark.parametrize("line", ["draft: true", "published: false"])
def test_a_draft_is_told_and_not_taken(line: str, tmp_path: Path):
    found = read(MarkdownReader(), f"---\ntitle: x\n{line}\n---\n{LEAD}\n".encode(), tmp_path, "post.md")
    assert refused(found).code == "draft"


def test_that_it_is_published_is_no_day(tmp_path: Path):
    text = f"---\npublished: true\ndate: 2016-02-07\n---\n{LEAD}\n"
    assert only(read(MarkdownReader(), text.encode(), tmp_path, "post.md")).fields == {
        "published": "2016-02-07"
    }


def test_broken_front_matter_is_told(tmp_path: Path):
    found = read(MarkdownReader(), f"---\ntitle: [x\n---\n{LEAD}\n".encode(), tmp_path, "post.md")
    assert refused(found).code == "broken_header"


def test_a_rule_within_a_text_is_no_front_matter():
    reader = choose_reader(f"---\n{LEAD}\n---\n{LEAD}\n".encode(), "a.txt")
    assert reader is not None
    assert reader.name == "text"


def test_a_colon_or_an_open_quote_in_a_title_costs_nothing(tmp_path: Path):
    text = f'---\ntitle: "{samples.TITLE}: خبر\ndate: 2016-02-07\n---\n\n{samples.LEAD}\n'
    draft = only(read(MarkdownReader(), text.encode(), tmp_path, "a.md"))
    assert (draft.fields["title"], draft.fields["published"]) == (f"{samples.TITLE}: خبر", "2016-02-07")


def test_the_day_in_a_file_s_name_is_inferred(tmp_path: Path):
    text = f"---\ntitle: {samples.TITLE}\n---\n{samples.LEAD}\n"
    draft = only(read(MarkdownReader(), text.encode(), tmp_path, "2016-02-07-bridge.md"))
    assert (draft.fields["published"], draft.fields["published_source"]) == ("2016-02-07", "inferred")
