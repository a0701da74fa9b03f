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
8. *Hashtags* whole, beside their words; in a text from a PDF what its words are with their letters unswapped.
9. *Numbers* beside their words, one term for a value (`numbers`), put by `index.segment.buffer`.
10. *Grams* of the words without their clitics, by `index.segment.inverter`: a field of their own.

Stop words stay: a phrase needs them, and a query drops them from scoring itself.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from index.analysis.compounds import parts_of_name
from index.analysis.names import SIGN, NameMatch, Names
from index.analysis.segmenter import readings, unswapped
from index.analysis.stemmer import stem, stem_of, stems_of
from index.analysis.tokenizer import hashtags, normalize, token_matches


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
    cut: int = 0
    """How many letters of `norm` are clitics."""


_NOTHING = Forms("", "", may_name=False)
#: Letters of the shortest joined name.
SHORTEST_JOINED = 6


#: How a word begins in which a PDF has put lam before alef («االتحاد»): such a text has others («السالم»).
SWAPPED_SIGNS = ("اال", "األ", "اإل", "اآل")
SWAPPED = re.compile(r"(?<!\w)[وفبك]?ا[اأإآ]ل\w{3}")
#: Words of which a memory keeps the forms.
LIMIT = 500_000


class _Memory(dict[str, Forms]):
    """A cache of the forms of words; it computes what it lacks, up to a bound."""

    def __init__(self, compute: Callable[[str], Forms]) -> None:
        super().__init__()
        self._compute = compute

    def __missing__(self, word: str) -> Forms:
        forms = self._compute(word)
        if len(self) < LIMIT:
            self[word] = forms
        return forms


def forms_of(norm: str, names: Names) -> Forms:
    """Return the forms of a normalised word."""
    if not norm:
        return _NOTHING
    found = readings(norm)
    likeliest, cut = found[0].word, len(found[0].clitics)
    one, several = names.known(norm)
    if one is not None:  # a name keeps its letters and loses its clitics
        return Forms(norm, one.words[0], may_name=True, cut=cut)
    first, second = stems_of(found)
    parts = parts_of_name(likeliest) or () if len(norm) >= SHORTEST_JOINED else ()
    return Forms(norm, first, bool(several), second, tuple(map(stem, parts)), cut)


class Chain:
    """The analysis chain of an archive: its names, and a memory of words; threads may share it.

    Its memories only ever gain equal values, so threads cannot disagree; they are bounded.
    """

    def __init__(self, names: Names | None = None) -> None:
        self.names = names or Names()
        self._norms = _Memory(lambda norm: forms_of(norm, self.names))
        self._forms = _Memory(lambda surface: self._norms[normalize(surface)])

    def analyze(self, text: str) -> Analysis:
        """Return the terms of a text; never raises."""
        matches = list(token_matches(text))
        forms = [self._forms[match[0]] for match in matches]
        if _NOTHING in forms:
            kept = [i for i, known in enumerate(forms) if known.norm]
            matches, forms = [matches[i] for i in kept], [forms[i] for i in kept]
        if not forms:
            return Analysis()
        norms, firsts, may_name, seconds, parts, _ = zip(*forms, strict=True)
        spans = array("I", chain.from_iterable(map(re.Match.span, matches)))
        result = Analysis(list(norms), list(firsts), spans[::2], spans[1::2])
        result.extras = [(i, second) for i, second in enumerate(seconds) if second]
        result.extras += [(i, part) for i, both in enumerate(parts) if both for part in both]
        naming = [i for i, flag in enumerate(may_name) if flag] if True in may_name else ()
        if naming:
            self._put_names(result, naming)
        if "#" in text:
            self._put_hashtags(result, text)
        if any(sign in text for sign in SWAPPED_SIGNS) and SWAPPED.search(text):
            self._put_unswapped(result)
        return result

    def stem(self, norm: str) -> str:
        """Return the stem of one normalised word outside a name of several words."""
        return self._norms[norm].stem

    def cut(self, norm: str) -> int:
        """Return how many letters of a normalised word are clitics."""
        return self._norms[norm].cut

    def forms(self, norm: str) -> Forms:
        """Return the forms of a normalised word: its readings' stems, and the parts of a joined name."""
        return self._norms[norm]

    def name_at(self, norms: Sequence[str], position: int) -> NameMatch | None:
        """Return the longest name at a position of a row of normalised words; None if none begins there."""
        norm = norms[position]
        return self.names.match(norms, position) if norm and self._norms[norm].may_name else None

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
    def _put_unswapped(result: Analysis) -> None:
        """Put beside each word of a text from a PDF what it is with lam and alef in their places."""
        for position, norm in enumerate(result.norms):
            found = unswapped(norm) if "ال" in norm[1:] else ()
            if found and (mended := stem_of(found[0].word)) != result.stems[position]:
                result.extras.append((position, mended))

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
