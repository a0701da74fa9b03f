"""The word reader: reads one unit at the cursor: a word, name, phrase, hashtag, pattern, or field's value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from index.analysis.names import NameMatch
from index.analysis.wordlists import is_stop_word
from index.model import Expansion
from index.query.compounds import read_compound
from index.query.fields import Field
from index.query.lexer import SINGLE_QUOTES, Kind, Lexeme, begins
from index.query.phrases import names_in, phrase_node
from index.query.questions import ASKING_ID, NOUN_WEIGHT, asking_in
from index.query.quotes import closing_quote, read_slop
from index.query.terms import (
    Context,
    Unit,
    as_written_unit,
    every_unit,
    expanded_unit,
    expansions_of,
    hashtag_unit,
    name_unit,
    visible,
    word_unit,
)
from index.query.token_cursor import Cursor
from index.query.values.addresses import read_pasted_address
from index.query.values.field_value import ValueReader, Values
from index.query.values.months import read_month
from index.query.values.numbers import Amounts
from index.query.widening import Widener, widened_unit

#: Letters before the first star.
SHORTEST_PREFIX = 2

#: Letters of a word that may be one letter off.
SHORTEST_FUZZY = 3

_STARS = re.compile(r"\*+")


def read_star(cursor: Cursor, field: Field | None) -> Unit | None:
    """Read a star that stands alone, for every article.

    One before a word or in a field is left out and kept as a problem; the result is None then.
    """
    star = cursor.next
    while cursor.glued(1, Kind.STAR):
        cursor.drop(1)
    word = cursor.glued(1, Kind.WORD, Kind.HASHTAG, Kind.QUOTE)
    if word is None and field is None and begins(cursor.text, star.start, "(+-"):
        cursor.at += 1
        return every_unit()
    if word is not None:
        cursor.tell("leading_star", star.start, word.end)
    elif field is not None:
        cursor.tell("no_pattern_here", star.start, star.end)
    cursor.drop()
    return None


def read_pattern(cursor: Cursor, field: Field | None, context: Context) -> Unit | None:
    """Read a word with stars in it or after it; None, and the stars go, if it is too short for them."""
    parts = _parts(cursor)
    start, end = parts[0].start, parts[-1].end
    takes_no_pattern = field is not None and not field.holds_words
    if takes_no_pattern or len(parts[0].norm) < SHORTEST_PREFIX:
        cursor.tell("no_pattern_here" if takes_no_pattern else "short_prefix", start, end)
        for ahead in range(len(parts) - 1, 0, -1):
            if parts[ahead].kind is Kind.STAR:
                cursor.drop(ahead)
        return None
    cursor.at += len(parts)
    pattern = _STARS.sub("*", "".join(part.norm or "*" for part in parts))
    surface = _STARS.sub("*", visible(cursor.text[start:end]))
    if pattern.index("*") == len(pattern) - 1:
        return expanded_unit(context, "prefix", pattern[:-1], surface)
    return expanded_unit(context, "wildcard", pattern, surface)


def read_fuzzy(cursor: Cursor, field: Field | None, context: Context) -> Unit | None:
    """Read a word that may be one letter off (`كلمة~`, `كلمة~1`); None, the tilde gone, if too short."""
    word, tilde, number = cursor.next, cursor.row[cursor.at + 1], cursor.glued(2, Kind.WORD)
    end = (number or tilde).end
    takes_no_pattern = field is not None and not field.holds_words
    if takes_no_pattern or len(word.norm) < SHORTEST_FUZZY:
        cursor.tell("no_pattern_here" if takes_no_pattern else "short_fuzzy", word.start, end)
        for ahead in (2, 1) if number else (1,):
            cursor.drop(ahead)
        return None
    if number and number.norm != "1":
        cursor.tell("fuzzy_distance", word.start, end)
    cursor.at += 3 if number else 2
    return expanded_unit(context, "fuzzy", word.norm, f"{cursor.surface([word])}~")


def _parts(cursor: Cursor) -> list[Lexeme]:
    """Return the words and stars that are glued to the word at the cursor."""
    length = 1
    while (part := cursor.glued(length, Kind.STAR, Kind.WORD)) is not None:
        if part.kind is Kind.WORD and cursor.row[cursor.at + length - 1].kind is Kind.WORD:
            break
        length += 1
    return cursor.row[cursor.at : cursor.at + length]


_STARTS = frozenset({Kind.WORD, Kind.QUOTE, Kind.EQUALS, Kind.STAR, Kind.HASHTAG, Kind.BRACKET})


class WordReader:
    """A reader of units, in the field that was last entered."""

    def __init__(self, cursor: Cursor, context: Context, values: Values) -> None:
        self.field: Field | None = None
        self.values = ValueReader(cursor, values)
        self._cursor = cursor
        self._amounts = Amounts(cursor)
        self._widener = Widener(cursor, context)
        self._asking = asking_in(cursor)
        self._outside = self._context = context
        self._signs: dict[Kind, Callable[[Lexeme], Unit | None]] = {
            Kind.QUOTE: self._quoted,
            Kind.STAR: lambda _: read_star(cursor, self.field),
            Kind.EQUALS: self._as_written,
            Kind.HASHTAG: self._hashtag,
            Kind.BRACKET: lambda _: self.values.read_range(self.field),
        }

    def enter(self, field: Field | None) -> None:
        """Set the field in which words are sought from here on; None for title and body together."""
        self.field = field
        holds_words = field is not None and field.holds_words
        fieldname = field.term if field is not None and holds_words else "text"
        self._context = replace(self._outside, fieldname=fieldname)

    @property
    def _value_field(self) -> Field | None:
        """Return the field, if it is one of whole values; else None."""
        return None if self.field is None or self.field.holds_words else self.field

    def read(self) -> Unit | None:
        """Read the unit at the cursor and move behind it; None if something was left out instead."""
        lexeme = self._cursor.next
        if lexeme.kind is not Kind.WORD:
            return self._signs[lexeme.kind](lexeme)
        field = self._value_field
        one_thing = None if field else self._one_thing()
        if one_thing is not None:
            return one_thing
        sign = self._cursor.glued(1, Kind.STAR, Kind.TILDE)
        if sign is not None and not (field and field.is_raw):
            read = read_pattern if sign.kind is Kind.STAR else read_fuzzy
            return read(self._cursor, self.field, self._context)
        return self.values.read(field) if field is not None else self._name_or_word(lexeme)

    def _one_thing(self) -> Unit | None:
        """Read what signs join, a pasted address or a compound; None if the word stands by itself."""
        cursor, context = self._cursor, self._context
        return read_pasted_address(cursor, context) or read_compound(cursor, context)

    def read_whole(self) -> Unit | None:
        """Read the next unit, behind signs that were left out; None if nothing remains to be read."""
        cursor = self._cursor
        while (lexeme := cursor.peek()) is not None and lexeme.kind in _STARTS:
            length = len(cursor.row)
            unit = self.read()
            if unit is not None or len(cursor.row) == length:
                return unit
        return None

    def names_something(self, at: int) -> bool:
        """Tell whether a name begins at this place of the row."""
        match = self._context.chain.name_at(self._cursor.norms, at)
        if match is not None and self._context.is_name(match):
            return True
        variants = self._context.variants
        widening = variants.at(self._cursor.norms, at) if variants and self._cursor.norms[at] else None
        return widening is not None and any(group.kind == "name" for group in widening.groups)

    def plain(self, lexeme: Lexeme) -> Unit:
        """Return the unit of a word by itself; the cursor stays."""
        typed = visible(self._cursor.text[lexeme.start : lexeme.end])
        weight = NOUN_WEIGHT if lexeme.start in self._asking.nouns else 1.0
        opens = self._cursor.row[0].start == lexeme.start
        unit = word_unit(self._context, lexeme.norm, typed, weight, opens=opens)
        return unit if unit.is_stop else self._widener.with_joined(unit, lexeme)

    def _that_asks(self, lexeme: Lexeme) -> Unit | None:
        """Read the word at the cursor as one that is passed over, if it only asks; else None."""
        context = self._context
        if lexeme.start not in self._asking.passed_over or not context.widens(ASKING_ID):
            return None
        self._cursor.at += 1
        typed = [one for one in self._cursor.row if one.start in self._asking.passed_over]
        expansion = Expansion(ASKING_ID, "asking", self._cursor.surface(typed), ())
        return self.plain(lexeme)._replace(is_stop=True, expansions=(expansion,))

    def _name_or_word(self, lexeme: Lexeme) -> Unit:
        cursor, context = self._cursor, self._context
        asking = self._that_asks(lexeme)
        if asking is not None:
            return asking
        amount = self._amounts.read(context) or read_month(cursor, context)
        if amount is not None:
            return amount
        match = context.chain.name_at(cursor.norms, cursor.at)
        if match is not None and not context.is_name(match):
            match = None
        widened = self._widened(match.length if match else 0)
        if widened is not None:
            return widened
        if match is None:
            cursor.at += 1
            return self.plain(lexeme)
        surface = cursor.surface(cursor.row[cursor.at : cursor.at + match.length])
        cursor.at += match.length
        return name_unit(context, match, lexeme.norm if match.length == 1 else "", surface)

    def _widened(self, longer_than: int) -> Unit | None:
        """Read the name at the cursor with its other forms, if longer than `longer_than` words; else None."""
        cursor, context = self._cursor, self._context
        widening = self._widener.at(cursor.at) if context.expand and context.fieldname != "byline" else None
        if widening is None or widening.length <= longer_than:
            return None
        words = cursor.row[cursor.at : cursor.at + widening.length]
        if widening.length == 1 and is_stop_word(words[0].norm):
            return None
        unit = widened_unit(context, widening, [word.norm for word in words], cursor.surface(words))
        if unit is not None:
            cursor.at += widening.length
        return unit

    def _as_written(self, equals: Lexeme) -> Unit | None:
        """Read a word whose letters count as they are typed (title and body only); None in a field."""
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
        """Build the unit of a phrase; words that are one word or one name are just required."""
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
