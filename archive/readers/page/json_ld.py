"""JSON-LD as pages have it: broken or whole, nested or by reference, of one article or of many.

Schema.org describes an article, its publisher and its author as nodes that may stand apart and name each
other by `@id`. Real blocks have comments, CDATA marks, escaped entities, trailing commas and stray quotes;
what the JSON parser refuses goes through json-repair.
"""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Node = Mapping[str, Any]

ARTICLE = re.compile(r"(?:^|/|:)(?:\w*Article|Report|BlogPosting|LiveBlogPosting|CreativeWork)$")
_PAGE = re.compile(r"(?:^|/|:)(?:\w*Page)$")
#: What holds other articles than the page's own.
_LISTS = frozenset({"itemListElement", "relatedLink", "hasPart", "blogPost", "mentions", "citation"})
_WRAPPING = re.compile(
    r"^\s*(?:<!--|/[*/]?\s*<!\[CDATA\[(?:\s*\*/)?|<!\[CDATA\[)|(?:-->|(?<![*/\s])[*/]*\s*\]\]>(?:\s*\*/)?)\s*(?:;\s*)?$"
)
#: A comment of JavaScript before the block's value.
_COMMENT = re.compile(r"^(?:/\*[^*]{0,500}\*/|//[^\n]{0,500}\n)\s*")
#: A block of more characters, or a page of more nodes, is read no further.
LONGEST, MOST_NODES = 500_000, 2_000
#: The repair of a broken block is tried up to this many characters.
LONGEST_BROKEN = 100_000


@dataclass(frozen=True, slots=True)
class Linked:
    """The nodes of a page's blocks, in order, and by `@id`."""

    nodes: tuple[Node, ...] = ()
    by_id: Mapping[str, Node] = field(default_factory=dict)
    unread: int = 0
    """Blocks that could not be read."""

    def articles(self) -> list[Node]:
        """Return the nodes that are articles, in the page's order."""
        return [node for node in self.nodes if is_kind(node, ARTICLE)]

    def follow(self, value: object) -> object:
        """Return the node that a value (or the first of a list) names by `@id`; else the value itself."""
        if isinstance(value, list):
            return self.follow(value[0]) if value and not isinstance(value[0], list) else None
        name = value.get("@id") if isinstance(value, Mapping) else value
        found = self.by_id.get(name) if isinstance(name, str) else None
        if isinstance(value, Mapping) and found is not None:
            return {**found, **value}
        return value if found is None else found

    def page_of(self, article: Node) -> Node:
        """Return the node of the page that an article stands on; an empty one if none is named."""
        for name in ("mainEntityOfPage", "isPartOf"):
            found = self.follow(article.get(name))
            if isinstance(found, Mapping) and is_kind(found, _PAGE):
                return found
        return {}


def read_blocks(blocks: Iterable[str]) -> Linked:
    """Parse a page's JSON-LD blocks to nodes; blocks that cannot be read are counted."""
    nodes: list[Node] = []
    unread = 0
    for block in blocks:
        data = _parse(block)
        unread += data is None and bool(block.strip())
        nodes += _nodes(data)
    by_id: dict[str, Node] = {}
    for node in nodes:
        name = node.get("@id")
        if isinstance(name, str) and len(node) > 1:
            by_id.setdefault(name, node)
    return Linked(tuple(nodes), by_id, unread)


def is_kind(node: Node, kinds: re.Pattern[str]) -> bool:
    """Tell whether one of a node's types matches `kinds`."""
    named = node.get("@type")
    return any(isinstance(kind, str) and kinds.search(kind) for kind in _listed(named))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _parse(block: str) -> object:
    """Return the block's value; None if it cannot be repaired."""
    text = _WRAPPING.sub("", _WRAPPING.sub("", block[:LONGEST])).strip().rstrip(";")
    text = _COMMENT.sub("", text)
    if "&quot;" in text and '"' not in text.replace("&quot;", ""):
        text = entities.unescape(text)
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return _repaired(text)


def _repaired(text: str) -> object:
    if len(text) > LONGEST_BROKEN or not text.startswith(("{", "[")):
        return None
    import json_repair  # loads slowly, and few pages need it

    try:
        found = json_repair.loads(text, skip_json_loads=True)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict | list) and found else None


def _nodes(data: object) -> Iterator[Node]:
    """Yield the objects of a block, the outer ones first; lists of other articles are left out."""
    queue: list[object] = [data]
    for item in queue:
        if isinstance(item, list):
            queue += item[:200]
        elif isinstance(item, dict):
            yield item
            queue += [
                value for key, value in item.items() if key not in _LISTS and isinstance(value, dict | list)
            ]
        if len(queue) > MOST_NODES:
            return
