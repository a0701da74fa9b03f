"""Reading one unit at the cursor: a word, a name, a phrase, a hashtag, a pattern, a field's value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from index.analysis.names import NameMatch
from index.model import Expansion
from index.query.amounts import Amounts
from index.query.cursor import Cursor
from index.query.fields import Field
from index.query.lexer import SINGLE_QUOTES, Kind, Lexeme, begins
from index.query.patterns import read_fuzzy, read_pattern, read_star
from index.query.phrases import names_in, phrase_node
from index.query.quotes import closing_quote, read_slop
from index.query.terms import (
    Context,
    Unit,
    as_written_unit,
    expansions_of,
    hashtag_unit,
    name_unit,
    visible,
    word_unit,
)
from index.query.valuereader import ValueReader
from index.query.values import Values

_STARTS = frozenset({Kind.WORD, Kind.QUOTE, Kind.EQUALS, Kind.STAR, Kind.HASHTAG, Kind.BRACKET})


class WordReader:
    """Reads units in the field that was last entered."""

    def __init__(self, cursor: Cursor, context: Context, values: Values) -> None:
        self.field: Field | None = None
        self.values = ValueReader(cursor, values)
        self._cursor = cursor
        self._amounts = Amounts(cursor)
        self._outside = self._context = context
        self._signs: dict[Kind, Callable[[Lexeme], Unit | None]] = {
            Kind.QUOTE: self._quoted,
            Kind.STAR: lambda _: read_star(cursor, self.field),
            Kind.EQUALS: self._as_written,
            Kind.HASHTAG: self._hashtag,
            Kind.BRACKET: lambda _: self.values.read_range(self.field),
        }

    def enter(self, field: Field | None) -> None:
        """From here on, words are sought in this field; None for title and body together."""
        self.field = field
        holds_words = field is not None and field.holds_words
        fieldname = field.term if field is not None and holds_words else "text"
        self._context = replace(self._outside, fieldname=fieldname)

    @property
    def _value_field(self) -> Field | None:
        """The field, if it is one of whole values."""
        return None if self.field is None or self.field.holds_words else self.field

    def read(self) -> Unit | None:
        """The unit at the cursor, which moves behind it; None if something was left out instead."""
        lexeme = self._cursor.next
        if lexeme.kind is not Kind.WORD:
            return self._signs[lexeme.kind](lexeme)
        field = self._value_field
        sign = self._cursor.glued(1, Kind.STAR, Kind.TILDE)
        if sign is not None and not (field and field.is_raw):
            read = read_pattern if sign.kind is Kind.STAR else read_fuzzy
            return read(self._cursor, self.field, self._context)
        return self.values.read(field) if field is not None else self._name_or_word(lexeme)

    def read_whole(self) -> Unit | None:
        """As `read`, going on behind signs that were left out; None if nothing remains to be read."""
        cursor = self._cursor
        while (lexeme := cursor.peek()) is not None and lexeme.kind in _STARTS:
            length = len(cursor.row)
            unit = self.read()
            if unit is not None or len(cursor.row) == length:
                return unit
        return None

    def plain(self, lexeme: Lexeme) -> Unit:
        """A word by itself; the cursor stays."""
        typed = visible(self._cursor.text[lexeme.start : lexeme.end])
        return word_unit(self._context, lexeme.norm, typed)

    def _name_or_word(self, lexeme: Lexeme) -> Unit:
        cursor, context = self._cursor, self._context
        amount = self._amounts.read(context)
        if amount is not None:
            return amount
        match = context.chain.name_at(cursor.norms, cursor.at)
        if match is None or not context.is_name(match):
            cursor.at += 1
            return self.plain(lexeme)
        surface = cursor.surface(cursor.row[cursor.at : cursor.at + match.length])
        cursor.at += match.length
        return name_unit(context, match, lexeme.norm if match.length == 1 else "", surface)

    def _as_written(self, equals: Lexeme) -> Unit | None:
        """A word whose letters count as they are typed; of title and body only."""
        cursor = self._cursor
        word = cursor.row[cursor.at + 1]
        if self.field is not None:
            cursor.tell("as_written_in_field", equals.start, word.end)
            cursor.drop()
            return None
        cursor.at += 2
        return as_written_unit(cursor.surface([word]))

    def _quoted(self, opening: Lexeme) -> Unit | None:
        cursor = self._cursor
        if cursor.text[opening.start] in SINGLE_QUOTES and not begins(cursor.text, opening.start, "(+-:"):
            cursor.drop()
            return None
        place = closing_quote(cursor)
        end = len(cursor.text) if place is None else cursor.row[place].start
        words = [word for word in cursor.row[cursor.at : place] if word.kind is Kind.WORD]
        if place is None:
            cursor.tell("unclosed_quote", opening.start, end)
        elif not words:
            cursor.tell("empty_phrase", opening.start, cursor.row[place].end)
        cursor.at = len(cursor.row) if place is None else place + 1
        slop = 0 if place is None else read_slop(cursor)
        if not words:
            return None
        if (field := self._value_field) is not None:
            return self.values.known(field, opening.end, end)
        return self._phrase(words, slop)

    def _phrase(self, words: Sequence[Lexeme], slop: int) -> Unit:
        """A phrase; words that are one word or one name are just required."""
        context, typed = self._context, self._cursor.surface(words)
        norms = [word.norm for word in words]
        names = names_in(context, norms)
        if names and names[0].length == len(words):
            name = name_unit(context, names[0], norms[0] if len(norms) == 1 else "", typed)
            return name._replace(shown=f'"{typed}"', is_required=True)
        if len(words) == 1:
            word = word_unit(context, norms[0], typed)
            return word._replace(shown=f'"{typed}"', is_stop=False, is_required=True)
        shown = f'"{typed}"~{slop}' if slop else f'"{typed}"'
        expansions = tuple(self._expansions_in(words, names))
        node = phrase_node(context, norms, slop)
        return Unit("phrase", typed, shown, node, is_required=True, expansions=expansions)

    def _expansions_in(self, words: Sequence[Lexeme], names: Sequence[NameMatch]) -> Iterator[Expansion]:
        for name in names:
            typed = self._cursor.surface(words[name.position : name.position + name.length])
            yield from expansions_of(self._context, name, typed)

    def _hashtag(self, tag: Lexeme) -> Unit | None:
        cursor = self._cursor
        words = [w for w in cursor.row[cursor.at + 1 :] if w.kind is Kind.WORD and w.start < tag.end]
        if not words or self._value_field is not None:
            cursor.drop()
            return None
        cursor.skip_to(tag.end)
        if words[-1].end > tag.end:  # a number that goes on after the tag: #عام2,016
            cursor.is_mended = True
        surface = visible(cursor.text[tag.start : tag.end])
        return hashtag_unit(self._context, tag.norm, self._phrase(words, 0), surface)
