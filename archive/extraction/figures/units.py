"""Units of numbers: after the number, before it, or carried over from the figure before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from archive.extraction.figures.comparators import has_cue, split_verb
from archive.extraction.figures.sentences import Sentence
from archive.extraction.figures.vocabulary import Unit, unit_heads, unit_verbs, unit_words, units, word_set
from archive.extraction.numbers import Kind, Number
from archive.extraction.numbers.vocabulary import read_lexicon
from archive.text.arabic import fold

_HEAD_REACH = 20

_AUDIENCES = frozenset({"audience", "users", "views"})


@dataclass(frozen=True, slots=True)
class Counted:
    """The unit of a number, or two, with how sure that is."""

    units: tuple[Unit, ...]
    after: int
    """The item behind the unit (behind the number where the unit is elsewhere)."""
    confidence: float

    @property
    def id(self) -> str:
        """Return the unit's id; «موقع وحساب» is `websites+accounts`."""
        return "+".join(unit.id for unit in self.units)


def unit_after(sentence: Sentence, at: int) -> Counted | None:
    """Return the unit after the number at item `at` («125 ألف حساب», «الآلاف من الحسابات»), or None."""
    place = at + 2 if sentence.word(at + 1) == ")" else at + 1
    if sentence.word(place) in {"من", "،"}:
        place += 1
    unit, after = _named(sentence, place)
    if unit is not None and place == at + 1 and _is_definite(sentence, at):
        return None
    if unit is None:
        return _times(sentence, at, place)
    if unit.only_with and after == place + 1 and not _followed_by(sentence, after, unit.only_with):
        return None
    other, end = _second(sentence, unit, after)
    return Counted((unit, other) if other else (unit,), end, 0.95)


def unit_before(sentence: Sentence, at: int) -> Counted | None:
    """Return the unit before the number at item `at` («عدد متابعيه 300 ألف», «يستخدمه 300 مليون»).

    None if there is none.
    """
    words, people = _people()
    is_people = sentence.word(at + 1) in words
    if not is_people and not is_open(sentence, at + 1):
        return None
    after = at + 2 if is_people else at + 1
    unit = _verb_of_people(sentence, at) if is_people else _number_of_them(sentence, at)
    unit = unit or _head(sentence, at)
    if unit is None or (is_people and unit.id not in people):
        return None
    return Counted((unit,), after, 0.85)


def carried_unit(sentence: Sentence, at: int, found: Sequence[tuple[int, Counted]]) -> Counted | None:
    """Return the unit of a figure before, if this number has none: «10 آلاف حساب … وحوالى 5 آلاف من تويتر».

    The first figure of a list gives its unit; the second of a change («من 14.5 تغريدة إلى 5.5») has the
    unit of the first.
    """
    number = sentence.number(at)
    if not found or number is None or number.kind is not Kind.CARDINAL or not is_open(sentence, at + 1):
        return None
    if sentence.word(at - 1) == "الي" and found[-1][1].after == at - 1:
        return Counted(found[-1][1].units, at + 1, 0.8)
    before = found[0][1]
    is_like_a_year = number.surface.isdigit() and 1900 <= number.value <= 2100
    if before.units[0].family in {"percent", "persons", "money"} or is_like_a_year:
        return None
    if number.value < 1000 and not has_cue(sentence, at):
        return None
    return Counted(before.units, at + 1, 0.65)


def is_open(sentence: Sentence, place: int) -> bool:
    """Tell whether no noun stands at item `place`, but the end, a mark, a preposition or a conjunction."""
    if place >= len(sentence.items):
        return True
    item = sentence.items[place]
    if item.word == ")":
        return is_open(sentence, place + 1)
    if item.number is not None:
        return False
    closers = word_set("closers")
    if item.is_mark or item.word in closers:
        return True
    return item.word.startswith("و") and len(item.word) > 2 and item.word not in word_set("nouns_in_waw")


