"""Soundness of a text: letters garbled by a wrong encoding, reversed, or lost, and their repair.

UTF-8 that was read as a one-byte encoding («Ø§Ù„» for «ال») and lines stored in the order in which a screen
shows them («لاق» for «قال») are put right where nothing was lost, always with a warning; what cannot be put
right is left as it is, with a warning. Text without such signs costs one look at its letters.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from archive.model.warning import QUOTED, ArticleWarning, WarningCode
from archive.text.encodings import plausibility
from archive.text.garbled import Repair, find_escapes, find_repair, is_plainly_sound, is_suspicious

#: The beginning of a text decides whether it is looked at further.
_LOOKED_AT: Final = 4_000
#: Two bytes of an Arabic letter in UTF-8, as Latin-1, Windows-1252 or Windows-1256 show them.
_GARBLED: Final = re.compile(
    "[ØÙÚÛ\u0637\u0638][\u0080-\u00bf\u0152-\u0153\u0160-\u0161\u0178\u017d-\u017e\u0192\u02c6\u02dc\u2013-\u2122?]"
)
_GARBLED_AS_ARABIC: Final = re.compile(
    "(?:[\u0637\u0638][\u0080-\u00bf\u0152\u0153\u0192\u02c6\u2013-\u2122\u0679\u067e\u0686\u0688\u0691\u0698\u06a9\u06af\u06ba\u06be]){3}"
)
_PAIRED: Final = 0.25
"""Garbled pairs among all letters, as a part, from which a text is garbled."""
_ENCODINGS: Final = ("cp1252", "latin-1", "cp1256")
_WORD: Final = re.compile(r"[\u0621-\u064a]{2,}")
#: No word begins with these letters, and in a reversed text the ends of words do.
_NEVER_FIRST: Final = re.compile(r"[\u0629\u0649\u0621\u0626]")
_REVERSED_SHARE: Final = 0.06
_LEFT_TO_RIGHT: Final = re.compile(
    r"[A-Za-z0-9\u0660-\u0669][A-Za-z0-9\u0660-\u0669.,:/@_%+-]*[A-Za-z0-9\u0660-\u0669%]|[A-Za-z0-9]"
)
_MIRRORED: Final = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_ACCENTED: Final = re.compile("[\u00c0-\u00ff]")
_ARTICLE: Final = re.compile(r"\bال[\u0621-\u064a]{2}")
#: Of a garbled text so many letters may be lost, as a part, for the rest to be worth reading.
_MOST_LOST: Final = 0.1
_FORMS: Final = re.compile("[\ufb50-\ufbb1\ufbd3-\ufbff\ufe70-\ufefc]+")
#: From this plausibility on, a text of Arabic letters is one.
_READS: Final = 0.6
_MARKS: Final = re.compile("[?\ufffd□]{2,}")
_LETTERS: Final = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Mended:
    """A text as it can be read, and what was wrong with it."""

    text: str
    warnings: tuple[ArticleWarning, ...] = ()
    repair: Repair | None = None
    """The repair for other texts of the same origin."""


def mended(text: str) -> Mended:
    """Put garbled and reversed letters right where possible; return the text and warnings of its faults."""
    text = _without_presentation_forms(text)
    if is_plainly_sound(text):  # most texts, and a look is quick
        return (_ungarbled_lines(text) if _GARBLED_AS_ARABIC.search(text) else None) or _of_losses(text)
    return _of_encodings(text) or _of_letters(text)


def _of_encodings(text: str) -> Mended | None:
    """Return a text that was read in a wrong encoding as far as it is put right; None for others."""
    head = text[:_LOOKED_AT]
    if is_garbled(head):
        return _ungarbled(text)
    if is_western(head) and (arabic := _as_arabic(text)) is not None:
        return arabic
    return _repaired(text) or (_ungarbled_lines(text) if _GARBLED_AS_ARABIC.search(text) else None)


def _of_letters(text: str) -> Mended:
    """Return a text with reversed letters put right, and warnings of letters that are lost."""
    head = text[:_LOOKED_AT]
    if is_reversed(head):
        words = "its letters stood in reversed order and were put right"
        return Mended(unreversed(text), (ArticleWarning(WarningCode.REVERSED, words, text.strip()[:QUOTED]),))
    return _of_losses(text)


def _of_losses(text: str) -> Mended:
    """Return a text with warnings of letters that are lost."""
    lost = lost_letters(text)
    if lost > 0.05:
        words = f"question marks stand for letters that were lost: {lost:.0%} of the text"
        return Mended(text, (ArticleWarning(WarningCode.QUESTION_MARKS, words, text.strip()[:QUOTED]),))
    if (astray := text.count("\ufffd")) > 2:
        words = f"letters that could not be read were replaced: {astray}"
        return Mended(text, (ArticleWarning(WarningCode.REPLACED_BYTES, words),))
    return Mended(text)


def _repaired(text: str) -> Mended | None:
    """Return a text of rarer confusions or escapes put right; None where it has none."""
    repair = find_escapes(text) if text[:_LOOKED_AT].isascii() or "&#" in text else None
    if repair is None and is_suspicious(text):
        repair = find_repair(text)
        if repair is None:
            return _beyond_repair(text)
    if repair is None:
        return None
    words = f"its letters were garbled ({repair}) and were put right"
    warning = ArticleWarning(WarningCode.MOJIBAKE, words, text.strip()[:QUOTED])
    return Mended(repair.apply(text), (warning,), repair)


def _beyond_repair(text: str) -> Mended | None:
    """Return the text with a warning if it is of Arabic letters that no language writes so."""
    arabic = sum("\u0600" <= char <= "\u06ff" for char in text[:_LOOKED_AT])
    if arabic < len(_LETTERS.findall(text[:_LOOKED_AT])) / 3 or plausibility(text[:_LOOKED_AT]) >= _READS:
        return None
    words = "its letters are garbled, and no encoding puts them right"
    return Mended(text, (ArticleWarning(WarningCode.MOJIBAKE, words, text.strip()[:QUOTED]),))


def _ungarbled_lines(text: str) -> Mended | None:
    """Return a text of which only some lines are garbled, as where two files became one, put right."""
    lines = text.split("\n")
    garbled = [line for line in lines if is_garbled(line)]
    if not garbled:
        return None
    read = [_ungarbled(line).text if is_garbled(line) else line for line in lines]
    is_whole = not any(is_garbled(line) for line in read)
    done = "were put right" if is_whole else "could not all be put right"
    words = f"the letters of some lines were garbled (UTF-8 read as another encoding) and {done}"
    warning = ArticleWarning(WarningCode.MOJIBAKE, words, garbled[0].strip()[:QUOTED])
    return Mended("\n".join(read), (warning,))


def _without_presentation_forms(text: str) -> str:
    """Return the text with letters in place of their forms, as PDFs give them; ligatures of words stay."""
    return (
        _FORMS.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text) if _FORMS.search(text) else text
    )


def find_unsound(text: str) -> tuple[ArticleWarning, ...]:
    """Return warnings of garbled, reversed or lost letters in a text, without changing it."""
    found = mended(text)
    if found.text == text:
        return found.warnings
    remedy = "add its original again to have them put right"
    return tuple(
        ArticleWarning(warning.code, f"its letters are garbled or reversed; {remedy}", warning.evidence)
        for warning in found.warnings
    )


def is_garbled(text: str) -> bool:
    """Tell whether a text is UTF-8 that was read as a one-byte encoding."""
    pairs = len(_GARBLED.findall(text))
    if pairs < 6:
        return False
    if "Ø" in text or "Ù" in text:
        return pairs >= _PAIRED * len(_LETTERS.findall(text)) / 2
    return bool(_GARBLED_AS_ARABIC.search(text)) and pairs >= _PAIRED * len(_LETTERS.findall(text))


def is_western(text: str) -> bool:
    """Tell whether most letters are accented ones of western Europe, as «ÇáãÏíäÉ» for «المدينة»."""
    accented = len(_ACCENTED.findall(text))
    return accented > 20 and accented > len(_LETTERS.findall(text)) / 2


def _as_arabic(text: str) -> Mended | None:
    """Re-read the text's bytes in the Arabic encoding that gives most words beginning with «ال», or None."""
    readings: list[tuple[int, str, str]] = []
    for shown in ("cp1252", "latin-1"):
        for encoding in ("cp1256", "iso8859-6"):
            try:
                read = _bytes_of(text, shown).decode(encoding)
            except UnicodeError:
                continue
            readings.append((len(_ARTICLE.findall(read)), encoding, read))
    count, encoding, read = max(readings, key=lambda reading: reading[0], default=(0, "", ""))
    if not count:
        return None
    words = f"its letters were garbled ({encoding} read as a western encoding) and were put right"
    warning = ArticleWarning(WarningCode.MOJIBAKE, words, text.strip()[:QUOTED])
    return Mended(read, (warning,), Repair((("cp1252", encoding),)))


