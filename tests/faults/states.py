"""What an archive holds, and whether a fault has lost or invented anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.dedup.published import Copies
from archive.files import SCRATCH
from archive.model.serialize import canonical_json, to_record
from archive.paths import DataFolder
from archive.store.damage.checks import check_archive
from archive.store.moments import CURRENT, revision_of
from archive.store.records import read_record
from archive.store.writer import Store
from index.writer.verify import verify
from tests.faults.vectors import vector_troubles

State = dict[str, str]


def state_of(folder: DataFolder) -> State:
    """Of each article what it says and whether it is withdrawn; empty without an archive."""
    if not folder.archive_db.exists():
        return {}
    with Store.open_reader(folder.archive_db) as store, store.connection() as connection:
        rows = connection.execute(CURRENT).mappings().all()
        stored = {
            row["id"]: f"{row['withdrawn']} {canonical_json(to_record(read_record(revision_of(row))))}"
            for row in rows
        }
        corrected = {id_: store.corrections(id_) for id_ in stored}
    return {
        id_: f"{said} {[(c.field, c.value, c.undone) for c in corrected[id_]]}"
        for id_, said in stored.items()
    }


def shown_of(folder: DataFolder) -> State:
    """Of each article all that is shown of it: its state, its history with its moments, and its copies."""
    copies, state = Copies(folder.copies), state_of(folder)
    with Store.open_reader(folder.archive_db) as store:
        return {id_: f"{said} {store.history(id_)} {copies.of(id_)}" for id_, said in state.items()}


@dataclass(frozen=True, slots=True)
class Expected:
    """What an archive may hold after a command that was cut short: of each article one of two states."""

    before: State
    after: State

    def wrongs(self, folder: DataFolder, *, done: bool) -> Iterator[str]:
        """What is lost, half done or invented; `done` once the command said that it had ended."""
        now = state_of(folder)
        for id_ in self.before.keys() | self.after.keys() | now.keys():
            allowed = {_undated(self.after.get(id_, ""))}
            if not done:
                allowed.add(_undated(self.before.get(id_, "")))
            if _undated(now.get(id_, "")) not in allowed:
                yield f"{id_} is {'lost' if id_ not in now else 'in neither state'}"


def _undated(state: str) -> str:
    """A state without the moments in it, which differ from run to run."""
    head, mark, corrections = state.rpartition(" [")
    return f"{head}{mark}{corrections.count('None')} {corrections.count('Z')}" if mark else state


def troubles(folder: DataFolder) -> Iterator[str]:
    """Whatever doctor and verify call wrong, an index that was never built apart."""
    if folder.archive_db.exists():
        yield from (finding.what for finding in check_archive(folder) if finding.serious)
        yield from vector_troubles(folder)
    if (folder.index / "CURRENT").exists():
        yield from (finding.what for finding in verify(folder.index, folder.archive_db))


def leftovers(*places: Path) -> Iterator[str]:
    """What killed commands left and the next one should have cleared up."""
    for place in places:
        yield from (str(path) for path in place.rglob(f"{SCRATCH}*"))
        generations = sorted(place.glob("index/generation-*"))
        if len(generations) > 2:
            yield f"{len(generations)} generations in {place / 'index'}"
