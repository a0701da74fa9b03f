"""Texts: kept in code units of one width, so that to read a stretch of one is to copy it.

UTF-8 has to be looked at byte by byte; Arabic takes two bytes a letter either way.
"""

from __future__ import annotations

import codecs


def packed(text: str) -> tuple[int, bytes]:
    """The width of a text's code units and the text in them."""
    if text.isascii():
        return 1, text.encode("ascii")
    try:
        narrow = text.encode("utf-16-le")
    except UnicodeEncodeError:  # halves of a pair, which UTF-16 would take for one character
        narrow = b""
    if len(narrow) == 2 * len(text):
        return 2, narrow
    return 4, text.encode("utf-32-le", "surrogatepass")


def unpacked(width: int, data: bytes | memoryview) -> str:
    """The text that `packed` packed, or a stretch of it."""
    # A codec that is called by itself need not be looked up by name.
    if width == 1:
        return codecs.ascii_decode(data)[0]
    decode = codecs.utf_16_le_decode if width == 2 else codecs.utf_32_le_decode
    return decode(data, "surrogatepass", True)[0]
