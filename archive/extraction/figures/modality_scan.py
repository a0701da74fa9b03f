"""Scan of a sentence backwards from the word that governs a number, for the cue of modality that holds.

A verb of denial or of demand holds for a verbal noun that it governs and for a clause behind «أن»; it holds
for nothing behind a conjunction, a relative pronoun or a preposition of time. The outermost cue decides:
«نفى أنه يعتزم إغلاق» is denied.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from archive.extraction.figures.clauses import (
    AMBIGUOUS,
    core,
    is_conditional,
    is_future,
    is_imperfect,
    is_masdar,
    is_verb,
    stem_of_noun,
)
from archive.extraction.figures.modality_cues import (
    is_asserting,
    listed,
    modalities_led_in,
    modality_of_noun,
    modality_of_verb,
    phrases,
    words_of,
)
from archive.extraction.figures.sentences import Sentence
from archive.extraction.figures.vocabulary import actions

_COMMAS = frozenset({"،", ",", "-", "–", "—"})
_STOPS = frozenset({"؛", ";", ":"})
_NEGATIONS = frozenset({"لم", "لا", "لن", "ما"})
#: «حتى اليوم» is a time and begins no clause.
_NOW = frozenset({"اليوم", "الان", "اللحظه", "الساعه", "امس", "الامس"})
#: «لم يكن إغلاق … كافيا» says that they were closed.
_COPULAS = frozenset({"يكن", "تكن", "يكون", "تكون", "يكونوا"})
#: Phrases that rule all that follows them in their clause, as «إذا» does.
_OPENING = frozenset({"في", "حال", "ما", "شرط", "بشرط", "علي", "بافتراض"})
#: Items between a noun and what it governs, a particle and its verb, «ليس» and what it denies.
_NOUN_REACH, _PARTICLE_REACH, _NOT_REACH = 6, 4, 6
#: Items between «عدم إغلاق» and the number.
_LACK_REACH = 8
#: Items between «تصدت …» and the attacks that it foiled.
_ATTEMPT_REACH = 16


@dataclass(frozen=True, slots=True)
class Found:
    """A modality with the first and the last item of the words that show it."""

    modality: str
    first: int
    last: int


@dataclass(slots=True)
class _Head:
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


class Scan:
    """A scan of a sentence for the number at item `at`, whose unit ends before item `after`."""

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
        self._head = _Head(at, at, is_clause=False)

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

    def _out_of_attack(self, place: int) -> int:
        """Return the noun of an attack that a verb tells more of: «صدت … هجوما استهدف 300 حساب»."""
        at = place - 2 if self._word(place - 1) in listed("auxiliaries") else place - 1
        noun = self._word(at)
        is_attack = stem_of_noun(noun) in listed("attempts") and not noun.startswith("ال")
        return at if is_attack and self.is_verb(place) else place

    def is_verb(self, place: int) -> bool:
        """Tell whether a finite verb stands at the item; what follows «لم», «لن» or «سوف» is one."""
        word = self._word(place)
        is_led = core(self._word(place - 1)) in {"لم", "لن", "سوف"} and core(word) not in _NEGATIONS
        return is_verb(word) or is_led

    def read(self, anchor: int, floor: int) -> None:
        """Read from `anchor` back to item `floor` and note the outermost cue in `found`."""
        self._head = _Head(anchor, anchor, self._kind(anchor) == "verb")
        if anchor != self.at and not self._begin(anchor, floor):
            return
        steps = (
            self._mark, self._opener, self._break, self._aside, self._relative, self._complementizer,
            self._time, self._cue, self._telling, self._verb, self._noun,
        )  # fmt: skip
        for place in range(anchor - 1, floor - 1, -1):
            if self.sentence.number(place) is not None:
                continue
            verdict = next((went_on for step in steps if (went_on := step(place)) is not None), True)
            if not verdict:
                self.is_open = False
                return

    # -- the word that governs the number --------------------------------------------------------------

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

    def _begin(self, anchor: int, floor: int) -> bool:
        """Note the modality of the governing word itself; return False if nothing before can hold for it."""
        word = self._word(anchor)
        self.is_past = self._head.is_clause and not is_imperfect(word)
        itself = words_of("self").get(core(word)) or ("planned" if is_future(word) else None)
        own = self._of_verb(anchor, self.at) if self.at - anchor <= _ATTEMPT_REACH else None
        is_tried = own == "attempted" and stem_of_noun(self._word(self.at + 1)) in listed("attempts")
        is_guess = own == "possible" and self.at - anchor <= _PARTICLE_REACH
        if itself or is_guess or is_tried:
            self._note(itself or own or "", anchor, anchor)
        if not self._head.is_clause or core(word) == word or not self.is_verb(anchor):
            return True
        if is_imperfect(word) and not is_future(word):
            self._inherit(anchor, floor)
        self.is_open = False
        return False

    def _inherit(self, anchor: int, floor: int) -> None:
        """Read on from the first of two verbs under one cue: «أن يغلق 300 حساب ويحذف 20 مقطعا»."""
        for place in range(anchor - 1, floor - 1, -1):
            word = self._word(place)
            if word in _STOPS or word in listed("breaks"):
                return
            if self.sentence.number(place) is None and is_imperfect(word):
                self.read(place, floor)
                return

    # -- one word further back: true goes on, false stops, None leaves it to the next rule ----------------

    def _mark(self, place: int) -> bool | None:
        if self._word(place) in _STOPS or self._is_aside(place):
            return False
        if not self.sentence.items[place].is_mark:
            return None
        self._only_openers = self._only_openers or (self._head.is_clause and self._word(place) in _COMMAS)
        return True

    def _is_aside(self, place: int) -> bool:
        """Tell whether a bracket opens at the item in which the number stands, with words before it."""
        if self._word(place) != "(" or self.sentence.number(place + 1) is not None:
            return False
        return all(self._word(near) != ")" for near in range(place + 1, self.at))

    def _opener(self, place: int) -> bool | None:
        """Note «هل», «إذا», «لو», which hold for the whole clause behind them."""
        bare = core(self._word(place))
        modality = words_of("openers").get(bare)
        reach = 4 if self._word(place + 1) == "ان" else 3
        if bare == "لو" and not any(self._may_be_verb(near) for near in range(place + 1, place + reach)):
            modality = None
        if modality or is_conditional(self._text, self.sentence, place):
            self._note(modality or "possible", place, place)
            return False
        for words, of in phrases("phrases").get(bare, ()):
            is_opening = of == "possible" and words[0] in _OPENING and stands_at(self.sentence, place, words)
            if is_opening and (len(words) > 1 or self._may_be_verb(place + 1)):
                self._note(of, place, place + len(words) - 1)
                return False
        return None

    def _may_be_verb(self, place: int) -> bool:
        word = self._word(place)
        return self.is_verb(place) or is_masdar(word) or core(word) in AMBIGUOUS

    def _break(self, place: int) -> bool | None:
        if self._word(place) in {"فقد", "وقد"} and self._is_may(place):
            return None
        if self._word(place) == "حتي" and self._word(place + 1) in _NOW:
            return None
        is_break = {self._word(place), core(self._word(place))} & listed("breaks")
        return False if is_break else None

    def _is_may(self, place: int) -> bool:
        """Tell whether «قد» stands before a verb of the present: it may happen."""
        verb = self._head.at
        return verb == place + 1 and is_imperfect(self._word(verb)) and not is_future(self._word(verb))

    def _aside(self, place: int) -> bool | None:
        """Skip all but openers behind a clause that is told apart: only they can hold."""
        if not self._only_openers:
            return None
        word = self._word(place)
        return not (word in listed("relatives") or (core(word) != word and is_verb(core(word))))

    def _relative(self, place: int) -> bool | None:
        head = self._head
        if self._word(place) not in listed("relatives"):
            return None
        if head.at != head.inner and self._kind(head.inner) != "verb" and not self._takes_clause(head.at):
            self._head = _Head(head.inner, head.inner, is_clause=False)
            return True
        return not head.is_clause

    def _takes_clause(self, place: int) -> bool:
        word = core(self._word(place))
        return (
            word in listed("carriers")
            or word in listed("telling")
            or self._of_verb(place, place + 1) is not None
        )

    def _complementizer(self, place: int) -> bool | None:
        word, head = self._word(place), self._head
        if {word, core(word)} & listed("complementizers"):
            head.is_clause, head.complementizer = False, place
            item = self.sentence.items[place]
            head.is_quoted = "إ" in self._text[item.start : item.end]
            return True
        is_what = core(word) in listed("free_relatives") and not self._is_not(place)
        if head.is_clause and is_what:
            head.is_clause, head.complementizer = False, -1
            return True
        return None

    def _time(self, place: int) -> bool | None:
        """Stop at a word of time («بعد إغلاق», «بعد أن أغلق»): what was done by then was done."""
        word, head = self._word(place), self._head
        if not {stem_of_noun(word), core(word)} & listed("temporal"):
            return None
        return not (head.at - place <= 2 or head.complementizer == place + 1)

    def _telling(self, place: int) -> bool | None:
        return False if is_asserting(core(self._word(place))) else None

    def _verb(self, place: int) -> bool | None:
        """Handle another verb: it parts a clause from what is before it, unless it leads on to it."""
        if not self.is_verb(place):
            return None
        word, head = self._word(place), self._head
        bare = core(word)
        is_joined = bare != word and is_verb(bare)
        if head.is_clause and bare not in listed("auxiliaries") | listed("carriers"):
            self._only_openers = True
            return not is_joined
        if is_future(word):
            self._note("planned", place, place)
        self._head = _Head(place, head.inner, is_clause=True)
        return not is_joined

    def _noun(self, place: int) -> bool | None:
        if not self._head.is_clause and is_masdar(self._word(place)):
            self._head = _Head(place, place, is_clause=False)
        return True

    # -- cues ----------------------------------------------------------------------------------------------

    def _note(self, modality: str, first: int, last: int) -> None:
        """Note an outer cue; a denial of a denial or of a refusal makes it possible."""
        before = self.found
        if before and before.modality == modality == "denied" and before.first == first + 1:
            return  # «لم ولن يغلق»
        if self.found is not None and modality == "denied" and self.found.modality in {"denied", "refused"}:
            modality, last = "possible", max(last, self.found.last if self.found.last - first < 4 else last)
        if self.found is not None and modality == "planned" and self.found.modality == "possible":
            return
        if self.found is not None and modality == "attempted" and self.found.modality == "demanded":
            return  # «تسعى إلى إلزام الموقع بإغلاق …»
        self.found = Found(modality, first, last)

    def _cue(self, place: int) -> bool | None:
        """Note the cue at an item that holds for the head, which it then becomes itself."""
        for rule in (self._phrase, self._particle, self._small_word, self._governor):
            verdict = rule(place)
            if verdict is False:
                return False
            if verdict:
                word = self._word(place)
                is_clause = self.is_verb(place) and not is_masdar(word)
                self._head = _Head(place, place, is_clause)
                return not (is_clause and core(word) != word)
        return None

    def _phrase(self, place: int) -> bool | None:
        head = self._head
        for words, of in phrases("phrases").get(core(self._word(place)), ()):
            last = place + len(words) - 1
            if not stands_at(self.sentence, place, words) or last > max(head.at, place + 1):
                continue
            if head.is_clause and head.complementizer < 0 and last < head.at - _PARTICLE_REACH:
                continue
            is_of_telling = of == "possible" and words[0] in _NEGATIONS and words[-1] in listed("telling")
            if is_of_telling and head.complementizer < 0:
                return False
            if words[-1] != self._word(head.at) or last == head.at:
                self.found = Found(of, place, last)
                return True
        return None

    def _particle(self, place: int) -> bool | None:
        bare, head = core(self._word(place)), self._head.at
        modality = words_of("particles").get(bare)
        if modality is None or self._word(place + 1) in listed("not_negated"):
            return None
        if modality != "denied":
            is_near = head - place <= _PARTICLE_REACH
            if is_near:
                self._note(modality, place, place)
            return is_near or None
        if bare.startswith("ليس"):
            if head - place > _NOT_REACH or self._is_only(place):
                return None
            self._note("denied", place, place)
            return True
        return self._negation(place, head)

    def _negation(self, place: int, head: int) -> bool | None:
        """Note a negation: «لم يغلق», «لم يتم إغلاق»; «لم يتأثر بإغلاق» says that they were closed."""
        is_next = head == place + 1 or (head == place + 2 and is_verb(self._word(place + 1)))
        if not is_next or self._is_only(place):
            return None
        verb = core(self._word(head))
        holds = self.found is not None or head == self.anchor or self._head.complementizer >= 0
        is_copula = verb in _COPULAS and self._kind(self.anchor) != "verb"
        if (not holds and verb not in listed("carriers")) or is_copula:
            return False
        if verb in listed("telling"):
            self.found = Found("possible", place, head)
        elif verb in listed("unmet"):
            self.found = Found("refused", place, head)
        elif verb in listed("unsuccessful") or (verb in listed("unable") and self._is_of_hackers()):
            self.found = Found("attempted", place, head)
        else:
            self._note("denied", place, place)
        return True

    def _is_of_hackers(self) -> bool:
        """Tell whether what governs the number is a hack."""
        word = stem_of_noun(self._word(self.anchor))
        return any(
            one.action_class == "hacking" and one.pattern.fullmatch(word) for one in actions().values()
        )

    def _is_only(self, place: int) -> bool:
        """Tell whether the negation means "only": «لم يغلق سوى 500 حساب» did close them."""
        near = {self._word(self.at - back) for back in (1, 2, 3)}
        between = {self._word(at) for at in range(place + 1, self.after + 4)}
        return bool(listed("only") & near or listed("contrast_only") & between)

    def _small_word(self, place: int) -> bool | None:
        """Note «قد» before the present, «ما» before the past, «عدم» before a noun, «على … أن»."""
        bare, head = core(self._word(place)), self._head
        is_may = bare in {"قد", "فقد"} and self._is_may(place)
        is_near = 0 < head.at - place <= 2 and head.at != self.at and self.at - head.at <= _LACK_REACH
        is_lack = bare in words_of("before_noun") and is_near
        is_task = (
            head.at - place in {2, 3} and self._kind(head.at) == "noun" and is_masdar(self._word(head.at))
        )
        is_duty = (
            bare == "علي" and self._opens(place) and (head.complementizer - place in {2, 3, 4} or is_task)
        )
        if is_may:
            self._note("possible", place, head.at)
        elif self._is_not(place):
            self._note("denied", place, head.at)
        elif is_lack:
            self._note("denied", place, place)
        elif is_duty:
            self._note("demanded", place, max(head.complementizer, place))
        else:
            return None
        return True

    def _opens(self, place: int) -> bool:
        if place == 0 or core(self._word(place - 1)) in {"كان", "كانت"}:
            return True
        before = self.sentence.items[place - 1]
        return before.is_mark or core(before.word) in listed("complementizers")

    def _is_not(self, place: int) -> bool:
        """Tell whether «ما» negates: at a clause's beginning («ما أغلق تويتر …»); elsewhere it is "what"."""
        opens = place == 0 or self.sentence.items[place - 1].is_mark
        return core(self._word(place)) == "ما" and opens and self._head.at == place + 1 and self.is_past

    def _governor(self, place: int) -> bool | None:
        """Note a verb, a participle or a noun that governs the head."""
        bare, head = core(self._word(place)), self._head
        if (modality_of_noun(bare) or modality_of_noun(stem_of_noun(bare))) and self._is_fulfilled(place):
            return False
        is_doubted = core(self._word(place - 1)) in _NEGATIONS | {"بلا"} and bare in listed("not_negated")
        is_parted = head.is_clause and head.complementizer < 0
        is_none = is_doubted or head.is_quoted
        modality = None if is_none else self._of_verb(place, head.at, is_parted=is_parted)
        if modality is not None:
            speech = range(place + 1, min(place + 5, self.anchor))
            if any(self._word(near) in listed("of_speech") for near in speech):
                return False
        elif not is_parted and not head.is_quoted:
            modality = self._of_noun(place)
        if modality is None:
            return None
        self._note(modality, place, place)
        return True

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

    def _of_noun(self, place: int) -> str | None:
        """Return the modality that the noun at `place` gives the head, if nothing parts them; else None."""
        head = self._head.at
        is_parted = any(item.word in _COMMAS for item in self.sentence.items[place:head])
        if head - place > _NOUN_REACH or is_parted or self._word(place + 1) in listed("relatives"):
            return None
        word = core(self._word(place))
        return modality_of_noun(word) or modality_of_noun(stem_of_noun(word))

    def _is_fulfilled(self, place: int) -> bool:
        """Tell whether what was asked was done: «استجابة لطلب حذف …», «بطلب من»."""
        before = {
            form for back in (1, 2) for form in (self._word(place - back), core(self._word(place - back)))
        }
        first = core(self._word(place))
        is_by = first.startswith("ب") and stem_of_noun(first) != first and self._word(place + 1) == "من"
        refusals = {"لم", "لا", "لن", "رفض", "رفضت", "عدم"}
        is_refused = any(core(self._word(at)) in refusals for at in range(max(0, place - 4), place))
        return not is_refused and (bool(listed("fulfilled") & before) or is_by)
