"""Excel workbooks of the format before 2007 (XLS) by xlrd, from the extra `formats`; a row an article."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.safety import told
from archive.readers.table import read_sheet

_RESAVE = "Open it in a spreadsheet and save it as XLSX or CSV"
_WHAT = "an Excel workbook of the format before 2007 (.xls)"


def read_xls(path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
    """Yield the drafts of each row of each sheet, or a reject that says why there are none."""
    try:
        import xlrd
    except ImportError:
        how = "pip install '.[formats]' in Sijill's folder, or pip install xlrd"
        remedy = f"Install it with: {how}. Or: {_RESAVE}"
        yield Rejected(source, "missing_part", f"it is {_WHAT}, which the extra part `formats` reads", remedy)
        return
    try:
        with xlrd.open_workbook(str(path), on_demand=True, ragged_rows=True, logfile=io.StringIO()) as book:
            for number in range(book.nsheets):
                sheet = book.sheet_by_index(number)
                several = book.nsheets > 1
                here = replace(source, name=f"{source.name}!{sheet.name}") if several else source
                if sheet.nrows:
                    yield from read_sheet(_rows(sheet, book.datemode), here, options)
                book.unload_sheet(number)
    except Exception as error:  # xlrd's own, and many more for broken structures
        yield Rejected(source, "broken_xls", f"it is {_WHAT} that cannot be read: {told(error)}", _RESAVE)


def _rows(sheet: Any, datemode: int) -> Iterator[Sequence[Any]]:
    for number in range(sheet.nrows):
        yield [_value(cell, datemode) for cell in sheet.row(number)]


def _value(cell: Any, datemode: int) -> Any:
    """Return a cell's value in Python's types; None for errors and empty cells."""
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR, xlrd.XL_CELL_BOOLEAN):
        return None
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, datemode)
        except (ValueError, OverflowError, xlrd.XLDateError):
            return cell.value
    return cell.value
