"""Numbers of a query: reads `125000`, «125 ألف» and ranges as the values that they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from archive.extraction.dates import DateInterval, find_dates
from archive.extraction.numbers import AMOUNTS, Kind, Number, find_numbers, number_to_words, parse_number
from archive.extraction.numbers.spell_out import LARGEST
from archive.model.article import Precision
from archive.text.arabic import fold
from index.analysis.numbers import number_term, value_text
from index.analysis.stemmer import other_numbers_of, stem_of
from index.model import Expansion
from index.query import ast
from index.query.ast import About, Numbers
from index.query.lexer import Kind as LexemeKind
from index.query.lexer import Lexeme
from index.query.phrases import phrase_node
from index.query.terms import OTHER_NUMBER_BOOST, Context, Node, Unit, visible, word_unit
from index.query.token_cursor import Cursor
from index.query.values.comparison import Comparison, read_comparison

_DIGITS = re.compile(r"\d{1,18}(?:\.\d{1,6})?")
_SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_ENGLISH = re.compile(rf"({_DIGITS.pattern})\s*({'|'.join(_SCALES)})")
#: Between a value and the next: typed ones have six decimals, kept ones sixteen digits.
_SMALLEST_STEP, _RELATIVE_STEP = Decimal("1e-6"), Decimal("1e-15")

_GROUPS = re.compile(r"(?<=\d)[,٬،](?=\d{3}(?!\d))")

_BETWEEN = re.compile(r"(?<!\s)\s+(?:to|الي|حتي|[-–—])\s+|(?<!\s)\s*\.\.+\s*")


def read_numbers(text: str) -> Unit | None:
    """Read a number, a range or a comparison (`>100000`) as the unit of the articles in whose text it stands.

    None if it is none of these. A range whose ends are in the wrong order is turned round; `*` leaves an end
    open.
    """
    comparison = read_comparison(fold(text))
    if comparison is not None:
        return _compared(text, comparison)
    parts = _BETWEEN.split(f" {fold(text)} ")
    if len(parts) == 1:
        value = _value(parts[0])
        return None if value is None else Unit("numbers", text, value_text(value), Numbers(value, value))
    if len(parts) != 2:
        return None
    ends = [None if part.strip() in ("*", "") else _value(part) for part in parts]
    if any(end is None and part.strip() not in ("*", "") for end, part in zip(ends, parts, strict=True)):
        return None
    low, high = ends
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Unit("numbers", text, f"[{_shown(low)} إلى {_shown(high)}]", Numbers(low, high))


def _compared(text: str, comparison: Comparison) -> Unit | None:
    """Build the unit of the numbers on one side of a value; None if the text has no value."""
    value = _value(comparison.value)
    if value is None:
        return None
    step = 0 if comparison.sign.endswith("=") else max(_SMALLEST_STEP, abs(value) * _RELATIVE_STEP)
    node = Numbers(value + step, None) if comparison.sign.startswith(">") else Numbers(None, value - step)
    return Unit("numbers", text, f"{comparison.sign}{value_text(value)}", node)


def _shown(value: Decimal | None) -> str:
    return "*" if value is None else value_text(value)


def _value(text: str) -> Decimal | None:
    """Read a folded text as one value; None if it is none, or a vague one."""
    digits = _GROUPS.sub("", text.strip())
    if _DIGITS.fullmatch(digits):
        return Decimal(digits)
    if (scaled := _ENGLISH.fullmatch(digits)) is not None:
        return Decimal(scaled.group(1)) * _SCALES[scaled.group(2)]
    number = parse_number(text)
    if number is None or number.kind is Kind.VAGUE or number.upper is not None:
        return None
    return Decimal(number.value)


_YEAR = re.compile(r"\d{4}")

_SEARCHED = AMOUNTS - {Kind.VAGUE}

_PRECISE = frozenset({Precision.DAY, Precision.MONTH})


@dataclass(frozen=True, slots=True)
class Amount:
    """A number or a date of the typed text, `text[start:end]`."""

    start: int
    end: int
    meaning: Number | DateInterval


class Amounts:
    """The numbers and dates of a typed text, by the word at which they begin."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._found = () if cursor.is_plain else tuple(_find(_words_of(cursor)))
        if not cursor.is_plain:
            # A number means another one beside other words: a wording is read again until it stays.
            cursor.is_mended = True

    def read(self, context: Context) -> Unit | None:
        """Read the number or the date at the cursor and move behind it; None if there is none to widen."""
        if context.fieldname == "byline":
            return None
        for amount in self._found:
            words = self._words(amount)
            if not words:
                continue
            norms = [word.norm for word in words]
            surface = " ".join(visible(self._cursor.text[words[0].start : words[-1].end]).split())
            unit = _unit(context, amount, norms, surface)
            if unit is not None:
                self._cursor.at += len(words)
            return unit
        return None

    def _words(self, amount: Amount) -> Sequence[Lexeme]:
        """Return the words of an amount that begins at the cursor; empty where a sign stands in it."""
        cursor = self._cursor
        first = cursor.next
        if not first.start <= amount.start < first.end:
            return ()
        stop = cursor.at
        while stop < len(cursor.row) and cursor.row[stop].start < amount.end:
            if cursor.row[stop].kind is not LexemeKind.WORD or not cursor.norms[stop]:
                return ()
            stop += 1
        return cursor.row[cursor.at : stop]


