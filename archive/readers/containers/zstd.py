"""zstd: the standard library's from Python 3.14 on, its backport before."""

from __future__ import annotations

import sys
from typing import Any


def zstd_decompressor() -> Any:
    """Return a decompressor for one zstd stream, with the methods of bz2's."""
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd.ZstdDecompressor()
