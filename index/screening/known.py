"""Known names found in an analysed text: the organisations and people that the archive knows as data."""

from __future__ import annotations

from collections.abc import Callable

from index.analysis.analyzer import Analysis, Chain
from index.analysis.variants import Variants
from index.query.values.known_names import known_names
from index.screening.mentions import names_in
from index.screening.names import compile_names


def named_in(chain: Chain) -> Callable[[Analysis], set[str]]:
    """Return what finds the known names of an analysed text, by their ids."""
    pairs = [(name, one.id) for one in known_names().values() for name in one.names]
    listed = compile_names(tuple(name for name, _ in pairs), chain, Variants(()))
    ids = [id_ for _, id_ in pairs]

    def find(analysis: Analysis) -> set[str]:
        return {ids[number] for number in names_in(listed, analysis)}

    return find
