"""Compounds: signs make one thing of what the chain splits: F-16, G20, C++, e-mail, @name, a@b.org.

Their parts are sought side by side, and a Latin letter by its Arabic name too («إف-16»).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from index.analysis.tokenizer import tokenize
from index.model import Expansion
from index.query import ast
from index.query.ast import Phrase, Signed, Synonyms
from index.query.lexer import Kind
from index.query.terms import Context, Node, Unit, visible, word_node, word_unit
from index.query.token_cursor import Cursor

#: The weight of a letter's Arabic name.
NAMED_LETTER_WEIGHT = 0.8
#: A part of so many letters is a word by itself: «كوفيد» of «كوفيد-19».
LONG_PART = 4

_PART = r"[^\W_]+"
_PATTERNS = (
    re.compile(r"[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),  # an e-mail address
    re.compile(r"@[\w.]*\w"),
    re.compile(r"[A-Za-z](?:\+\+|#)(?![\w+#])"),  # C++, F#
    re.compile(rf"{_PART}(?:[-‐‑–&/._]{_PART})+"),
    re.compile(r"(?:[A-Za-z]+\d|\d+[A-Za-z])[A-Za-z0-9]*"),
)
_SIGNED = _PATTERNS[2]
_SHORT = 3
_DASH = re.compile("[-‐‑–]")
_LETTER_NAMES = {
    "a": ("ايه", "اي"), "b": ("بي",), "c": ("سي",), "d": ("دي",), "e": ("اي",), "f": ("اف",), "g": ("جي",),
    "h": ("اتش",), "i": ("اي",), "j": ("جيه",), "k": ("كيه", "كي"), "l": ("ال",), "m": ("ام",), "n": ("ان",),
    "o": ("او",), "p": ("بي",), "q": ("كيو",), "r": ("ار",), "s": ("اس",), "t": ("تي",), "u": ("يو",),
    "v": ("في",), "w": ("دبليو",), "x": ("اكس",), "y": ("واي",), "z": ("زد",),
}  # fmt: skip


def read_compound(cursor: Cursor, context: Context) -> Unit | None:
    """Read the compound at the cursor and move behind it; None if the word there is no part of one."""
    if cursor.is_plain or not context.holds_text:
        return None
    start = cursor.next.start
    if start and cursor.text[start - 1] == "@":
        start -= 1
    if start and (cursor.text[start - 1].isalnum() or cursor.text[start - 1] in "_@"):
        return None
    for pattern in _PATTERNS:
        match = pattern.match(cursor.text, start)
        if match is not None:
            unit = _unit(context, match.group())
            if unit is None:
                continue
            behind = match.end()
            if any(one.start == behind and one.kind in (Kind.STAR, Kind.TILDE) for one in cursor.row):
                return None
            cursor.skip_to(behind)
            return unit
    return None


def _unit(context: Context, text: str) -> Unit | None:
    surface = visible(text)
    tokens = [(token.norm, text[token.start : token.end]) for token in tokenize(text)]
    norms = [norm for norm, _ in tokens]
    if _SIGNED.fullmatch(text):
        return Unit("as_written", surface, surface, Signed(norms[0], text.casefold()))
    if text.startswith("@") and len(norms) == 1:
        return word_unit(context, norms[0], surface)._replace(is_stop=False)
    if len(norms) == 2 and all(norm.isdecimal() for norm in norms) and _DASH.search(text):
        # No number: «737-800» is a row of two, and each of them is looked for.
        either = [word_node(context, norm) for norm in norms]
        return Unit("phrase", surface, surface, ast.Or([_phrase(context, norms), *either]))
    if len(norms) < 2 or not ("@" in text or _is_one_thing(text, norms)):
        return None
    own = _phrase(context, norms)
    named = [tuple(row) for row in product(*(_names(norm) for norm in norms)) if list(row) != norms]
    words = [
        node
        for norm, typed in tokens
        if _is_long(norm, text)
        for node in (word_unit(context, norm, typed).node, *_spelled(context, norm))
    ]
    id_ = "letters:" + surface.casefold()
    if not named or "@" in text or not context.widens(id_):
        return Unit("phrase", surface, surface, ast.Or([own, *words]) if words else own)
    forms = ((own, 1.0), *((_phrase(context, row), NAMED_LETTER_WEIGHT) for row in named))
    node: Node = Synonyms(context.fieldname, forms)
    node = ast.Or([node, *words]) if words else node
    shown = tuple("-".join(row) for row in named)
    return Unit("phrase", surface, surface, node, expansions=(Expansion(id_, "name", surface, shown),))


def _is_one_thing(text: str, norms: Sequence[str]) -> bool:
    """Tell whether parts belong together: a letter or a number beside letters, or short ones alone."""
    if all(norm.isdecimal() for norm in norms):
        return False
    if not all(norm.isascii() for norm in norms):  # «كوفيد-19», «إف-16»
        numbers = [norm for norm in norms if norm.isdecimal()]
        is_numbered = len(norms) == 2 and len(numbers) == 1 and len(numbers[0]) <= _SHORT
        return is_numbered and _DASH.search(text) is not None
    if any(len(norm) == 1 or norm.isdecimal() for norm in norms):
        return True
    return all(len(norm) <= _SHORT for norm in norms)


def _spelled(context: Context, norm: str) -> Iterator[Node]:
    """Yield the terms of what a part of Latin letters may be in the archive's Arabic words."""
    if context.spellings is not None and context.expand and norm.isascii():
        for word in context.spellings.of_latin([norm])[0]:
            yield ast.Term(context.fieldname, context.chain.stem(word))


def _is_long(norm: str, text: str) -> bool:
    return len(norm) >= LONG_PART and not norm.isdecimal() and "@" not in text


def _names(norm: str) -> tuple[str, ...]:
    """Return a part as it is, and a single letter's names in the other script."""
    if len(norm) == 1 and norm in _LETTER_NAMES:
        return (norm, *_LETTER_NAMES[norm])
    letters = tuple(letter for letter, names in _LETTER_NAMES.items() if norm in names)
    return (norm, *letters)


def _phrase(context: Context, norms: Sequence[str]) -> Phrase:
    return Phrase(context.fieldname, tuple((context.chain.stem(norm), at) for at, norm in enumerate(norms)))
