"""Fusion: joins the list by words with the list by meaning, where that was measured to be better.

The first hits of both lists are ordered by the sum of their standard scores; behind them the list goes on by
words. The first hits by words keep their places as long as all words stand in them. What is counted is what
matches by words; an article found by meaning alone is only listed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from index.meaning.space import Near
from index.model import Mode, Query, Sort
from index.query.ast import PLAIN_KINDS, Or, Parsed, Word
from index.query.questions import is_question
from index.search.collection_stats import Budget
from index.search.docset import Matches, found_at
from index.search.searcher import Found, Result, filter_masks
from index.search.top_docs import Place, least
from index.segment.array_file import Array

#: A segment and a document of it.
At: TypeAlias = tuple[int, int]
#: Hits of each list that are joined.
DEPTH = 60
#: The weight of nearness beside words.
WEIGHT = 0.6
#: Counted words of the queries that are searched by meaning; a question may have more. Titles, misspelt
#: or not, have more than what people type of a subject, and are found better by their words alone.
SHORTEST, LONGEST = 2, 3
#: What joins words as OR does, and leaves the same tree as words side by side.
_OPERATOR = re.compile(r"[|()]|(?:^|\s)(?:أو|او|OR)(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Fused:
    """The joined list."""

    listed: Result
    """All hits in their new order, those found by meaning alone among them."""
    alone: frozenset[At]
    """The hits that meaning alone found."""
    near: frozenset[At]
    """The nearest articles, whether the words find them too or not."""


def wants_meaning(parsed: Parsed, query: Query) -> bool:
    """Tell whether a query is searched by meaning too: plain words in order of relevance, any of them."""
    if not query.meaning or query.sort is not Sort.RELEVANCE or query.mode is not Mode.ANY:
        return False
    if _OPERATOR.search(query.text):
        return False
    words = len(counted(parsed.words))
    is_short = words <= LONGEST or is_question(query.text)
    return words >= SHORTEST and is_short and _are_plain(parsed)


def _are_plain(parsed: Parsed) -> bool:
    """Tell whether a query is words side by side, with no sign, field or pattern among them."""
    nodes = {id(word.node) for word in parsed.words}
    tree = parsed.tree
    beside = isinstance(tree, Or) and all(id(child) in nodes for child in tree.children)
    return (beside or id(tree) in nodes) and all(
        word.kind in PLAIN_KINDS and not word.negated for word in parsed.words
    )


def counted(words: Sequence[Word]) -> list[Word]:
    """Return the words that count and are wanted, each once."""
    return list({word.node: word for word in words if word.counted and not word.negated}.values())


def fused(result: Result, parsed: Parsed, near: Near, budget: Budget) -> Fused:
    """Join the first hits by words with the nearest articles, under the query's own filters."""
    lexical = result.places(0, DEPTH)
    by_words = [at_place(place) for place in lexical]
    close = nearest(result, near, DEPTH)
    scores = _scores(result, close)
    close = [at for at in close if at in scores or _is_close(near, at)]
    scores |= {at_place(place): place.score for place in lexical}
    stay = _standing(result, counted(parsed.words), lexical, budget)
    joined = list(dict.fromkeys([*by_words, *close]))
    worth = _worth(near, joined, scores)
    kept = set(by_words[:stay])
    others = sorted((at for at in joined if at not in kept), key=lambda at: (-worth[at], at))
    order = [*by_words[:stay], *others]
    highest = max(lexical[0].score, 0.0) if lexical else 0.0
    ordered = {at: highest + (len(order) - place) / len(order) for place, at in enumerate(order)}
    found = tuple(_rescored(one, number, ordered) for number, one in enumerate(result.found))
    alone = frozenset(at for at in close if at not in scores)
    return Fused(replace(result, found=found), alone, frozenset(at for at in close if _is_close(near, at)))


