"""Who tells a figure: the speaker, the agencies that passed it on, and whose figure it then is."""

from __future__ import annotations

from archive.extraction.figures.clauses import is_verb, stem_of_noun
from archive.extraction.figures.context import Setting
from archive.extraction.figures.sentences import Sentence, bare
from archive.extraction.figures.vocabulary import actors, word_set

#: Prepositions that make a name the place of a telling and not its subject: «على تويتر أعلن».
_LEADING_IN = frozenset({"علي", "في", "عبر", "من", "عن", "الي", "مع", "ضد", "حساب"})
_RESEARCHERS = "researchers"
#: Items between a verb of telling and the institute whose study tells.
_INSTITUTE = 8
_PLACES = frozenset({"علي", "في", "عبر"})


def speaker_of(setting: Setting) -> str | None:
    """Return the id of who tells it, the first name close behind a word of telling; None if there is none."""
    telling = word_set("telling", "actors.json")
    for at, item in enumerate(setting.sentence.items):
        is_telling = item.word in telling or bare(item.word) in telling
        if is_telling and not item.word.startswith("التابع"):
            end = _clause_end(setting.sentence, at)
            close = (named for named in setting.names if at < named.at < end and named.side != "agency")
            tellers = [named.id for named in close if not _is_place(setting.sentence, at, named.at)]
            if tellers:
                named = _named_researcher(setting, at) if tellers[0] == _RESEARCHERS else None
                return named or tellers[0]
            before = _subject_before(setting, at)
            if before is not None:
                return before
    return None


def _named_researcher(setting: Setting, at: int) -> str | None:
    """Return the institute whose study it is: «أفادت دراسة لمعهد بروكنغز»."""
    named = (one for one in setting.names if at < one.at <= at + _INSTITUTE and one.side == "researcher")
    return next((one.id for one in named if one.id != _RESEARCHERS), None)


def _is_place(sentence: Sentence, verb: int, place: int) -> bool:
    """Tell whether a name behind a verb of telling is where it was told: «كتب على موقع تويتر»."""
    return any(sentence.word(near) in _PLACES for near in range(verb + 1, place))


def _subject_before(setting: Setting, at: int) -> str | None:
    """Return the name right before a verb of telling, as its subject: «كانت تويتر قد أعلنت»."""
    sentence = setting.sentence
    place = next((back for back in range(at - 1, max(-1, at - 4), -1) if _is_word(sentence, back)), -1)
    named = next((one for one in setting.names if one.at == place and one.side != "agency"), None)
    if named is None or not is_verb(sentence.word(at)):
        return None
    is_led = (
        sentence.word(place).startswith("ب")
        or {stem_of_noun(sentence.word(place - back)) for back in (1, 2)} & _LEADING_IN
    )
    return None if is_led else named.id


def _is_word(sentence: Sentence, place: int) -> bool:
    return not sentence.items[place].is_mark and sentence.word(place) != "قد"


def _clause_end(sentence: Sentence, at: int) -> int:
    """Return the item before which a speaker must be named: four items on, and before «إن», «أنها» …"""
    for place in range(at + 1, at + 5):
        if sentence.word(place).lstrip("بل").startswith("ان") and len(sentence.word(place)) <= 5:
            return place
    return at + 5


def agencies_of(setting: Setting) -> tuple[str, ...]:
    """Return the ids of the agencies that the sentence quotes, each once, in order."""
    return tuple(dict.fromkeys(named.id for named in setting.names if named.side == "agency"))


def side_of(setting: Setting, side: str | None, speaker: str | None) -> str | None:
    """Return the side whose figure it is; a group's own claims stay the group's, whatever they are about."""
    words = setting.sentence.words
    if side == "group" or (speaker is not None and _side_of(speaker) == "group"):
        return "group"
    if words & word_set("claiming", "actors.json") and any(named.side == "group" for named in setting.names):
        return "group"
    return side or (_side_of(speaker) if speaker else None) or None


def _side_of(name: str) -> str:
    actor = actors().get(name)
    return actor.side if actor else "platform"