def _ungarbled(text: str) -> Mended:
    quote = text.strip()[:QUOTED]
    for encoding in _ENCODINGS:
        try:
            read = _bytes_of(text, encoding).decode("utf-8")
        except UnicodeError:
            continue
        words = f"its letters were garbled (UTF-8 read as {encoding}) and were put right"
        warning = ArticleWarning(WarningCode.MOJIBAKE, words, quote)
        return Mended(read, (warning,), Repair(((encoding, "utf-8"),)))
    read, lost = min((_with_gaps(text, encoding) for encoding in _ENCODINGS), key=lambda found: found[1])
    if lost > _MOST_LOST * len(read):
        words = "its letters are garbled: UTF-8 was read in another encoding, and many letters were lost"
        return Mended(text, (ArticleWarning(WarningCode.MOJIBAKE, words, quote),))
    words = f"its letters were garbled and were put right, but for {lost} that were lost (\ufffd)"
    return Mended(read, (ArticleWarning(WarningCode.MOJIBAKE, words, quote),))


def _with_gaps(text: str, encoding: str) -> tuple[str, int]:
    """Return the text re-read as UTF-8, with U+FFFD for each lost letter, and the number of those."""
    shown = b"".join(_byte_of(char, encoding) for char in text)
    read = shown.decode("utf-8", "replace").replace("\ufffd?", "\ufffd")
    return read, read.count("\ufffd")


