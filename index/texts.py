"""Texts: kept in code units of one width, so that to read one is to copy it.

UTF-8 has to be looked at byte by byte; Arabic takes two bytes a letter either way.
"""

from __future__ import annotations

from typing import Final

#: The codec of each width, in bytes a code point.
CODECS: Final = {1: "ascii", 2: "utf-16-le", 4: "utf-32-le"}


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
    """The text that `packed` packed."""
    return str(data, CODECS[width], "surrogatepass")
