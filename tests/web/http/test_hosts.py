"""Only named hosts are answered for, and a name that is not known is shown nowhere."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.support.fakes import FakeEngine
from web import Settings, create_app
from web.http.hosts import is_known, known_hosts
from web.library import Articles

SETTINGS = Settings(hosts=("archive.example.org", ".sub.example.net"), public_url="https://news.example/x")

#: A `Host` header, and whether it is answered for.
HEADERS = {
    "one's own machine": ("localhost:8000", True),
    "its address": ("127.0.0.1:8000", True),
    "its address in IPv6": ("[::1]:8000", True),
    "a name that was set": ("archive.example.org", True),
    "in capitals": ("ARCHIVE.example.org:443", True),
    "the public address": ("news.example", True),
    "below a name that was set": ("a.sub.example.net", True),
    "that name itself": ("sub.example.net", False),
    "another": ("evil.example", False),
    "one that ends alike": ("evilarchive.example.org", False),
    "two names": ("localhost:80@evil.example", False),
    "nothing": ("", False),
    "a line's end": ("localhost\n", False),
}


@pytest.mark.parametrize(("header", "known"), HEADERS.values(), ids=list(HEADERS))
def test_hosts_are_told_apart(header: str, known: bool) -> None:
    assert is_known(header, known_hosts(SETTINGS)) is known


@pytest.mark.parametrize(
    "path", ["/", "/search?q=x", "/search.atom?q=x", "/api/v1/status", "/healthz", "/none"]
)
def test_another_host_is_refused_and_never_shown(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert b"evil" not in answer.data
    assert not any("evil" in value for value in answer.headers.values())
    assert "SIJILL_HOSTS" in answer.get_data(as_text=True)


def test_the_owner_names_others(store: Articles, engine: FakeEngine, tmp_path) -> None:
    settings = Settings(home=tmp_path, hosts=("archive.example.org",), limits=False, access_log=False)
    client = create_app(settings, engine, store).test_client()
    assert client.get("/search?q=x", headers={"Host": "archive.example.org"}).status_code == 200
    assert client.get("/search?q=x").status_code == 200
