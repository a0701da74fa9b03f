"""A reader of segment files by `docs/index-format.md` alone: the standard library, nothing of ours."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

KINDS = {"|u1": "B", "<u2": "H", "<u4": "I", "<i4": "i", "<i8": "q", "<u8": "Q", "<f8": "d"}
CODECS = {1: "windows-1256", 2: "utf-16-le", 4: "utf-32-le"}
POSITIONED = ("text", "surface", "title", "byline")


class PlainSegment:
    """One segment file."""

    def __init__(self, path: Path) -> None:
        content = path.read_bytes()
        assert content[:8] == b"SIJILL1\n"
        length = int.from_bytes(content[8:16], "little")
        header = json.loads(content[16 : 16 + length])
        base = -(-(16 + length) // 64) * 64
        self.meta: dict[str, Any] = header["meta"]
        self.arrays: dict[str, tuple[Any, ...]] = {}
        for name, (kind, offset, count) in header["arrays"].items():
            assert offset % 64 == 0
            self.arrays[name] = struct.unpack_from(f"<{count}{KINDS[kind]}", content, base + offset)
        assert self.meta["version"] == 11
        self.documents: int = self.meta["documents"]

    def share(self, name: str, ends: str, number: int) -> tuple[Any, ...]:
        """A document's share of an array."""
        bounds = (0, *self.arrays[ends])
        return self.arrays[name][bounds[number] : bounds[number + 1]]

    def record(self, document: int) -> dict[str, Any]:
        """What a hit shows of a document."""
        data = bytes(self.share("records", "record_ends", document))
        return dict(json.loads(data.decode("utf-8", "surrogatepass")))

    def body(self, document: int) -> str:
        """A document's body."""
        data = bytes(self.share("bodies", "body_ends", document))
        return data.decode(CODECS[self.arrays["body_widths"][document]], "surrogatepass")

    def words(self, document: int) -> int:
        """How many words a body has."""
        base = self.arrays["base"]
        return int(base[document + 1] - base[document] - self.arrays["title_tokens"][document] - 200)

    def spans(self, document: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """The start and the length of every word of the title, and of every word of the body."""
        block = 0
        for before in range(document):
            block += -(-self.arrays["title_tokens"][before] // 16) + -(-self.words(before) // 16)
        title = self.arrays["title_tokens"][document]
        first = self._spans(block, title)
        return first, self._spans(block + -(-title // 16), self.words(document))

    def _spans(self, block: int, words: int) -> list[tuple[int, int]]:
        wide = dict(
            zip(
                self.arrays["wide_tokens"],
                zip(self.arrays["wide_gaps"], self.arrays["wide_lengths"], strict=True),
                strict=True,
            )
        )
        found = []
        at = 0
        for place in range(words):
            slot = block * 16 + place
            if place % 16 == 0:
                at = self.arrays["token_origins"][block + place // 16]
            code = self.arrays["token_codes"][slot]
            gap, length = wide[slot] if slot in wide else (code >> 5, code & 31)
            found.append((at + gap, length))
            at += gap + length
        return found

    def terms(self, field: str) -> list[bytes]:
        """A field's terms, in order."""
        ends = self.arrays[f"{field}.term_ends"]
        blob = bytes(self.arrays[f"{field}.terms"])
        return [blob[start:end] for start, end in zip((0, *ends), ends, strict=False)]

    def find(self, field: str, term: bytes) -> int:
        """A term's number by its checksum; -1 if the field lacks it."""
        rows = zip(self.arrays[f"{field}.crc"], self.arrays[f"{field}.crc_term"], strict=True)
        held = self.terms(field)
        return next((number for crc, number in rows if crc == zlib.crc32(term) and held[number] == term), -1)

    def postings(self, field: str) -> Iterator[tuple[bytes, int, int, int, list[int]]]:
        """Each posting of a field: term, document, weight, the byte of the length, positions."""
        triples, starts = self.arrays[f"{field}.triples"], self.arrays.get(f"{field}.position_starts", ())
        pointers, at = self.arrays[f"{field}.pointers"], 0
        for number, term in enumerate(self.terms(field)):
            for row in range(pointers[number], pointers[number + 1]):
                triple = triples[self.arrays[f"{field}.codes"][row]]
                count = triple >> 40
                if row % 8 == 0 and starts:
                    assert starts[row // 8] == at
                positions = list(self.arrays[f"{field}.positions"][at : at + count]) if starts else []
                at += count
                weight, length = triple >> 8 & 0xFFFFFFFF, triple & 255
                yield term, self.arrays[f"{field}.documents"][row], weight, length, positions
        assert not starts or len(starts) == pointers[-1] // 8 + 1
        assert not starts or at == len(self.arrays[f"{field}.positions"])
