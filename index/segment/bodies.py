"""Bodies: each text in code units of one width, so that any stretch of it is read by itself.

Arabic texts of newspapers are almost all within Windows-1256, which has a byte for each of their letters and
signs, and reads as quickly as it is copied.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from contextlib import suppress
from encodings.cp1256 import decoding_table
from functools import lru_cache

from index.segment.array_file import Array

#: Texts that a segment keeps at hand, of those read last: a page asks for each of its own several times.
AT_HAND = 64


def packed(text: str) -> tuple[int, bytes]:
    """Encode a text; return the width of its code units (1, 2 or 4 bytes) and its bytes."""
    with suppress(UnicodeEncodeError):
        return 1, text.encode("cp1256")
    try:
        narrow = text.encode("utf-16-le")
    except UnicodeEncodeError:  # halves of a pair, which UTF-16 would take for one character
        narrow = b""
    if len(narrow) == 2 * len(text):
        return 2, narrow
    return 4, text.encode("utf-32-le", "surrogatepass")


def unpacked(width: int, data: bytes | memoryview) -> str:
    """Decode a text that `packed` encoded, or a stretch of it; ValueError for bytes that are none."""
    # A codec that is called by itself need not be looked up by name.
    if width == 1:
        return codecs.charmap_decode(data, "strict", decoding_table)[0]
    decode = codecs.utf_16_le_decode if width == 2 else codecs.utf_32_le_decode
    return decode(data, "surrogatepass", True)[0]


def text_reader(arrays: Mapping[str, Array]) -> Callable[[int], str]:
    """Return a function that reads a body by its document, for threads to share; ValueError if damaged."""
    texts, ends = memoryview(arrays["bodies"].data), memoryview(arrays["body_ends"].data)
    widths = memoryview(arrays["body_widths"].data)

    @lru_cache(AT_HAND)
    def read(document: int) -> str:
        start = ends[document - 1] if document else 0
        return unpacked(widths[document], texts[start : ends[document]])

    return read
