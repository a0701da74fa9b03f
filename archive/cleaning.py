"""Cleaning: the body's paragraphs on one side, the page's furniture on the other, and nothing lost.

A page's text goes through passes over its lines, in an order that matters (`_passes`): what a line's own
words make certain comes first, what depends on the lines around it after, and repeats last, so that only
text is folded as repeated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from archive.article import Furniture
from archive.furniture import (
    certain_role,
    glued_head,
    glued_tail,
    key_of,
    lexicon,
    likely_role,
    words_of,
)

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_SENTENCE = re.compile(r"[.!؟?…]+[\"»”)\]]*\s+")
_CLOSED = re.compile(r"[.!؟?…][\"'»”)\]\s]*$")
_STOPPED = re.compile(r"[.…][\"'»”)\]\s]*$")
#: Before the body, up to four words in brackets name a photographer.
_CREDIT_IN_BRACKETS = re.compile(r"\([^\W\d_]+(?:[\s/.،-]{1,3}[^\W\d_]+){0,4}\)$")
#: A paragraph, or a sentence within one, is folded as a repeat from this many folded characters on.
REPEATED_PARAGRAPH, REPEATED_SENTENCE = 40, 80
#: The line that becomes the title; `headline` is furniture that repeats a title given.
_TITLE = "title"
_HEADER_ROLES = frozenset({"dateline", "byline", "section"})


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text with its furniture folded away."""

    title: str | None
    """As given, else the headline found in the text."""
    body: str
    """The paragraphs, as in the input, joined by one blank line."""
    furniture: tuple[Furniture, ...] = ()
    header: tuple[str, ...] = ()
    """Date lines, bylines and section lines from before the body; they are furniture too."""
    notices: tuple[str, ...] = ()
    """What a reader should be told, such as `repeated paragraphs folded: 8`."""
    spans: tuple[tuple[int, int], ...] = ()
    """For each body paragraph, where it stands in the input, with the white space of its line:
    `text[start:end].strip()` is the paragraph."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line, without surrounding white space, and what it is; None: not yet known."""

    start: int
    end: int
    text: str
    role: str | None = None

    @property
    def open(self) -> bool:
        """Whether no pass has said what it is: it is body unless one does."""
        return self.role is None


Pieces = list[Piece]


def clean(text: str, *, title: str | None = None, has_furniture: bool = True) -> Cleaned:
    """The text's body, title and furniture. `has_furniture=False` (a record's body field) cuts only what is
    certain and looks for no headline. Never raises; time is linear in the text."""
    pieces = [Piece(start, end, text[start:end]) for start, end in _lines(text)]
    # Heads before whole lines, tails after: a bar before the text would take a short line along, and a
    # contact line is one line with the address at its end.
    pieces = _mark_certain(_cut_heads(pieces, signed=not has_furniture))
    pieces = _mark_certain(_cut_tails(pieces))
    if has_furniture:
        pieces = _mark_given_title(pieces, title)
        for step in _passes(titled=bool(title)):
            pieces = step(pieces)
    pieces = _fold_repeats(pieces)
    cleaned = _assemble(_keep_some_body(pieces), title)
    return replace(cleaned, spans=tuple(_with_line_space(text, *span) for span in cleaned.spans))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the lines that are not blank, without white space around."""
    at = 0
    for end in [*_LINE_END.finditer(text), None]:
        line = text[at : end.start() if end else len(text)]
        if stripped := line.strip():
            start = at + line.index(stripped[0])
            yield start, start + len(stripped)
        at = end.end() if end else len(text)


def _with_line_space(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and text[start - 1].isspace() and not _LINE_END.match(text[start - 1]):
        start -= 1
    while end < len(text) and text[end].isspace() and not _LINE_END.match(text[end]):
        end += 1
    return start, end


# --- glued heads and tails ----------------------------------------------------------------------------


def _part(piece: Piece, start: int, end: int, role: str | None) -> Pieces:
    """The stretch `[start, end)` of a piece's text as a piece of its own, none if it is blank."""
    raw = piece.text[start:end]
    text = raw.strip()
    first = piece.start + start + len(raw) - len(raw.lstrip())
    return [Piece(first, first + len(text), text, role)] if text else []


def _cut_heads(pieces: Pieces, *, signed: bool) -> Pieces:
    """What an outlet glues to the head of the first paragraph."""
    out: Pieces = []
    for at, piece in enumerate(pieces):
        rest = piece
        while (found := glued_head(rest.text, signed=signed)) and (
            left := _part(rest, found[1], len(rest.text), None)
        ):
            out += _part(rest, 0, found[1], found[0])
            rest = left[0]
        out.append(rest)
        if len(rest.text) > 80:
            return out + pieces[at + 1 :]
    return out


