"""Attribution of one number: its platform, actor and target."""

from __future__ import annotations

from typing import NamedTuple

from archive.extraction.figures.action import listed
from archive.extraction.figures.clauses import (
    clause_breaks,
    stem_of_noun,
)
from archive.extraction.figures.context import ENFORCING, Done, Named, Setting
from archive.extraction.figures.sentences import Sentence
from archive.extraction.figures.units import FIGURES
from archive.extraction.figures.vocabulary import unit_heads, unit_words, word_set

#: What an authority does to accounts and people.
BY_STATE = ENFORCING | {"arrest"}
#: A platform named further behind a number is hardly the number's.
_FAR = 12
#: What stands on no platform.
_OF_NO_PLATFORM = frozenset({"websites", "forums", "digital_platforms"})
_OF_NOBODY = frozenset({"change_up", "change_down", "audience"})
_BOUNDS = frozenset({"و", "اكثر", "واكثر", "نحو", "ونحو", "حوالي", "وحوالي"})
_NOT_SUBJECTS = frozenset({"علي", "في", "عبر", "عن", "من", "الي", "لدي", "ضد", "لموقع", "بموقع"})
#: Companies that own sites and are none.
_COMPANIES = frozenset({"google"})
#: Words before a platform that others are measured by: «ما يعادل جمهور تويتر».
_COMPARED = frozenset({"يعادل", "تعادل", "يساوي", "تساوي", "اضعاف", "ضعف", "ضعفي"})
_THE_SITE = frozenset({"الموقع", "المنصه", "الشبكه", "التطبيق", "الشركه", "الخدمه"})


class Counts(NamedTuple):
    """A number at item `at` and its unit, which ends before item `after`."""

    at: int
    after: int
    unit: str


def platform_of(
    setting: Setting, counts: Counts, done_by: str | None, *, by_state: bool
) -> tuple[str | None, bool]:
    """Return the platform of a number, or None, and whether the sentence itself names it.

    First what follows the unit before the next number, then the platform that acts (`done_by`), then the
    nearest before, then any, then what was named shortly before. What an authority did (`by_state`) befell a
    platform only if that is named right behind. Websites stand on none; a platform that is named only as
    another's owner is none either.
    """
    sentence, at, after = setting.sentence, counts.at, counts.after
    is_on_none = counts.unit in _OF_NO_PLATFORM and done_by is None
    if is_on_none or _is_of_the_net(sentence, at, after):
        return None, True
    named = [one for one in setting.platforms if not _is_aside(sentence, one.at, counts.unit)]
    before = [one for one in named if one.at < at]
    behind = [one for one in named if after <= one.at < _next_number(sentence, after)]
    if behind and behind[0].at - after <= 5 and not (before and _is_next_clause(sentence, after, behind[0])):
        return behind[0].id, True
    if by_state or done_by is not None:
        return (None if by_state else done_by), True
    if before:
        return (None if _are_two(sentence, before) else before[-1].id), True
    if named and (setting.carried is None or named[0].at - after <= _FAR):
        return named[0].id, True
    is_construct = sentence.word(after - 1).endswith("ي") and counts.unit in {"users", "subscribers"}
    is_of_another = setting.platforms or is_construct or sentence.words & word_set("other_makers")
    return (None, True) if is_of_another else (setting.antecedent or _topic_that_acts(setting), False)


def _topic_that_acts(setting: Setting) -> str | None:
    """Return the platform that the text is about if it acts without its name: «أزال الموقع 300 مقطع»."""
    behind = (
        setting.sentence.word(done.at + 1) for done in setting.done if done.action.action_class in ENFORCING
    )
    is_told = any(word in _THE_SITE for word in behind)
    return setting.carried if is_told and setting.carried not in _COMPANIES else None


def _is_aside(sentence: Sentence, place: int, unit: str) -> bool:
    """Tell whether a platform is named only as an owner, a shop, or what another is measured by."""
    is_shop = sentence.word(place + 1) == "بلاي" and unit != "downloads"
    is_measure = any(stem_of_noun(sentence.word(near)) in _COMPARED for near in range(place - 3, place))
    return is_shop or is_measure or _is_ownership(sentence, place)


def _is_of_the_net(sentence: Sentence, at: int, after: int) -> bool:
    """Tell whether the number counts «مستخدمي الإنترنت», who are of no platform."""
    return any(
        stem_of_noun(sentence.word(near)).startswith("مستخدم") and sentence.word(near + 1) == "الانترنت"
        for near in range(max(0, at - _FAR), after + 1)
    )


def _is_next_clause(sentence: Sentence, after: int, named: Named) -> bool:
    """Tell whether a name goes with what follows it: «… الذي يتابعه ألف شخص، وتويتر حيث …»."""
    marks = any(item.word in {"،", ",", "؛"} for item in sentence.items[after : named.at])
    return marks or sentence.word(named.at - 1) == "و" or _has_and(sentence.word(named.at))


