"""Reading one unit at the cursor: a word, a name, a phrase, a pattern, a hashtag, a field's value."""

from __future__ import annotations

import re
from dataclasses import replace

from index.parsing.cursor import Cursor
from index.parsing.fields import Field
from index.parsing.lexer import SINGLE_QUOTES, Kind, Lexeme, begins
from index.parsing.phrases import names_in, phrase_node
from index.parsing.units import (
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
from index.parsing.values import LONGEST_VALUE, Values, raw_value

#: Letters before the first star.
SHORTEST_PREFIX = 2
#: Letters of a word that may be one letter off.
SHORTEST_FUZZY = 3
#: Words between the words of a phrase, at most.
LARGEST_SLOP = 99

_CLOSERS = {
    '"': '"', "«": "»", "»": "«", "“": "”", "”": "“", "„": "“”", "‟": "”", "‘": "’", "’": "‘", "‹": "›", "›": "‹",
}  # fmt: skip
_BRACKETED = re.compile(r"\[([^\[\]]*)(\]?)")
_RAW = re.compile(r"""[^\s()"“”„‟«»‹›]+""")
_STARTS = frozenset({Kind.WORD, Kind.QUOTE, Kind.EQUALS, Kind.STAR, Kind.HASHTAG, Kind.BRACKET})


class WordReader:
    """Reads units in the field that was last entered."""

    def __init__(self, cursor: Cursor, context: Context, values: Values) -> None:
        self._cursor = cursor
        self._outside = context
        self._values = values
        self._context = context
        self.field: Field | None = None

    def enter(self, field: Field | None) -> None:
        """From here on, words are sought in this field; None for title and body together."""
        self.field = field
        in_words = field is not None and field.holds_words
        fieldname = field.term if field is not None and in_words else "text"
        self._context = replace(self._outside, fieldname=fieldname)

    @property
    def _takes_values(self) -> bool:
        return self.field is not None and not self.field.holds_words

    def read(self) -> Unit | None:
        """The unit at the cursor, which moves behind it; None if a sign was left out instead."""
        cursor = self._cursor
        lexeme = cursor.row[cursor.at]
        match lexeme.kind:
            case Kind.QUOTE:
                return self._quoted(lexeme)
            case Kind.STAR:
                return self._star(lexeme)
            case Kind.EQUALS:
                return self._as_written(lexeme)
            case Kind.HASHTAG:
                return self._hashtag(lexeme)
            case Kind.BRACKET:
                return self._range_of_dates(lexeme)
        if cursor.glued(1, Kind.STAR):
            return self._pattern()
        if cursor.glued(1, Kind.TILDE):
            return self._fuzzy(lexeme)
        return self._value() if self._takes_values else self._name_or_word(lexeme)

    def read_whole(self) -> Unit | None:
        """As `read`, going on after a sign that was left out; None only if nothing is left to read."""
        cursor = self._cursor
        while (lexeme := cursor.peek()) is not None and lexeme.kind in _STARTS:
            length = len(cursor.row)
            unit = self.read()
            if unit is not None or len(cursor.row) == length:
                return unit
        return None

    def plain(self, lexeme: Lexeme) -> Unit:
        """A word by itself; the cursor stays."""
        return word_unit(self._context, lexeme.norm, self._cursor.surface([lexeme]))

    def _name_or_word(self, lexeme: Lexeme) -> Unit:
        cursor, context = self._cursor, self._context
        match = context.chain.names.match(cursor.norms, cursor.at) if cursor.norms[cursor.at] else None
        if match is None or not context.is_name(match):
            cursor.at += 1
            return word_unit(context, lexeme.norm, cursor.surface([lexeme]))
        surface = cursor.surface(cursor.row[cursor.at : cursor.at + match.length])
        cursor.at += match.length
        return name_unit(context, match, lexeme.norm if match.length == 1 else "", surface)

    # Phrases

    def _quoted(self, opening: Lexeme) -> Unit | None:
        cursor = self._cursor
        if cursor.text[opening.start] in SINGLE_QUOTES and not begins(cursor.text, opening.start, "(+-:"):
            cursor.drop()
            return None
        place = self._closing(opening)
        end = cursor.row[place].start if place is not None else len(cursor.text)
        words = [word for word in cursor.row[cursor.at : place] if word.kind is Kind.WORD]
        if place is None:
            cursor.tell("unclosed_quote", opening.start, end)
        elif not words:
            cursor.tell("empty_phrase", opening.start, cursor.row[place].end)
        cursor.at = len(cursor.row) if place is None else place + 1
        slop = self._slop() if place is not None else 0
        if not words:
            return None
        if self._takes_values:
            return self._known_value(visible(cursor.text[opening.end : end]).strip(), opening.start, end)
        return self._phrase(words, slop)

    def _closing(self, opening: Lexeme) -> int | None:
        """Where the quote ends: at its partner, else at its like, else at any quote."""
        cursor = self._cursor
        sign = cursor.text[opening.start]
        quotes = [
            (place, cursor.text[lexeme.start])
            for place, lexeme in enumerate(cursor.row[cursor.at + 1 :], cursor.at + 1)
            if lexeme.kind is Kind.QUOTE
        ]
        single = sign in SINGLE_QUOTES
        others = [quote for _, quote in quotes if (quote in SINGLE_QUOTES) == single]
        for closers in (_CLOSERS[sign], sign, others):
            found = next((place for place, quote in quotes if quote in closers), None)
            if found is not None:
                return found
        return None

    def _slop(self) -> int:
        """The number after a phrase (`"…"~5`); 0 if there is none."""
        cursor = self._cursor
        if not self._glued_behind(Kind.TILDE):
            return 0
        cursor.at += 1
        if not self._glued_behind(Kind.WORD):
            return 0
        number = cursor.row[cursor.at].norm
        cursor.at += 1
        return min(int(number), LARGEST_SLOP)

    def _glued_behind(self, kind: Kind) -> bool:
        """Whether a lexeme of this kind is glued to what was just read."""
        return self._cursor.glued(0, kind) is not None

    def _phrase(self, words: list[Lexeme], slop: int) -> Unit:
        context, typed = self._context, self._cursor.surface(words)
        norms = [word.norm for word in words]
        names = names_in(context, norms)
        if len(words) == 1 or (names and names[0].length == len(words)):
            one = name_unit(context, names[0], norms[0] if len(norms) == 1 else "", typed) if names else None
            one = one or word_unit(context, norms[0], typed)
            return replace(one, shown=f'"{typed}"', is_stop=False, is_required=True)
        return Unit(
            "phrase",
            typed,
            f'"{typed}"~{slop}' if slop else f'"{typed}"',
            phrase_node(context, norms, slop),
            is_required=True,
            expansions=tuple(
                expansion
                for name in names
                for expansion in expansions_of(
                    context, name, self._words_of(words, name.position, name.length)
                )
            ),
        )

    def _words_of(self, words: list[Lexeme], position: int, length: int) -> str:
        return self._cursor.surface(words[position : position + length])

    def _hashtag(self, tag: Lexeme) -> Unit | None:
        cursor = self._cursor
        words = [w for w in cursor.row[cursor.at + 1 :] if w.kind is Kind.WORD and w.start < tag.end]
        if not words or self._takes_values:
            cursor.drop()
            return None
        cursor.skip_to(tag.end)
        surface = visible(cursor.text[tag.start : tag.end])
        return hashtag_unit(self._context, tag.norm, self._phrase(words, 0), surface)

    # Patterns

    def _star(self, star: Lexeme) -> Unit | None:
        """A star before a word is left out; one that stands alone means every article."""
        cursor = self._cursor
        while cursor.glued(1, Kind.STAR):
            cursor.drop(1)
        word = cursor.glued(1, Kind.WORD, Kind.HASHTAG, Kind.QUOTE)
        if word is None and begins(cursor.text, star.start) and self.field is None:
            cursor.at += 1
            return every_unit()
        if word is not None:
            cursor.tell("leading_star", star.start, word.end)
        elif self.field is not None:
            cursor.tell("no_pattern_here", star.start, star.end)
        cursor.drop()
        return None

    def _pattern(self) -> Unit | None:
        """A word with stars in it or after it."""
        cursor = self._cursor
        length = 1
        while cursor.glued(length, Kind.STAR, Kind.WORD):
            both = cursor.row[cursor.at + length - 1].kind, cursor.row[cursor.at + length].kind
            if both == (Kind.WORD, Kind.WORD):
                break
            length += 1
        parts = cursor.row[cursor.at : cursor.at + length]
        if len(parts[0].norm) < SHORTEST_PREFIX or self._takes_values:
            code = "no_pattern_here" if self._takes_values else "short_prefix"
            cursor.tell(code, parts[0].start, parts[-1].end)
            for ahead in range(length - 1, 0, -1):
                if parts[ahead].kind is Kind.STAR:
                    cursor.drop(ahead)
            return None
        cursor.at += length
        pattern = re.sub(r"\*+", "*", "".join(part.norm or "*" for part in parts))
        surface = visible(cursor.text[parts[0].start : parts[-1].end])
        surface = re.sub(r"\*+", "*", surface)
        if pattern.index("*") == len(pattern) - 1:
            return expanded_unit(self._context, "prefix", pattern[:-1], surface)
        return expanded_unit(self._context, "wildcard", pattern, surface)

    def _fuzzy(self, word: Lexeme) -> Unit | None:
        """A word that may be one letter off: `كلمة~`, `كلمة~1`."""
        cursor = self._cursor
        number = cursor.glued(2, Kind.WORD)
        end = (number or cursor.row[cursor.at + 1]).end
        if len(word.norm) < SHORTEST_FUZZY or self._takes_values:
            cursor.tell("no_pattern_here" if self._takes_values else "short_fuzzy", word.start, end)
            for ahead in (2, 1) if number else (1,):
                cursor.drop(ahead)
            return None
        if number and number.norm != "1":
            cursor.tell("fuzzy_distance", word.start, end)
        cursor.at += 3 if number else 2
        return expanded_unit(self._context, "fuzzy", word.norm, f"{cursor.surface([word])}~")

    def _as_written(self, equals: Lexeme) -> Unit | None:
        """A word whose letters count as they are typed."""
        cursor = self._cursor
        word = cursor.row[cursor.at + 1]
        if self.field is not None:
            cursor.tell("as_written_in_field", equals.start, word.end)
            cursor.drop()
            return None
        cursor.at += 2
        return as_written_unit(cursor.surface([word]))

    # Values of fields

    def _value(self) -> Unit | None:
        """The longest value that the field knows, of the words at the cursor."""
        cursor, field = self._cursor, self.field
        assert field is not None
        first = cursor.row[cursor.at]
        if field.is_raw:
            return self.read_raw(first.start, field)
        glued = 1
        while cursor.glued(glued, Kind.WORD):
            glued += 1
        row = cursor.norms[cursor.at : cursor.at + max(glued, LONGEST_VALUE)]
        words = row.index("") if "" in row[1:] else len(row)
        for length in range(words, 0, -1):
            end = cursor.row[cursor.at + length - 1].end
            unit = self._values.read(field, visible(cursor.text[first.start : end]))
            if unit is not None:
                cursor.at += length
                return unit
        end = cursor.row[cursor.at + glued - 1].end
        cursor.at += glued
        return self._known_value(visible(cursor.text[first.start : end]), first.start, end)

    def read_raw(self, start: int, field: Field) -> Unit | None:
        """Everything from this place to the next space, as it is; None if nothing is there."""
        cursor = self._cursor
        match = _RAW.match(cursor.text, start)
        value = visible(match.group()) if match else ""
        if match is None or not value:
            return None
        cursor.skip_to(match.end())
        return raw_value(field, value)

    def _range_of_dates(self, bracket: Lexeme) -> Unit | None:
        """A range in brackets: `[2015-06 TO 2016-02]`, «[2015 إلى 2016]»."""
        cursor = self._cursor
        match = _BRACKETED.match(cursor.text, bracket.start)
        if match is None or self.field is not Field.DATE:
            cursor.drop()
            return None
        cursor.skip_to(match.end())
        if not match.group(2):
            cursor.tell("unclosed_range", bracket.start, match.end())
        return self._known_value(match.group(1), bracket.start, match.end())

    def _known_value(self, text: str, start: int, end: int) -> Unit | None:
        """The value that a text is. An unknown name finds nothing; what is no date is left out."""
        cursor, field = self._cursor, self.field
        assert field is not None
        unit = self._values.read(field, text)
        if unit is not None:
            return unit
        if field is Field.DATE:
            cursor.tell("bad_date", start, end)
            return None
        if field is Field.PLATFORM or self._values.outlets is not None:
            cursor.tell(f"unknown_{field.term}", start, end)
        return raw_value(field, text)
