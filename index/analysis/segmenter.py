"""Segmentation: splits a word into clitics, a word, and a pronoun, in all its readings, the likeliest first.

«والدين» is «و ال دين» or «والدين», «للجنة» is «ل لجنة», «ورقة» is no «و رقة». A reading is as likely as a
unigram model says: how often such clitics and such a pronoun are attached, times how often the word between
them stands in Arabic text. (After Y.-S. Lee and others, "Language model based Arabic word segmentation", ACL
2003; here the words' counts are learnt from forms in which other clitics or the article attest them.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from index.analysis.vocabulary import OCCURRENCES, UNKNOWN, VERB, levels, other_numbers

#: How often each row of clitics stands before a word: orders of magnitude, counted in news.
CLITICS = {
    "": 0.45, "ال": 0.35, "و": 0.05, "وال": 0.03, "ب": 0.03, "بال": 0.02, "ل": 0.03, "لل": 0.02, "ف": 0.01,
    "ك": 0.005, "فال": 0.003, "وب": 0.004, "ول": 0.004, "وبال": 0.003, "ولل": 0.003, "كال": 0.002,
    "وك": 0.0005, "فب": 0.0005, "فل": 0.001, "فك": 0.0001, "فبال": 0.0003, "فلل": 0.0003, "وكال": 0.0003,
    "فكال": 0.0001, "س": 0.01, "وس": 0.003, "فس": 0.001, "لال": 0.0005, "ولال": 0.0001,
}  # fmt: skip
#: How often each pronoun is attached to a word.
PRONOUNS = {
    "": 0.9, "ه": 0.04, "ها": 0.03, "هم": 0.012, "هما": 0.001, "هن": 0.0007, "نا": 0.01, "كم": 0.003,
    "ك": 0.003, "ني": 0.001,
}  # fmt: skip
#: What comes off a word that no reading attests, the longest first, so that وبال is not left as بال.
ARTICLES = tuple(sorted((c for c in CLITICS if "ال" in c or c.endswith("لل")), key=len, reverse=True))
#: Nouns that end in أ, folded: before a pronoun their hamza sits on ي or و («مبدئه»).
_HAMZA_NOUNS = ("مبدا", "ملجا", "منشا", "مرفا", "خطا", "نبا", "مخبا")
#: What stands before a pronoun for a noun of another ending; the first are of the five nouns.
BEFORE_PRONOUN = {"ابو": "اب", "ابا": "اب", "ابي": "اب", "اخو": "اخ", "اخا": "اخ", "اخي": "اخ"}
BEFORE_PRONOUN |= {"يدي": "يد", "يدا": "يد"} | {
    noun[:-1] + seat: noun for noun in _HAMZA_NOUNS for seat in "يو"
}
#: No word begins so: a PDF has put lam before alef («االتحاد»).
_SWAPPED = "اال"
#: Of levels, the highest of a word so rare that a usual one with its letters swapped is meant («العالقات»),
#: and the lowest of such a usual one.
RAREST, USUAL = 24, 64
#: What PDFs make of «الله».
_GODS_NAME = ("اهلل", "هللا")
#: What must remain of an unattested word behind an article, and behind و alone.
SHORTEST, SHORTEST_AFTER_AND = 3, 4

_WITH_ARTICLE = frozenset(ARTICLES)
_BEFORE = {first: [c for c in CLITICS if c[:1] == first] for first in "وفبلكاس"}
_BEHIND = {last: [p for p in PRONOUNS if p[-1:] == last] for last in "هامنكي"}


class Reading(NamedTuple):
    """One reading of a normalised word: `clitics`, then `word`, and whatever pronoun follows."""

    word: str
    """Without clitics and pronoun; ة and ء as they are without a pronoun."""
    share: float
    """How likely it is among the word's readings, 0 to 1."""
    clitics: str = ""


def splits(word: str) -> Iterator[tuple[str, str, str]]:
    """Yield every (clitics, word, pronoun) that the letters of a normalised word allow, but itself whole."""
    yield from _without_pronoun("", word)
    for clitics in _BEFORE.get(word[0], ()):
        if not word.startswith(clitics) or len(rest := word[len(clitics) :]) < 2:
            continue
        if clitics[-1] == "س" and rest[0] not in "يتنا":
            continue
        yield clitics, rest, ""
        if clitics not in _WITH_ARTICLE:
            yield from _without_pronoun(clitics, rest)


def _without_pronoun(clitics: str, word: str) -> Iterator[tuple[str, str, str]]:
    for pronoun in _BEHIND.get(word[-1], ()):
        if not word.endswith(pronoun) or len(rest := word[: -len(pronoun)]) < 2:
            continue
        yield clitics, rest, pronoun
        if rest[-1] == "ت" and len(rest) > 2:
            yield clitics, rest[:-1] + "ه", pronoun
        elif rest[-1] in "يو":
            yield clitics, rest[:-1] + "ء", pronoun


def readings(word: str) -> list[Reading]:
    """Return the readings of a normalised word, the likeliest first; never empty.

    Only readings whose word is attested count. Without any, or if the word is hardly ever attested, lam and
    alef change places where a PDF may have swapped them («االتحاد», «العالقات»). An article or a و comes off
    what is not attested at all, if enough remains.
    """
    if len(word) < SHORTEST:
        return [Reading(word, 1.0)]
    is_swapped = _SWAPPED in word[:4] or word.endswith(_GODS_NAME)
    found = (unswapped(word) if is_swapped else []) or _attested(word)
    if not found:
        return _inflected(word) or unswapped(word) or [_unattested(word)]
    likeliest = found[0]
    if "ال" in likeliest.word[1:] and levels().get(likeliest.word, 0) <= RAREST:
        mended = unswapped(word)
        if mended and levels().get(mended[0].word, 0) >= USUAL:
            return mended
    noun = _behind_pronoun(likeliest.word) if likeliest.word[-1] in _BEHIND else ""
    return [likeliest._replace(word=noun, share=1.0)] if noun else found


