"""The archive's errors: each message says what, where, and how to mend it."""

from __future__ import annotations


class ArchiveError(Exception):
    """Anything the archive refuses, with the remedy in words."""

    def __init__(self, what: str, *, remedy: str = "") -> None:
        super().__init__(f"{what}. {remedy}" if remedy else what)
        self.what = what
        self.remedy = remedy


class NoArchive(ArchiveError):
    """There is no archive in this data folder."""


class ArchiveTooOld(ArchiveError):
    """The archive was written by an older version and must be migrated by a writer."""


class ArchiveTooNew(ArchiveError):
    """The archive was written by a newer version than this."""


class NoSuchArticle(ArchiveError):
    """No article has this id."""


class IdentityConflict(ArchiveError):
    """Two inputs claim one id with different URLs."""


class BadCorrection(ArchiveError):
    """A correction names a field or a value that there is not."""


class Undecodable(ArchiveError):
    """Bytes that are text in no encoding we know, or not in the one that was given."""


#: What to do about a damaged archive.
REPAIR = "sijill repair saves what can be read of it; or load the last dump: sijill load DUMP --home NEW"


class DamagedArchive(ArchiveError):
    """The archive's file is damaged where it was read."""


class ArchiveBusy(ArchiveError):
    """Another process has been writing the archive for longer than one waits."""


class Overtaken(ArchiveError):
    """Another process wrote articles of these ids or places after they were looked up."""


class ArchiveUnwritable(ArchiveError):
    """The archive's file cannot be written: the disk is full, or it may not be."""


class DatabaseSilent(ArchiveError):
    """The server of the archive's database does not answer, or went away."""


class WorkerKilled(ArchiveError):
    """A process that assembles articles died."""
