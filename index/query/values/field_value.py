"""Values of fields that hold whole values: platforms, outlets, dates, addresses, ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archive.extraction.agencies import agency_labels, agency_named
from archive.extraction.figures.vocabulary import actions, unit_words, units
from archive.extraction.language import language_code, language_labels
from archive.model.warning import WarningCode
from archive.text.arabic import fold
from index.analysis.analyzer import Chain
from index.analysis.names import spelling_words
from index.query import ast
from index.query.ast import About, Dates
from index.query.fields import Field
from index.query.terms import Unit, visible
from index.query.token_cursor import Cursor
from index.query.values.addresses import address_node
from index.query.values.comparison import sign_start
from index.query.values.dates import is_unknown, read_days, show_days
from index.query.values.known_names import known_names
from index.query.values.numbers import read_numbers


def unit_ids(text: str) -> tuple[str, ...]:
    """Return the ids of the units that a text names («حسابات», `accounts`); empty if it names none."""
    wanted = fold(text).strip()
    found = [unit.id for unit in units().values() if wanted in _names(unit.id, unit.label, unit.label_en)]
    word = unit_words().get(tuple(wanted.split()))
    return tuple(dict.fromkeys([*found, *([word.id] if word else [])]))


def action_ids(text: str) -> tuple[str, ...]:
    """Return the ids of the actions that a text names («إغلاق», `close`); empty if it names none."""
    wanted = fold(text).strip()
    named = [one.id for one in actions().values() if wanted in _names(one.id, one.label, one.label_en)]
    return tuple(named or [one.id for one in actions().values() if one.pattern.fullmatch(wanted)])


def agency_ids(text: str) -> tuple[str, ...]:
    """Return the ids of the agencies that a text names («رويترز», `afp`); empty if it names none."""
    wanted = fold(text).strip()
    labels = agency_labels()
    found = [id_ for id_, label in labels.items() if wanted in _names(id_, *label.values())]
    named = agency_named(text)
    return tuple(dict.fromkeys([*found, *([named] if named else [])]))


def language_ids(text: str) -> tuple[str, ...]:
    """Return the code of the language that a text names («العربية», `Persian`, `fa`); empty if none."""
    code = language_code(text)
    return (code,) if code and code in language_labels() else ()


def named_ids(text: str) -> tuple[str, ...]:
    """Return the ids of the organisations or people of this name («يوروبول», `europol`); empty if none."""
    wanted = fold(text).strip()
    known = known_names()
    return tuple(one.id for one in known.values() if wanted in _names(one.id, one.label_en, *one.names))


def warning_ids(text: str) -> tuple[str, ...]:
    """Return the warning of this code; empty if there is none."""
    return (text.lower(),) if text.lower() in set(WarningCode) else ()


def _names(*names: str) -> frozenset[str]:
    return frozenset(map(fold, names))


_NAMED = {
    Field.UNIT: unit_ids,
    Field.ACTION: action_ids,
    Field.AGENCY: agency_ids,
    Field.LANGUAGE: language_ids,
    Field.WARNING: warning_ids,
    Field.NAMED: named_ids,
}
#: The ids of the outlets that a text names; empty if it names none.
OutletResolver = Callable[[str], Sequence[str]]

#: A value of a raw field without quotes.
RAW = re.compile(r"""[^\s()"“”„‟«»‹›]+""")

_PLAIN = re.compile(r"""\w[^\s()"“”„‟«»‹›‘’*~\[\]]*""")


