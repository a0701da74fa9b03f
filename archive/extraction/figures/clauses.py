"""Word classes in a sentence: verbs, verbal nouns, and words that begin another clause."""

from __future__ import annotations

import re
from functools import cache

from archive.extraction.figures.sentences import Sentence
from archive.extraction.figures.vocabulary import actions, word_set
from archive.extraction.numbers.vocabulary import read_lexicon
from archive.text.arabic import fold

_OBJECT = re.compile(r"(?:ها|هم|ه|هما|نا)$")
#: Verbal nouns that are written as past verbs are.
AMBIGUOUS = frozenset(
    {"حذف", "حظر", "حجب", "ضبط", "رصد", "منح", "نشر", "سحب", "كشف", "جذب", "وقف", "غلق", "مسح", "رفع", "فتح",
     "كسب", "جمع", "حصد", "بث", "ضم", "منع", "بيع"}
)  # fmt: skip
_JOINED_NEGATIONS = frozenset({"ولم", "ولن", "ولا", "فلم", "فلن", "فلا"})
_TAFIL = re.compile(r"ت\w{2}ي\w?(?:ه|ها|هم|ات)?")
#: «إزالة», «إضافة»: with «ه» these pasts are verbal nouns.
_HOLLOW = re.compile(r"(?:ا|است)\w{1,2}ا\w")
_PARTICIPLE = re.compile(r"(?:ال)?م\w+(?:ه|ا|ين|ون)?")


def core(word: str) -> str:
    """Return a folded word without «و» or «ف» at its front, if three letters or a negation are left."""
    if word in _JOINED_NEGATIONS:
        return word[1:]
    return word[1:] if len(word) > 3 and word[0] in "وف" and word not in word_set("nouns_in_waw") else word


def is_verb(word: str) -> bool:
    """Tell whether a folded word is a finite verb and hardly a noun; «و», «س», an object may hang on it."""
    return _is_verb(core(word)) or _is_verb(word)


@cache
def _is_verb(word: str) -> bool:
    forms = _verbs()
    if word in forms or is_future(word) or _is_action_now(word):
        return True
    bare = _OBJECT.sub("", word)
    if bare == word or (word == bare + "ه" and _HOLLOW.fullmatch(bare)):
        return False
    return bare in forms and (len(bare) > 3 or _is_action(bare))


@cache
def _is_action_now(word: str) -> bool:
    """Tell whether it is an action in the imperfect; «تعليق», «تفكيك» are nouns."""
    return (
        word[:1] in {"ي", "ت"} and word not in AMBIGUOUS and not _TAFIL.fullmatch(word) and _is_action(word)
    )


def is_future(word: str) -> bool:
    """Tell whether it is a verb with the «س» of the future."""
    word = core(word)
    rest = word[1:]
    return (
        word[:1] == "س"
        and rest[:1] in {"ي", "ت", "ن", "ا"}
        and (_OBJECT.sub("", rest) in _future_forms() | _verbs() or _is_action_now(rest))
    )


@cache
def _verbs() -> frozenset[str]:
    data = read_lexicon("verbs.json")
    return frozenset(data["imperfect"].split()) | frozenset(data["past"].split())


@cache
def _future_forms() -> frozenset[str]:
    """Return imperfects that without «س» are nouns too."""
    return frozenset({"تعلق", "تحذف", "تغلق", "تحظر", "تحجب", "تلغي", "توقف", "يوقف", "يعلق", "يحجب", "يحظر"})


def is_imperfect(word: str) -> bool:
    """Tell whether a folded word is a verb of the present or the future."""
    return core(word) in _imperfects() or is_future(word) or _is_action_now(core(word))


@cache
def _imperfects() -> frozenset[str]:
    return frozenset(read_lexicon("verbs.json")["imperfect"].split())


def stem_of_noun(word: str) -> str:
    """Return a folded word without conjunction, preposition and article."""
    word = core(word)
    for prefix in ("بال", "لل", "كال", "ال", "ب", "ل", "ك"):
        if word.startswith(prefix) and len(word) - len(prefix) > 2:
            return word[len(prefix) :]
    return word


@cache
def is_masdar(word: str) -> bool:
    """Tell whether a folded word is a verbal noun that a cue may govern."""
    for form in (core(word), stem_of_noun(word)):
        bare = re.sub(r"(?:ها|هم|ه)$", "", form)
        if form in _masdars() or bare in _masdars():
            return True
        if _is_action(form) and not _is_verb(form) and not _PARTICIPLE.fullmatch(form):
            return True
    return False


@cache
def _masdars() -> frozenset[str]:
    return frozenset(map(fold, read_lexicon("modality.json")["masdars"]))


@cache
def _is_action(word: str) -> bool:
    return any(action.pattern.fullmatch(word) for action in actions().values())


def is_conditional(text: str, sentence: Sentence, at: int) -> bool:
    """Tell whether the item at `at` is «إن», «if»: before a verb at a clause's beginning."""
    item = sentence.items[at]
    if core(item.word) != "ان" and item.word != "ان":
        return False
    before = sentence.word(at - 1)
    opens = at == 0 or sentence.items[at - 1].is_mark or before == ""
    return opens and "إ" in text[item.start : item.end] and is_verb(sentence.word(at + 1))


@cache
def clause_breaks() -> frozenset[str]:
    """Return the words that begin a clause which nothing before them governs."""
    words = frozenset(map(fold, read_lexicon("modality.json")["breaks"]))
    return words - {"حتي", "الا", "وعددها", "وعددهم", "وعدده"}


@cache
def _transparent() -> frozenset[str]:
    data, comparators = read_lexicon("modality.json"), read_lexicon("comparators.json")["comparators"]
    words = {*data["auxiliaries"], *data["carriers"], *data["reaching"]}
    for record in comparators:
        words.update(record.get("verbs", ()))
        words.update(first for first, _ in record.get("split", ()))
        words.update(text.split(" ")[0] for text in record["before"] if text.split(" ")[0][:1] in "يت")
    words.update(read_lexicon("actors.json")["telling"])
    return frozenset(map(fold, words))


@cache
def is_transparent(word: str) -> bool:
    """Tell whether a verb leads on to another that tells what happened: «أعلن», «يعتزم», «يتجاوز عددها»."""
    forms = {word, core(word), _OBJECT.sub("", core(word))}
    if forms & _transparent():
        return True
    return any(pattern.fullmatch(core(word)) for pattern in _cue_verbs())


@cache
def _cue_verbs() -> tuple[re.Pattern[str], ...]:
    records = read_lexicon("modality.json")["modalities"]
    patterns = [record["verbs"] for record in records if "verbs" in record]
    patterns += [words for record in records for words in record.get("by", {}).values()]
    return tuple(re.compile("|".join(words)) for words in patterns)
