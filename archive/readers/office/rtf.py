"""RTF: the text of a document with its headings, by the codes of RTF 1.9 that carry text.

Our own, for the well-kept converter at hand reads every byte in one code page, while WordPad and Word write
Arabic in the code page of its font (`\\fcharset178`): its letters came out as «ÇáÏÍ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.digests import Block, drafts_of_blocks, text_of
from archive.readers.fields import sound_text
from archive.readers.html import too_large
from archive.readers.safety import told, words

MOST_BYTES = 100_000_000
_RESAVE = "Open it in a word processor and save it as DOCX or plain text"
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)
#: Groups that hold no text of the document.
_SILENT = words(
    "fonttbl colortbl stylesheet info pict object listtable listoverridetable revtbl rsidtbl generator "
    "header headerl headerr headerf footer footerl footerr footerf ftnsep ftnsepc aftnsep themedata "
    "colorschememapping datastore latentstyles fldinst xmlnstbl mmathPr annotation atnid atnauthor atnref "
    "atndate bkmkstart bkmkend nonshppict filetbl template pntext pn listtext shpinst sp"
)
_SPECIAL = {
    "par": "\n", "sect": "\n", "line": "\n", "row": "\n", "cell": " | ", "tab": " ", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "endash": "–", "emdash": "—",
    "zwj": "\u200d", "zwnj": "\u200c", "ltrmark": "\u200e", "rtlmark": "\u200f", "emspace": " ",
    "enspace": " ", "qmspace": " ",
}  # fmt: skip
_ESCAPED = {b"~": "\u00a0", b"_": "-", b"-": "\u00ad", b"\n": "\n", b"\r": "\n", b"\t": " "}
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_DEEPEST = 1_000


class RtfReader:
    """Reads an RTF document: an article, or the articles of a digest."""

    name = "rtf"

    def recognises(self, head: bytes, name: str) -> float:  # noqa: ARG002 -- content says it all
        """Return the confidence, 0 to 1, by the first bytes."""
        return 0.99 if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf") else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield the drafts, or a reject that says why there are none."""
        size = path.stat().st_size
        if size > MOST_BYTES:
            yield too_large(source, size, MOST_BYTES)
            return
        data = path.read_bytes()
        try:
            document = read_rtf(data, options.encoding)
        except Exception as error:
            yield Rejected(source, "broken_rtf", f"the document cannot be read: {told(error)}", _RESAVE, data)
            return
        text = text_of(document.blocks)
        if not text.strip():
            yield Rejected(source, "no_body", "no text is in the document", _RESAVE, data)
        elif len(text) > 10 * options.limits.record_bytes:
            yield too_large(source, len(text), 10 * options.limits.record_bytes)
        else:
            title = document.title if options.mapping.get("title") != "" else ""
            stated = {"title": title} if title else {}
            whole = Draft(source, text, data, stated, origin="metadata", media_type="application/rtf")
            yield from drafts_of_blocks(document.blocks, whole)


@dataclass(slots=True)
class Rtf:
    """Holds what is read of an RTF document."""

    blocks: list[Block]
    title: str = ""


def read_rtf(data: bytes, encoding: str | None = None) -> Rtf:
    """Read the paragraphs and the title of an RTF document; `encoding` overrides the one that it names."""
    walk = _Walk(encoding)
    at = 0
    while token := _TOKEN.search(data, at):
        walk.take(token)
        at = token.end()
        if token[1] == b"bin":  # so many bytes follow that are no codes
            at += max(0, int(token[2] or 0))
    walk.end()
    title = " ".join(sound_text("".join(walk.title)).split())
    return Rtf([replace(block, text=sound_text(block.text)) for block in walk.blocks], title)


@dataclass(slots=True)
class _State:
    """Holds the state within a group; a group within begins with a copy."""

    silent: bool = False
    font: int | None = None
    skip: int = 1
    """The number of characters that stand for one that `\\u` gave, for programs that do not know it."""
    level: int = 0
    place: str = ""
    """`fonttbl`, `title` or empty."""


