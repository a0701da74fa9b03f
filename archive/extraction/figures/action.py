"""The action that a number is the object of, in its clause or right behind it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from archive.extraction.figures.clauses import (
    clause_breaks,
    core,
    is_transparent,
    is_verb,
    stem_of_noun,
)
from archive.extraction.figures.context import ENFORCING, Done, Setting
from archive.extraction.figures.sentences import Sentence, bare
from archive.extraction.figures.vocabulary import actions
from archive.extraction.numbers import Kind
from archive.extraction.numbers.vocabulary import read_lexicon
from archive.text.arabic import fold

#: Items between a weak verb and its number.
_NEAR_POST, _NEAR_WEAK = 7, 20
#: Families that enforcement does not befall.
_AUDIENCES = frozenset(
    {"audience", "views", "interactions", "visitors", "downloads", "searches", "languages"}
)
_WEAK = frozenset({"presence", "audience", "reporting", "study", "money"})


@cache
def listed(name: str) -> frozenset[str]:
    """Return a plain word list of the actions' lexicon file, folded."""
    return frozenset(map(fold, read_lexicon("actions.json")[name]))


def action_of(setting: Setting, at: int, after: int, family: str) -> Done | None:
    """Return the action that the number at item `at` is the object of, in its clause or right behind.

    `after` is the item behind its unit and `family` the family of units: what is done to accounts is not done
    to their followers.
    """
    number = setting.sentence.number(at)
    if number is not None and number.kind is Kind.PERCENT and (change := _compared(setting, at)):
        return change
    wanted = {
        done.at: done for done in setting.done if _may_befall(done, family, at) and _is_act(setting, done)
    }
    return _before(setting.sentence, at, wanted) or _right_behind(setting.sentence, after, wanted)


def _may_befall(done: Done, family: str, at: int) -> bool:
    """Tell whether what is done may be done to what is counted."""
    of_persons = {"arrested", "seized"} if family == "persons" else set()
    if (done.action.id == "arrested" or of_persons) and done.action.id not in of_persons:
        return False
    if done.action.action_class == "money" and family != "money":
        return False
    if done.action.id == "used" and family not in {"users", "percent"}:
        return False
    if family in _AUDIENCES | {"users"} and done.action.id in {"posted", "appeared"}:
        return False
    is_act = done.action.action_class in ENFORCING | {"reporting"}
    return not (is_act and family in _AUDIENCES) or 0 < at - done.at <= 2


def _is_act(setting: Setting, done: Done) -> bool:
    """Tell whether the verb is an act: «تويتر توقف» stopped accounts, «توقف 14 قناة» came to a stop."""
    if setting.sentence.word(done.at) != "توقف":
        return True
    return (
        any(abs(named.at - done.at) <= 2 for named in setting.names)
        or setting.sentence.word(done.at - 1) == "الشركه"
    )


def _before(sentence: Sentence, at: int, wanted: Mapping[int, Done]) -> Done | None:
    """Return the action whose word governs the number: the nearest verb before it, or what it leads on to."""
    weak: Done | None = None
    for place in range(at - 1, -1, -1):
        item = sentence.items[place]
        if item.word in {"؛", ";", ":"} or item.word in clause_breaks():
            break
        if item.number is not None or item.is_mark:
            continue
        done = wanted.get(place)
        is_finite = is_verb(item.word)
        if done is not None and not _is_comment(sentence, place) and not _is_telling(sentence, done, at):
            if done.action.action_class not in _WEAK:
                is_stronger = done.action.action_class in ENFORCING or _is_growth(sentence, done, at)
                return done if weak is None or is_stronger else weak
            if at - place <= (_NEAR_POST if done.action.id == "posted" else _NEAR_WEAK):
                weak = weak or done
        elif is_finite and not is_transparent(item.word) and not _is_in_relative(sentence, place):
            break
        if core(item.word) != item.word and (
            is_verb(core(item.word)) or core(item.word) in listed("restarts")
        ):
            break
        if item.word in listed("adding"):
            wanted = {place: done for place, done in wanted.items() if done.action.action_class in ENFORCING}
    return weak


