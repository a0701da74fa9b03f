"""Files of every format, made by the tests themselves: one report, told in our own words."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from archive.readers.base import Draft, Options, Reader, Rejected, Source

TITLE = "المتحف الوطني يفتح أبوابه مجاناً للزوار"
LEAD = (
    "أعلنت إدارة المتحف الوطني أنها ستفتح أبوابها للزوار مجاناً طوال أيام العطلة المقبلة، بعد عام من الترميم."
)
SECOND = (
    "وقالت المديرة إن عدد الزوار ارتفع هذا العام إلى 300 ألف زائر، وهو أعلى رقم يسجله المتحف منذ الافتتاح."
)
THIRD = "وأضافت أن القاعات الجديدة ستضم قطعاً نادرة لم تُعرض من قبل، بينها مخطوطات ونقود وخرائط قديمة."
BODY = (LEAD, SECOND, THIRD)
URL = "https://paper.example/culture/2016/museum"
META: Mapping[str, str] = {
    "og:title": TITLE,
    "og:site_name": "صحيفة النهر",
    "article:published_time": "2016-02-07T09:30:00+03:00",
    "og:url": URL,
}


def page(
    *, meta: Mapping[str, str] = META, head: str = "", body: Sequence[str] = BODY, charset: str = "utf-8"
) -> str:
    """A page of an online newspaper with its furniture."""
    tags = "".join(f'<meta property="{name}" content="{value}">' for name, value in meta.items())
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    return (
        f'<!doctype html><html lang="ar" dir="rtl"><head><meta charset="{charset}">'
        f"<title>{TITLE} | صحيفة النهر</title>{tags}{head}</head><body>"
        '<nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/c">ثقافة</a></li></ul></nav>'
        f'<article><h1>{TITLE}</h1><div class="share"><a href="#">فيسبوك</a> <a href="#">تويتر</a></div>'
        f'{paragraphs}<p>اقرأ أيضاً: <a href="/b">معرض الكتاب يفتتح اليوم</a></p></article>'
        "<footer><p>جميع الحقوق محفوظة 2016</p></footer></body></html>"
    )


def json_ld(**values: Any) -> str:
    """A NewsArticle description for a page's head."""
    data = {"@context": "https://schema.org", "@type": "NewsArticle", **values}
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def rss(*items: str) -> str:
    """An RSS file of these items, each given as the inside of `<item>`."""
    inside = "".join(f"<item>{item}</item>" for item in items)
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>صحيفة النهر</title><link>https://paper.example</link><language>ar</language>{inside}"
        "</channel></rss>"
    )


def rss_item(title: str = TITLE, url: str = URL, body: Sequence[str] = BODY) -> str:
    """An item with a teaser and the whole text in `content:encoded`."""
    whole = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    return (
        f"<title>{title}</title><link>{url}</link><guid>{url}</guid><dc:creator>سامر عيسى</dc:creator>"
        f"<pubDate>الأحد، 07 فبراير 2016</pubDate><description>{LEAD[:60]}…</description>"
        f"<content:encoded><![CDATA[{whole}]]></content:encoded>"
    )


def warc(records: Sequence[Mapping[str, Any]], *, gzip: bool = True) -> bytes:
    """A web archive; a record has `url`, `payload` (bytes) and may have `kind`, `type`, `status`, `date`."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzip)
    for record in records:
        headers = StatusAndHeaders(
            record.get("status", "200 OK"),
            [("Content-Type", record.get("type", "text/html; charset=utf-8"))],
            protocol="HTTP/1.1",
        )
        writer.write_record(
            writer.create_warc_record(
                record["url"],
                record.get("kind", "response"),
                payload=io.BytesIO(record["payload"]),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": record.get("date", "2020-03-01T10:00:00Z")},
            )
        )
    return out.getvalue()


def table(rows: Sequence[Sequence[str]], *, delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    """A CSV file as spreadsheets export it."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """A workbook of these sheets."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def mhtml(html: str, *, url: str = URL) -> bytes:
    """A page as Chromium saves it in one file, with a picture beside it."""
    from email.mime.image import MIMEImage
    from email.mime.multipart import MIMEMultipart
    from email.mime.text import MIMEText

    whole = MIMEMultipart("related", type="text/html")
    whole["From"] = "<Saved by Blink>"
    whole["Snapshot-Content-Location"] = url
    whole["Subject"] = TITLE
    whole["Date"] = "Sun, 1 Mar 2020 10:00:00 -0000"
    text = MIMEText(html, "html", "utf-8")
    text["Content-Location"] = url
    whole.attach(text)
    whole.attach(MIMEImage(b"\x89PNG\r\n\x1a\n" + bytes(64), "png"))
    return whole.as_bytes()


def docx(paragraphs: Sequence[str], *, table: Sequence[Sequence[str]] = (), title: str = "") -> bytes:
    """A Word document; the table stands before the last paragraph."""
    from docx import Document

    document = Document()
    document.core_properties.title = title
    for paragraph in paragraphs[:-1]:
        document.add_paragraph(paragraph)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for cells, row in zip(grid.rows, table, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text
    document.add_paragraph(paragraphs[-1])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(html: str, folder: Path) -> bytes:
    """A page printed by Chromium; skips where there is none."""
    browser = which("chromium") or which("chromium-browser") or which("google-chrome")
    if browser is None:
        pytest.skip("needs Chromium to print a PDF")
    source, target = folder / "page.html", folder / "page.pdf"
    source.write_text(html, encoding="utf-8")
    flags = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync --no-pdf-header-footer"
    )
    command = [browser, *flags.split(), f"--print-to-pdf={target}", source.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return target.read_bytes()


def packed(entries: Mapping[str, bytes]) -> bytes:
    """A ZIP of these entries, compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def read(
    reader: Reader, data: bytes, folder: Path, name: str, options: Options | None = None
) -> list[Draft | Rejected]:
    """All that a reader yields for these bytes in a file of this name."""
    path = folder / name
    path.write_bytes(data)
    return list(reader.read(path, Source(name), options or Options()))


def only(found: Sequence[Draft | Rejected]) -> Draft:
    """The one draft of a file."""
    assert len(found) == 1, found
    assert isinstance(found[0], Draft), found[0]
    return found[0]


def refused(found: Sequence[Draft | Rejected]) -> Rejected:
    """The one reject of a file, which says why and how to mend it."""
    assert len(found) == 1, found
    assert isinstance(found[0], Rejected), found[0]
    assert found[0].reason
    assert found[0].remedy
    return found[0]


def broken(data: bytes) -> Iterator[bytes]:
    """Cut, shifted and scratched copies of a file."""
    for cut in (0, 1, 7, 50, len(data) // 3, len(data) // 2, len(data) - 20, len(data) - 1):
        yield data[: max(0, cut)]
    for at in range(0, len(data), max(1, len(data) // 12)):
        yield data[:at] + b'\x00\xff<"' + data[at + 4 :]
        yield data[:at] + data[at + 3 :]
    yield data[::-1]
    yield data + data
