"""Makes the tables of `index/analysis/words/`: `python -m tests.index.support.word_tables FOLDER NEWS.tsv`.

FOLDER holds `ar.dic` and `ar.aff` of Debian's package hunspell-ar; NEWS.tsv has a form and a count a line.
Two packages must be installed besides: wordfreq 3.1.1 and arramooz-pysqlite 0.4.2.

1. *Counts.* wordfreq's forms (encyclopedia, news, subtitles, web and talk of all Arab countries) and those of
   NEWS are cut into readings by `segmenter.splits`, and counts are shared out among readings by expectation
   maximisation with fixed weights of clitics. Left free it would learn every form by heart, so the count of a
   word that could be clitics and another word is bounded by its evidence: how often it stands where only a
   word stands (behind an article, behind another clitic), 25 times that, or 60 times for a dictionary's word.
2. *Stems.* What ends in ان ون ين is a word of its own unless its paradigm is attested: a dual or a plural
   that stands in one case stands in the others.
3. *Verbs.* Forms that hunspell-ar lists with their verb, where letters agree, and no article stands before.
4. *Plurals.* Broken plurals that arramooz lists, where both stand in texts; what has plurals of its own is
   another word («ساق» of «سوق»).
"""

from __future__ import annotations

import math
import re
import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

import numpy as np

from archive.text.arabic import fold
from index.analysis.segmenter import CLITICS, PRONOUNS, splits
from index.analysis.tokenizer import normalize
from index.analysis.wordlists import stop_words

OUT = Path(__file__).parents[3] / "index" / "analysis" / "words"
_ARABIC = re.compile(r"[\u0621-\u064a\u0671-\u06d3]+")
_MARKS = re.compile(r"[\u064b-\u0652\u0670ـ]")
#: أفعال: hardly a singular.
_PLURAL = re.compile("ا..ا.")
_VERB_OF = re.compile(r"st:(\S+)")
#: Lines of `ar.dic` at which its sections begin: names, then other nouns, then forms of verbs.
_NAMES, _NOUNS, _VERBS = 13_556, 14_250, 52_848
#: What words count a thousand million of, and what share of that the news adds.
_SCALE, _NEWS_SHARE = 1e9, 0.2
_KEPT, _KEPT_OF_DICTIONARY = 20, 3


class Dictionaries:
    """What the dictionaries list, normalised."""

    def __init__(self, folder: Path) -> None:
        lines = (folder / "ar.dic").read_text(encoding="utf-8").split("\n")
        notes = [
            line[3:]
            for line in (folder / "ar.aff").read_text(encoding="utf-8").split("\n")
            if line.startswith("AM ")
        ][1:]
        self.names: set[str] = set()
        self.nouns: set[str] = set()
        self.singular: set[str] = set()
        self.verb_of: dict[str, set[str]] = defaultdict(set)
        self.plurals: dict[str, set[str]] = defaultdict(set)
        self.verb_counts: Counter[str] = Counter()
        for number, line in enumerate(lines[_NAMES:], _NAMES + 1):
            form, _, note = line.partition("\t")
            word = _MARKS.sub("", form.split("/")[0].strip())
            if not _ARABIC.fullmatch(word):
                continue
            if number < _VERBS:
                self.nouns.add(fold(word))
                if number < _NOUNS:
                    self.names.add(fold(word))
            elif note.strip().isdigit() and (verb := _VERB_OF.search(notes[int(note) - 1])):
                self.verb_of[fold(word)].add(fold(verb[1]))
        self._inflect_verbs()
        self._read_arramooz()

    def _inflect_verbs(self) -> None:
        """Add the forms that the dictionary derives by endings."""
        for form, verbs in list(self.verb_of.items()):
            if form[0] in "يت":
                for derived in (form + "ون", form + "وا", form + "ان", form[:-1] + "ون", form[:-1] + "وا"):
                    self.verb_of[derived] |= verbs
            for verb in verbs & {form}:
                for derived in (verb + "ت", verb + "وا", verb[:-1] + "ت", verb[:-1] + "وا"):
                    self.verb_of[derived].add(verb)

    def _read_arramooz(self) -> None:
        data = resources.files("arramooz").joinpath("data")
        with sqlite3.connect(str(data / "arabicdictionary.sqlite")) as base:
            rows = base.execute("select unvocalized, number, broken_plural, single from nouns").fetchall()
        for word, number, plurals, single in rows:
            written = _MARKS.sub("", word)
            norm = fold(written)
            self.nouns.add(norm)
            if number == "مفرد":
                self.singular.add(norm)
                self.plurals[written].update(_plurals((plurals or "").strip()))
            elif (singular := _MARKS.sub("", (single or "").strip())) and _ARABIC.fullmatch(singular):
                self.plurals[singular].add(written)
        with sqlite3.connect(str(data / "wordfreq.sqlite")) as base:
            for word, kind, count in base.execute("select unvocalized, word_type, freq from wordfreq"):
                if kind == "verb":
                    self.verb_counts[fold(word)] += int(float(count))

    @property
    def own(self) -> set[str]:
        """Words that are no plurals and no duals."""
        return self.singular | self.names


