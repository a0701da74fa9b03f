"""The callback by which long work reports its progress."""

from __future__ import annotations

from collections.abc import Callable

#: What long work calls: the stage's name, how many are done, and of how many (0 where none knows).
Report = Callable[[str, int, int], None]
