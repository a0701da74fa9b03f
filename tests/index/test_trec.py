"""Measures of a run: their values by hand, kinds and their macro mean, files that are no queries."""

from __future__ import annotations

from math import log2
from pathlib import Path

import pytest

from index.errors import IndexingError
from index.trec import JudgedQuery, measure, read_qrels, read_queries, report_lines, run_lines, run_queries

QRELS = {"one": {"a": 1, "b": 2}, "two": {"a": 1}, "three": {"z": 1}}
QUERIES = [
    JudgedQuery("one", "صحف", "short"),
    JudgedQuery("two", "صحف اليوم", "long"),
    JudgedQuery("three", "جرائد", "long"),
]
RUN = {"one": ["b", "c"], "two": [*"bcdefghijk", "a"], "three": []}


def test_values_are_those_worked_out_by_hand() -> None:
    """nDCG has linear gain; a query that finds nothing counts as 0."""
    found = measure(QUERIES, QRELS, RUN).all
    assert found["MRR@10"] == pytest.approx(1 / 3)
    assert found["nDCG@10"] == pytest.approx(2 / (2 + 1 / log2(3)) / 3)
    assert found["R@10"] == pytest.approx(0.5 / 3)
    assert found["R@100"] == pytest.approx((0.5 + 1) / 3)


def test_macro_is_the_mean_of_the_kinds() -> None:
    report = measure(QUERIES, QRELS, RUN)
    assert report.kinds["short"]["MRR@10"] == 1
    assert report.kinds["long"]["MRR@10"] == 0
    assert report.macro is not None
    assert report.macro["MRR@10"] == 0.5
    assert report.macro["R@100"] == 0.5


def test_queries_without_kind_have_no_macro_mean() -> None:
    report = measure([JudgedQuery("one", "صحف")], QRELS, RUN)
    assert report.macro is None
    assert "macro" not in "\n".join(report_lines(report))


def test_queries_without_qrel_are_left_out_and_told() -> None:
    report = measure([*QUERIES, JudgedQuery("four", "أخرى", "short")], QRELS, RUN)
    assert (report.queries, report.unjudged) == (3, 1)
    assert list(report_lines(report))[-1] == "3 queries, 1 left out without a qrel"


def test_order_counts_where_scores_would_tie() -> None:
    """Articles are judged in the order given, not in the order of their ids."""
    judged = {"one": {"a": 1}}
    ahead = measure(QUERIES[:1], judged, {"one": ["a", "z"]})
    behind = measure(QUERIES[:1], judged, {"one": ["z", "a"]})
    assert (ahead.all["MRR@10"], behind.all["MRR@10"]) == (1, 0.5)


def test_run_is_as_deep_as_asked_and_names_an_article_once() -> None:
    run = dict(run_queries(QUERIES[:1], lambda _text, depth: ["a", "a", "b", "c"][:depth], depth=3))
    assert run == {"one": ["a", "b"]}


def test_run_file_has_six_columns_and_falling_scores() -> None:
    lines = [line.split() for line in run_lines({"one": ["b", "c"]})]
    assert [line[:4] for line in lines] == [["one", "Q0", "b", "1"], ["one", "Q0", "c", "2"]]
    assert float(lines[0][4]) > float(lines[1][4])


def test_files_are_read(tmp_path: Path) -> None:
    """Blank lines and a byte order mark are passed over; `kind` may be missing."""
    queries = tmp_path / "q.jsonl"
    queries.write_text('\ufeff{"id": 1, "query": "صحف"}\n\n{"id": "b", "query": "س", "kind": "k"}\n', "utf-8")
    judged = tmp_path / "q.qrels"
    judged.write_text("1 0 a 2\n\nb 0 c 0\n", "utf-8")
    assert read_queries(queries) == [JudgedQuery("1", "صحف"), JudgedQuery("b", "س", "k")]
    assert read_qrels(judged) == {"1": {"a": 2}, "b": {"c": 0}}


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"id": "a"}', '"text"'], ids=["broken", "list", "no text", "text"]
)
def test_bad_query_is_named_by_file_and_line(line: str, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(f'{{"id": "a", "query": "س"}}\n{line}\n', "utf-8")
    with pytest.raises(IndexingError, match=r"q\.jsonl:2"):
        read_queries(path)


@pytest.mark.parametrize("line", ["a 0 b", "a 0 b high", "a 0 b 1 x"], ids=["short", "grade", "long"])
def test_bad_qrel_is_named_by_file_and_line(line: str, tmp_path: Path) -> None:
    path = tmp_path / "q.qrels"
    path.write_text(f"a 0 b 1\n{line}\n", "utf-8")
    with pytest.raises(IndexingError, match=r"q\.qrels:2"):
        read_qrels(path)
