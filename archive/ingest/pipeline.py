"""Intake: the way in. Files become drafts, drafts articles, and articles go into the store in batches.

Every batch is one transaction, with its originals written before it: killed at any moment, the archive
is whole, and adding the same inputs again takes in the rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Self

from archive.errors import Overtaken
from archive.ingest.assemble import Item
from archive.ingest.discover import place_of, read_inputs
from archive.ingest.ids import IdResolver, with_id
from archive.ingest.pool import Assembler
from archive.model.article import Article
from archive.model.identity import safe_id
from archive.paths import DataFolder
from archive.readers.base import Options, Rejected, Source
from archive.store.originals import Originals
from archive.store.quarantine import Quarantine
from archive.store.reading_rules import note_rules_of_today
from archive.store.revisions import Change
from archive.store.writer import Store

#: What ids have that were made here of what an input says: a source before them, or a hash behind.
_MADE = re.compile(r"~|-[0-9a-f]{12}$")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one input: stored (and how) or rejected (and why)."""

    source: Source
    kind: str
    """`new`, `changed`, `same` or `rejected`."""
    article: Article | None = None
    rejected: Rejected | None = None
    notices: tuple[str, ...] = ()
    """A note for the user: the article is withdrawn, or another one has its address."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of an intake: how many inputs were new, changed, same and rejected."""

    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    """For each code of rejection, how many."""

    def plus(self, outcome: Outcome) -> Self:
        """Return this summary with one more outcome counted."""
        reasons = self.reasons
        if outcome.rejected is not None:
            code = outcome.rejected.code
            reasons = {**reasons, code: reasons.get(code, 0) + 1}
        return replace(self, reasons=reasons, **{outcome.kind: getattr(self, outcome.kind) + 1})

    @property
    def total(self) -> int:
        """Return the number of all inputs, rejected ones included."""
        return self.new + self.changed + self.same + self.rejected

    @property
    def exit_code(self) -> int:
        """Return the exit code of the process: 0 if everything was taken in, 1 if inputs were rejected."""
        return 1 if self.rejected else 0


class Intake:
    """An intake of inputs into one archive."""

    def __init__(self, store: Store, folder: DataFolder, *, today: date, workers: int = 1) -> None:
        self._store = store
        self._home = folder.home
        self._originals = Originals(folder.originals)
        self._quarantine = Quarantine(folder.quarantine)
        self._assembler = Assembler(folder.lexicon, today, workers)

    def run(
        self,
        paths: Sequence[Path],
        options: Options | None = None,
        *,
        dry_run: bool = False,
        only: frozenset[str] | None = None,
        choose: Callable[[Item], Item | None] | None = None,
    ) -> Iterator[Outcome]:
        """Take the inputs in, one outcome each, in their order; `only` the articles with these ids.

        `choose` sees each item before it is assembled: it returns the item, another one in its place, or None
        to pass it over. A dry run reads and judges everything and writes nothing.
        """
        inputs = read_inputs(paths, options or Options(), apart=self._home)
        if choose is not None:
            inputs = (item for item in map(choose, inputs) if item is not None)
        drafts = _chosen(inputs, only)
        if not dry_run and self._store.sequence == 0:
            note_rules_of_today(self._store)
        run = None if dry_run else self._store.begin_run([str(path) for path in paths])
        summary = Summary()
        ids = IdResolver(self._store)
        for items, assembled in self._assembler.run(drafts):
            for outcome in self._settle_and_take(ids, items, assembled, only, dry_run=dry_run):
                summary = summary.plus(outcome)
                yield outcome
            ids.end_chunk(stored=not dry_run)
        if run is not None:
            counts = {kind: getattr(summary, kind) for kind in ("new", "changed", "same", "rejected")}
            self._store.end_run(run, **counts)

    def _settle_and_take(
        self,
        ids: IdResolver,
        items: Sequence[Item],
        assembled: Sequence[Article | Rejected],
        only: frozenset[str] | None,
        *,
        dry_run: bool,
    ) -> list[Outcome]:
        """Give a chunk's articles their ids and store them; anew where another process took one meanwhile.

        Else two files that count from 1, added at once, would be taken for revisions of one another.
        """
        while True:
            since = self._store.sequence
            results = ids.settle(items, assembled)
            try:
                return self._take(items, results, only, since=None if dry_run else since)
            except Overtaken:
                ids.forget_chunk()

    def _take(
        self,
        items: Sequence[Item],
        results: Sequence[Article | Rejected],
        only: frozenset[str] | None,
        *,
        since: int | None,
    ) -> list[Outcome]:
        """Store a chunk's articles in one transaction, quarantine its rejects; None for `since` only judges.

        Overtaken where another process took one of their ids after the change `since`.
        """
        dry_run = since is None
        pairs = [
            (item, self._placed(item, result))
            for item, result in zip(items, results, strict=True)
            if only is None or isinstance(result, Rejected) or result.id in only
        ]
        articles = [(item, result) for item, result in pairs if isinstance(result, Article)]
        if not dry_run:
            self._originals.put_all(item.original for item, _ in articles)
        places = [_place(item) for item, _ in articles]
        chosen = [article for _, article in articles]
        changes = iter(
            self._store.judge(chosen, places) if dry_run else self._store.add_all(chosen, places, since=since)
        )
        outcomes = [_outcome(item, result, changes) for item, result in pairs]
        if not dry_run:
            self._keep_rejects(pairs, outcomes)
        return outcomes

    def _placed(self, item: Item, result: Article | Rejected) -> Article | Rejected:
        """Return the article under the id of the whole file read before from its place, if there is one."""
        place = _place(item)
        if place is None or isinstance(result, Rejected):
            return result
        known = self._store.find_place(place)
        return result if known is None else with_id(result, known)

    def _keep_rejects(self, pairs: Sequence[tuple[Item, object]], outcomes: Sequence[Outcome]) -> None:
        rejects = [outcome.rejected for outcome in outcomes if outcome.rejected is not None]
        if rejects:
            self._quarantine.put_all(rejects)
        if self._quarantine.folder.exists():
            for (item, _), outcome in zip(pairs, outcomes, strict=True):
                if outcome.rejected is None:
                    self._quarantine.release(item.source, item.original)


