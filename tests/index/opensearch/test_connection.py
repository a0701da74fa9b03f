"""Addresses of clusters: what is read, what is refused, and that no password is ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import open_engine
from index.errors import IndexingError
from index.opensearch.connection import read_address

GOOD = {
    "http://localhost": ("http://localhost:9200",),
    "https://a.example:9201, https://b.example": ("https://a.example:9201", "https://b.example:9200"),
    "https://[::1]:9200/": ("https://[::1]:9200",),
}


@pytest.mark.parametrize(("text", "hosts"), GOOD.items())
def test_addresses(text: str, hosts: tuple[str, ...]) -> None:
    read = read_address(text, {})
    assert (read.hosts, read.alias, read.user, read.password) == (hosts, "sijill", None, None)


def test_an_alias_and_a_user_stand_in_the_address() -> None:
    read = read_address("https://reader:p%40ss@node:9200/news-2", {})
    assert (read.alias, read.user, read.password) == ("news-2", "reader", "p@ss")
    assert "p@ss" not in repr(read)


def test_an_alias_may_stand_behind_any_of_several_hosts() -> None:
    assert read_address("https://a,https://b/news", {}).alias == "news"
    assert read_address("https://a/news,https://b/news/", {}).alias == "news"
    with pytest.raises(ValueError, match="names several archives: news, sport"):
        read_address("https://a/news,https://b/sport", {})


def test_secrets_stand_in_the_environment_or_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("hidden\n")
    given = {"SIJILL_ENGINE_USER": "writer", "SIJILL_ENGINE_CA": "/ca.pem"}
    from_file = read_address(
        "https://node", {**given, "SIJILL_ENGINE_PASSWORD_FILE": str(tmp_path / "password")}
    )
    told = read_address("https://node", {**given, "SIJILL_ENGINE_PASSWORD": "told"})
    assert (from_file.user, from_file.password, from_file.ca) == ("writer", "hidden", "/ca.pem")
    assert told.password == "told"
    with pytest.raises(ValueError, match="PASSWORD_FILE"):
        read_address("https://node", {"SIJILL_ENGINE_PASSWORD_FILE": str(tmp_path / "absent")})


@pytest.mark.parametrize(
    "text", ["", "node:9200", "ftp://node", "https://", "https://node/Sijill", "https://node/a*b"]
)
def test_other_texts_are_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="SIJILL_ENGINE"):
        read_address(text, {})


def test_a_wrong_address_is_an_error_of_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIJILL_ENGINE", "somewhere")
    with pytest.raises(IndexingError, match="https://user@host:9200"):
        open_engine(tmp_path / "index")