def _plurals(text: str) -> Iterator[str]:
    """Yield the plurals of a dictionary's cell as they are written; its remarks are left out."""
    for part in re.split("[;,،؛]", text):
        word = _MARKS.sub("", part).split("(")[0].partition(" ")[0].strip()
        if _ARABIC.fullmatch(word):
            yield word.removeprefix("ال") if word.startswith("ال") and len(word) > 5 else word


class Forms:
    """Forms with their counts, told apart by what folding loses: a hamza that makes ال no article, and ة."""

    def __init__(self, news: Path) -> None:
        from wordfreq import get_frequency_dict

        self.counts: Counter[tuple[str, str]] = Counter()
        self.known: Counter[str] = Counter()
        for form, share in get_frequency_dict("ar", "large").items():
            if _ARABIC.fullmatch(form):
                norm, count = normalize(form), max(1.0, share * _SCALE)
                hamza = "".join("H" if c in "أإآ" else "." for c in form[:4])
                is_aligned = "H" in hamza and len(norm) == len(form)
                self._add(norm, (hamza if is_aligned else "") + ("T" if form[-1] == "ة" else ""), count)
        rows = [line.split("\t") for line in news.read_text(encoding="utf-8").splitlines()]
        total = sum(int(count) for _, count in rows)
        for norm, count in rows:
            self._add(norm, "", int(count) * _SCALE * _NEWS_SHARE / total)

    def _add(self, norm: str, mask: str, count: float) -> None:
        self.counts[norm, mask] += count  # type: ignore[assignment]
        self.known[norm] += count  # type: ignore[assignment]


class Table:
    """How often each word stands once clitics and pronouns are taken off, and how often behind an article."""

    def __init__(self, forms: Forms, dictionaries: Dictionaries) -> None:
        self._dictionary = dictionaries.nouns | set(dictionaries.verb_of)
        self._only_verbs = {w for w in dictionaries.verb_of if w not in dictionaries.nouns}
        self._verbs = set(dictionaries.verb_of)
        self._known = forms.known
        self._stops = stop_words() | {"الله"}
        self._read(forms)
        self._share_out()

    def _readings(self, norm: str, mask: str) -> Iterator[tuple[str, str, str]]:
        yield "", norm, ""
        for clitics, word, pronoun in set(splits(norm)) if len(norm) > 2 else ():
            at = clitics.find("ال")
            has_article = at >= 0 or clitics.endswith("لل")
            is_verb = word in self._only_verbs and word[0] in "يتن"
            if not (
                (at >= 0 and mask[at : at + 1] == "H")
                or (pronoun == "ه" and mask.endswith("T"))
                or (has_article and word in self._stops)
                or (clitics.endswith("س") and word not in self._verbs)
                or (clitics[-1:] in ("ب", "ك") and is_verb)
            ) and (word in self._known or "ال" + word in self._known or word in self._dictionary):
                yield clitics, word, pronoun

    def _read(self, forms: Forms) -> None:
        clitics = {c: i for i, c in enumerate(CLITICS)}
        pronouns = {p: i for i, p in enumerate(PRONOUNS)}
        numbers: dict[str, int] = {}
        rows = [
            (at, numbers.setdefault(word, len(numbers)), clitics[before], pronouns[behind])
            for at, (norm, mask) in enumerate(forms.counts)
            for before, word, behind in self._readings(norm, mask)
        ]
        self._form, self._word, self._before, self._behind = np.array(rows).T
        self._counts = np.array(list(forms.counts.values()))
        self.words = list(numbers)
        self._hamza = np.zeros(len(numbers))
        for (norm, mask), count in forms.counts.items():
            if mask[:1] == "H" and norm.startswith("ال"):
                self._hamza[numbers[norm]] += count

    def _share_out(self) -> None:
        words, rows = self.words, len(self.words)
        article = np.array(["ال" in c or c.endswith("لل") for c in CLITICS])[self._before]
        particle = np.array([c[-1:] in ("ب", "ل", "ك") and "ال" not in c and c[-2:] != "لل" for c in CLITICS])
        lam = np.array([c[-1:] == "ل" and "ال" not in c for c in CLITICS])[self._before]
        only_lam = self._before == list(CLITICS).index("ل")
        first = np.array([word[0] for word in words])
        by_and, by_particle = np.isin(first, ["و", "ف"]), np.isin(first, ["ب", "ل", "ك"])
        by_lam, by_article = first == "ل", np.array([word.startswith("ال") for word in words])
        evidence = article | (particle[self._before] & (by_particle | by_article)[self._word])
        evidence |= (self._before > 0) & by_and[self._word]
        evidence &= ~(by_lam[self._word] & lam) & (~by_article[self._word] | only_lam)
        divided = (self._before > 0) | (self._behind > 0)
        doubtful = np.zeros(rows, bool)
        whole = ~divided
        doubtful[self._word[whole][np.bincount(self._form, divided)[self._form[whole]] > 0]] = True
        doubtful &= ~np.array([word in self._stops for word in words])
        listed = np.array([word in self._dictionary for word in words])
        weight = np.array(list(CLITICS.values()))[self._before]
        weight *= np.array(list(PRONOUNS.values()))[self._behind]
        count = np.bincount(self._word, (self._counts / np.bincount(self._form))[self._form], rows)
        for _ in range(12):
            likelihood = weight * count[self._word]
            share = likelihood / np.bincount(self._form, likelihood)[self._form] * self._counts[self._form]
            full = np.bincount(self._word, share, rows)
            proof = np.bincount(self._word, share * evidence, rows) + self._hamza
            bound = np.where(listed, 60 * proof + 300, 25 * proof + 30)
            count = np.where(doubtful, np.minimum(full, bound), full) + 0.01
        behind_article = np.bincount(self._word, share * article, rows)
        kept = {
            word: (float(count[i]), float(behind_article[i]))
            for i, word in enumerate(words)
            if count[i] >= (_KEPT_OF_DICTIONARY if listed[i] else _KEPT)
        }
        self.count = {word: value for word, (value, _) in kept.items()}
        self.articles = {word: value for word, (_, value) in kept.items()}

    def __call__(self, word: str) -> float:
        """Return how often a word stands; 0 if it is not kept."""
        return self.count.get(word, 0.0)


