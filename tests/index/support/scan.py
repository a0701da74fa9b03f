"""The ScanEngine: which articles a query tree matches, decided by reading every article.

It is the oracle of the real engine, so it is written apart from it and as plainly as can be: no arrays,
no index, no shortcuts. An article's words are those that the chain gives; all else is decided here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from archive.model.article import Article, TextTime
from archive.text.arabic import CONTROLS, MARKS, TATWEEL
from index.analysis.addresses import address_terms
from index.analysis.analyzer import Analysis, Chain
from index.analysis.stemmer import strip_clitics
from index.query import ast
from index.query.ast import About, AsWritten, Dates, Expanded, Numbers, Phrase, Signed, Synonyms

#: The terms at one position of a text.
Terms = frozenset[str]
#: A text: the terms at each of its positions. No phrase runs from one text into another.
Text = tuple[Terms, ...]

#: Particles before words: those with an article, and all.
ARTICLES = ("ال", "لل", "وال", "بال", "فال", "كال", "ولل", "وبال")
PARTICLES = (*ARTICLES, "", "و", "ب", "ل", "ف", "ك", "وب", "ول")

_SEEN_THROUGH = re.compile(f"[{CONTROLS}{TATWEEL}\"'«»“”„‟‘’‹›]")
_LETTER_AND_MARKS = re.compile(f"[^{MARKS}][{MARKS}]*")


@dataclass(frozen=True, eq=False)
class ScannedArticle:
    """An article with the texts of its fields."""

    article: Article
    texts: dict[str, tuple[Text, ...]]
    tokens: tuple[str, ...]
    """The words of title and body as written."""
    numbers: tuple[int | Decimal, ...]
    """The values of the numbers that stand on words of title or body."""
    times: tuple[TextTime, ...]
    """The times that do, of at most a year and a day."""


class ScanEngine:
    """Answers which of some articles a tree matches."""

    def __init__(self, articles: Iterable[Article], chain: Chain) -> None:
        self._articles = [scanned(article, chain) for article in articles]
        self._expanded: dict[Expanded, set[str]] = {}

    def matches(self, tree: ast.Node | None) -> set[str]:
        """The ids of the articles that match; None asks for every article."""
        return {one.article.id for one in self._articles if tree is None or self._holds(tree, one)}

    def _holds(self, node: ast.Node, one: ScannedArticle) -> bool:  # noqa: C901, PLR0911, PLR0912 (one case a node)
        """Whether an article matches a node."""
        match node:
            case ast.Term():
                return node.text in terms_of(one, node.fieldname)
            case ast.AndMaybe():
                return self._holds(node.required, one)
            case ast.Or():
                return any(self._holds(child, one) for child in node.children)
            case ast.And():
                return all(self._holds(child, one) for child in node.children)
            case ast.Not():
                return not self._holds(node.child, one)
            case ast.Every():
                return True
            case Phrase():
                return any(holds_phrase(text, node) for text in one.texts[node.fieldname])
            case Expanded(in_title=True):
                in_title = {term for terms in one.texts["surface"][0] for term in terms}
                return not self.expand(node).isdisjoint(in_title)
            case Expanded():
                return not self.expand(node).isdisjoint(terms_of(one, node.fieldname))
            case Synonyms():
                return any(self._holds(form, one) for form, _ in node.forms)
            case Signed():
                return any(has_sign(text, node.text) for text in (one.article.title or "", one.article.body))
            case AsWritten():
                return any(is_written(token, node.surface) for token in one.tokens)
            case Dates():
                return is_published_in(one.article, node)
            case Numbers():
                return any(is_asked_for(value, node) for value in one.numbers)
            case About():
                return any(is_about(time, node) for time in one.times)
        if node == ast.Nothing():
            return False
        raise TypeError(f"the oracle does not know {node!r}")

    def expand(self, node: Expanded) -> set[str]:
        """The terms that a pattern stands for: those in most articles first, ties by the term."""
        if node not in self._expanded:
            counts = Counter(term for one in self._articles for term in terms_of(one, node.fieldname))
            fitting = [term for term in counts if fits(term, node)]
            fitting.sort(key=lambda term: (-counts[term], term))
            self._expanded[node] = set(fitting[: node.limit])
        return self._expanded[node]


def scanned(article: Article, chain: Chain) -> ScannedArticle:
    """An article as it is scanned: title and body are two texts of one field."""
    title, body = chain.analyze(article.title or ""), chain.analyze(article.body)
    byline = chain.analyze(article.byline or "")
    analyses = {"title": title, "body": body}
    beside = {field: number_terms(article, field, analysis) for field, analysis in analyses.items()}
    texts = {
        "text": (with_terms(stems(title), beside["title"]), with_terms(stems(body), beside["body"])),
        "surface": (norms(title), norms(body)),
        "title": (with_terms(stems(title), beside["title"]),),
        "byline": (with_terms(stems(byline), list(enumerate(byline.norms))),),
    }
    tokens = (*written(article.title or "", title), *written(article.body, body))
    standing = [n for n in article.numbers if touched(analyses[n.field], n.start, n.end)]
    values = tuple(value for n in standing for value in (n.value, n.upper) if value is not None)
    times = tuple(
        time
        for time in article.times
        if touched(analyses[time.field], time.start, time.end) and (time.last - time.first).days <= 366
    )
    return ScannedArticle(article, texts, tokens, values, times)


def touched(analysis: Analysis, start: int, end: int) -> list[int]:
    """The positions of the words that a stretch of a text touches."""
    spans = zip(analysis.starts, analysis.ends, strict=True)
    return [at for at, (first, last) in enumerate(spans) if first < end and last > start]


def number_terms(article: Article, field: str, analysis: Analysis) -> list[tuple[int, str]]:
    """The terms of a text's numbers, each at the number's first word; none for a number in plain digits."""
    terms = []
    for number in article.numbers:
        at = touched(analysis, number.start, number.end) if number.field == field else []
        for value in (number.value, number.upper) if at else ():
            if value is None or (len(at) == 1 and analysis.norms[at[0]] == str(value)):
                continue
            terms += [(at[0], f"@n{value}")] + ([(at[0], f"@n{value}/{len(at)}")] if len(at) > 1 else [])
    return terms


def with_terms(text: Text, more: list[tuple[int, str]]) -> Text:
    """A text with further terms at its positions."""
    return tuple(terms | {term for at, term in more if at == place} for place, terms in enumerate(text))


def is_asked_for(value: int | Decimal, node: Numbers) -> bool:
    """Whether a value lies between a node's ends."""
    return (node.low is None or node.low <= value) and (node.high is None or value <= node.high)


