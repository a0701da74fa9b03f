"""Values of fields that hold whole values: platforms, outlets, dates, addresses, ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from whoosh import query as whoosh_query

from index.analysis.analyzer import Chain
from index.analysis.names import spelling_words
from index.query.ast import About, Dates
from index.query.dates import is_unknown, read_days, show_days
from index.query.fields import Field
from index.query.figurewords import action_ids, unit_ids
from index.query.numbers import read_numbers
from index.query.terms import Unit

#: The ids of the outlets that a text names; empty if it names none.
OutletResolver = Callable[[str], Sequence[str]]

#: A value of a raw field without quotes.
RAW = re.compile(r"""[^\s()"“”„‟«»‹›]+""")
_PLAIN = re.compile(r"""\w[^\s()"“”„‟«»‹›‘’*~\[\]]*""")


@dataclass(frozen=True, slots=True)
class Values:
    """Reads values of fields, with the names and the outlets of an archive."""

    chain: Chain
    outlets: OutletResolver | None = None

    def read(self, field: Field, text: str) -> Unit | None:
        """The value that a text is; None if the field does not know it."""
        match field:
            case Field.DATE:
                return _date(text)
            case Field.ABOUT:
                return _about(text)
            case Field.NUMBER:
                return read_numbers(text)
            case Field.PLATFORM:
                return self._platform(text)
            case Field.OUTLET | Field.UNIT | Field.ACTION:
                ids = self._ids(field, text)
                return _any_of(field, ids, text) if ids else None
            case _:
                return raw_value(field, text)

    def _ids(self, field: Field, text: str) -> Sequence[str]:
        if field is Field.OUTLET:
            return self.outlets(text) if self.outlets else ()
        return unit_ids(text) if field is Field.UNIT else action_ids(text)

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
    """A value taken as it is."""
    return _any_of(field, [text], text)


def _any_of(field: Field, values: Sequence[str], text: str) -> Unit:
    terms = [whoosh_query.Term(field.term, value) for value in values]
    shown = text if (RAW if field.is_raw else _PLAIN).fullmatch(text) else f'"{text}"'
    return Unit("value", text, shown, terms[0] if len(terms) == 1 else whoosh_query.Or(terms))


def _about(text: str) -> Unit | None:
    """The articles whose text names a time of these days."""
    days = read_days(text)
    return Unit("about", text, show_days(*days), About(*days)) if days else None


def _date(text: str) -> Unit | None:
    """The articles of these days; of any day for a range open at both ends."""
    undated = Dates(None, None, unknown=True)
    if is_unknown(text):
        return Unit("value", text, "مجهول", undated)
    days = read_days(text)
    if days is None:
        return None
    dated = whoosh_query.And([whoosh_query.Every(), whoosh_query.Not(undated)])
    return Unit("value", text, show_days(*days), dated if days == (None, None) else Dates(*days))
