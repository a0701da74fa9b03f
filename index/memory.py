"""Memory: bounded stores of answers that were worked out once."""

from __future__ import annotations

from typing import Generic, TypeVar

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


class Recent(Generic[K, V]):
    """Answers by question, of which the latest are kept: between `limit` and twice as many.

    What was kept may be forgotten at any moment, and must then be asked for again. Threads may share it:
    equal questions have equal answers.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._new: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def get(self, question: K) -> V | None:
        """Return the answer; None if it is not known, or no longer."""
        answer = self._new.get(question)
        if answer is None and (answer := self._old.get(question)) is not None:
            self.keep(question, answer)
        return answer

    def keep(self, question: K, answer: V) -> V:
        """Remember an answer, which is not None, and return it; what has not been asked for longest goes."""
        if len(self._new) >= self._limit:
            self._old, self._new = self._new, {}
        self._new[question] = answer
        return answer
