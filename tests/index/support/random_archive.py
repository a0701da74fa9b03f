"""A random archive: some hundred small articles over one small vocabulary, the same in every run."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from archive.extraction.annotate import read
from archive.model.article import UNKNOWN_DATE, Article, DateSource, Outlet, Precision, Published
from archive.model.warning import ArticleWarning
from tests.index.support.strategies import (
    AGENCIES,
    FIRST_DAY,
    LANGUAGES,
    LAST_DAY,
    NAME_WORDS,
    OUTLETS,
    PLATFORMS,
    WARNINGS,
    WORDS,
)

GAPS = (" ", " ", " ", "، ", ". ", "\n\n", " («")


def random_archive(count: int, seed: int = 7) -> list[Article]:
    """So many articles with ids a0, a1, …"""
    random = Random(seed)
    return [_article(random, f"a{number}", number + 1) for number in range(count)]


def _text(random: Random, least: int, most: int) -> str:
    words = [random.choice(WORDS + NAME_WORDS) for _ in range(random.randint(least, most))]
    return "".join(word + random.choice(GAPS) for word in words).strip()


def _published(random: Random) -> Published:
    if random.random() < 0.25:
        return UNKNOWN_DATE
    start = FIRST_DAY + timedelta(days=random.randrange((LAST_DAY - FIRST_DAY).days))
    days = random.choice((0, 0, 6, 40))
    precision = Precision.INTERVAL if days else Precision.DAY
    return Published(start, start + timedelta(days=days), precision, DateSource.STATED)


def _article(random: Random, id_: str, arrival: int) -> Article:
    title = _text(random, 1, 6) if random.random() < 0.7 else None
    body, published = _text(random, 2, 40), _published(random)
    readings = read(id_, title, body, published)
    outlet = random.choice((None, *OUTLETS))
    return Article(
        id=id_,
        title=title,
        body=body,
        figures=readings.figures,
        numbers=readings.numbers,
        times=readings.times,
        byline=_text(random, 1, 2) if random.random() < 0.4 else None,
        outlet=Outlet(outlet, outlet.title()) if outlet else None,
        url=f"https://example.org/{id_}" if random.random() < 0.6 else None,
        published=published,
        platforms=tuple(sorted(random.sample(PLATFORMS, random.randint(0, 2)))),
        agencies=tuple(random.sample(AGENCIES, random.randint(0, 2))),
        language=random.choice((None, *LANGUAGES)),
        warnings=tuple(ArticleWarning(random.choice(WARNINGS), "odd") for _ in range(random.randint(0, 2))),
        arrival=arrival,
    )
