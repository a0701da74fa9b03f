"""The command line from end to end, on real archives: what each verb does, says, and exits with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.shared import ROOT
from web.cli.main import sijill

SEEDS = ROOT / "seeds" / "articles.jsonl"
RECORDS = [
    {"id": "one", "title": "صحف الصباح", "body": "كتبت الصحف عن تويتر في الصباح.", "published": "2016-02-07"},
    {"id": "two", "title": "نشرة المساء", "body": "قالت النشرة إن فيسبوك أغلق صفحات كثيرة.", "date": "2015"},
]

Run = Callable[..., Result]


def write(path: Path, records: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    return path


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a verb over a data folder of the test's own."""

    def call(*arguments: object) -> Result:
        words = [str(argument) for argument in arguments]
        return CliRunner().invoke(sijill, ["--home", str(tmp_path / "home"), *words])

    return call


@pytest.fixture
def filled(run: Run, tmp_path: Path) -> Run:
    """The same, with two articles in the archive."""
    assert run("add", write(tmp_path / "two.jsonl", RECORDS)).exit_code == 0
    return run


def found(run: Run, *arguments: object) -> list[str]:
    """The ids that a search finds."""
    return [hit["id"] for hit in json.loads(run("search", "--json", *arguments).stdout)["hits"]]


def test_added_articles_are_found_at_once(filled: Run) -> None:
    assert found(filled, "لتويتر") == ["one"]
    assert sorted(found(filled, "*")) == ["one", "two"]


ABOUT = [
    ("no bounds", (), ["later", "told"]),
    ("a year", ("--about-from", "2015", "--about-to", "2015"), ["told"]),
    ("from a month on", ("--about-from", "2017-01"), ["later"]),
    ("up to a day", ("--about-to", "2015-12-31"), ["told"]),
    ("bounds in the wrong order", ("--about-from", "2016", "--about-to", "2015"), ["told"]),
]


@pytest.mark.parametrize(("options", "ids"), [row[1:] for row in ABOUT], ids=[row[0] for row in ABOUT])
def test_what_articles_are_about(run: Run, tmp_path: Path, options: tuple[str, ...], ids: list[str]) -> None:
    """The filter by times that texts name finds what page and REST find with the same words."""
    told = [
        {"id": "told", "title": "حصيلة", "body": "أُغلقت الحسابات في آذار 2015.", "published": "2018-01-01"},
        {"id": "later", "title": "حصيلة", "body": "أُغلقت الحسابات في أيار 2017.", "published": "2018-01-01"},
    ]
    assert run("add", write(tmp_path / "told.jsonl", told)).exit_code == 0
    assert sorted(found(run, "حسابات", *options)) == ids


def test_adding_again_changes_nothing(filled: Run, tmp_path: Path) -> None:
    before = json.loads(filled("status", "--json").stdout)
    again = filled("add", tmp_path / "two.jsonl")
    assert "0 new, 0 changed, 2 same, 0 rejected" in again.output
    assert json.loads(filled("status", "--json").stdout) == before


def test_a_bad_record_is_rejected_and_the_rest_goes_in(run: Run, tmp_path: Path) -> None:
    """Exit code 1; file, line, reason and remedy are told; the bytes are kept."""
    path = tmp_path / "mixed.jsonl"
    path.write_text(json.dumps(RECORDS[0]) + '\n{"id": "b", "title": "بلا نص"}\n{broken\n', "utf-8")
    result = run("add", path)
    assert result.exit_code == 1
    assert f"rejected: {path}:2: " in result.stderr
    assert f"rejected: {path}:3: " in result.stderr
    assert "1 new, 0 changed, 0 same, 2 rejected" in result.stdout
    assert len(list((tmp_path / "home" / "quarantine").glob("*.json"))) == 2
    assert found(run, "*") == ["one"]


