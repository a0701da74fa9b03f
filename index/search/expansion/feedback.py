"""Feedback: words that the best articles of a short query share lift other articles that hold them.

Pseudo-relevance feedback, guarded: for queries of two to four words alone, from articles that hold most of
what was asked, and so that the first hits keep their places. It never makes an article match, and a reader is
shown the words and can rank without them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import exp, log
from typing import TYPE_CHECKING

import numpy as np

from archive.text.encodings import from_utf8, utf8
from index.model import Expansion, Mode, Query, Reading, Reason, Sort
from index.query.ast import PLAIN_KINDS, Parsed, Phrase, Term, Word, wanted_leaves
from index.search.collection_stats import Budget
from index.search.docset import found_at
from index.search.snapshot import Snapshot
from index.search.term_scorer import K1, Text
from index.search.top_docs import Place, least
from index.segment.array_file import Array

if TYPE_CHECKING:
    from index.search.searcher import Result

#: What switches it off in `Query.without`.
FEEDBACK_ID = "feedback"
#: Words of the queries that have feedback.
SHORTEST, LONGEST = 2, 4
#: How many of the best articles are asked, and how many of a segment's may be lifted.
ASKED, LIFTED = 20, 300
#: Which part of the query's idf an article must hold to be asked; how many such articles there must be.
COVERED, FEWEST = 0.5, 3
#: Words that are taken; they stand in a third of the articles asked, and in a tenth of all at most.
TERMS, SHARED, COMMON = 15, 1 / 3, 0.1
#: What the words add at most, in parts of the best score; how quickly an article's voice fades by its rank.
WEIGHT, FADING = 0.4, 10
#: Of how many of the words that lift a hit its reasons tell.
TOLD = 5
#: The first hits that keep their places.
KEPT = 4


@dataclass(frozen=True, slots=True)
class Feedback:
    """The words that feedback found: each term's weight, 1 for the heaviest, and its form in an article."""

    weights: Mapping[Text, float]
    written: Mapping[str, str]


def wants_feedback(parsed: Parsed, query: Query) -> bool:
    """Tell whether a query is ranked with feedback: by relevance, any of two to four plain words."""
    if query.sort is not Sort.RELEVANCE or query.mode is not Mode.ANY or not query.expand:
        return False
    words = counted(parsed.words)
    is_short = SHORTEST <= len(words) <= LONGEST and all(word.kind in PLAIN_KINDS for word in words)
    return is_short and FEEDBACK_ID not in query.without


def counted(words: Sequence[Word]) -> list[Word]:
    """Return the words that count and are wanted."""
    return [word for word in words if word.counted and not word.negated]


def feedback_of(result: Result, parsed: Parsed, budget: Budget) -> Feedback | None:
    """Find the words that the best articles of a result share; None if too few hold what was asked."""
    snapshot, words = result.snapshot, counted(parsed.words)
    places = result.places(0, ASKED)
    if len(places) < FEWEST:
        return None
    covered = _covered(snapshot, words, places, budget)
    trusted = [place for place, part in zip(places, covered, strict=True) if part >= COVERED]
    if len(trusted) < FEWEST or budget.exhausted:
        return None
    own = {term for word in words for term in _terms(word)}
    trusted_places = set(trusted)
    leads = [
        (exp(-rank / FADING), snapshot.leads.terms(place.segment, place.document))
        for rank, place in enumerate(places)
        if place in trusted_places
    ]
    holders = Counter(chain.from_iterable(terms for _, terms in leads))
    fewest = max(2, SHARED * len(trusted))
    worth: dict[str, float] = {}
    written: dict[str, str] = {}
    for term, count in holders.items():
        if count < fewest or term in own:
            continue
        relevance = _relevance(snapshot, term, count, len(trusted))
        if relevance > 0:
            told = [(voice, *terms[term]) for voice, terms in leads if term in terms]
            worth[term] = relevance * sum(voice * times / (times + K1) for voice, times, _ in told)
            written[term] = min((form for _, _, form in told), key=len)
    best = sorted(worth, key=lambda term: (-worth[term], term))[:TERMS]
    if not best:
        return None
    return Feedback(
        {term: worth[term] / worth[best[0]] for term in best}, {term: written[term] for term in best}
    )


