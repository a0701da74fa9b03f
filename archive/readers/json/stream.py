"""JSON values out of a text, one at a time: lines, or values that follow each other or stand in an array.

Memory holds one value, and a broken one does not hide those after it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

#: How much of a text is read at once, in characters.
CHUNK = 1 << 18
#: How much of an over-long line is kept to recognise it by, in characters.
KEPT = 1 << 16
_BETWEEN = re.compile(r"[\s,\[\]\x1e]*")
_NEXT_OBJECT = re.compile(r"(?:\}\s{0,50},\s{0,50}|\n[ \t]{0,50})(?=\{)")
#: What `_NEXT_OBJECT` may span: so much is looked at again where more was read.
_BORDER = 120


class Text(Protocol):
    """A text stream: the part of a text file's interface that is used here."""

    def read(self, size: int, /) -> str:
        """Return at most `size` characters, none at the end."""
        ...

    def readline(self, size: int, /) -> str:
        """Return at most `size` characters of a line, with its end."""
        ...


@dataclass(frozen=True, slots=True)
class Piece:
    """One value of the file, or a part that is none."""

    line: int
    """The line that it begins on, from 1."""
    text: str
    """Its own characters."""
    value: object = None
    code: str = ""
    """Why it is no value: `broken_json`, `too_deep`, `too_large`; empty for a value."""
    reason: str = ""
    key: str = ""
    """The key under which it, or the list that holds it, stands in an object; empty outside of one."""
    is_listed: bool = False
    """Whether it stands in a list under that key."""
    outer: Mapping[str, object] | None = None
    """The single values of that object that came before; None outside of one."""


def pieces_of_lines(text: Text, limit: int) -> Iterator[Piece]:
    """Yield one piece for each line that is not blank; lines over `limit` characters are rejected."""
    number = 0
    while line := text.readline(limit + 1):
        number += 1
        if len(line) > limit and not line.endswith("\n"):
            yield Piece(number, line[:KEPT], code="too_large")
            _pass_over_line(text)
            continue
        content = line.strip(" \t\r\n\ufeff\x1e")
        if content:
            yield _parse(number, content)


def pieces_of_stream(text: Text, limit: int) -> Iterator[Piece]:
    """Yield one piece for each value, whether in an array or one after the other."""
    stream = Stream(text, limit)
    while stream.skip_between():
        yield stream.next_piece()


def _pass_over_line(text: Text) -> None:
    while (rest := text.readline(CHUNK)) and not rest.endswith("\n"):
        pass


def _parse(line: int, content: str) -> Piece:
    try:
        return Piece(line, content, json.loads(content))
    except RecursionError:
        return _too_deep(line, content)
    except json.JSONDecodeError as error:
        return Piece(line, content, code="broken_json", reason=_broken(error.msg, error.pos))
    except ValueError as error:  # a number of more digits than Python reads
        return Piece(line, content, code="broken_json", reason=f"the JSON cannot be read: {error}")


def _too_deep(line: int, content: str) -> Piece:
    return Piece(line, content, code="too_deep", reason="the JSON is nested too deeply")


def _broken(message: str, position: int) -> str:
    return f"the JSON is broken at character {position}: {message}"


