"""Addresses of databases: read with all that may stand in them, shown without their passwords."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.database_address import address_of_environment, read_address
from archive.errors import ArchiveError
from archive.paths import data_folder

SECRET = "pass/word@1"


@pytest.mark.parametrize(
    ("text", "url", "shown"),
    [
        pytest.param(
            "postgresql://sijill:pass%2Fword%401@db.example.org:5433/news?sslmode=verify-full",
            "postgresql+psycopg://sijill:pass%2Fword%401@db.example.org:5433/news?sslmode=verify-full",
            "postgresql://sijill@db.example.org:5433/news",
            id="everything",
        ),
        pytest.param(
            "postgresql+psycopg://[::1]/news",
            "postgresql+psycopg://[::1]/news",
            "postgresql://[::1]/news",
            id="ipv6",
        ),
        pytest.param(
            "postgres:///news?host=/run/postgresql",
            "postgresql+psycopg:///news?host=/run/postgresql",
            "postgresql:///news",
            id="socket",
        ),
    ],
)  # fmt: skip
def test_addresses(text: str, url: str, shown: str) -> None:
    address = read_address(text, {})
    assert (address.url, str(address)) == (url, shown)
    assert SECRET not in repr(address)
    assert "word" not in repr(address)


@pytest.mark.parametrize(
    "text", ["news", "mysql://host/news", "postgresql://host", "postgresql://host:x/news"]
)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(ArchiveError, match=r"SIJILL_DATABASE.*postgresql://user@host:5432/database"):
        read_address(text, {})


def test_the_password_may_stand_in_a_file(tmp_path: Path) -> None:
    """It wins over the address's; a file that is not there is told by its name."""
    path = tmp_path / "password"
    path.write_text(f"{SECRET}\n")
    values = {"SIJILL_DATABASE_PASSWORD_FILE": str(path)}
    assert read_address("postgresql://me:other@host/news", values).url.endswith(
        "me:pass%2Fword%401@host/news"
    )
    path.unlink()
    with pytest.raises(ArchiveError, match="password, which cannot be read"):
        read_address("postgresql://me@host/news", values)


def test_a_data_folder_knows_its_database(tmp_path: Path) -> None:
    named = {"SIJILL_DATABASE": "postgresql://host/news"}
    assert str(data_folder(tmp_path, named).archive) == "postgresql://host/news"
    assert data_folder(tmp_path, {}).archive == tmp_path / "archive.db"
    assert address_of_environment({"SIJILL_DATABASE": " "}) is None