def _bytes_of(text: str, encoding: str) -> bytes:
    """Return the bytes that were shown as this text; a code that the encoding lacks stands for itself."""
    return b"".join(_byte_of(char, encoding) or char.encode(encoding) for char in text)


def _byte_of(char: str, encoding: str) -> bytes:
    """Return the byte of a character; empty if the encoding lacks it."""
    return char.encode(encoding, "ignore") or (bytes([ord(char)]) if ord(char) < 256 else b"")


def is_reversed(text: str) -> bool:
    """Tell whether words are stored in visual order: many begin with letters that begin no word."""
    words = _WORD.findall(text)
    if len(words) < 12:
        return False
    wrong = sum(bool(_NEVER_FIRST.match(word)) for word in words)
    right = sum(bool(_NEVER_FIRST.match(word[-1])) for word in words)
    ends, begins = sum(w.endswith("لا") for w in words), sum(w.startswith("ال") for w in words)
    return wrong >= _REVERSED_SHARE * len(words) and wrong > 2 * right and ends > begins


def unreversed(text: str) -> str:
    """Reverse each line; numbers and Latin words keep their order, brackets are mirrored."""
    lines = (line[::-1].translate(_MIRRORED) for line in text.split("\n"))
    return "\n".join(_LEFT_TO_RIGHT.sub(lambda run: run[0][::-1], line) for line in lines)


def lost_letters(text: str) -> float:
    """Return the share of letters lost to runs of question marks, 0 to 1."""
    is_marked = "??" in text or "\ufffd\ufffd" in text or "□□" in text
    marks = sum(len(run) for run in _MARKS.findall(text)) if is_marked else 0
    letters = len(_LETTERS.findall(text)) if marks else 1
    return marks / (marks + letters) if marks > 12 else 0.0
