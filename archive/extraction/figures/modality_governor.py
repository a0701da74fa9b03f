"""The word that governs a number: the nearest verb or verbal noun before it, in its clause."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from archive.extraction.figures.clauses import (
    AMBIGUOUS,
    core,
    is_masdar,
    is_verb,
    stem_of_noun,
)
from archive.extraction.figures.modality_cues import (
    listed,
    modalities_led_in,
    modality_of_verb,
    words_of,
)
from archive.extraction.figures.sentences import Sentence

_COMMAS = frozenset({"،", ",", "-", "–", "—"})
_STOPS = frozenset({"؛", ";", ":"})
_NEGATIONS = frozenset({"لم", "لا", "لن", "ما"})
#: Items between a noun and what it governs, a particle and its verb, «ليس» and what it denies.
_NOUN_REACH, _PARTICLE_REACH, _NOT_REACH = 6, 4, 6


@dataclass(frozen=True, slots=True)
class Found:
    """A modality with the first and the last item of the words that show it."""

    modality: str
    first: int
    last: int


@dataclass(slots=True)
class Head:
    """The word that governs what was read so far."""

    at: int
    inner: int
    """The governor inside it, to go back to where it turns out to stand in a relative clause."""
    is_clause: bool
    """Whether it is a finite verb, so that only «أن» or a particle leads on to what governs it."""
    complementizer: int = -1
    is_quoted: bool = False
    """Whether «إن» leads on to what governs it, which only a verb of saying does."""


def stands_at(sentence: Sentence, place: int, words: tuple[str, ...]) -> bool:
    """Tell whether a phrase stands at an item; «و» may hang on its first word."""
    if words[0] not in {sentence.word(place), core(sentence.word(place))}:
        return False
    return all(sentence.word(place + step) == word for step, word in enumerate(words) if step)


class Governor:
    """The governor of the number at item `at`, whose unit ends before item `after`, and what was found."""

    def __init__(self, text: str, sentence: Sentence, at: int, after: int) -> None:
        self.sentence, self.after = sentence, after
        self.found: Found | None = None
        self.is_open = True
        """Whether nothing parts the number from the beginning of the sentence."""
        self.is_past = False
        """Whether a verb of the past governs the number."""
        self._text = text
        self.at = at
        self._only_openers = False
        self._head = Head(at, at, is_clause=False)

    @cached_property
    def anchor(self) -> int:
        """Return the nearest verb or verbal noun before the number, in its clause; else the number's item."""
        for place in range(self.at - 1, -1, -1):
            item = self.sentence.items[place]
            if item.word in _STOPS or (item.word in listed("breaks") and not self._is_bound(place)):
                break
            if item.number is None and not item.is_mark and self._is_predicate(place):
                return self._out_of_attack(self._out_of_relative(place))
        return self.at

    def is_verb(self, place: int) -> bool:
        """Tell whether a finite verb stands at the item; what follows «لم», «لن» or «سوف» is one."""
        word = self._word(place)
        is_led = core(self._word(place - 1)) in {"لم", "لن", "سوف"} and core(word) not in _NEGATIONS
        return is_verb(word) or is_led

    def _word(self, place: int) -> str:
        return self.sentence.word(place)

    def _is_predicate(self, place: int) -> bool:
        word = self._word(place)
        if word in listed("relatives") or word == "نحو":
            return False
        if stem_of_noun(word) in listed("assaults"):
            return self.at - place <= _PARTICLE_REACH
        is_cue = self._of_verb(place, self.at) is not None and not word.startswith("ال")
        is_action = is_masdar(word) or core(word) in AMBIGUOUS or core(word) in words_of("self")
        return is_cue or is_action or self.is_verb(place)

    def _is_bound(self, place: int) -> bool:
        """Tell whether the word binds the number («حتى 300 حساب», «إلا 300 حساب») and begins no clause."""
        return self._word(place) in {"حتي", "الا"} and self.at - place <= _PARTICLE_REACH

    def _out_of_relative(self, place: int) -> int:
        """Return the outer verb if a relative clause ends: «بلغ عدد التغريدات التي تطالب … 300 ألف»."""
        relative = next((at for at in self._back(place, 5) if self._word(at) in listed("relatives")), None)
        if relative is None:
            return place
        counts = {"عدد", "اعداد", "مشاهدات", "متابعي", "متابعو"}
        count = next((at for at in self._back(relative, 5) if core(self._word(at)) in counts), None)
        if count is None:
            return place
        return next((at for at in self._back(count, 3) if self.is_verb(at)), self.at)

    def _out_of_attack(self, place: int) -> int:
        """Return the noun of an attack that a verb tells more of: «صدت … هجوما استهدف 300 حساب»."""
        at = place - 2 if self._word(place - 1) in listed("auxiliaries") else place - 1
        noun = self._word(at)
        is_attack = stem_of_noun(noun) in listed("attempts") and not noun.startswith("ال")
        return at if is_attack and self.is_verb(place) else place

    @staticmethod
    def _back(place: int, reach: int) -> range:
        return range(place - 1, max(-1, place - 1 - reach), -1)

    def _kind(self, place: int) -> str:
        word = self._word(place)
        if place == self.at:
            return "number"
        if core(word) in AMBIGUOUS and not (is_verb(word) and core(word) != word):
            return self._kind_of_ambiguous(place)
        return "verb" if self.is_verb(place) else "noun"

    def _kind_of_ambiguous(self, place: int) -> str:
        """Return `noun` or `verb`: «طالب بإغلاق … وحذف» goes on with a noun, «رفض الطلب وحذف» with a verb."""
        if core(self._word(place)) == self._word(place):
            before, behind = core(self._word(place - 1)), self._word(place + 1)
            leads = listed("relatives") | {"قد", "لم", "سوف", "انه", "بانه", "ما"}
            opens = (
                place == 0
                and bool(behind)
                and not behind.startswith("ال")
                and behind not in {"في", "من", "علي"}
            )
            opens = opens or self._follows_fronted_clause(place)
            return "verb" if before in leads or opens else "noun"
        for earlier in range(place - 1, -1, -1):
            word = self._word(earlier)
            if is_verb(word):
                return "verb"
            if is_masdar(word):
                return "noun"
        return "verb"

    def _follows_fronted_clause(self, place: int) -> bool:
        """Tell whether a sentence begins with its time, and its main verb here: «قبل أن …، حذف تويتر»."""
        is_fronted = core(self._word(0)) in {
            "قبل",
            "بعد",
            "عقب",
            "رغم",
            "فور",
            "عند",
            "بعدما",
            "قبيل",
            "بعيد",
        }
        return is_fronted and self._word(place - 1) in _COMMAS

    def _of_verb(self, place: int, head: int, *, is_parted: bool = False) -> str | None:
        """Return the modality that the verb or participle at `place` gives the head, or None."""
        for form in dict.fromkeys((self._word(place), core(self._word(place)))):
            modality = modality_of_verb(form)
            if modality is not None and not is_parted:
                return modality
            for led, preposition in modalities_led_in(form):
                if self._is_led_in(preposition, place, head):
                    return led
        return None

    def _is_led_in(self, preposition: str, place: int, head: int) -> bool:
        """Tell whether the head is led in by a preposition: «بإغلاق», «إلى حذف», «عن أن»."""
        if head == self.at and preposition == "ل" and self._has_prefix(preposition):
            return True
        complementizer = self._head.complementizer if head == self._head.at else -1
        first = complementizer if complementizer >= 0 else head
        for near in range(max(place + 1, first - 1), first + 1):
            word = self._word(near)
            if word == preposition or (len(preposition) == 1 and core(word).startswith(preposition)):
                return True
        return complementizer >= 0 and preposition in {"ب", "الي", "علي", "في", "عن"}

    def _has_prefix(self, letter: str) -> bool:
        """Tell whether a preposition hangs on the number: «لـ300 هجمة»."""
        start = self.sentence.items[self.at].start
        return self._text[max(0, start - 3) : start].rstrip('ـ"«“ ').endswith(letter)

    def _may_be_verb(self, place: int) -> bool:
        word = self._word(place)
        return self.is_verb(place) or is_masdar(word) or core(word) in AMBIGUOUS