def _cut_tails(pieces: Pieces) -> Pieces:
    """What an outlet glues to the tail of a paragraph."""
    out: Pieces = []
    for piece in pieces:
        rest, tails = piece, list[Piece]()
        while rest.open and (found := glued_tail(rest.text)) and (left := _part(rest, 0, found[1], None)):
            tails = [*_part(rest, found[1], len(rest.text), found[0]), *tails]
            rest = left[0]
        out += [rest, *tails]
    return out


def _mark_certain(pieces: Pieces) -> Pieces:
    return [replace(p, role=certain_role(p.text)) if p.open else p for p in pieces]


# --- passes over a page's lines -----------------------------------------------------------------------


def _is_prose(text: str) -> bool:
    """Whether a line reads as a paragraph: a closed sentence, or too long for a headline."""
    count = len(words_of(text[:400]))
    return count >= 25 or (count >= 4 and bool(_STOPPED.search(text[-12:])))


def _first_prose(pieces: Pieces) -> int:
    """Where the body begins at the latest: the first open line that reads as a paragraph."""
    return next((i for i, p in enumerate(pieces) if p.open and _is_prose(p.text)), len(pieces))


def _mark_given_title(pieces: Pieces, title: str | None) -> Pieces:
    """The line before the body that repeats the title given; a page's title may carry the outlet's name."""
    key = key_of(title or "")
    for i, piece in enumerate(pieces[: _first_prose(pieces) + 1]):
        line = key_of(piece.text) if key and piece.open and len(piece.text) < 400 else ""
        longer, shorter = max(line, key, key=len), min(line, key, key=len)
        if line and (
            line == key or (len(shorter) >= 15 and longer.startswith(shorter) and len(line) <= len(key))
        ):
            return _assign(pieces, {i: "headline"})
    return pieces


def _assign(pieces: Pieces, roles: dict[int, str]) -> Pieces:
    return [replace(piece, role=roles.get(i, piece.role)) for i, piece in enumerate(pieces)]


def _mark_likely(pieces: Pieces) -> Pieces:
    """Signatures before the body, captions and credits anywhere."""
    begin = _first_prose(pieces)
    roles: dict[int, str] = {}
    for i, piece in enumerate(pieces):
        role = likely_role(piece.text) if piece.open else None
        if role and (role != "byline" or i < begin or i >= len(pieces) - 3):
            roles[i] = role
        elif i < begin and piece.open and _CREDIT_IN_BRACKETS.match(piece.text):
            roles[i] = "photo_credit"
    return _assign(pieces, roles)


def _is_name(text: str) -> bool:
    words = words_of(text)
    plain = not any(c.isdigit() or c in ':؟!"«.،' for c in text)
    return plain and 2 <= len(words) <= 4 and words[0] in lexicon().given_names


def _is_section(text: str) -> bool:
    words = words_of(text)
    return 1 <= len(words) <= 4 and all(word in lexicon().sections for word in words)


def _mark_header(pieces: Pieces, *, titled: bool) -> Pieces:
    """Headline (if there is no title yet), sections, names and deck among the open lines before the body."""
    begin = _first_prose(pieces)
    plain = [i for i, piece in enumerate(pieces[:begin]) if piece.open]
    if begin == len(pieces) and len(plain) < 2:
        return pieces
    roles: dict[int, str] = {}
    headline = None if titled else _find_headline(pieces, plain)
    for i in plain:
        if i == headline:
            roles[i] = _TITLE
        elif _is_name(pieces[i].text):
            roles[i] = "byline"
        elif _is_section(pieces[i].text) or (headline is not None and i < headline):
            roles[i] = "section"
    marked = _assign(pieces, roles)
    deck = _find_deck(marked, begin)
    return _assign(marked, {deck: "deck"} if deck is not None else {})


def _find_headline(pieces: Pieces, plain: list[int]) -> int | None:
    """The first line of four words or more, else the first that is neither a section nor a name."""
    fit = [i for i in plain if len(words_of(pieces[i].text)) <= 24]
    fit = [i for i in fit if not _is_name(pieces[i].text) and not _is_section(pieces[i].text)]
    long = next((i for i in fit if len(words_of(pieces[i].text)) >= 4), None)
    return long if long is not None else next(iter(fit), None)


def _find_deck(pieces: Pieces, begin: int) -> int | None:
    """The one open line between headline and body, where the body's paragraphs close with a stop and it does
    not: without that habit it may be the first paragraph."""
    head = next((i for i, p in enumerate(pieces) if p.role in (_TITLE, "headline")), None)
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
    """The links under «اقرأ أيضاً», the tags under «الوسوم», the names under «المساهمون»."""
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
    return _assign(pieces, roles)


