"""Microsoft's files before 2007 (OLE): workbooks and Outlook's messages are read, others are named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.html import too_large
from archive.readers.mail.outlook import read_outlook
from archive.readers.office.xls import read_xls

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: How workbooks of Excel 2 to 4 begin, which are no OLE files.
_EARLIER = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_MOST_BYTES = 100_000_000
#: For each kind the names of streams that it has, and the endings of its files.
_KINDS = {
    "outlook": (("__substg1.0_", "__properties_version1.0"), (".msg",)),
    "excel": (("Workbook", "Book"), (".xls", ".xlt")),
    "word": (("WordDocument",), (".doc", ".dot")),
    "powerpoint": (("PowerPoint Document",), (".ppt", ".pps")),
    "publisher": (("Quill",), (".pub",)),
    "works": (("MatOST",), (".wps",)),
    "hangul": (("BodyText", "\5HwpSummaryInformation"), (".hwp",)),
    "encrypted": (("EncryptedPackage",), ()),
}
_NAMED = {
    "word": ("a Word document of the format before 2007 (.doc)", "DOCX, RTF or plain text"),
    "powerpoint": ("a PowerPoint presentation (.ppt)", "PDF or plain text"),
    "publisher": ("a Publisher file (.pub)", "PDF or DOCX"),
    "hangul": ("a document of the Hangul word processor (.hwp)", "DOCX or plain text"),
    "works": ("a Works document (.wps)", "DOCX or plain text"),
}


class OleReader:
    """Reads workbooks (XLS) and Outlook's messages (MSG), and says of others what they are."""

    name = "ole"

    def recognises(self, head: bytes, name: str) -> float:  # noqa: ARG002 -- content says it all
        """Return the confidence, 0 to 1, by the first bytes."""
        return 0.99 if head.startswith((MAGIC, *_EARLIER)) else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield the drafts of each row or of the message; or a reject that names the file's kind."""
        size = path.stat().st_size
        if size > _MOST_BYTES:
            yield too_large(source, size, _MOST_BYTES)
            return
        kind = _kind(path.read_bytes(), source.name)
        if kind == "excel":
            yield from read_xls(path, source, options)
        elif kind == "outlook":
            yield from read_outlook(path, source, options)
        elif kind == "encrypted":
            yield Rejected(source, "encrypted", "the document asks for a password", "Save it without one")
        else:
            what, form = _NAMED.get(
                kind, ("a Microsoft Office file of the format before 2007", "DOCX or CSV")
            )
            remedy = f"Open it in Word or LibreOffice and save it as {form}"
            if kind == "word":
                remedy += "; many at once: soffice --convert-to docx *.doc"
            yield Rejected(source, "unknown_format", f"it is {what}, which is not read", remedy)


def _kind(data: bytes, name: str) -> str:
    """Return the kind of file by the names of its streams; of several kinds, the one its ending names."""
    ending = next((kind for kind, (_, ends) in _KINDS.items() if name.lower().endswith(ends)), "")
    if not data.startswith(MAGIC):
        return "excel"
    kinds = [kind for kind, (streams, _) in _KINDS.items() if any(_holds(data, stream) for stream in streams)]
    return ending if ending in kinds or not kinds else kinds[0]


def _holds(data: bytes, stream: str) -> bool:
    """Tell whether a directory of the file names this stream; its entries stand at multiples of 128 bytes."""
    sign = stream.encode("utf-16-le") + (b"" if stream.endswith("_") else b"\0\0")
    at = data.find(sign)
    while at >= 0 and at % 128:
        at = data.find(sign, at + 1)
    return at >= 0
