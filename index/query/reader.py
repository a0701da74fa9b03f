"""The reader: turns lexemes into units and operators.

What cannot be read as it was meant is read as well as it can be, and told as a `Problem`.
"""

from __future__ import annotations

from index.query.fields import FIELDS, Field
from index.query.lexer import Kind, Lexeme, is_before_space, is_spaced
from index.query.terms import Context, Item, Role, Unit
from index.query.token_cursor import Cursor
from index.query.values.comparison import sign_start
from index.query.values.field_value import Values
from index.query.words import WordReader

#: Words, names and phrases that one query may score.
MAX_UNITS = 64
#: Parentheses within parentheses.
MAX_DEPTH = 20

_HARD = {"AND": Role.AND, "OR": Role.OR, "NOT": Role.NOT}
#: Words that are operators between words: normalised.
_SOFT = {"او": Role.OR, "بدون": Role.NOT}
#: Words of negation that are words here, unless `_SOFT` has them and they are unmistakable.
_MAYBE_NOT = frozenset({"بدون", "ليس", "وليس"})

#: Kinds of units that are names.
_NAME_KINDS = frozenset({"name", "synonym", "spelling", "letters"})

_STARTS_VALUE = (Kind.WORD, Kind.QUOTE, Kind.EQUALS, Kind.STAR, Kind.HASHTAG)


