"""A probe of an address: the kind of source that it is, and what it names now. Nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from archive.errors import ArchiveError
from archive.small_database import SmallDatabase
from archive.sources.clock import Clock
from archive.sources.followed import WEB_KINDS, FollowedSource, SourceKind
from archive.sources.frontier import Frontier
from archive.sources.listings import (
    Listed,
    Unreadable,
    feeds_of_page,
    matcher,
    read_feed,
    read_links,
    read_sitemap,
)
from archive.sources.network import Client, Fetched, FetchFailed
from archive.sources.problems import status_problem


@dataclass(frozen=True, slots=True)
class Probed:
    """Tells what a source was found to be."""

    source: FollowedSource
    """With its kind, and the address of the feed where a page named one."""
    named: tuple[str, ...]
    """The addresses that it names now, or the titles where it gives no addresses."""
    said: str = ""
    """Notes for its owner."""


class Prober:
    """Looks at addresses with the courtesy of any request."""

    def __init__(self, database: SmallDatabase, clock: Clock) -> None:
        self._frontier = Frontier(database, clock)

    def recognise(self, source: FollowedSource) -> Probed:
        """Find out which kind of source an address of the web is; ArchiveError in words if it is none."""
        answer = self._answer(source, source.address)
        data = answer.body
        if source.pattern:
            return self._as(SourceKind.LISTING, source, answer)
        for kind in (SourceKind.FEED, SourceKind.SITEMAP):
            try:
                return self._as(kind, source, answer)
            except Unreadable:
                continue
        feeds = feeds_of_page(data, answer.address)
        if feeds:
            feed = replace(source, address=feeds[0])
            others = f"; it names others too: {', '.join(feeds[1:])}" if feeds[1:] else ""
            found = self._as(SourceKind.FEED, feed, self._answer(feed, feeds[0]))
            return replace(found, said=f"the page {source.address} names this feed{others}")
        return self._as(SourceKind.PAGE, source, answer)

    def check(self, source: FollowedSource) -> Probed:
        """Say what a source names now; ArchiveError in words where it does not answer as it should."""
        if source.kind not in WEB_KINDS:
            if source.kind is SourceKind.FOLDER and not Path(source.address).is_dir():
                raise ArchiveError(f"there is no folder {source.address}", remedy="Is it mounted?")
            return Probed(source, ())
        return self._as(source.kind, source, self._answer(source, source.address))

    def _answer(self, source: FollowedSource, address: str) -> Fetched:
        client = Client(allow_private=source.private)
        answer: Fetched = self._frontier.ask(client, address, {}, source.delay)
        if answer.status != 200:
            why = status_problem(answer.status, answer.reason)
            raise FetchFailed("page", address=address, why=why)
        return answer

    def _as(self, kind: SourceKind, source: FollowedSource, answer: Fetched) -> Probed:
        found, data = replace(source, kind=kind), answer.body
        said = f"it has moved for good to {answer.address}" if answer.is_moved else ""
        if kind is SourceKind.FEED:
            return Probed(found, _names(read_feed(data, answer.address)), said)
        if kind is SourceKind.LISTING:
            links = read_links(data, answer.address, source.pattern)
            said = said or ("" if links else "no link on it fits the pattern")
            return Probed(found, _names(links), said)
        if kind is SourceKind.SITEMAP:
            sitemap = read_sitemap(data)
            fits = matcher(source.pattern) if source.pattern else lambda _: True
            within = f"it names {len(sitemap.sitemaps)} sitemaps" if sitemap.sitemaps else said
            return Probed(found, _names([one for one in sitemap.articles if fits(one.address)]), within)
        return Probed(found, (answer.address,), said)


def _names(listed: list[Listed]) -> tuple[str, ...]:
    return tuple(one.address or one.key for one in listed)
