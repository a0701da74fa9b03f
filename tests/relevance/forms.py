"""Measures which forms of a word the plain word finds: `python -m tests.relevance.forms CORPUS.jsonl`.

A *word* is a normalised noun or name that the corpus attests bare and behind «ال», and no stop word. Its
*forms* are made by rules of grammar, whatever the analysis thinks: each row of clitics, each pronoun, and
both, in the spelling that grammar asks for («للجنة», «شركتها», «ضوئه»). An article that holds a form should
be found by the plain word; the share of those that are not is the *missed* share of the form's kind. Whether
a form is found is asked of the chain: does the word's first stem stand at the form.

A form that is a word by itself («ولد» is no «و لد») would be a miss by mistake: forms that are words of the
corpus themselves, stop words, too frequent for their word, or made by two words, are left out.

*Wrong joins* are pairs of nouns, both singular in a dictionary (arramooz, where it is installed) and of
different roots, that have one stem, counted by the articles that hold the rarer one. A word that is a form of
the other by grammar («باسم» of «اسم») is wrongly joined only if texts know it as a noun, behind an article.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from itertools import combinations
from pathlib import Path

from archive.text.arabic import fold, strip_marks
from index.analysis.tokenizer import tokenize
from index.analysis.wordlists import is_stop_word

#: How often a word must stand bare, and behind «ال», to be asked for.
FREQUENT, WITH_ARTICLE = 10, 5
#: How much rarer than its word a form must be, unless it has an article.
RARER = 0.5
#: In so small a part of its articles a word that is no noun stands behind «ال».
NOUN = 0.02
_ARTICLES = ("ال", "وال", "بال", "فال", "كال")
_TWO = ("وب", "ول", "وك", "فب", "فل")
_PRONOUNS = ("ه", "ها", "هم", "هما", "نا")

#: The stems of a normalised word, the likeliest first.
Stems = Callable[[str], Iterable[str]]


@dataclass(slots=True)
class Missed:
    """What a kind of form holds: articles with a form, those that the plain word misses, the worst forms."""

    articles: int = 0
    missed: int = 0
    examples: Counter[str] = field(default_factory=Counter)

    def add(self, word: str, form: str, articles: int, *, found: bool) -> None:
        """Count one form of one word."""
        self.articles += articles
        if not found:
            self.missed += articles
            self.examples[f"{word}: {form}"] += articles


class Dictionary:
    """Singular nouns with their roots, from arramooz where it is installed; else nothing is known."""

    def __init__(self) -> None:
        self.root: dict[str, str] = {}
        try:
            data = resources.files("arramooz").joinpath("data")
        except ModuleNotFoundError:
            return
        with sqlite3.connect(str(data / "arabicdictionary.sqlite")) as base:
            rows = base.execute("select unvocalized, root, number from nouns").fetchall()
        several: dict[str, set[str]] = defaultdict(set)
        for word, root, number in rows:
            if number == "مفرد" and root:
                several[fold(strip_marks(word))].add(fold(root))
        self.root = {word: roots.pop() for word, roots in several.items() if len(roots) == 1}


def documents_of(corpus: Path) -> Counter[str]:
    """Return in how many articles of a JSON Lines file each normalised word stands."""
    counts: Counter[str] = Counter()
    with corpus.open(encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            text = f"{article.get('title') or ''}\n{article.get('body') or ''}"
            counts.update({token.norm for token in tokenize(text)})
    return counts


def words_of(counts: Mapping[str, int]) -> list[str]:
    """Return the nouns and names: Arabic words that stand bare and behind an article, clitics apart."""
    return sorted(
        word
        for word, count in counts.items()
        if count >= FREQUENT
        and len(word) > 1
        and word.isalpha()
        and not is_stop_word(word)
        and not word.isascii()
        and not word.startswith("ال")
        and counts.get("ال" + word, 0) >= max(WITH_ARTICLE, count // 20)
    )


def forms_of(word: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, form) of a normalised noun: what grammar makes of it."""
    size = "two letters" if len(word) == 2 else "three letters" if len(word) == 3 else "longer"
    for article in _ARTICLES:
        yield f"article, {size}", article + word
    lam = word if word.startswith("ل") else "ل" + word
    for before in ("", "و", "ف"):
        yield "لل before ل" if word.startswith("ل") else f"لل, {size}", f"{before}ل{lam}"
    yield "لال (joined quotes)", "لال" + word
    for clitic in ("و", "ف", "ب", "ك", *(() if word.startswith("ل") else ("ل",))):
        yield f"one clitic, {size}", clitic + word
    for clitics in _TWO:
        yield "two clitics", clitics + word
    for pronoun in _PRONOUNS:
        for form in _with_pronoun(word, pronoun):
            yield "pronoun", form
            for clitic in ("و", "ب", "ل", "وب", "ول"):
                yield "clitic and pronoun", clitic + form


