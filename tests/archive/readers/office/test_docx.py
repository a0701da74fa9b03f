"""Word documents: all their text in its order, and no date from their properties."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from archive.readers.base import Draft, Limits, Options, Rejected
from archive.readers.office.docx import DocxReader
from tests.archive.support import samples
from tests.archive.support.samples import read, refused


def test_paragraphs_and_tables_stand_in_their_order(tmp_path: Path):
    data = samples.docx([samples.TITLE, *samples.BODY], table=[["القاعة", "القطع"], ["الأولى", "120"]])
    found = samples.only(read(DocxReader(), data, tmp_path, "a.docx"))
    assert found.text.split("\n") == [
        samples.TITLE,
        samples.LEAD,
        samples.SECOND,
        "القاعة | القطع",
        "الأولى | 120",
        samples.THIRD,
    ]
    assert found.original == data
    assert found.has_furniture


def test_the_title_property_is_taken_and_no_date(tmp_path: Path):
    """python-docx's template says it was made in 2013."""
    found = samples.only(
        read(DocxReader(), samples.docx([samples.LEAD], title=samples.TITLE), tmp_path, "a.docx")
    )
    assert found.fields == {"title": samples.TITLE}


def _with_body(inside: str) -> bytes:
    """A document whose body is this XML."""
    whole, out = samples.docx(["x"]), BytesIO()
    with zipfile.ZipFile(BytesIO(whole)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "word/document.xml":
                start = data.index(b"<w:body>") + len(b"<w:body>")
                data = data[:start] + inside.encode() + data[data.index(b"</w:body>") :]
            new.writestr(entry.filename, data)
    return out.getvalue()


def test_links_controls_and_insertions_are_text_and_deletions_are_not(tmp_path: Path):
    data = _with_body(
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>في إطار</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:p><w:hyperlink><w:r><w:t>رابط</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>ونص</w:t></w:r>"
        "<w:ins><w:r><w:t> مضاف</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>محذوف</w:delText></w:r></w:del></w:p>"
    )
    assert samples.only(read(DocxReader(), data, tmp_path, "a.docx")).text == "في إطار\nرابط ونص مضاف"


def test_a_document_without_text_is_refused(tmp_path: Path):
    assert refused(read(DocxReader(), samples.docx([""]), tmp_path, "a.docx")).code == "no_body"


def test_a_bomb_is_refused(tmp_path: Path):
    data = samples.packed({"[Content_Types].xml": b" ", "word/document.xml": bytes(60_000_000)})
    options = Options(limits=Limits(unpacked_ratio=20))
    assert refused(read(DocxReader(), data, tmp_path, "a.docx", options)).code == "bomb"


def test_deep_nesting_is_refused(tmp_path: Path):
    data = _with_body("<w:sdt><w:sdtContent>" * 5000 + "</w:sdtContent></w:sdt>" * 5000)
    assert refused(read(DocxReader(), data, tmp_path, "a.docx")).code == "broken_docx"


def test_entities_are_not_unpacked(tmp_path: Path):
    """The billion laughs, in the document's XML, give nothing or an error, at once."""
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    inside = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>'
    whole, out = samples.docx(["x"]), BytesIO()
    with zipfile.ZipFile(BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "word/document.xml":
                head, _, rest = data.decode().partition("?>")
                data = f"{head}?>{inside}{rest.replace('<w:t>x', '<w:t>&a11;')}".encode()
            new.writestr(entry.filename, data)
    found = read(DocxReader(), out.getvalue(), tmp_path, "a.docx")
    assert all(isinstance(one, Rejected) or len(one.text) < 100 for one in found)


def test_documents_are_told_from_other_packed_files():
    assert DocxReader().recognises(samples.docx(["x"])[:65_536], "a") > 0.9
    assert DocxReader().recognises(samples.packed({"a.txt": b"x"}), "a.docx") == 0


def test_a_broken_document_is_read_or_refused(tmp_path: Path):
    for data in samples.broken(samples.docx([samples.TITLE, *samples.BODY])):
        assert all(isinstance(one, Draft | Rejected) for one in read(DocxReader(), data, tmp_path, "a.docx"))
