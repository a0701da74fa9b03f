"""Dates of a table, read by their column; headers in Arabic."""

from __future__ import annotations

from datetime import date

import pytest

from archive.ingest.assemble import assemble, load_references
from archive.model.article import Article
from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.table_dates import DateOrder, with_dates
from archive.readers.table_header import columns_of

TEXT = "دشن المحافظ صباح الأحد جسرا يصل ضفتي النهر، وقال إن العمل فيه دام ثلاثة أعوام."


def read(*values: str) -> list[Article]:
    """The articles of a table whose column of dates holds these values."""
    drafts = (Draft(Source("t.csv", n), TEXT, b"", {"published": value}) for n, value in enumerate(values))
    references = load_references()
    found = [
        assemble(one, references, date(2026, 11, 29))
        for one in with_dates(iter(drafts))
        if isinstance(one, Draft)
    ]
    return [one for one in found if isinstance(one, Article)]


COLUMNS = {
    "month first": (("2/13/2016", "3/4/2016"), ("2016-02-13", "2016-03-04"), (False, True)),
    "the proof comes later": (("3/4/2016", "12/25/2015"), ("2016-03-04", "2015-12-25"), (True, False)),
    "day first": (("13/2/2016", "3/4/2016"), ("2016-02-13", "2016-04-03"), (False, False)),
    "both orders": (("13/2/2016", "2/13/2016", "3/4/2016"), ("2016-02-13", "2016-02-13", "2016-04-03"),
                    (False, False, True)),
    "nothing says it": (("3/4/2016", "5/6/2016"), ("2016-04-03", "2016-06-05"), (False, False)),
    "the day before the month": (("2016-07-02", "2016-13-02"), ("2016-02-07", "2016-02-13"), (True, False)),
    "both orders after the year": (("2016/07/02", "2016/13/02", "2016/02/13"),
                                   ("2016-07-02", "2016-02-13", "2016-02-13"), (True, False, False)),
    "as ISO has it": (("2016-07-02", "2016-02-13"), ("2016-07-02", "2016-02-13"), (False, False)),
    "a spreadsheet's days": (("42407", "42407.5"), ("2016-02-07", "2016-02-07"), (False, False)),
    "months by name": (("7-Feb-16", "8-Mar-99"), ("2016-02-07", "1999-03-08"), (False, False)),
    "backslashes": ((r"7\2\2016", r"25\12\2015"), ("2016-02-07", "2015-12-25"), (False, False)),
}  # fmt: skip


@pytest.mark.parametrize(("values", "days", "warned"), COLUMNS.values(), ids=COLUMNS.keys())
def test_a_column_is_read_as_one(
    values: tuple[str, ...], days: tuple[str, ...], warned: tuple[bool, ...]
) -> None:
    found = read(*values)
    assert tuple(str(one.published.start) for one in found) == days
    assert tuple("day_order" in [w.code for w in one.warnings] for one in found) == warned


def test_rows_go_on_after_the_order_is_decided_and_rejects_pass() -> None:
    reject = Rejected(Source("t.csv", 2), "no_body", "empty", "fill it")
    assert list(with_dates(iter([reject]))) == [reject]
    order = DateOrder()
    for value in ("3/4/2016", "2/13/2016"):
        order.look(value)
    assert order.name_for("3/4/2016") == "month_first"
    assert order.name_for("2016-07-02") == ""


HEADERS = {
    "a press review's": (
        ["م", "الموضوع", "نص الموضوع", "تاريخ الخبر", "الجريدة", "الصفحة"],
        {"title": "الموضوع", "body": "نص الموضوع", "published": "تاريخ الخبر", "outlet": "الجريدة"},
    ),
    "of two words each": (
        ["تاريخ الإضافة", "محتوى المقالة", "عنوان التقرير", "رابط المادة", "اسم الصحيفة", "تاريخ الصدور"],
        {"body": "محتوى المقالة", "title": "عنوان التقرير", "url": "رابط المادة", "outlet": "اسم الصحيفة",
         "published": "تاريخ الصدور"},
    ),
    "what only looks like ours": (["text length", "text", "date added"], {"body": "text"}),
}  # fmt: skip


@pytest.mark.parametrize(("header", "fields"), HEADERS.values(), ids=HEADERS.keys())
def test_headers_name_fields(header: list[str], fields: dict[str, str]) -> None:
    found = {field: name for field, name in columns_of(header, Options()).mapping.items() if name}
    assert found == fields
