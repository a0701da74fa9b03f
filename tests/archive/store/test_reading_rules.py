"""By which rules an archive was read: noted when it is filled and reread, carried by dumps."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from archive.extraction import rules
from archive.ingest.pipeline import Intake
from archive.ingest.reannotate import reread
from archive.lexicon.names import load_lexicon
from archive.paths import DataFolder
from archive.store import reading_rules
from archive.store.dump import dump
from archive.store.load import load
from archive.store.writer import Store


def fill(folder: DataFolder, name: str) -> None:
    """Take in one article."""
    source = folder.home.parent / f"{name}.jsonl"
    source.write_text(json.dumps({"id": name, "title": name, "body": "أغلق تويتر 300 حساب."}), "utf-8")
    with Store.open(folder.archive_db) as store:
        list(Intake(store, folder, today=date(2024, 1, 1)).run([source]))


def test_older_rules_are_told_until_all_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = DataFolder(tmp_path / "home")
    fill(folder, "first")
    assert not reading_rules.has_older_rules(folder.archive_db)
    monkeypatch.setattr(reading_rules, "rules_fingerprint", lambda: "of tomorrow")
    assert reading_rules.has_older_rules(folder.archive_db)
    fill(folder, "second")
    assert reading_rules.has_older_rules(folder.archive_db)
    with Store.open(folder.archive_db) as store:
        reread(store, load_lexicon(folder.lexicon), lambda *_: None)
    assert not reading_rules.has_older_rules(folder.archive_db)


def test_a_dump_carries_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, loaded = DataFolder(tmp_path / "home"), DataFolder(tmp_path / "loaded")
    fill(folder, "first")
    dump(folder, tmp_path / "dump")
    load(tmp_path / "dump", loaded)
    assert not reading_rules.has_older_rules(loaded.archive_db)
    monkeypatch.setattr(reading_rules, "rules_fingerprint", lambda: "of tomorrow")
    assert reading_rules.has_older_rules(loaded.archive_db)


def test_the_fingerprint_is_of_modules_and_word_lists() -> None:
    names = [
        name
        for package, folder, suffixes in rules._SOURCES
        for name, _ in rules._files(rules.resources.files(package) / folder, folder)
        if name.endswith(suffixes)
    ]
    assert {"extraction/figures/modality.py", "data/modality.json", "extraction/dates/parser.py"} <= set(
        names
    )
    assert len(rules.rules_fingerprint()) == rules.LENGTH
