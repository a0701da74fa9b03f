"""Outcomes: what became of each input, and their sum."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Self

from archive.model.article import Article
from archive.readers.base import Rejected, Source


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input."""

    source: Source
    kind: str
    """`new`, `changed`, `same` or `rejected`."""
    article: Article | None = None
    rejected: Rejected | None = None
    notices: tuple[str, ...] = ()
    """What the user should be told: the article is withdrawn, or another one has its address."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How many inputs came to what."""

    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    """For each code of rejection, how many."""

    def plus(self, outcome: Outcome) -> Self:
        """This summary with one more outcome counted."""
        reasons = self.reasons
        if outcome.rejected is not None:
            code = outcome.rejected.code
            reasons = {**reasons, code: reasons.get(code, 0) + 1}
        return replace(self, reasons=reasons, **{outcome.kind: getattr(self, outcome.kind) + 1})

    @property
    def total(self) -> int:
        """All inputs, rejected ones included."""
        return self.new + self.changed + self.same + self.rejected

    @property
    def exit_code(self) -> int:
        """0: everything is in; 1: some inputs were rejected."""
        return 1 if self.rejected else 0
