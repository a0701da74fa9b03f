"""What the faults came to: a row a kind, and each wrong with the seed that brings it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Row:
    """Trials of one kind."""

    kind: str
    what: str
    trials: int = 0
    notes: dict[str, int] = field(default_factory=dict)
    """How often what came of it."""
    wrongs: list[str] = field(default_factory=list)

    def count(self, note: str) -> None:
        """One more trial that came to this."""
        self.trials += 1
        self.notes[note] = self.notes.get(note, 0) + 1


def lines(rows: list[Row]) -> Iterator[str]:
    """The table, then every wrong."""
    yield f"{'fault':<9} {'of':<16} {'trials':>7} {'wrong':>6}  came to"
    for row in rows:
        came = ", ".join(f"{count} {note}" for note, count in sorted(row.notes.items()))
        yield f"{row.kind:<9} {row.what:<16} {row.trials:>7,} {len(row.wrongs):>6}  {came}"
    trials, wrongs = sum(row.trials for row in rows), sum(len(row.wrongs) for row in rows)
    yield f"{'all':<26} {trials:>7,} {wrongs:>6}"
    for row in rows:
        yield from (f"wrong: {row.kind} {row.what}: {wrong}" for wrong in row.wrongs)