@dataclass(slots=True)
class _Walk:
    given: str | None
    codepage: str = "cp1252"
    default_font: int | None = None
    fonts: dict[int, str] = field(default_factory=dict)
    stack: list[_State] = field(default_factory=list)
    state: _State = field(default_factory=_State)
    pieces: list[str] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)
    blocks: list[Block] = field(default_factory=list)
    title: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    to_skip: int = 0
    opened: bool = False
    """Whether the last token opened a group."""
    starred: bool = False
    new_page: bool = False

    def take(self, token: re.Match[bytes]) -> None:
        """Go on by one token."""
        word, number, code, sign, brace, plain = token.groups()
        if brace is not None:
            self._flush()
            self._brace(brace)
        elif word is not None:
            self._word(word.decode(), int(number) if number else None)
        elif code is not None:
            self._byte(bytes([int(code, 16)]))
        elif sign is not None:
            self._sign(sign)
        elif plain is not None:
            self._plain(plain)

    def _brace(self, brace: bytes) -> None:
        self.to_skip = 0
        self.opened = brace == b"{"
        if brace == b"{":
            if len(self.stack) > _DEEPEST:
                raise ValueError("groups stand too deep within groups")
            self.stack.append(self.state)
            self.state = replace(self.state)
        elif self.stack:
            self.state = self.stack.pop()

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.starred = self.opened  # elsewhere it says nothing
        elif sign in b"\\{}":
            self._byte(sign)
        elif sign in _ESCAPED:
            self._text(_ESCAPED[sign])

    def _word(self, word: str, number: int | None) -> None:
        starred, self.starred = self.starred, False
        if word == "u" and number is not None:
            self._flush()
            self._text(chr(number % 65536))
            self.to_skip = self.state.skip
        elif word in _SPECIAL:
            self._text(_SPECIAL[word])
        elif word in ("page", "pagebb"):
            self._text("\n")
            self.new_page = True
        else:
            self._flush()
            self._setting(word, number, starred=starred)
        self.opened = False

    def _setting(self, word: str, number: int | None, *, starred: bool) -> None:
        if number is not None and word in ("uc", "ansicpg", "deff", "f", "fcharset", "cpg", "outlinelevel"):
            self._number(word, number)
        elif word == "plain":
            self.state.font = self.default_font
        elif word == "pard":
            self.state.level = 0
        elif word == "title" and self.state.place == "info":
            self.state.place = word
        elif word == "footnote" and not self.state.silent:
            self.state.place = word
            self.notes.append("\n")
        elif word in _SILENT or starred:
            self.state.silent = True
            self.state.place = word

    def _number(self, word: str, number: int) -> None:
        state = self.state
        if word == "uc":
            state.skip = number
        elif word == "ansicpg":
            self.codepage = _codec(number)
        elif word == "deff":
            self.default_font = number
        elif word == "f":
            state.font = number
        elif word == "outlinelevel":
            state.level = number + 1 if number < 9 else 0
        elif state.place == "fonttbl" and state.font is not None:
            codec = _CHARSETS.get(number) if word == "fcharset" else _codec(number)
            if codec:
                self.fonts[state.font] = codec

    def _plain(self, data: bytes) -> None:
        self.opened = False
        skipped = min(self.to_skip, len(data))
        self.to_skip -= skipped
        self.pending += data[skipped:]

    def _byte(self, data: bytes) -> None:
        if self.to_skip:
            self.to_skip -= 1
        else:
            self.pending += data

    def _flush(self) -> None:
        """Read the bytes gathered so far in the code page of their font."""
        if not self.pending:
            return
        font = self.state.font if self.state.font is not None else self.default_font
        encoding = self.given or self.fonts.get(-1 if font is None else font) or self.codepage
        data = bytes(self.pending)
        self.pending.clear()
        self._text(data.decode(encoding, "replace"))

    def _text(self, text: str) -> None:
        self._flush()
        if self.state.place in ("title", "footnote"):
            (self.title if self.state.place == "title" else self.notes).append(text)
        elif not self.state.silent:
            for at, line in enumerate(text.split("\n")):
                if at:
                    self.end_paragraph()
                self.pieces.append(line)

    def end(self) -> None:
        """Close the document: its notes come after its text."""
        self.end_paragraph()
        self.blocks += [Block(line.strip()) for line in "".join(self.notes).split("\n") if line.strip()]

    def end_paragraph(self) -> None:
        """Close the paragraph that is open."""
        self._flush()
        text = "".join(self.pieces).strip().removesuffix(" |").rstrip()
        if text or not self.new_page:
            self.blocks.append(Block(text, self.state.level, self.new_page))
            self.new_page = False
        self.pieces.clear()


def _codec(page: int) -> str:
    """Return Python's name of a Windows code page; windows-1252 for an unknown one."""
    known = {708: "iso8859-6", 10000: "mac_roman", 10004: "mac_arabic", 65001: "utf-8"}.get(page, f"cp{page}")
    try:
        b"a".decode(known)
    except LookupError:
        return "cp1252"
    return known