class Reader:
    """A reader of one typed text; the cursor keeps what was wrong with it."""

    def __init__(self, cursor: Cursor, context: Context, values: Values) -> None:
        self.cursor = cursor
        self.items: list[Item] = []
        self._words = WordReader(cursor, context, values)
        self._open: list[tuple[int, Field | None]] = []
        """The beginning of each open group, and the field around it."""
        self._ignored = 0
        """Groups that are open and were too deep to be read."""
        self._scored = 0
        self._stops = 0

    def read(self) -> list[Item]:
        """Read the whole text; return its items, with every group closed."""
        while (lexeme := self.cursor.peek()) is not None:
            if (self._scored or self._stops) >= MAX_UNITS:
                self.cursor.tell("too_many_words", lexeme.start, len(self.cursor.text))
                break
            self._read_one(lexeme)
        else:
            for start, _ in self._open:
                self.cursor.tell("unclosed_group", start, start + 1)
        end = len(self.cursor.text)
        return self.items + [Item(Role.CLOSE, end, end)] * len(self._open)

    def _read_one(self, lexeme: Lexeme) -> None:
        match lexeme.kind:
            case Kind.WORD:
                self._word(lexeme)
            case Kind.OPEN:
                self._open_group(lexeme, self._words.field)
            case Kind.CLOSE:
                self._close_group(lexeme)
            case Kind.PLUS:
                self._operator(Role.REQUIRE, lexeme)
            case Kind.MINUS:
                self._operator(Role.NOT, lexeme)
            case Kind.PIPE:
                self._operator(Role.OR, lexeme)
            case Kind.TILDE | Kind.COLON:
                self.cursor.drop()
            case _:
                self._unit(lexeme)

    def _word(self, lexeme: Lexeme) -> None:
        around = self._words.field
        if self.cursor.glued(1, Kind.COLON) and not (around and around.is_raw):
            self._field(lexeme, FIELDS[lexeme.norm])
        elif self.cursor.is_hard_operator(lexeme):
            self._operator(_HARD[self.cursor.text[lexeme.start : lexeme.end]], lexeme)
        elif self._is_soft_operator(lexeme):
            self._operator(_SOFT[lexeme.norm], lexeme, self._words.plain(lexeme))
        else:
            self._tell_of_words(lexeme)
            self._unit(lexeme)

    def _is_soft_operator(self, lexeme: Lexeme) -> bool:
        """Tell whether a word is an operator here: «أو», and «بدون» where nobody would take it for a word."""
        cursor = self.cursor
        if lexeme.norm not in _SOFT or cursor.is_plain or cursor.glued(1, Kind.STAR, Kind.TILDE):
            return False
        return _SOFT[lexeme.norm] is not Role.NOT or self._excludes()

    def _excludes(self) -> bool:
        """Tell whether only an exclusion can follow: a group, a phrase, a field; or a name, behind a name."""
        following = self.cursor.peek(1)
        if following is None:
            return False
        if following.kind in (Kind.OPEN, Kind.QUOTE) or self.cursor.glued(2, Kind.COLON):
            return True
        before = self.items[-1].unit if self.items else None
        is_after_name = before is not None and before.kind in _NAME_KINDS
        return is_after_name and self._words.names_something(self.cursor.at + 1)

    def _tell_of_words(self, lexeme: Lexeme) -> None:
        """Keep a problem for a word that may have been meant for an operator or for a field's name."""
        cursor = self.cursor
        if cursor.is_plain:
            return
        is_between = bool(self.items) and cursor.peek(1) is not None
        if is_between and lexeme.norm in _MAYBE_NOT:
            cursor.tell("not_is_a_word", lexeme.start, lexeme.end)
        colon = cursor.text[lexeme.end : lexeme.end + 1] == ":"
        if colon and lexeme.norm in FIELDS and is_before_space(cursor.text, lexeme.end + 1):
            cursor.tell("field_is_a_word", lexeme.start, lexeme.end + 1)

    def _operator(self, role: Role, lexeme: Lexeme, unit: Unit | None = None) -> None:
        is_glued = lexeme.kind is not Kind.WORD
        self._stops += unit is not None
        self.items.append(Item(role, lexeme.start, lexeme.end, unit, is_glued=is_glued))
        self.cursor.at += 1

    def _unit(self, lexeme: Lexeme) -> None:
        unit = self._words.read()
        if unit is not None:
            self._keep(unit, lexeme.start)

    def _keep(self, unit: Unit, start: int) -> None:
        before = self.cursor.row[self.cursor.at - 1].end
        self.items.append(Item(Role.UNIT, start, before, unit))
        if unit.is_stop:
            self._stops += 1
        else:
            self._scored += 1

    # Groups

    def _open_group(self, lexeme: Lexeme, field: Field | None) -> None:
        if len(self._open) >= MAX_DEPTH:
            self._ignored += 1
            self.cursor.tell("too_deep", lexeme.start, lexeme.end)
            self.cursor.drop()
            return
        self._open.append((lexeme.start, self._words.field))
        self._words.enter(field)
        self._operator(Role.OPEN, lexeme)

    def _close_group(self, lexeme: Lexeme) -> None:
        if self._ignored:
            self._ignored -= 1
            self.cursor.drop()
        elif not self._open:
            self.cursor.tell("unopened_group", lexeme.start, lexeme.end)
            self.cursor.drop()
        else:
            self._words.enter(self._open.pop()[1])
            self._operator(Role.CLOSE, lexeme)

    # Fields

    def _field(self, name: Lexeme, field: Field) -> None:
        """Read `field:` and its value: a word, a phrase, a range, or a group."""
        cursor = self.cursor
        value = cursor.peek(2)
        colon = cursor.row[cursor.at + 1]
        prefix = Item(Role.IN_FIELD, name.start, colon.end, field=field, is_glued=True)
        raw = self._words.values.read_raw(field, colon.end) if field.is_raw else None
        if raw is not None:
            self.items.append(prefix)
            self._keep(raw, colon.end)
            return
        if value is None or not self._is_value(colon, value, field):
            cursor.tell("empty_field", name.start, colon.end)
            cursor.drop(1)
            cursor.norms[cursor.at] = name.norm
            return
        cursor.at += 2
        if value.kind is Kind.OPEN:
            self.items.append(prefix)
            self._open_group(value, field)
            return
        outer = self._words.field
        self._words.enter(field)
        unit = self._words.read_whole()
        self._words.enter(outer)
        if unit is not None:
            self.items.append(prefix)
            self._keep(unit._replace(is_stop=False), value.start)

    def _is_value(self, colon: Lexeme, value: Lexeme, field: Field) -> bool:
        start = sign_start(self.cursor.text, value.start) if field.has_ranges else value.start
        if not is_spaced(self.cursor.text, colon.end, start):
            return False
        if value.kind is Kind.WORD:
            return not self.cursor.is_hard_operator(value) and self.cursor.glued(3, Kind.COLON) is None
        if value.kind is Kind.BRACKET:
            return field.has_ranges
        return value.kind is Kind.OPEN or value.kind in _STARTS_VALUE
