"""Inputs that people made to be slow take time in proportion to their size."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.boilerplate import clean
from archive.readers import choose_reader
from archive.readers.base import Options
from archive.readers.exports.references import BibtexReader, RisReader
from archive.readers.html import HtmlReader, parse
from archive.readers.page.dates import page_dates
from archive.readers.page.json_ld import read_blocks
from archive.readers.table_header import columns_of
from archive.text.soundness import mended
from tests.archive.support.growth import grows_linearly


def recognise(head: bytes) -> object:
    return HtmlReader().recognises(head, "page.html")


def recognise_references(head: bytes) -> object:
    return BibtexReader().recognises(head, "a.txt"), RisReader().recognises(head, "a.txt")


def dates_of(html: str) -> object:
    tree = parse(html)
    return None if tree is None else page_dates(tree, None)


def columns(names: list[str]) -> object:
    return columns_of(names, Options())


SLOW: dict[str, tuple[Callable[[int], object], Callable[..., object], int]] = {
    "comments before a page": (lambda n: b"<!-- c -->" * n + b"<div>", recognise, 20_000),
    "spaces before a text": (lambda n: b" " * n + b"1 of 3", recognise_references, 20_000),
    "comments before references": (lambda n: b"% c\n\n" * n + b"x", recognise_references, 20_000),
    "comments without an end": (lambda n: b"<!-- " * n, recognise, 20_000),
    "runs of dots": (lambda n: "." * n, clean, 20_000),
    "a sentence of dots": (lambda n: f"كلمة {'.' * n} نص", clean, 20_000),
    "dots and quotes": (lambda n: '."' * n, clean, 10_000),
    "columns of one name": (lambda n: ["x"] * n, columns, 20_000),
    "columns of many names": (lambda n: [f"c{number}" for number in range(n)], columns, 20_000),
    "attributes of one tag": (
        lambda n: "<html><body><div " + " ".join(f'a{i}="x"' for i in range(n)) + "><p>نص</p></div>",
        parse, 10_000,
    ),
    "tags without an end": (lambda n: "<a " * n, parse, 10_000),
    "quotes without an end": (lambda n: "<a b='" * n, parse, 10_000),
    "elements named like dates": (
        lambda n: "<html><body>" + "<div class=date>" * 100 + "<b>2016</b>" * n, dates_of, 4_000,
    ),
    "scripts full of names": (
        lambda n: f"<html><body><script>{'datePublished: ' * n}</script>", dates_of, 10_000,
    ),
    "stray quotes in JSON-LD": (lambda n: ['{"a": "' + '" x ' * n + '"}'], read_blocks, 4_000),
    "open brackets in JSON-LD": (lambda n: ["[" * n], read_blocks, 10_000),
    "garbled letters": (lambda n: "Ø§Ù„Ø\u009f " * n, mended, 5_000),
}  # fmt: skip


@pytest.mark.parametrize(("make", "call", "size"), SLOW.values(), ids=SLOW.keys())
def test_time_grows_with_the_input(
    make: Callable[[int], object], call: Callable[..., object], size: int
) -> None:
    assert grows_linearly(make, call, size)


ATOMS = [
    b" ", b"\n", b"\r\n", b"<", b"<!--", b"<?xml ", b"<!x>", b"<a ", b"<tr><td>", b"{", b"[", b"(", b"%",
    b"@", b"#", b"\\rtf", b'"', b",", b"==", b"---\n", b"- ", b"a: b\n", b"From ", b"Subject: x\n", b"TY  - ",
    b"*", b"1 of 3 ", b"a b\n", b"\xd8\xa7 ",
]  # fmt: skip


@pytest.mark.parametrize("atom", ATOMS)
def test_choosing_a_reader_takes_time_in_proportion(atom: bytes) -> None:
    """Whatever a file begins with: an exponential pattern would not end here, a quadratic one would fail."""
    assert grows_linearly(
        lambda n: atom * (n // len(atom)) + b"x", lambda h: choose_reader(h, "a.txt"), 12_000
    )
