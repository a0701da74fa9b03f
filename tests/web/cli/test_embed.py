"""Embedding and searching by meaning on the command line, with a service on this machine as the model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.index.support.embedding_service import Service, serving
from tests.index.support.meaning import SubjectsModel
from web.cli.main import sijill

RECORDS = [
    {"id": "words", "title": "حادث", "body": "غرق السفينة الكبيرة في الميناء."},
    {"id": "near", "title": "نجاة", "body": "انقلب مركب ونجا ركابه جميعاً."},
    *({"id": f"far{number}", "title": "رياضة", "body": f"هدف {number} للفريق."} for number in range(30)),
]
QUERY = "غرق السفينة الكبيرة"


def subjects(body: dict[str, Any]) -> tuple[int, bytes]:
    vectors = SubjectsModel().passages(body["input"]).tolist()
    return 200, json.dumps(
        {"data": [{"index": at, "embedding": one} for at, one in enumerate(vectors)]}
    ).encode()


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(subjects) as running:
        yield running


@pytest.fixture
def run(tmp_path: Path, service: Service, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SIJILL_EMBEDDINGS", service.choice.endpoint)
    monkeypatch.setenv("SIJILL_EMBEDDINGS_MODEL", "subjects")
    source = tmp_path / "articles.jsonl"
    source.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in RECORDS), "utf-8")

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(sijill, ["--home", str(tmp_path / "home"), *arguments])

    assert call("add", str(source)).exit_code == 0
    return call


def test_vectors_are_made_once_and_then_searched(run) -> None:
    assert "no vectors were made" in run("status").stdout
    assert "32 texts got vectors of subjects; 32 articles have them" in run("embed").stdout
    assert "0 texts got vectors" in run("embed", "--workers", "1").stdout
    answer = json.loads(run("search", QUERY, "--json").stdout)
    assert [(hit["id"], hit["by_meaning"]) for hit in answer["hits"]] == [("words", False), ("near", True)]
    assert answer["meaning"] == {"model": "subjects", "found": 1, "problem": None}
    assert answer["total"] == 1


def test_an_answer_in_words(run) -> None:
    run("embed")
    said = run("search", QUERY).stdout
    assert "near in meaning: none of your words stands in it" in said
    assert "1 article, 1 with all the words; 1 more near in meaning (subjects)" in said
    said = run("search", QUERY, "--no-meaning").stdout
    assert "meaning" not in said


def test_a_rebuild_keeps_the_vectors(run, service: Service) -> None:
    run("embed")
    asked = len(service.asked)
    assert run("rebuild").exit_code == 0
    assert "32 articles" in next(line for line in run("status").stdout.splitlines() if "meaning" in line)
    assert run("embed").exit_code == 0
    assert len(service.asked) == asked


def test_what_came_in_later_is_told_as_lacking_and_added_with_it(run, tmp_path: Path) -> None:
    run("embed")
    more = tmp_path / "more.jsonl"
    more.write_text(json.dumps({"id": "new", "body": "هطل مطر"}), "utf-8")
    run("add", str(more))
    assert "1 article without vectors of today's text; make them with: sijill embed" in run("status").stdout
    more.write_text(json.dumps({"id": "newer", "body": "سيول بعد مطر"}), "utf-8")
    assert "2 texts got vectors" in run("add", str(more), "--embed").stdout
    assert "without vectors" not in run("status").stdout


def test_a_limited_run_tells_what_is_left(run) -> None:
    assert (
        "10 texts got vectors of subjects; 10 articles have them; 22 lack them still"
        in run("embed", "--limit", "10").stdout
    )
    assert "22 texts got vectors" in run("embed").stdout


def test_a_silent_service_is_told_and_words_find(run, service: Service) -> None:
    run("embed")
    service.server.shutdown()
    service.server.server_close()
    said = run("search", QUERY).stdout
    assert "1 article, 1 with all the words (" in said
    assert "words alone: the service of embeddings at" in said
    refused = run("embed")
    assert "0 texts got vectors" in refused.stdout


def test_status_says_where_texts_go(run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "sent to" not in run("status").stdout
    monkeypatch.setenv("SIJILL_EMBEDDINGS", "https://embeddings.example.org/v1")
    assert "texts and queries are sent to embeddings.example.org" in run("status").stdout
    record = json.loads(run("status", "--json").stdout)["meaning"]
    assert record["sent_to"] == "embeddings.example.org"
    assert record["behind"] == len(RECORDS)


def test_a_service_needs_the_name_of_its_model(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIJILL_EMBEDDINGS_MODEL")
    refused = run("embed")
    assert refused.exit_code == 2
    assert "SIJILL_EMBEDDINGS_MODEL" in refused.stderr


def test_nothing_is_said_where_nothing_was_set_up(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIJILL_EMBEDDINGS")
    assert "meaning" not in run("status").stdout
    assert "meaning" not in json.loads(run("status", "--json").stdout)
    answer = json.loads(run("search", QUERY, "--json").stdout)
    assert "meaning" not in answer
    assert "by_meaning" not in answer["hits"][0]


def test_the_owner_can_switch_it_off(run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("embed")
    monkeypatch.setenv("SIJILL_MEANING", "0")
    assert "meaning" not in json.loads(run("search", QUERY, "--json").stdout)


def test_evaluation_with_and_without(run, tmp_path: Path) -> None:
    run("embed")
    queries, qrels = tmp_path / "q.jsonl", tmp_path / "q.qrels"
    queries.write_text(json.dumps({"id": "q", "query": QUERY}), "utf-8")
    qrels.write_text("q 0 near 1\n", "utf-8")
    both = json.loads(run("evaluate", str(queries), str(qrels), "--json").stdout)
    words = json.loads(run("evaluate", str(queries), str(qrels), "--json", "--no-meaning").stdout)
    assert "0.5" in json.dumps(both)
    assert both != words


def test_a_dump_can_carry_the_vectors(run, service: Service, tmp_path: Path) -> None:
    run("embed")
    target, home = tmp_path / "dump", tmp_path / "loaded"
    assert "the vectors of 32 texts" in run("dump", str(target), "--vectors").stdout
    asked = len(service.asked)
    loaded = CliRunner().invoke(sijill, ["--home", str(home), "load", str(target)])
    assert "the vectors of 32 texts came with them" in loaded.stdout
    assert len(service.asked) == asked
    answer = CliRunner().invoke(sijill, ["--home", str(home), "search", QUERY, "--json"])
    assert [hit["id"] for hit in json.loads(answer.stdout)["hits"]] == ["words", "near"]


def test_a_plain_dump_has_no_vectors(run, tmp_path: Path) -> None:
    run("embed")
    run("dump", str(tmp_path / "dump"))
    assert not (tmp_path / "dump" / "vectors").exists()


@pytest.mark.parametrize("name", ["rows.i8", "texts.jsonl", "manifest.json"])
def test_damaged_vectors_of_a_dump_are_told_and_the_articles_are_there(
    run, tmp_path: Path, name: str
) -> None:
    run("embed")
    target, home = tmp_path / "dump", tmp_path / "loaded"
    run("dump", str(target), "--vectors")
    (damaged,) = target.glob(f"vectors/*/{name}")
    damaged.write_bytes(damaged.read_bytes()[:-3])
    loaded = CliRunner().invoke(sijill, ["--home", str(home), "load", str(target)])
    assert loaded.exit_code == 1
    assert "Copy the dump again" in loaded.stderr
    assert CliRunner().invoke(sijill, ["--home", str(home), "update"]).exit_code == 0
    answer = CliRunner().invoke(sijill, ["--home", str(home), "search", QUERY, "--json"])
    assert json.loads(answer.stdout)["total"] == 1


def test_doctor_names_vectors_that_lack_and_that_are_damaged(run, tmp_path: Path) -> None:
    run("embed", "--limit", "10")
    examined = run("doctor")
    assert (
        "note: index: 22 articles have no vectors of today's text. Make them: sijill embed" in examined.stdout
    )
    assert examined.exit_code == 0
    run("embed")
    assert "All is well" in run("doctor").stdout
    (published,) = tmp_path.glob("home/vectors/*/published")
    published.write_bytes(published.read_bytes()[:40])
    examined = run("doctor")
    assert "wrong: index: nothing is searched by meaning" in examined.stdout
    assert "sijill embed" in examined.stdout
    assert examined.exit_code == 1
