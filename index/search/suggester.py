"""Suggestions: completions of what was typed, and corrections of probable slips."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace
from typing import Protocol

from archive.text.arabic import fold
from archive.text.encodings import from_utf8, utf8
from index.analysis.analyzer import Chain
from index.analysis.tokenizer import tokenize
from index.errors import IndexingError
from index.model import Query, Sort
from index.query import ast
from index.query.ast import Expanded, Parsed
from index.query.cache import Readings
from index.search.searcher import search
from index.search.snapshot import Snapshot

#: A typed beginning shorter than this suggests nothing.
SHORTEST = 2
#: A word that stands in more articles than this is not taken for a slip.
RARE = 1


class Vocabulary(Protocol):
    """The words and titles of an archive, as suggestions ask for them."""

    @property
    def chain(self) -> Chain:
        """Return the chain that analyses queries."""
        ...

    @property
    def readings(self) -> Readings:
        """Return the parser of queries."""
        ...

    def frequency(self, name: str, term: bytes) -> int:
        """Count the articles that hold a field's term."""
        ...

    def expand(self, node: Expanded) -> tuple[bytes, ...]:
        """Return the terms of a pattern, the most frequent first."""
        ...

    def written_form(self, term: bytes) -> str:
        """Return a surface term as an article that holds it writes it; as it is if none does."""
        ...

    def titles(self, tree: ast.Node, limit: int) -> Iterator[str]:
        """Yield the titles of the best `limit` articles that match."""
        ...

    def totals(self, parsed: Parsed, query: Query) -> tuple[int, int]:
        """Return how many articles match a query, and how many of them hold all its words."""
        ...


class SnapshotVocabulary:
    """The words and titles of a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.chain, self.readings = snapshot.chain, snapshot.readings
        self.frequency, self.expand = snapshot.frequency, snapshot.expand

    def written_form(self, term: bytes) -> str:
        """Return a surface term as the first article that holds it writes it; as it is if none does."""
        for segment in self._snapshot.segments:
            number = segment.fields["surface"].find(term)
            if number < 0:
                continue
            document = int(segment.fields["surface"].documents_of(number)[0])
            position = segment.positions_in("surface", number, document)[:1]
            in_title, starts, lengths = segment.token_spans(document, position)
            text = segment.record(document)["title"] if in_title[0] else segment.body(document)
            return str(text[int(starts[0]) : int(starts[0]) + int(lengths[0])])
        return from_utf8(term)

    def titles(self, tree: ast.Node, limit: int) -> Iterator[str]:
        """Yield the titles of the best `limit` articles that match."""
        snapshot = self._snapshot
        for place in search(snapshot, Parsed(tree, ()), Query()).places(0, limit):
            yield str(snapshot.segments[place.segment].record(place.document)["title"])

    def totals(self, parsed: Parsed, query: Query) -> tuple[int, int]:
        """Return how many articles match a query, and how many of them hold all its words."""
        found = search(self._snapshot, parsed, replace(query, sort=Sort.NEWEST))
        return found.total, found.total_all_words


def suggest(vocabulary: Vocabulary, text: str, limit: int) -> tuple[str, ...]:
    """Return at most `limit` names, words and titles that go on from what was typed, without repeats."""
    tokens = list(tokenize(text))
    if not tokens or len(tokens[-1].norm) < SHORTEST or text[-1:].isspace():
        return ()
    found: dict[str, None] = {}
    for suggestion in (
        *_names(vocabulary, text),
        *_words(vocabulary, text, limit),
        *_titles(vocabulary, text, limit),
    ):
        if fold(suggestion) != fold(text):
            found.setdefault(suggestion)
    return tuple(found)[:limit]


def _names(vocabulary: Vocabulary, text: str) -> Iterator[str]:
    typed = fold(text).strip()
    for spellings in vocabulary.chain.names.by_id.values():
        written = next((s.written for s in spellings if fold(s.written).startswith(typed)), None)
        if written:
            yield written


def _words(vocabulary: Vocabulary, text: str, limit: int) -> Iterator[str]:
    """Yield the typed text with its last word completed, the most frequent words first."""
    last = list(tokenize(text))[-1]
    node = Expanded("surface", "prefix", last.norm, limit=limit)
    for term in vocabulary.expand(node):
        word = from_utf8(term)
        if word.startswith(last.norm):
            yield text[: last.start] + vocabulary.written_form(term)


def _titles(vocabulary: Vocabulary, text: str, limit: int) -> Iterator[str]:
    """Yield titles that hold all the typed words, the last one perhaps unfinished."""
    stems = vocabulary.chain.analyze(text).stems
    last = list(tokenize(text))[-1].norm
    known = [ast.Term("title", stem) for stem in stems[:-1]]
    forms = {
        vocabulary.chain.stem(t.decode())
        for t in vocabulary.expand(Expanded("surface", "prefix", last, limit=50))
    }
    tree = ast.And([*known, ast.Or([ast.Term("title", stem) for stem in sorted(forms)])])
    yield from vocabulary.titles(tree, limit)


def did_you_mean(vocabulary: Vocabulary, parsed: Parsed, query: Query) -> str | None:
    """Return the text with its unknown words replaced by known ones a letter away; None if it finds no more.

    Words that stand in the archive are never touched, so a suggestion suggests nothing further.
    """
    slips = {word.typed for word in parsed.words if word.kind == "word" and not word.negated}
    text = _mended(vocabulary, query.text, slips)
    if text == query.text:
        return None
    before, before_all = vocabulary.totals(parsed, query)
    try:
        again, _ = vocabulary.readings.of(replace(query, text=text))
    except IndexingError:
        return None
    after, after_all = vocabulary.totals(again, query)
    return text if after_all > before_all and after >= before else None


def _mended(vocabulary: Vocabulary, text: str, words: Set[str]) -> str:
    """Return the text with these words, where they stand whole, replaced by their nearest known ones."""
    pieces, last = [], 0
    for token in tokenize(text):
        written = text[token.start : token.end]
        better = _nearest(vocabulary, written) if written in words else None
        pieces += [text[last : token.start], better or written]
        last = token.end
    return "".join([*pieces, text[last:]])


def _nearest(vocabulary: Vocabulary, typed: str) -> str | None:
    """Return the most frequent word one letter away from a rare word; None for a known or short one."""
    norm = next((token.norm for token in tokenize(typed)), "")
    stem = vocabulary.chain.stem(norm)
    if len(norm) < 4 or vocabulary.frequency("text", utf8(stem)) > RARE:
        return None
    near = vocabulary.expand(Expanded("surface", "fuzzy", norm, limit=5))
    better = [term for term in near if vocabulary.frequency("surface", term) > RARE]
    return vocabulary.written_form(better[0]) if better else None
