"""Keyness: how much more often a term stands in one set of articles than in another, by two measures.

* The *conservative log ratio* of Evert (LRC; "Measuring keyness", Digital Humanities 2022): the end of the
  confidence interval of the log2 ratio of the relative frequencies that is nearer to none; 0 where the
  interval holds none. It puts strong contrasts first and is not misled by rare terms.
* *G²*, the log-likelihood ratio (Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence",
  Computational Linguistics 19, 1993): how sure the contrast is. It puts frequent terms first.

Significance is corrected for the number of terms that are compared (Bonferroni). Frequencies are document
frequencies, so that an article that repeats a word counts once.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from index.segment.array_file import Array

#: The chance that any term of a result which differs in nothing passes the gate.
ALPHA = 0.001


def conservative_log_ratio(inside: Array, outside: Array, sizes: tuple[int, int], terms: int) -> Array:
    """Return the LRC of terms, 0 or above: those that are rarer inside have none.

    `inside` and `outside` count the articles of two sets, of these sizes, that hold each term; `terms` is how
    many terms are compared. The interval of f1 / (f1 + f2) is that of Clopper and Pearson.
    """
    if not sizes[0] or not sizes[1]:
        return np.zeros(len(inside))
    inside, outside = inside.astype(np.float64), outside.astype(np.float64)
    level = ALPHA / max(terms, 1)
    lowest = special.betaincinv(np.maximum(inside, 1e-9), outside + 1, level / 2)
    with np.errstate(divide="ignore"):
        ratio = np.log2(lowest / (1 - lowest)) + np.log2(sizes[1] / sizes[0])
    return np.where(inside > 0, np.maximum(ratio, 0.0), 0.0)


def log_likelihood(inside: Array, outside: Array, sizes: tuple[int, int]) -> Array:
    """Return the G² of terms, below 0 for those that are rarer inside; arguments as above."""
    inside, outside = inside.astype(np.float64), outside.astype(np.float64)
    whole = sizes[0] + sizes[1]
    if not sizes[0] or not sizes[1]:
        return np.zeros(len(inside))
    held, lacking = inside + outside, whole - inside - outside
    cells = (
        (inside, held * sizes[0] / whole),
        (outside, held * sizes[1] / whole),
        (sizes[0] - inside, lacking * sizes[0] / whole),
        (sizes[1] - outside, lacking * sizes[1] / whole),
    )
    g2 = 2 * sum(special.xlogy(seen, seen) - special.xlogy(seen, expected) for seen, expected in cells)
    return np.asarray(np.where(inside / sizes[0] >= outside / sizes[1], g2, -g2))


def least_significant(terms: int) -> float:
    """Return the G² from which on a term is significant among so many (χ² of one degree of freedom)."""
    return float(special.chdtri(1, ALPHA / max(terms, 1)))
