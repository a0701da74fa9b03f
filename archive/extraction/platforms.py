"""The platforms that a text names, each mention with its span: text -> mentions.

Found are whole words in any spelling of the lexicon, behind clitics («لتويتر», «وبالفيسبوك»), adjectives
(«تويتري»), Latin in any case and the platforms' own domains. A spelling that is also an ordinary word
needs a cue (see `archive.extraction.cues`). Furniture must be cut away before: a share bar is no mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from archive.extraction.cues import Judge
from archive.extraction.gazetteer import Hit, table_of
from archive.lexicon.names import Lexicon, load_lexicon
from archive.model.article import Mention
from archive.text.arabic import Folded, fold

_HOST = re.compile(r"[a-z0-9-]\.[a-z]{2,}(?::\d+)?/\S*\Z")
_ADDRESS = 300


@lru_cache(maxsize=1)
def _shipped() -> Lexicon:
    return load_lexicon()


def find_platforms(text: str, lexicon: Lexicon | None = None, field: str = "body") -> tuple[Mention, ...]:
    """The mentions of platforms in `text`, in order and without overlaps; `lexicon` or the shipped one.

    `text[mention.start:mention.end] == mention.surface`: the words as written, glued clitics included.
    Any text will do, however broken.
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
    """Whether the hit stands in the path of a web address, where words are not the article's."""
    window = text[max(0, hit.start - _ADDRESS) : hit.start]
    return "/" in window and bool(_HOST.search(window))


def _mention(hit: Hit, text: Folded, field: str) -> Mention:
    start, end = text.span(hit.start, hit.end)
    return Mention(hit.spelling.name.id, start, end, text.original[start:end], field)
