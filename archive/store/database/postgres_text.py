"""Texts on their way into PostgreSQL and back: it refuses U+0000 and half surrogate pairs, we lose nothing.

A character that it refuses is written as U+FDD0, which Unicode gives no character, and the four digits of its
number; and so is U+FDD0 itself. All other texts stand in the database as they are. Equal texts stay equal, so
look-ups work.
"""

from __future__ import annotations

import re

from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.types.string import StrDumperUnknown

_SIGN = "\ufdd0"
_REFUSED = re.compile("[\0\ufdd0\ud800-\udfff]")
_WRITTEN = re.compile(f"{_SIGN}([0-9a-f]{{4}})")


def write_text(text: str) -> str:
    """Return a text as PostgreSQL takes it."""
    return _REFUSED.sub(lambda found: f"{_SIGN}{ord(found[0]):04x}", text)


def read_text(written: str) -> str:
    """Return the text of what `write_text` made of it."""
    return _WRITTEN.sub(lambda found: chr(int(found[1], 16)), written) if _SIGN in written else written


class TextDumper(StrDumperUnknown):
    """Writes texts, the refused characters in digits."""

    def dump(self, obj: str) -> bytes:
        """Return a text's bytes."""
        return write_text(obj).encode()


class TextLoader(Loader):
    """Reads texts that `TextDumper` wrote; invalid bytes are replaced, so that a row's checksum fails."""

    def load(self, data: Buffer) -> str:
        """Return the text of these bytes."""
        return read_text(bytes(data).decode("utf-8", "replace"))
