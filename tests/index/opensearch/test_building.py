"""Building in a cluster: one switch, a failed build that changes nothing, updates, and staleness."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.model.article import Article, Outlet
from archive.paths import DataFolder
from archive.store.writer import Store
from index import maintenance
from index.errors import BadGeneration, BuildFailed, EngineSilent, IndexingError, NoGeneration
from index.generations.names_file import load_lexica
from index.model import Filters, Query
from index.opensearch.connection import BUILDER, READER, Address, Cluster, EngineRefused
from index.opensearch.engine import OpenSearchEngine
from index.opensearch.state import known_indices, live_index, number_of, read_state
from index.opensearch.writer import finishing, sending, verification
from index.opensearch.writer.building import rebuild_from, update
from index.writer.rebuild import Plan
from index.writer.sources import ListSource
from tests.index.opensearch.conftest import cleared
from tests.index.support.articles import write_outlet
from web.cli.main import sijill

pytestmark = pytest.mark.cluster
ONE = Plan(workers=1)


def article(number: int, body: str = "تفاوض الوفدان طويلا في العاصمة") -> Article:
    return Article(
        id=f"b{number}", title=f"خبر رقم {number} عن المفاوضات", body=body, outlet=Outlet("alpha", "ألفا")
    )


@pytest.fixture
def folder(address: Address, tmp_path: Path) -> DataFolder:
    cleared(address)
    return DataFolder(tmp_path / "home")


def engine_of(folder: DataFolder, address: Address) -> OpenSearchEngine:
    return OpenSearchEngine(address, folder.lexicon, look=0.0)


def total(folder: DataFolder, address: Address, text: str) -> int:
    with closing(engine_of(folder, address)) as engine:
        return engine.search(Query(text)).total


def test_a_build_is_switched_to_in_one_step_and_the_last_one_stays(
    folder: DataFolder, address: Address
) -> None:
    with closing(engine_of(folder, address)) as engine:
        with pytest.raises(NoGeneration):
            engine.search(Query("*"))
        for build in range(1, 4):
            state = rebuild_from(folder, address, ListSource(tuple(map(article, range(build)))), ONE)
            assert (state.number, state.articles) == (build, build)
            assert (engine.search(Query("*")).total, engine.generation) == (build, build)
    with closing(Cluster(address)) as cluster:
        assert list(map(number_of, known_indices(cluster))) == [2, 3]


@pytest.mark.parametrize("trouble", [BuildFailed("no"), KeyboardInterrupt(), MemoryError()])
def test_a_build_that_fails_leaves_the_live_one(
    folder: DataFolder, address: Address, monkeypatch: pytest.MonkeyPatch, trouble: BaseException
) -> None:
    rebuild_from(folder, address, ListSource((article(1),)), ONE)

    def fail(*_: object) -> object:
        raise trouble

    monkeypatch.setattr(finishing, "check_new", fail)
    with pytest.raises(type(trouble)):
        rebuild_from(folder, address, ListSource((article(1), article(2))), ONE)
    assert total(folder, address, "*") == 1
    with closing(Cluster(address)) as cluster:
        assert list(map(number_of, known_indices(cluster))) == [1]


def test_an_index_that_lacks_an_article_is_not_switched_to(
    folder: DataFolder, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its ids are compared with the archive's; the next build clears up what a killed one left."""
    rebuild_from(folder, address, ListSource((article(1),)), ONE)
    honest = sending.document
    monkeypatch.setattr(sending, "document", lambda one, *more: honest(replace(one, id="b7"), *more))
    with pytest.raises(BadGeneration, match="b1"):
        rebuild_from(folder, address, ListSource((article(1), article(2))), ONE)
    assert total(folder, address, "*") == 1
    monkeypatch.undo()
    with closing(Cluster(address)) as cluster:
        cluster.ask("PUT", f"/{address.alias}-g000009", {})
        assert rebuild_from(folder, address, ListSource((article(1),)), ONE).number == 10
        assert f"{address.alias}-g000009" not in known_indices(cluster)


