"""The connection to a cluster: its address, its secrets, retries with pauses, and errors in words."""

from __future__ import annotations

import logging
import os
import ssl
import time
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from index.errors import EngineSilent, IndexingError
from index.opensearch.trouble import ROOM, full_disks, is_about_disk, reason_of, tls_trouble
from index.opensearch.wire import Wire

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

#: The variables of the environment that say where the cluster is, and who asks.
ENGINE = "SIJILL_ENGINE"
USER, PASSWORD, PASSWORD_FILE = "SIJILL_ENGINE_USER", "SIJILL_ENGINE_PASSWORD", "SIJILL_ENGINE_PASSWORD_FILE"
CA = "SIJILL_ENGINE_CA"
#: The alias of an archive, where the address names none.
ALIAS = "sijill"
#: Answers that may be others a moment later: too many requests, no leader, no shard, a node just gone.
PASSING = frozenset({429, 502, 503, 504})
_REMEDY = "See that the cluster runs and that SIJILL_ENGINE names it; curl ADDRESS/_cluster/health tells"


class EngineRefused(IndexingError):
    """The cluster refused a request; `status` is HTTP's."""

    def __init__(self, what: str, *, status: int, remedy: str = "") -> None:
        super().__init__(what, remedy=remedy)
        self.status = status


@dataclass(frozen=True, slots=True)
class Patience:
    """The seconds for which a cluster is waited for."""

    answer: float
    """For one answer."""
    pauses: tuple[float, ...]
    """Before each further attempt of a request."""
    total: float
    """No attempt begins later than this after the first."""


#: A reader's, who waits for a page.
READER = Patience(20, (0.2, 0.5, 1.0, 2.0), 30)
#: A builder's, who waits until other nodes have taken over from one that went.
BUILDER = Patience(30, (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0), float("inf"))


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a cluster, and the user who asks; its text never holds the password."""

    hosts: tuple[str, ...]
    """Addresses without user and path, as `https://node1.example.org:9200`."""
    alias: str = ALIAS
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: str | None = None
    """A file of certificates that are trusted; None for the system's."""


def read_address(text: str, environment: Mapping[str, str] | None = None) -> Address:
    """Read `https://user:password@host:9200/alias`, several with commas between; ValueError for another text.

    User, password and certificates may stand in the environment instead (`SIJILL_ENGINE_USER`,
    `SIJILL_ENGINE_PASSWORD`, or a file's path in `SIJILL_ENGINE_PASSWORD_FILE`; `SIJILL_ENGINE_CA`).
    """
    values = os.environ if environment is None else environment
    parts = [urlsplit(one.strip()) for one in text.split(",") if one.strip()]
    if not parts or any(part.scheme not in ("http", "https") or not part.hostname for part in parts):
        raise ValueError(f"{ENGINE} is no address of a cluster; write it as https://user@host:9200")
    hosts = tuple(f"{part.scheme}://{_host(part.hostname or '')}:{part.port or 9200}" for part in parts)
    first = parts[0]
    paths = {part.path.strip("/") for part in parts} - {""}
    if len(paths) > 1:
        raise ValueError(f"{ENGINE} names several archives: {', '.join(sorted(paths))}; one alias is enough")
    alias = paths.pop() if paths else ALIAS
    if alias != alias.lower() or not alias.replace("-", "").replace("_", "").isalnum():
        raise ValueError(f"{ENGINE} names {alias!r}; use small letters, digits, - and _ after the port")
    user = values.get(USER) or (unquote(first.username) if first.username else None)
    password = _password(values) or (unquote(first.password) if first.password else None)
    return Address(hosts, alias, user, password, values.get(CA))


def address_of_environment() -> Address | None:
    """Return the cluster that the environment names; None where it names none, ValueError for a wrong one."""
    text = os.environ.get(ENGINE, "").strip()
    return read_address(text) if text else None


def required_address() -> Address:
    """Return the cluster that the environment names; IndexingError where it names none, or wrongly."""
    try:
        address = address_of_environment()
    except ValueError as error:
        raise IndexingError(str(error)) from error
    if address is None:
        raise IndexingError(f"{ENGINE} is not set")
    return address


def _host(name: str) -> str:
    return f"[{name}]" if ":" in name else name


def _password(values: Mapping[str, str]) -> str | None:
    if path := values.get(PASSWORD_FILE):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ValueError(
                f"{PASSWORD_FILE} names {path}, which cannot be read: {error.strerror}"
            ) from error
    return values.get(PASSWORD)