def test_rejects_of_one_kind_are_shown_at_most_ten_times(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "empty.jsonl", [{"id": f"n{at}", "body": ""} for at in range(25)])
    shown = run("add", path)
    assert shown.stderr.count("rejected: ") == 11
    assert "15 more of the kind no_body" in shown.stderr
    record = json.loads(run("add", path, "--json").stdout)
    assert len(record["rejects"]) == record["rejected"] == 25
    assert record["reasons"] == {"no_body": 25}


def test_dry_run_judges_and_stores_nothing(run: Run, tmp_path: Path) -> None:
    result = run("add", write(tmp_path / "two.jsonl", RECORDS), "--dry-run")
    assert "2 new" in result.output
    assert not (tmp_path / "home").exists()


def test_map_reads_other_keys_and_drops_fields(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "own.jsonl", [{"id": "a", "title": "عنوان", "matn": "نص عن تويتر هنا."}])
    assert run("add", path, "--map", "body=matn", "--map", "title=").exit_code == 0
    (hit,) = json.loads(run("search", "--json", "تويتر").stdout)["hits"]
    assert hit["title"] is None


def test_only_takes_the_listed_ids(run: Run, tmp_path: Path) -> None:
    listed = tmp_path / "ids.jsonl"
    listed.write_text('{"id": "two"}\n', "utf-8")
    assert run("add", write(tmp_path / "two.jsonl", RECORDS), "--only", listed).exit_code == 0
    assert found(run, "*") == ["two"]


@pytest.mark.parametrize("verb", ["update", "rebuild"])
def test_no_index_leaves_the_index_until_it_is_updated(filled: Run, tmp_path: Path, verb: str) -> None:
    """Status tells that the index is stale, and how to mend it."""
    more = write(tmp_path / "more.jsonl", [{"id": "three", "body": "خبر ثالث عن تويتر وغيره."}])
    assert filled("add", more, "--no-index").exit_code == 0
    assert sorted(found(filled, "*")) == ["one", "two"]
    assert "sijill update" in filled("status").output
    assert "3 articles" in filled(verb).output
    assert sorted(found(filled, "*")) == ["one", "three", "two"]
    assert json.loads(filled("status", "--json").stdout)["stale"] is False


def test_status_tells_the_true_reason(filled: Run, tmp_path: Path) -> None:
    names = {
        "names": [{"id": "x", "kind": "synonym", "label": "أ", "label_en": "a", "spellings": ["صباح", "ضحى"]}]
    }
    lexicon = tmp_path / "home" / "lexicon"
    lexicon.mkdir()
    (lexicon / "own.json").write_text(json.dumps(names), "utf-8")
    assert "names or synonyms changed" in filled("status").output
    assert "generation 2" in filled("update").output
    assert "stale         no" in filled("status").output


def test_removed_articles_are_not_shown_until_they_are_restored(filled: Run) -> None:
    assert filled("remove", "one", "--why", "مكرر").exit_code == 0
    assert found(filled, "*") == ["two"]
    assert "مكرر" in filled("history", "one").output
    assert filled("restore", "one").exit_code == 0
    assert sorted(found(filled, "*")) == ["one", "two"]


def test_corrections_are_found_and_can_be_undone(filled: Run) -> None:
    assert filled("correct", "two", "title=نشرة الظهيرة", "--why", "خطأ في العنوان").exit_code == 0
    assert found(filled, "الظهيرة") == ["two"]
    assert filled("undo", "two").exit_code == 0
    assert found(filled, "الظهيرة") == []


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param(["--platform", "facebook"], ["two"], id="platform"),
        pytest.param(["--platform", "facebook", "--platform", "twitter"], ["one", "two"], id="platforms"),
        pytest.param(["--from", "2016"], ["one"], id="from"),
        pytest.param(["--to", "2015-12"], ["two"], id="to"),
        pytest.param(["--undated"], [], id="undated"),
        pytest.param(["--dated"], ["one", "two"], id="dated"),
        pytest.param(["--sort", "oldest", "--limit", "1"], ["two"], id="oldest"),
        pytest.param(["--limit", "1", "--page", "2", "--sort", "newest"], ["two"], id="page"),
    ],
)
def test_search_options(options: list[str], expected: list[str], filled: Run) -> None:
    assert sorted(found(filled, "*", *options)) == expected


