"""JSON Lines, JSON arrays and JSON objects: one record an article, read one at a time."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from archive.model.warning import ArticleWarning, WarningCode
from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.containers.members import passed_over
from archive.readers.exports.telegram import is_message
from archive.readers.fields import KEYS, draft_of_record, mapped_keys
from archive.readers.json.members import pieces_of_members
from archive.readers.json.shapes import (
    Record,
    is_cut_off,
    message_of,
    records_in,
    records_within,
    unwrapped,
)
from archive.readers.json.stream import Piece, pieces_of_lines, pieces_of_stream
from archive.text.encodings import HEAD, recognise_lines

_BEGINNING = "is_beginning"
#: What a script or a service writes before its JSON: `var news =`, `export default`, `callback(`, `)]}',`.
_SCRIPT = re.compile(
    r"\ufeff?\s{0,50}(?:/\*.{0,2000}?\*/\s{0,50}|//[^\n]{0,300}\n\s{0,50}|[\"']use strict[\"'];?\s{0,50})?"
    r"(?:[\w$.]{1,80}\s{0,5}=\s{0,5}[\w$.]{1,80}\s{0,5}\|\|\s{0,5}(?:\[\]|\{\})\s{0,5};\s{0,50})?"
    r"(?:(?:var\s|let\s|const\s|export\s(?:const\s|default\s)?)?\s{0,5}[\w$.\[\]\"']{1,80}\s{0,5}=|export\sdefault"
    r"|[A-Za-z_$][\w$.]{0,80}\s{0,5}\(|\)\]\}',?|while\s?\(1\);|for\s?\(;;\);)\s{0,50}"
    r"(?=\[\s*[\[{\"\]]|\{\s*[\"}])",
    re.DOTALL,
)
_END_OF_SCRIPT = re.compile(r"[\s;)\]}]*+(?:(?:module\.)?exports?\b[^\n]{0,200})?[\s;]*")
_BODY_KEY = re.compile(rf'"(?:{"|".join(re.escape(key) for key in KEYS["body"])})"\s{{0,5}}:')
_SUMMARY = ArticleWarning(WarningCode.STUB, "the record has no text but a summary")
_CUT_OFF = ArticleWarning(WarningCode.CUT_OFF, "the text is cut off where its service ended it")
#: Where a byte that the encoding does not know stands in a text decoded with `surrogateescape`.
_BAD_BYTE = re.compile("[\udc80-\udcff]")


class JsonReader:
    """Reads records of JSON, whole lines or not."""

    name = "jsonl"

    def recognises(self, head: bytes, name: str) -> float:
        """Return the confidence, 0 to 1: high if the first value parses, less by name and first sign."""
        whole = _text_of(head)
        if (script := _SCRIPT.match(whole)) and _BODY_KEY.search(whole, script.end()):
            return 0.94
        text = whole.lstrip()
        suffix = Path(name).suffix.lower()
        if suffix in {".jsonl", ".ndjson"}:
            return 0.9
        if not re.match(r"\{\s*[\"}]|\[\s*[\[{\"\]]", text):
            return 0.8 if suffix == ".json" else 0.0
        return 0.95 if suffix == ".json" or _first_value_parses(text) else 0.5

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield the drafts and rejects of one file, in its order; a record's number is its line's."""
        with path.open("rb") as file:
            head = file.read(HEAD)
        encoding = (options.encoding or recognise_lines(head) or "utf-8").lower()
        wide = re.match(r"utf[-_]?(16|32)", encoding) is not None
        errors = "surrogatepass" if wide else "surrogateescape"
        try:
            file_of_text = path.open(encoding=encoding, errors=errors, newline="\n")
        except LookupError:
            yield _no_such_encoding(source, encoding)
            return
        piece = None
        with file_of_text as text:
            try:
                script = _SCRIPT.match(head.decode(encoding, errors))
                begun = text.read(script.end()) if script else ""
                for piece in _pieces(text, head[len(begun.encode(encoding, errors)) :], source, options):
                    if script and piece.code == "broken_json" and _END_OF_SCRIPT.fullmatch(piece.text):
                        continue
                    yield from self._read_piece(piece, source, options, text)
            except UnicodeError as error:  # half a character at the end of a file in UTF-16 or UTF-32
                remedy = "Save the file as UTF-8 and add it again"
                yield Rejected(source, "undecodable", f"the file is not whole {encoding}: {error}", remedy)
        if piece is None:
            yield Rejected(source, "empty", "the file holds no record", "Leave it out", head)

    def _read_piece(
        self, piece: Piece, source: Source, options: Options, text: TextIOWrapper
    ) -> Iterator[Draft | Rejected]:
        """Yield what one piece of the file holds: a record, a wrapper around records, or neither."""
        here = replace(source, record=piece.line)
        encoding = text.encoding.removesuffix("-sig")
        original = piece.text.encode(encoding, text.errors or "strict")
        if encoding in {"utf-16", "utf-32"}:  # these would write a byte order mark for each record
            original = piece.text.encode(f"{encoding}-le", "surrogatepass")
        if problem := _problem(piece, original, here, options, encoding):
            yield problem
        elif isinstance(piece.value, Mapping) and piece.outer is not None:
            within = records_within(piece.value, piece.outer, piece.key, is_listed=piece.is_listed)
            yield from drafts_of_records(within, here, options)
        elif isinstance(piece.value, Mapping):
            yield from _records(piece.value, here, original, options, encoding)
        else:
            kind = type(piece.value).__name__
            yield Rejected(
                here,
                "not_a_record",
                f"the value is no object but a {kind}",
                'Each record must be a JSON object, such as {"title": …, "body": …}',
                original,
            )


