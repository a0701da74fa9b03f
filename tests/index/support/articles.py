"""Small archives: articles made in a line, indexed in a folder of the test, asked by trees or by texts."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from archive.lexicon.names import load_lexicon
from archive.model.article import Article, DateSource, Outlet, Precision, Published
from archive.paths import DataFolder
from index.analysis.analyzer import Chain
from index.analysis.names import names_of
from index.arrays_engine import ArraysEngine
from index.generations.folder import Generations
from index.generations.manifest import NAMES, Manifest
from index.generations.names_file import load_lexica
from index.model import Page, Query
from index.query import ast
from index.search.collection_stats import Budget
from index.search.snapshot import Snapshot
from index.segment.entry import SegmentEntry
from index.writer.fingerprint import fingerprint
from index.writer.rebuild import Draft, finish, new_generation
from index.writer.segment_builder import build_segments
from index.writer.verify_articles import check_all

#: More than any test's query touches, or any test's segment holds.
BOUNDLESS = 10**12


def article(article_id: str, body: str = "نص قصير", **fields: Any) -> Article:
    """An article; `day` as `published` reads it, `outlet` an id."""
    day, outlet = fields.pop("day", None), fields.pop("outlet", None)
    made = Article(id=article_id, body=body, **fields)
    if outlet:
        made = replace(made, outlet=Outlet(outlet, f"صحيفة {outlet}"))
    return replace(made, published=published(day)) if day else made


def published(days: str) -> Published:
    """A day, a month or a year in ISO 8601, or two of these with `..` between them."""
    first, _, last = days.partition("..")
    precision = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}[len(first)]
    start, end = _first_day(first), _last_day(last or first)
    return Published(start, end, Precision.INTERVAL if last else precision, DateSource.STATED)


def _first_day(text: str) -> date:
    return date.fromisoformat(text + "-01-01"[len(text) - 4 :])


def _last_day(text: str) -> date:
    following = {
        4: lambda day: day.replace(year=day.year + 1),
        7: lambda day: (day.replace(day=28) + timedelta(days=4)).replace(day=1),
        10: lambda day: day + timedelta(days=1),
    }[len(text)]
    return following(_first_day(text)) - timedelta(days=1)


@cache
def lexicon_chain() -> Chain:
    """The chain with the names that every archive knows."""
    return Chain(names_of(load_lexicon()))


def build(home: Path, parts: Iterable[Sequence[Article]], chain: Chain | None = None) -> Manifest:
    """A live generation with a segment of each part, whatever the articles' number."""
    folder = DataFolder(home)
    chain = chain or lexicon_chain()
    with Generations(folder.index).writing(), new_generation(folder.index) as draft:
        write_chain_names(draft.path / NAMES, chain)
        built = write_parts(draft, parts, chain)
        entries = tuple(built)
        return finish(draft, 0, fingerprint(load_lexica()), entries, partial(check_all, ids=None))


def write_parts(draft: Draft, parts: Iterable[Sequence[Article]], chain: Chain) -> list[SegmentEntry]:
    """A segment of each part."""
    return [
        segment
        for part in parts
        for segment in build_segments(draft.path, part, chain, BOUNDLESS, lambda _: None)
    ]


def write_chain_names(path: Path, chain: Chain) -> None:
    """What a generation keeps of the names, from a chain rather than from a lexicon."""
    spellings = [asdict(spelling) for held in chain.names.by_id.values() for spelling in held]
    path.write_text(
        json.dumps({"spellings": spellings, "labels": {}, "countries": dict(load_lexica().countries)}),
        encoding="utf-8",
    )


def write_outlet(folder: DataFolder, outlet: str, country: str) -> None:
    """Add an outlet of the owner's to an archive, or change its country."""
    folder.lexicon.mkdir(parents=True, exist_ok=True)
    record = {"id": outlet, "name": f"صحيفة {outlet}"} | ({"country": country} if country else {})
    path = folder.lexicon / f"outlets-{outlet}.json"
    path.write_text(json.dumps({"outlets": [record]}), encoding="utf-8")


def split(articles: Sequence[Article], parts: int) -> list[Sequence[Article]]:
    """The articles in at most so many parts, dealt out like cards."""
    return [articles[first::parts] for first in range(parts) if articles[first::parts]]


def engine_over(home: Path, *articles: Article, parts: int = 1) -> ArraysEngine:
    """An engine over a new index of these articles."""
    build(home, split(articles, parts))
    return ArraysEngine(DataFolder(home).index)


def opened(home: Path) -> Snapshot:
    """The live generation of a data folder."""
    generations = Generations(DataFolder(home).index)
    manifest = generations.manifest()
    return Snapshot(generations.path(manifest.number), manifest)


def without(snapshot: Snapshot, gone: Collection[str]) -> Snapshot:
    """The same generation, hiding the articles of these ids."""
    for segment in snapshot.segments:
        numbers = [number for number in range(segment.documents) if segment.id(number) in gone]
        segment.deleted = np.array(numbers, np.int32)
    return snapshot


def examples(few: int) -> int:
    """How many examples a property looks at: ten times as many where `SIJILL_TEST_FULL` is set."""
    return few * 10 if os.environ.get("SIJILL_TEST_FULL") else few


def evaluated(snapshot: Snapshot, tree: ast.Node) -> dict[str, float]:
    """The score of every live article that matches a tree, by id."""
    found: dict[str, float] = {}
    for segment, evaluator in zip(snapshot.segments, snapshot.evaluators, strict=True):
        documents, scores = evaluator.evaluate(tree, Budget(BOUNDLESS), {})
        live = segment.live if segment.live is not None else np.ones(segment.documents, bool)
        rows = zip(documents.tolist(), scores.tolist(), strict=True)
        found |= {segment.id(document): score for document, score in rows if live[document]}
    return found


def ids(page: Page) -> list[str]:
    """The ids of a page's hits, in order."""
    return [hit.id for hit in page.hits]


def found(engine: ArraysEngine, text: str = "", **asked: Any) -> list[str]:
    """The ids of a query's first hundred hits."""
    return ids(engine.search(Query(text, per_page=100, **asked)))
