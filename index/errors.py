"""The index's errors: each message says what, where, and the command that mends it."""

from __future__ import annotations


class IndexingError(Exception):
    """Base of the index's errors: `what` was refused, and the `remedy` in words."""

    def __init__(self, what: str, *, remedy: str = "") -> None:
        super().__init__(f"{what}. {remedy}" if remedy else what)
        self.what = what
        self.remedy = remedy


class NoGeneration(IndexingError):
    """Nothing has been built yet, or the pointer names a generation that is gone."""


class BadGeneration(IndexingError):
    """A generation does not verify: its files are damaged or its counts are wrong."""


class BuildFailed(IndexingError):
    """A rebuild or an update ended without a new generation; the live one is as it was."""


class WriterBusy(IndexingError):
    """Another process is writing the index."""


class NoMeaning(IndexingError):
    """Nothing can be searched by meaning now: no model answers, or vectors lack; words find all the same."""


class EngineSilent(IndexingError):
    """The cluster that holds the index does not answer, or not wholly; nothing is told rather than a part."""


class NotOverCluster(IndexingError):
    """The request needs the index of the data folder, and a cluster answers here."""


class QueryTooLong(IndexingError):
    """The typed text is longer than the limit."""


class UnknownName(IndexingError):
    """A filter asks for a name that nobody knows: its `kind`, such as `actor`, and the `nearest` known."""

    def __init__(self, kind: str, value: str, nearest: str | None) -> None:
        remedy = f"Did you mean {nearest}?" if nearest else ""
        super().__init__(f"no {kind} is known by the name {value}: no figure has it", remedy=remedy)
        self.kind = kind
        self.nearest = nearest


class QueryError(IndexingError):
    """The typed text cannot be read: a `code`, the `position` in the text, and what to type instead."""

    def __init__(self, what: str, *, code: str, position: int, remedy: str = "") -> None:
        super().__init__(what, remedy=remedy)
        self.code = code
        self.position = position
