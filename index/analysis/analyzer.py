"""The chain: turns a text into its terms. This is its whole order.

1. *Tokens* on the original text, marks inside the word: offsets stay true, and no word is torn at a mark
   (`tokenizer`).
2. *Normalise* each token: letters, marks, digits, case (`tokenizer.normalize`). All that follows knows
   normalised words alone; they are the terms of the field `surface`.
3. *Names* of one word before stems: a stemmer takes «فيسبوك» for ف + يسب + وك (`names`).
4. *Readings* of all other words: which clitics and which pronoun stand at which word (`segmenter`).
5. *Stems* of the likeliest reading, and beside it of a second that is likely too: irregular nouns and forms
   of verbs are looked up, endings come off, and several spellings have the first one's stem (`stemmer`).
6. *Parts* of a joined name beside it: «عبدالله» is «عبد» and «الله» too (`compounds`).
7. *Names* of several words: spellings of a name become its one term (`names`).
8. *Hashtags* whole, beside their words.
9. *Numbers* beside their words, one term for a value (`numbers`), put by `index.segment.buffer`.
10. *Grams* of the words without their clitics, by `index.segment.inverter`: a field of their own.

Stop words stay: a phrase needs them, and a query drops them from scoring itself.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from index.analysis.compounds import parts_of
from index.analysis.names import SIGN, NameMatch, Names
from index.analysis.stemmer import stem, stems
from index.analysis.tokenizer import TOKEN, hashtags, normalize


@dataclass(slots=True)
class Analysis:
    """The terms of one text. Lists run in parallel, one entry a token.

    `stems[i]` and `norms[i]` are the token's terms, `starts[i]` and `ends[i]` its code points in the text.
    `extras` are further (position, term) pairs: what a name hides, a name's length, whole hashtags.
    """

    norms: list[str] = field(default_factory=list)
    stems: list[str] = field(default_factory=list)
    starts: array[int] = field(default_factory=lambda: array("I"))
    ends: array[int] = field(default_factory=lambda: array("I"))
    extras: list[tuple[int, str]] = field(default_factory=list)


class Forms(NamedTuple):
    """The terms that the chain makes of one word as written."""

    norm: str
    stem: str
    may_name: bool
    """Whether a name can begin here."""
    second: str = ""
    """The stem of a second reading that is likely too; else empty."""
    parts: tuple[str, ...] = ()
    """The stems of the two parts of a joined name («عبدالله»)."""


_NOTHING = Forms("", "", may_name=False)
#: Letters of the shortest joined name.
SHORTEST_JOINED = 6


class _Memory(dict[str, Forms]):
    """A cache of the forms of words as written; it computes what it lacks, up to a bound."""

    LIMIT = 500_000

    def __init__(self, names: Names) -> None:
        super().__init__()
        self._names = names

    def __missing__(self, surface: str) -> Forms:
        forms = forms_of(normalize(surface), self._names)
        if len(self) < self.LIMIT:
            self[surface] = forms
        return forms


def forms_of(norm: str, names: Names) -> Forms:
    """Return the forms of a normalised word."""
    one = names.single(norm)
    if one is not None:  # a name keeps its letters and loses its clitics
        return Forms(norm, one.words[0], may_name=True)
    first, second = stems(norm) if norm else ("", "")
    parts = parts_of(norm) or () if len(norm) >= SHORTEST_JOINED else ()
    return Forms(norm, first, bool(names.starts(norm)), second, tuple(map(stem, parts)))


class Chain:
    """The analysis chain of an archive: its names, and a memory of words; threads may share it.

    The memory only ever gains equal values, so threads cannot disagree; it is bounded.
    """

    def __init__(self, names: Names | None = None) -> None:
        self.names = names or Names()
        self._forms = _Memory(self.names)
        self._norms: dict[str, Forms] = {}

    def analyze(self, text: str) -> Analysis:
        """Return the terms of a text; never raises."""
        matches = list(TOKEN.finditer(text))
        surfaces = [match[0] for match in matches]
        forms = list(map(self._forms.__getitem__, surfaces))
        if _NOTHING in forms:
            kept = [i for i, known in enumerate(forms) if known.norm]
            matches, forms = [matches[i] for i in kept], [forms[i] for i in kept]
        if not forms:
            return Analysis()
        norms, firsts, may_name, seconds, parts = zip(*forms, strict=True)
        spans = array("I", chain.from_iterable(match.span() for match in matches))
        result = Analysis(list(norms), list(firsts), spans[::2], spans[1::2])
        result.extras = [(i, second) for i, second in enumerate(seconds) if second]
        result.extras += [(i, part) for i, both in enumerate(parts) if both for part in both]
        naming = [i for i, flag in enumerate(may_name) if flag] if True in may_name else ()
        if naming:
            self._put_names(result, naming)
        if "#" in text:
            self._put_hashtags(result, text)
        return result

    def stem(self, norm: str) -> str:
        """Return the stem of one normalised word outside a name of several words."""
        return self._of_norm(norm).stem

    def forms(self, norm: str) -> Forms:
        """Return the forms of a normalised word: its readings' stems, and the parts of a joined name."""
        return self._of_norm(norm)

    def name_at(self, norms: Sequence[str], position: int) -> NameMatch | None:
        """Return the longest name at a position of a row of normalised words; None if none begins there."""
        norm = norms[position]
        return self.names.match(norms, position) if norm and self._of_norm(norm).may_name else None

    def _of_norm(self, norm: str) -> Forms:
        """Return the forms of a normalised word; to normalise it again could change it."""
        known = self._norms.get(norm)
        if known is None:
            known = forms_of(norm, self.names)
            if len(self._norms) < _Memory.LIMIT:
                self._norms[norm] = known
        return known

    def _put_names(self, result: Analysis, naming: Sequence[int]) -> None:
        taken = -1
        for position in naming:
            if position <= taken:
                continue
            match = self.names.match(result.norms, position)
            if match and match.spelling.collapse:
                taken = position + match.length - 1
                put_name(result, match)

    @staticmethod
    def _put_hashtags(result: Analysis, text: str) -> None:
        at = {start: position for position, start in enumerate(result.starts)}
        for tag in hashtags(text):
            position = at.get(tag.start + 1)
            if position is not None:
                result.extras.append((position, tag.norm))


def put_name(result: Analysis, match: NameMatch) -> None:
    """Put a name's term where its words stand; its words stay findable beside it.

    A platform's term takes the place of its first word's stem. A synonym's stands beside it, for its words
    («الدولة الإسلامية») mean something by themselves. `@id/n` says how many words the name has here: a
    phrase that goes on after the name needs to know.
    """
    position, spelling = match.position, match.spelling
    term = SIGN + spelling.id
    hidden = result.stems[position]
    if spelling.kind == "synonym" and match.length > 1:
        result.extras.append((position, term))
    else:
        result.stems[position] = term
        result.extras.append((position, hidden))
        if match.joined != hidden:
            result.extras.append((position, match.joined))
    result.extras.append((position, f"{term}/{match.length}"))