def _relevance(snapshot: Snapshot, term: str, holders: int, asked: int) -> float:
    """Return Robertson and Sparck Jones's relevance weight of a term; 0 if it is common.

    `holders` of the `asked` articles hold the term.
    """
    documents = snapshot.collection.documents
    frequency = snapshot.collection.frequency("text", utf8(term))
    if frequency >= COMMON * documents:
        return 0.0
    others = max(frequency - holders, 0)
    inside = (holders + 0.5) / (asked - holders + 0.5)
    return log(inside * (max(documents - asked - others, 0) + 0.5) / (others + 0.5))


def _covered(
    snapshot: Snapshot, words: Sequence[Word], places: Sequence[Place], budget: Budget
) -> list[float]:
    """Return for each place the part, 0 to 1, of the words' summed idf that its article holds."""
    total = 0.0
    parts = dict.fromkeys(places, 0.0)
    for word in words:
        count, holding = 0, []
        for number, evaluator in enumerate(snapshot.evaluators):
            documents = evaluator.documents(word.node, budget, {})
            own = [place for place in places if place.segment == number]
            count += len(documents)
            at = found_at(documents, np.array(sorted(place.document for place in own), documents.dtype))[0]
            ranked = sorted(own, key=lambda place: place.document)
            holding += [ranked[index] for index in at.tolist()]
        idf = snapshot.collection.idf_of(snapshot.holders(word.node, count))
        total += idf
        for place in holding:
            parts[place] += idf
    return [parts[place] / total for place in places]


def _terms(word: Word) -> Iterator[str]:
    """Yield the terms by which a word is found already."""
    for leaf in wanted_leaves(word.node):
        match leaf:
            case Phrase():
                yield from (term for term, _ in leaf.steps)
            case Term():
                yield leaf.text if isinstance(leaf.text, str) else from_utf8(leaf.text)


def lift(result: Result, feedback: Feedback, budget: Budget) -> list[Array | None]:
    """Add to the scores of the best matches what the words are worth in them; the first hits stay first.

    Returns for each segment the indices of the matches that come before all others, if they are known.
    """
    first = result.places(0, KEPT)
    leading = [found.leading for found in result.found]
    if not first:
        return leading
    added: list[tuple[Array, Array]] = []
    lifted: list[Array | None] = []
    for found, evaluator in zip(result.found, result.snapshot.evaluators, strict=True):
        best = least(-found.matches.scores, LIFTED)
        chosen = best[: 2 * LIFTED]
        lifted.append(best if len(chosen) == len(best) else None)
        documents = found.matches.documents.take(chosen)
        added.append((chosen, evaluator.terms.added_to(documents, {"text": feedback.weights}, budget)))
    most = max((float(worth.max()) for _, worth in added if len(worth)), default=0.0)
    if most <= 0 or budget.exhausted:
        return leading
    highest = WEIGHT * first[0].score
    kept = {(place.segment, place.document) for place in first}
    for number, (found, (chosen, worth)) in enumerate(zip(result.found, added, strict=True)):
        documents = found.matches.documents.take(chosen)
        lifted_by = worth * (highest / most)
        own = np.array(sorted(document for segment, document in kept if segment == number), np.int32)
        lifted_by[found_at(documents, own)[1]] = highest
        found.matches.scores[chosen] += lifted_by
    return lifted


def reasons_of(
    snapshot: Snapshot, feedback: Feedback, places: Sequence[Place]
) -> dict[Place, tuple[Reason, ...]]:
    """Return for each place the words that lift its article, as reasons of its hit; the heaviest first."""
    reasons: dict[Place, list[Reason]] = {place: [] for place in places}
    for number, evaluator in enumerate(snapshot.evaluators):
        own = sorted((place for place in places if place.segment == number), key=lambda place: place.document)
        documents = np.array([place.document for place in own], np.int32)
        for term, form in feedback.written.items() if own else ():
            info = evaluator.terms.term_info("text", term)
            if info.number < 0:
                continue
            holding, _ = found_at(evaluator.terms.documents_of("text", info), documents)
            for at in holding.tolist():
                reasons[own[at]].append(Reason("", form, "feedback", 1))
    return {place: tuple(some[:TOLD]) for place, some in reasons.items()}


def with_feedback(reading: Reading, feedback: Feedback | None) -> Reading:
    """Return a reading that tells of the words by which articles were lifted."""
    if feedback is None:
        return reading
    told = Expansion(FEEDBACK_ID, "feedback", reading.text, tuple(feedback.written.values()))
    return replace(reading, expansions=(*reading.expansions, told))
