"""Synonyms: several forms of one word, scored as though they were one term."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from index.query import ast
from index.query.ast import Phrase, Synonyms
from index.search.collection_stats import Budget, Collection
from index.search.docset import NOTHING, Matches
from index.search.positions import phrase_positions
from index.search.term_scorer import SegmentTerms, encoded, saturated
from index.segment.array_file import Array
from index.segment.impacts import weights_of
from index.segment.postings import FieldPostings, holders_of, within_documents
from index.segment.reader import SegmentArrays
from index.segment.schema import LEAD_WEIGHT, LEAD_WORDS, TITLE_GAP, TITLE_WEIGHT


class _Counted(NamedTuple):
    """Documents, rising within a form, and what a form weighs in each."""

    documents: Array
    weights: Array


def synonym_matches(
    node: Synonyms, segment: SegmentArrays, terms: SegmentTerms, collection: Collection, budget: Budget
) -> Matches:
    """Match documents that hold any form; the forms are scored together, as one term."""
    postings = segment.fields[node.fieldname]
    counted = list(_counted(node, postings, terms, budget))
    if not counted:
        return NOTHING
    documents = np.concatenate([one.documents for one in counted]).astype(np.int64)
    total = np.bincount(documents, np.concatenate([one.weights for one in counted]), segment.documents)
    matching = np.flatnonzero(total > 0)
    norms = terms.impacts[node.fieldname].norms[postings.lengths[matching]]
    idf = collection.idf_of(frequency_of(node, collection))
    return Matches(matching, saturated(total.take(matching), norms) * (idf * node.boost))


def frequency_of(node: Synonyms, collection: Collection) -> int:
    """Return in how many documents the word is taken to stand: the largest weighted count of any form."""
    return max(int(weight * _form_frequency(form, collection)) for form, weight in node.forms)


def _form_frequency(form: ast.Term | Phrase, collection: Collection) -> int:
    """Return how many documents hold a form; for a phrase, its rarest term, which is the most it can be."""
    texts = [term for term, _ in form.steps] if isinstance(form, Phrase) else [form.text]
    return min(collection.frequency(form.fieldname, encoded(text)) for text in texts)


def _counted(
    node: Synonyms, postings: FieldPostings, terms: SegmentTerms, budget: Budget
) -> Iterator[_Counted]:
    weights_by_code = weights_of(postings.triples)
    for form, weight in node.forms:
        if isinstance(form, Phrase):
            found = _phrase(form, postings, budget)
            if found is not None:
                yield _Counted(found.documents, found.weights * weight)
            continue
        info = terms.term_info(form.fieldname, form.text)
        if info.number >= 0 and budget.take(info.stop - info.start):
            codes = postings.codes[info.start : info.stop]
            documents = postings.documents_between(info.start, info.stop)
            yield _Counted(documents, weights_by_code.take(codes) * weight)


def _phrase(form: Phrase, postings: FieldPostings, budget: Budget) -> _Counted | None:
    numbers = tuple(postings.find(encoded(term)) for term, _ in form.steps)
    starts = phrase_positions(postings, numbers, form, budget) if min(numbers) >= 0 else None
    if starts is None:
        return None
    documents, places = holders_of(starts), within_documents(starts)
    titles = postings.title_tokens.take(documents)
    in_lead = (titles == 0) & (places < TITLE_GAP + LEAD_WORDS)
    weights = np.where(places < titles, TITLE_WEIGHT, np.where(in_lead, LEAD_WEIGHT, 1))
    return _Counted(documents, weights.astype(np.float64))
