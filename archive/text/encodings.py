"""Encodings: from bytes to text, for the ways Arabic has been written to files.

In order, each step only where the one before did not decide: the encoding given by the user; a byte order
mark; the pattern of zero bytes that UTF-16 leaves; strict UTF-8; the encoding that the document declares;
then charset-normalizer among the single-byte encodings, and a look at whether the result reads as text.
UTF-8 stands before what is declared, for it hardly ever fits by chance and declarations are often wrong.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.errors import Undecodable
from archive.model.warning import ArticleWarning, WarningCode

#: The head of a file that is looked at to recognise it, in bytes.
HEAD = 65_536
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: The single-byte encodings of Arabic files, and Western European for files without Arabic.
LEGACY = ("cp1256", "iso8859-6", "cp1252")
#: Encodings of Macintoshes and of DOS, tried where none of those reads as text.
RARE = ("mac-arabic", "cp720")
#: Names that pages give to Western European; Arabic pages that do are nearly always windows-1256.
_WESTERN = frozenset({"cp1252", "iso8859-1", "ascii"})
_REMEDY = "Name its encoding with --encoding, such as --encoding windows-1256, or save it as UTF-8"
_MIXED = "parts of the file are UTF-8 and others windows-1256: each was read as it is"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the encoding that it was in, by Python's name."""

    text: str
    encoding: str
    warnings: tuple[ArticleWarning, ...] = ()


def decode(data: bytes, *, given: str | None = None, declared: str | None = None) -> Decoded:
    """Decode bytes of unknown encoding, without a byte order mark; Undecodable if no known encoding fits.

    `given` is the user's word and is not doubted; `declared` is the document's and is.
    """
    if given is not None:
        return _strict(data, given)
    encoding = recognise(data, declared=declared)
    if encoding in (None, *LEGACY, *RARE) and (mixed := _mixed(data)) is not None:
        return Decoded(mixed, "utf-8", (ArticleWarning(WarningCode.MOJIBAKE, _MIXED),))
    if encoding is None:
        raise Undecodable("the bytes are text in no encoding known here", remedy=_REMEDY)
    return _strict(data, encoding)


def _mixed(data: bytes) -> str | None:
    """Return a text of which some parts are UTF-8 and others windows-1256, as where files were joined."""
    letters = len(_ARABIC.findall(data.decode("utf-8", "ignore")))
    if letters < max(_LEAST_LETTERS, _LEAST_SHARE * len(_HIGH.findall(data))):
        return None
    text = data.decode("utf-8", "sijill-windows-1256")
    # Damaged bytes are in no encoding: what they are read as is hardly Arabic.
    other = _BETWEEN_UTF8.sub("", data.decode("utf-8", "surrogateescape"))
    arabic = other.encode("utf-8", "surrogateescape").decode("cp1256", "replace")
    sound = len(_ARABIC.findall(arabic)) >= 0.9 * len(other) and not _CONTROL.search(text)
    return text if sound else None


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Decode the bytes that are not UTF-8 as windows-1256; a handler of errors for Python's codecs."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1256", "replace"), error.end


codecs.register_error("sijill-windows-1256", _as_windows)


def recognise(data: bytes, *, declared: str | None = None) -> str | None:
    """Detect the encoding of the bytes, by Python's name; None if none decodes them all and reads as text."""
    certain = _certain(data)
    if certain is not None and _decodes(data, certain):
        return certain
    name = _codec(declared)
    if name is not None and name not in _WESTERN and _decodes(data, name) and _reads(data.decode(name)):
        return name
    return _recognise_legacy(data)


