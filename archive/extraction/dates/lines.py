"""The date expressions of a line, read once for all who ask for them: the text, its sentences, its figures.

A part of a line holds the same dates as the line, except where its bounds cut a run of date words in two;
only then is the part read by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from archive.extraction.dates.parser import Found, within
from archive.extraction.dates.tokens import islands
from archive.extraction.dates.vocabulary import vocabulary
from archive.text.arabic import Folded, fold

#: Lines that are remembered, more than most articles have, and the longest of them in characters.
_LINES: Final = 400
_LONGEST: Final = 10_000


class _Run(NamedTuple):
    """An unbroken run of date words at `[start, end)` of the folded line, with its expressions."""

    start: int
    end: int
    found: tuple[Found, ...]


class DatedLine:
    """A line without line ends, with its date expressions."""

    def __init__(self, text: str) -> None:
        self.text = text
        read = islands(fold(text), vocabulary())
        self._runs = tuple(_Run(run[0].start, run[-1].end, tuple(within(run))) for run in read)

    @cached_property
    def folded(self) -> Folded:
        """Return the line folded, with the way back, which is dear and which few lines need."""
        return Folded(self.text)

    def found(self) -> Iterator[Found]:
        """Yield the expressions of the whole line in order."""
        for run in self._runs:
            yield from run.found

    def found_within(self, start: int, end: int) -> Iterator[Found] | None:
        """Return the expressions of `text[start:end]` alone, at their places in the folded line.

        None where the bounds cut a run of date words in two: the part has then to be read by itself.
        """
        if not self._runs:
            return iter(())
        first = len(fold(self.text[:start]))
        last = first + len(fold(self.text[start:end]))
        inside = [run for run in self._runs if run.start < last and run.end > first]
        if any(run.start < first or run.end > last for run in inside):
            return None
        return (found for run in inside for found in run.found)


def dated_line(text: str) -> DatedLine:
    """Return a line with its date expressions; those of the last few hundred lines are remembered."""
    return _remembered(text) if len(text) <= _LONGEST else DatedLine(text)


_remembered = lru_cache(_LINES)(DatedLine)


def dated_part(text: str, start: int, end: int) -> tuple[DatedLine, int, Iterator[Found]]:
    """Return the expressions of `text[start:end]`, which has no line end, with what they count in.

    That is a line and the place in `text` where it begins.
    """
    before = text.rfind("\n", max(0, start - _LONGEST), start) + 1
    after = text.find("\n", end, end + _LONGEST)
    after = len(text) if after < 0 else after
    if after - before <= _LONGEST:
        line = dated_line(text[before:after])
        found = line.found_within(start - before, end - before)
        if found is not None:
            return line, before, found
    line = dated_line(text[start:end])
    return line, start, line.found()