def _is_growth(sentence: Sentence, done: Done, at: int) -> bool:
    """Tell whether a number is by how much something changed: «ارتفع المستخدمون مليونا», not «إلى مليون»."""
    if not done.action.action_class.startswith("change"):
        return False
    between = {sentence.word(near) for near in range(done.at + 1, at)}
    return not between & {"الي", "ليصل", "لتصل", "ليبلغ", "لتبلغ", "عدد", "اعداد", "من"} and at - done.at <= 6


def _is_telling(sentence: Sentence, done: Done, at: int) -> bool:
    """Tell whether the verb only tells: «كشفت دراسة أن …»; «كشفت 300 حساب» finds them."""
    is_clause = any(sentence.word(near) in {"ان", "انه", "انها", "بان"} for near in range(done.at + 1, at))
    return done.action.action_class == "reporting" and is_clause


def _is_in_relative(sentence: Sentence, place: int) -> bool:
    """Tell whether the verb is of a relative clause before the number: «الحسابات التي تديرها …»."""
    return any(sentence.word(near) in {"الذي", "التي", "الذين"} for near in range(place - 2, place))


def _is_comment(sentence: Sentence, place: int) -> bool:
    """Tell whether «تعليق» or «علق» is a comment («علق على», «تعليقات») and no suspension of what follows."""
    word = core(sentence.word(place))
    if "علق" not in word and "تعليق" not in word:
        return False
    is_unit = sentence.number(place - 1) is not None
    if is_unit or word.endswith("ات") or word in {"معلقا", "تعليقه", "تعليقها"}:
        return True
    for near in range(place + 1, place + 5):
        follows = sentence.word(near)
        if follows in {"علي", "عن"} and stem_of_noun(sentence.word(near - 1)) in listed("exceeding"):
            return False
        if follows in {"علي", "حول", "عن", "بان", "ان", "بقوله", "قايلا"}:
            return True
        if sentence.number(near) is not None or stem_of_noun(follows) in listed("suspended_things"):
            return False
    return False


def _right_behind(sentence: Sentence, after: int, wanted: Mapping[int, Done]) -> Done | None:
    """Return the action right behind the unit: «300 حساب أغلقها تويتر», «300 حساب تم حذفها»; else None."""
    for place in range(after, min(after + 5, len(sentence.items))):
        item = sentence.items[place]
        if item.is_mark or item.number is not None or item.word in {"و", "في"}:
            return None
        done = wanted.get(place)
        is_relative = sentence.word(place - 1) in {"التي", "الذي", "الذين"}
        is_theirs = done is not None and done.action.id == "posted" and is_relative
        if done is not None and not is_theirs and not _is_comment(sentence, place):
            is_led = sentence.word(place - 1) in listed("light") or (
                item.word.startswith("ل")
                and "تعرض"
                in {sentence.word(near)[-5:].rstrip("ت") for near in range(max(0, after - 7), after)}
            )
            is_its = item.word.endswith(("ها", "ه", "هم"))
            is_of_them = is_verb(item.word) or is_led or is_its or item.word.startswith(("م", "الم"))
            return done if is_of_them and core(item.word) == item.word else None
    return None


def _compared(setting: Setting, at: int) -> Done | None:
    """Return the rise or decline that a comparison tells: «أقل بنسبة 8 في المئة» is a decline."""
    falls = (
        place for place in range(at - 1, at - 6, -1) if bare(setting.sentence.word(place)) in {"يقل", "تقل"}
    )
    fall = next(falls, None)
    if fall is not None and setting.sentence.word(fall - 1) != "لا":
        return Done(actions()["declined"], fall)
    for place in range(at - 1, at - 4, -1):
        if bare(setting.sentence.word(place)) in {"اقل", "ادني", "بتراجع", "تراجع", "بانخفاض"}:
            return Done(actions()["declined"], place)
        if bare(setting.sentence.word(place)) in {"اعلي", "زياده", "ارتفاع"}:
            return Done(actions()["increased"], place)
    return None