def read_ids(lines: Iterable[str]) -> frozenset[str]:
    """Read ids, one per line, either as plain text or as `{"id": …}`; blank lines are skipped."""
    ids = set()
    for line in lines:
        text = line.strip()
        if text:
            ids.add(safe_id(str(json.loads(text)["id"]) if text.startswith("{") else text))
    return frozenset(ids)


def _chosen(items: Iterator[Item], only: frozenset[str] | None) -> Iterator[Item]:
    """Yield the items that may have a wanted id; those that state another are skipped without work."""
    # An id that a source was put before, or that is a hash, tells little of what the input says.
    is_plain = only is not None and not any(_MADE.search(id_) for id_ in only)
    for item in items:
        named = item.id if isinstance(item, Rejected) else item.fields.get("id", "").strip()
        if not is_plain or only is None or not named or safe_id(named) in only:
            yield item


def _place(item: Item) -> str | None:
    """Return the place key of a whole file whose articles have neither id nor address."""
    if isinstance(item, Rejected) or item.source.record is not None:
        return None
    named = item.fields.get("id") or item.fields.get("url")
    return None if named else place_of(item.source)


def _outcome(item: Item, result: Article | Rejected, changes: Iterator[Change]) -> Outcome:
    if isinstance(result, Rejected):
        return Outcome(result.source, "rejected", rejected=result)
    change = next(changes)
    if change.kind == "conflict":
        return Outcome(item.source, "rejected", rejected=_conflict(item, result, change))
    return Outcome(item.source, change.kind, result, notices=tuple(_notices(change)))


def _notices(change: Change) -> Iterator[str]:
    if change.withdrawn:
        yield f"{change.id} is withdrawn and stays so; sijill restore {change.id} brings it back"
    if change.twin is not None and change.kind != "same":
        yield f"{change.id} has the same web address as {change.twin}"


def _conflict(item: Item, article: Article, change: Change) -> Rejected:
    return Rejected(
        item.source,
        "id_conflict",
        f"the id {article.id} belongs to an article with another URL ({change.address})",
        "Give one of the two another id; sijill history shows what the archive holds",
        item.original,
        article.id,
    )
