"""Queries as stock Whoosh has them, each beside the tree that asks the engine for the same.

Whoosh's own classes are taken as they come. Where its code stands in the way (ARCHITECTURE.md says where), a
query is put as it can answer it: a negation under `And`, an optional side at the top, days by their columns,
a limited search without skipping, boosts and filters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import translate
from random import Random

from whoosh import query as q

from index.query import ast
from index.search.snapshot import Snapshot
from tests.index.support.whoosh_reference import Days, unscored

#: What a query of ours asks for and what Whoosh's does.
Pair = tuple[q.Query, ast.Node]
SCORED = ("text", "surface", "title", "byline")
BOOSTS = (1.0, 1.0, 0.3, 2.5)
#: More terms than any pattern has.
ALL = 10**9
#: Articles whose words are asked for.
SAMPLE = 250


@dataclass(frozen=True, slots=True)
class Asked:
    """A query in both tongues."""

    kind: str
    stock: q.Query
    ours: ast.Node
    is_scored: bool = True
    """Whether scores are to be the same too; else only what is found."""

    @property
    def is_limited(self) -> bool:
        """Whether Whoosh may be asked for the best ten: beside boosts, filters and options it drops some."""
        return not re.search(r"boost=2|ConstantScore|AndMaybe", repr(self.stock))


class Vocabulary:
    """The words of some articles of a snapshot, as they follow one another, and all terms of its fields."""

    def __init__(self, snapshot: Snapshot, random: Random) -> None:
        self.random = random
        self.rows: dict[str, list[list[str]]] = {name: [] for name in SCORED}
        self.values: dict[str, list[str]] = {}
        self._segments = snapshot.segments
        places = [(segment, number) for segment in self._segments for number in range(segment.documents)]
        for segment, number in random.sample(places, min(SAMPLE, len(places))):
            record = segment.record(number)
            title = snapshot.chain.analyze(record.get("title") or "")
            body = snapshot.chain.analyze(segment.body(number)[:3_000])
            byline = snapshot.chain.analyze(record.get("byline") or "")
            self.rows["text"] += [title.stems, body.stems]
            self.rows["surface"] += [title.norms, body.norms]
            self.rows["title"].append(title.stems)
            self.rows["byline"].append(byline.stems)
        self.rows = {name: [row for row in rows if row] for name, rows in self.rows.items()}
        self.days = sorted({int(day) for one in self._segments for day in one.published_from if day}) or [
            735_000
        ]
        for name in ("outlet", "platform", "id", "url"):
            self.values[name] = [word for word in self.terms(name) if word][:3_000]

    def terms(self, field: str) -> list[str]:
        """Every term of a field, over all segments."""
        return sorted({word for segment in self._segments for word in segment.fields[field].all_words()})

    def field(self, least: int = 1) -> str:
        """A field that has rows of so many words."""
        return self.random.choice(
            [name for name in SCORED if any(len(row) >= least for row in self.rows[name])]
        )

    def run(self, field: str, length: int) -> list[str]:
        """So many words that follow one another in a field of some article."""
        row = self.random.choice([row for row in self.rows[field] if len(row) >= length])
        at = self.random.randrange(len(row) - length + 1)
        return list(row[at : at + length])

    def word(self, field: str) -> str:
        """A word, the likelier the more often it stands there."""
        return self.run(field, 1)[0]

    def boost(self) -> float:
        """A boost, often none."""
        return self.random.choice(BOOSTS)


def queries_of(snapshot: Snapshot, each: int, seed: int = 1) -> Iterator[Asked]:
    """So many queries of each kind, the same for the same seed."""
    words = Vocabulary(snapshot, Random(seed))
    for kind, make in KINDS.items():
        for _ in range(each):
            yield Asked(kind, *make(words), is_scored=kind != "prefix, alike")


def _term(words: Vocabulary) -> Pair:
    field, boost = words.field(), words.boost()
    word = words.word(field)
    return q.Term(field, word, boost=boost), ast.Term(field, word, boost)


def _value(words: Vocabulary) -> Pair:
    """A word with a value, which filters."""
    field = words.random.choice([name for name, held in words.values.items() if held])
    value = words.random.choice(words.values[field])
    return unscored(q.Term(field, value)), ast.Term(field, value)


def _filtered(words: Vocabulary) -> Pair:
    return _joined(q.And, ast.And, [_value(words), _several(words, q.Or, ast.Or)])


def _phrase(words: Vocabulary) -> Pair:
    length = words.random.choice((2, 2, 3, 4))
    field, boost = words.field(length), words.boost()
    run = words.run(field, length)
    return q.Phrase(field, run, boost=boost), ast.Phrase(
        field, tuple(zip(run, range(length), strict=True)), 0, boost
    )


def _joined(
    stock: type[q.Query], ours: type[ast.Compound], pairs: Sequence[Pair], boost: float = 1.0
) -> Pair:
    theirs, trees = zip(*pairs, strict=True)
    return stock(list(theirs), boost=boost), ours(trees, boost)


def _several(words: Vocabulary, stock: type[q.Query], ours: type[ast.Compound]) -> Pair:
    pairs = [_term(words) for _ in range(words.random.randint(2, 5))]
    return _joined(stock, ours, pairs, words.boost())


def _or(words: Vocabulary) -> Pair:
    return _several(words, q.Or, ast.Or)


def _and(words: Vocabulary) -> Pair:
    pairs = [_common(words) for _ in range(words.random.randint(2, 3))]
    return _joined(q.And, ast.And, pairs, words.boost())


def _common(words: Vocabulary) -> Pair:
    """A term of the text, so that several are often found together."""
    word, boost = words.word("text"), words.boost()
    return q.Term("text", word, boost=boost), ast.Term("text", word, boost)


def _and_not(words: Vocabulary) -> Pair:
    (wanted, ours), (unwanted, ours_unwanted) = _or(words), _common(words)
    return q.And([wanted, unscored(q.Not(unwanted))]), ast.And([ours, ast.Not(ours_unwanted)])


def _and_maybe(words: Vocabulary) -> Pair:
    (required, ours), (optional, ours_optional) = _or(words), _term(words)
    return q.AndMaybe(required, optional), ast.AndMaybe(ours, ours_optional)


def _patterned(stock: q.Query, fits: Callable[[str], object], words: Vocabulary) -> Pair:
    """A pattern, and the terms of its field that it fits, found here one by one."""
    field = stock.field()
    return stock, ast.Or([ast.Term(field, term) for term in words.terms(field) if fits(term)])


def _prefix(words: Vocabulary) -> Pair:
    field = words.field()
    head = words.word(field)[: words.random.randint(2, 5)]
    stock = q.Prefix(field, head, constantscore=False)
    if field == "surface":  # Ours finds words behind their clitics too.
        return _patterned(stock, lambda term: term.startswith(head), words)
    return stock, ast.Expanded(field, "prefix", head, limit=ALL)


def _wildcard(words: Vocabulary) -> Pair:
    field = words.field()
    word = words.word(field)
    at = words.random.randrange(len(word) + 1)
    shape = words.random.choice((f"{word[:2]}*{word[3:]}", f"{word[:at]}?{word[at + 1 :]}", f"*{word[2:]}?"))
    shape = shape if set(shape) - set("*?") else f"{word[0]}*"
    fits = re.compile(translate(shape)).match
    return _patterned(q.Wildcard(field, shape, constantscore=False), fits, words)


def _fuzzy(words: Vocabulary) -> Pair:
    field = words.field()
    word = words.word(field)
    kept = min(len(word), words.random.choice((0, 1, 2)))
    stock = q.FuzzyTerm(field, word, prefixlength=kept, constantscore=False)
    return _patterned(stock, lambda term: term[:kept] == word[:kept] and _is_near(word, term), words)


def _is_near(word: str, term: str) -> bool:
    """Whether one letter at most is inserted, left out or changed."""
    if abs(len(word) - len(term)) > 1:
        return False
    short, long = sorted((word, term), key=len)
    at = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    return short[at:] == long[at + 1 :] or (len(short) == len(long) and short[at + 1 :] == long[at + 1 :])


def _range(words: Vocabulary) -> Pair:
    field = words.random.choice(("title", "byline"))
    first, last = sorted(words.word(field) for _ in range(2))
    last = min(last, first[:2] + "\uffff")
    stock = q.TermRange(field, first, last, constantscore=False)
    return _patterned(stock, lambda term: first.encode() <= term.encode() <= last.encode(), words)


def _alike(words: Vocabulary) -> Pair:
    """A prefix as Whoosh has it by default: what it finds, all scored alike."""
    return _prefix_of("surface", words.word("surface")[:3], words)


def _prefix_of(field: str, head: str, words: Vocabulary) -> Pair:
    return _patterned(q.ConstantScoreQuery(q.Prefix(field, head)), lambda term: term.startswith(head), words)


def _dated(words: Vocabulary) -> Pair:
    """Days are columns, in which Whoosh's ranges, which look for terms, find nothing."""
    first = words.random.choice(words.days) - words.random.randrange(9)
    last = first + words.random.choice((0, 6, 30, 90))
    begins = Days("published_from", lambda day: 0 < day <= last)
    ends = Days("published_to", lambda day: day >= first)
    dates = ast.Dates(date.fromordinal(first), date.fromordinal(last))
    return _joined(q.And, ast.And, [(unscored(q.And([begins, ends])), dates), _or(words)])