def _with_pronoun(word: str, pronoun: str) -> Iterator[str]:
    """Yield the spellings of a word before a pronoun: ة is ت, a final ء sits on ي or و."""
    if word.endswith("ه"):
        yield word[:-1] + "ت" + pronoun
    elif word.endswith("ء"):
        yield from (word[:-1] + seat + pronoun for seat in "ءيو")
    else:
        yield word + pronoun


def missed_by_kind(counts: Mapping[str, int], stems: Stems) -> dict[str, Missed]:
    """Return for each kind of form what the plain words miss."""
    words = words_of(counts)
    makers: dict[str, set[str]] = defaultdict(set)
    for word in words:
        for _, form in forms_of(word):
            makers[form].add(word)
    own = set(words)
    kinds: dict[str, Missed] = defaultdict(Missed)
    for word in words:
        asked = next(iter(stems(word)))
        for kind, form in forms_of(word):
            count = counts.get(form, 0)
            is_doubtful = form in own or len(makers[form]) > 1
            is_doubtful |= is_stop_word(form) or is_stop_word(form[1:])
            is_common = "article" not in kind and "لل" not in kind and count > RARER * counts[word]
            if count and not is_doubtful and not is_common:
                kinds[kind].add(word, form, count, found=asked in set(stems(form)))
    return dict(kinds)


def wrong_joins(counts: Mapping[str, int], stems: Stems, root: Mapping[str, str]) -> Counter[tuple[str, str]]:
    """Return the pairs of singular nouns of different roots that have one stem, by the rarer's articles."""
    by_stem: dict[str, list[str]] = defaultdict(list)

    def is_form(word: str, other: str) -> bool:
        """Tell whether a word is a form of the other, and hardly a noun by itself."""
        is_noun = counts.get("ال" + word, 0) >= NOUN * counts[word]
        return not is_noun and any(form == word for _, form in forms_of(other))

    for word in root:
        if counts.get(word, 0) >= FREQUENT and not is_stop_word(word):
            by_stem[next(iter(stems(word)))].append(word)
    pairs: Counter[tuple[str, str]] = Counter()
    for group in by_stem.values():
        for one, other in combinations(sorted(group, key=lambda w: (-counts[w], w)), 2):
            if root[one] != root[other] and not is_form(one, other) and not is_form(other, one):
                pairs[one, other] = counts[other]
    return pairs


def lines_of(kinds: Mapping[str, Missed], pairs: Counter[tuple[str, str]]) -> Iterator[str]:
    """Yield the report."""
    yield f"{'kind':24} {'articles':>9} {'missed':>8}  {'share':>6}  most missed"
    for kind, held in sorted(kinds.items(), key=lambda item: -item[1].missed):
        worst = ", ".join(f"{form} ({count})" for form, count in held.examples.most_common(4))
        yield f"{kind:24} {held.articles:9,} {held.missed:8,}  {held.missed / held.articles:6.1%}  {worst}"
    articles, missed = (sum(getattr(k, name) for k in kinds.values()) for name in ("articles", "missed"))
    yield f"{'all':24} {articles:9,} {missed:8,}  {missed / max(articles, 1):6.1%}"
    worst = ", ".join(f"{one} = {other} ({count})" for (one, other), count in pairs.most_common(12))
    yield f"unlike words found together: {len(pairs):,} pairs, {sum(pairs.values()):,} articles: {worst}"


def main(corpus: Path) -> None:
    """Print the measure of today's chain."""
    from index.analysis.stemmer import stems

    def known(word: str) -> Iterable[str]:
        return filter(None, stems(word))

    counts = documents_of(corpus)
    for line in lines_of(missed_by_kind(counts, known), wrong_joins(counts, known, Dictionary().root)):
        print(line)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
