"""PostgreSQL's errors as ArchiveErrors: what happened, where, and how to mend it.

Codes are those of SQLSTATE. The password is in none of the server's messages, nor in ours.
"""

from __future__ import annotations

import psycopg

from archive.database_address import DATABASE, PASSWORD_FILE, DatabaseAddress
from archive.errors import ArchiveBusy, ArchiveError, ArchiveUnwritable, DamagedArchive, DatabaseSilent

#: Codes for which the same command may be told another thing a moment later.
_STARTING = frozenset({"57P01", "57P02", "57P03"})
_BUSY = frozenset({"55P03", "40001", "40P01"})
_DAMAGED = ("XX001", "XX002")
_AGAIN = "then run the command again"


def in_words(error: psycopg.Error, address: DatabaseAddress) -> ArchiveError:
    """Return the ArchiveError for what PostgreSQL or its client reported, with the fitting remedy."""
    code, said = error.sqlstate or "", _first_line(error)
    if code in _BUSY:
        what = f"another process is writing the archive in {address}"
        return ArchiveBusy(what, remedy=f"Wait until it ends, {_AGAIN}")
    if code == "53300":
        what = f"{address} has no connection left: {said}"
        return ArchiveBusy(what, remedy="Raise max_connections of the server, or run fewer processes")
    if code.startswith("53") or code == "58030":
        what = f"{address} could not be written: {said}; nothing that was stored is lost"
        return ArchiveUnwritable(what, remedy=f"Make room on the server's disk, {_AGAIN}")
    if code.startswith(_DAMAGED):
        what = f"the database {address} is damaged: {said}"
        remedy = "Restore its last backup; or load the last dump into a new database: sijill load DUMP"
        return DamagedArchive(what, remedy=remedy)
    if code in _STARTING or not code:
        return _without_answer(address, said)
    return _refused(code, said, address)


def _without_answer(address: DatabaseAddress, said: str) -> ArchiveError:
    """Tell of a server that does not answer, or answers that it lets nobody in."""
    if found := _insecure(said):
        return ArchiveUnwritable(f"no secure connection to {address}: {said}", remedy=found)
    if "password" in said or "authentication" in said or "pg_hba.conf" in said:
        return _not_let_in(address, said)
    if "does not exist" in said:
        return _missing(address, said)
    what = f"the database {address} does not answer: {said}; nothing that was acknowledged is lost"
    return DatabaseSilent(what, remedy=f"See that its server runs and that {DATABASE} names it, {_AGAIN}")


def _insecure(said: str) -> str | None:
    """Return the remedy where the trouble is with TLS; None where it is another."""
    lower = said.lower()
    if "root certificate file" in lower or "certificate verify failed" in lower:
        return f"Name the file of the server's authority in {DATABASE}: ?sslmode=verify-full&sslrootcert=FILE"
    if "does not match host name" in lower:
        return f"Name the server in {DATABASE} as its certificate does"
    if "does not support ssl" in lower:
        return "Switch TLS on at the server (ssl = on); on a network of its own, leave sslmode away"
    if "no encryption" in lower or "ssl off" in lower:
        return f"The server wants TLS: ?sslmode=verify-full&sslrootcert=FILE in {DATABASE}"
    if "sslmode" in lower:
        return "sslmode is one of disable, allow, prefer, require, verify-ca, verify-full"
    return None


def _refused(code: str, said: str, address: DatabaseAddress) -> ArchiveError:
    if code.startswith("28"):
        return _not_let_in(address, said)
    if code == "3F000":
        remedy = "Make it, as the database's owner: CREATE SCHEMA name AUTHORIZATION user"
        return ArchiveError(f"there is no such schema at {address}: {said}", remedy=remedy)
    if code == "3D000":
        return _missing(address, said)
    if code == "42501":
        what = f"{address} gives this user no right to do so: {said}"
        remedy = "As the database's owner: GRANT ALL ON SCHEMA public TO user, or make the user the owner"
        return ArchiveUnwritable(what, remedy=remedy)
    if code == "25006":
        what = f"{address} can only be read (readonly): {said}"
        return ArchiveUnwritable(what, remedy="Name the first server of a replicated pair, not its copy")
    return ArchiveError(f"{address} refused a statement: {said} (SQLSTATE {code})")


def _not_let_in(address: DatabaseAddress, said: str) -> ArchiveError:
    remedy = f"Give the right user in {DATABASE} and the password in {PASSWORD_FILE}, and see pg_hba.conf"
    return ArchiveUnwritable(f"{address} does not let this user in: {said}", remedy=remedy)


def _missing(address: DatabaseAddress, said: str) -> ArchiveError:
    remedy = "Make it: createdb --owner USER --encoding UTF8 --template template0 NAME"
    return ArchiveError(f"there is no such database at {address}: {said}", remedy=remedy)


def _first_line(error: psycopg.Error) -> str:
    """Return the server's own words on one line, without what it quotes of a statement."""
    said = (error.diag.message_primary if error.diag else None) or str(error).strip().partition("\n")[0]
    return said.rstrip(".") or type(error).__name__
