"""Attested spellings: words of the archive that may be what a query's word was meant to be.

A Latin word is looked up by the skeletons that it may have in Arabic letters, a rare Arabic word by its own;
what stands in the archive and sounds near enough is offered, what stands there most first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import product
from math import log
from threading import Lock

from archive.text.encodings import from_utf8, utf8
from index.analysis.skeletons import (
    TO_CLASSES,
    VOWELS,
    distance,
    latin_letters,
    latin_skeletons,
    renderings,
    skeleton,
)
from index.analysis.transliteration import latin_pattern, sounds_like
from index.memory import Remembered
from index.query.ast import Phrase
from index.search.positions import phrase_starts, shared_positions
from index.segment.reader import SegmentArrays

#: Spellings that are offered for one word at most; candidates that are looked at.
MOST, LOOKED_AT = 4, 400
#: How far a spelling may be from the word, a letter of the word; and beyond the nearest spelling.
NEAR, FAR, BEYOND = 0.22, 0.34, 0.8
#: Consonants of the shortest skeleton that says enough.
SHORTEST_SKELETON = 3
#: A word that stands in so many articles at most may be a slip or a rare spelling.
RARE = 2
#: A foreign name stands behind an article in so small a part of its articles at most.
MOST_ARTICLES = 0.05
#: Letters of two words that may be written as one.
SHORTEST_JOINED = 6
#: Letters of the shortest Latin word that may be an Arabic name.
SHORTEST_LATIN = 4
#: A spelling of a rare word stands in at least so many times as many articles.
BETTER = 4


class AttestedSpellings:
    """The spellings of one snapshot's vocabulary, looked up by sound; shared by threads."""

    def __init__(self, segments: Sequence[SegmentArrays], stem: Callable[[str], str]) -> None:
        self._segments = segments
        self._stem = stem
        self._lock = Lock()
        self._latin: Remembered[str, dict[str, float]] = Remembered()
        self._rare: Remembered[str, tuple[str, ...]] = Remembered()
        self._names: Remembered[str, tuple[str, ...]] = Remembered()

    def of_latin(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        """Return for each of some adjacent Latin words its Arabic spellings.

        These are the spellings that stand side by side in the archive too, or if none do, the nearest.
        """
        offered = [self._of_latin(word) for word in words]
        kept = [tuple(self._best(near(each, len(word)))) for word, each in zip(words, offered, strict=True)]
        likely = [self._best(each, 2 * MOST) for each in offered]
        for at in range(len(words) - 1):
            counts = {pair: self.together(pair) for pair in product(likely[at], likely[at + 1])}
            pairs = Counter({pair: count for pair, count in counts.items() if count})
            if pairs:
                most = pairs.most_common(1)[0][1]
                good = [pair for pair, n in pairs.most_common(MOST) if n * 10 >= most]
                kept[at] = tuple(dict.fromkeys(one for one, _ in good))
                kept[at + 1] = tuple(dict.fromkeys(other for _, other in good))
        return kept

    def _of_latin(self, word: str) -> dict[str, float]:
        known = self._latin.get(word)
        return self._latin.keep(word, self._spellings(word)) if known is None else known

    def _spellings(self, word: str) -> dict[str, float]:
        letters, targets = latin_letters(word), renderings(word)
        found: dict[str, float] = {}
        if len(letters) < 3:
            return found
        for bones in latin_skeletons(word):
            for candidate in self._by_skeleton.get(bones, ())[:LOOKED_AT]:
                apart = min(distance(target, candidate) for target in targets)
                if apart <= FAR * len(letters):
                    found[candidate] = apart
        return found

    def _best(self, found: dict[str, float], most: int = MOST) -> list[str]:
        """Return at most `most` spellings: the nearest, and nearly as near ones that many articles hold."""
        if not found:
            return []
        worth = {word: apart - 0.2 * log(1 + self.frequency(word)) for word, apart in found.items()}
        best = min(worth.values())
        near = [word for word in found if worth[word] <= best + BEYOND]
        return sorted(near, key=lambda word: (worth[word], word))[:most]

    def of_rare(self, word: str) -> tuple[str, ...]:
        """Return better attested spellings of an Arabic word; none if more than `RARE` articles hold it."""
        known = self._rare.get(word)
        return self._rare.keep(word, tuple(self._of_rare(word))) if known is None else known

    def _of_rare(self, word: str) -> list[str]:
        own = self.frequency(word)
        if own > RARE or len(word) < 4 or word.isascii():
            return []
        bones = skeleton(word)
        if len(bones.removeprefix("A")) < SHORTEST_SKELETON:
            return []
        candidates = self._by_skeleton.get(bones, ())[:LOOKED_AT]
        apart = {one: distance(word, one) for one in candidates if one != word}
        heard = {one: far for one, far in apart.items() if far <= FAR * len(word)}
        return [one for one in self._best(heard) if self.frequency(one) >= BETTER * max(own, 1)]

    def of_name(self, word: str) -> tuple[str, ...]:
        """Return the Latin spellings in the archive of an Arabic word, if it may be a foreign name.

        A noun or an adjective is none: it stands behind an article too.
        """
        known = self._names.get(word)
        return self._names.keep(word, tuple(self._of_name(word))) if known is None else known

    def _of_name(self, word: str) -> list[str]:
        pattern = latin_pattern(word)
        if pattern is None or not self._may_be_foreign(word):
            return []
        heard = {latin: sounds_like(latin, word) for latin in self._like(pattern)}
        return self._best({latin: apart for latin, apart in heard.items() if apart is not None})

    def _may_be_foreign(self, word: str) -> bool:
        """Tell whether a word hardly ever stands behind an article in the archive."""
        return self.frequency("ال" + word) <= MOST_ARTICLES * self.frequency(word)

    def _like(self, pattern: re.Pattern[str]) -> list[str]:
        """Return the words of Latin letters in the archive that fit a pattern, in order."""
        with self._lock:
            words = self._latin_words
        found: list[str] = pattern.findall(words)
        return found

    def apart(self, word: str) -> tuple[str, str] | None:
        """Return the two neighbouring words that the archive writes for a word that it hardly holds."""
        if len(word) < SHORTEST_JOINED or word.isascii() or self.frequency(word) > RARE:
            return None
        cuts = ((word[:at], word[at:]) for at in range(2, len(word) - 1))
        counts = {
            pair: self.together(pair) for pair in cuts if all(map(self.frequency, pair)) and pair[0] != "ال"
        }
        best = max(counts, key=lambda pair: counts[pair], default=None)
        return best if best is not None and counts[best] else None

    def joined(self, first: str, second: str) -> str | None:
        """Return two neighbouring words as one, if the archive holds them so too."""
        word = first + second
        return word if len(word) >= SHORTEST_JOINED and self.frequency(word) else None

    def together(self, words: Sequence[str]) -> int:
        """Count how often these words stand side by side in this order, whatever their clitics."""
        stems = [self._stem(word) for word in words]
        node = Phrase("text", tuple((stem, at) for at, stem in enumerate(stems)))
        count = 0
        for segment in self._segments:
            postings = segment.fields["text"]
            numbers = tuple(postings.find(utf8(stem)) for stem in stems)
            if min(numbers) >= 0:
                count += len(phrase_starts(shared_positions(postings, numbers), node, postings))
        return count

    def frequency(self, word: str) -> int:
        """Count the articles in which a normalised word stands as it is."""
        term = utf8(word)
        fields = [segment.fields["surface"] for segment in self._segments]
        return sum(field.frequency(number) for field in fields if (number := field.find(term)) >= 0)

    def words(self) -> Iterator[str]:
        """Yield the Arabic words of the archive."""
        for words in self._by_skeleton.values():
            yield from words

    @cached_property
    def _latin_words(self) -> str:
        """Return the words of Latin letters in the archive, a line each."""
        fields = [segment.fields["surface"] for segment in self._segments]
        words = {from_utf8(field.term(at)) for field in fields for at in field.between(b"a", b"{")}
        return "\n".join(sorted(one for one in words if len(one) >= SHORTEST_LATIN and one.isalpha()))

    @property
    def _by_skeleton(self) -> dict[str, list[str]]:
        with self._lock:
            return self._vocabulary

    @cached_property
    def _vocabulary(self) -> dict[str, list[str]]:
        """Return the Arabic words of the archive by skeleton, worked out in a few passes over one string."""
        fields = [segment.fields["surface"] for segment in self._segments]
        words = sorted({word for field in fields for word in field.all_words() if word[:1] >= "\u0600"})
        if not words:
            return {}
        joined = "\n".join(words)
        heads = re.sub(rf"(?m)^[{VOWELS}]", "A", joined)
        bones = re.sub(r"(?m)(?<=..)ه$", "", heads).translate(TO_CLASSES)
        bones = re.sub(r"(.)\1+", r"\1", bones)
        found: dict[str, list[str]] = {}
        for word, one in zip(words, bones.split("\n"), strict=True):
            found.setdefault(one, []).append(word)
        return found


def near(spellings: dict[str, float], length: int) -> dict[str, float]:
    """Return those spellings that are near enough to a word of this length to be offered by themselves."""
    return {word: apart for word, apart in spellings.items() if apart <= NEAR * length}
