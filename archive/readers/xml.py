"""XML as it comes: read without entities of its own, without the network, and as far as it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_PROLOGUE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<[!?][^>\[]{0,2000}(?:\[[^\]]{0,2000}\]\s*)?>\s*)*"
    rb"<((?:[\w.-]+:)?[\w.-]{1,60})",
)


class EntitiesDefined(ValueError):
    """A document that defines entities of its own, which can unpack without end."""


def root_name(head: bytes) -> str:
    """Return the local name of the root element that a file begins with; empty if it is no XML."""
    plain = head.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    found = _PROLOGUE.match(plain[:16_384])
    return found[1].decode("ascii", "replace").rpartition(":")[2] if found else ""


def parse_xml(data: bytes) -> etree._Element:
    """Parse a document, mending broken markup; EntitiesDefined, XMLSyntaxError, or ValueError if empty."""
    if _ENTITY.search(data):
        raise EntitiesDefined("it defines entities of its own, which can unpack without end")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, recover=True, remove_comments=True, remove_pis=True
    )
    tree = etree.fromstring(data, parser=parser)
    if tree is None:
        raise ValueError("it holds no element")
    return tree


def local(element: Any) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def find_all(tree: Any, *path: str) -> Iterator[Any]:
    """Yield the elements on a path of local names, each at any depth within the one before."""
    if not path:
        yield tree
        return
    for element in tree.iter():
        if element is not tree and local(element) == path[0]:
            yield from find_all(element, *path[1:])


def find(tree: Any, *path: str) -> Any:
    """Return the first of `find_all`; None if there is none."""
    return next(find_all(tree, *path), None)


def text_in(element: Any) -> str:
    """Return all text within an element on one line; empty for None."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
