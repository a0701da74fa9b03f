"""Reference managers' files: RIS and BibTeX, a record an article; its abstract is its text.

A record that names an article and holds no text of it is refused: a title is no article. Records that Sijill
exported come back as the articles that they were.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from archive.errors import Undecodable
from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.fields import draft_of_record, sound_text
from archive.readers.html import too_large
from archive.readers.safety import told
from archive.text.encodings import decode

MOST_BYTES = 100_000_000
_RIS_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\d+\.\s*)?TY  ?- ?[A-Z]{2,8}\s*[\r\n]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_RIS_INTERVAL = re.compile(r"/(\d{4}-\d\d-\d\d) – (\d{4}-\d\d-\d\d)$")
_RIS_LINE = re.compile(r"([A-Z][A-Z0-9]) {1,2}-(?: (.*)|\s*)$")
_BIB_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:%[^\n]*+\n\s*+)*+@(?:article|misc|news|newspaper|online|book|inproceedings|incollection|"
    rb"techreport|string|comment|preamble|electronic|www|report|unpublished|phdthesis|mastersthesis|inbook)\s*[{(]",
    re.IGNORECASE,
)
_BIB_ENTRY = re.compile(r"^[ \t]*@(\w{1,40})\s*[{(]", re.MULTILINE)
#: The name of an abbreviation, which entries use instead of a text.
_BIB_STRING = re.compile(r"@string\s{0,20}[{(]\s{0,20}([^\s={}]{1,100})\s{0,20}=", re.IGNORECASE)
_BIB_BARE, _LONGEST_STRING = re.compile(r"[=#]\s{0,20}([^\W\d][^\s,#{}\"]{0,99})"), 2_000
_NO_ENTRIES = frozenset({"string", "comment", "preamble"})
#: Which tags of RIS and which fields of BibTeX are which of our fields, the first that is there.
_RIS: Mapping[str, tuple[str, ...]] = {
    "body": ("AB", "N2"), "id": ("ID",), "title": ("TI", "T1", "CT"), "byline": ("AU", "A1"),
    "outlet": ("T2", "JO", "JF", "JA", "PB"), "published": ("DA", "Y1", "PY"), "url": ("UR", "L1"),
    "language": ("LA",), "note": ("N1",),
}  # fmt: skip
_BIB: Mapping[str, tuple[str, ...]] = {
    "body": ("abstract", "annote"), "title": ("title",), "byline": ("author",),
    "outlet": ("journal", "journaltitle", "newspaper", "organization", "publisher", "howpublished"),
    "published": ("date", "urldate_published", "year"), "url": ("url",), "language": ("langid", "language"),
}  # fmt: skip
#: What Sijill's own records say beside it, and in which tags and fields.
_OWN_RIS = {"outlet_id": ("C2",), "published_source": ("C1",), "agency": ("C3",)}
_OWN_BIB = {
    "outlet_id": ("outletid",),
    "published_source": ("datesource",),
    "agency": ("agency",),
    "id": ("id",),
}
_OWN_NOTE = "Sijill: "
_NO_TITLE = "بلا عنوان"
_EXPORT = "An older Sijill wrote it: export the articles there as JSON Lines, which come back whole"
_REMEDY = "Add the article's page or text; from a reference manager, export records with their abstracts"


class RisReader:
    """Reads the records of a RIS file."""

    name = "ris"

    def recognises(self, head: bytes, name: str) -> float:
        """Return the confidence, 0 to 1, by the tag that begins each record."""
        if _RIS_START.match(head.replace(b"\0", b"").removeprefix(b"\xff\xfe")):
            return 0.97
        return 0.6 if name.lower().endswith(".ris") and b"TY  -" in head else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield a draft for each record with text, numbered by its first line."""
        yield from _read(path, source, options, _ris_records, _of_ris)


