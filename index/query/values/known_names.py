"""Known names: the organisations and people that the archive knows as data, with all their spellings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from archive.extraction.figures.vocabulary import actors
from index.analysis.variants import organisations


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