def test_mode_all_asks_for_all_the_words(filled: Run) -> None:
    assert sorted(found(filled, "تويتر صفحات")) == ["one", "two"]
    assert found(filled, "تويتر صفحات", "--mode", "all") == []


def test_search_in_words_shows_hits_and_counts(filled: Run) -> None:
    lines = filled("search", "تويتر").output.splitlines()
    assert lines[0] == "1. صحف الصباح"
    assert "2016-02-07" in lines[1]
    assert "one" in lines[1]
    assert any(line.startswith("1 article, 1 with all the words") for line in lines)


def test_json_is_what_rest_answers(filled: Run, tmp_path: Path) -> None:
    from web import Settings, create_app

    client = create_app(Settings(home=tmp_path / "home", limits=False, access_log=False)).test_client()
    rest = client.get("/api/v1/search", query_string={"q": "الصحف", "per_page": 5}).get_json()
    ours = json.loads(filled("search", "--json", "الصحف", "--limit", "5").stdout)
    assert {**rest, "took_ms": 0} == {**ours, "took_ms": 0}


def test_evaluate_measures_and_writes_a_run(filled: Run, tmp_path: Path) -> None:
    """Signs of the query language mean nothing in an evaluation's queries."""
    queries = write(
        tmp_path / "q.jsonl",
        [
            {"id": "q1", "query": 'NOT -"تويتر', "kind": "signs"},
            {"id": "q2", "query": "غائب", "kind": "none"},
        ],
    )
    qrels = tmp_path / "q.qrels"
    qrels.write_text("q1 0 one 1\nq2 0 two 1\n", "utf-8")
    result = filled("evaluate", queries, qrels, "--run", tmp_path / "run.txt", "--json")
    report = json.loads(result.stdout)
    assert report["kinds"]["signs"]["MRR@10"] == 1
    assert report["kinds"]["none"]["MRR@10"] == 0
    assert report["macro"]["MRR@10"] == 0.5
    assert (tmp_path / "run.txt").read_text("utf-8").startswith("q1 Q0 one 1 ")
    assert "MRR@10" in filled("evaluate", queries, qrels).output


def test_verify_and_doctor_find_nothing_in_a_sound_folder(filled: Run) -> None:
    assert filled("verify").exit_code == 0
    assert filled("doctor").output.splitlines()[-1] == "All is well"


def test_verify_and_doctor_tell_of_damage(filled: Run, tmp_path: Path) -> None:
    """Exit code 1, the file, and the command that mends it."""
    manifest = next((tmp_path / "home" / "index").glob("generation-*/manifest.json"))
    victim = next(path for path in manifest.parent.iterdir() if path.suffix == ".arrays")
    victim.write_bytes(victim.read_bytes()[:-1])
    for verb in ("verify", "doctor"):
        result = filled(verb)
        assert result.exit_code == 1
        assert victim.name in result.output
        assert "sijill rebuild" in result.output