def _records(
    value: Mapping[str, Any], source: Source, original: bytes, options: Options, encoding: str
) -> Iterator[Draft | Rejected]:
    """Yield the draft of the object; or those of the records that it holds, if it has no body itself."""
    if is_message(value):
        yield from drafts_of_records((message_of(value, source.record or 1),), source, options)
        return
    draft = draft_of_record(unwrapped(value), source, original, options, encoding)
    named = mapped_keys(options.mapping)["body"]
    has_body_key = any(name in value and not isinstance(value[name], Mapping) for name in named)
    is_whole = isinstance(draft, Draft) and _BEGINNING not in draft.extra
    within = None if is_whole or has_body_key else records_in(value)
    if within is None:
        yield _told(draft)
        return
    yield from drafts_of_records(within, source, options)


def drafts_of_records(
    records: Iterable[Record], source: Source, options: Options
) -> Iterator[Draft | Rejected]:
    """Yield the drafts of records within one value; others are counted in one reject at the end."""
    passed: Counter[str] = Counter()
    for number, record in enumerate(records, start=1):
        if record.passed:
            passed[record.passed] += 1
            continue
        here = replace(source, record=int(record.key) if record.key.isdecimal() else number)
        original = json.dumps(record.value, ensure_ascii=False).encode("utf-8", "surrogatepass")
        found = draft_of_record(record.value, here, original, options)
        if isinstance(found, Draft):
            found = replace(found, scope=record.scope)
        yield _told(found)
    yield from passed_over(source, passed)


def _told(found: Draft | Rejected) -> Draft | Rejected:
    """Return the draft, with a warning if it has no text but a summary, or one that a service cut off."""
    if isinstance(found, Draft) and _BEGINNING in found.extra:
        kept = {name: value for name, value in found.extra.items() if name != _BEGINNING}
        return replace(found, extra=kept, warnings=(*found.warnings, _SUMMARY))
    if isinstance(found, Draft) and is_cut_off(found.text):
        return replace(found, warnings=(*found.warnings, _CUT_OFF))
    return found


def _problem(
    piece: Piece, original: bytes, source: Source, options: Options, encoding: str
) -> Rejected | None:
    if len(original) > options.limits.record_bytes or piece.code == "too_large":
        return Rejected(
            source,
            "too_large",
            f"the record is longer than {options.limits.record_bytes:,} bytes",
            "Split it, or leave it out",
            original,
        )
    if bad := _BAD_BYTE.search(piece.text):
        byte = ord(bad[0]) - 0xDC00
        return Rejected(
            source,
            "undecodable",
            f"the byte 0x{byte:02X} at character {bad.start()} is not {encoding}",
            "Name the file's encoding with --encoding, such as --encoding windows-1256",
            original,
        )
    if piece.code:
        return Rejected(source, piece.code, piece.reason, "Mend the record and add the file again", original)
    return None


def _pieces(text: TextIOWrapper, head: bytes, source: Source, options: Options) -> Iterator[Piece]:
    """Return lines if the file is JSON Lines (a broken line ends there); else one value after the other.

    One object over the limit for a record is no record: what it holds is read piece by piece.
    """
    start = _text_of(head).lstrip()
    first, newline, _ = start.partition("\n")
    named = Path(source.name).suffix.lower() in {".jsonl", ".ndjson"}
    is_large = os.fstat(text.fileno()).st_size > options.limits.record_bytes
    is_lines = not start.startswith("[") and (_is_object(first) or (named and first.rstrip() != "{"))
    if is_lines and (newline or not is_large):
        return pieces_of_lines(text, options.limits.line_bytes)
    if start.startswith("{") and is_large:
        return pieces_of_members(text, options.limits.record_bytes)
    return pieces_of_stream(text, options.limits.record_bytes)


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _first_value_parses(text: str) -> bool:
    """Tell whether the head of a file, cut anywhere, begins with a JSON value that parses."""
    inner = re.match(r"\[\s*(?=\{)", text)
    try:
        json.JSONDecoder().raw_decode(text, inner.end() if inner else 0)
    except RecursionError:
        return True
    except ValueError:
        return re.match(r"\[?\s*\{\s*\"(?:[^\"\\]|\\.){1,100}\"\s*:\s*[\[{\"0-9tfn-]", text) is not None
    return True


def _text_of(head: bytes) -> str:
    return head.decode(recognise_lines(head) or "utf-8", "replace").removeprefix("\ufeff")


def _no_such_encoding(source: Source, encoding: str) -> Rejected:
    return Rejected(
        source,
        "undecodable",
        f"there is no encoding {encoding!r}",
        "Name one that Python knows, such as --encoding windows-1256",
    )