@dataclass(frozen=True, slots=True)
class Values:
    """A reader of values of fields, with the names and the outlets of an archive."""

    chain: Chain
    outlets: OutletResolver | None = None

    def read(self, field: Field, text: str) -> Unit | None:
        """Read a text as a value of the field; None if the field does not know it."""
        match field:
            case Field.DATE:
                return _date(text)
            case Field.ABOUT:
                return _about(text)
            case Field.NUMBER:
                return read_numbers(text)
            case Field.PLATFORM:
                return self._platform(text)
            case Field.URL | Field.ID | Field.TITLE | Field.BYLINE:
                return raw_value(field, text)
            case _:
                return self._named(field, text)

    def _named(self, field: Field, text: str) -> Unit | None:
        """Read a text as a name of what a list has; a platform is an actor too."""
        ids = self._ids(field, text)
        if field is Field.NAMED and not ids:
            return self._platform(text)
        return _any_of(field, ids, text) if ids else None

    def _ids(self, field: Field, text: str) -> Sequence[str]:
        if field is Field.OUTLET:
            return self.outlets(text) if self.outlets else ()
        return _NAMED[field](text)

    def _platform(self, text: str) -> Unit | None:
        names = self.chain.names
        known = names.by_id.get(text.lower())
        if known and known[0].kind == "platform":
            return _any_of(Field.PLATFORM, [known[0].id], text)
        words = spelling_words(text)
        match = names.match(words, 0) if words else None
        if match is None or match.length != len(words) or match.spelling.kind != "platform":
            return None
        return _any_of(Field.PLATFORM, [match.spelling.id], text)


def raw_value(field: Field, text: str) -> Unit:
    """Build the unit of a value taken as it is; an address in any of its spellings."""
    if field is Field.URL:
        return Unit("value", text, _shown(field, text), address_node(text))
    return _any_of(field, [text], text)


def _any_of(field: Field, values: Sequence[str], text: str) -> Unit:
    terms = [ast.Term(field.term, value) for value in values]
    node = terms[0] if len(terms) == 1 else ast.Or(terms)
    return Unit("value", text, _shown(field, text), node)


def _shown(field: Field, text: str) -> str:
    """Return a value as `read_as` writes it: in quotes where it would end too soon without."""
    return text if (RAW if field.is_raw else _PLAIN).fullmatch(text) else f'"{text}"'


def _about(text: str) -> Unit | None:
    """Build the unit of the articles whose text names a time of these days; None if the text is no date."""
    days = read_days(text)
    return Unit("about", text, show_days(*days), About(*days)) if days else None


def _date(text: str) -> Unit | None:
    """Build the unit of the articles of these days (fully open: of any day); None if the text is no date."""
    undated = Dates(None, None, unknown=True)
    if is_unknown(text):
        return Unit("value", text, "مجهول", undated)
    days = read_days(text)
    if days is None:
        return None
    dated = ast.And([ast.Every(), ast.Not(undated)])
    return Unit("value", text, show_days(*days), dated if days == (None, None) else Dates(*days))


#: Words of the longest value that is understood without quotes: «25 كانون الثاني/يناير 2016».
LONGEST_VALUE = 6

_RANGE = re.compile(r"\[([^\[\]]*)(\]?)")


class ValueReader:
    """A reader of the values at the cursor; what a field does not know is kept as a problem."""

    def __init__(self, cursor: Cursor, values: Values) -> None:
        self._cursor = cursor
        self._values = values

    def read(self, field: Field) -> Unit | None:
        """Read the longest value that the field knows of the words at the cursor, and move behind it."""
        cursor = self._cursor
        start = cursor.next.start
        if field.is_raw:
            return self.read_raw(field, start)
        start = sign_start(cursor.text, start) if field.has_ranges else start
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
        """Return how many words the value has at least, without a space between, and at most."""
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
        """Read everything from this place of the text to the next space; None if nothing is there."""
        match = RAW.match(self._cursor.text, start)
        value = visible(match.group()) if match else ""
        if match is None or not value:
            return None
        self._cursor.skip_to(match.end())
        return raw_value(field, value)

    def read_range(self, field: Field | None) -> Unit | None:
        """Read a range in brackets: `[2015-06 TO 2016-02]`, «[2015 إلى 2016]»; None where no range can be."""
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
        """Read `text[start:end]` as a value of the field; what it does not know is kept as a problem.

        An unknown name is taken as it is and finds nothing; for what is no date or number the result is None.
        """
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
