"""Figures: numbers of accounts, posts, followers … closed, hacked or counted, with platform and source.

A figure is a number with its unit, comparator, action, actor, platform, period and speaker, read from one
sentence. Precision comes before recall: what is unsure carries a low confidence, what is less is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, cached_property

from archive.extraction.dates import DateInterval, find_dates_within
from archive.extraction.figures.action import action_of
from archive.extraction.figures.attribution import (
    BY_STATE,
    Counts,
    actor_of,
    platform_of,
    target_of,
)
from archive.extraction.figures.comparators import comparator_of
from archive.extraction.figures.confidence import Case, confidence
from archive.extraction.figures.context import Before, Setting, items_at, read_setting
from archive.extraction.figures.modality import denied_next, modality_of
from archive.extraction.figures.periods import Period, is_same_time, past, period_of, rate_of
from archive.extraction.figures.sentences import Sentence, read_sentence, sentence_spans
from archive.extraction.figures.tellers import agencies_of, side_of, speaker_of
from archive.extraction.figures.units import FIGURES, count
from archive.extraction.figures.vocabulary import (
    Action,
    actions,
    actors_named,
    canonical_comparator,
    canonical_unit,
    word_set,
)
from archive.extraction.numbers import Kind, Number, find_numbers
from archive.extraction.numbers.tokens import swapped_groups
from archive.extraction.platforms import find_platforms
from archive.model.article import Mention
from archive.model.figure import ASSERTED, Figure
from archive.text.arabic import fold

__all__ = ["LEAST_CONFIDENCE", "Figure", "canonical_comparator", "canonical_unit", "find_figures"]

#: Below this, a number is not shown as a figure at all.
LEAST_CONFIDENCE = 0.5
#: Words of a rate («60 قناة في اليوم») that could be read as a date.
_RATES = frozenset({"اليوم", "الشهر", "السنه", "كل يوم"})
#: About as many characters as a sentence has.
_SENTENCE = 250
_OWNER = re.compile(r"(?:مملوك|تابع|مالك)ه? (?:\S+ )?\S*$")
#: Characters of the next sentence in which a denial is looked for.
_NEXT = 200
_TAKEN_DOWN = frozenset({"accounts", "channels", "websites", "items", "videos"})


def find_figures(
    text: str, anchor: date | None = None, numbers: Sequence[Number] | None = None
) -> tuple[Figure, ...]:
    """Return the figures of a text in order; a sentence that stands twice is read once; never raises.

    Periods that count from a day («خلال العام الماضي») need the anchor, the day of publication. `numbers` are
    those of the text, for a caller who has them already.
    """
    numbers = [_mended(number) for number in (find_numbers(text) if numbers is None else numbers)]
    if not any(number.kind in FIGURES for number in numbers):
        return ()
    return tuple(_Finder(text, anchor, numbers).figures())


def _mended(number: Number) -> Number:
    """Return a run of digits whose groups changed places as the number it was; any other as it is."""
    value = swapped_groups(fold(number.surface)) if number.kind is Kind.CODE else None
    return number if value is None else replace(number, value=value, kind=Kind.CARDINAL)


def _as_told(figure: Figure) -> tuple[Action | None, str | None, str | None, str | None]:
    """Return action, actor, side and platform of a figure, for a later sentence that goes on with it."""
    action = actions()[figure.action] if figure.action else None
    return action, figure.actor, figure.side, figure.platform


@cache
def _enforcing() -> frozenset[str]:
    return frozenset(action.id for action in actions().values() if action.action_class == "enforcement")


def _start(mention: Mention) -> int:
    return mention.start


class _Finder:
    """A reader of one text, sentence by sentence, which remembers what the text has told."""

    def __init__(self, text: str, anchor: date | None, numbers: list[Number]) -> None:
        self._text = text
        self._anchor = anchor
        self._numbers = numbers
        self._starts = [number.start for number in numbers]
        self._told: dict[str, Figure] = {}
        self._period = Period(None)
        self._named: dict[str, int] = {}
        self._reached = 0
        self._known: frozenset[str] = frozenset()
        self._known_to = 0

    @cached_property
    def _mentions(self) -> tuple[Mention, ...]:
        """Return the mentions of platforms, looked for only in a text that has something to count."""
        return find_platforms(self._text)

    def figures(self) -> Iterator[Figure]:
        """Yield the figures of the text in order."""
        seen: set[str] = set()
        for start, end in sentence_spans(self._text):
            numbers = self._numbers[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
            if not any(number.kind in FIGURES for number in numbers):
                continue
            words = fold(self._text[start:end]).strip()
            if words not in seen:
                whole = max(end, numbers[-1].end)  # a cut never parts a number
                told = self._sentence(read_sentence(self._text, start, whole, numbers))
                yield from self._taken_back(tuple(told), whole)
            seen.add(words)

    def _taken_back(self, told: tuple[Figure, ...], end: int) -> Iterator[Figure]:
        """Yield the figures, denied if the next sentence denies what this one told."""
        if not told:
            return
        start, stop = next(sentence_spans(self._text[end : end + _NEXT]), (0, 0))
        denial = denied_next(self._text, read_sentence(self._text, end + start, end + stop, ()))
        for figure in told:
            is_told = figure.modality == ASSERTED and denial is not None
            yield (
                replace(figure, modality=denial.id, modality_proof=denial.proof)
                if is_told and denial
                else figure
            )

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
                figure = self._figure(case, sure)
                self._told[what.id] = figure
                yield figure

    def _mentions_in(self, sentence: Sentence) -> tuple[Mention, ...]:
        first = bisect_left(self._mentions, sentence.start, key=_start)
        return self._mentions[first : bisect_left(self._mentions, sentence.end, key=_start)]

    def _setting(self, sentence: Sentence) -> Setting:
        """Return the setting, with the platform named most before the sentence, of equals the last."""
        start, end = sentence.start, sentence.end
        while self._reached < len(self._mentions) and self._mentions[self._reached].start < start:
            name = self._mentions[self._reached].platform
            self._named[name] = self._named.pop(name, 0) + 1
            self._reached += 1
        carried = max(reversed(self._named), key=lambda name: self._named[name], default=None)
        mentions = self._mentions_in(sentence)
        before = Before(carried, self._antecedent(start, carried), self._actors_known(end))
        return read_setting(sentence, mentions, before, lambda: self._dates(start, end))

    def _actors_known(self, end: int) -> frozenset[str]:
        """Return the actors that the text has named in full before a place; places only ever grow."""
        self._known |= actors_named(self._text[self._known_to : end])
        self._known_to = max(self._known_to, end)
        return self._known

    def _antecedent(self, start: int, topic: str | None) -> str | None:
        """Return the platform that a sentence without a name goes on with, if no other comes between.

        It is the one named last, if it is the topic or stands in the sentence right before; where the last
        sentence with names has several, the topic among them, if it was named more than once.
        """
        before = [mention for mention in self._mentions[: self._reached] if not self._is_owner(mention)]
        if not before:
            return None
        last = before[-1]
        names = {mention.platform for mention in before if mention.start > last.start - _SENTENCE}
        if len(names) == 1:
            return last.platform if last.platform == topic or last.start > start - _SENTENCE else None
        return topic if topic in names and self._named[topic] > 1 else None

    def _is_owner(self, mention: Mention) -> bool:
        """Tell whether a platform is named only to say who owns whom: «المملوك لشركة غوغل»."""
        return _OWNER.search(fold(self._text[max(0, mention.start - 30) : mention.start])) is not None

    def _dates(self, start: int, end: int) -> list[DateInterval]:
        found = find_dates_within(self._text, start, end, self._anchor)
        return [past(one, self._anchor) for one in found]

    def _goes_on(self, case: Case) -> bool:
        """Tell whether a sentence goes on with what an earlier one told («ثم 9 ملايين مادة»)."""
        words = case.setting.sentence.words
        if case.setting.carried is None or words & (word_set("not_net") | word_set("shares")):
            return False
        if case.unit == "percent":
            changes = case.setting.has("change_down") or case.setting.has("change_up")
            told = [figure for unit, figure in self._told.items() if unit in _TAKEN_DOWN]
            return changes and any(figure.action in _enforcing() for figure in told)
        is_large = case.number.value >= (50 if case.unit in _TAKEN_DOWN else 1000)
        return case.counted.id in self._told and is_large

    def _period_of(self, case: Case) -> Period:
        """Return the period told in the sentence; «في المدة نفسها» is the one told last."""
        period = period_of(self._text, case.setting, case.at, self._anchor)
        if period is not None and fold(period.said or "") in _RATES:
            period = None
        if period is None and is_same_time(case.setting):
            return self._period
        if period is not None:
            self._period = period
        return period or Period(None)

    def _figure(self, case: Case, sure: float) -> Figure:
        setting, sentence, what = case.setting, case.setting.sentence, case.counted
        done = action_of(setting, case.at, what.after, what.units[0].family)
        action = done.action if done else None
        actor, side = actor_of(setting, done, case.at, what.units[0].family)
        is_enforced = action is not None and action.action_class == "enforcement"
        acts = actor if side == "platform" and is_enforced else None
        by_state = side == "state" and action is not None and action.action_class in BY_STATE
        platform, is_named = platform_of(
            setting, Counts(case.at, what.after, case.unit), acts, by_state=by_state
        )
        if case.unit in {"tweets", "retweets"} and platform is not None:
            platform = "twitter"
        if actor is None and is_enforced and platform is not None:
            actor, side = platform, "platform"
        before = self._told.get(what.id)
        if action is None and before is not None and not setting.platforms and case.unit in _TAKEN_DOWN:
            action, actor, side, platform = _as_told(before)
        speaker = speaker_of(setting)
        period = self._period_of(case)
        start, end = case.number.start, max(case.number.end, sentence.items[what.after - 1].end)
        behind = done.at if done is not None and done.at >= what.after else None
        modality = modality_of(self._text, sentence, case.at, what.after, behind)
        return Figure(
            value=case.number.value,
            unit=what.id,
            comparator=comparator_of(sentence, case.at, what.after),
            start=start,
            end=end,
            surface=self._text[start:end],
            sentence=self._text[sentence.start : sentence.end].strip(),
            upper=case.number.upper,
            action=action.id if action else None,
            actor=actor,
            target=target_of(self._text, setting, what.after),
            platform=platform,
            rate=rate_of(sentence, case.at, what.after),
            period=period.said,
            period_start=period.start,
            period_end=period.end,
            speaker=speaker,
            origin=tuple(dict.fromkeys([*agencies_of(setting), *([speaker] if speaker else [])])),
            side=side_of(setting, side, speaker),
            modality=modality.id,
            modality_proof=modality.proof,
            confidence=round(sure if is_named or platform is None else sure * 0.9, 2),
        )
