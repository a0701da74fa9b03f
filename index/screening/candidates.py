"""Candidates: which names of a list may stand in a text, told by letters alone, before any is analysed.

A stem comes of a word by taking clitics off its front and letters of endings off its back, and by looking
up what is irregular. So a word's *cores* (the word without clitics before it, and without any letters of
endings behind) hold the core of its stem; what tables change is looked up the other way round. A word
without a core in common with a text's terms stands nowhere in it; most names of a long list have such a
word. What is left is analysed as ever: this decides how much work there is, never what is found.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain as chained
from itertools import pairwise, product

from archive.text.arabic import fold
from index.analysis.analyzer import Chain
from index.analysis.compounds import BEFORE_ARTICLE, BEFORE_WORD, LAST, joined_name, parts_of
from index.analysis.segmenter import CLITICS
from index.analysis.stemmer import SUFFIXES, stem_of_spellings
from index.analysis.tokenizer import tokenize
from index.analysis.variants import Variants
from index.analysis.vocabulary import irregular

#: Letters of endings and pronouns, and those that change before them.
ENDINGS = "".join(sorted(set("".join(SUFFIXES)) | set("كءو")))
#: Letters with which a verb of the present begins.
PRESENT = "يتنا"
#: What may come off the front of a word: a row of clitics, or what may stand before a name.
PREFIXES = frozenset(CLITICS).union(
    map("".join, product(("", "و", "ف"), ("", "ب", "ل", "ك"), ("", "ال"))), ("لل", "ولل", "فلل")
)
_LONGEST = max(map(len, PREFIXES))
#: First letters of which the prefixes are kept.
_MOST_BEGINNINGS = 100_000
_FUTURE = frozenset(clitics for clitics in CLITICS if clitics.endswith("س"))
#: What PDFs make of «الله» at the end of a word.
_SWAPPED_ENDS = ("اهلل", "هللا")
#: Lines among which are all words that are a joined name («عبدالله»), and all that may begin one apart.
_MAY_BE_JOINED = re.compile(
    f"^.*?(?:(?:{'|'.join(BEFORE_ARTICLE)})ال.*|(?:{'|'.join(BEFORE_WORD)}).*"
    f"|(?:{'|'.join((*LAST, *_SWAPPED_ENDS))}))$",
    re.MULTILINE,
)
_MAY_BEGIN_NAME = re.compile(f"^.*?(?:{'|'.join((*BEFORE_ARTICLE, *BEFORE_WORD))}).*$", re.MULTILINE)
#: Names of letters and spaces alone, whose words are what stands between the spaces; ى may be told from ي.
_PLAIN = re.compile("[\u0621-\u063a\u0641-\u0648\u064a \n]*")


class _Lengths(dict[str, tuple[int, ...]]):
    """The lengths of the prefixes with which a word may begin, by its first letters; it bounds itself."""

    def __missing__(self, letters: str) -> tuple[int, ...]:
        found = tuple(n for n in range(1, len(letters) + 1) if letters[:n] in PREFIXES)
        if len(self) < _MOST_BEGINNINGS:
            self[letters] = found
        return found


_LENGTHS = _Lengths()


def cores(norm: str) -> list[str]:
    """Return the cores of a normalised word, one for each row of clitics that its first letters may be."""
    base = norm.rstrip(ENDINGS)
    found = [base]
    if lengths := _LENGTHS[norm[:_LONGEST]]:
        found += [base[length:] for length in lengths]
    if "س" in norm[:2]:
        futures = [len(clitics) for clitics in _FUTURE if norm.startswith(clitics)]
        found += ("ي" + base[length + 1 :] for length in futures if norm[length : length + 1] in PRESENT)
    if norm.find("ال", 1) > 0 or norm.endswith(_SWAPPED_ENDS):
        for mended in _unswapped(norm):
            base = mended.rstrip(ENDINGS)
            found += [base, *(base[length:] for length in _LENGTHS[mended[:_LONGEST]])]
    return found


def _unswapped(norm: str) -> list[str]:
    """Return a word with one «ال» inside it, or all, made «لا», as a PDF's words are read."""
    places = [at for at in range(1, len(norm) - 1) if norm[at : at + 2] == "ال"]
    one_by_one = [f"{norm[:at]}لا{norm[at + 2 :]}" for at in places]
    gods_name = [norm[:-4] + LAST[0]] if norm.endswith(_SWAPPED_ENDS) else []
    return [norm[0] + norm[1:].replace("ال", "لا"), *one_by_one, *gods_name]


def term_cores(term: str) -> tuple[str, ...]:
    """Return the cores that a word has of which this is a term: the term's own, and those from the tables."""
    return (term.rstrip(ENDINGS), *_looked_up().get(term, ()))


@cache
def _looked_up() -> Mapping[str, tuple[str, ...]]:
    """Return for each stem the cores of the words that tables give it, where they are not its own."""
    found: dict[str, set[str]] = defaultdict(set)
    for word, stem in irregular().items():
        found[stem].add(word.rstrip(ENDINGS))
    for spelling, stem in stem_of_spellings().items():
        found[stem] |= {spelling.rstrip(ENDINGS)} | found.get(spelling, set())
    return {
        stem: tuple(sorted(others - {stem.rstrip(ENDINGS)}))
        for stem, others in found.items()
        if others != {stem.rstrip(ENDINGS)}
    }


