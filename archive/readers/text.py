"""Plain text: an article with header lines at its top where someone wrote them, or a digest of many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from archive.errors import Undecodable
from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.digests import blocks_of, drafts_of_blocks
from archive.readers.fields import sound_text
from archive.readers.header_lines import split_headers
from archive.text.encodings import decode, recognise
from archive.text.soundness import mended

#: A digest is read as a whole; past this many bytes a text is refused.
_MOST_BYTES = 50_000_000
#: Lines past which a text is no article and no digest: each line costs memory whatever stands in it.
_MOST_LINES = 300_000
#: Empty lines in a row that are kept; more of them tell nothing and cost as much as text.
_MOST_EMPTY = 20
_GAP = re.compile(rf"(?<!\n)\n{{{_MOST_EMPTY},}}+")
_NAMES = frozenset({".txt", ".text", ".md"})


class TextReader:
    """Reads what nothing else recognises and is text."""

    name = "text"

    def recognises(self, head: bytes, name: str) -> float:
        """Return the confidence, 0 to 1: low for any text, so that others go first; 0 for binary data."""
        named = Path(name).suffix.lower() in _NAMES
        if not head.strip():
            return 0.1
        whole = head if len(head) < 1024 else head[: head.rfind(b"\n") + 1] or head[:-4]
        whole = head[: len(head) // 4 * 4] if head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")) else whole
        if b"\0" in whole and recognise(whole) is None:
            return 0.0
        return 0.4 if named else 0.2 if _is_text(whole) else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield one draft, those of a digest, or a reject that says why there is none."""
        size = path.stat().st_size
        if size > _MOST_BYTES:
            reason = f"the file has {size:,} bytes, more than {_MOST_BYTES:,}"
            yield Rejected(source, "too_large", reason, "Split it into articles")
            return
        found = draft_of_text(path.read_bytes(), source, options)
        if isinstance(found, Rejected):
            yield found
            return
        drafts = list(drafts_of_blocks(blocks_of(_decoded(found)), found))
        most = options.limits.record_bytes
        yield from (_bounded(draft, most) for draft in drafts)


def _decoded(draft: Draft) -> str:
    """Return the whole text of a draft, its header lines included."""
    text = sound_text(draft.original.decode(draft.encoding, "replace").removeprefix("\ufeff"))
    return mended(_without_gaps(text)).text


def _without_gaps(text: str) -> str:
    """Return the text with long runs of empty lines cut to the most allowed."""
    return _GAP.sub("\n" * _MOST_EMPTY, text)


def _bounded(found: Draft | Rejected, most: int) -> Draft | Rejected:
    """Return a reject for one article's text past the limit, else what was found."""
    if isinstance(found, Rejected) or len(found.original) <= most:
        return found
    reason = f"the file has {len(found.original):,} bytes, more than {most:,}"
    return Rejected(found.source, "too_large", reason, "Split it into articles")


def draft_of_text(original: bytes, source: Source, options: Options) -> Draft | Rejected:
    """Return the draft of plain-text bytes, header lines read as fields; or a reject."""
    try:
        decoded = decode(original, given=options.encoding)
    except Undecodable as error:
        return Rejected(source, "undecodable", error.what, error.remedy, original)
    sound = mended(_without_gaps(sound_text(decoded.text)))
    text = sound.text
    if (lines := text.count("\n")) > _MOST_LINES:
        reason = f"the text has {lines:,} lines, more than {_MOST_LINES:,}"
        return Rejected(source, "too_large", reason, "Split it into articles", original)
    if not text.strip():
        return Rejected(source, "empty", "the file holds no text", "Leave it out", original)
    fields, rest = split_headers(text)
    if not rest.strip():
        reason = "the file has header lines and no body"
        return Rejected(source, "no_body", reason, "Write the text below its header lines", original)
    kept = {field: value for field, value in fields.items() if options.mapping.get(field) != ""}
    warnings = (*decoded.warnings, *sound.warnings)
    return Draft(source, rest, original, kept, encoding=decoded.encoding, warnings=warnings)


def _is_text(data: bytes) -> bool:
    """Tell whether the bytes decode, and hardly any of their characters are controls."""
    encoding = recognise(data)
    if encoding is None:
        return False
    text = data.decode(encoding)
    return len(re.findall(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", text)) <= len(text) / 100