class BibtexReader:
    """Reads the entries of a BibTeX file."""

    name = "bibtex"

    def recognises(self, head: bytes, name: str) -> float:
        """Return the confidence, 0 to 1, by the sign and the kind that begin an entry."""
        if _BIB_START.match(head):
            return 0.97
        return 0.6 if name.lower().endswith(".bib") and b"@" in head else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield a draft for each entry with text, numbered by its first line."""
        yield from _read(path, source, options, _bib_entries, _of_bib)


_Fields = Mapping[str, list[str]]


def _read(
    path: Path,
    source: Source,
    options: Options,
    cut: Callable[[str], Iterator[tuple[int, str]]],
    fields_of: Callable[[str], tuple[_Fields, Mapping[str, tuple[str, ...]]]],
) -> Iterator[Draft | Rejected]:
    size = path.stat().st_size
    if size > MOST_BYTES:
        yield too_large(source, size, MOST_BYTES)
        return
    data = path.read_bytes()
    try:
        text = sound_text(decode(data, given=options.encoding).text)
    except Undecodable as error:
        yield Rejected(source, "undecodable", error.what, error.remedy, data)
        return
    for line, record in cut(text):
        here = replace(source, record=line)
        original = record.encode("utf-8")
        try:
            fields, names = fields_of(record)
        except Exception as error:  # the parser's own
            reason = f"the record is broken: {told(error)}"
            yield Rejected(here, "broken_record", reason, "Export it again", original)
            continue
        yield _draft(fields, names, here, original, options)


def _draft(
    fields: _Fields, names: Mapping[str, tuple[str, ...]], source: Source, original: bytes, options: Options
) -> Draft | Rejected:
    """Return the draft of a record's fields; several values of one field are joined."""
    record: dict[str, str] = {}
    for field, tags in names.items():
        values = next((fields[tag] for tag in tags if any(fields.get(tag, ()))), [])
        joined = "\n\n" if field == "body" else "؛ " if field == "byline" else " "
        chosen = values[:1] if field in ("url", "id", "published") else values
        record[field] = joined.join(value for value in chosen if value.strip())
    is_own = "outlet_id" in names
    used = {tag for tags in names.values() for tag in tags}
    extra = {tag: "، ".join(values) for tag, values in fields.items() if tag not in used and not is_own}
    if not record["body"].strip():
        title = record.get("title") or "an article"
        reason = f"the record names «{title[:80]}» and holds no text of it"
        remedy = _EXPORT if is_own else _REMEDY
        return Rejected(source, "no_body", reason, remedy, original, record.get("id", ""))
    kept = {field: value for field, value in record.items() if value} | extra
    return draft_of_record(kept, source, original, options, is_literal=is_own)


# --- RIS ----------------------------------------------------------------------------------------------


def _ris_records(text: str) -> Iterator[tuple[int, str]]:
    """Yield the records and their first line numbers, from `TY` to `ER`, or to the next `TY`."""
    lines: list[str] = []
    first = 1
    # Only at line ends: an abstract may hold other signs that Python takes for ends.
    for number, line in enumerate(_LINE_END.split(text), start=1):
        tag = _RIS_LINE.match(line.lstrip("\ufeff "))
        if tag and tag[1] == "TY":
            if lines:
                yield first, "\n".join(lines)
            lines, first = [], number
        if tag and tag[1] == "ER":
            yield first, "\n".join(lines)
            lines = []
        elif lines or (tag and tag[1] == "TY"):
            lines.append(line)
    if lines:
        yield first, "\n".join(lines)


def _of_ris(record: str) -> tuple[_Fields, Mapping[str, tuple[str, ...]]]:
    fields: dict[str, list[str]] = {}
    current: list[str] = []
    for line in _LINE_END.split(record):
        if tag := _RIS_LINE.match(line.lstrip("\ufeff ")):
            current = fields.setdefault(tag[1], [])
            current.append((tag[2] or "").strip())
        elif current:  # a value that goes on in the next line
            current[-1] = f"{current[-1]}\n{line.strip()}".strip()
    fields.pop("TY", None)
    dates = fields.get("DA", []) + fields.get("Y1", [])
    if dates:
        fields["DA"] = [_ris_day(dates[0])]
    return fields, {**_RIS, **_OWN_RIS} if fields.get("DB") == ["Sijill"] else _RIS


def _ris_day(value: str) -> str:
    """Return `2016-02-07` for `2016/02/07/`, both ends of an interval for what Sijill writes behind it."""
    if ends := _RIS_INTERVAL.search(value):
        return f"{ends[1]}/{ends[2]}"
    return value.rstrip("/").replace("/", "-")


