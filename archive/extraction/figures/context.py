"""Context of a sentence: its platforms and actors, the actions told in it, its dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from archive.extraction.dates import DateInterval
from archive.extraction.figures.sentences import Sentence, bare
from archive.extraction.figures.vocabulary import Action, actions, actor_names, actors, as_forms, word_set
from archive.extraction.numbers.vocabulary import read_lexicon
from archive.model.article import Mention

#: The classes of actions that befall accounts.
ENFORCING = frozenset({"enforcement", "hacking", "seizure"})


@dataclass(frozen=True, slots=True)
class Named:
    """A platform or an actor at an item of a sentence."""

    id: str
    at: int
    side: str


@dataclass(frozen=True, slots=True)
class Done:
    """An action at an item of a sentence."""

    action: Action
    at: int


@dataclass(frozen=True)
class Setting:
    """The context of a sentence's numbers; what few sentences need is read when it is asked for."""

    sentence: Sentence
    platforms: tuple[Named, ...]
    carried: str | None
    """The platform that the text was about before."""
    antecedent: str | None
    """The only platform that was named shortly before, which the sentence may go on with."""
    find_dates: Callable[[], Sequence[DateInterval]]
    known: frozenset[str] = frozenset()
    """Actors that the text has named in full, so that their short names hold."""

    @cached_property
    def done(self) -> tuple[Done, ...]:
        """Return the actions told in the sentence, in order."""
        return tuple(_done(self.sentence))

    @cached_property
    def names(self) -> tuple[Named, ...]:
        """Return actors and platforms, in order."""
        actors = _actors(self.sentence, self.known)
        return tuple(sorted([*self.platforms, *actors], key=lambda named: named.at))

    @cached_property
    def dates(self) -> Sequence[DateInterval]:
        """Return the dates told in the sentence, with their spans in the text."""
        return self.find_dates()

    @cached_property
    def is_net(self) -> bool:
        """Tell whether the sentence speaks of the net."""
        return bool(self.platforms) or bool(self.sentence.words & word_set("net_words")) or self.is_social

    @cached_property
    def is_social(self) -> bool:
        """Tell whether it names social media: «مواقع التواصل», «التواصل الاجتماعي»; no other «تواصل»."""
        social, beside = _social()
        items = self.sentence.items
        return any(
            item.word in social
            and (self.sentence.word(at - 1) in beside or self.sentence.word(at + 1) in beside)
            for at, item in enumerate(items)
        )

    @property
    def is_group(self) -> bool:
        """Tell whether the sentence speaks of the extremist group."""
        return bool(self.sentence.words & word_set("group_words"))

    @property
    def is_enforcing(self) -> bool:
        """Tell whether something is closed, hacked or seized in it."""
        return any(done.action.action_class in ENFORCING for done in self.done)

    def has(self, action_class: str) -> bool:
        """Tell whether an action of a class is told in it."""
        return any(done.action.action_class == action_class for done in self.done)


@cache
def _social() -> tuple[frozenset[str], frozenset[str]]:
    data = read_lexicon("units.json")["social"]
    return as_forms(data["word"]), as_forms(data["beside"])


@dataclass(frozen=True, slots=True)
class Before:
    """Holds what a text told before a sentence ended: a platform to go on with, and who was named in full."""

    carried: str | None
    antecedent: str | None
    actors: frozenset[str] = frozenset()


def read_setting(
    sentence: Sentence,
    mentions: Sequence[Mention],
    before: Before,
    find_dates: Callable[[], Sequence[DateInterval]],
) -> Setting:
    """Return the context of a sentence, given the mentions of platforms in it and a way to find its dates."""
    platforms = tuple(_platforms(sentence, mentions))
    return Setting(sentence, platforms, before.carried, before.antecedent, find_dates, before.actors)


def items_at(sentence: Sentence, mentions: Sequence[Mention]) -> frozenset[int]:
    """Return the items of the sentence at which the mentions begin."""
    return frozenset(named.at for named in _platforms(sentence, mentions))


def _platforms(sentence: Sentence, mentions: Sequence[Mention]) -> list[Named]:
    found = []
    for mention in mentions:
        at = next((i for i, item in enumerate(sentence.items) if item.end > mention.start), None)
        if at is not None:
            found.append(Named(mention.platform, at, "platform"))
    return found


def _actors(sentence: Sentence, known: frozenset[str]) -> list[Named]:
    words = [item.word for item in sentence.items]
    found: list[Named] = []
    at = 0
    while at < len(words):
        named = _actor_at(words, at, known)
        if named is not None:
            found.append(Named(named[0], at, actors()[named[0]].side))
        at += named[1] if named else 1
    return found


def _actor_at(words: list[str], at: int, known: frozenset[str]) -> tuple[str, int] | None:
    first = words[at]
    for form in dict.fromkeys((first, bare(first), bare(first).removeprefix("ل"))):
        short = [(name, actor) for name, actor in actor_names("short").get(form, ()) if actor in known]
        names = sorted([*short, *actor_names().get(form, ())], key=lambda pair: -len(pair[0]))
        for name, actor in names:
            if tuple(words[at + 1 : at + len(name)]) == name[1:]:
                return actor, len(name)
    return None


def _done(sentence: Sentence) -> list[Done]:
    found = []
    for at, item in enumerate(sentence.items):
        if item.number is not None or item.is_mark:
            continue
        word = item.word[1:] if len(item.word) > 3 and item.word[0] in "وف" else item.word
        whole = f"ال{word[2:]}" if word.startswith("لل") else item.word  # «للحجب» is «ل» and «الحجب»
        if action := _action_of(word, whole):
            found.append(Done(action, at))
    return found


@lru_cache(20_000)
def _action_of(word: str, whole: str) -> Action | None:
    """Return the first action that a word names, with or without what is attached to it."""
    patterns = ((action, action.pattern.fullmatch) for action in actions().values())
    return next((action for action, matches in patterns if matches(word) or matches(whole)), None)
