"""Reading a field's whole value at the cursor: a platform, an outlet, a date, an address, an id."""

from __future__ import annotations

import re

from index.query.cursor import Cursor
from index.query.fields import Field
from index.query.terms import Unit, visible
from index.query.values import RAW, Values, raw_value

#: Words of the longest value that is understood without quotes: «25 كانون الثاني/يناير 2016».
LONGEST_VALUE = 6

_RANGE = re.compile(r"\[([^\[\]]*)(\]?)")


class ValueReader:
    """Reads values; what a field does not know is told."""

    def __init__(self, cursor: Cursor, values: Values) -> None:
        self._cursor = cursor
        self._values = values

    def read(self, field: Field) -> Unit | None:
        """The longest value that the field knows, of the words at the cursor."""
        cursor = self._cursor
        start = cursor.next.start
        if field.is_raw:
            return self.read_raw(field, start)
        glued, most = self._lengths()
        # A date is not cut within: `2016-13` is no year 2016.
        for length in range(most, glued - 1 if field.has_ranges else 0, -1):
            end = cursor.row[cursor.at + length - 1].end
            unit = self._values.read(field, visible(cursor.text[start:end]))
            if unit is not None:
                cursor.at += length
                return unit
        end = cursor.row[cursor.at + glued - 1].end
        cursor.at += glued
        return self.known(field, start, end)

    def _lengths(self) -> tuple[int, int]:
        """How many words the value has at least, without a space between, and at most."""
        cursor = self._cursor
        row, text = cursor.row[cursor.at :], cursor.text
        glued = most = 1
        while most < LONGEST_VALUE and any(cursor.norms[cursor.at + most : cursor.at + most + 1]):
            between = text[row[most - 1].end : row[most].start]
            if glued == most and not any(char.isspace() for char in between):
                glued += 1
            most += 1
        return glued, most

    def read_raw(self, field: Field, start: int) -> Unit | None:
        """Everything from this place of the text to the next space; None if nothing is there."""
        match = RAW.match(self._cursor.text, start)
        value = visible(match.group()) if match else ""
        if match is None or not value:
            return None
        self._cursor.skip_to(match.end())
        return raw_value(field, value)

    def read_range(self, field: Field | None) -> Unit | None:
        """A range in brackets: `[2015-06 TO 2016-02]`, «[2015 إلى 2016]»; elsewhere brackets mean nothing."""
        cursor = self._cursor
        bracket = cursor.next
        match = _RANGE.match(cursor.text, bracket.start)
        if match is None or field is None or not field.has_ranges:
            cursor.drop()
            return None
        cursor.skip_to(match.end())
        if not match.group(2):
            cursor.tell("unclosed_range", bracket.start, match.end())
        return self.known(field, *match.span(1))

    def known(self, field: Field, start: int, end: int) -> Unit | None:
        """The value that `text[start:end]` is. An unknown name finds nothing; what is no date is left out."""
        text = visible(self._cursor.text[start:end]).strip()
        unit = self._values.read(field, text)
        if unit is not None:
            return unit
        if field.has_ranges:
            self._cursor.tell("bad_number" if field is Field.NUMBER else "bad_date", start, end)
            return None
        if field is not Field.OUTLET or self._values.outlets is not None:
            self._cursor.tell(f"unknown_{field.term}", start, end)
        return raw_value(field, text)
