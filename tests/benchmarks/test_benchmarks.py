"""The benchmark runs from end to end, and all engines count the same matches."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.benchmarks.analysed import project_chain
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.engines import ENGINES
from tests.benchmarks.questions import HANDWRITTEN, Question, count_words, make_questions

SUBJECTS = ("الوزارة", "البلدية", "الجامعة", "الشركة", "النادي")
ACTS = ("افتتحت معرضا للكتاب", "أعلنت أسعار النفط", "نشرت تقريرا سنويا", "بدأت موسم الحصاد")
PLACES = ("في العاصمة", "في الميناء", "على تويتر")


@pytest.fixture(scope="module", autouse=True)
def _peers() -> None:
    missing = [name for name in ("tantivy", "psutil") if find_spec(name) is None]
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"CI needs {missing}: install the extra `test`")
    if missing:
        pytest.skip(f"needs {missing}: install the extra `bench`")


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty articles: every subject does every act in every place."""
    path = tmp_path_factory.mktemp("corpus") / "corpus.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number, (subject, act, place) in enumerate(product(SUBJECTS, ACTS, PLACES)):
            record = {
                "id": f"made-{number:02}",
                "outlet": f"outlet-{number % 3}",
                "url": f"https://example.org/{number}",
                "crawled": f"2015-0{7 + number % 2}-03 10:00:00",
                "title": f"{subject} {place}",
                "author": "",
                "body": f"{subject} {act} {place}، وحضر الحفل عدد من الزوار.\n\nوقال المدير إن العمل مستمر.",
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
        file.write(json.dumps(record | {"id": "made-empty", "body": " "}) + "\n")
    return path


def test_report_has_every_engine_and_figure(lines: Path, tmp_path: Path) -> None:
    from tests.benchmarks.__main__ import main

    path = tmp_path / "report.json"
    options = ["--json", str(path), "--queries", "16", "--scale", "2", "--engines", "sijill,fts5"]
    outcome = CliRunner().invoke(main, [str(lines), *options], catch_exceptions=False)
    assert outcome.exit_code == 0, outcome.output
    report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert list(report["engines"]) == ["sijill", "fts5"]
    assert report["articles"] == 120
    for figures in report["engines"].values():
        assert {"p50_ms", "p95_ms", "build_s", "disk_mb", "peak_mb", "open_ms"} <= figures.keys()
        assert all(figures[name] > 0 for name in ("p50_ms", "p95_ms", "build_s", "disk_mb", "peak_mb"))


SIMPLE = (
    "النفط", "أسعار النفط", "معرضا الحصاد العاصمة", '"أسعار النفط"', "العاصمة AND الحصاد", "الشركة -الميناء",
    "تويتر", "غير موجود أبدا",
)  # fmt: skip


def test_all_engines_count_the_same_matches(lines: Path, tmp_path: Path) -> None:
    """Totals and facets agree on every simple question, filtered or not.

    A facet that is filtered by counts what there is beside the filter here, and not in the peers.
    """
    corpus = Corpus.of(lines)
    questions = [
        Question("simple", text, outlet, month)
        for text, (outlet, month) in product(SIMPLE, ((None, None), ("outlet-1", None), (None, "2015-07")))
    ]
    answers = {name: answers_of(name, tmp_path, corpus, questions) for name in ENGINES}
    first = answers["sijill"]
    assert sum(total for total, _, _ in first) > 0
    for name, given in answers.items():
        assert given == first, name


def answers_of(
    name: str, folder: Path, corpus: Corpus, questions: Sequence[Question]
) -> list[tuple[int, dict[str, int], dict[str, int]]]:
    """Total and facets of every question, by one engine."""
    engine, chain = ENGINES[name](), project_chain()
    home = folder / (engine.builds_as or name)
    if engine.builds_as is None:
        engine.build(home, corpus, 1)
    engine.open(home)
    given = []
    for question in questions:
        answer = engine.answer(engine.prepare(question, question.parsed(chain)))
        outlets = {} if question.outlet else dict(answer.outlets)
        months = {} if question.month else dict(answer.months)
        given.append((answer.total, outlets, months))
        assert len(answer.passages) == min(answer.total, 10)
    return given


def test_questions_are_the_same_for_the_same_corpus(lines: Path) -> None:
    """Every kind is asked, the handwritten ones first, and a second run asks the same."""
    words = count_words(Corpus.of(lines), project_chain())
    questions = make_questions(words, 60)
    assert [question.text for question in questions[: len(HANDWRITTEN)]] == list(HANDWRITTEN)
    assert make_questions(words, 60) == questions
    assert len({question.kind for question in questions}) > 5
