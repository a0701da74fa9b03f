"""Signs that a text is no whole article: a beginning that breaks off, a notice instead, a list of titles.

Such inputs are kept (a stub may be all that is left of an article) and warned of. The words are data in
`lexicon/doubts.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from archive.model.warning import QUOTED, ArticleWarning, WarningCode
from archive.paths import shipped_text
from archive.text.arabic import fold

#: A notice is no longer, in words; an article that mentions one is.
_LONGEST_NOTICE: Final = 160
#: So many words of a notice hold one phrase of it at least.
_WORDS_A_PHRASE: Final = 40
#: Words of a page's text below which it is a beginning at most.
_FEW_WORDS: Final = 20
#: A list of articles has so many lines at least, most of them short and without a full stop.
_LINES_OF_LIST, _SHORT_LINE, _SHORT_SHARE = 8, 18, 0.8
#: A text of more characters, with «اقرأ المزيد» below it, is no beginning.
_LONGEST_BEGINNING: Final = 700
_UNFINISHED: Final = re.compile(r"(?:…|\.{3}|\[…\]|\[\.{3}\]|\(…\)|&hellip;)[\s\"»”)\]]*$")
_STOP: Final = re.compile(r"[.!؟?،؛:…][\"'»”)\]\s]*$")
_END: Final = 60


@dataclass(frozen=True, slots=True)
class _Phrases:
    notices: tuple[str, ...]
    unfinished: frozenset[str]


@cache
def _phrases() -> _Phrases:
    data = json.loads(shipped_text("doubts.json"))
    return _Phrases(tuple(map(_key, data["notices"])), frozenset(map(_key, data["unfinished"])))


def _key(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(text)))


def find_doubts(
    title: str | None, body: str, *, is_page: bool, after: Sequence[str] = ()
) -> Iterator[ArticleWarning]:
    """Yield a warning if a clean text is no whole article; `after` are the lines folded away below it.

    `is_page` says that the text was cut out of a page, which may have been the wrong page. At most one
    warning is given, and a notice comes before a stub.
    """
    paragraphs = [part for part in body.split("\n\n") if part.strip()]
    words = body[:4_000].split()
    notice = _notice(title, body) if len(words) <= _LONGEST_NOTICE else None
    if notice:
        yield ArticleWarning(WarningCode.NOTICE_PAGE, "a notice stands in the place of an article", notice)
    elif is_page and _is_listing(paragraphs):
        words_of_list = "a list of titles rather than an article"
        yield ArticleWarning(WarningCode.LISTING, words_of_list, paragraphs[0][:QUOTED])
    elif (end := _unfinished(paragraphs, after)) is not None:
        yield ArticleWarning(WarningCode.STUB, "the text breaks off: the article goes on elsewhere", end)
    elif is_page and len(words) < _FEW_WORDS:
        yield ArticleWarning(WarningCode.STUB, f"the page holds only {len(words)} words", body[:QUOTED])


def _notice(title: str | None, body: str) -> str | None:
    """Return the phrase of a notice that a short title or the text holds; a long text must hold several."""
    heading, text = _key(title or ""), _key(body)
    known = _phrases().notices
    in_title = (
        next((phrase for phrase in known if heading.startswith(phrase)), None)
        if len(heading) <= _END
        else None
    )
    found = [phrase for phrase in known if phrase in text]
    count = len(text.split())
    if in_title and count < 2 * _WORDS_A_PHRASE:
        return in_title
    return found[0] if found and len(found) > count // _WORDS_A_PHRASE else None


def _is_listing(paragraphs: Sequence[str]) -> bool:
    if len(paragraphs) < _LINES_OF_LIST:
        return False
    short = sum(len(line.split()) <= _SHORT_LINE and not _STOP.search(line[-12:]) for line in paragraphs)
    return short >= _SHORT_SHARE * len(paragraphs)


def _unfinished(paragraphs: Sequence[str], after: Sequence[str]) -> str | None:
    """Return the words with which a text breaks off: three dots, or «اقرأ المزيد» at its end or below it."""
    last = paragraphs[-1].rstrip()[-_END:] if paragraphs else ""
    if _UNFINISHED.search(last):
        return last
    if sum(map(len, paragraphs)) > _LONGEST_BEGINNING:
        return None  # a whole article may have «المزيد» below it
    ends = (last.rpartition("\n")[2].rpartition(".")[2], *after[:2])
    return next((end.strip() for end in ends if _key(end) in _phrases().unfinished), None)
