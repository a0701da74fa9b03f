"""Addresses in a query: the value of `url:`, and an address that is pasted among the words."""

from __future__ import annotations

import re

from archive.model.identity import web_address
from index.analysis.addresses import HOST_SIGN, host_or_address
from index.analysis.tokenizer import tokenize
from index.query import ast
from index.query.ast import Expanded
from index.query.lexer import begins
from index.query.phrases import phrase_node
from index.query.terms import Context, Node, Unit
from index.query.token_cursor import Cursor

#: Addresses that one part of an address may stand for: more than an archive holds.
MOST_ADDRESSES = 10_000_000
#: Words of an address that are looked for in texts.
LONGEST_IN_TEXT = 24

_PASTED = re.compile(
    r"""(?:https?://|www\.)[^\s"“”„‟«»‹›<>]+|(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s"“”„‟«»‹›<>]*|(?![\w.@-]))""",
    re.IGNORECASE,
)
_AFTER_ADDRESSES = ".,،؛;:!؟?)]}'…"


def address_node(text: str) -> Node:
    """Build the node that finds the articles at a web address or under it.

    An address without a path stands for its whole host; `*` at the end leaves the rest open.
    """
    if text.endswith("*"):
        return Expanded("url", "prefix", _address(text.rstrip("*")), limit=MOST_ADDRESSES)
    term = host_or_address(text)
    exact = ast.Term("url", term)
    if term.startswith(HOST_SIGN):
        return exact
    if web_address(text) is None:  # no whole host: «arabi21»
        return ast.Or([exact, Expanded("url", "prefix", term.lower(), limit=MOST_ADDRESSES)])
    under = [Expanded("url", "prefix", term + sign, limit=MOST_ADDRESSES) for sign in "/?"]
    return ast.Or([exact, *under])


def _address(text: str) -> str:
    return (web_address(text) or text).removesuffix("/")


def read_pasted_address(cursor: Cursor, context: Context) -> Unit | None:
    """Read the web address that begins at the cursor and move behind it; None if there is none.

    It finds its article, and the articles in whose text it stands.
    """
    start = cursor.next.start
    match = _PASTED.match(cursor.text, start)
    if match is None or cursor.is_plain or context.fieldname != "text" or not begins(cursor.text, start):
        return None
    surface = match.group().rstrip(_AFTER_ADDRESSES)
    if web_address(surface) is None:
        return None
    cursor.skip_to(start + len(surface))
    norms = [token.norm for token in tokenize(surface)][:LONGEST_IN_TEXT]
    node = ast.Or([address_node(surface), phrase_node(context, norms)])
    return Unit("address", surface, surface, node)
