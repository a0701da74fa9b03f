"""The fingerprint of an index: what decides it besides its articles."""

from __future__ import annotations

from functools import cache

from archive.lexicon.names import Lexicon
from index.analysis.analyzer import chain_fingerprint
from index.segment.reader import ARRAYS_VERSION
from index.segment.schema import SCHEMA_VERSION
from index.writer.generations import Fingerprint


def fingerprint(lexicon: Lexicon) -> Fingerprint:
    """The fingerprint of an index that is built now with these names."""
    schema = f"{SCHEMA_VERSION}.{ARRAYS_VERSION}"
    return Fingerprint(analysis=_chain(), lexicon=lexicon.fingerprint[:16], schema=schema)


@cache
def _chain() -> str:
    return chain_fingerprint()
