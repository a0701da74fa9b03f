"""Confidence that a number with a unit is a figure: of the net, of platforms, of who acts there.

Each unit says in the lexicon what else its sentence must hold; here is what that means. Every rule gives a
factor from 0 (it is no figure) to 1 for the confidence with which the unit was read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from archive.extraction.figures.context import Setting
from archive.extraction.figures.units import Counted
from archive.extraction.figures.vocabulary import word_set
from archive.extraction.numbers import Kind, Number

_OBJECTS = frozenset({"منصه", "حساب", "حسابات", "الحسابات", "صفحات", "الصفحات"})
_ONLINE = frozenset({"انترنت", "الانترنت", "تغريدات", "التغريدات", "معرفات", "المعرفات"})
_USERS = frozenset({"مستخدم", "مستخدما", "مستخدمي"})


@dataclass(frozen=True, slots=True)
class Case:
    """A number with its unit, at item `at` of a sentence."""

    setting: Setting
    number: Number
    counted: Counted
    at: int

    @property
    def unit(self) -> str:
        """Return the id of the unit, of two the first."""
        return self.counted.units[0].id

    @property
    def is_about_the_group(self) -> bool:
        """Tell whether something is closed or hacked, with the group named or a platform named before."""
        setting = self.setting
        return setting.is_enforcing and (setting.is_group or setting.carried is not None)

    def near(self, before: int, behind: int) -> frozenset[str]:
        """Return the words around the number and its unit, up to `before` and `behind` items away."""
        reach = range(self.at - before, self.counted.after + behind)
        return frozenset(self.setting.sentence.word(place) for place in reach)


def confidence(case: Case) -> float:
    """Return how surely it is a figure, from 0 (it is none) to 1."""
    if case.number.kind not in {Kind.PERCENT, Kind.MONEY} and case.number.value <= 2:
        return 0.0
    if case.unit in {"photos", "messages"} and case.number.value < 100 and not case.setting.is_enforcing:
        return 0.0
    return case.counted.confidence * _RULES[case.counted.units[0].needs](case)


def _net(case: Case) -> float:
    """Rate by a platform or a word of the net in the sentence; lower for one in a sentence before."""
    setting = case.setting
    if case.near(2, 3) & word_set("not_net") or _is_elsewhere(case):
        return 0.0
    if setting.is_net:
        return 1.0
    if setting.sentence.words & word_set("not_net"):
        return 0.0
    if case.is_about_the_group:
        return 0.85
    if setting.sentence.words & word_set("app_words"):
        return 0.8
    return 0.7 if setting.carried is not None or setting.is_group else 0.0


def _strict(case: Case) -> float:
    """Rate as `_net` words that mean something else elsewhere: the sentence itself must speak of the net."""
    setting = case.setting
    of_group = case.is_about_the_group or (setting.is_group and setting.has("presence"))
    return _net(case) if setting.is_net or of_group else 0.0


def _is_elsewhere(case: Case) -> bool:
    """Tell whether the unit is not of the net: pages of a report, channels of television."""
    setting, words = case.setting, case.setting.sentence.words
    if case.counted.id == "pages":
        is_closed = setting.is_enforcing and (bool(setting.platforms) or setting.is_group)
        is_there = bool(setting.platforms) or setting.is_social or is_closed
        return not is_there or (bool(words & word_set("not_pages")) and not is_closed)
    if case.unit == "subscribers":
        return bool(words & word_set("not_subscribers")) and not setting.platforms
    if case.unit == "interactions":
        return bool(words & word_set("not_interactions"))
    return case.counted.id == "channels" and not setting.platforms and bool(words & word_set("not_channels"))


def _platform(case: Case) -> float:
    return 0.9 if case.setting.platforms else 0.0


def _group(case: Case) -> float:
    return 0.8 if case.setting.platforms and case.setting.is_group else 0.0


def _act(case: Case) -> float:
    setting = case.setting
    about = setting.is_net or setting.is_group or setting.carried is not None
    return 0.85 if about and (setting.is_enforcing or setting.has("presence")) else 0.0


def _arrest(case: Case) -> float:
    """Rate persons: only beside a verb of arrest, and only if accounts or the net are told of."""
    setting = case.setting
    close = any(done.action.action_class == "arrest" and abs(done.at - case.at) <= 5 for done in setting.done)
    online = setting.platforms or setting.is_social or setting.sentence.words & (_OBJECTS | _ONLINE)
    return 0.85 if close and online else 0.0


def _measure(case: Case) -> float:
    """Rate a percent: one of use, posts or closings, with a platform's name in the sentence.

    A name in an earlier sentence counts only if the group or closings are told of.
    """
    setting, near = case.setting, case.near(12, 7)
    if near & word_set("not_net") or near & word_set("shares") or case.near(30, 7) & word_set("mobile"):
        return 0.0
    is_measure = bool(near & word_set("measures"))
    is_of_net = setting.platforms or setting.is_social or bool(setting.sentence.words & _ONLINE)
    of_users = bool(is_of_net) and bool(setting.sentence.words & _USERS)
    if is_measure and (setting.platforms or of_users):
        return 0.9
    about = setting.carried is not None and (setting.is_group or setting.is_enforcing)
    return 0.75 if about and is_measure else 0.0


def _offer(case: Case) -> float:
    is_offer = case.setting.platforms and case.setting.has("money")
    return 0.75 if is_offer and case.number.kind is Kind.MONEY else 0.0


def _nothing(_: Case) -> float:
    return 1.0


_RULES: Mapping[str, Callable[[Case], float]] = {
    "": _nothing,
    "net": _net,
    "strict": _strict,
    "platform": _platform,
    "group": _group,
    "act": _act,
    "arrest": _arrest,
    "measure": _measure,
    "offer": _offer,
}