def _worth(near: Near, joined: Sequence[At], scores: Mapping[At, float]) -> dict[At, float]:
    """Return the sum of standard scores by words and by meaning, of articles of either list.

    What the words do not find has a score of 0 by words; what has no vector is as near as the average.
    """
    by_words = np.array([scores.get(at, 0.0) for at in joined])
    cosines = np.array([near.cosines[segment][document] for segment, document in joined], np.float64)
    known = cosines[np.isfinite(cosines)]
    cosines = np.where(np.isfinite(cosines), cosines, known.mean() if len(known) else 0.0)
    worth = _standard(by_words) + WEIGHT * _standard(cosines)
    return dict(zip(joined, worth.tolist(), strict=True))


def _standard(values: Array) -> Array:
    """Return values as standard scores: their mean 0, their deviation 1; zeros where they do not differ."""
    deviation = values.std() if len(values) else 0.0
    scores: Array = (values - values.mean()) / deviation if deviation > 0 else np.zeros(len(values))
    return scores


def _is_close(near: Near, at: At) -> bool:
    """Tell whether an article is far nearer than articles are by chance."""
    return float(near.cosines[at[0]][at[1]]) >= near.close


def at_place(place: Place) -> At:
    """Return the segment and the document of a place."""
    return place.segment, place.document


def nearest(result: Result, near: Near, count: int) -> list[At]:
    """Return the nearest articles that pass the query's filters, at most `count`, the nearest first."""
    found: list[tuple[float, str, At]] = []
    for number, evaluator in enumerate(result.snapshot.evaluators):
        cosines = near.cosines[number]
        live = evaluator.segment.live
        masks = [*filter_masks(evaluator, result.query.filters).values(), *([] if live is None else [live])]
        documents = _passing(cosines, near.likely, masks)
        if len(documents) < count:
            documents = _passing(cosines, -np.inf, masks)
        best = documents.take(least(-cosines.take(documents), count)).tolist()
        found += [(-float(cosines[one]), evaluator.segment.id(one), (number, one)) for one in best]
    return [at for _, _, at in sorted(found)[:count]]


def _passing(cosines: Array, above: float, masks: Sequence[Array]) -> Array:
    """Return the documents with a vector nearer than `above` that are in all the masks."""
    documents = np.flatnonzero(cosines > above)
    for mask in masks:
        documents = documents.compress(mask.take(documents))
    return documents


def _standing(result: Result, words: Sequence[Word], places: Sequence[Place], budget: Budget) -> int:
    """Count the hits, from the first on, in each of which all the words stand."""
    lacking: set[At] = set()
    for number, evaluator in enumerate(result.snapshot.evaluators):
        own = np.array(sorted(place.document for place in places if place.segment == number), np.int64)
        for word in words if len(own) else ():
            at = found_at(evaluator.documents(word.node, budget, {}), own)[0]
            lacking.update((number, document) for document in np.delete(own, at).tolist())
    standing = ((place.segment, place.document) not in lacking for place in places)
    return next((count for count, stands in enumerate(standing) if not stands), len(places))


def _scores(result: Result, asked: Sequence[At]) -> dict[At, float]:
    """Return the scores by words of those articles that the words find."""
    scores: dict[At, float] = {}
    for number, found in enumerate(result.found):
        own = np.array([document for segment, document in asked if segment == number], np.int64)
        at, places = found_at(found.matches.documents, own)
        held = zip(own.take(at).tolist(), found.matches.scores.take(places).tolist(), strict=True)
        scores |= {(number, document): score for document, score in held}
    return scores


def _rescored(found: Found, segment: int, ordered: Mapping[At, float]) -> Found:
    """Return the matches of a segment with the joined hits among them, at their new scores."""
    own = sorted((document, score) for (number, document), score in ordered.items() if number == segment)
    matches = found.matches
    documents = np.array([document for document, _ in own], matches.documents.dtype)
    scores = np.array([score for _, score in own])
    held, places = found_at(matches.documents, documents)
    values = matches.scores.copy()
    values[places] = scores.take(held)
    new = np.delete(np.arange(len(documents)), held)
    at = matches.documents.searchsorted(documents.take(new))
    every = np.insert(matches.documents, at, documents.take(new))
    return replace(found, matches=Matches(every, np.insert(values, at, scores.take(new))), leading=None)