class Stream:
    """A window on a text that moves forward: what stands before `at` has been read."""

    def __init__(self, text: Text, limit: int) -> None:
        self._text = text
        self._limit = limit
        self._window = ""
        self._at = 0
        self._line = 1
        self._ended = False
        self._beginning = ""
        self._decoder = json.JSONDecoder()

    def skip_between(self, between: re.Pattern[str] = _BETWEEN) -> bool:
        """Move to the next value; return False at the end of the text."""
        while True:
            found = between.match(self._window, self._at)
            self._move(found.end() if found else self._at)
            if self._at < len(self._window):
                if self._window[self._at] != "\ufeff":
                    return True
                self._move(self._at + 1)
            elif not self._read_on():
                return False

    def next_piece(self) -> Piece:
        """Return the value that begins here, or the broken part up to where the next seems to begin."""
        line = self._line
        while True:
            try:
                value, end = self._decoder.raw_decode(self._window, self._at)
            except RecursionError:
                return _too_deep(line, self._take_up_to_next(self._at + 1))
            except json.JSONDecodeError as error:
                if self._may_be_cut(error) and self._read_on():
                    continue
                code = "too_large" if self._is_past_limit(error) else "broken_json"
                reason = _broken(error.msg, error.pos - self._at)
                return Piece(line, self._take_up_to_next(error.pos), code=code, reason=reason)
            except ValueError as error:
                reason = f"the JSON cannot be read: {error}"
                return Piece(line, self._take_up_to_next(self._at + 1), code="broken_json", reason=reason)
            # A number at the window's end may go on in what was not read yet.
            if end == len(self._window) and self._read_on():
                continue
            if isinstance(value, dict):
                self._learn(end)
            return Piece(line, self._take(end), value)

    def _learn(self, end: int) -> None:
        """Remember the beginning of the object here: a program's objects begin alike each time."""
        colon = self._window.find(":", self._at, min(end, self._at + _BORDER))
        if colon >= 0:
            self._beginning = self._window[self._at : colon + 1]

    @property
    def sign(self) -> str:
        """Return the character that comes next; empty at the end."""
        return self._window[self._at : self._at + 1]

    @property
    def line(self) -> int:
        """Return the line number of the character that comes next."""
        return self._line

    def step(self) -> None:
        """Pass over one character."""
        self._move(self._at + 1)

    def is_too_large(self) -> bool:
        """Tell whether the value that begins here is longer than the limit; reads on to find out."""
        while True:
            try:
                _, end = self._decoder.raw_decode(self._window, self._at)
            except json.JSONDecodeError as error:
                if self._may_be_cut(error) and self._read_on():
                    continue
                return self._is_past_limit(error)
            except (RecursionError, ValueError):
                return False
            return end - self._at > self._limit

    def _may_be_cut(self, error: json.JSONDecodeError) -> bool:
        """Tell whether the value may be broken only because the window ends within it."""
        if self._ended or self._is_full():
            return False
        return error.msg.startswith("Unterminated string") or error.pos > len(self._window) - 16

    def _is_past_limit(self, error: json.JSONDecodeError) -> bool:
        """Tell whether a value is too long, and not only broken."""
        cut = error.msg.startswith("Unterminated string") and self._is_full()
        return cut or error.pos - self._at > self._limit

    def _is_full(self) -> bool:
        return not self._ended and len(self._window) - self._at > self._limit

    def _read_on(self) -> bool:
        more = self._text.read(max(CHUNK, len(self._window) - self._at))
        self._window = self._window[self._at :] + more
        self._at = 0
        self._ended = not more
        return bool(more)

    def _take_up_to_next(self, position: int) -> str:
        """Take the text up to where the next object after this position seems to begin.

        Of a part that is over-long, only the beginning is kept.
        """
        kept = ""
        while (end := self._next_object(position)) is None:
            position = max(position, len(self._window) - _BORDER)
            if len(self._window) - self._at > self._limit:
                kept = kept or self._window[self._at : self._at + KEPT]
                self._move(position)
            ahead = position - self._at
            if not self._read_on():
                rest = self._take(len(self._window))
                return kept or rest
            position = ahead
        part = self._take(max(end, self._at + 1))
        return kept or part

    def _next_object(self, position: int) -> int | None:
        """Return where an object begins like those before, else where any seems to; None if none does."""
        alike = self._window.find(self._beginning, position) if self._beginning else -1
        if alike >= 0:
            return alike
        found = _NEXT_OBJECT.search(self._window, position)
        return found.end() if found else None

    def _take(self, end: int) -> str:
        text = self._window[self._at : end]
        self._move(end)
        return text

    def _move(self, end: int) -> None:
        self._line += self._window.count("\n", self._at, end)
        self._at = end
