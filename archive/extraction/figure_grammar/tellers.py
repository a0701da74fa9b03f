"""Who does and who tells: the platform, action, actor, target, speaker and side of one number."""

from __future__ import annotations

from archive.extraction.figure_grammar.counting import FIGURES
from archive.extraction.figure_grammar.items import Sentence, bare
from archive.extraction.figure_grammar.setting import ENFORCING, Done, Named, Setting
from archive.extraction.figure_grammar.vocabulary import actors, word_set

_NOT_SUBJECTS = frozenset({"علي", "في", "عبر", "عن", "من", "الي", "لدي", "ضد", "لموقع", "بموقع"})


def platform_of(setting: Setting, at: int, after: int) -> tuple[str | None, bool]:
    """The platform of the number at item `at` and whether the sentence itself names it.

    First what follows the unit before the next number, then the nearest before, then any, then what the
    text was about.
    """
    stop = _next_number(setting.sentence, after)
    behind = [named for named in setting.platforms if after <= named.at < stop]
    if behind and behind[0].at - after <= 5:
        return behind[0].id, True
    before = [named for named in setting.platforms if named.at < at]
    if before:
        return before[-1].id, True
    if setting.platforms:
        return setting.platforms[0].id, True
    return setting.carried, False


def action_of(setting: Setting, at: int, *, of_persons: bool) -> Done | None:
    """The action that the number at item `at` is the object of: the nearest before it, else right behind."""
    wanted = [done for done in setting.done if of_persons == (done.action.id == "arrested")]
    before = [done for done in wanted if done.at < at]
    if before:
        return _strongest(before, at)
    behind = [done for done in wanted if 0 < done.at - at <= 8]
    return behind[0] if behind else None


def _strongest(before: list[Done], at: int) -> Done:
    """The nearest, but a measure of enforcement within a few words comes before «حقق», «نشر», «بلغ»."""
    nearest = before[-1]
    weak = {"presence", "audience", "reporting", "study", "money"}
    if nearest.action.action_class in weak:
        for done in reversed(before):
            if done.action.action_class in ENFORCING and at - done.at <= 10:
                return done
    return nearest


def actor_of(setting: Setting, done: Done | None, platform: str | None) -> tuple[str | None, str | None]:
    """Who did it, and whose side that is."""
    if done is None:
        return None, None
    if done.action.action_class == "presence":
        group = [named for named in setting.names if named.side == "group"]
        return (group[0].id, None) if group else (None, None)
    subjects = [named for named in setting.names if _is_subject(setting, named, done)]
    if subjects:
        nearest = min(subjects, key=lambda named: (abs(named.at - done.at), named.at))
        return nearest.id, nearest.side
    if done.action.action_class == "enforcement" and platform is not None:
        return platform, "platform"
    return None, None


def _is_subject(setting: Setting, named: Named, done: Done) -> bool:
    """Whether a name may be the one that acts: no object of a preposition, and no victim of enforcement."""
    if named.side in {"agency", "researcher"}:
        return False
    sentence = setting.sentence
    if sentence.word(named.at - 1) in _NOT_SUBJECTS or sentence.word(named.at)[:1] in {"ل", "ب"}:
        return False
    is_group = named.side == "group"
    return is_group if done.action.action_class == "hacking" else not is_group


def speaker_of(setting: Setting) -> str | None:
    """Who tells it: the name nearest behind a word of telling."""
    telling = word_set("telling", "actors.json")
    for at, item in enumerate(setting.sentence.items):
        if item.word in telling or bare(item.word) in telling:
            close = [named for named in setting.names if at < named.at <= at + 4 and named.side != "agency"]
            if close:
                return close[0].id
    return None


def agencies_of(setting: Setting) -> tuple[str, ...]:
    """The agencies that the sentence passes on, each once, in order."""
    return tuple(dict.fromkeys(named.id for named in setting.names if named.side == "agency"))


def target_of(text: str, sentence: Sentence, after: int) -> str | None:
    """The words behind the unit up to a mark, a preposition of time or the next number, eight at most."""
    end = after
    stops = word_set("closers") - {"علي", "من"}
    while end < min(after + 8, len(sentence.items)):
        item = sentence.items[end]
        if item.number is not None or item.is_mark or item.word in stops:
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
