"""Measures: the keys by which figures are compared, whatever their values and periods."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from archive.extraction.figures.sentences import bare
from archive.extraction.figures.vocabulary import actions, units, word_set
from archive.model.figure import ASSERTED, Figure
from archive.text.arabic import fold

#: Families of what platforms and authorities act on: «حساب», «مادة» and «مقطع» may tell one thing.
_ACTED_ON = frozenset({"accounts", "items", "videos", "comments"})
_ACTING = frozenset({"enforcement", "hacking", "seizure", "reporting"})
#: Families that belong to somebody: the same number of followers may be two people's.
_OWNED = frozenset(
    {"audience", "views", "posts", "interactions", "visitors", "downloads", "percent", "hashtags"}
)
_GROUP = "isis"


@dataclass(frozen=True, slots=True)
class Measure:
    """The key by which figures are compared: all of a figure but its value and its period."""

    side: str
    """`group` for the extremist group's own claims, which are never mixed with others; else empty."""
    family: str
    place: str
    """The platform; without one the actor; empty if neither is told."""
    action_class: str
    rate: str
    is_vague: bool
    modality: str = ASSERTED
    """The modality: what is denied, demanded or planned is never one claim with what was done."""

    @property
    def kin(self) -> str:
        """Return the family, or `acted_on` for the families that platforms and authorities act on."""
        return "acted_on" if self.family in _ACTED_ON else self.family

    @property
    def is_change_in_percent(self) -> bool:
        """Tell whether it is a rise or a fall in percent, of which a platform tells one at a time."""
        return self.family == "percent" and self.action_class.startswith("change")

    @property
    def is_owned(self) -> bool:
        """Tell whether the figure is somebody's, so that equal measures need the same subject."""
        return self.family in _OWNED


def measure_of(figure: Figure) -> Measure:
    """Return the measure of a figure."""
    family = units()[figure.unit.split("+")[0]].family
    return Measure(
        side="group" if figure.side == "group" else "",
        family=family,
        place=figure.platform or figure.actor or "",
        action_class=_class_of(figure, family),
        rate=figure.rate or "",
        is_vague=figure.comparator == "vague",
        modality=figure.modality,
    )


def _class_of(figure: Figure, family: str) -> str:
    """Return the class of action: «أغلق» and «حذف» are one class.

    What may be acted on and was not has `presence`; audiences change or stand.
    """
    told = actions()[figure.action].action_class if figure.action else ""
    if family in {"persons", "money"}:
        return told
    if family in _ACTED_ON:
        return told if told in _ACTING else "presence"
    if told.startswith("change"):
        return told
    return "audience"


def subject_of(figure: Figure) -> str | None:
    """Return whose figure it is: in counter-messaging the actor, else the group, else the actor or None."""
    if figure.side == "counter" and figure.actor:
        return figure.actor
    if words_of(figure) & word_set("group_words"):
        return _GROUP
    return figure.actor


def words_of(figure: Figure) -> frozenset[str]:
    """Return the folded words of the figure's sentence, of four letters and more, without clitics."""
    return _words(figure.sentence)


@lru_cache(maxsize=50_000)
def _words(sentence: str) -> frozenset[str]:
    words = fold(sentence).replace("_", " ").split()
    return frozenset(bare(word.strip('«»"“”().,،:؛!؟')) for word in words if len(word) > 3)


def same_subject(one: Figure, other: Figure) -> bool:
    """Tell whether two figures of an owned measure are of one subject: named, or told in like words."""
    subjects = {subject_of(one), subject_of(other)}
    if (
        None not in subjects
        and len(subjects) == 1
        and subjects & {_GROUP, one.actor if one.side == "counter" else None}
    ):
        return True
    mine, theirs = words_of(one), words_of(other)
    return len(mine & theirs) >= 0.3 * len(mine | theirs)
