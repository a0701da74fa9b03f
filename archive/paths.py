"""Paths of the files of a data folder, and the word lists that the package ships."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from archive.database_address import ArchiveLocation, DatabaseAddress, address_of_environment

#: The environment variable that names the data folder.
HOME_VARIABLE = "SIJILL_HOME"
#: The data folder where neither `--home` nor the variable names one.
DEFAULT_HOME = Path("sijill-data")


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The paths of one data folder; none of them need exist."""

    home: Path
    database: DatabaseAddress | None = None
    """The PostgreSQL database that keeps the articles; None where a file of the folder does."""

    @property
    def archive(self) -> ArchiveLocation:
        """Return where the articles are: the database, or the path of the folder's SQLite file."""
        return self.database or self.archive_db

    @property
    def archive_db(self) -> Path:
        """Return the path of the store's SQLite file; its `-wal` and `-shm` files stand beside it."""
        return self.home / "archive.db"

    @property
    def originals(self) -> Path:
        """Return the folder of original bytes, stored by content hash."""
        return self.home / "originals"

    @property
    def index(self) -> Path:
        """Return the folder of the index's generations and the pointer to the current one."""
        return self.home / "index"

    @property
    def quarantine(self) -> Path:
        """Return the folder of rejected inputs, each with the reason beside it."""
        return self.home / "quarantine"

    @property
    def duplicates(self) -> Path:
        """Return the path of the near-duplicate database, which can be deleted and worked out again."""
        return self.home / "duplicates.db"

    @property
    def copies(self) -> Path:
        """Return the path of the near-duplicate groups as JSON, as readers look them up."""
        return self.home / "copies.json"

    @property
    def vectors(self) -> Path:
        """Return the folder of the texts' vectors, a folder a model; it can be deleted and made again."""
        return self.home / "vectors"

    @property
    def sources_db(self) -> Path:
        """Return the path of the SQLite file of the sources that are followed."""
        return self.home / "sources.db"

    @property
    def alerts_db(self) -> Path:
        """Return the path of the SQLite file of the searches that are followed."""
        return self.home / "alerts.db"

    @property
    def captures(self) -> Path:
        """Return the folder of the web archives that polls brought, which `sijill add` reads too."""
        return self.home / "originals" / "warc"

    @property
    def lexicon(self) -> Path:
        """Return the folder of the owner's additions to the lexicon."""
        return self.home / "lexicon"


def data_folder(home: Path | str | None = None, environment: Mapping[str, str] = os.environ) -> DataFolder:
    """Return the data folder that `home` (`--home`) names, else `SIJILL_HOME`, else `./sijill-data`.

    Its articles are in the database that `SIJILL_DATABASE` names, if it does; ArchiveError if wrongly.
    """
    chosen = home or environment.get(HOME_VARIABLE) or DEFAULT_HOME
    return DataFolder(Path(chosen).expanduser(), address_of_environment(environment))


#: Where the lists that the package ships stand.
SHIPPED = Path(__file__).parent / "lexicon" / "data"


def shipped_text(name: str) -> str:
    """Read a word list that the package ships: its whole text, decoded from UTF-8."""
    return (SHIPPED / name).read_text(encoding="utf-8")
