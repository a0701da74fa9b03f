"""Tables as CSV that spreadsheets open right: a byte order mark for Arabic, and no cell is a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from flask import Response

BOM = "\ufeff"
#: What a spreadsheet takes for a formula's first sign, in its wide forms too.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def safe_cell(value: object) -> str:
    """Return a cell that no spreadsheet runs as a formula: an apostrophe is put before its first sign.

    One is put before apostrophes and such a sign too, so that taking one off gives the value again.
    """
    text = "" if value is None else str(value).replace("\0", "")
    return f"'{text}" if _FORMULA.match(text) else text


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table with its heading as CSV, a byte order mark first."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return BOM + text.getvalue()


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Return a table as a file to keep."""
    response = Response(csv_text(columns, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