def recognise_lines(head: bytes) -> str | None:
    """Detect the encoding of a file of many records from its first bytes; None if none is likely.

    A single line in another encoding (a broken record) does not decide about the file.
    """
    certain = _certain(head[: len(head) // 4 * 4])
    if certain not in (None, "utf-8"):
        return certain
    lines = [line for line in head.split(b"\n")[:-1] or [head] if not line.isascii()]
    if not lines or any(_decodes(line, "utf-8") for line in lines):
        return "utf-8"
    return _recognise_legacy(b"\n".join(lines))


def plausibility(text: str) -> float:
    """Score how much a text reads as text, from 0 to 1: the share of non-ASCII characters in sound words.

    A sound word is all Arabic letters, most of them common ones, or Latin with few accents. Text in a wrong
    single-byte encoding mixes Arabic and accented letters in one word, or is all accents or rare letters.
    """
    odd = sound = common = arabic = 0
    for word in _WORD.findall(text):
        if not _FOREIGN.search(word):
            continue
        letters = sum(not c.isascii() for c in word)
        odd += letters
        arabic_letters = [c for c in word if "\u0600" <= c <= "\u06ff"]
        if len(arabic_letters) == len(word) or (not arabic_letters and letters <= max(1, len(word) / 2)):
            sound += letters
        arabic += len(arabic_letters)
        common += sum(c in _COMMON for c in arabic_letters)
    controls = len(_CONTROL.findall(text))
    if not odd:
        return 0.0 if controls else 1.0
    # In any Arabic text, about half of all letters are among these.
    usual = min(1.0, common / arabic / 0.4) if arabic else 1.0
    return sound / odd * usual * (1 - min(1.0, controls / odd))


_ARABIC = re.compile("[\u0621-\u064a]")
#: So many letters in UTF-8 do not come about by chance in another encoding.
_LEAST_LETTERS, _LEAST_SHARE = 24, 0.05
_BETWEEN_UTF8 = re.compile("[^\udc80-\udcff]+")
_HIGH = re.compile(rb"[\x80-\xff]")
_WORD = re.compile(r"\w+")
_FOREIGN = re.compile(r"[^\W\d_\x00-\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_COMMON = frozenset("اليمنورتبةعد")


def _certain(data: bytes) -> str | None:
    """Return the encoding told by a byte order mark, UTF-16's zero bytes or UTF-8's pattern; else None."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if utf16 := _without_mark(data):
        return utf16
    return "utf-8" if _decodes(data, "utf-8") else None


def _without_mark(data: bytes) -> str | None:
    """Recognise UTF-16 without a byte order mark: every second byte is the number of a block of letters.

    It must come before UTF-8: the low bytes of Arabic letters are all ASCII.
    """
    if len(data) < 4 or len(data) % 2:
        return None
    sample = data[:HEAD]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        blocks = sample[offset::2]
        low = sum(block in b"\x00\x06" for block in blocks)
        known = low + sum(block in b"\x20\xfb\xfc\xfd\xfe" for block in blocks)
        if low > len(blocks) * 0.5 and known > len(blocks) * 0.95 and _decodes(data, encoding):
            return encoding
    return None


def _recognise_legacy(data: bytes) -> str | None:
    """Return the single-byte encoding in which the bytes read as text, by charset-normalizer; else None."""
    likely = [name for name in _ranked(data[:HEAD]) if _decodes(data, name)]
    scores = {name: plausibility(data[:HEAD].decode(name)) for name in likely}
    if not scores or max(scores.values()) < 0.6:
        return next(
            (name for name in RARE if _decodes(data, name) and _is_arabic(data[:HEAD].decode(name))), None
        )
    best = max(scores.values())
    return next(name for name in likely if scores[name] > best - 0.05)


def _is_arabic(text: str) -> bool:
    """Tell whether a text of a rare encoding reads: hardly anything but Arabic letters, in words."""
    foreign = sum(not char.isascii() for char in text)
    return len(_ARABIC.findall(text)) > 0.8 * foreign and plausibility(text) >= 0.6


def _ranked(sample: bytes) -> Iterator[str]:
    # Its data takes a tenth of a second to load, and most archives are all UTF-8.
    from charset_normalizer import from_bytes

    seen = [codecs.lookup(match.encoding).name for match in from_bytes(sample, cp_isolation=list(LEGACY))]
    yield from dict.fromkeys([*seen, *LEGACY])


def _reads(text: str) -> bool:
    return plausibility(text[:HEAD]) >= 0.6


def _codec(name: str | None) -> str | None:
    """Return Python's name of an encoding, None if unknown; ASCII and Latin-1 mean windows-1252 in files."""
    try:
        return codecs.lookup((name or "").strip()).name
    except (LookupError, ValueError):
        return None


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True


def _strict(data: bytes, encoding: str) -> Decoded:
    name = _codec(encoding)
    if name is None:
        raise Undecodable(f"there is no encoding {encoding!r}", remedy=_REMEDY)
    try:
        return Decoded(data.decode(name).removeprefix("\ufeff"), name)
    except UnicodeError as error:
        at = f" at byte {error.start}" if isinstance(error, UnicodeDecodeError) else ""
        raise Undecodable(f"the bytes are not {encoding}{at}", remedy=_REMEDY) from None


def utf8(text: str) -> bytes:
    """Encode a text as UTF-8; the halves of pairs that a broken source leaves alone are kept as they are."""
    return text.encode("utf-8", "surrogatepass")


def from_utf8(data: bytes) -> str:
    """Decode what `utf8` encoded; UnicodeDecodeError for other bytes."""
    return data.decode("utf-8", "surrogatepass")
