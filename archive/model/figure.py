"""The figure: a number of an article's text with all that is told of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

#: What is told as done.
ASSERTED = "asserted"
#: Whether it happened, in the order in which pages list it.
MODALITIES = (ASSERTED, "planned", "demanded", "possible", "attempted", "denied", "refused")
#: Hexadecimal digits of a figure's key.
KEY_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as told; `text[start:end] == surface`, from the number to the end of its unit."""

    value: int | Decimal
    unit: str
    """A unit's id, or two with `+` («موقع وحساب»: `websites+accounts`)."""
    comparator: str
    """`eq`, `gt`, `gte`, `lt`, `lte`, `approx`, `max` or `vague` (the value is then the least it says)."""
    start: int
    end: int
    surface: str
    sentence: str
    upper: int | Decimal | None = None
    """The other end of a range."""
    action: str | None = None
    actor: str | None = None
    """The actor: the id of a platform or of an actor."""
    target: str | None = None
    """Whom or what it befell, in the text's words."""
    platform: str | None = None
    rate: str | None = None
    """`day`, `month` …: a figure per that time."""
    period: str | None = None
    """The period as said."""
    period_start: date | None = None
    period_end: date | None = None
    speaker: str | None = None
    """The teller: the id of a platform or of an actor."""
    origin: tuple[str, ...] = ()
    """The way of the telling, nearest first: agencies, then the speaker."""
    side: str | None = None
    """Whose figure it is: `platform`, `state`, `researcher`, `group`, `counter`; None if that is not said."""
    modality: str = ASSERTED
    """Whether it happened as told: `asserted`, else `denied`, `demanded`, `planned`, `refused`, `possible` or
    `attempted`."""
    modality_proof: str | None = None
    """The words that say so; None for what is told as done."""
    confidence: float = 1.0
    field: str = "body"
    """`title` or `body`: which text the span counts in."""
    key: str = ""
    """The key that a person's decision names it by (`key_of`); empty until the figure is in an article."""
    state: str = "unread"
    """`unread`, `confirmed`, `corrected` or `rejected`: what a person decided."""
    apart: bool = False
    """Whether a person decided that it tells no other figure's claim."""


def key_of(article: str, figure: Figure) -> str:
    """Return a figure's key, which stays the same when the article is read anew and the figure says the same.

    Two numbers of one sentence that say the same of one unit have one key, and one decision.
    """
    said = "\x1f".join((article, str(figure.value), figure.unit, figure.sentence))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:KEY_LENGTH]
