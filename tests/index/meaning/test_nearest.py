"""Nearness: the product of 8-bit numbers, without its library too, and the graph beyond a million rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.meaning import graph, nearest
from index.meaning.nearest import article_cosines, row_cosines
from index.meaning.published import Vectors, publish
from index.meaning.space import closeness
from index.meaning.store import Text, VectorStore
from index.segment.array_file import Array

RANDOM = np.random.default_rng(7)
#: Articles of one to three passages each.
ROWS = [RANDOM.standard_normal((1 + number % 3, 32)).astype(np.float32) for number in range(300)]


def published(folder: Path) -> Vectors:
    with VectorStore.open(folder, "random") as store:
        store.keep([Text(f"a{number:03}", f"d{number}", rows) for number, rows in enumerate(ROWS)], 1)
        publish(store, "random")
    return Vectors(folder)


def true_cosines(query: Array) -> list[float]:
    """Of each article's nearest passage, in float64."""
    return [
        float((rows @ query / np.linalg.norm(rows, axis=1)).max() / np.linalg.norm(query)) for rows in ROWS
    ]


@pytest.mark.parametrize("installed", [True, False], ids=["simsimd", "numpy"])
def test_an_article_is_as_near_as_its_nearest_passage(
    tmp_path: Path, installed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if installed:
        pytest.importorskip("simsimd")
    monkeypatch.setattr(nearest, "is_installed", lambda _: installed)
    vectors = published(tmp_path)
    query = RANDOM.standard_normal(32).astype(np.float32)
    cosines = article_cosines(vectors, row_cosines(vectors, query))
    expected = true_cosines(query)
    assert [cosines[vectors.numbers[f"a{n:03}"]] for n in range(300)] == pytest.approx(expected, abs=0.02)


def test_a_vector_of_zeros_is_near_nothing(tmp_path: Path) -> None:
    assert not row_cosines(published(tmp_path), np.zeros(32, np.float32)).any()


def test_no_vectors_are_searched_as_well(tmp_path: Path) -> None:
    with VectorStore.open(tmp_path, "random") as store:
        publish(store, "random")
    vectors = Vectors(tmp_path)
    assert len(article_cosines(vectors, row_cosines(vectors, np.ones(32, np.float32)))) == 0


def test_the_graph_finds_what_the_product_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("usearch")
    query = RANDOM.standard_normal(32).astype(np.float32)
    exact = published(tmp_path / "exact")
    assert exact.graph is None
    monkeypatch.setattr(graph, "EXACT_ROWS", 100)
    monkeypatch.setattr(graph, "ASKED", 60)
    monkeypatch.setattr(nearest, "SAMPLE", 50)
    led = published(tmp_path / "graph")
    assert led.graph is not None
    one, other = row_cosines(exact, query), row_cosines(led, query)
    best = np.argsort(-one)[:20]
    assert np.isfinite(other[best]).mean() >= 0.9
    known = np.isfinite(other)
    assert other[known] == pytest.approx(one[known], abs=1e-5)
    assert known.sum() < len(one) / 3
    mean, deviation = nearest.spread(led, other)
    assert (mean, deviation) == (pytest.approx(one.mean(), abs=0.1), pytest.approx(one.std(), abs=0.1))


def test_a_graph_of_other_rows_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("usearch")
    monkeypatch.setattr(graph, "EXACT_ROWS", 100)
    vectors = published(tmp_path)
    assert graph.open_graph(tmp_path, len(vectors.matrix)) is not None
    assert graph.open_graph(tmp_path, len(vectors.matrix) + 1) is None


def test_without_its_package_there_is_no_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph, "EXACT_ROWS", 100)
    monkeypatch.setattr(graph, "is_installed", lambda _: False)
    assert published(tmp_path).graph is None
    assert not (tmp_path / graph.GRAPH).exists()


@pytest.mark.parametrize(
    ("articles", "deviations"), [(5, 1.34), (48, 3.06), (29_591, 4.99), (1_000_000, 5.78)]
)
def test_what_is_close_lies_beyond_what_is_so_by_chance(articles: int, deviations: float) -> None:
    """Looked at on 29,591 articles: what stood alone below five deviations was off the topic."""
    assert closeness(articles) == pytest.approx(deviations, abs=0.01)


def test_of_many_random_articles_none_is_close() -> None:
    values = np.random.default_rng(5).normal(size=(200, 3_000))
    out = (values.max(axis=1) - values.mean(axis=1)) / values.std(axis=1)
    assert (out > closeness(3_000)).mean() < 0.05
