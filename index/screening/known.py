"""Known names: the organisations and people that the archive knows as data, found in an analysed text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from archive.extraction.figures.vocabulary import actors
from index.analysis.analyzer import Analysis, Chain
from index.analysis.variants import Variants, organisations
from index.screening.mentions import names_in
from index.screening.names import compile_names


class Known(NamedTuple):
    """A name that is known as data: its id, what readers call it, and how it is written."""

    id: str
    label: str
    label_en: str
    names: tuple[str, ...]


@cache
def known_names() -> dict[str, Known]:
    """Return the organisations and the actors of figures, by id; what both have is one."""
    found = {one.id: one for one in _organisations()}
    for id_, actor in actors().items():
        held = found.get(id_)
        names = (*(held.names if held else ()), actor.label)
        found[id_] = Known(id_, actor.label, actor.label_en, tuple(dict.fromkeys(names)))
    return found


def _organisations() -> Iterator[Known]:
    for one in organisations():
        label_en = one.latin[0] if one.latin else one.arabic[0]
        yield Known(one.id, one.arabic[0], label_en, (*one.arabic, *one.latin))


def named_in(chain: Chain) -> Callable[[Analysis], set[str]]:
    """Return what finds the known names of an analysed text, by their ids."""
    pairs = [(name, one.id) for one in known_names().values() for name in one.names]
    listed = compile_names(tuple(name for name, _ in pairs), chain, Variants(()))
    ids = [id_ for _, id_ in pairs]

    def find(analysis: Analysis) -> set[str]:
        return {ids[number] for number in names_in(listed, analysis)}

    return find
