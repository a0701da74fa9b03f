"""Rules for lines by the lines around them: header, captions, links, comments, subheadings.

Each pass takes all pieces and returns them marked; `page_passes` gives their order and its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from archive.boilerplate.lines import likely_role
from archive.boilerplate.rules import key_of, lexicon, words_of
from archive.boilerplate.segments import TITLE, Pieces, assign

_CLOSED = re.compile(r"[.!؟?…][\"'»”)\]\s]*$")
_STOPPED = re.compile(r"[.…][\"'»”)\]\s]*$")
#: Two to five words alone in brackets name a photographer.
_CREDIT_IN_BRACKETS = re.compile(r"\([^\W\d_]+(?:[\s/.،-]{1,3}[^\W\d_]+){1,4}\)$")


def _is_prose(text: str) -> bool:
    """Tell whether a line reads as a paragraph: a closed sentence, or too long for a headline."""
    count = len(words_of(text[:400]))
    return count >= 25 or (count >= 4 and bool(_STOPPED.search(text[-12:])))


def _first_prose(pieces: Pieces) -> int:
    """Return where the body begins at the latest: the first open line that reads as a paragraph."""
    return next((i for i, p in enumerate(pieces) if p.open and _is_prose(p.text)), len(pieces))


def mark_given_title(pieces: Pieces, title: str | None) -> Pieces:
    """Mark the line before the body that repeats the title given; a page's title may add the outlet."""
    key = key_of(title or "")
    for i, piece in enumerate(pieces[: _first_prose(pieces) + 1]):
        line = key_of(piece.text) if key and piece.open and len(piece.text) < 400 else ""
        longer, shorter = max(line, key, key=len), min(line, key, key=len)
        if line and (
            line == key or (len(shorter) >= 15 and longer.startswith(shorter) and len(line) <= len(key))
        ):
            return assign(pieces, {i: "headline"})
    return pieces


def _mark_likely(pieces: Pieces) -> Pieces:
    """Mark signatures before the body, and captions and credits anywhere."""
    begin = _first_prose(pieces)
    roles: dict[int, str] = {}
    for i, piece in enumerate(pieces):
        role = likely_role(piece.text) if piece.open else None
        if role and (role != "byline" or i < begin or i >= len(pieces) - 3):
            roles[i] = role
        elif piece.open and _is_bracketed_credit(piece.text, before_body=i < begin):
            roles[i] = "photo_credit"
    return assign(pieces, roles)


def _is_bracketed_credit(text: str, *, before_body: bool) -> bool:
    return bool(_CREDIT_IN_BRACKETS.match(text)) and (before_body or _is_name(text.strip("()")))


def _is_name(text: str) -> bool:
    words = words_of(text)
    plain = not any(c.isdigit() or c in ':؟!"«.،' for c in text)
    return plain and 2 <= len(words) <= 4 and words[0] in lexicon().given_names


def _is_section(text: str) -> bool:
    words = words_of(text)
    return 1 <= len(words) <= 4 and all(word in lexicon().sections for word in words)


def _mark_header(pieces: Pieces, *, titled: bool) -> Pieces:
    """Mark headline (if there is no title yet), sections, names and deck among the lines before the body."""
    begin = _first_prose(pieces)
    plain = [i for i, piece in enumerate(pieces[:begin]) if piece.open]
    if begin == len(pieces) and len(plain) < 2:
        return pieces
    roles: dict[int, str] = {}
    headline = None if titled else _find_headline(pieces, plain)
    for i in plain:
        if i == headline:
            roles[i] = TITLE
        elif _is_name(pieces[i].text):
            roles[i] = "byline"
        elif _is_section(pieces[i].text) or (headline is not None and i < headline):
            roles[i] = "section"
    marked = assign(pieces, roles)
    deck = _find_deck(marked, begin)
    return assign(marked, {deck: "deck"} if deck is not None else {})


def _find_headline(pieces: Pieces, plain: list[int]) -> int | None:
    """Return the first line of four words or more, else the first that is neither a section nor a name."""
    fit = [i for i in plain if len(words_of(pieces[i].text)) <= 24]
    fit = [i for i in fit if not _is_name(pieces[i].text) and not _is_section(pieces[i].text)]
    long = next((i for i in fit if len(words_of(pieces[i].text)) >= 4), None)
    return long if long is not None else next(iter(fit), None)


