"""The measure of word forms: it sees what is missed, and what is joined wrongly."""

from __future__ import annotations

import json
from pathlib import Path

from index.analysis.stemmer import stems
from tests.relevance.forms import documents_of, lines_of, missed_by_kind, words_of, wrong_joins

COUNTS = {"سد": 40, "السد": 30, "للسد": 4, "بسد": 3, "ولسد": 2, "لجنه": 50, "اللجنه": 40, "للجنه": 9,
          "لجنتها": 5, "جنه": 12, "في": 90}  # fmt: skip


def blind(word: str) -> list[str]:
    """An analysis that joins nothing."""
    return [word]


def test_words_are_those_with_an_article() -> None:
    assert words_of(COUNTS) == ["سد", "لجنه"]


def test_a_blind_analysis_misses_every_form() -> None:
    kinds = missed_by_kind(COUNTS, blind)
    assert all(kind.missed == kind.articles > 0 for kind in kinds.values())
    assert kinds["لل before ل"].articles == 9
    assert kinds["article, two letters"].examples == {"سد: السد": 30}
    assert kinds["pronoun"].missed == 5


def test_the_chain_misses_none_of_these() -> None:
    kinds = missed_by_kind(COUNTS, lambda word: filter(None, stems(word)))
    assert {kind: held.missed for kind, held in kinds.items() if held.missed} == {}
    assert sum(held.articles for held in kinds.values()) == 30 + 4 + 3 + 2 + 40 + 9 + 5


def test_nouns_of_two_roots_with_one_stem_are_wrong_joins() -> None:
    root = {"سد": "سدد", "لجنه": "لجن", "جنه": "جنن"}
    assert wrong_joins(COUNTS, lambda word: [word[-2:]], root) == {("لجنه", "جنه"): 12}
    assert not wrong_joins(COUNTS, lambda word: filter(None, stems(word)), root)


def test_a_form_that_is_no_noun_by_itself_is_no_wrong_join() -> None:
    """«باسم» is «ب اسم»; «وعيد», which stands behind an article, is not «و عيد»."""
    counts = {"اسم": 90, "باسم": 40, "عيد": 80, "وعيد": 30, "الوعيد": 9}
    root = {"اسم": "سمو", "باسم": "بسم", "عيد": "عود", "وعيد": "وعد"}
    assert wrong_joins(counts, lambda word: [word[1:] if len(word) == 4 else word], root) == {
        ("عيد", "وعيد"): 30
    }


def test_the_report_tells_kinds_and_pairs(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    article = {"id": "a", "title": "السد", "body": "بني سد، ثم زار الوفد السد."}
    corpus.write_text(json.dumps(article, ensure_ascii=False) + "\n", encoding="utf-8")
    assert documents_of(corpus)["السد"] == 1
    lines = list(lines_of(missed_by_kind(COUNTS, blind), wrong_joins(COUNTS, blind, {})))
    assert any(line.startswith("all") and "100.0%" in line for line in lines)
    assert lines[-1].startswith("unlike words found together: 0 pairs")