def test_an_article_that_the_cluster_does_not_take_fails_the_build(
    folder: DataFolder, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = sending.document
    monkeypatch.setattr(sending, "document", lambda one, *more: honest(one, *more) | {"newest": "soon"})
    with pytest.raises(BuildFailed, match="newest"):
        rebuild_from(folder, address, ListSource((article(1),)), ONE)
    with closing(Cluster(address)) as cluster:
        assert live_index(cluster) is None


def test_updates_follow_the_archive(folder: DataFolder, address: Address) -> None:
    """What was added, changed and withdrawn; what did not change is not sent."""
    with Store.open(folder.archive_db) as store:
        store.add_all([article(number) for number in range(60)])
    built = update(folder, address, ONE)
    assert (built.number, built.articles) == (1, 60)
    assert update(folder, address, ONE).number == 1
    with Store.open(folder.archive_db) as store:
        store.add_all([article(60, "نص جديد كل الجدة"), article(2, "نص مختلف")])
        store.withdraw("b5", why="test")
    state = update(folder, address, ONE)
    assert (state.number, state.articles, state.sequence) == (2, 60, update(folder, address, ONE).sequence)
    with closing(Cluster(address)) as cluster:
        assert number_of(live_index(cluster) or "") == 1
    assert [total(folder, address, text) for text in ("الجدة", "مختلف", "id:b5", "id:b2")] == [1, 1, 0, 1]
    assert verification.verify(address, folder.archive_db) == ()


def test_a_restored_archive_is_built_anew(folder: DataFolder, address: Address) -> None:
    with Store.open(folder.archive_db) as store:
        store.add_all([article(number) for number in range(30)])
    backup = folder.archive_db.read_bytes()
    with Store.open(folder.archive_db) as store:
        store.withdraw("b5", why="test")
        store.add(article(40))
    assert update(folder, address, ONE).articles == 30
    for path in folder.home.glob("archive.db-*"):
        path.unlink()
    folder.archive_db.write_bytes(backup)
    assert update(folder, address, ONE).articles == 30
    assert [total(folder, address, text) for text in ("id:b5", "id:b40")] == [1, 0]
    assert verification.verify(address, folder.archive_db) == ()


def test_an_older_version_of_an_article_never_replaces_a_newer_one(
    folder: DataFolder, address: Address
) -> None:
    state = rebuild_from(folder, address, ListSource((article(1),)), ONE)
    with closing(Cluster(address)) as cluster:
        for version, text in ((9, "كلام حديث"), (8, "كلام قديم")):
            newer = sending.Sending(address, state.index, ListSource(()), load_lexica(), version)
            sending.send(cluster, newer, [article(1, text)])
        cluster.ask("POST", f"/{state.index}/_refresh")
    assert (total(folder, address, "حديث"), total(folder, address, "قديم")) == (1, 0)


def test_the_country_of_an_owners_outlet(
    folder: DataFolder, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the arrays have it: the owner's record counts, and another one makes the index stale."""
    with Store.open(folder.archive_db) as store:
        store.add_all([article(number) for number in range(3)])
    monkeypatch.setenv("SIJILL_ENGINE", f"{address.hosts[0]}/{address.alias}")
    update(folder, address, ONE)
    for code in ("SD", "TD"):
        write_outlet(folder, "alpha", code)
        live = maintenance.live_index(folder)
        assert maintenance.staleness(live, folder, live.sequence) == ("lexicon",)
        update(folder, address, ONE)
        with closing(engine_of(folder, address)) as engine:
            page = engine.search(Query("*", facets=frozenset({"country"})))
            assert [(bucket.value, bucket.count) for bucket in page.facets["country"]] == [(code, 3)]
            assert engine.search(Query("*", filters=Filters(countries=(code,)))).total == 3
            assert engine.search(Query("*", filters=Filters(countries=("unknown",)))).total == 0


def test_verification_finds_what_differs(folder: DataFolder, address: Address) -> None:
    with Store.open(folder.archive_db) as store:
        store.add_all([article(number) for number in range(5)])
    state = update(folder, address, ONE)
    with closing(Cluster(address)) as cluster:
        sending.remove(cluster, state.index, ["b3"], state.sequence)
        cluster.ask("POST", f"/{state.index}/_refresh")
    (finding,) = verification.verify(address, folder.archive_db)
    assert "b3" in finding.what


def test_ids_and_texts_of_any_letters_come_back(folder: DataFolder, address: Address) -> None:
    """Halves of pairs, ids that are too long for the cluster, words without end, and no words at all."""
    odd = (
        Article(id="x" * 600, body="كلمة \ud83d نصف زوج"),
        Article(id="عربي/غريب \U0001f600", body="ا" * 40_000, title="سطر\u2028آخر"),
        Article(id="empty", body="؟!"),
    )
    rebuild_from(folder, address, ListSource(odd), ONE)
    with closing(engine_of(folder, address)) as engine:
        assert {hit.id for hit in engine.search(Query("*")).hits} == {one.id for one in odd}
        (hit,) = engine.search(Query("نصف زوج")).hits
        assert hit.fragments[0].text == "كلمة \ud83d نصف زوج"
        assert engine.search(Query("\ud83d كلمة")).total == 1
        assert engine.search(Query(f"{'ا' * 900}*")).total == 1
        assert engine.search(Query(f"{'ا' * 900}~")).total == 0


def test_the_verbs_work_over_a_cluster(
    folder: DataFolder, address: Address, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where the environment names a cluster, nothing else need be said."""
    lines = "\n".join(
        f'{{"id": "v{n}", "title": "خبر {n}", "body": "حديث الوفد عن الميزانية"}}' for n in range(3)
    )
    (tmp_path / "in.jsonl").write_text(lines, encoding="utf-8")
    monkeypatch.setenv("SIJILL_ENGINE", f"{address.hosts[0]}/{address.alias}")
    run, home = CliRunner(), ["--home", str(folder.home)]
    for command in (
        ["add", str(tmp_path / "in.jsonl"), "--workers", "1"],
        ["rebuild", "--workers", "1"],
        ["verify"],
    ):
        done = run.invoke(sijill, [*command, *home], catch_exceptions=False)
        assert done.exit_code == 0, done.output
    assert "v1" in run.invoke(sijill, ["search", "الميزانية", *home], catch_exceptions=False).output
    live = maintenance.live_index(folder)
    assert maintenance.staleness(live, folder, live.sequence) == ()
    assert maintenance.staleness(live, folder, live.sequence + 1) == ("archive",)
    assert not (folder.index / "CURRENT").exists()


def test_a_part_of_an_answer_is_refused(folder: DataFolder, address: Address) -> None:
    rebuild_from(folder, address, ListSource((article(1),)), ONE)
    with closing(Cluster(address, replace(READER, pauses=()))) as cluster:
        name = read_state(cluster).index
        cluster.ask("POST", f"/{name}/_close")
        with closing(engine_of(folder, address)) as engine, pytest.raises(IndexingError):
            engine.search(Query("*"))


def test_silence_is_told_in_words(folder: DataFolder) -> None:
    where = Address(("http://127.0.0.1:1",), password="secret")
    with closing(Cluster(where, replace(READER, pauses=()))) as cluster:
        with pytest.raises(EngineSilent, match="SIJILL_ENGINE") as told:
            cluster.ask("GET", "/")
        assert "secret" not in str(told.value) + repr(cluster.address)
        assert " within " not in told.value.what  # it was refused at once


def refusal(status: int, reason: str) -> dict[str, object]:
    """What a cluster answers to a request of documents, one of which it did not take."""
    said = {"status": status, "error": {"type": "-", "reason": reason}}
    return {"errors": True, "items": [{"index": {"status": 201}}, {"index": said}]}


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([refusal(503, "primary shard is not active"), {"errors": False}], None),
        ([refusal(429, "rejected execution"), refusal(409, "conflict")], None),
        ([refusal(503, "primary shard is not active")] * 3, "did not take an article .503."),
        ([refusal(400, "failed to parse")], "did not take an article .400.: failed to parse"),
        ([refusal(429, "disk usage exceeded flood-stage watermark")], "a disk of the cluster is full.*_cat"),
        ([refusal(500, "No space left on device")], "a disk of the cluster is full.*Make room"),
    ],
)
def test_a_document_that_is_not_taken_is_sent_again_or_told(
    monkeypatch: pytest.MonkeyPatch, answers: list[dict[str, object]], told: str | None
) -> None:
    """What may pass is tried again; a disk without room and a document that is refused are told at once."""
    with closing(Cluster(Address(("http://127.0.0.1:1",)), replace(READER, pauses=(0, 0)))) as cluster:
        left = iter(answers)
        monkeypatch.setattr(cluster, "ask", lambda *_, **__: next(left))
        if told is None:
            sending.remove(cluster, "x", ["a", "b"], 1)
        else:
            with pytest.raises(BuildFailed, match=told):
                sending.remove(cluster, "x", ["a", "b"], 1)
    assert next(left, None) is None


def test_a_cluster_that_fails_for_a_full_disk_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The nodes that still answer are asked for their disks."""
    room = {"n1": (100, 40), "n3": (100, 1), "n2": (0, 0)}
    stats = {
        "nodes": {
            name: {"name": name, "fs": {"total": {"total_in_bytes": size, "available_in_bytes": free}}}
            for name, (size, free) in room.items()
        }
    }

    def once(_cluster: Cluster, _method: str, path: str, *_: object) -> dict[str, object]:
        if path == "/_nodes/_local/stats/fs":
            return stats
        raise EngineRefused("the cluster refused a request (503): no shard", status=503)

    with closing(Cluster(Address(("http://127.0.0.1:1",)), replace(BUILDER, pauses=()))) as cluster:
        monkeypatch.setattr(Cluster, "_once", once)
        with pytest.raises(EngineSilent, match=r"no shard; the disk of n3 is full.*_cat/allocation"):
            cluster.ask("POST", "/x/_bulk")
