"""The questions: searches of every kind, made from a corpus's words by how many articles hold them.

Words are drawn one by one with a fixed seed, so that no sentence of a corpus is ever copied; phrases are two
words that stand side by side in several articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice, pairwise
from random import Random
from typing import NamedTuple

from index.analysis.analyzer import Chain
from index.analysis.wordlists import is_stop_word
from index.model import Filters, Query
from index.query import parse
from index.query.ast import Parsed
from tests.benchmarks.corpus import Corpus, month_of

SEED = 20_150_721
#: Articles that the words are counted in, at most.
SAMPLE = 4_000
#: Written by hand: subjects that any archive of news has.
HANDWRITTEN = (
    "تويتر", "مواقع التواصل الاجتماعي", "أسعار النفط", "وزارة الصحة", "مجلس الأمن الدولي", "فيروس كورونا",
    "الأمم المتحدة", "كرة القدم", "الذكاء الاصطناعي", "حسابات وهمية تويتر", "إغلاق حساب", "رئيس الوزراء",
    '"التواصل الاجتماعي"', '"أسعار النفط"', "تغريد*",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """One search: the text as typed, what filters it, and what it is an example of."""

    kind: str
    text: str
    outlet: str | None = None
    month: str | None = None

    @property
    def query(self) -> Query:
        """As this engine takes it."""
        outlets = (self.outlet,) if self.outlet else ()
        if self.month is None:
            return Query(self.text, Filters(outlets=outlets))
        year, month = map(int, self.month.split("-"))
        first = date(year, month, 1)
        last = date(year + month // 12, month % 12 + 1, 1)
        return Query(
            self.text,
            Filters(outlets=outlets, date_from=first, date_to=date.fromordinal(last.toordinal() - 1)),
        )

    def parsed(self, chain: Chain) -> Parsed:
        """The tree that peers are asked, in their own language."""
        return parse(self.query, chain)[0]


class Vocabulary(NamedTuple):
    """What questions are made from."""

    frequent: Sequence[str]
    """Words in a tenth of the articles or more."""
    usual: Sequence[str]
    rare: Sequence[str]
    """Words in fewer than one article in two hundred, and in two at least."""
    pairs: Sequence[tuple[str, str]]
    """Neighbours in several articles."""
    outlets: Sequence[str]
    months: Sequence[str]


def count_words(corpus: Corpus, chain: Chain) -> Vocabulary:
    """The words of evenly spaced articles, in an order that depends on nothing but the corpus."""
    held: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    outlets: Counter[str] = Counter()
    months: Counter[str] = Counter()
    step = max(1, len(corpus.offsets) // SAMPLE)
    articles = list(islice(corpus.articles(), 0, len(corpus.offsets), step))
    for article in articles:
        norms = chain.analyze(article.body).norms
        held.update({word for word in norms if is_plain(word, chain)})
        pairs.update({(a, b) for a, b in pairwise(norms) if is_plain(a, chain) and is_plain(b, chain)})
        outlets.update([article.outlet.id] if article.outlet else [])
        months[month_of(article)] += 1
    words = sorted((word for word, count in held.items() if count > 1), key=lambda word: (-held[word], word))
    total = len(articles)
    return Vocabulary(
        frequent=[word for word in words if held[word] >= total / 10] or words[:20],
        usual=[word for word in words if total / 200 <= held[word] < total / 10] or words,
        rare=[word for word in words if held[word] < total / 200] or words[-20:],
        pairs=[
            pair for pair, count in sorted(pairs.items(), key=lambda item: (-item[1], item[0])) if count > 2
        ],
        outlets=sorted(outlets, key=lambda name: (-outlets[name], name)),
        months=sorted(month for month in months if month != "unknown"),
    )


def is_plain(word: str, chain: Chain) -> bool:
    """Whether a word is letters alone, long enough to mean something, and no stop word or name."""
    plain = len(word) >= 4 and word.isalpha() and not is_stop_word(word)
    return plain and not chain.names.starts(word) and chain.names.single(word) is None


def make_questions(words: Vocabulary, count: int, seed: int = SEED) -> list[Question]:
    """`count` questions: the handwritten ones, then every kind in turn."""
    random = Random(seed)
    made = [Question("handwritten", text) for text in HANDWRITTEN]
    kinds = cycle(KINDS)
    seen = set(made)
    for _ in range(count * 20):
        question = next(kinds)(draw(words, random))
        if len(made) >= count:
            break
        if question not in seen:
            seen.add(question)
            made.append(question)
    return made[:count]


class Drawn(NamedTuple):
    """Words drawn at random, one of each frequency, and two that stand side by side."""

    frequent: str
    usual: str
    rare: str
    pair: tuple[str, str]
    outlet: str
    month: str
    many: Sequence[str]
    """Six words, frequent or usual."""


def draw(words: Vocabulary, random: Random) -> Drawn:
    """Words for one question."""
    return Drawn(
        frequent=random.choice(words.frequent),
        usual=random.choice(words.usual),
        rare=random.choice(words.rare),
        pair=random.choice(words.pairs[:2_000]),
        outlet=random.choice(words.outlets[:5]),
        month=random.choice(words.months),
        many=random.sample((*words.frequent, *words.usual), 6),
    )


Maker = Callable[[Drawn], Question]
KINDS: tuple[Maker, ...] = (
    lambda drawn: Question("frequent word", drawn.frequent),
    lambda drawn: Question("usual word", drawn.usual),
    lambda drawn: Question("rare word", drawn.rare),
    *(lambda drawn, n=n: Question(f"{n} words", " ".join(drawn.many[:n])) for n in range(2, 7)),
    lambda drawn: Question("phrase", '"{} {}"'.format(*drawn.pair)),
    lambda drawn: Question("and", f"{drawn.frequent} AND {drawn.usual}"),
    lambda drawn: Question("not", f"{drawn.usual} -{drawn.frequent}"),
    lambda drawn: Question("prefix", f"{drawn.usual[:4]}*"),
    lambda drawn: Question("word in outlet", drawn.usual, outlet=drawn.outlet),
    lambda drawn: Question("words in month", f"{drawn.frequent} {drawn.usual}", month=drawn.month),
)


def kinds_of(questions: Sequence[Question]) -> Iterator[str]:
    """The kinds that questions have, each once."""
    return iter(dict.fromkeys(question.kind for question in questions))