# --- BibTeX -------------------------------------------------------------------------------------------


def _bib_entries(text: str) -> Iterator[tuple[int, str]]:
    """Yield the entries and their first line numbers; a broken one ends where the next begins."""
    marks = list(_BIB_ENTRY.finditer(text))
    strings: dict[str, str] = {}
    for start, end in pairwise([*(mark.start() for mark in marks), len(text)]):
        if (named := _BIB_STRING.match(text, start)) and end - start <= _LONGEST_STRING:
            strings[named[1].lower()] = text[start:end].strip()
    starts = [mark for mark in marks if mark[1].lower() not in _NO_ENTRIES]
    for start, end in pairwise([*(found.start() for found in starts), len(text)]):
        entry = text[start:end].strip()
        names = dict.fromkeys(name.lower() for name in _BIB_BARE.findall(entry)) if strings else {}
        used = [strings[name] for name in names if name in strings]
        yield text.count("\n", 0, start) + 1, "\n".join([*used, entry])


def _of_bib(entry: str) -> tuple[_Fields, Mapping[str, tuple[str, ...]]]:
    from pybtex.database.input.bibtex import LowLevelParser

    key, pairs = next(read for kind, read in LowLevelParser(entry) if kind.lower() not in _NO_ENTRIES)
    own = {name.lower(): _own("".join(parts)) for name, parts in pairs}
    if own.get("note", "").startswith(_OWN_NOTE):
        return _of_own_bib(own), {**_BIB, **_OWN_BIB}
    fields = {name.lower(): [_plain("".join(parts))] for name, parts in pairs}
    if "author" in fields:
        fields["author"] = [name for name in re.split(r"(?<!\s)\s+and\s+", fields["author"][0]) if name]
    if "date" not in fields and "year" in fields:
        day = [fields.get(name, [""])[0] for name in _DAY]
        fields["date"] = [
            "-".join(f"{part:0>2}" for part in day if part)
            if all(map(_is_number, day))
            else " ".join(part for part in reversed(day) if part)
        ]
    fields["citation_key"] = [key or ""]
    return fields, _BIB


def _of_own_bib(own: dict[str, str]) -> _Fields:
    """Return the fields of an entry that Sijill wrote, its values read already."""
    own["id"] = own["note"].removeprefix(_OWN_NOTE)
    own["date"] = own.get("date") or "-".join(f"{own[part]:0>2}" for part in _DAY if own.get(part))
    own["howpublished"] = ""  # its place in the archive
    if own.get("title") == _NO_TITLE:
        own["title"] = ""
    return {name: [value] for name, value in own.items()}


def _own(value: str) -> str:
    """Return what a value was before Sijill escaped it."""
    plain = _OWN_TEX.sub(lambda found: _OWN_SIGNS.get(found[0], found[0][1:]), value)
    parts = (" ".join(part.split("\n")).strip() for part in plain.split("\n\n"))
    return "\n\n".join(part for part in parts if part)


def _is_number(text: str) -> bool:
    return not text or text.isdecimal()


_DAY = ("year", "month", "day")
#: What Sijill escapes (`\\%`, `\\textasciitilde{}`), and the braces that only hold together.
_OWN_TEX = re.compile(r"\\text[a-z]+\{\}|\\[&%$#_]|[{}]")
_OWN_SIGNS = {
    r"\textbackslash{}": "\\",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    "{": "",
    "}": "",
}
#: What is no TeX any more once it is read, and stands aside meanwhile.
_SIGNS = {r"\{": "\ue000", r"\}": "\ue001", r"\textbraceleft{}": "\ue000", r"\textbraceright{}": "\ue001"}
_SIGNS |= {r"\$": "$", r"\textasciicircum{}": "^", r"\textasciitilde{}": "~"}
_BACK = {ord("{"): None, ord("}"): None, 0xE000: "{", 0xE001: "}"}


def _plain(value: str) -> str:
    """Return a value without TeX: accents and signs as letters, braces removed."""
    if "\\" in value:
        import latexcodec  # noqa: F401 -- registers the codec

        for written, sign in _SIGNS.items():
            value = value.replace(written, sign)
        value = str(codecs.decode(value, "ulatex"))  # type: ignore[call-overload]
    return " ".join(value.translate(_BACK).split())
