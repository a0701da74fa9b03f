"""A cursor over the lexemes of a typed text, which also keeps what was wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from index.model import Problem
from index.query.lexer import Kind, Lexeme, begins, ends, is_glued, lex, lex_words
from index.query.terms import visible

#: Operators in Latin script, as whole words in capitals.
HARD_OPERATORS = frozenset({"AND", "OR", "NOT"})
#: Problems of one text that are told.
MAX_PROBLEMS = 20
#: Which neighbours a sign makes part of itself, where it is glued to them.
_CLAIMS = {Kind.STAR: (-1, 1), Kind.TILDE: (-1, 1), Kind.COLON: (-1,), Kind.EQUALS: (1,)}


class Cursor:
    """A cursor over lexemes: `row[at]` is the next one. A plain text has words and no signs."""

    def __init__(self, text: str, *, plain: bool = False) -> None:
        self.text = text
        self.row = lex_words(text) if plain else lex(text)
        self.is_plain = plain
        self.at = 0
        self.problems: list[Problem] = []
        self.is_mended = False
        """Whether a sign was left out, so that words may now be neighbours that were not."""
        self.absent: set[str] = set()
        """Quotes that no longer follow, so that none is looked for twice."""
        self.norms = self._nameable()

    def _nameable(self) -> list[str]:
        """Return the words that may be part of a name; "" where a sign or an operator is part of the word."""
        norms = [lexeme.norm for lexeme in self.row]
        for i, lexeme in enumerate(self.row):
            if lexeme.kind is Kind.WORD:
                if self.is_hard_operator(lexeme):
                    norms[i] = ""
                continue
            norms[i] = ""
            for step in _CLAIMS.get(lexeme.kind, ()):
                neighbour = i + step
                if 0 <= neighbour < len(norms) and self._touch(i, neighbour):
                    norms[neighbour] = ""
        return norms

    def _touch(self, one: int, other: int) -> bool:
        first, second = self.row[min(one, other)], self.row[max(one, other)]
        return is_glued(self.text, first.end, second.start)

    def is_hard_operator(self, lexeme: Lexeme) -> bool:
        """Tell whether a word is AND, OR or NOT, standing alone."""
        start, end = lexeme.start, lexeme.end
        if end - start > 3 or self.is_plain or self.text[start:end] not in HARD_OPERATORS:
            return False
        return begins(self.text, start) and ends(self.text, end)

    @property
    def next(self) -> Lexeme:
        """Return the lexeme at the cursor; there must be one."""
        return self.row[self.at]

    def peek(self, ahead: int = 0) -> Lexeme | None:
        """Return the lexeme `ahead` places on; None behind the end."""
        place = self.at + ahead
        return self.row[place] if place < len(self.row) else None

    def glued(self, ahead: int, *kinds: Kind) -> Lexeme | None:
        """Return the lexeme `ahead` places on, if it is of these kinds and glued to the one before it.

        Returns None otherwise.
        """
        lexeme = self.peek(ahead)
        if (
            lexeme is None
            or lexeme.kind not in kinds
            or not self._touch(self.at + ahead - 1, self.at + ahead)
        ):
            return None
        return lexeme

    def drop(self, ahead: int = 0) -> None:
        """Leave out a lexeme, as though it had not been typed."""
        del self.row[self.at + ahead]
        del self.norms[self.at + ahead]
        self.is_mended = True

    def skip_to(self, position: int) -> None:
        """Go on at the first lexeme that begins at or after this place of the text."""
        while self.at < len(self.row) and self.row[self.at].start < position:
            self.at += 1

    def tell(self, code: str, start: int, end: int) -> None:
        """Keep a problem of `text[start:end]`, up to `MAX_PROBLEMS` of them."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(code, start, end - start, self.text[start:end]))
        self.is_mended = True

    def surface(self, lexemes: Sequence[Lexeme]) -> str:
        """Return words as typed, with one space between them."""
        return " ".join(visible(self.text[lexeme.start : lexeme.end]) for lexeme in lexemes)