def is_about(time: TextTime, node: About) -> bool:
    """Whether a time overlaps a node's days, or lies in them."""
    start, end = node.start or date.min, node.end or date.max
    if node.within:
        return start <= time.first and time.last <= end
    return time.first <= end and start <= time.last


def stems(analysis: Analysis) -> Text:
    """The stems at each position, with what stands beside them."""
    return tuple(
        frozenset({stem, *(term for at, term in analysis.extras if at == position)})
        for position, stem in enumerate(analysis.stems)
    )


def norms(analysis: Analysis) -> Text:
    """The normalised word at each position."""
    return tuple(frozenset({norm}) for norm in analysis.norms)


def written(text: str, analysis: Analysis) -> Sequence[str]:
    """The words of a text as they stand in it."""
    return [text[start:end] for start, end in zip(analysis.starts, analysis.ends, strict=True)]


@lru_cache(100_000)
def terms_of(one: ScannedArticle, fieldname: str) -> set[str]:
    """All terms of a field of an article: words, or whole values."""
    article = one.article
    if fieldname in one.texts:
        return {term for text in one.texts[fieldname] for terms in text for term in terms}
    values = {
        "id": [article.id],
        "url": list(address_terms(article.url)) if article.url else [],
        "outlet": [article.outlet.id] if article.outlet else [],
        "platform": list(article.platforms),
        "agency": list(article.agencies),
        "language": [article.language] if article.language else [],
        "warning": [warning.code for warning in article.warnings],
        "unit": [figure.unit for figure in article.figures if figure.state != "rejected"],
        "action": [figure.action for figure in article.figures if figure.action],
    }
    return set(values[fieldname])


