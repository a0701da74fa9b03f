"""A cluster over TLS, behind a proxy of the test's own: whom we trust, who asks, and no secret is told."""

from __future__ import annotations

import base64
import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from archive.paths import DataFolder
from index.errors import IndexingError
from index.model import Query
from index.opensearch.connection import Address, Cluster, EngineRefused, read_address
from index.opensearch.engine import OpenSearchEngine
from index.opensearch.writer.building import rebuild_from
from index.writer.rebuild import Plan
from index.writer.sources import ListSource
from tests.certificates import Certificate, certificate
from tests.index.opensearch.conftest import cleared
from tests.index.opensearch.test_building import article
from web import Settings, create_app
from web.cli.main import sijill

pytestmark = pytest.mark.cluster
SECRET = "p@ss:سرّ/9"


class Proxy:
    """Ends TLS before a node of the cluster, and lets in who gives the password; one thread a connection."""

    def __init__(self, target: str, held: Certificate) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "", parts.port or 0)
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.load_cert_chain(held.certificate, held.key)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"https://127.0.0.1:{self._listener.getsockname()[1]}"
        self.refuses = False
        """Whether it answers 401, as a node does to a wrong password."""
        self.heads: list[bytes] = []
        """The heads of all requests."""
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                plain, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        with (
            suppress(OSError),
            self._context.wrap_socket(plain, server_side=True) as client,
            socket.create_connection(self._target, timeout=60) as node,
        ):
            threading.Thread(target=self._back, args=(node, client), daemon=True).start()
            while data := client.recv(65_536):
                if data.startswith((b"GET ", b"POST ", b"PUT ", b"DELETE ", b"HEAD ")):
                    self.heads.append(data.partition(b"\r\n\r\n")[0])
                    if self.refuses:
                        client.sendall(b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n")
                        continue
                node.sendall(data)

    @staticmethod
    def _back(node: socket.socket, client: ssl.SSLSocket) -> None:
        with suppress(OSError):
            while data := node.recv(65_536):
                client.sendall(data)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("known"))


@pytest.fixture
def proxy(address: Address, known: Certificate) -> Iterator[Proxy]:
    cleared(address)
    with closing(Proxy(address.hosts[0], known)) as made:
        yield made


def given(proxy: Proxy, address: Address, **more: str) -> Address:
    """The proxy's address as the environment gives it."""
    environment = {"SIJILL_ENGINE_USER": "sijill", "SIJILL_ENGINE_PASSWORD": SECRET}
    names = {f"SIJILL_ENGINE_{name.upper()}": value for name, value in more.items()}
    return read_address(f"{proxy.address}/{address.alias}", environment | names)


def test_an_index_is_built_and_asked_over_tls(
    proxy: Proxy, address: Address, known: Certificate, tmp_path: Path
) -> None:
    """Every request carries the user and the password."""
    secure, folder = given(proxy, address, ca=str(known.authority)), DataFolder(tmp_path)
    rebuild_from(folder, secure, ListSource((article(1), article(2))), Plan(workers=1))
    with closing(OpenSearchEngine(secure, folder.lexicon)) as engine:
        assert engine.search(Query("*")).total == 2
    login = base64.b64encode(f"sijill:{SECRET}".encode())
    assert proxy.heads
    assert all(b"authorization: basic " + login.lower() in head.lower() for head in proxy.heads)


def test_a_certificate_that_is_not_trusted_is_told(
    proxy: Proxy, address: Address, known: Certificate, tmp_path: Path
) -> None:
    """At once, and nothing is sent: not even the password."""
    other = certificate(tmp_path / "other")
    for ca, told in (
        ({}, r"not trusted.*SIJILL_ENGINE_CA"),
        ({"ca": str(other.authority)}, r"not trusted.*other.*does not vouch.*SIJILL_ENGINE_CA"),
    ):
        with (
            closing(Cluster(given(proxy, address, **ca))) as cluster,
            pytest.raises(EngineRefused, match=told),
        ):
            cluster.ask("GET", "/")
    named = certificate(tmp_path / "named", "DNS:node.example.org")
    with closing(Proxy(address.hosts[0], named)) as elsewhere:
        where = given(elsewhere, address, ca=str(named.authority))
        with closing(Cluster(where)) as cluster, pytest.raises(EngineRefused, match="another name"):
            cluster.ask("GET", "/")
        assert elsewhere.heads == proxy.heads == []
    plain = Address((address.hosts[0].replace("http:", "https:"),), ca=str(known.authority))
    with closing(Cluster(plain)) as cluster, pytest.raises(EngineRefused, match=r"not speak TLS.*http://"):
        cluster.ask("GET", "/")


def test_a_file_of_certificates_that_is_none_is_told(proxy: Proxy, address: Address, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("no certificate")
    for name, told in (("absent.pem", "cannot be read: No such file"), ("empty.pem", "holds no certificate")):
        with pytest.raises(IndexingError, match=f"SIJILL_ENGINE_CA names .*{name}, which {told}"):
            Cluster(given(proxy, address, ca=str(tmp_path / name)))


@pytest.fixture
def secure(proxy: Proxy, address: Address, known: Certificate, monkeypatch: pytest.MonkeyPatch) -> Address:
    """The cluster behind the proxy, which the environment names, and a database that does not answer."""
    for name, value in (
        ("ENGINE", f"{proxy.address}/{address.alias}"), ("ENGINE_USER", "sijill"),
        ("ENGINE_PASSWORD", SECRET), ("ENGINE_CA", str(known.authority)), ("DATABASE", "postgresql://sijill@127.0.0.1:1/news"),
        ("DATABASE_PASSWORD", SECRET),
    ):  # fmt: skip
        monkeypatch.setenv(f"SIJILL_{name}", value)
    return given(proxy, address, ca=str(known.authority))


def test_no_password_is_told(
    proxy: Proxy, secure: Address, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Not by a verb, a page, a log or a traceback, whether the cluster lets us in or not."""
    caplog.set_level(logging.DEBUG)
    folder = DataFolder(tmp_path)
    rebuild_from(folder, secure, ListSource((article(1),)), Plan(workers=1))
    said = [repr(secure), str(secure)]
    for proxy.refuses in (False, True):
        for verb in (["search", "خبر"], ["status"], ["doctor"], ["verify"], ["rebuild"], ["update"]):
            done = CliRunner().invoke(sijill, [*verb, "--home", str(tmp_path)])
            said += [done.output, repr(done.exception), str(done.exc_info)]
        settings = Settings(
            home=tmp_path, limits=False, database=f"postgresql://sijill:{SECRET[:4]}@127.0.0.1:1/n"
        )
        client = create_app(settings).test_client()
        for path in ("/healthz", "/api/v1/status", "/api/v1/search?q=خبر", "/search?q=خبر"):
            said.append(client.get(path).get_data(as_text=True))
        said.append(repr(settings))
    said += [record.getMessage() + str(record.exc_info) + str(record.exc_text) for record in caplog.records]
    whole = "\n".join(said)
    assert "refused the user or the password" in whole
    assert "does not answer" in whole
    for secret in (
        SECRET,
        SECRET[:4],
        base64.b64encode(f"sijill:{SECRET}".encode()).decode(),
        "%D8%B3%D8%B1",
    ):
        assert secret not in whole
