"""Scan of a sentence backwards from the word that governs a number, for the cue of modality that holds.

A verb of denial or of demand holds for a verbal noun that it governs and for a clause behind «أن»; it holds
for nothing behind a conjunction, a relative pronoun or a preposition of time. The outermost cue decides:
«نفى أنه يعتزم إغلاق» is denied.
"""

from __future__ import annotations

from archive.extraction.figures.clauses import (
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
    phrases,
    words_of,
)
from archive.extraction.figures.modality_governor import Head, stands_at
from archive.extraction.figures.modality_rules import CueRules

_COMMAS = frozenset({"،", ",", "-", "–", "—"})
_STOPS = frozenset({"؛", ";", ":"})
#: «حتى اليوم» is a time and begins no clause.
_NOW = frozenset({"اليوم", "الان", "اللحظه", "الساعه", "امس", "الامس"})
#: Phrases that rule all that follows them in their clause, as «إذا» does.
_OPENING = frozenset({"في", "حال", "ما", "شرط", "بشرط", "علي", "بافتراض"})
#: Items between a noun and what it governs, a particle and its verb, «ليس» and what it denies.
_NOUN_REACH, _PARTICLE_REACH, _NOT_REACH = 6, 4, 6
#: Items between «تصدت …» and the attacks that it foiled.
_ATTEMPT_REACH = 16


class Scan(CueRules):
    """A scan of a sentence for the number at item `at`, whose unit ends before item `after`."""

    def read(self, anchor: int, floor: int) -> None:
        """Read from `anchor` back to item `floor` and note the outermost cue in `found`."""
        self._head = Head(anchor, anchor, self._kind(anchor) == "verb")
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

    def _break(self, place: int) -> bool | None:
        if self._word(place) in {"فقد", "وقد"} and self._is_may(place):
            return None
        if self._word(place) == "حتي" and self._word(place + 1) in _NOW:
            return None
        is_break = {self._word(place), core(self._word(place))} & listed("breaks")
        return False if is_break else None

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
            self._head = Head(head.inner, head.inner, is_clause=False)
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
        self._head = Head(place, head.inner, is_clause=True)
        return not is_joined

    def _noun(self, place: int) -> bool | None:
        if not self._head.is_clause and is_masdar(self._word(place)):
            self._head = Head(place, place, is_clause=False)
        return True