def _words_of(cursor: Cursor) -> str:
    """Return the typed text with line ends for signs, so that no number and no date reaches across one."""
    signs = [lexeme for lexeme in cursor.row if lexeme.kind is not LexemeKind.WORD]
    if not signs:
        return cursor.text
    chars = list(cursor.text)
    for sign in signs:
        chars[sign.start : sign.end] = "\n" * (sign.end - sign.start)
    return "".join(chars)


def _find(text: str) -> Iterator[Amount]:
    """Yield the dates of a text, then the numbers that are in none of them."""
    if not any(char.isalnum() for char in text):
        return
    dates = [found for found in find_dates(text) if _names_a_month(found)]
    for found in dates:
        yield Amount(*found.span, found)
    for number in find_numbers(text):
        inside = any(start <= number.start < end for start, end in (found.span for found in dates))
        is_word = number.kind is Kind.YEAR and number.value % 100 != 0
        if number.kind in _SEARCHED and number.upper is None and not (inside or is_word):
            yield Amount(number.start, number.end, number)


def _names_a_month(found: DateInterval) -> bool:
    """Tell whether a date is a month with its year or a day with both, in words or digits (`18/3/2016`)."""
    is_sharp = found.precision in _PRECISE and not (found.relative or found.fuzzy)
    is_day = found.precision is Precision.DAY and _YEAR.search(found.surface) is not None
    return is_sharp and (is_day or any(char.isalpha() for char in found.surface))


def _unit(context: Context, amount: Amount, norms: Sequence[str], surface: str) -> Unit | None:
    if isinstance(amount.meaning, Number):
        return _number_unit(context, amount.meaning, norms, surface)
    return _date_unit(context, amount.meaning, norms, surface)


def _number_unit(context: Context, number: Number, norms: Sequence[str], surface: str) -> Unit | None:
    """Build a number's unit: its words as typed, its value in digits, and its value in any other form."""
    digits = value_text(number.value)
    expansion = Expansion(f"number:{digits}", "number", surface, tuple(_forms(number, surface)))
    if not context.widens(expansion.id):
        return None
    nodes = [
        *_as_typed(context, norms, surface),
        ast.Term(context.fieldname, number_term(number.value)),
    ]
    if list(norms) != [digits] and "." not in digits:
        nodes.insert(-1, ast.Term(context.fieldname, digits))
    is_stop = len(norms) == 1 and word_unit(context, norms[0], surface).is_stop
    return Unit("number", surface, surface, ast.Or(nodes), is_stop=is_stop, expansions=(expansion,))


def _forms(number: Number, surface: str) -> Iterator[str]:
    value = number.value
    written = [f"{value:,}"] if isinstance(value, int) else [value_text(value)]
    if isinstance(value, int) and 0 <= value <= LARGEST:
        written.append(number_to_words(value))
    yield from (form for form in written if form != surface)


def _date_unit(context: Context, found: DateInterval, norms: Sequence[str], surface: str) -> Unit | None:
    """Build a date's unit: its words as typed, in a row, and every time that lies in these days."""
    days = found.start.isoformat()
    is_month = found.calendar == "gregorian" and found.precision is Precision.MONTH
    shown = days[:7] if is_month else days if found.start == found.end else f"{days}..{found.end.isoformat()}"
    expansion = Expansion(f"date:{shown}", "date", surface, (shown,))
    if context.fieldname != "text" or not context.widens(expansion.id):
        return None
    about = About(found.start, found.end, within=True, weight=1.0)
    nodes = [phrase_node(context, norms), about] if len(norms) > 1 else [about]
    return Unit("date", surface, surface, ast.Or(nodes), expansions=(expansion,))


def _as_typed(context: Context, norms: Sequence[str], surface: str) -> list[Node]:
    """Build the nodes that find the words as words; a lone one in this form, for «مليونان» is no «مليون»."""
    if len(norms) > 1:
        return [phrase_node(context, norms)]
    is_exact = context.fieldname == "text" and not norms[0].isdecimal()
    if is_exact:
        plurals = (stem_of(fold(other)) for other in other_numbers_of(norms[0]))
        others = [ast.Term("text", plural, OTHER_NUMBER_BOOST) for plural in plurals]
        return [ast.Term("surface", norms[0]), *others]
    node = word_unit(context, norms[0], surface).node
    return list(node.children) if isinstance(node, ast.Or) else [node]
