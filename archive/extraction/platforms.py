"""Recognition of the platforms that a text names, each mention with its span.

Found are whole words in any spelling of the lexicon, behind clitics («لتويتر», «وبالفيسبوك»), adjectives
(«تويتري»), Latin in any case and the platforms' own domains. A spelling that is also an ordinary word
needs a cue. Furniture must be cut away before: a share bar is no mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from archive.extraction.gazetteer import WORD, Hit, table_of, with_clitics
from archive.lexicon.names import Cued, Lexicon, load_lexicon
from archive.model.article import Mention
from archive.text.arabic import Folded, fold

_SENTENCE_END = re.compile(r"[.!?؟\n]")

_BREAK = re.compile(r"[.!?؟\n،,؛;]")

_OPENING, _CLOSING = frozenset("\"'«“”‘’(["), frozenset("\"'»“”‘’)]")

#: How far cues reach: words between two platforms of one list; characters around it for its context.
_LIST_WORDS = 3

_CONTEXT = 160

_BEFORE = 60


class Words:
    """A set of folded words and word pairs, each also behind clitics; `*` stands for any ending."""

    def __init__(self, words: Iterable[str]) -> None:
        folded = [fold(word) for word in words]
        self._exact = frozenset(form for w in folded if not w.endswith("*") for form in with_clitics(w))
        self._stems = tuple(form for w in folded if w.endswith("*") for form in with_clitics(w[:-1]))

    def __contains__(self, word: str) -> bool:
        return word in self._exact or (bool(self._stems) and word.startswith(self._stems))


@lru_cache(maxsize=512)
def _words(words: tuple[str, ...]) -> Words:
    return Words(words)


class Judge:
    """A judge of the doubtful hits of one text; `sure` are the hits that need no cue, in order."""

    def __init__(self, lexicon: Lexicon, text: Folded, sure: Sequence[Hit]) -> None:
        self._lexicon = lexicon
        self._folded = text
        self._text = text.text
        self._named = {hit.spelling.name.id for hit in sure}
        self._witnesses = [hit for hit in sure if hit.spelling.name.witness]

    def believes(self, hit: Hit) -> bool:
        """Tell whether the hit names the platform; a hit that needs no cue always does."""
        cued = hit.spelling.cued
        if cued is None:
            return True
        if self._other_letters(cued, hit) or self._trapped(cued, hit):
            return False
        return (
            hit.spelling.name.id in self._named
            or (cued.definite and hit.spelling.definite)
            or (cued.quoted and self._quoted(hit))
            or self._introduced(cued, hit)
            or self._has_handle(hit)
            or self._in_a_list(hit)
            or (cued.context and self._in_context(hit))
        )

    def _other_letters(self, cued: Cued, hit: Hit) -> bool:
        """Tell whether the hit is another word by its hamza: «فأين» is no spelling of «فاين»."""
        return cued.plain and "أ" in self._folded.surface(hit.start, hit.end) and "أ" not in cued.spelling

    def _trapped(self, cued: Cued, hit: Hit) -> bool:
        before = self._before(hit)[-1:]
        after = WORD.findall(self._text, hit.end, hit.end + _BEFORE)[:1]
        return any(w in _words(cued.traps_before) for w in before) or any(
            w in _words(cued.traps_after) for w in after
        )

    def _before(self, hit: Hit) -> list[str]:
        return WORD.findall(self._text, max(0, hit.start - _BEFORE), hit.start)

    def _quoted(self, hit: Hit) -> bool:
        around = self._text[hit.start - 1 : hit.start], self._text[hit.end : hit.end + 1]
        return around[0] in _OPENING and around[1] in _CLOSING

    def _has_handle(self, hit: Hit) -> bool:
        return self._text[hit.end : hit.end + 4].lstrip(' :"»)(').startswith("@")

    def _introduced(self, cued: Cued, hit: Hit) -> bool:
        start = max(0, hit.start - _BEFORE)
        found = list(WORD.finditer(self._text, start, hit.start))
        if not found or _BREAK.search(self._text, found[-1].end(), hit.start):
            return False
        if found[-1].group() in ("ال", "ب", "ل"):  # برنامج ال"keek"
            found.pop()
        last = [match.group() for match in found]
        introducers = _words(self._lexicon.introducers + cued.introducers)
        return any(" ".join(last[-count:]) in introducers for count in (1, 2))

    def _in_a_list(self, hit: Hit) -> bool:
        return any(self._near(other, hit) for other in self._witnesses)

    def _near(self, other: Hit, hit: Hit) -> bool:
        first, second = sorted((other, hit), key=lambda h: h.start)
        if second.start - first.end > _BEFORE or first.end > second.start:
            return False
        between = self._text[first.end : second.start]
        return not _SENTENCE_END.search(between) and len(WORD.findall(between)) <= _LIST_WORDS

    def _in_context(self, hit: Hit) -> bool:
        around = WORD.findall(self._text, max(0, hit.start - _CONTEXT), hit.end + _CONTEXT)
        context = _words(self._lexicon.context)
        return any(word in context for word in around)


_HOST = re.compile(r"[a-z0-9-]\.[a-z]{2,}(?::\d+)?/\S*\Z")

_ADDRESS = 300


@lru_cache(maxsize=1)
def _shipped() -> Lexicon:
    return load_lexicon()


def find_platforms(text: str, lexicon: Lexicon | None = None, field: str = "body") -> tuple[Mention, ...]:
    """Return the mentions of platforms in `text`, in order and without overlaps.

    Without a `lexicon` the shipped one is used. `text[mention.start:mention.end] == mention.surface`: the
    words as written, glued clitics included. Any text will do, however broken.
    """
    lexicon = lexicon or _shipped()
    folded = fold(text)
    groups = [hits for hits in table_of(lexicon).hits(folded) if not _in_address(folded, hits[0])]
    if not groups:
        return ()
    original = Folded(text)
    sure = [hit for hits in groups if (hit := _first_sure(hits))]
    judge = Judge(lexicon, original, sure)
    believed = (next((hit for hit in hits if judge.believes(hit)), None) for hits in groups)
    return tuple(_mention(hit, original, field) for hit in _apart(believed))


def _first_sure(hits: tuple[Hit, ...]) -> Hit | None:
    return next((hit for hit in hits if hit.spelling.cued is None), None)


def _apart(hits: Iterable[Hit | None]) -> list[Hit]:
    apart: list[Hit] = []
    for hit in hits:
        if hit is not None and (not apart or hit.start >= apart[-1].end):
            apart.append(hit)
    return apart


def _in_address(text: str, hit: Hit) -> bool:
    """Tell whether the hit stands in the path of a web address, where words are not the article's."""
    window = text[max(0, hit.start - _ADDRESS) : hit.start]
    return "/" in window and bool(_HOST.search(window))


def _mention(hit: Hit, text: Folded, field: str) -> Mention:
    start, end = text.span(hit.start, hit.end)
    return Mention(hit.spelling.name.id, start, end, text.original[start:end], field)