def _is_definite(sentence: Sentence, at: int) -> bool:
    """Tell whether a definite noun follows, which only a vague number counts («مئات الحسابات»)."""
    number = sentence.number(at)
    return number is not None and number.kind is not Kind.VAGUE and sentence.word(at + 1).startswith("ال")


@cache
def _people() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words for people, and the ids of the units that people may be."""
    data = read_lexicon("units.json")["people"]
    return frozenset(map(fold, data["words"])), frozenset(data["units"])


def _named(sentence: Sentence, place: int) -> tuple[Unit | None, int]:
    """Return the unit whose name stands at item `place`, or None, and the item behind it."""
    table = unit_words()
    pair = (sentence.word(place), sentence.word(place + 1))
    if pair in table:
        return table[pair], place + 2
    return table.get((sentence.word(place),)), place + 1


def _followed_by(sentence: Sentence, place: int, words: frozenset[str]) -> bool:
    return any(sentence.word(at) in words for at in range(place, place + 3))


def _second(sentence: Sentence, unit: Unit, after: int) -> tuple[Unit | None, int]:
    """Return the second unit of one number («موقع إلكتروني وحسابا»), or None, and the item behind it."""
    if not unit.is_object:
        return None, after
    for place in range(after, after + 3):
        if sentence.number(place) is not None or not sentence.word(place):
            break
        word = sentence.word(place)
        other = unit_words().get((word[1:],)) if word.startswith("و") else None
        if other is not None and other.is_object and other is not unit:
            return other, place + 1
        if sentence.items[place].is_mark or word in word_set("closers"):
            break
    return None, after


def _times(sentence: Sentence, at: int, place: int) -> Counted | None:
    """Return views, downloads or retweets for «100 مليون مرة», as the words around say; «نسخة» of a video."""
    number = sentence.number(at)
    if number is None or number.value < 1000:
        return None
    near = {item.word for item in sentence.items[max(0, at - 10) : place + 5]}
    for words, cues, unit in _readings():
        if sentence.word(place) in words and near & cues:
            return Counted((unit,), place + 1, 0.75)
    return None


@cache
def _readings() -> tuple[tuple[frozenset[str], frozenset[str], Unit], ...]:
    return tuple(
        (frozenset(map(fold, record["words"])), frozenset(map(fold, record["cues"])), units()[record["unit"]])
        for record in read_lexicon("units.json")["times"]["readings"]
    )


def people_there(sentence: Sentence, at: int, platforms: Callable[[], frozenset[int]]) -> Counted | None:
    """Return users for «300 مليون شخص على إنستغرام», «… شخص لديهم حساب»; else None.

    `platforms` gives the items that name a platform.
    """
    if sentence.word(at + 1) not in _people()[0]:
        return None
    having = any(sentence.word(place) in _having() for place in range(at + 2, at + 5))
    if having or any(at + 2 < place <= at + 4 for place in platforms()):
        return Counted((units()["users"],), at + 2, 0.75)
    return None


@cache
def _having() -> frozenset[str]:
    return frozenset(map(fold, read_lexicon("units.json")["people"]["having"]))


def _number_of_them(sentence: Sentence, at: int) -> Unit | None:
    """Return the unit of the noun that «عددها» stands for: «حسابات يتراوح عددها بين 45 و50 ألفا»."""
    them = word_set("number_of_them")
    for place in range(at - 1, max(-1, at - 6), -1):
        if sentence.word(place) not in them:
            continue
        for noun in range(place - 1, max(-1, place - 8), -1):
            unit = unit_words().get((sentence.word(noun),))
            if unit is not None and not unit.only_with:
                return unit
    return None


def _verb_of_people(sentence: Sentence, at: int) -> Unit | None:
    verbs = unit_verbs()
    for place in range(at - 1, max(-1, at - 7), -1):
        if sentence.word(place) in verbs:
            return verbs[sentence.word(place)]
    return None


def _head(sentence: Sentence, at: int) -> Unit | None:
    """Return the unit of the nearest «متابعيه», «عدد الحسابات» to the left, with no other number between."""
    heads, counts = unit_heads(), word_set("counts")
    split = split_verb(sentence, at)
    subject_of = split[1] if split else None
    for place in range(at - 1, max(-1, at - _HEAD_REACH), -1):
        number = sentence.number(place)
        if number is not None and _is_amount(number):
            return None
        unit = heads.get(sentence.word(place))
        if unit is None:
            continue
        if sentence.word(place - 1) in heads:  # «عدد متابعي حسابات …» counts the first
            continue
        is_counted = any(sentence.word(place - back) in counts for back in (1, 2, 3))
        is_alone = unit.family in _AUDIENCES and not sentence.word(place).startswith("لل")
        if is_counted or subject_of == place - 1 or (is_alone and _is_large(sentence, at)):
            return unit
    return None


def _is_large(sentence: Sentence, at: int) -> bool:
    """Tell whether a number without a noun is likely to count an audience that is named before it."""
    number = sentence.number(at)
    if number is None or number.kind is Kind.VAGUE:
        return False
    return number.value >= 100 or has_cue(sentence, at)


def _is_amount(number: Number) -> bool:
    return number.kind in {Kind.CARDINAL, Kind.RANGE, Kind.VAGUE, Kind.PERCENT}


#: The kinds of numbers that may be figures.
FIGURES = frozenset({Kind.CARDINAL, Kind.RANGE, Kind.VAGUE, Kind.PERCENT, Kind.MONEY})

_BEFORE_FIRST = frozenset({"من", "قرابه", "نحو", "حوالي"})

Found = list[tuple[int, Counted]]


def count(sentence: Sentence, platforms: Callable[[], frozenset[int]]) -> Found:
    """Return the items of the sentence that may be figures, each with its unit, in order.

    `platforms` gives the items that name a platform; it is asked only where that decides.
    """
    found: Found = []
    for at, item in enumerate(sentence.items):
        number = item.number
        if number is None or number.kind not in FIGURES or _repeats(sentence, at, found):
            continue
        counted = _counted(sentence, at, number, found) or people_there(sentence, at, platforms)
        if counted is not None:
            found.append((at, counted))
            _lend_to_first_of_pair(sentence, found)
    return found


def _counted(sentence: Sentence, at: int, number: Number, found: Found) -> Counted | None:
    if number.kind is Kind.PERCENT:
        return Counted((units()["percent"],), at + 1, 0.8)
    after = unit_after(sentence, at)
    if number.kind is Kind.MONEY:
        return after if after is not None and after.units[0].family == "money" else None
    if after is not None and after.units[0].id != "persons":
        return after
    return unit_before(sentence, at) or after or carried_unit(sentence, at, found)


def _repeats(sentence: Sentence, at: int, found: Found) -> bool:
    """Tell whether the number is the last value again in brackets: «ثمانية وسبعين حسابا (78)»."""
    if not found or sentence.word(at - 1) != "(":
        return False
    last, this = sentence.number(found[-1][0]), sentence.number(at)
    return last is not None and this is not None and last.value == this.value and at - found[-1][0] <= 5


def _lend_to_first_of_pair(sentence: Sentence, found: Found) -> None:
    """Give the first number of a change the unit of the second: «من 1000 إلى 300 متابع»."""
    at, counted = found[-1]
    first = at - 2
    number = sentence.number(first)
    is_pair = sentence.word(at - 1) in {"الي", "لي"} and sentence.word(first - 1) in _BEFORE_FIRST
    is_free = (
        number is not None and number.kind is Kind.CARDINAL and all(place != first for place, _ in found)
    )
    if is_pair and is_free:
        found.insert(-1, (first, Counted(counted.units, first + 1, 0.8)))
