"""Modality of a figure: told as done, or denied, demanded, planned, refused, possible, tried.

From the word that governs the number the sentence is read backwards (`modality_scan`); where nothing before
it says otherwise, what follows the number may («…، وهو ما نفته الشركة»), or that it is a question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from archive.extraction.figures.clauses import core, is_masdar, stem_of_noun
from archive.extraction.figures.modality_cues import listed, modality_of_verb, phrases
from archive.extraction.figures.modality_governor import Found, stands_at
from archive.extraction.figures.modality_scan import Scan
from archive.extraction.figures.sentences import Sentence
from archive.model.figure import ASSERTED

_QUESTION = re.compile(r"[؟?][\"»”')\]\s]*$")
#: Words of the next sentence among which its denial begins, and words behind that in which its object stands.
_FIRST, _OBJECT = 6, 5
#: «بعد ذلك», «مع ذلك»: «ذلك» is not what is denied.
_BESIDE = frozenset({"بعد", "قبل", "مع", "رغم", "الي", "علي", "خلال", "غير", "سوي"})
#: Phrases that deny whatever stands before them.
_PLAIN = frozenset(
    {("ولا", "اساس"), ("ولا", "صحه"), ("لا", "اساس"), ("لا", "صحه"), ("لا", "يمت"), ("لا", "تمت")}
)
#: Items between a number and the predicate of «إغلاق 300 حساب … خبر غير صحيح».
_NEAR = 12
#: Items between «تعرض 300 حساب على تويتر» and «لمحاولات».
_TARGET = 5


@dataclass(frozen=True, slots=True)
class Modality:
    """The modality of a figure, with the words that show it."""

    id: str
    proof: str | None = None


def modality_of(text: str, sentence: Sentence, at: int, after: int, behind: int | None = None) -> Modality:
    """Return the modality of the number at item `at`, whose unit ends before item `after`.

    `behind` is the item of the action where that follows the number («300 حساب لم تغلق»).
    """
    scan = Scan(text, sentence, at, after)
    if core(sentence.word(at + 1)) in {"محاوله", "محاولات"} and after > at + 2:
        return Modality("attempted", _words(text, sentence, at + 1, after - 1))
    if behind is not None and (scan.is_verb(behind) or is_masdar(sentence.word(behind))):
        scan.read(behind, after)
    else:
        scan.read(scan.anchor, 0)
    found = scan.found
    if found is None or found.modality in {"demanded", "possible"}:
        found = _behind(scan, after) or found
    if found is None and _is_under_attack(scan, after):
        return Modality("attempted", _words(text, sentence, scan.anchor, scan.anchor))
    if found is None:
        return (
            Modality("possible", "؟") if scan.is_open and _is_question(text, sentence) else Modality(ASSERTED)
        )
    return Modality(found.modality, _words(text, sentence, found.first, found.last))


def denied_next(text: str, following: Sentence) -> Modality | None:
    """Return the denial by which the next sentence takes back what one told («ونفى المتحدث ذلك»), or None."""
    words = [item.word for item in following.items[: _FIRST + _OBJECT + 1]]
    for at, word in enumerate(words[:_FIRST]):
        is_denied = at > 0 and core(words[at - 1]) in {"لم", "لا", "لن", "ما"}
        objects = {
            form
            for before, one in pairwise(words[at : at + 1 + _OBJECT])
            for form in (one, core(one))
            if before not in _BESIDE
        }
        if modality_of_verb(core(word)) == "denied" and not is_denied and objects & listed("anaphors"):
            return Modality("denied", _words(text, following, at, at))
    return None


def _words(text: str, sentence: Sentence, first: int, last: int) -> str:
    return text[sentence.items[first].start : sentence.items[last].end]


def _is_question(text: str, sentence: Sentence) -> bool:
    """Tell whether the sentence asks whether it happened; «لماذا أغلق …؟» asks why."""
    asked = {core(item.word) for item in sentence.items[:2]}
    is_asked = _QUESTION.search(text[sentence.start : sentence.end]) is not None
    return is_asked and not asked & listed("fact_questions")


def _behind(scan: Scan, after: int) -> Found | None:
    """Return the modality that the words behind the number give it, up to a semicolon; else None."""
    sentence = scan.sentence
    for place in range(after, len(sentence.items)):
        for form in dict.fromkeys((sentence.word(place), core(sentence.word(place)))):
            for words, modality in phrases("behind").get(form, ()):
                if stands_at(sentence, place, words) and _holds(scan, place, words, modality):
                    return Found(modality, place, place + len(words) - 1)
        if sentence.word(place) in {"؛", ";"}:
            break
    return None


def _is_under_attack(scan: Scan, after: int) -> bool:
    """Tell whether the number met with attempts: «تعرض 300 حساب … لمحاولات اختراق»."""
    sentence = scan.sentence
    if core(sentence.word(scan.anchor)) not in listed("meeting"):
        return False
    behind = (stem_of_noun(sentence.word(at)) for at in range(after, after + _TARGET))
    return any(word in {"محاوله", "محاولات"} for word in behind)


def _holds(scan: Scan, place: int, words: tuple[str, ...], modality: str) -> bool:
    """Tell whether a phrase behind the number is of the number's clause."""
    if scan.found is not None and scan.found.modality == "possible":
        return modality == "denied" and words[0].startswith(("عار", "كاذب", "ملفق", "مفبرك", "وهمي"))
    if modality == "refused" or scan.found is not None:
        return modality == "refused" and scan.found is not None
    before = core(scan.sentence.word(place - 1))
    if modality == "possible":
        is_now = scan.anchor < scan.at and not scan.is_past and place - scan.after < _NEAR
        return "صح" in words[-1] or words[-1] == "ثبت" or is_now
    if modality == "attempted" or words[0] in listed("denying"):
        return modality == "attempted" or before in listed("referring") or words[0].startswith("نف")
    is_plain = words[0].startswith(("عار", "محض", "افتراء", "مختلق", "والشركه", "لكن")) or words[:2] in _PLAIN
    near = {core(scan.sentence.word(at)) for at in range(max(0, scan.anchor - 4), scan.anchor)} - {"ما", "ان"}
    is_topic = bool((near | {core(scan.sentence.word(0))}) & listed("topics")) and place - scan.after < _NEAR
    return before in listed("predicated") or is_topic or is_plain
