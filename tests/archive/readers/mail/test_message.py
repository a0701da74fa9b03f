"""Mails, mailboxes and Outlook's files: the message an article, what is attached by its own reader."""

from __future__ import annotations

import base64
import builtins
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from archive.readers import choose_reader
from archive.readers.base import Draft, Options, Rejected
from archive.readers.mail.mbox import MboxReader
from archive.readers.mail.message import MailReader
from archive.readers.office.ole import MAGIC, OleReader
from tests.archive.support import samples
from tests.archive.support.samples import only, read, refused

TEXT = "\n\n".join(samples.BODY)


def message(
    text: str = TEXT, *, html: str = "", subject: str = samples.TITLE, **headers: str
) -> EmailMessage:
    """A mail with a plain part, and a page beside it where one is given."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "صحيفة النهر <news@paper.example>"
    mail["To"] = "reader@list.example"
    mail["Subject"] = subject
    mail["Date"] = "Sun, 07 Feb 2016 10:00:00 +0300"
    mail["Message-ID"] = "<1@paper.example>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text, cte="base64")
    if html:
        mail.add_alternative(html, subtype="html", cte="base64")
    return mail


def test_a_plain_mail_is_an_article(tmp_path: Path):
    draft = only(read(MailReader(), bytes(message(subject=f"Fwd: {samples.TITLE}")), tmp_path, "a.eml"))
    assert draft.fields == {"title": samples.TITLE, "published": "Sun, 07 Feb 2016 10:00:00 +0300"}
    assert samples.THIRD in draft.text
    assert draft.extra["sender"] == "صحيفة النهر"
    assert draft.original == bytes(message(subject=f"Fwd: {samples.TITLE}"))


def test_a_newsletter_s_sender_is_its_outlet(tmp_path: Path):
    mail = message(List_Unsubscribe="<https://paper.example/out>")
    assert only(read(MailReader(), bytes(mail), tmp_path, "a.eml")).fields["outlet"] == "صحيفة النهر"


def test_the_longer_of_two_parts_is_the_text(tmp_path: Path):
    mail = message("اقرأ الرسالة في المتصفح", html=samples.page())
    assert samples.THIRD in only(read(MailReader(), bytes(mail), tmp_path, "a.eml")).text


def test_what_is_attached_is_read_and_pictures_are_not(tmp_path: Path):
    mail = message("تجدون التقرير مرفقاً.")
    mail.add_attachment(
        samples.docx([samples.LEAD]), maintype="application", subtype="msword", filename="r.docx"
    )
    mail.add_attachment(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", filename="a.png")
    first, second = read(MailReader(), bytes(mail), tmp_path, "a.eml")
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert (str(second.source), second.text.strip()) == ("a.eml!r.docx", samples.LEAD)


def test_a_mail_that_was_attached_is_a_mail(tmp_path: Path):
    mail = message("رسالة محولة")
    mail.add_attachment(message())
    _, inner = read(MailReader(), bytes(mail), tmp_path, "a.eml")
    assert isinstance(inner, Draft)
    assert inner.fields["title"] == samples.TITLE


def test_a_mail_that_was_attached_in_base64_is_decoded(tmp_path: Path):
    """GroupWise encodes it, though a mail within a mail may not be."""
    inner = base64.encodebytes(bytes(message())).decode()
    data = (
        "From: a@paper.example\nSubject: Fwd\nDate: Sun, 7 Feb 2016 10:00:00 +0300\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nSee below.\n--b\n'
        "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n"
        f"Content-Disposition: attachment; filename=a.eml\n\n{inner}\n--b--\n"
    )
    _, attached = read(MailReader(), data.encode(), tmp_path, "a.eml")
    assert isinstance(attached, Draft)
    assert attached.fields["title"] == samples.TITLE


@pytest.mark.parametrize("name", ["a.eml", "no-suffix"])
def test_a_mail_is_known_by_its_headers(name: str):
    for mail in (message(), message(html=samples.page())):
        reader = choose_reader(bytes(mail), name)
        assert reader is not None
        assert reader.name == "mail"


def test_a_saved_page_is_no_mail():
    reader = choose_reader(samples.mhtml(samples.page()), "a")
    assert reader is not None
    assert reader.name == "mhtml"


def test_a_mail_without_text_is_refused(tmp_path: Path):
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = "a@b.example", "x", "<2@b.example>"
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    assert refused(read(MailReader(), bytes(mail), tmp_path, "a.eml")).code == "no_body"


@pytest.mark.parametrize("data", samples.broken(bytes(message(html=samples.page()))))
def test_a_broken_mail_ends_in_drafts_and_rejects(data: bytes, tmp_path: Path):
    for found in read(MailReader(), data, tmp_path, "a.eml"):
        assert isinstance(found, Draft | Rejected)


# --- mailboxes ----------------------------------------------------------------------------------------


def mbox(*mails: EmailMessage) -> bytes:
    """A mailbox, lines that would begin a message quoted."""
    return b"".join(
        b"From news@paper.example Sun Feb  7 10:00:00 2016\n"
        + bytes(mail).replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ")
        + b"\n\n"
        for mail in mails
    )


def test_each_message_of_a_mailbox_is_an_article(tmp_path: Path):
    mails = [message(subject=f"العدد {n}", html=samples.page() if n == 2 else "") for n in (1, 2, 3)]
    found = read(MboxReader(), mbox(*mails), tmp_path, "a.mbox")
    assert [(one.source.record, getattr(one, "fields", {}).get("title")) for one in found] == [
        (1, "العدد 1"), (2, "العدد 2"), (3, "العدد 3")
    ]  # fmt: skip


def test_a_line_that_only_begins_like_a_message_is_text(tmp_path: Path):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@b.example", "c@d.example", "x"
    mail.set_content(f"{samples.LEAD}\n\nFrom here on, all is text.\n{samples.SECOND}", cte="8bit")
    draft = only(read(MboxReader(), mbox(mail), tmp_path, "a.mbox"))
    assert "From here on" in draft.text
    assert samples.SECOND in draft.text


def test_a_broken_message_does_not_hide_the_next(tmp_path: Path):
    whole = mbox(message(subject="أ"), message(subject="ب"))
    broken = whole.replace(b"base64", b"base65", 1)
    found = read(MboxReader(), broken, tmp_path, "a.mbox")
    assert getattr(found[-1], "fields", {})["title"] == "ب"


# --- Outlook ------------------------------------------------------------------------------------------


def test_a_broken_outlook_message_is_told(tmp_path: Path):
    data = MAGIC + bytes(504) + "__properties_version1.0\0".encode("utf-16-le") + bytes(2000)
    assert refused(read(OleReader(), data, tmp_path, "a.msg")).code == "broken_msg"


@pytest.mark.parametrize(("name", "module"), [("a.msg", "oxmsg"), ("a.xls", "xlrd")])
def test_without_the_extra_it_is_named(
    name: str, module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    real = builtins.__import__

    def without(wanted: str, *args: Any) -> Any:
        if wanted.partition(".")[0] == module:
            raise ImportError(wanted)
        return real(wanted, *args)

    monkeypatch.setattr(builtins, "__import__", without)
    found = refused(read(OleReader(), MAGIC + bytes(1000), tmp_path, name, Options()))
    assert found.code == "missing_part"
    assert "pip install '.[formats]'" in found.remedy


@pytest.mark.parametrize("encoding", ["utf-8", "cp1256"])
def test_headers_of_raw_letters_are_decoded(encoding: str, tmp_path: Path):
    data = f"From: a@paper.example\nTo: b@c.example\nSubject: {samples.TITLE}\nMessage-ID: <1@c>\n\n".encode(
        encoding
    )
    found = read(MailReader(), data + samples.LEAD.encode(encoding), tmp_path, "a.eml")
    assert only(found).fields["title"] == samples.TITLE


def test_a_message_of_apple_mail_is_a_mail(tmp_path: Path):
    data = message().as_bytes()
    packed = str(len(data)).encode() + b"\n" + data + b'<?xml version="1.0"?><plist version="1.0"></plist>'
    assert MailReader().recognises(packed, "1.emlx") > 0.9
    draft = only(read(MailReader(), packed, tmp_path, "1.emlx"))
    assert draft.fields["title"] == samples.TITLE
    assert "plist" not in draft.text


def test_a_digest_sent_as_a_mail_is_never_silently_one(tmp_path: Path):
    sections = (f"عنوان الخبر {n}\nصحيفة النهر - {n} فبراير 2016\n\n{samples.LEAD}" for n in (1, 2, 3))
    mail = message("\n\n----------\n\n".join(sections))
    found = only(read(MailReader(), bytes(mail), tmp_path, "a.eml"))
    assert any("about 3 articles" in warning.words for warning in found.warnings)
