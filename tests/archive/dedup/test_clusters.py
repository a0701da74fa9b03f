"""Clusters follow the archive, and an update looks only at what changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.dedup.clusters import Clusters
from archive.dedup.minhash import Cluster
from tests.archive.support.builders import article, store_in
from web.cli.archive import duplicates

BRIDGE = (
    "افتتح وزير النقل صباح السبت الجسر الجديد الذي يربط ضفتي النهر بحضور مئات من سكان الحي القديم، "
    "وقال إن العمل استغرق ثلاثة أعوام كاملة وإن المهندسين واجهوا صعوبات كثيرة بسبب ارتفاع منسوب المياه، "
    "وأضاف أن الطريق المؤدي إليه سيفتح أمام السيارات والحافلات مع نهاية الشهر المقبل دون رسوم عبور."
)
MUSEUM = (
    "أعلنت إدارة المتحف الوطني أنها أتمت ترميم القاعة الكبرى بعد عامين من العمل المتواصل، "
    "وذكرت المديرة أن القطع النادرة عادت إلى أماكنها وأن الزوار سيجدون لوحات تعريف جديدة بثلاث لغات، "
    "ودعت المدارس إلى حجز مواعيد الزيارات مبكرا لأن عدد المقاعد في الجولات محدود هذا الموسم."
)


@pytest.fixture
def clusters(tmp_path: Path) -> Clusters:
    return Clusters(tmp_path / "duplicates.db")


def test_reprints_are_found_and_led_by_the_oldest(tmp_path: Path, clusters: Clusters) -> None:
    with store_in(tmp_path) as store:
        bodies = {"b": BRIDGE, "m": MUSEUM, "a": BRIDGE, "c": f"{BRIDGE}\n\nالنهر."}
        store.add_all([article(id_, body=body) for id_, body in bodies.items()])
        assert clusters.update(store) == 4
    assert clusters.all() == (Cluster("b", ("b", "a", "c")),)
    assert clusters.representatives() == dict.fromkeys("bac", "b")


def test_an_update_looks_only_at_what_changed(tmp_path: Path, clusters: Clusters) -> None:
    """New, changed, withdrawn and restored articles; a correction changes no body."""
    with store_in(tmp_path) as store:
        store.add_all([article("a", body=BRIDGE), article("b", body=MUSEUM)])
        assert [clusters.update(store), clusters.update(store)] == [2, 0]
        store.add(article("c", body=BRIDGE))
        assert clusters.update(store) == 1
        assert clusters.all() == (Cluster("a", ("a", "c")),)
        store.withdraw("a", why="-")
        store.correct("c", "note", "x", why="-")
        assert clusters.update(store) == 2
        assert clusters.all() == ()
        store.restore("a")
        store.add(article("c", body=MUSEUM))
        clusters.update(store)
        assert clusters.all() == (Cluster("b", ("b", "c")),)


@settings(max_examples=15)
@given(steps=st.lists(st.tuples(st.integers(0, 3), st.sampled_from([BRIDGE, MUSEUM, None])), max_size=8))
def test_many_updates_come_to_one(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str | None]]
) -> None:
    """However often it was brought up to date, the clusters are those worked out at once."""
    folder = tmp_path_factory.mktemp("clusters")
    often, once = Clusters(folder / "often.db"), Clusters(folder / "once.db")
    with store_in(folder) as store:
        for number, body in steps:
            if body is not None:
                store.add(article(f"n{number}", body=body))
                store.restore(f"n{number}")
            elif any(one.id == f"n{number}" for one in store.iterate()):
                store.withdraw(f"n{number}", why="-")
            often.update(store)
        once.update(store)
    groups = [{frozenset(one.members) for one in clusters.all()} for clusters in (often, once)]
    assert groups[0] == groups[1]


@pytest.mark.parametrize("damage", [b"no database", b""])
def test_what_is_kept_can_be_lost(tmp_path: Path, clusters: Clusters, damage: bytes) -> None:
    with store_in(tmp_path) as store:
        store.add_all([article("a", body=BRIDGE), article("b", body=BRIDGE)])
        clusters.update(store)
        (tmp_path / "duplicates.db").write_bytes(damage * 99)
        clusters.update(store)
    assert clusters.all() == (Cluster("a", ("a", "b")),)


def test_another_archive_in_its_place(tmp_path: Path, clusters: Clusters) -> None:
    with store_in(tmp_path / "one") as store:
        store.add_all([article(f"n{number}", body=BRIDGE) for number in range(3)])
        clusters.update(store)
    with store_in(tmp_path / "two") as store:
        store.add_all([article("x", body=MUSEUM), article("y", body=MUSEUM)])
        clusters.update(store)
    assert clusters.all() == (Cluster("x", ("x", "y")),)


def test_the_verb(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        store.add_all([article("a", body=BRIDGE, title="الجسر"), article("b", body=BRIDGE)])
    shown = CliRunner().invoke(duplicates, ["--home", str(tmp_path)])
    assert "الجسر  [2 articles]" in shown.stdout
    listed = CliRunner().invoke(duplicates, ["--home", str(tmp_path), "--json"])
    assert json.loads(listed.stdout) == [{"representative": "a", "members": ["a", "b"]}]
