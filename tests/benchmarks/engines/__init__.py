"""The engines, one a module; `ENGINES` names them in the order of the table."""

from __future__ import annotations

from collections.abc import Callable

from tests.benchmarks.engines.base import Engine
from tests.benchmarks.engines.fts5 import Fts5
from tests.benchmarks.engines.ours import Ours
from tests.benchmarks.engines.rust import Rust
from tests.benchmarks.engines.stock import Stock

ENGINES: dict[str, Callable[[], Engine]] = {
    "sijill": Ours,
    "sijill without grams": lambda: Ours(grams=False),
    "sijill on new texts": lambda: Ours(unread=True),
    "whoosh": Stock,
    "fts5": Fts5,
    "tantivy": Rust,
}
