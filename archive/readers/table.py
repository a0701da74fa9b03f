"""Tables: CSV and TSV files in any delimiter, and Excel workbooks, a row an article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TextIO

from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.csv_rows import Row, likely_delimiter, rows_of
from archive.readers.fields import draft_of_record, is_own
from archive.readers.html import text_of_fragment
from archive.readers.safety import problem_of_zip
from archive.readers.table_dates import with_dates
from archive.readers.table_header import Columns, columns_of, known_columns
from archive.text.encodings import HEAD, recognise_lines

_MARKUP = re.compile(r"<(?:p|br|div|span|a|b|strong|em|h[1-6]|li|ul|img)\b[^<>]{0,500}>", re.IGNORECASE)
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_BAD_BYTE = re.compile("[\udc80-\udcff]")
#: Rows that may stand above the header: a title, the day of an export.
_PREFACE = 10


class CsvReader:
    """Reads delimited text with a header row."""

    name = "csv"

    def recognises(self, head: bytes, name: str) -> float:
        """Return the confidence, 0 to 1, by a first line of column names, or the name and several cells."""
        if head.startswith(b"PK") or not head.strip():
            return 0.0
        text = head.decode(recognise_lines(head) or "utf-8", "replace").removeprefix("\ufeff")
        first = text.lstrip().partition("\n")[0][:5000]
        if text.lstrip()[:1] in ("{", "[", "<"):
            return 0.0
        _, cells = likely_delimiter(first)
        named = Path(name).suffix.lower() in (".csv", ".tsv", ".tab")
        if len(cells) >= 2 and known_columns(cells) >= 2:
            return 0.9
        return 0.75 if named else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield a draft or a reject for each row; its number is its line's."""
        with path.open("rb") as binary:
            encoding = options.encoding or recognise_lines(binary.read(HEAD)) or "utf-8"
        wide = encoding.lower().startswith(("utf-16", "utf_16", "utf-32", "utf_32"))
        try:
            file = path.open(encoding=encoding, errors="replace" if wide else "surrogateescape", newline="")
        except LookupError:
            remedy = "Name one that Python knows, such as --encoding windows-1256"
            yield Rejected(source, "undecodable", f"there is no encoding {encoding!r}", remedy)
            return
        with file:
            yield from with_dates(_table(file, source, options, encoding))


@dataclass(frozen=True, slots=True)
class _Table:
    """Makes drafts of the rows of one table."""

    columns: Columns
    options: Options
    encoding: str = "utf-8"

    def draft(self, cells: Sequence[str], source: Source, original: bytes) -> Draft | Rejected:
        """Return the draft of one row, or a reject (`no_body`)."""
        record = {name: cell for name, cell in zip(self.columns.names, cells, strict=False) if cell}
        if "digest" in record and "permalink" in record:
            record = _of_own_export(record)
        body = record.get(self.columns.body, "")
        if _MARKUP.search(body) and not is_own(record):
            record[self.columns.body] = text_of_fragment(body)
        mapped = replace(self.options, mapping=self.columns.mapping)
        found = draft_of_record(record, source, original, mapped, self.encoding)
        return replace(found, media_type="text/csv") if isinstance(found, Draft) else found


def _of_own_export(record: dict[str, str]) -> dict[str, str]:
    """Return a row that Sijill exported without the apostrophes that keep spreadsheets from running it."""
    plain = {name: cell[1:] if _GUARDED.match(cell) else cell for name, cell in record.items()}
    if not is_own(plain):
        return record
    ends = [plain[name] for name in ("published_from", "published_to") if name in plain]
    return {"published": "/".join(ends), **plain} if ends else plain


@dataclass(slots=True)
class _Header:
    """Finds the header row: the first that names a column for the text, among the first few rows."""

    options: Options
    seen: list[Columns] = field(default_factory=list)

    def look(self, cells: Sequence[str]) -> Columns | None:
        """Return the columns if this row is the header; else None."""
        found = columns_of(cells, self.options)
        self.seen.append(found)
        return found if found.body else None

    @property
    def hopeless(self) -> bool:
        """Tell whether so many rows were looked at that a header is unlikely to follow."""
        return len(self.seen) >= _PREFACE

    def rejected(self, source: Source) -> Rejected:
        """Return the reject for a table without a column for the text."""
        names = ", ".join(self.seen[0].names[:20]) if self.seen else "none"
        reason = f"no column is known to hold the text; the columns are: {names}"
        return Rejected(source, "no_body", reason, "Name the column that holds it with --map body=COLUMN")