class Candidates:
    """The words of a list by letters: tells which of its names may stand in a text. Threads may share it."""

    def __init__(self, names: Sequence[str], chain: Chain, variants: Variants) -> None:
        self.norms = norms_of(names)
        """The normalised words of each name; empty for a line in which there is no word."""
        self._longest = [max(words, key=len, default="") for words in self.norms]
        words = set(chained.from_iterable(self.norms))
        lines = "\n".join(words)
        self._others = [
            *self._apart(set(_MAY_BE_JOINED.findall(lines))),
            *self._joined(set(_MAY_BEGIN_NAME.findall(lines))),
            *self._varied(variants),
        ]
        """Other words in which a name may stand, with its number."""
        self._always = list(self._named(chain, words))
        """Names among whose words is one of the archive's names: its spellings have terms of their own."""

    def of(self, terms: Iterable[str]) -> list[int]:
        """Return the numbers of the names that may stand in a text of these terms, ascending."""
        shared = _Shared(terms)
        # The longest word first: it is the one that most names do not share with a text.
        longest = {word for word in set(self._longest) if word and shared[word]}
        found = {
            number
            for number, word in enumerate(self._longest)
            if word in longest and all(map(shared.__getitem__, self.norms[number]))
        }
        found.update(number for number, words in self._others if all(map(shared.__getitem__, words)))
        found.update(self._always)
        return sorted(found)

    def _apart(self, likely: set[str]) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield the numbers and the words of names with a joined name among them, taken apart."""
        parts = {word: both for word in likely if (both := parts_of(word))}
        for number, words in enumerate(self.norms) if parts else ():
            if not parts.keys().isdisjoint(words):
                for at, word in enumerate(words):
                    if both := parts.get(word):
                        yield number, [*words[:at], *both, *words[at + 1 :]]

    def _joined(self, likely: set[str]) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield the numbers and the words of names with two words side by side made one name."""
        likely = likely.union(LAST)
        for number, words in enumerate(self.norms):
            if len(words) > 1 and not likely.isdisjoint(words):
                for at, (first, second) in enumerate(pairwise(words)):
                    if may_join(first, second) and (joined := _joined_name(first, second)):
                        yield number, [*words[:at], joined, *words[at + 2 :]]

    def _varied(self, variants: Variants) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield the numbers of names that are known by other spellings, and the words of these."""
        firsts = variants.firsts()
        likely = {
            word
            for word in {words[0] for words in self.norms if words}
            if word in firsts
            or ((lengths := _LENGTHS[word[:_LONGEST]]) and not firsts.isdisjoint([word[n:] for n in lengths]))
        }
        for number, words in enumerate(self.norms) if likely else ():
            if words and words[0] in likely:
                for form in other_forms(words, variants):
                    yield number, form

    def _named(self, chain: Chain, words: set[str]) -> Iterator[int]:
        """Yield the numbers of the names in which one of the archive's names stands."""
        heads = {spelling.words[0] for spellings in chain.names.by_id.values() for spelling in spellings}
        likely = {prefix + head for head in heads for prefix in PREFIXES} & words
        for number, norms in enumerate(self.norms) if likely else ():
            if not likely.isdisjoint(norms) and any(chain.names.match(norms, at) for at in range(len(norms))):
                yield number


class _Shared(dict[str, bool]):
    """Whether a word has a core in common with a text's terms; each word is looked at once."""

    def __init__(self, terms: Iterable[str]) -> None:
        super().__init__()
        self._terms = set(chained.from_iterable(map(term_cores, terms)))

    def __missing__(self, norm: str) -> bool:
        found = self[norm] = not self._terms.isdisjoint(cores(norm))
        return found


def may_join(first: str, second: str) -> bool:
    """Tell whether two normalised words may be one name that is written apart; True for some that are not."""
    if second in LAST or any(part in first for part in BEFORE_WORD):
        return True
    return second.startswith("ال") and any(part in first for part in BEFORE_ARTICLE)


@lru_cache(20_000)
def _joined_name(first: str, second: str) -> str | None:
    return joined_name(first, second)


def other_forms(norms: Sequence[str], variants: Variants) -> Iterator[tuple[str, ...]]:
    """Yield the words of the spellings that are shipped or accepted for a name as a whole."""
    widening = variants.at(norms, 0)
    if widening is not None and widening.length == len(norms):
        for group in widening.groups:
            if group.kind == "name":
                yield from (form.words for form in group.forms)


def norms_of(names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the normalised words of each of many names, as `tokenize` gives them; all are folded at once."""
    text = "\n".join(names)
    folded = fold(text).split("\n")
    if len(folded) != len(names):  # a name has lines of its own
        return tuple(map(_norms, names))
    if _PLAIN.fullmatch(text):
        return tuple([tuple(line.split()) for line in folded])
    return tuple(
        [
            tuple(line.split()) if _PLAIN.fullmatch(name) else _norms(name)
            for name, line in zip(names, folded, strict=True)
        ]
    )


def _norms(name: str) -> tuple[str, ...]:
    return tuple(token.norm for token in tokenize(name))