def _mark_comments(pieces: Pieces) -> Pieces:
    """Whatever follows a comment count or form after the body is a comment, if it is the lesser part."""
    begin = _first_prose(pieces)
    marks = [i for i, p in enumerate(pieces) if i > begin and p.role in ("comment_count", "comment_form")]
    if not marks:
        return pieces
    before = sum(len(p.text) for p in pieces[: marks[0]] if p.open)
    after = sum(len(p.text) for p in pieces[marks[0] :] if p.open)
    if after > before:
        return pieces
    return _assign(pieces, {i: "comment" for i in range(marks[0], len(pieces)) if pieces[i].open})


def _mark_subheadings(pieces: Pieces) -> Pieces:
    """A short line without closing mark between two paragraphs, the first of them closed."""
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
    return _assign(pieces, roles)


def _is_subheading(text: str) -> bool:
    short = len(text) <= 70 and len(words_of(text)) <= 8
    return short and text[0] not in '-•*–—"«“(#0123456789٠١٢٣٤٥٦٧٨٩' and text[-1] not in '.!؟?…:،؛,;»"”)'


def _mark_signature(pieces: Pieces) -> Pieces:
    """A name alone after the last paragraph signs the article."""
    last = next((i for i in reversed(range(len(pieces))) if pieces[i].open), None)
    signed = last and _is_name(pieces[last].text) and last > _first_prose(pieces)
    return _assign(pieces, {last: "byline"} if last and signed else {})


def _passes(*, titled: bool) -> tuple[Callable[[Pieces], Pieces], ...]:
    """Likely lines before the header, which counts what is left; blocks before comments, which take all that
    is left; subheadings once only text is open."""
    return (
        _mark_likely,
        partial(_mark_header, titled=titled),
        _mark_blocks,
        _mark_comments,
        _mark_signature,
        _mark_subheadings,
    )


# --- repeats ------------------------------------------------------------------------------------------


def _fold_repeats(pieces: Pieces) -> Pieces:
    """Paragraphs, and long sentences within them, that stood before: a second time they are furniture."""
    seen: set[str] = set()
    out: Pieces = []
    for piece in pieces:
        key = key_of(piece.text) if piece.open else ""
        if len(key) >= REPEATED_PARAGRAPH and key in seen:
            out.append(replace(piece, role="repeat"))
            continue
        out += _fold_sentences(piece, seen) if piece.open else [piece]
        seen.add(key)
    return out


def _fold_sentences(piece: Piece, seen: set[str]) -> Pieces:
    """The paragraph in stretches of new and of repeated sentences. A short sentence goes with the repeated
    one before it if it too stood before."""
    stretches: list[tuple[int, int, bool]] = []
    at, repeated = 0, False
    for stop in [*(m.end() for m in _SENTENCE.finditer(piece.text)), len(piece.text)]:
        key = key_of(piece.text[at:stop])
        repeated = key in seen and (len(key) >= REPEATED_SENTENCE or (repeated and bool(key)))
        seen.add(key)
        if stretches and stretches[-1][2] == repeated:
            stretches[-1] = (stretches[-1][0], stop, repeated)
        elif stop > at:
            stretches.append((at, stop, repeated))
        at = stop
    parts = [_part(piece, start, end, "repeat" if again else None) for start, end, again in stretches]
    return [part for found in parts for part in found]


# --- the result ---------------------------------------------------------------------------------------


def _keep_some_body(pieces: Pieces) -> Pieces:
    """A text whose only text passed for a headline is a body."""
    if any(piece.open for piece in pieces):
        return pieces
    return [replace(p, role=None) if p.role == _TITLE else p for p in pieces]


def _assemble(pieces: Pieces, title: str | None) -> Cleaned:
    body = [piece for piece in pieces if piece.open]
    furniture: list[Furniture] = []
    header: list[str] = []
    headline = title
    count = 0
    for piece in pieces:
        if piece.open:
            count += 1
        elif piece.role == _TITLE:
            headline = piece.text if title is None else headline
        else:
            furniture.append(Furniture(str(piece.role), piece.text, count))
            if count == 0 and piece.role in _HEADER_ROLES:
                header.append(piece.text)
    folded = sum(piece.role == "repeat" for piece in pieces)
    return Cleaned(
        title=headline,
        body="\n\n".join(piece.text for piece in body),
        furniture=tuple(furniture),
        header=tuple(header),
        notices=(f"repeated paragraphs folded: {folded}",) if folded else (),
        spans=tuple((piece.start, piece.end) for piece in body),
    )
