"""Files are put in place whole and on disk, and what a killed process left goes."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest

from archive.files import (
    SCRATCH,
    remove_abandoned,
    scratch_folder,
    sync,
    use_write_ahead_log,
    write_atomically,
    write_files,
)


def test_files_are_put_in_place(tmp_path: Path) -> None:
    files = {tmp_path / "a" / "b" / "one": b"1", tmp_path / "two": b"2"}
    write_files(files.items(), tmp_path)
    assert {path: path.read_bytes() for path in files} == files
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_nothing_is_left_of_a_write_that_failed(tmp_path: Path) -> None:
    """A folder stands where the file should go: the error names it, and no draft stays behind."""
    (tmp_path / "taken" / "within").mkdir(parents=True)
    with pytest.raises(OSError, match="taken") as raised:
        write_atomically(tmp_path / "taken", b"data")
    assert raised.value.filename == str(tmp_path / "taken")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_everything_is_forced_to_disk_before_it_is_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes before the name, then the folders that hold the name."""
    order: list[str] = []
    replace = Path.replace
    monkeypatch.setattr("archive.files.sync", lambda path: order.append(f"sync {path.name}"))
    monkeypatch.setattr(
        Path, "replace", lambda draft, path: (order.append(f"put {path.name}"), replace(draft, path))[1]
    )
    write_files([(tmp_path / "shard" / "one", b"1")], tmp_path)
    assert order[:2] == ["sync 0", "put one"]
    assert sorted(order[2:]) == sorted([f"sync {tmp_path.name}", "sync shard"])


@pytest.mark.skipif(os.name != "posix", reason="asks a descriptor how it was opened")
def test_a_file_is_opened_for_writing_before_it_is_forced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows forces no file that is open for reading alone."""
    import fcntl

    modes: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda fd: modes.append(fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_ACCMODE))
    (tmp_path / "file").write_bytes(b"x")
    sync(tmp_path / "file")
    assert modes == [os.O_RDWR]


def test_folders_are_not_forced_where_the_system_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr("archive.files.os.name", "nt")
    monkeypatch.setattr("archive.files.os.open", lambda *how: opened.append(how))
    sync(tmp_path)
    assert opened == []


def test_an_error_that_names_no_file_is_given_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left") as raised:
        write_atomically(tmp_path / "wanted", b"data")
    assert raised.value.filename == str(tmp_path / "wanted")


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX has it")
def test_the_next_one_clears_up_after_a_killed_one(tmp_path: Path) -> None:
    """And leaves what a living one holds."""
    script = (
        "import sys, time; from pathlib import Path; from archive.files import scratch_folder\n"
        "with scratch_folder(Path(sys.argv[1])) as folder:\n"
        "    (folder / 'half').write_bytes(b'x'); print('ready', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    with scratch_folder(tmp_path):
        assert len(list(tmp_path.glob(f"{SCRATCH}*"))) == 2
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert len(list(tmp_path.glob(f"{SCRATCH}*"))) == 1
    remove_abandoned(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_processes_that_clear_up_at_once_leave_each_others_folders(tmp_path: Path) -> None:
    """Each makes, fills and drops folders where the others look for abandoned ones."""
    command = (
        "import sys; from pathlib import Path; from archive.files import scratch_folder\n"
        "for _ in range(60):\n"
        "    with scratch_folder(Path(sys.argv[1])) as folder:\n"
        "        (folder / 'one').write_bytes(b'1'); assert (folder / 'one').read_bytes() == b'1'\n"
    )
    processes = [subprocess.Popen([sys.executable, "-c", command, str(tmp_path)]) for _ in range(4)]
    assert [process.wait(timeout=120) for process in processes] == [0] * 4
    assert list(tmp_path.iterdir()) == []


def test_who_opens_a_new_database_waits_for_who_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    with closing(sqlite3.connect(path, check_same_thread=False)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with closing(sqlite3.connect(path, timeout=0)) as connection:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                use_write_ahead_log(connection, 0)
            release = Timer(0.2, holder.rollback)
            release.start()
            use_write_ahead_log(connection, 60)
            release.join()
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_what_is_no_database_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_bytes(b"Dear archive, " * 100)
    with (
        closing(sqlite3.connect(path)) as connection,
        pytest.raises(sqlite3.DatabaseError, match="not a database"),
    ):
        use_write_ahead_log(connection, 60)