def test_a_dump_loads_into_an_archive_that_answers_the_same(filled: Run, tmp_path: Path) -> None:
    assert filled("dump", tmp_path / "dump").exit_code == 0
    loaded = CliRunner().invoke(sijill, ["load", str(tmp_path / "dump"), "--home", str(tmp_path / "new")])
    assert loaded.exit_code == 0
    answer = CliRunner().invoke(sijill, ["search", "تويتر", "--json", "--home", str(tmp_path / "new")])
    assert [hit["id"] for hit in json.loads(answer.stdout)["hits"]] == ["one"]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["add"], id="no path"),
        pytest.param(["add", "missing.jsonl"], id="no such file"),
        pytest.param(["add", ".", "--map", "nothing"], id="no map"),
        pytest.param(["add", ".", "--map", "matn=body"], id="no field of ours"),
        pytest.param(["add", ".", "--encoding", "martian"], id="no encoding"),
        pytest.param(["remove", "one"], id="no reason"),
        pytest.param(["correct", "one", "title", "--why", "x"], id="no value"),
        pytest.param(["search", "x", "--from", "yesterday"], id="no date"),
        pytest.param(["search", "x", "--sort", "shuffled"], id="no sort"),
        pytest.param(["serve", "--port", "70000"], id="no port"),
        pytest.param(["shout"], id="no verb"),
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str], filled: Run) -> None:
    result = filled(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        pytest.param(["search", "تويتر"], "sijill rebuild", id="no index"),
        pytest.param(["rebuild"], "sijill add", id="no archive to build from"),
        pytest.param(["remove", "one", "--why", "x"], "sijill add", id="no archive to remove from"),
        pytest.param(["history", "one"], "sijill add", id="no archive to tell of"),
    ],
)
def test_an_error_is_one_line_with_its_remedy(arguments: list[str], remedy: str, run: Run) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert remedy in result.stderr


def test_an_unknown_id_is_told(filled: Run) -> None:
    result = filled("remove", "nowhere", "--why", "x")
    assert result.exit_code == 1
    assert "nowhere" in result.stderr


def test_a_wrong_setting_is_wrong_usage(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIJILL_PER_PAGE", "many")
    result = filled("serve")
    assert result.exit_code == 2
    assert "SIJILL_PER_PAGE" in result.stderr


@pytest.mark.parametrize("place", ["verb", "group", "environment"])
def test_the_data_folder_is_named_in_three_ways(
    place: str, filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands after the verb wins over what stands before it, and that over the environment."""
    home, other = str(tmp_path / "home"), str(tmp_path / "other")
    monkeypatch.setenv("SIJILL_HOME", home if place == "environment" else other)
    before = {"verb": ["--home", other], "group": ["--home", home], "environment": []}[place]
    after = ["--home", home] if place == "verb" else []
    result = CliRunner().invoke(sijill, [*before, "status", "--json", *after])
    assert json.loads(result.stdout)["articles"] == 2


def test_a_reader_that_stops_early_gets_no_traceback(filled: Run, tmp_path: Path) -> None:
    """`sijill search … | head -1` ends quietly, and Arabic is whole where the terminal claims ASCII."""
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "SIJILL_HOME": str(tmp_path / "home")}
    process = subprocess.Popen(
        [sys.executable, "-m", "web", "search", "*"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(1)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait()


def test_copies_can_be_folded_into_one_hit(run: Run, tmp_path: Path) -> None:
    """Counts still count articles; the one hit that is listed says that there are copies."""
    text = (
        "قالت الوزارة إن العمل في الجسر الجديد ينتهي قبل الصيف، وإن المرور فيه يبدأ بعد أسبوعين من ذلك. " * 4
    )
    copies = [{"id": f"copy-{at}", "title": f"الجسر {at}", "body": text} for at in (1, 2)]
    assert run("add", write(tmp_path / "copies.jsonl", copies)).exit_code == 0
    assert sorted(found(run, "الجسر")) == ["copy-1", "copy-2"]
    folded = json.loads(run("search", "الجسر", "--json", "--fold-copies").stdout)
    assert (len(folded["hits"]), folded["total"]) == (1, 2)


def test_the_verbs_alone_load_no_server_and_no_index() -> None:
    """Each verb loads what it needs once it is called, so that none waits for what others need."""
    code = "import sys, web.cli.main; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    heavy = {"flask", "whoosh", "sqlalchemy", "numpy", "index.engine", "archive.store.writer"}
    assert heavy.isdisjoint(done.stdout.split())
