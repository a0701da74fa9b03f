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
