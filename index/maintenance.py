"""Maintenance of the index, in the data folder or in the cluster that the environment names."""

from __future__ import annotations

import os
from dataclasses import dataclass

from archive.database_address import ArchiveLocation
from archive.paths import DataFolder
from index.errors import IndexingError
from index.generations.folder import Generations
from index.generations.manifest import Fingerprint
from index.generations.names_file import load_lexica
from index.opensearch.connection import ENGINE, Address, Cluster, required_address
from index.opensearch.state import cluster_fingerprint, read_state
from index.opensearch.writer import building, verification
from index.writer import rebuild as arrays_rebuild
from index.writer import update as arrays_update
from index.writer import verify as arrays_verify
from index.writer.fingerprint import fingerprint
from index.writer.rebuild import Plan, Report, silent
from index.writer.status import differences
from index.writer.verify_articles import Finding


@dataclass(frozen=True, slots=True)
class LiveIndex:
    """The state of the live index: its number, its articles, and up to which change of the archive."""

    number: int
    articles: int
    sequence: int
    fingerprint: Fingerprint


def engine_address() -> Address | None:
    """Return the cluster that the environment names, None without one; IndexingError for a wrong name."""
    return required_address() if os.environ.get(ENGINE, "").strip() else None


def rebuild(folder: DataFolder, plan: Plan | None = None, report: Report = silent) -> LiveIndex:
    """Build the index anew from the archive and switch to it."""
    address = engine_address()
    if address is None:
        built = arrays_rebuild.rebuild(folder, plan, report)
        return LiveIndex(built.number, built.articles, built.sequence, built.fingerprint)
    state = building.rebuild(folder, address, plan, report)
    return LiveIndex(state.number, state.articles, state.sequence, state.fingerprint)


def update(folder: DataFolder, plan: Plan | None = None, report: Report = silent) -> LiveIndex:
    """Bring the index up to the archive."""
    address = engine_address()
    if address is None:
        built = arrays_update.update(folder, plan, report)
        return LiveIndex(built.number, built.articles, built.sequence, built.fingerprint)
    state = building.update(folder, address, plan, report)
    return LiveIndex(state.number, state.articles, state.sequence, state.fingerprint)


def verify(folder: DataFolder, archive: ArchiveLocation | None = None) -> tuple[Finding, ...]:
    """Return everything wrong with the live index."""
    try:
        address = engine_address()
    except IndexingError as error:
        return (Finding(error.what, error.remedy),)
    if address is None:
        return arrays_verify.verify(folder.index, archive)
    return verification.verify(address, archive)


def live_index(folder: DataFolder) -> LiveIndex:
    """Return what answers now; NoGeneration if nothing was ever built."""
    address = engine_address()
    if address is None:
        built = Generations(folder.index).manifest()
        return LiveIndex(built.number, built.articles, built.sequence, built.fingerprint)
    cluster = Cluster(address)
    try:
        state = read_state(cluster)
    finally:
        cluster.close()
    return LiveIndex(state.number, state.articles, state.sequence, state.fingerprint)


def staleness(live: LiveIndex, folder: DataFolder, sequence: int) -> tuple[str, ...]:
    """Return what changed since the index was built: `archive`, `analysis`, `lexicon`, `schema`."""
    lexica = load_lexica(folder.lexicon)
    now = fingerprint(lexica) if engine_address() is None else cluster_fingerprint(lexica)
    return differences(live, now, sequence)