def _every(words: Vocabulary) -> Pair:
    """Every article but some; Whoosh would give each the score 1."""
    unwanted, ours = _common(words)
    return q.And([unscored(q.Every()), unscored(q.Not(unwanted))]), ast.And([ast.Every(), ast.Not(ours)])


def _nested(words: Vocabulary, depth: int = 3) -> Pair:
    if depth == 0 or words.random.random() < 0.2:
        return words.random.choice((_term, _common, _phrase))(words)
    kind = words.random.choice(("or", "or", "and", "not", "value"))
    parts = [_nested(words, depth - 1) for _ in range(words.random.randint(2, 3))]
    if kind == "not":
        unwanted, ours = _nested(words, depth - 1)
        parts = [_joined(q.Or, ast.Or, parts), (unscored(q.Not(unwanted)), ast.Not(ours))]
    if kind == "value":
        parts = [_value(words), _joined(q.Or, ast.Or, parts)]
    if kind == "or":
        return _joined(q.Or, ast.Or, parts, words.boost())
    return _joined(q.And, ast.And, parts, words.boost())


#: What makes a query, by kind.
KINDS: dict[str, Callable[[Vocabulary], Pair]] = {
    "term": _term,
    "value": _filtered,
    "phrase": _phrase,
    "or": _or,
    "and": _and,
    "and not": _and_not,
    "and maybe": _and_maybe,
    "prefix": _prefix,
    "prefix, alike": _alike,
    "wildcard": _wildcard,
    "fuzzy": _fuzzy,
    "range of terms": _range,
    "days": _dated,
    "every": _every,
    "nested": _nested,
}
