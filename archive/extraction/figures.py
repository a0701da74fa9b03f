"""Figures: which number of what was closed, hacked, followed or posted, where, by whom, according to whom.

A figure is a number with its unit, comparator, action, actor, platform, period and speaker, read from one
sentence. Precision comes before recall: what is unsure carries a low confidence, what is less is left out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from archive.arabic import fold
from archive.article import Mention
from archive.extraction.dates import find_dates
from archive.extraction.figure_grammar.bounds import comparator_of
from archive.extraction.figure_grammar.counting import FIGURES, count
from archive.extraction.figure_grammar.gate import Case, confidence
from archive.extraction.figure_grammar.items import Sentence, read_sentence, sentence_spans
from archive.extraction.figure_grammar.periods import Period, period_of, rate_of
from archive.extraction.figure_grammar.setting import Setting, items_at, read_setting
from archive.extraction.figure_grammar.tellers import (
    action_of,
    actor_of,
    agencies_of,
    platform_of,
    side_of,
    speaker_of,
    target_of,
)
from archive.extraction.figure_grammar.vocabulary import canonical_comparator, canonical_unit
from archive.extraction.number_grammar.digits import swapped_groups
from archive.extraction.numbers import Kind, Number, find_numbers
from archive.extraction.platforms import find_platforms

__all__ = ["LEAST_CONFIDENCE", "Figure", "canonical_comparator", "canonical_unit", "find_figures"]

#: Below this, a number is not shown as a figure at all.
LEAST_CONFIDENCE = 0.5


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
    """Who did it: the id of a platform or of an actor."""
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
    """Who tells it: the id of a platform or of an actor."""
    origin: tuple[str, ...] = ()
    """The way of the telling, nearest first: agencies, then the speaker."""
    side: str | None = None
    """Whose figure it is: `platform`, `state`, `researcher`, `group`, `counter`; None if that is not said."""
    confidence: float = 1.0


def find_figures(text: str, anchor: date | None = None) -> tuple[Figure, ...]:
    """The figures of a text in order, each sentence read once even if it stands twice; never raises.

    Periods that count from a day («خلال العام الماضي») need the anchor, the day of publication.
    """
    numbers = [_mended(number) for number in find_numbers(text)]
    if not any(number.kind in FIGURES for number in numbers):
        return ()
    return tuple(_Finder(text, anchor, numbers).figures())


def _mended(number: Number) -> Number:
    """A run of digits whose groups changed places counts as the number it was, if a unit follows."""
    value = swapped_groups(fold(number.surface)) if number.kind is Kind.CODE else None
    return number if value is None else replace(number, value=value, kind=Kind.CARDINAL)


class _Finder:
    """Reads a text sentence by sentence, remembering what it has told."""

    def __init__(self, text: str, anchor: date | None, numbers: list[Number]) -> None:
        self._text = text
        self._anchor = anchor
        self._numbers = numbers
        self._starts = [number.start for number in numbers]
        self._told: set[str] = set()

    @cached_property
    def _mentions(self) -> tuple[Mention, ...]:
        """Looked for only in a text that has something to count."""
        return find_platforms(self._text)

    def figures(self) -> Iterator[Figure]:
        """The figures of the text."""
        seen: set[str] = set()
        for start, end in sentence_spans(self._text):
            numbers = self._numbers[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
            if not any(number.kind in FIGURES for number in numbers):
                continue
            words = fold(self._text[start:end]).strip()
            if words not in seen:
                yield from self._sentence(read_sentence(self._text, start, end, numbers))
            seen.add(words)

    def _sentence(self, sentence: Sentence) -> Iterator[Figure]:
        counted = count(sentence, lambda: items_at(sentence, self._mentions_in(sentence)))
        if not counted:
            return
        setting = self._setting(sentence)
        for at, what in counted:
            number = sentence.number(at)
            if number is None:
                continue
            case = Case(setting, number, what, at)
            sure = confidence(case)
            if sure < LEAST_CONFIDENCE and self._goes_on(case):
                sure = 0.6
            if sure >= LEAST_CONFIDENCE:
                self._told.add(what.id)
                yield self._figure(case, sure)

    def _mentions_in(self, sentence: Sentence) -> list[Mention]:
        return [mention for mention in self._mentions if sentence.start <= mention.start < sentence.end]

    def _setting(self, sentence: Sentence) -> Setting:
        """The setting, with the platform that was named last before the sentence."""
        start, end = sentence.start, sentence.end
        carried = [mention.platform for mention in self._mentions if mention.start < start]
        dates = [
            replace(found, span=(found.span[0] + start, found.span[1] + start))
            for found in find_dates(self._text[start:end], self._anchor)
        ]
        return read_setting(sentence, self._mentions_in(sentence), dates, carried[-1] if carried else None)

    def _goes_on(self, case: Case) -> bool:
        """Whether a sentence goes on with what an earlier one told («ثم 9 ملايين مادة»)."""
        is_told = case.counted.id in self._told and case.setting.carried is not None
        return is_told and case.number.value >= 1000

    def _figure(self, case: Case, sure: float) -> Figure:
        setting, sentence, what = case.setting, case.setting.sentence, case.counted
        platform, is_named = platform_of(setting, case.at, what.after)
        done = action_of(setting, case.at, of_persons=case.unit == "persons")
        actor, side = actor_of(setting, done, platform)
        speaker = speaker_of(setting)
        period = period_of(self._text, setting, case.at, self._anchor) or Period(None)
        start, end = case.number.start, max(case.number.end, sentence.items[what.after - 1].end)
        return Figure(
            value=case.number.value,
            unit=what.id,
            comparator=comparator_of(sentence, case.at, what.after),
            start=start,
            end=end,
            surface=self._text[start:end],
            sentence=self._text[sentence.start : sentence.end].strip(),
            upper=case.number.upper,
            action=done.action.id if done else None,
            actor=actor,
            target=target_of(self._text, sentence, what.after),
            platform=platform,
            rate=rate_of(sentence, case.at, what.after),
            period=period.said,
            period_start=period.start,
            period_end=period.end,
            speaker=speaker,
            origin=tuple(dict.fromkeys([*agencies_of(setting), *([speaker] if speaker else [])])),
            side=side_of(setting, side, speaker),
            confidence=round(sure if is_named or platform is None else sure * 0.9, 2),
        )