def _inflected(word: str) -> list[Reading]:
    """Return the reading behind clitics of a word whose ending a pronoun changes; none without one."""
    for clitics in _BEFORE.get(word[0], ()) if word[-1] in _BEHIND else ():
        if word.startswith(clitics) and clitics not in _WITH_ARTICLE and clitics[-1] != "س":
            noun = _behind_pronoun(word[len(clitics) :])
            if noun:
                return [Reading(noun, 1.0, clitics)]
    noun = _behind_pronoun(word) if word[-1] in _BEHIND else ""
    return [Reading(noun, 1.0)] if noun else []


def _behind_pronoun(word: str) -> str:
    """Return the noun of a word without clitics that looks whole and is not, else "".

    It has a pronoun behind a noun of known plurals that stands more often («بيوتهم»), or behind a dual or a
    plural that lost its ن («سيارتيهما», «مهندسوها»).
    """
    table = levels()
    own = table.get(word, 0)
    likelihood = PRONOUNS[""] * OCCURRENCES[own] if own else 0.0
    for pronoun in _BEHIND[word[-1]]:
        rest = word[: -len(pronoun)]
        if len(pronoun) < 2 or len(rest) < SHORTEST or not word.endswith(pronoun):
            continue
        if rest in other_numbers() and own <= table.get(rest, -1) < VERB:
            return rest
        for noun in _before_pronoun(rest):
            level = table.get(noun)
            if level is not None and level < VERB and PRONOUNS[pronoun] * OCCURRENCES[level] > likelihood:
                return noun
    return ""


def _before_pronoun(rest: str) -> Iterator[str]:
    """Yield the nouns whose dual or plural may stand so before a pronoun."""
    if len(rest) > SHORTEST and rest[-1] in "ياو":
        if rest[-2] == "ت":
            yield rest[:-2] + "ه"
        yield rest[:-1]


def _attested(word: str) -> list[Reading]:
    """Return the readings whose word a table holds, and the whole word beside them; none if none is held."""
    table = levels()
    own = table.get(word)
    likelihood = CLITICS[""] * PRONOUNS[""] * (UNKNOWN if own is None else OCCURRENCES[own])
    likely, best = {word: likelihood}, {word: (likelihood, "")}
    for clitics, part, pronoun in splits(word):
        rest = _apart(part, pronoun, table) if pronoun or clitics[-1:] == "س" else part
        level = table.get(rest)
        if level is None or not (clitics == "" or _may_follow(clitics, level)):
            continue
        likelihood = CLITICS[clitics] * PRONOUNS[pronoun] * OCCURRENCES[level]
        likely[rest] = likely.get(rest, 0.0) + likelihood
        if likelihood > best.get(rest, (0.0, ""))[0]:
            best[rest] = likelihood, clitics
    if len(likely) == 1:
        return [] if own is None else [Reading(word, 1.0)]
    total = sum(likely.values())
    ranked = sorted(likely.items(), key=lambda item: (-item[1], item[0]))
    return [Reading(rest, value / total, best[rest][1]) for rest, value in ranked]


def _apart(part: str, pronoun: str, table: Mapping[str, int]) -> str:
    """Return a word as it is written where no such pronoun, and without one no س, stands at it.

    A final ى is ا before a pronoun («مستواهم»); behind س stands a verb («ستقاطع»), whatever it looks like.
    """
    if pronoun:
        whole, yeh = BEFORE_PRONOUN.get(part, part), part[:-1] + "ي"
        may_end_so = whole[-1] == "ا" and len(whole) >= SHORTEST
        is_likelier = may_end_so and table.get(yeh, -1) & ~VERB > table.get(whole, -1) & ~VERB
        return yeh if is_likelier else whole
    verb = "ي" + part[1:]
    return part if table.get(part, 0) & VERB or not table.get(verb, 0) & VERB else verb


def unswapped(word: str) -> list[Reading]:
    """Return the readings of a word with its «ال» made «لا», all or one; none if none is attested."""
    for swapped in _GODS_NAME:
        if word.endswith(swapped):
            return _attested(word.removesuffix(swapped) + "الله")
    places = [at for at in range(1, len(word) - 1) if word[at : at + 2] == "ال"]
    mended = [word[0] + word[1:].replace("ال", "لا"), *(f"{word[:at]}لا{word[at + 2 :]}" for at in places)]
    for candidate in mended if places else ():
        found = _attested(candidate)
        if found:
            return [reading._replace(clitics="") for reading in found]
    return []


def _unattested(word: str) -> Reading:
    """Return the reading of a word that no table holds in any reading."""
    for clitics in ARTICLES:
        if word.startswith(clitics) and len(word) - len(clitics) >= SHORTEST:
            return Reading(word[len(clitics) :], 1.0, clitics)
    if word[0] == "و" and len(word) > SHORTEST_AFTER_AND:
        return Reading(word[1:], 1.0, "و")
    latin = word.lstrip("وفبلكا")
    before = word[: len(word) - len(latin)]
    if latin.isascii() and latin and before in CLITICS:
        return Reading(latin, 1.0, before)
    return Reading(word, 1.0)


def _may_follow(clitics: str, level: int) -> bool:
    """Tell whether a word of this level may stand behind clitics: verbs take و, ف, س and ل alone."""
    if not level & VERB:
        return clitics[-1:] != "س"
    return clitics not in _WITH_ARTICLE and clitics[-1:] not in ("ب", "ك")