def _table(file: TextIO, source: Source, options: Options, encoding: str) -> Iterator[Draft | Rejected]:
    first = file.readline(options.limits.line_bytes).removeprefix("\ufeff")
    declared = _SEPARATOR_LINE.fullmatch(first)
    delimiter = declared[1] if declared else likely_delimiter(first)[0]
    file.seek(0)
    table: _Table | None = None
    header = _Header(options)
    limits = options.limits
    for row in rows_of(file, delimiter, most=limits.record_bytes, longest_line=limits.line_bytes):
        here = replace(source, record=row.line)
        cells = tuple(cell.removeprefix("\ufeff") for cell in row.cells)
        if not row.problem and (not any(cells) or (declared and row.line == 1)):
            continue
        if problem := _problem(row, here, encoding, len(table.columns.names) if table else None):
            yield problem
        elif table:
            yield table.draft(cells, here, _bytes_of(row.text, encoding))
        elif columns := header.look(cells):
            table = _Table(columns, options, encoding)
        elif header.hopeless:
            break
    if table is None:
        yield header.rejected(source)


def _problem(row: Row, source: Source, encoding: str, width: int | None) -> Rejected | None:
    """Return what is wrong with a row as a row, if anything."""
    original = _bytes_of(row.text, encoding)
    if row.problem == "too_large":
        return Rejected(source, "too_large", "the row is longer than the limit", "Split it", original)
    if row.problem == "unclosed":
        remedy = 'Write quotes within a cell twice ("") and close the cell with one'
        return Rejected(
            source, "broken_row", "a quote that opens in this row is never closed", remedy, original
        )
    if bad := _BAD_BYTE.search(row.text):
        reason = f"the byte 0x{ord(bad[0]) - 0xDC00:02X} at character {bad.start()} is not {encoding}"
        remedy = "Name the file's encoding with --encoding, such as --encoding windows-1256"
        return Rejected(source, "undecodable", reason, remedy, original)
    if width and any(row.cells[width:]):
        reason = f"the row has {len(row.cells)} cells, and there are {width} columns"
        return Rejected(source, "broken_row", reason, "Put cells that hold the delimiter in quotes", original)
    return None


def _bytes_of(text: str, encoding: str) -> bytes:
    return text.encode(encoding.removesuffix("-sig").removesuffix("_sig"), "surrogateescape")


# --- Excel --------------------------------------------------------------------------------------------

#: So many empty rows in a row are no table.
_MOST_EMPTY = 10_000


class XlsxReader:
    """Reads the sheets of an Excel workbook, each with a header row of its own."""

    name = "xlsx"

    def recognises(self, head: bytes, name: str) -> float:
        """Return the confidence, 0 to 1, that it is a ZIP that begins with a workbook's parts."""
        if not head.startswith(b"PK\x03\x04"):
            return 0.0
        named = name.lower().endswith((".xlsx", ".xlsm"))
        if b"xl/workbook.bin" in head:  # the binary format of the same package
            return 0.0
        return 0.95 if b"xl/" in head or (named and b"[Content_Types].xml" in head) else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield a draft or a reject for each row; sheets are told apart as `book.xlsx!Sheet`."""
        if refused := problem_of_zip(path, source, options.limits):
            yield refused
            return
        try:
            yield from _workbook(path, source, options)
        except Exception as error:  # a broken part anywhere in the workbook
            reason = (
                f"the workbook cannot be read: {' '.join(str(error).split())[:300] or type(error).__name__}"
            )
            yield Rejected(
                source, "broken_xlsx", reason, "Open it in a spreadsheet and save it again, or as CSV"
            )


def _workbook(path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
    import openpyxl  # loads slowly

    with path.open("rb") as file:  # by its name, it would be refused without a suffix
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        several = len(book.worksheets) > 1
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what the file says of its size is not to be trusted
            here = replace(source, name=f"{source.name}!{sheet.title}") if several else source
            yield from read_sheet(sheet.iter_rows(values_only=True), here, options)


def read_sheet(rows: Iterable[Sequence[Any]], source: Source, options: Options) -> Iterator[Draft | Rejected]:
    """Yield a draft or a reject for each row of a sheet, below the row that names its columns."""
    yield from with_dates(_rows_of_sheet(rows, source, options))


def _rows_of_sheet(
    rows: Iterable[Sequence[Any]], source: Source, options: Options
) -> Iterator[Draft | Rejected]:
    table: _Table | None = None
    header = _Header(options)
    empty = 0
    for number, values in enumerate(rows, start=1):
        cells = [_cell(value) for value in values]
        empty = 0 if any(cells) else empty + 1
        here = replace(source, record=number)
        if empty > _MOST_EMPTY:
            reason = f"{_MOST_EMPTY:,} empty rows follow one another; reading stopped here"
            yield Rejected(here, "bomb", reason, "Delete the empty rows and save the workbook again")
            return
        if empty:
            continue
        if table:
            yield _row(cells, table, here)
        elif columns := header.look(cells):
            table = _Table(columns, options)
        elif header.hopeless:
            break
    if table is None and header.seen:
        yield header.rejected(source)


def _row(cells: Sequence[str], table: _Table, source: Source) -> Draft | Rejected:
    shown = dict(zip(table.columns.names, cells, strict=False))
    original = json.dumps(shown, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if len(original) > table.options.limits.record_bytes:
        return Rejected(source, "too_large", "the row is longer than the limit", "Split it", original)
    return table.draft(cells, source, original)


def _cell(value: Any) -> str:
    """Return a cell as text: days and times in ISO form, whole numbers without a fraction."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
