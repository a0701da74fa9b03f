"""The fingerprint of an index: what decides it besides its articles."""

from __future__ import annotations

from functools import cache

from archive.lexicon.names import Lexicon
from index.analysis.chain import chain_fingerprint
from index.generations import Fingerprint
from index.postings import ARRAYS_VERSION
from index.schema import SCHEMA_VERSION


def fingerprint(lexicon: Lexicon) -> Fingerprint:
    """The fingerprint of an index that is built now with these names."""
    schema = f"{SCHEMA_VERSION}.{ARRAYS_VERSION}"
    return Fingerprint(analysis=_chain(), lexicon=lexicon.fingerprint[:16], schema=schema)


@cache
def _chain() -> str:
    return chain_fingerprint()