def only_verbs(table: Table, dictionaries: Dictionaries) -> set[str]:
    """Return the words that are forms of verbs, and hardly stand behind an article."""
    return {
        word
        for word, count in table.count.items()
        if word in dictionaries.verb_of
        and word not in dictionaries.nouns
        and table.articles[word] <= 0.004 * count
    }


def has_own_ending(word: str, table: Table, own: set[str], verbs: set[str]) -> bool:
    """Return whether a word's ان ون ين is its own: the paradigm of a plural or a dual is not attested."""
    count, rest = table(word), word[:-2]
    if count < 100 or word in verbs or (word[0] in "يتس" and word not in own and rest in verbs):
        return False
    if word.endswith("ان"):
        mate = table(rest + "ين")
        few = mate < 0.02 * count or (table(rest) < 0.05 * count and mate < 0.1 * count)
        return few or (word in own and mate < 0.3 * count)
    if word.endswith("ون"):
        mate = table(rest + "ين")
        return (word in own and mate < 0.5 * count) or (mate < 0.08 * count and table(rest) < 0.3 * count)
    mate = max(table(rest + "ون"), table(rest + "ان"), table(rest + "و"))
    if word in own:
        return mate < 0.2 * count
    feminine = table(rest[:-1] + "ه") if rest[-1] == "ت" else 0.0
    return max(table(rest), table(rest + "ه"), feminine) < 0.1 * count and mate < 0.03 * count


def short_plurals(table: Table, dictionaries: Dictionaries) -> Iterator[tuple[str, str]]:
    """Yield (form, word) of nouns of two letters, with ة or without, whose forms are as short as stems."""
    for word in table.count:
        if len(word) != 4 or word in dictionaries.own:
            continue
        rest = word[:2]
        feminine = rest + "ه"
        is_noun = rest in dictionaries.singular and table.articles.get(rest, 0) > 0.05 * table(rest)
        if word.endswith("ات") and table(feminine) > table(word) and feminine in dictionaries.singular:
            yield word, feminine
        elif word in dictionaries.verb_of or not is_noun:
            continue
        elif word.endswith(("ان", "ين")) and table(rest) > 50 * table(word):
            yield word, rest
    for word in table.count:
        rest = word[:-1]
        if len(word) == 3 and word.endswith("ا") and word not in dictionaries.verb_of:
            known = rest in dictionaries.singular and word not in dictionaries.nouns
            if known and table.articles.get(rest, 0) > 0.05 * table(rest) and table(rest) > table(word):
                yield word, rest


