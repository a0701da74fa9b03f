"""Queries of every kind for a corpus, drawn from its own words, the same in every run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random

from archive.model.article import Article
from index.analysis.tokenizer import tokenize
from index.analysis.wordlists import is_stop_word

KINDS = (
    "word", "two words", "three words", "question", "phrase", "window", "all of them", "either", "without",
    "required", "prefix", "wildcard", "fuzzy", "as written", "title", "title phrase", "platform", "date",
    "about", "number", "name", "latin", "stop words", "author", "outlet and words",
)  # fmt: skip
NAMES = ("تويتر", "داعش", "فيسبوك", "الأمم المتحدة", "واتساب", "twitter", "الرياض", "سوريا", "إيران", "مصر")
LATIN = ("obama", "riyadh", "syria", "al jazeera", "hezbollah", "isis", "yemen", "apple", "iphone", "putin")


def queries_of(articles: Sequence[Article], each: int, seed: int = 11) -> list[tuple[str, str]]:
    """So many queries of each kind, with the kind."""
    random = Random(seed)
    texts = [
        f"{one.title or ''} {one.body[:1500]}"
        for one in random.sample(list(articles), min(400, len(articles)))
    ]
    rows = [[text[token.start : token.end] for token in tokenize(text)] for text in texts]
    rows = [row for row in rows if len(row) > 12]
    counts = Counter(word for row in rows for word in row if len(word) > 3 and not is_stop_word(word))
    words = [word for word, _ in counts.most_common(3_000)]
    outlets = sorted({one.outlet.id for one in articles if one.outlet})
    return [(kind, _query(kind, random, words, rows, outlets)) for kind in KINDS for _ in range(each)]


def _query(
    kind: str, random: Random, words: Sequence[str], rows: Sequence[list[str]], outlets: Sequence[str]
) -> str:
    def word() -> str:
        return words[int(len(words) * random.random() ** 2)]

    def run(length: int) -> list[str]:
        row = random.choice(rows)
        at = random.randrange(len(row) - length)
        return row[at : at + length]

    one, other = word(), word()
    year, month = random.choice((2014, 2015)), random.randint(1, 12)
    return {
        "word": one,
        "two words": f"{one} {other}",
        "three words": f"{one} {other} {word()}",
        "question": " ".join(run(random.randint(5, 9))),
        "phrase": f'"{" ".join(run(random.randint(2, 4)))}"',
        "window": f'"{" ".join(run(2))}"~{random.randint(2, 9)}',
        "all of them": f"{one} AND {other}",
        "either": f"({one} OR {other}) {word()}",
        "without": f"{one} -{other}",
        "required": f"+{one} {other}",
        "prefix": f"{one[:4]}*",
        "wildcard": f"{one[:2]}*{one[-2:]}",
        "fuzzy": f"{one[:-1]}~",
        "as written": f"={random.choice(run(3))}",
        "title": f"title:{one}",
        "title phrase": f'title:"{" ".join(run(2))}"',
        "platform": f"platform:{random.choice(('twitter', 'facebook', 'youtube', 'unknown'))} {one}",
        "date": f"date:{year}-{month:02} {one}",
        "about": f"عن:{year}-{month:02}",
        "number": f"رقم:[{random.randint(1, 50)} TO {random.randint(60, 9000)}] {one}",
        "name": f"{random.choice(NAMES)} {one}",
        "latin": random.choice(LATIN),
        "stop words": "من على " + one,
        "author": f"كاتب:{one}",
        "outlet and words": f"outlet:{random.choice(outlets)} {one} {other}" if outlets else one,
    }[kind]
