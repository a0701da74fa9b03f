"""The store of vectors: one row of 8-bit numbers a passage, made once for each text and model.

    vectors/MODEL/texts.db     which text has which rows, and which article has which text
    vectors/MODEL/rows.i8      the rows, only ever appended to
    vectors/MODEL/published    what readers map: the articles with their rows

A row is written and forced to disk before the database tells of it, so that whatever was cut short is only
made again. A row's largest number is 127; what was lost with its length does not matter to a cosine. Every
text has the checksum of its rows, every article that of what is noted of it.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from archive.files import scratch_folder, sync
from index.errors import NoMeaning, WriterBusy
from index.meaning.checksums import article_checksum, failing_articles, failing_texts, text_checksum
from index.meaning.passages import SCHEME
from index.meaning.rows import damaged, mapped, quantized
from index.segment.array_file import Array

DATABASE, ROWS, PUBLISHED = "texts.db", "rows.i8", "published"
#: Raised when the files' form changes; a store of another version is refused.
VERSION = 1
#: What mends rows and notes that are not as they were written.
AGAIN = "Run `sijill embed`, which makes them anew"
_TABLES = """
    CREATE TABLE texts (
        digest TEXT PRIMARY KEY, first INTEGER NOT NULL, passages INTEGER NOT NULL, checksum INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE articles (
        id TEXT PRIMARY KEY, digest TEXT NOT NULL, noted INTEGER NOT NULL, checksum INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Text:
    """A text to keep: its article, its digest, and the vectors of its passages (float32)."""

    article: str
    digest: str
    vectors: Array


class VectorStore:
    """The vectors of one model, open for one writer."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self._connection = connection
        self._rows = int(self._scalar("SELECT COALESCE(MAX(first + passages), 0) FROM texts") or 0)
        self.mended = 0
        """Texts and articles that were forgotten since they were not as they were written."""

    @classmethod
    @contextmanager
    def open(cls, folder: Path, model: str = "", *, mend: bool = False) -> Iterator[VectorStore]:
        """Open a model's store, made if there is none; WriterBusy while another process writes it.

        `model` names the model of a new store. Texts and articles that are not as they were written raise
        DamagedVectors, or with `mend` are forgotten, so that they are made anew.
        """
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            what = f"another process is writing vectors in {folder}"
            raise WriterBusy(what, remedy="Wait for it, or end it; nothing that it made is lost") from None
        with lock, closing(sqlite3.connect(folder / DATABASE, timeout=60)) as connection:
            try:
                _prepare(connection, model)
                store = cls(folder, connection)
                store.drop_loose_rows()
                if mend:
                    store.forget_damaged()
                else:
                    store.require_sound()
                yield store
            except sqlite3.OperationalError as error:  # a full disk, a missing right
                what = f"the vectors in {folder} cannot be written: {error}"
                remedy = "Make room there, then run `sijill embed` again; nothing that was made is lost"
                raise NoMeaning(what, remedy=remedy) from error
            except sqlite3.DatabaseError as error:
                raise damaged(folder, str(error)) from error

    @property
    def rows(self) -> int:
        """Return how many rows the database tells of."""
        return self._rows

    @property
    def model(self) -> str:
        """Return the name of the model."""
        return str(json.loads(self._meta("about") or "{}").get("model", ""))

    @property
    def dimension(self) -> int:
        """Return the numbers of a row; 0 before the first."""
        return int(self._meta("dimension") or 0)

    @property
    def sequence(self) -> int:
        """Return the archive's change up to which every article has its vectors; 0 before that."""
        return int(self._meta("sequence") or 0)

    def knows(self, digests: Sequence[str]) -> set[str]:
        """Return those of some texts' digests that have vectors."""
        return {
            digest
            for digest in digests
            if self._scalar("SELECT 1 FROM texts WHERE digest = ?", digest) is not None
        }

    def keep(self, texts: Sequence[Text], noted: int) -> None:
        """Append the vectors of texts, each once, and note them; all of them are on disk on return."""
        new = list({text.digest: text for text in texts}.values())
        matrix = np.concatenate([text.vectors for text in new]) if new else np.zeros((0, 1), np.float32)
        self._require_dimension(matrix)
        rows = quantized(matrix)
        with (self.folder / ROWS).open("ab") as file:
            file.write(rows.tobytes())
            file.flush()
            os.fsync(file.fileno())
        with self._connection:
            start = self._rows
            for text in new:
                first, count = self._rows, len(text.vectors)
                held = rows[first - start : first - start + count].tobytes()
                values = (text.digest, first, count, text_checksum(text.digest, first, held))
                self._connection.execute("INSERT INTO texts VALUES (?, ?, ?, ?)", values)
                self._rows += count
            self._note([(text.article, text.digest) for text in texts], noted)

    def note(self, articles: Sequence[tuple[str, str]], without: Sequence[str], noted: int) -> None:
        """Note which articles have which texts, by id and digest, and which ids have none now.

        `noted` is the archive's change of which this is true.
        """
        with self._connection:
            self._note(articles, noted)
            self._connection.executemany("DELETE FROM articles WHERE id = ?", [(id_,) for id_ in without])

    def finish(self, sequence: int) -> None:
        """Note that every article up to this change of the archive has its vectors."""
        with self._connection:
            self._put("sequence", str(sequence))

    def forget_articles(self) -> None:
        """Forget which articles there are, since the archive is another; the texts' vectors stay."""
        with self._connection:
            self._connection.execute("DELETE FROM articles")
            self._put("sequence", "0")

    def articles(self) -> Iterator[tuple[str, int, int, int]]:
        """Yield each article's id, first row, number of rows, and the archive's change it was noted at."""
        yield from self._connection.execute(
            "SELECT id, first, passages, noted FROM articles JOIN texts USING (digest) ORDER BY id"
        )

    def texts(self) -> Iterator[tuple[str, int, int]]:
        """Yield each text's digest, first row and number of rows, in the order of the digests."""
        yield from self._connection.execute("SELECT digest, first, passages FROM texts ORDER BY digest")

    def adopt(self, rows: Path, texts: Sequence[tuple[str, int, int]], dimension: int) -> None:
        """Take over the rows of a file and the texts that have them, in a store that holds none."""
        with scratch_folder(self.folder) as scratch:
            draft = scratch / ROWS
            shutil.copyfile(rows, draft)
            sync(draft)
            draft.replace(self.folder / ROWS)
        held = mapped(
            self.folder / ROWS, max((first + count for _, first, count in texts), default=0), dimension
        )
        with self._connection:
            self._connection.executemany(
                "INSERT INTO texts VALUES (?, ?, ?, ?)",
                [
                    (
                        digest,
                        first,
                        count,
                        text_checksum(digest, first, held[first : first + count].tobytes()),
                    )
                    for digest, first, count in texts
                ],
            )
            self._put("dimension", str(dimension))
        self._rows = max((first + count for _, first, count in texts), default=0)
        self.drop_loose_rows()

    def drop_loose_rows(self) -> None:
        """Cut off rows that the database does not tell of; DamagedVectors if rows lack that it tells of."""
        path, size = self.folder / ROWS, self._rows * self.dimension
        held = path.stat().st_size if path.exists() else 0
        if held < size:
            raise damaged(self.folder, f"{path.name} has {held:,} bytes where {size:,} were written")
        if held > size:
            with path.open("r+b") as file:
                file.truncate(size)
            sync(path)

    def forget_damaged(self) -> None:
        """Forget what is not as it was written, so that it is made, or noted, anew."""
        texts, articles = self._damaged()
        if not texts and not articles:
            return
        with self._connection:
            self._connection.executemany("DELETE FROM texts WHERE digest = ?", [(one,) for one in texts])
            self._connection.execute("DELETE FROM articles")
            self._put("sequence", "0")
        self.mended = len(texts) + len(articles)

    def require_sound(self) -> None:
        """Raise DamagedVectors if a text or an article is not as it was written."""
        texts, articles = self._damaged()
        if texts or articles:
            what = f"what {len(texts):,} texts and {len(articles):,} articles have is not as it was written"
            raise damaged(self.folder, what, AGAIN)

    def _damaged(self) -> tuple[list[str], list[str]]:
        """Return the digests of the texts and the ids of the articles that fail their checksums."""
        rows = mapped(self.folder / ROWS, self._rows, self.dimension)
        return failing_texts(self._connection, rows), failing_articles(self._connection)

    def _require_dimension(self, matrix: Array) -> None:
        if not len(matrix):
            return
        if not self.dimension:
            with self._connection:
                self._put("dimension", str(matrix.shape[1]))
        if matrix.shape[1] != self.dimension:
            what = f"the model gives {matrix.shape[1]} numbers a text where it gave {self.dimension} before"
            remedy = f"Set its name, or delete {self.folder} to make all vectors anew"
            raise NoMeaning(what, remedy=remedy)

    def _note(self, articles: Sequence[tuple[str, str]], noted: int) -> None:
        rows = [(id_, digest, noted, article_checksum(id_, digest, noted)) for id_, digest in articles]
        self._connection.executemany("INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?)", rows)

    def _put(self, key: str, value: str) -> None:
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def _meta(self, key: str) -> str | None:
        found = self._scalar("SELECT value FROM meta WHERE key = ?", key)
        return None if found is None else str(found)

    def _scalar(self, query: str, *values: object) -> Any:
        row = self._connection.execute(query, values).fetchone()
        return None if row is None else row[0]


def check_vectors(folder: Path) -> None:
    """Raise DamagedVectors if a model's vectors, in `folder`, are not as they were written; writers go on."""
    uri = f"{(folder / DATABASE).resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=60)) as connection:
            connection.execute("BEGIN")
            store = VectorStore(folder, connection)
            held = (folder / ROWS).stat().st_size if store.rows else 0
            if held < store.rows * store.dimension:
                raise damaged(folder, f"{ROWS} has {held:,} bytes, fewer than were written")
            store.require_sound()
    except (sqlite3.Error, OSError, ValueError, TypeError) as error:
        raise damaged(folder, str(error)) from error


def _prepare(connection: sqlite3.Connection, model: str) -> None:
    """Make the tables of a new store; DamagedVectors for one of another version."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
        with connection:
            about = json.dumps({"model": model, "scheme": SCHEME})
            connection.execute("INSERT INTO meta VALUES ('about', ?)", (about,))
    elif version != VERSION:
        raise sqlite3.DatabaseError("it is of another version")
