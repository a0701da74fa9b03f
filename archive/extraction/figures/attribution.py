"""Who does and who tells: the platform, action, actor, target, speaker and side of one number."""

from __future__ import annotations

from archive.extraction.figures.context import ENFORCING, Done, Named, Setting
from archive.extraction.figures.sentences import Sentence, bare
from archive.extraction.figures.units import FIGURES
from archive.extraction.figures.vocabulary import actions, actors, word_set
from archive.extraction.numbers import Kind

#: What an authority does to accounts and people.
BY_STATE = ENFORCING | {"arrest"}
#: A platform named further behind a number is hardly the number's.
_FAR = 12
_BOUNDS = frozenset({"و", "اكثر", "واكثر", "نحو", "ونحو", "حوالي", "وحوالي"})
_NOT_SUBJECTS = frozenset({"علي", "في", "عبر", "عن", "من", "الي", "لدي", "ضد", "لموقع", "بموقع"})


def platform_of(
    setting: Setting, at: int, after: int, done_by: str | None = None, *, by_state: bool = False
) -> tuple[str | None, bool]:
    """The platform of the number at item `at` and whether the sentence itself names it.

    First what follows the unit before the next number, then the platform that acts (`done_by`), then the
    nearest before, then any, then what the text was about. What an authority did (`by_state`) befell a
    platform only if that is named right behind.
    """
    stop = _next_number(setting.sentence, after)
    behind = [named for named in setting.platforms if after <= named.at < stop]
    if behind and behind[0].at - after <= 5:
        return behind[0].id, True
    if by_state:
        return None, True
    if done_by is not None:
        return done_by, True
    before = [named for named in setting.platforms if named.at < at]
    if before:
        return before[-1].id, True
    if setting.platforms and (setting.carried is None or setting.platforms[0].at - after <= _FAR):
        return setting.platforms[0].id, True
    return setting.carried, False


def action_of(setting: Setting, at: int, *, of_persons: bool) -> Done | None:
    """The action that the number at item `at` is the object of: the nearest before it, else right behind."""
    number = setting.sentence.number(at)
    if number is not None and number.kind is Kind.PERCENT and (change := _compared(setting, at)):
        return change
    wanted = [done for done in setting.done if of_persons == (done.action.id == "arrested")]
    before = [done for done in wanted if done.at < at]
    if before:
        return _strongest(before, at)
    behind = [
        done for done in wanted if 0 < done.at - at <= 5 and not _is_parted(setting.sentence, at, done.at)
    ]
    return behind[0] if behind else None


def _is_parted(sentence: Sentence, at: int, end: int) -> bool:
    """Whether a mark stands between two items."""
    return any(item.is_mark for item in sentence.items[at + 1 : end])


def _compared(setting: Setting, at: int) -> Done | None:
    """«أقل بنسبة 8 في المئة» is a decline."""
    for place in range(at - 1, at - 4, -1):
        if bare(setting.sentence.word(place)) in {"اقل", "ادني", "بتراجع", "تراجع", "بانخفاض"}:
            return Done(actions()["declined"], place)
        if bare(setting.sentence.word(place)) in {"اعلي", "زياده", "ارتفاع"}:
            return Done(actions()["increased"], place)
    return None


def _strongest(before: list[Done], at: int) -> Done:
    """The nearest, but a measure of enforcement within a few words comes before «حقق», «نشر», «بلغ»."""
    nearest = before[-1]
    weak = {"presence", "audience", "reporting", "study", "money"}
    if nearest.action.action_class in weak:
        for done in reversed(before):
            if done.action.action_class in ENFORCING and at - done.at <= 20:
                return done
    return nearest


def actor_of(setting: Setting, done: Done | None) -> tuple[str | None, str | None]:
    """Who did it, as the sentence names it, and whose side that is."""
    if done is None:
        return None, None
    if done.action.action_class == "presence":
        group = [named for named in setting.names if named.side == "group"]
        return (group[0].id, None) if group else (None, None)
    subjects = [named for named in setting.names if _is_subject(setting, named, done)]
    if subjects:
        nearest = min(subjects, key=lambda named: (abs(named.at - done.at), named.at))
        return nearest.id, nearest.side
    return None, None


def _is_subject(setting: Setting, named: Named, done: Done) -> bool:
    """Whether a name may be the one that acts: no object of a preposition, and no victim of enforcement."""
    if named.side in {"agency", "researcher"}:
        return False
    sentence = setting.sentence
    if sentence.word(named.at - 1) in _NOT_SUBJECTS or sentence.word(named.at)[:1] in {"ل", "ب"}:
        return False
    if sentence.word(named.at).startswith("و") and sentence.word(named.at - 2) in _NOT_SUBJECTS:
        return False
    is_group = named.side == "group"
    return is_group if done.action.action_class == "hacking" else not is_group


def speaker_of(setting: Setting) -> str | None:
    """Who tells it: the name nearest behind a word of telling."""
    telling = word_set("telling", "actors.json")
    for at, item in enumerate(setting.sentence.items):
        if item.word in telling or bare(item.word) in telling:
            end = _clause_end(setting.sentence, at)
            close = [named for named in setting.names if at < named.at < end and named.side != "agency"]
            if close:
                return close[0].id
    return None


def _clause_end(sentence: Sentence, at: int) -> int:
    """Where the one who tells must have been named: four items on, and before «إن», «أنها» …"""
    for place in range(at + 1, at + 5):
        if sentence.word(place).lstrip("بل").startswith("ان") and len(sentence.word(place)) <= 5:
            return place
    return at + 5


def agencies_of(setting: Setting) -> tuple[str, ...]:
    """The agencies that the sentence passes on, each once, in order."""
    return tuple(dict.fromkeys(named.id for named in setting.names if named.side == "agency"))


def target_of(text: str, setting: Setting, after: int) -> str | None:
    """The words behind the unit, a platform's name skipped, up to a mark, a preposition or a number."""
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


def side_of(setting: Setting, side: str | None, speaker: str | None) -> str | None:
    """Whose figure it is; a group's own claims stay the group's, whatever they are about."""
    words = setting.sentence.words
    if side == "group" or (speaker is not None and _side_of(speaker) == "group"):
        return "group"
    if words & word_set("claiming", "actors.json") and any(named.side == "group" for named in setting.names):
        return "group"
    return side or (_side_of(speaker) if speaker else None)


def _side_of(name: str) -> str:
    actor = actors().get(name)
    return actor.side if actor else "platform"


def _next_number(sentence: Sentence, after: int) -> int:
    """The item of the next number that may be a figure; past the end without one."""
    for at in range(after, len(sentence.items)):
        number = sentence.number(at)
        if number is not None and number.kind in FIGURES:
            return at
    return len(sentence.items)
