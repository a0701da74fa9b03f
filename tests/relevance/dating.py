"""Measures dating by what is told: `python -m tests.relevance.dating INPUT… [--hide 0.1] [--seed 1]`.

Each INPUT is read as `sijill add` reads it (JSON Lines, a folder of texts). Where an article's date may prove
another, it is hidden and asked for again from the others: one at a time, or with `--hide` a part of them at
once, drawn at random. A date is *wrong* if no day of it is a day of the hidden one. `--date KEY` names the
field that holds the date.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from archive.claims.dating import ToldDate, may_prove
from archive.extraction.annotate import read_anew
from archive.ingest.dating import dates_among
from archive.ingest.pipeline import Intake
from archive.model.article import UNKNOWN_DATE, Article
from archive.paths import DataFolder
from archive.readers.base import Options
from archive.store.writer import Store


@dataclass(slots=True)
class Measured:
    """How many dates were hidden, which were given back, and which of these wrongly."""

    hidden: int = 0
    given: list[tuple[Article, ToldDate]] = field(default_factory=list)

    @property
    def wrong(self) -> list[tuple[Article, ToldDate]]:
        """What was given back with no day in common with the truth."""
        return [(truth, told) for truth, told in self.given if not meets(truth, told)]

    @property
    def widths(self) -> list[int]:
        """The days of each date given back, the fewest first."""
        return sorted((told.end - told.start).days + 1 for _, told in self.given)


def meets(truth: Article, told: ToldDate) -> bool:
    """Tell whether a told date and the true one share a day."""
    start, end = truth.published.start, truth.published.end
    return start is not None and end is not None and told.start <= end and told.end >= start


def read_articles(inputs: Sequence[Path], published: str | None = None) -> tuple[Article, ...]:
    """Read the articles of inputs; those without figures are left out, as they tell nothing."""
    options = Options(mapping={"published": published}) if published else Options()
    with tempfile.TemporaryDirectory() as home:
        folder = DataFolder(Path(home))
        with Store.open(folder.archive_db) as store:
            for _ in Intake(store, folder, today=date.today()).run(inputs, options):
                pass
            return tuple(article for article in store.iterate() if article.figures)


def undated(article: Article) -> Article:
    """Return the article as it would be without a date."""
    return read_anew(replace(article, published=UNKNOWN_DATE))


def measure_each(articles: Sequence[Article]) -> Measured:
    """Hide one date at a time, whatever its source."""
    done = Measured()
    for at, truth in enumerate(articles):
        if truth.published.known:
            done.hidden += 1
            told = dates_among([*articles[:at], undated(truth), *articles[at + 1 :]]).get(truth.id)
            done.given += [(truth, told)] if told else []
    return done


def measure_part(articles: Sequence[Article], share: float, seed: int) -> Measured:
    """Hide a part of the dates that may prove others, at once."""
    dated = [article for article in articles if may_prove(article.published)]
    hidden = {one.id: one for one in random.Random(seed).sample(dated, round(share * len(dated)))}
    found = dates_among([undated(one) if one.id in hidden else one for one in articles])
    return Measured(len(hidden), [(hidden[id_], told) for id_, told in found.items() if id_ in hidden])


def report_lines(done: Measured) -> Iterator[str]:
    """Yield what was measured as lines, each wrong date with both sentences."""
    yield f"{done.hidden:,} dates hidden, {len(done.given):,} given back, {len(done.wrong):,} of them wrong"
    if widths := done.widths:
        yield f"days of an interval: median {widths[len(widths) // 2]}, most {widths[-1]}"
    for truth, told in done.wrong:
        days = f"{told.start}..{told.end}"
        yield f"wrong: {truth.id} of {truth.published.start} is put at {days} by {told.article}"
        yield f"  {told.quote}"
        yield f"  {told.article_quote}"


def main(arguments: Iterable[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.relevance.dating", description=__doc__)
    parser.add_argument("inputs", nargs="+", type=Path, metavar="INPUT")
    parser.add_argument("--hide", type=float, metavar="SHARE", help="hide this share of the dates at once")
    parser.add_argument("--seed", type=int, default=1, help="of the draw  [default: 1]")
    parser.add_argument("--date", metavar="KEY", help="the field that holds the date")
    given = parser.parse_args(None if arguments is None else list(arguments))
    articles = read_articles(given.inputs, given.date)
    done = measure_part(articles, given.hide, given.seed) if given.hide else measure_each(articles)
    print("\n".join(report_lines(done)))


if __name__ == "__main__":
    main()
