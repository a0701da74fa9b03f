"""Candidates: which names of a list may stand in a text, told by letters alone, before any is analysed.

A word without a core in common with a text's terms stands nowhere in it (`index/screening/cores.py`), and
the words of a name stand in a row. Most names of a long list have such a word, or their words are apart.
What is left is analysed as ever: this decides how much work there is, never what is found.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain as chained
from itertools import pairwise

import numpy as np

from archive.text.arabic import fold
from index.analysis.analyzer import Chain
from index.analysis.compounds import BEFORE_ARTICLE, BEFORE_WORD, LAST, joined_name, parts_of
from index.analysis.names import Names
from index.analysis.tokenizer import tokenize
from index.analysis.variants import Variants
from index.screening.cores import ENDINGS, LENGTHS, LONGEST, PREFIXES, SWAPPED_ENDS, cores, term_cores
from index.screening.word_table import WordTable
from index.segment.array_file import Array

#: What stands in every word that is a joined name («عبدالله»), and in every one that may begin one apart.
_MAY_BE_JOINED = re.compile(
    f"(?:{'|'.join(BEFORE_ARTICLE)})ال|{'|'.join(BEFORE_WORD)}|(?:{'|'.join((*LAST, *SWAPPED_ENDS))})$",
    re.MULTILINE,
)
_MAY_BEGIN_NAME = re.compile(
    f"{'|'.join((*BEFORE_ARTICLE, *BEFORE_WORD))}|^(?:{'|'.join(LAST)})$", re.MULTILINE
)
#: Letters of which words are made that need no more than folding.
_LETTERS = "A-Za-z\u0621-\u063a\u0641-\u064a"
_DIGITS = "0-9٠-٩"
#: Signs between words, wherever they stand beside such letters.
_BETWEEN = r" .,;:!?()\[\]/&+*'\"«»،؛؟\-–"
_SIGN = re.compile(f"[^{_LETTERS} \\n]")
_SIGNS = re.compile(f"[{_BETWEEN}]+")
#: What needs the tokenizer: other signs, digits glued to letters or in groups, and the ends of words at which
#: ى may be told from ي.
_ODD = re.compile(f"[^{_LETTERS}{_DIGITS}{_BETWEEN}\\n]")
_DIGIT = re.compile(f"[{_DIGITS}]")
_BESIDE_DIGITS = (
    re.compile(f"(?<=[{_LETTERS}])[{_DIGITS}]|[{_DIGITS}](?=[{_LETTERS}])"),
    re.compile(f"[{_DIGITS}][,،.][{_DIGITS}]"),
)
_FINAL_ALEF = re.compile(f"ى(?<=[علاأإآ]ى)(?![{_LETTERS}])")
#: Letters of a word's end by which a joined name is passed over.
_TAIL = 3


class Candidates:
    """The words of a list by letters: tells which of its names may stand in a text. Threads may share it."""

    def __init__(self, names: Sequence[str], chain: Chain, variants: Variants) -> None:
        self.norms = norms_of(names)
        """The normalised words of each name; empty for a line in which there is no word."""
        words = list(dict.fromkeys(chained.from_iterable(self.norms)))
        place = dict(zip(words, range(len(words)), strict=True))
        lengths = np.fromiter(map(len, self.norms), np.intp, len(self.norms))
        self._ends = np.cumsum(lengths)
        self._starts = self._ends - lengths
        self._words = np.fromiter(
            map(place.__getitem__, chained.from_iterable(self.norms)), np.intp, int(lengths.sum())
        )
        """The words of all names in a row, by their places in the table."""
        self._table = WordTable(words)
        lines, ends = "\n".join(words), _ends_of(words)
        is_joined = _lines_with(_MAY_BE_JOINED, lines, ends)
        self._place = place
        self._joined_words = {words[place] for place in is_joined}
        """Words that may be a joined name."""
        self._may_part = self._count(_mask(is_joined, len(words))) > 0
        self._may_join = self._count(_mask(_lines_with(_MAY_BEGIN_NAME, lines, ends), len(words))) > 0
        self._parts: dict[str, tuple[str, str] | None] = {}
        self._varied = list(self._other_forms(variants, words))
        """The words of other spellings of names, with the names' numbers."""
        self._always = self._named(chain, place)
        """Names among whose words is one of the archive's names: its spellings have terms of their own."""

    def of(self, texts: Iterable[Sequence[Sequence[str]]]) -> list[int]:
        """Return the numbers of the names that may stand in texts, ascending.

        A text is a row of positions, each with the terms that stand there.
        """
        text = _Positions(texts)
        is_missing = ~self._table.shared(text.cores)
        missing = self._count(is_missing)
        is_missing = is_missing.tolist()
        found = {
            number
            for number in np.flatnonzero((missing == 0) & (self._ends > self._starts)).tolist()
            if text.holds(self.norms[number])
        }
        for number in np.flatnonzero(
            (self._may_part & (missing < 2)) | (self._may_join & (missing < 3))
        ).tolist():
            if number not in found and any(map(text.holds, self._otherwise(number, is_missing, text))):
                found.add(number)
        found.update(number for number, words in self._varied if text.holds(words))
        found.update(self._always)
        return sorted(found)

    def _count(self, mask: Array) -> Array:
        """Count for each name its words that are in a mask over the table's words."""
        sums = np.concatenate((np.zeros(1, np.intp), np.cumsum(mask[self._words])))
        return np.asarray(sums[self._ends] - sums[self._starts])

    def _otherwise(
        self, number: int, is_missing: Sequence[bool], text: _Positions
    ) -> Iterator[Sequence[str]]:
        """Yield a name's words with a joined name taken apart, and with two words made one name.

        Only where all its other words stand in the text.
        """
        words = self.norms[number]
        missing = {at for at, word in enumerate(words) if is_missing[self._place[word]]}
        for at, word in enumerate(words) if len(missing) < 2 else ():
            if word in self._joined_words and missing <= {at} and (both := self._parts_of(word)):
                yield [*words[:at], *both, *words[at + 1 :]]
        for at, (first, second) in enumerate(pairwise(words)):
            is_likely = missing <= {at, at + 1} and may_join(first, second) and text.may_end(second)
            if is_likely and (joined := _joined_name(first, second)):
                yield [*words[:at], joined, *words[at + 2 :]]

    def _parts_of(self, word: str) -> tuple[str, str] | None:
        if word not in self._parts:
            self._parts[word] = parts_of(word)
        return self._parts[word]

    def _other_forms(self, variants: Variants, words: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield the numbers of names that are known by other spellings, and the words of these."""
        firsts, others = variants.firsts(), variants.others()
        is_strange = ~np.fromiter(map(others.__contains__, words), bool, len(words))
        named = np.flatnonzero(self._ends > self._starts)
        behind = self._count(is_strange)[named] - is_strange[self._words[self._starts[named]]]
        for number in named[behind == 0].tolist():
            first = self.norms[number][0]
            if first in firsts or not firsts.isdisjoint([first[n:] for n in LENGTHS[first[:LONGEST]]]):
                for form in other_forms(self.norms[number], variants):
                    yield number, form

    def _named(self, chain: Chain, place: dict[str, int]) -> list[int]:
        """Return the numbers of the names in which one of the archive's names stands."""
        likely = _beginnings(chain.names) & place.keys()
        if not likely:
            return []
        numbers = np.flatnonzero(self._count(_mask(map(place.__getitem__, likely), len(place)))).tolist()
        return [number for number in numbers if _has_name(chain.names, self.norms[number], likely)]


def _has_name(names: Names, words: Sequence[str], likely: Collection[str]) -> bool:
    """Tell whether one of the archive's names stands among words; it begins with one that is likely."""
    return any(word in likely and names.match(words, at) is not None for at, word in enumerate(words))


def _mask(numbers: Iterable[int], size: int) -> Array:
    """Return a mask in which these numbers are True."""
    mask = np.zeros(size, bool)
    mask[list(numbers)] = True
    return mask


@lru_cache(4)
def _beginnings(names: Names) -> frozenset[str]:
    """Return the words with which one of the archive's names may begin, clitics before them."""
    heads = {spelling.words[0] for spellings in names.by_id.values() for spelling in spellings}
    return frozenset(prefix + head for head in heads for prefix in PREFIXES)


class _Positions:
    """The positions of some texts by the cores of the terms that stand there."""

    def __init__(self, texts: Iterable[Sequence[Sequence[str]]]) -> None:
        self.cores: defaultdict[str, set[int]] = defaultdict(set)
        terms: defaultdict[str, list[int]] = defaultdict(list)
        at = 0
        for text in texts:
            for here in text:
                for term in here:
                    terms[term].append(at)
                at += 1
            at += 1  # no name runs from one text into another
        for term, places in terms.items():
            for core in term_cores(term):
                self.cores[core].update(places)
        self._tails = {core[-_TAIL:] for core in self.cores if len(core) >= _TAIL}
        self._short = tuple(core for core in self.cores if 0 < len(core) < _TAIL)
        self._known: dict[str, set[int]] = {}

    def at(self, word: str) -> set[int]:
        """Return where a normalised word may stand."""
        found = self._known.get(word)
        if found is None:
            held = [self.cores[core] for core in cores(word) if core in self.cores]
            found = self._known[word] = held[0].union(*held[1:]) if held else set()
        return found

    def holds(self, words: Sequence[str]) -> bool:
        """Tell whether words may stand side by side."""
        places = self.at(words[0])
        for word in words[1:]:
            if not places:
                break
            places = {place + 1 for place in places} & self.at(word)
        return bool(places)

    def may_end(self, second: str) -> bool:
        """Tell whether a joined name of this second word may stand there; True for some that do not.

        Whatever comes off its front, and wherever a PDF has swapped letters, a core ends as the word does.
        """
        end = second.rstrip(ENDINGS)
        end = end[end.rfind("ال") + 2 :] if "ال" in end else end
        if len(end) <= _TAIL or second.endswith(SWAPPED_ENDS):
            return True
        return end[-_TAIL:] in self._tails or end.endswith(self._short)


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
    has_signs = _SIGN.search(text) is not None
    whole = fold(text)
    folded = (_SIGNS.sub(" ", whole) if has_signs else whole).split("\n")
    if len(folded) != len(names):  # a name has lines of its own
        return tuple(map(_norms, names))
    lines = list(map(tuple, map(str.split, folded)))
    ends = _ends_of(names)
    odd = (_ODD, *(_BESIDE_DIGITS if _DIGIT.search(text) else ())) if has_signs else ()
    for sign in (*odd, *((_FINAL_ALEF,) if "ى" in text else ())):
        for number in _lines_with(sign, text, ends):
            lines[number] = _norms(names[number])
    return tuple(lines)


def _ends_of(lines: Sequence[str]) -> Array:
    """Return where lines end that are joined by ends of lines, these included."""
    return np.cumsum(np.fromiter(map(len, lines), np.intp, len(lines)) + 1)


def _lines_with(sign: re.Pattern[str], text: str, ends: Array) -> list[int]:
    """Return the numbers of the lines, of which the ends are given, in which a sign begins."""
    places = [match.start() for match in sign.finditer(text)]
    return list(dict.fromkeys(ends.searchsorted(places, side="right").tolist()))


def _norms(name: str) -> tuple[str, ...]:
    return tuple(token.norm for token in tokenize(name))
