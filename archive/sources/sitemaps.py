"""A sitemap and those within it, as one poll asks for them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping

from archive.sources.followed import FollowedSource
from archive.sources.listings import MOST_SITEMAPS, Listed, Sitemap, matcher, read_sitemap
from archive.sources.network import Fetched, FetchFailed
from archive.sources.poll_log import Found
from archive.sources.problems import Problem, Troubled, status_problem

Fetch = Callable[[str], Fetched]


def read_sitemaps(
    source: FollowedSource, data: bytes, found: Found, known: Mapping[str, str], fetch: Fetch
) -> None:
    """Read the articles of a sitemap and of those within it that fit pattern and first day into `found`.

    `known` gives the versions of what the source named before. An index stays as it is while its sitemaps
    change, so it is always asked for whole; those of its sitemaps that give the day of their last change are
    asked again when it is another one. One that cannot be read costs the others nothing.
    """
    sitemap = read_sitemap(data)
    articles = list(sitemap.articles)
    if sitemap.sitemaps:
        found.etag = found.modified = found.digest = ""
        articles += _read_parts(source, sitemap.sitemaps, found, known, fetch)
    fits = matcher(source.pattern) if source.pattern else lambda _: True
    found.wanted = [one for one in articles if fits(one.address) and not (one.day and one.day < source.since)]
    found.listed += found.wanted


def _read_parts(
    source: FollowedSource,
    named: list[tuple[str, str]],
    found: Found,
    known: Mapping[str, str],
    fetch: Fetch,
) -> list[Listed]:
    """Return the articles of the sitemaps that an index names, and of indexes within it."""
    articles: list[Listed] = []
    failed: list[Problem] = []
    waiting, asked = deque(named), set[str]()
    while waiting:
        address, day = waiting.popleft()
        key = f"sitemap {address}"
        is_old = source.since and day and day[:10] < source.since
        if address in asked or is_old or (day and known.get(key) == day):
            continue
        if len(asked) == MOST_SITEMAPS:
            found.problem = Problem("parts_left", {"count": MOST_SITEMAPS})
            break
        asked.add(address)
        try:
            part = _read_part(address, fetch)
        except Troubled as error:
            failed.append(error.problem)
            continue
        articles += part.articles
        waiting.extend(part.sitemaps)
        if not part.sitemaps:
            found.listed.append(Listed(key, address, day))
    if failed and len(failed) == len(asked):
        raise FetchFailed("parts_failed", count=len(failed), why=failed[0])
    if failed:
        found.problem = Problem("parts_failed", {"count": len(failed), "why": failed[0]})
    return articles


def _read_part(address: str, fetch: Fetch) -> Sitemap:
    answer = fetch(address)
    if answer.status != 200:
        raise FetchFailed("page", address=address, why=status_problem(answer.status, answer.reason))
    return read_sitemap(answer.body)
