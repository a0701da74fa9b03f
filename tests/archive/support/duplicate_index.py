"""An index of near-duplicates in memory, by datasketch: what the archive's own filing is compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from datasketch import MinHashLSH

from archive.dedup.minhash import BANDS, PERMUTATIONS, ROWS, SIMILAR, Cluster, _minhash, reprints, signature
from archive.dedup.similarity import comparable_words


class DuplicateIndex:
    """An index of signatures that finds near-duplicates among many bodies; it holds no texts.

    `text_of` gives the body of an id when a pair has to be decided. Without it the estimate decides, which
    takes formula texts for reprints.
    """

    def __init__(self, text_of: Callable[[str], str] | None = None) -> None:
        self._text_of = text_of
        self._hashes = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
        self._signatures: dict[str, bytes] = {}

    def __len__(self) -> int:
        return len(self._signatures)

    def __contains__(self, article_id: str) -> bool:
        return article_id in self._signatures

    def add(self, article_id: str, text: str) -> bytes:
        """Add a body and return its signature; an id that is there already is replaced."""
        kept = signature(text)
        self.add_signature(article_id, kept)
        return kept

    def add_signature(self, article_id: str, kept: bytes) -> None:
        """Add an article by what `signature` returned for it before; an id that is there is replaced."""
        self.remove(article_id)
        self._signatures[article_id] = kept
        if kept:
            self._hashes.insert(article_id, _minhash(kept), check_duplication=False)

    def remove(self, article_id: str) -> None:
        """Remove an article; unknown ids are no error."""
        kept = self._signatures.pop(article_id, None)
        if kept:
            self._hashes.remove(article_id)

    def candidates(self, text: str) -> tuple[str, ...]:
        """Return the ids whose texts may be near-duplicates of this body, in the order they were added."""
        return self._alike(signature(text))

    def _alike(self, kept: bytes) -> tuple[str, ...]:
        if not kept:
            return ()
        found = set(self._hashes.query(_minhash(kept)))
        return tuple(article_id for article_id in self._signatures if article_id in found)

    def clusters(self) -> tuple[Cluster, ...]:
        """Return the clusters of two and more articles, in the order of their representatives."""
        groups = _Groups(self._signatures)
        for a, b in self._pairs():
            if not groups.joined(a, b) and self._same(a, b):
                groups.join(a, b)
        return tuple(Cluster(members[0], members) for members in groups.of_two_or_more())

    def _pairs(self) -> Iterator[tuple[str, str]]:
        order = {article_id: number for number, article_id in enumerate(self._signatures)}
        for article_id, kept in self._signatures.items():
            found = self._hashes.query(_minhash(kept)) if kept else []
            yield from ((other, article_id) for other in found if order[other] < order[article_id])

    def _same(self, a: str, b: str) -> bool:
        if self._text_of is not None:
            return reprints(comparable_words(self._text_of(a)), comparable_words(self._text_of(b)))
        estimate = _minhash(self._signatures[a]).jaccard(_minhash(self._signatures[b]))
        return bool(estimate >= SIMILAR)


class _Groups:
    """Disjoint sets; the first-added member leads each."""

    def __init__(self, ids: dict[str, bytes]) -> None:
        self._order = {article_id: number for number, article_id in enumerate(ids)}
        self._leader = {article_id: article_id for article_id in ids}

    def _find(self, article_id: str) -> str:
        while (leader := self._leader[article_id]) != article_id:
            self._leader[article_id] = self._leader[leader]
            article_id = leader
        return article_id

    def joined(self, a: str, b: str) -> bool:
        return self._find(a) == self._find(b)

    def join(self, a: str, b: str) -> None:
        first, second = sorted((self._find(a), self._find(b)), key=self._order.__getitem__)
        self._leader[second] = first

    def of_two_or_more(self) -> Iterator[tuple[str, ...]]:
        members: dict[str, list[str]] = {}
        for article_id in self._leader:
            members.setdefault(self._find(article_id), []).append(article_id)
        return (tuple(group) for group in members.values() if len(group) > 1)