def _find_deck(pieces: Pieces, begin: int) -> int | None:
    """Return the one open line between headline and body, if it alone does not close with a stop.

    Unless the body's paragraphs do, it may be the first paragraph.
    """
    head = next((i for i, p in enumerate(pieces) if p.role in (TITLE, "headline")), None)
    if head is None or begin == len(pieces):
        return None
    between = [i for i in range(head + 1, begin) if pieces[i].open]
    prose = [p for p in pieces[begin:] if p.open]
    closed = sum(bool(_CLOSED.search(p.text[-12:])) for p in prose)
    habit = 2 * closed > len(prose) and _CLOSED.search(pieces[begin].text[-12:])
    if len(between) == 1 and habit and not _CLOSED.search(pieces[between[0]].text[-12:]):
        return between[0]
    return None


#: What follows a heading that stands alone, and how many words such lines have at most.
_BLOCKS = {"related_link": 20, "tags": 5, "contributors": 5}


def _mark_blocks(pieces: Pieces) -> Pieces:
    """Mark the links under «اقرأ أيضاً», the tags under «الوسوم», the names under «المساهمون»."""
    roles: dict[int, str] = {}
    block: str | None = None
    for i, piece in enumerate(pieces):
        words = len(words_of(piece.text[:400]))
        if piece.role in _BLOCKS and words <= 4:
            block = piece.role
        elif block and piece.open and words <= _BLOCKS[block] and not _CLOSED.search(piece.text[-12:]):
            roles[i] = block
        elif piece.role != block:
            block = None
    return assign(pieces, roles)


def _mark_comments(pieces: Pieces) -> Pieces:
    """Mark all that follows a comment count or form after the body as comments, if it is the lesser part."""
    begin = _first_prose(pieces)
    marks = [i for i, p in enumerate(pieces) if i > begin and p.role in ("comment_count", "comment_form")]
    if not marks:
        return pieces
    before = sum(len(p.text) for p in pieces[: marks[0]] if p.open)
    after = sum(len(p.text) for p in pieces[marks[0] :] if p.open)
    if after > before:
        return pieces
    return assign(pieces, {i: "comment" for i in range(marks[0], len(pieces)) if pieces[i].open})


def _mark_subheadings(pieces: Pieces) -> Pieces:
    """Mark a short line without closing mark between two paragraphs, the first of them closed."""
    begin = _first_prose(pieces)
    body = [i for i, piece in enumerate(pieces) if piece.open and i >= begin]
    roles = {
        here: "subheading"
        for last, here, following in zip(body, body[1:], body[2:], strict=False)
        if _is_subheading(pieces[here].text)
        and _CLOSED.search(pieces[last].text[-12:])
        and len(words_of(pieces[following].text[:200])) >= 7
        and not _is_subheading(pieces[following].text)
    }
    return assign(pieces, roles)


def _is_subheading(text: str) -> bool:
    short = len(text) <= 70 and len(words_of(text)) <= 8
    return short and text[0] not in '-•*–—"«“(#0123456789٠١٢٣٤٥٦٧٨٩' and text[-1] not in '.!؟?…:،؛,;»"”)'


def _mark_signature(pieces: Pieces) -> Pieces:
    """Mark a name alone after the last paragraph: it signs the article."""
    last = next((i for i in reversed(range(len(pieces))) if pieces[i].open), None)
    signed = last and _is_name(pieces[last].text) and last > _first_prose(pieces)
    return assign(pieces, {last: "byline"} if last and signed else {})


def page_passes(*, titled: bool) -> tuple[Callable[[Pieces], Pieces], ...]:
    """Return the passes over a page's lines, in their order.

    Likely lines come before the header, which counts what is left; blocks before comments, which take all
    that is left; subheadings once only text is open.
    """
    return (
        _mark_likely,
        partial(_mark_header, titled=titled),
        _mark_blocks,
        _mark_comments,
        _mark_signature,
        _mark_subheadings,
    )
