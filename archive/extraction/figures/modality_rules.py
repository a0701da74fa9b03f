"""Rules of the cues of modality: at an item, whether a word or phrase holds for the governor behind it."""

from __future__ import annotations

from archive.extraction.figures.clauses import (
    core,
    is_future,
    is_imperfect,
    is_masdar,
    is_verb,
    stem_of_noun,
)
from archive.extraction.figures.modality_cues import (
    listed,
    modality_of_noun,
    phrases,
    words_of,
)
from archive.extraction.figures.modality_governor import Found, Governor, Head, stands_at
from archive.extraction.figures.vocabulary import actions

_COMMAS = frozenset({"،", ",", "-", "–", "—"})
_NEGATIONS = frozenset({"لم", "لا", "لن", "ما"})
#: «لم يكن إغلاق … كافيا» says that they were closed.
_COPULAS = frozenset({"يكن", "تكن", "يكون", "تكون", "يكونوا"})
#: Items between a noun and what it governs, a particle and its verb, «ليس» and what it denies.
_NOUN_REACH, _PARTICLE_REACH, _NOT_REACH = 6, 4, 6
#: Items between «عدم إغلاق» and the number.
_LACK_REACH = 8


class CueRules(Governor):
    """The rules that say whether a cue at an item holds for the governor behind it."""

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
                self._head = Head(place, place, is_clause)
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

    def _is_may(self, place: int) -> bool:
        """Tell whether «قد» stands before a verb of the present: it may happen."""
        verb = self._head.at
        return verb == place + 1 and is_imperfect(self._word(verb)) and not is_future(self._word(verb))

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
