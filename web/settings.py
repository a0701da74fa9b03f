"""The settings of an archive's owner: read once from the environment, then frozen."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path

from archive.database_address import read_address
from archive.paths import DataFolder
from index.meaning.choice import ModelChoice


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings under which a web process serves one data folder."""

    home: Path = Path("sijill-data")
    """The data folder: `archive.db`, `originals/`, `index/` …"""
    public_url: str = ""
    """The address readers use, for feeds and citations behind a proxy; empty: as the request says."""
    hosts: tuple[str, ...] = ()
    """The names that readers reach the server by, besides those of its own machine; `.example.org` means all
    below it. A request for another host is refused."""
    language: str = "ar"
    """The interface's language where the address names none: `ar` or `en`."""
    query_length: int = 1000
    """Longest query, in code points; past it the query is refused."""
    per_page: int = 10
    search_limit: str = "120 per minute"
    """Searches and articles that one address may ask for."""
    export_limit: str = "20 per minute"
    """Exports and feeds that one address may ask for."""
    suggest_limit: str = "600 per minute"
    """Completions that one address may ask for while typing."""
    limits: bool = True
    """Whether the three limits above hold."""
    proxies: int = 0
    """How many trusted proxies stand before the server (for the reader's address and the scheme)."""
    access_log: bool = True
    """Whether each request is written to standard error as a line of JSON, without what was searched."""
    metrics: str = ""
    """The addresses that may read figures for monitoring at `/metrics`, with commas between: `127.0.0.1` or
    `127.0.0.1,10.0.0.0/8`. Empty: nobody, and nothing is counted."""
    meaning: bool = True
    """Whether articles near in meaning are found too, where the archive has vectors (`sijill embed`)."""
    mail_server: str = field(default="", repr=False)
    """The server that takes mail for delivery: `smtp://user:password@mail.example.org:587`, or `smtps://`."""
    mail_from: str = ""
    """The address that mail comes from: `desk@example.org`, or `The desk <desk@example.org>`."""
    embeddings: str = ""
    """The address of an OpenAI-compatible service whose model is used for meaning, up to `/v1`: texts and
    queries are sent there. Empty: the bundled model, and nothing leaves this machine."""
    embeddings_model: str = ""
    """The service's name of the model."""
    embeddings_query: str = ""
    """The text that the model wants before a query, as `query: `."""
    embeddings_passage: str = ""
    """The text that the model wants before a passage, as `passage: `."""
    embeddings_dimension: int = 0
    """The numbers of a vector, where the service can give fewer than the model has; 0: as it gives them."""
    embeddings_key: str = field(default="", repr=False)
    """The service's key."""

    database: str = field(default="", repr=False)
    """The PostgreSQL database that keeps the articles: `postgresql://user@host:5432/database`. Empty: a file
    of the data folder does."""

    @property
    def folder(self) -> DataFolder:
        """Return the data folder, with the database that keeps its articles; ArchiveError for a wrong one."""
        return DataFolder(self.home, read_address(self.database) if self.database else None)

    @property
    def model_choice(self) -> ModelChoice:
        """Return the model for searching by meaning: the service's, or the bundled one."""
        if not self.embeddings:
            return ModelChoice()
        return ModelChoice(
            self.embeddings,
            self.embeddings_model,
            self.embeddings_query,
            self.embeddings_passage,
            self.embeddings_dimension,
            self.embeddings_key,
        )

    @classmethod
    def from_environment(
        cls, environment: Mapping[str, str] | None = None, *, home: Path | None = None
    ) -> Settings:
        """Settings from `SIJILL_HOME`, `SIJILL_PUBLIC_URL` …: each field's name in capitals.

        `home`, where given, wins. Raises ValueError, naming the variable, for a value that does not fit.
        """
        values = os.environ if environment is None else environment
        chosen = {
            one.name: _read(f"SIJILL_{one.name.upper()}", values[f"SIJILL_{one.name.upper()}"], one.default)
            for one in fields(cls)
            if f"SIJILL_{one.name.upper()}" in values
        }
        if home is not None:
            chosen["home"] = home
        if chosen.get("embeddings") and not chosen.get("embeddings_model"):
            raise ValueError("SIJILL_EMBEDDINGS is set: name the service's model in SIJILL_EMBEDDINGS_MODEL")
        if chosen.get("metrics"):
            _check_metrics(str(chosen["metrics"]))
        return cls(**chosen)  # type: ignore[arg-type]


def _check_metrics(text: str) -> None:
    """Refuse what names no addresses, and figures that nothing here can count."""
    if find_spec("prometheus_client") is None:
        raise ValueError(
            "SIJILL_METRICS is set, and its library is not installed: pip install 'sijill[metrics]'"
        )
    try:
        [ip_network(part.strip()) for part in text.split(",")]
    except ValueError:
        said = f"SIJILL_METRICS is {text!r}; write who may read it, as 127.0.0.1 or 127.0.0.1,10.0.0.0/8"
        raise ValueError(said) from None


def _names(variable: str, text: str) -> tuple[str, ...]:
    """Names with commas or spaces between, without scheme, port or path."""
    names = tuple(text.replace(",", " ").split())
    for name in names:
        if "/" in name or (":" in name and not (name.startswith("[") and name.endswith("]"))):
            raise ValueError(f"{variable} holds {name!r}; write names alone, as archive.example.org")
    return names


def _read(variable: str, text: str, default: object) -> object:
    """The text as a value of the default's kind."""
    if isinstance(default, bool):
        known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
        if text.lower() not in known:
            raise ValueError(f"{variable} is {text!r}; write 1 or 0")
        return known[text.lower()]
    if isinstance(default, int):
        if not (text.isascii() and text.isdigit()):
            raise ValueError(f"{variable} is {text!r}; write a whole number")
        return int(text)
    if isinstance(default, Path):
        return Path(text)
    if isinstance(default, tuple):
        return _names(variable, text)
    return text