def holds_phrase(text: Text, node: Phrase) -> bool:
    """Whether a text holds a phrase: at its distances, or all its terms within a window."""
    if not node.steps:
        return False
    for start in range(len(text)):
        if node.slop:
            width = node.steps[-1][1] + node.slop
            window = text[start : start + width + 1]
            if all(any(term in terms for terms in window) for term, _ in node.steps):
                return True
        elif all(start + offset < len(text) and term in text[start + offset] for term, offset in node.steps):
            return True
    return False


def fits(term: str, node: Expanded) -> bool:
    """Whether a term fits a pattern; a surface word also does after its clitics."""
    if node.kind == "fuzzy":
        return is_one_edit_away(term, node.pattern) or is_near_after_particles(term, node)
    forms = {term, strip_clitics(term)} if node.fieldname == "surface" else {term}
    if node.fieldname == "surface":
        forms |= {term[len(some) :] for some in ARTICLES if term.startswith(some)}
    if node.kind == "prefix":
        return any(form.startswith(node.pattern) for form in forms)
    pattern = ".*".join(map(re.escape, node.pattern.split("*")))
    return any(re.fullmatch(pattern, form, re.DOTALL) for form in forms)


def is_near_after_particles(term: str, node: Expanded) -> bool:
    """Whether a surface word is one edit away behind what particles it begins with."""
    if node.fieldname != "surface" or node.pattern.isascii():
        return False
    bare = node.pattern.removeprefix("ال")
    word = bare if len(bare) >= 3 else node.pattern
    return any(is_one_edit_away(term[len(p) :], word) for p in PARTICLES if term.startswith(p) and term != p)


def is_one_edit_away(term: str, word: str) -> bool:
    """Whether two words are equal, or one letter is inserted, left out, changed, or swapped with its next."""
    if term == word:
        return True
    if len(term) == len(word):
        different = [i for i in range(len(word)) if term[i] != word[i]]
        swapped = len(different) == 2 and different[1] == different[0] + 1
        i = different[0]
        return len(different) == 1 or (swapped and term[i : i + 2] == word[i + 1] + word[i])
    longer, shorter = sorted((term, word), key=len, reverse=True)
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def has_sign(text: str, signed: str) -> bool:
    """Whether a letter stands in a text with its signs, and by itself."""
    return re.search(rf"(?<![^\W_]){re.escape(signed)}(?![\w+#])", text.casefold()) is not None


def is_written(token: str, typed: str) -> bool:
    """Whether a token has just the typed letters, and every typed mark on the same letter."""
    ours, theirs = letters(token), letters(typed)
    return [letter for letter, _ in ours] == [letter for letter, _ in theirs] and all(
        wanted <= held for (_, held), (_, wanted) in zip(ours, theirs, strict=True)
    )


@cache
def letters(word: str) -> list[tuple[str, set[str]]]:
    """Each letter of a word with its marks; tatweel, controls and quotes are no letters."""
    bare = unicodedata.normalize("NFC", _SEEN_THROUGH.sub("", word))
    return [(group[0], set(group[1:])) for group in _LETTER_AND_MARKS.findall(bare)]


def is_published_in(article: Article, node: Dates) -> bool:
    """Whether an article's interval of days touches the asked one; unknown dates only if asked for."""
    start, end = article.published.start, article.published.end
    if node.unknown or start is None or end is None:
        return node.unknown and start is None
    return (node.start is None or end >= node.start) and (node.end is None or start <= node.end)