def verb_cores(form: str) -> set[str]:
    """Return the verbs, third person of the past, that a form's letters allow."""
    found: set[str] = set()
    if form[0] in "يتنا":
        for ending in ("", "ون", "وا", "ان"):
            core = form[1 : len(form) - len(ending)]
            if len(core) < 2 or not form.endswith(ending):
                continue
            found |= {core, "ا" + core, "و" + core}
            if core[0] == "و":  # «يؤكد» of «أكد»
                found.add("ا" + core[1:])
            if core[-1] in "يو":
                found |= {a + core[:-1] + z for a in ("", "ا") for z in "اي"}
            if ending in ("ون", "وا"):
                found |= {core + "ي", core + "ا", "ا" + core + "ي"}
            for at in range(1, len(core) - 1):
                if core[at] in "وي":
                    hollow = core[:at] + "ا" + core[at + 1 :]
                    found |= {hollow, "ا" + hollow}
    for ending in ("ت", "وا", "تا"):
        core = form[: -len(ending)]
        if form.endswith(ending) and len(core) >= 2:
            found |= {core, core + "ي", core + "ا"}
    return found - {form}


def verb_forms(table: Table, dictionaries: Dictionaries, stops: Iterable[str]) -> dict[str, list[str]]:
    """Return for each verb its forms; a form goes to the most frequent verb that it can be of."""
    forms: dict[str, list[str]] = defaultdict(list)
    own, stopped = dictionaries.own, set(stops)
    for form, verbs in sorted(dictionaries.verb_of.items()):
        count, behind_article = table(form), table.articles.get(form, 0.0)
        is_short = len(form) < 4 and not (len(form) == 3 and form[0] in "يت")
        if is_short or form in stopped or not count or behind_article > 0.01 * count:
            continue
        if form in own or (form in dictionaries.nouns and behind_article > 0):
            continue
        possible = [v for v in verbs & verb_cores(form) if dictionaries.verb_counts[v]]
        if form in verbs and dictionaries.verb_counts[form]:
            possible.append(form)
        if possible:
            verb = max(possible, key=lambda v: (dictionaries.verb_counts[v], v))
            if verb != form:
                forms[verb].append(form)
    return forms


def main(folder: Path, news: Path) -> None:
    """Write the tables."""
    dictionaries = Dictionaries(folder)
    table = Table(Forms(news), dictionaries)
    verbs = only_verbs(table, dictionaries)
    levels: dict[tuple[bool, int], list[str]] = defaultdict(list)
    for word, count in table.count.items():
        levels[word in verbs, max(1, round(4 * math.log2(count)))].append(word)
    rows = [f"{at + 128 * is_verb} {' '.join(sorted(ws))}" for (is_verb, at), ws in sorted(levels.items())]
    _write("counts.txt", "Words by how often they stand: a level, then its words. See README.md.", rows)
    endings = ("ان", "ون", "ين")
    stems = {
        word: word
        for word in table.count
        if len(word) > 4 and word.endswith(endings) and has_own_ending(word, table, dictionaries.own, verbs)
    }
    stems |= dict(short_plurals(table, dictionaries))
    _write("stems.txt", "Words and their stems, where letters do not tell it. See README.md.",
           [f"{word} {stem}" for word, stem in sorted(stems.items())])  # fmt: skip
    forms = verb_forms(table, dictionaries, stop_words())
    _write("verbs.txt", "Verbs and their forms. See README.md.",
           [f"{verb} {' '.join(forms[verb])}" for verb in sorted(forms)])  # fmt: skip
    singular = {
        fold(word)
        for word, listed in dictionaries.plurals.items()
        if not _PLURAL.fullmatch(fold(word))
        and any(table(fold(p)) > 0.02 * table(fold(word)) for p in listed)
    }
    plurals = (
        (word, [p for p in sorted(listed) if fold(p) not in singular and table(fold(p)) >= 100])
        for word, listed in sorted(dictionaries.plurals.items())
        if table(fold(word)) >= 100
    )
    _write("plurals.txt", "Nouns and their broken plurals, as they are written. See README.md.",
           [f"{word} {' '.join(listed)}" for word, listed in plurals if listed])  # fmt: skip


def _write(name: str, title: str, lines: list[str]) -> None:
    OUT.joinpath(name).write_text("\n".join([f"# {title}", *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
