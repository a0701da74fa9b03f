"""Suggestions: completions of what was typed, and corrections of probable slips."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace

from archive.text.arabic import fold
from archive.text.encodings import from_utf8, utf8
from index.analysis.tokenizer import tokenize
from index.errors import IndexingError
from index.model import Query, Sort
from index.query import ast
from index.query.ast import Expanded, Parsed
from index.search.searcher import search
from index.search.snapshot import Snapshot

#: A typed beginning shorter than this suggests nothing.
SHORTEST = 2
#: A word that stands in more articles than this is not taken for a slip.
RARE = 1


def suggest(snapshot: Snapshot, text: str, limit: int) -> tuple[str, ...]:
    """Return at most `limit` names, words and titles that go on from what was typed, without repeats."""
    tokens = list(tokenize(text))
    if not tokens or len(tokens[-1].norm) < SHORTEST or text[-1:].isspace():
        return ()
    found: dict[str, None] = {}
    for suggestion in (
        *_names(snapshot, text),
        *_words(snapshot, text, limit),
        *_titles(snapshot, text, limit),
    ):
        if fold(suggestion) != fold(text):
            found.setdefault(suggestion)
    return tuple(found)[:limit]


def _names(snapshot: Snapshot, text: str) -> Iterator[str]:
    typed = fold(text).strip()
    for spellings in snapshot.chain.names.by_id.values():
        written = next((s.written for s in spellings if fold(s.written).startswith(typed)), None)
        if written:
            yield written


def _words(snapshot: Snapshot, text: str, limit: int) -> Iterator[str]:
    """Yield the typed text with its last word completed, the most frequent words first."""
    last = list(tokenize(text))[-1]
    node = Expanded("surface", "prefix", last.norm, limit=limit)
    for term in snapshot.expand(node):
        word = from_utf8(term)
        if word.startswith(last.norm):
            yield text[: last.start] + written_form(snapshot, term)


def written_form(snapshot: Snapshot, term: bytes) -> str:
    """Return a surface term as the first article that holds it writes it; as it is if none does."""
    for segment in snapshot.segments:
        number = segment.fields["surface"].find(term)
        if number < 0:
            continue
        document = int(segment.fields["surface"].documents_of(number)[0])
        position = segment.positions_in("surface", number, document)[:1]
        in_title, starts, lengths = segment.token_spans(document, position)
        text = segment.record(document)["title"] if in_title[0] else segment.body(document)
        return str(text[int(starts[0]) : int(starts[0]) + int(lengths[0])])
    return from_utf8(term)


def _titles(snapshot: Snapshot, text: str, limit: int) -> Iterator[str]:
    """Yield titles that hold all the typed words, the last one perhaps unfinished."""
    stems = snapshot.chain.analyze(text).stems
    last = list(tokenize(text))[-1].norm
    known = [ast.Term("title", stem) for stem in stems[:-1]]
    forms = {
        snapshot.chain.stem(t.decode())
        for t in snapshot.expand(Expanded("surface", "prefix", last, limit=50))
    }
    tree = ast.And([*known, ast.Or([ast.Term("title", stem) for stem in sorted(forms)])])
    result = search(snapshot, Parsed(tree, ()), Query())
    for place in result.places(0, limit):
        yield str(snapshot.segments[place.segment].record(place.document)["title"])


def did_you_mean(snapshot: Snapshot, parsed: Parsed, query: Query) -> str | None:
    """Return the text with its unknown words replaced by known ones a letter away; None if it finds no more.

    Words that stand in the archive are never touched, so a suggestion suggests nothing further.
    """
    slips = {word.typed for word in parsed.words if word.kind == "word" and not word.negated}
    text = _mended(snapshot, query.text, slips)
    if text == query.text:
        return None
    counting = replace(query, sort=Sort.NEWEST)
    before = search(snapshot, parsed, counting)
    try:
        again, _ = snapshot.readings.of(replace(query, text=text))
    except IndexingError:
        return None
    after = search(snapshot, again, counting)
    gains = after.total_all_words > before.total_all_words and after.total >= before.total
    return text if gains else None


def _mended(snapshot: Snapshot, text: str, words: Set[str]) -> str:
    """Return the text with these words, where they stand whole, replaced by their nearest known ones."""
    pieces, last = [], 0
    for token in tokenize(text):
        written = text[token.start : token.end]
        better = _nearest(snapshot, written) if written in words else None
        pieces += [text[last : token.start], better or written]
        last = token.end
    return "".join([*pieces, text[last:]])


def _nearest(snapshot: Snapshot, typed: str) -> str | None:
    """Return the most frequent word one letter away from a rare word; None for a known or short one."""
    norm = next((token.norm for token in tokenize(typed)), "")
    stem = snapshot.chain.stem(norm)
    if len(norm) < 4 or snapshot.frequency("text", utf8(stem)) > RARE:
        return None
    near = snapshot.expand(Expanded("surface", "fuzzy", norm, limit=5))
    better = [term for term in near if snapshot.frequency("surface", term) > RARE]
    return written_form(snapshot, better[0]) if better else None
