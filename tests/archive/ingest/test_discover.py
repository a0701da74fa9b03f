"""What stands in folders besides files costs only itself: links in a circle, pipes, folders of others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from archive.ingest.discover import walk
from archive.readers.base import Rejected

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links and pipes as POSIX has them")


def found(*paths: Path) -> dict[str, str]:
    """By its name, each file as empty, and each reject with its reason."""
    said = {}
    for one in walk(paths):
        path, reason = (Path(one.source.name), one.reason) if isinstance(one, Rejected) else (one, "")
        said[path.name] = reason
    return said


def test_what_is_no_file_costs_only_itself(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deeper").mkdir(parents=True)
    (folder / "deeper" / "z.txt").write_text("نص")
    (tmp_path / "other.txt").write_text("نص")
    for name, target in (("circle", "circle"), ("gone", "nothing"), ("out", "../other.txt"), ("self", ".")):
        (folder / name).symlink_to(target)
    os.mkfifo(folder / "pipe")
    assert found(folder) == {
        "circle": "the link leads nowhere",
        "gone": "the link leads nowhere",
        "out": "the link leads out of the folder",
        "z.txt": "",
    }
    assert found(folder / "pipe") == {"pipe": "it is neither a file nor a folder"}
    assert found(folder / "circle") == {"circle": "there is no such file or folder"}


def test_a_folder_that_may_not_be_read_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "z.txt").write_text("نص")
    list_folder = Path.iterdir

    def refuse(path: Path) -> object:
        if path.name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return list_folder(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert found(tmp_path) == {"closed": "the folder cannot be read: Permission denied", "z.txt": ""}


OWN = {
    "a dump": (("manifest.json", "articles.jsonl", "revisions.jsonl", "corrections.jsonl"), "sijill load"),
    "a data folder": (("archive.db", "originals/ab"), "--home"),
}


@pytest.mark.parametrize(("names", "says"), OWN.values(), ids=OWN.keys())
def test_a_dump_and_a_data_folder_are_refused_as_a_whole(
    names: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    """File by file they would give old revisions for articles."""
    for name in names:
        (tmp_path / "own" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "own" / name).write_text('{"id": "a", "body": "نص"}')
    for given in (tmp_path, tmp_path / "own"):
        [refused] = walk([given])
        assert isinstance(refused, Rejected)
        assert refused.code == "own_folder"
        assert says in refused.remedy


def test_the_articles_of_a_dump_can_be_added(tmp_path: Path) -> None:
    """Named as a file they are taken."""
    (tmp_path / "articles.jsonl").write_text("{}")
    assert list(walk([tmp_path / "articles.jsonl"])) == [tmp_path / "articles.jsonl"]
