"""The same tokens for every engine: stems and surface words of the project's own chain."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from archive.lexicon.names import load_lexicon
from archive.model.article import Article
from index.analysis.analyzer import Chain
from index.analysis.names import names_of
from tests.benchmarks.corpus import Corpus, month_of

#: Stands between title and body, so that no phrase reaches across; nobody searches for it.
GAP = "\u00b6"


class Analysed(NamedTuple):
    """An article as peers take it: tokens joined by spaces, so that splitting at spaces is all they do."""

    id: str
    title: str
    """Stems."""
    body: str
    """Stems, then further terms: what a name hides, whole hashtags."""
    surface: str
    """Normalised words of title and body."""
    outlet: str
    month: str


def project_chain() -> Chain:
    """The chain that a rebuild uses where the owner adds no names."""
    return Chain(names_of(load_lexicon()))


def analysed(article: Article, chain: Chain) -> Analysed:
    """An article's tokens."""
    head, body = chain.analyze(article.title or ""), chain.analyze(article.body)
    extras = [term for _, term in (*head.extras, *body.extras)]
    return Analysed(
        id=article.id,
        title=" ".join(head.stems),
        body=" ".join([*body.stems, GAP, *extras] if extras else body.stems),
        surface=" ".join([*head.norms, GAP, *body.norms]),
        outlet=article.outlet.id if article.outlet else "unknown",
        month=month_of(article),
    )


@dataclass(slots=True)
class Analyst:
    """Analyses a corpus and keeps the time that it takes, in seconds."""

    chain: Chain = field(default_factory=project_chain)
    seconds: float = 0.0

    def read(self, corpus: Corpus) -> Iterator[Analysed]:
        """The tokens of every article."""
        for article in corpus.articles():
            started = time.perf_counter()
            tokens = analysed(article, self.chain)
            self.seconds += time.perf_counter() - started
            yield tokens
