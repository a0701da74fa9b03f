"""Memory: a bounded store of answers that were worked out once."""

from __future__ import annotations

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Remembered(dict[K, V]):
    """Answers by question, at most `LIMIT`. Threads may share it: equal questions have equal answers."""

    LIMIT = 10_000

    def keep(self, question: K, answer: V) -> V:
        """Remember an answer if there is room, and return it."""
        if len(self) < self.LIMIT:
            self[question] = answer
        return answer