class Cluster:
    """A cluster that is asked; threads and forked processes may share it, for requests share nothing."""

    def __init__(self, address: Address, patience: Patience = READER) -> None:
        self.address = address
        self.patience = patience
        self._client = _client(address, patience)

    @property
    def alias(self) -> str:
        """Return the alias under which the archive's live index is found."""
        return self.address.alias

    def ask(
        self, method: str, path: str, body: Any = None, *, missing: bool = False, **params: Any
    ) -> dict[str, Any]:
        """Send a request, again after a pause where the trouble may pass; return the answer.

        With `missing`, what is not there gives an empty answer. Every request may be sent twice: documents
        carry versions. Raises EngineSilent, or EngineRefused with what the cluster said.
        """
        began = time.monotonic()
        for pause in (*self.patience.pauses, None):
            try:
                return self._once(method, path, body, params)
            except EngineRefused as error:
                if missing and error.status == 404:
                    return {}
                if error.status == 404:
                    # A node that cannot write does not know of the newest index.
                    raise self._explained(error) from error
                if error.status not in PASSING:
                    raise
                trouble: IndexingError = EngineSilent(error.what, remedy=error.remedy or _REMEDY)
            except EngineSilent as error:
                trouble = error
            if pause is None or time.monotonic() - began > self.patience.total:
                raise self._explained(trouble)
            time.sleep(pause)
        raise AssertionError  # the last pause is None

    def full_disks(self) -> list[str]:
        """Return the names of nodes whose disks are nearly full, of those that answer.

        Each is asked itself: the others may know nothing of one that cannot write any more.
        """
        found: set[str] = set()
        for host in self.address.hosts:
            node = Cluster(replace(self.address, hosts=(host,)), replace(self.patience, pauses=()))
            try:
                asked = {"timeout": "3s", "request_timeout": 5}
                found.update(full_disks(node._once("GET", "/_nodes/_local/stats/fs", None, asked)))
            except IndexingError:
                continue
            finally:
                node.close()
        return sorted(found)

    def _explained(self, trouble: IndexingError) -> IndexingError:
        """Return the same trouble with its cause, where that is a full disk of a node that still answers.

        A full disk keeps nobody from reading: who reads and has no answer does not wait for this one.
        """
        is_reader = isinstance(trouble, EngineSilent) and self.patience.total < float("inf")
        full = [] if is_reader or trouble.remedy == ROOM else self.full_disks()
        if not full:
            return trouble
        what = f"{trouble.what}; the disk of {', '.join(full)} is full"
        if isinstance(trouble, EngineRefused):
            return EngineRefused(what, status=trouble.status, remedy=ROOM)
        return EngineSilent(what, remedy=ROOM)

    def _once(self, method: str, path: str, body: Any, params: dict[str, Any]) -> dict[str, Any]:
        from opensearchpy.exceptions import ConnectionError as Unreached
        from opensearchpy.exceptions import (
            ConnectionTimeout,
            ImproperlyConfigured,
            SSLError,
            TransportError,
        )

        try:
            answer = self._client.transport.perform_request(method, path, params=params or None, body=body)
        except SSLError as error:
            what, remedy = tls_trouble(str(error), self.address.ca, CA)
            raise EngineRefused(what, status=495, remedy=remedy) from error
        except Unreached as error:
            # What was refused at once was not waited for.
            waited = f" within {self.patience.answer:.0f} s" if isinstance(error, ConnectionTimeout) else ""
            what = f"no answer from {', '.join(self.address.hosts)}{waited}"
            raise EngineSilent(what, remedy=_REMEDY) from error
        except TransportError as error:
            raise _refusal(error.status_code, error.info) from error
        except ImproperlyConfigured as error:
            raise EngineRefused(str(error), status=0) from error
        return answer if isinstance(answer, dict) else {}

    def search(self, index: str | None, body: dict[str, Any], **params: Any) -> dict[str, Any]:
        """Search an index, or with None the body's point in time; a partial answer is refused."""
        path = f"/{index}/_search" if index else "/_search"
        fixed = {"allow_partial_search_results": "false"} | params
        if index:
            fixed["preference"] = "sijill"
        answer = self.ask("POST", path, body, **fixed)
        failed = answer.get("_shards", {}).get("failed", 0)
        if answer.get("timed_out") or failed:
            what = f"{failed} parts of the index did not answer" if failed else "the answer took too long"
            raise EngineSilent(what, remedy="Ask again; curl ADDRESS/_cluster/health tells what is missing")
        return answer

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _client(address: Address, patience: Patience) -> OpenSearch:
    try:
        from opensearchpy import OpenSearch
    except ImportError as error:
        what = f"{ENGINE} names a cluster, but opensearch-py is not installed"
        raise IndexingError(what, remedy="Install it: pip install 'sijill[opensearch]'") from error
    # What it logs of its own is that something is not there, which is no news here.
    logging.getLogger("opensearch").setLevel(logging.CRITICAL)
    if address.ca:
        try:
            ssl.create_default_context(cafile=address.ca)
        except OSError as error:
            why = (
                "holds no certificate"
                if isinstance(error, ssl.SSLError)
                else f"cannot be read: {error.strerror}"
            )
            raise IndexingError(f"{CA} names {address.ca}, which {why}") from error
    headers = {}
    if address.user:
        # The client would write letters of one alphabet alone.
        login = f"{address.user}:{address.password or ''}".encode()
        headers["authorization"] = f"Basic {b64encode(login).decode()}"
    return OpenSearch(
        hosts=list(address.hosts),
        headers=headers,
        ca_certs=address.ca,
        timeout=patience.answer,
        max_retries=0,
        http_compress=False,
        serializer=Wire(),
    )


def _refusal(status: int | str, info: Any) -> EngineRefused:
    number = status if isinstance(status, int) else 0
    if number in (401, 403):
        remedy = f"Set {USER} and {PASSWORD_FILE} to one who may read and write the index"
        return EngineRefused("the cluster refused the user or the password", status=number, remedy=remedy)
    reason = reason_of(info)
    if is_about_disk(reason):
        return EngineRefused(f"a disk of the cluster is full: {reason}", status=number, remedy=ROOM)
    return EngineRefused(f"the cluster refused a request ({status}): {reason}", status=number)