def _has_and(word: str) -> bool:
    return word.startswith("و") and not word.startswith(("وات", "وتس", "وي"))


def _are_two(sentence: Sentence, before: list[Named]) -> bool:
    """Tell whether two platforms share the number, as in «رواد فيسبوك وتويتر»: it is then of neither."""
    if len(before) < 2 or before[-1].id == before[-2].id or before[-1].at - before[-2].at > 3:
        return False
    return _has_and(sentence.word(before[-1].at)) or sentence.word(before[-1].at - 1) in {"و", "او"}


def actor_of(setting: Setting, done: Done | None, at: int, family: str) -> tuple[str | None, str | None]:
    """Return the id and the side of who did it, as the sentence names it; each None if it does not say.

    Who only owns what it befell did not do it.
    """
    is_audience = family == "audience" or (done is not None and done.action.action_class in _OF_NOBODY)
    if is_audience:
        counter = [named for named in setting.names if named.side == "counter"]
        return (counter[0].id, "counter") if counter else (None, None)
    if done is None:
        return None, None
    if done.action.action_class == "presence":
        group = [
            named for named in setting.names if named.side == "group" and _is_in_clause(setting, named, at)
        ]
        return (group[0].id, None) if group else (None, None)
    subjects = [named for named in setting.names if _is_subject(setting, named, done, at)]
    if subjects:
        nearest = min(subjects, key=lambda named: (abs(named.at - done.at), named.at))
        return nearest.id, nearest.side
    return None, None


def _is_in_clause(setting: Setting, named: Named, at: int) -> bool:
    """Tell whether no other clause begins between a name and the number."""
    first, last = sorted((named.at, at))
    return not any(setting.sentence.word(near) in clause_breaks() for near in range(first + 1, last))


def _is_subject(setting: Setting, named: Named, done: Done, at: int) -> bool:
    """Tell whether a name may be who acts: no object of a preposition, no owner, no victim of a hack."""
    if named.side in {"agency", "researcher"}:
        return False
    if done.at > at:  # «300 حساب أغلقتها الشرطة»; who stands before the number only tells it
        return done.at < named.at <= done.at + 2
    sentence = setting.sentence
    is_by = sentence.word(named.at - 1) in {"قبل", "يد", "جانب", "طرف"} or sentence.word(named.at - 2) in {
        "قبل",
        "يد",
        "جانب",
    }
    if not is_by:
        if _leads(sentence, named.at) in _NOT_SUBJECTS or sentence.word(named.at)[:1] in {"ل", "ب"}:
            return False
        if sentence.word(named.at).startswith("و") and sentence.word(named.at - 2) in _NOT_SUBJECTS:
            return False
        if named.at > at or _is_owner(sentence, named.at) or _is_ownership(sentence, named.at):
            return False
    is_group = named.side == "group" or named.id == "hackers"
    return is_group if done.action.action_class == "hacking" else not is_group


def _leads(sentence: Sentence, place: int) -> str:
    """Return the word before a name and before «موقع», «شبكة التواصل» that go with it."""
    place -= 1
    while sentence.word(place) in word_set("on_sites"):
        place -= 1
    return sentence.word(place)


def _is_ownership(sentence: Sentence, place: int) -> bool:
    """Tell whether a name only says who owns whom: «المملوك لشركة غوغل», «المالكة لإنستغرام»."""
    return any(stem_of_noun(sentence.word(near)) in listed("owning") for near in range(place - 3, place))


def _is_owner(sentence: Sentence, place: int) -> bool:
    """Tell whether a name right behind what is counted owns it: «حسابات داعش», «صفحات الوزارة»."""
    for near in (place - 1, place - 2):
        word = stem_of_noun(sentence.word(near))
        if (
            (word,) in unit_words()
            or word in unit_heads()
            or word in {"سهم", "اسهم", "انصار", "مستخدمي", "تطبيق"}
        ):
            return word not in {"موقع", "منصه", "تطبيق", "شبكه"} or near == place - 2
    return False


def target_of(text: str, setting: Setting, after: int) -> str | None:
    """Return the words behind the unit, without a platform's name, up to a mark, preposition or number."""
    sentence, end = setting.sentence, after
    named = {named.at for named in setting.platforms}
    stops = word_set("closers") | _BOUNDS
    while after in named:
        after, end = after + 1, end + 1
    while end < min(after + 8, len(sentence.items)):
        item = sentence.items[end]
        if item.number is not None or item.is_mark or item.word in stops or end in named:
            break
        end += 1
    if end == after:
        return None
    return text[sentence.items[after].start : sentence.items[end - 1].end].strip('"«»“” ') or None


def _next_number(sentence: Sentence, after: int) -> int:
    """Return the item of the next number that may be a figure; past the end if there is none."""
    for at in range(after, len(sentence.items)):
        number = sentence.number(at)
        if number is not None and number.kind in FIGURES:
            return at
    return len(sentence.items)
