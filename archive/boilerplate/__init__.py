"""Boilerplate removal: separates the body's paragraphs from the page's furniture, and loses nothing.

A text goes through passes over its lines, in an order that matters: what a line's own words make certain
comes first, what depends on the lines around it after, and repeats last, so that only text is folded as
repeated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive.boilerplate.affixes import glued_head, glued_tail
from archive.boilerplate.lines import certain_role
from archive.boilerplate.page import mark_given_title, page_passes
from archive.boilerplate.repeats import fold_repeats
from archive.boilerplate.segments import TITLE, Piece, Pieces, lines_of, part_of, with_line_space
from archive.model.article import Furniture
from archive.model.warning import QUOTED, ArticleWarning, WarningCode

#: Furniture before the body that says when, by whom and where.
HEADER_ROLES = frozenset({"dateline", "byline", "section"})


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text: its title and body, and its furniture with its places."""

    title: str | None
    """The title as given, else the headline found in the text."""
    body: str
    """The paragraphs, as in the input, joined by one blank line."""
    furniture: tuple[Furniture, ...] = ()
    header: tuple[str, ...] = ()
    """Date lines, bylines and section lines from before the body; they are furniture too."""
    warnings: tuple[ArticleWarning, ...] = ()
    """Doubts to tell a reader: passages that stood twice are folded."""
    spans: tuple[tuple[int, int], ...] = ()
    """For each body paragraph, where it stands in the input, with the white space of its line:
    `text[start:end].strip()` is the paragraph."""


def clean(text: str, *, title: str | None = None, has_furniture: bool = True) -> Cleaned:
    """Split a text into body, title and furniture; never raises, linear in the text.

    `title` is the title given, if any. `has_furniture=False` (a record's body field) cuts only what is
    certain and looks for no headline.
    """
    pieces = [Piece(start, end, text[start:end]) for start, end in lines_of(text)]
    # Heads before whole lines, tails after: a bar before the text would take a short line along, and a
    # contact line is one line with the address at its end.
    pieces = _mark_certain(_cut_heads(pieces, signed=not has_furniture))
    pieces = _mark_certain(_cut_tails(pieces))
    if has_furniture:
        pieces = mark_given_title(pieces, title)
        for step in page_passes(titled=bool(title)):
            pieces = step(pieces)
    pieces = fold_repeats(pieces)
    cleaned = _assemble(_keep_some_body(pieces, has_furniture=has_furniture), title)
    return replace(cleaned, spans=tuple(with_line_space(text, *span) for span in cleaned.spans))


def _cut_heads(pieces: Pieces, *, signed: bool) -> Pieces:
    """Cut off what an outlet glues to the head of the first paragraph."""
    out: Pieces = []
    for at, piece in enumerate(pieces):
        rest = piece
        while (found := glued_head(rest.text, signed=signed)) and (
            left := part_of(rest, found[1], len(rest.text), None)
        ):
            out += part_of(rest, 0, found[1], found[0])
            rest = left[0]
        out.append(rest)
        if len(rest.text) > 80:
            return out + pieces[at + 1 :]
    return out


def _cut_tails(pieces: Pieces) -> Pieces:
    """Cut off what an outlet glues to the tail of a paragraph."""
    out: Pieces = []
    for piece in pieces:
        rest, tails = piece, list[Piece]()
        while rest.open and (found := glued_tail(rest.text)) and (left := part_of(rest, 0, found[1], None)):
            tails = [*part_of(rest, found[1], len(rest.text), found[0]), *tails]
            rest = left[0]
        out += [rest, *tails]
    return out


def _mark_certain(pieces: Pieces) -> Pieces:
    return [replace(p, role=certain_role(p.text)) if p.open else p for p in pieces]


def _keep_some_body(pieces: Pieces, *, has_furniture: bool) -> Pieces:
    """Return the pieces with some body left.

    A page's only text is body even if it passed for a headline; a record's body that is all furniture stays:
    whoever wrote the record took it for a body.
    """
    if any(piece.open for piece in pieces):
        return pieces
    return [replace(p, role=None) if p.role == TITLE or not has_furniture else p for p in pieces]


def _of_repeats(folded: list[str]) -> tuple[ArticleWarning, ...]:
    if not folded:
        return ()
    words = f"repeated paragraphs folded: {len(folded)}"
    return (ArticleWarning(WarningCode.REPEATS, words, folded[0][:QUOTED]),)


def _assemble(pieces: Pieces, title: str | None) -> Cleaned:
    body = [piece for piece in pieces if piece.open]
    furniture: list[Furniture] = []
    header: list[str] = []
    headline = title
    count = 0
    for piece in pieces:
        if piece.open:
            count += 1
        elif piece.role == TITLE:
            headline = piece.text if title is None else headline
        else:
            furniture.append(Furniture(str(piece.role), piece.text, count))
            if count == 0 and piece.role in HEADER_ROLES:
                header.append(piece.text)
    return Cleaned(
        title=headline,
        body="\n\n".join(piece.text for piece in body),
        furniture=tuple(furniture),
        header=tuple(header),
        warnings=_of_repeats([piece.text for piece in pieces if piece.role == "repeat"]),
        spans=tuple((piece.start, piece.end) for piece in body),
    )
