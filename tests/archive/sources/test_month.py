"""A month of following: what was served came in, once, and nobody was asked more than is courteous."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from archive.ingest.pipeline import Intake
from archive.paths import DataFolder
from archive.sources.followed import DELAY, FollowedSource, Poll, SourceKind
from archive.sources.worker import Machinery, Worker
from archive.store.writer import Store
from tests.archive.support.builders import summary
from tests.archive.support.news_server import (
    DAY,
    HOUR,
    START,
    Answer,
    NewsServer,
    StoppedClock,
    Story,
    news_server,
    rss,
    sitemap,
    sitemap_index,
)

DAYS = 30
#: Stories that each site publishes a day.
A_DAY = 2


class Site:
    """A newspaper that publishes through its day."""

    def __init__(self, server: NewsServer, first: int) -> None:
        self.server = server
        self.stories = [
            Story(first + number, START + number * DAY / A_DAY + HOUR, server.base)
            for number in range(DAYS * A_DAY - A_DAY)
        ]
        for story in self.stories:
            server.routes[story.path] = lambda story=story: Answer(story.page())

    @property
    def now(self) -> float:
        return self.server.clock.now()

    def published(self) -> list[Story]:
        return [story for story in self.stories if story.published <= self.now]

    def last(self, count: int = 10) -> list[Story]:
        return self.published()[-count:][::-1]


def restless_feed(site: Site) -> Answer:
    """The whole texts, in an encoding that is not the one it names; titles, addresses and repeats change."""
    items = []
    for story in site.last():
        age = site.now - story.published
        later = Story(
            story.number, story.published, story.base, f"{story.title} بالصور" if age > DAY / 2 else ""
        )
        moved = story.number % 7 == 0 and age > DAY / 4
        link = (
            f"{story.base}/moved/{story.number}"
            if moved
            else f"{story.address}?utm_source=h{int(age // HOUR)}"
        )
        items.append(later.item(full=True, link=link))
    body = rss([*items, *items[:2]], built=site.now, charset="windows-1256", declared="utf-8")
    return Answer(body, "application/rss+xml; charset=utf-8")


def listing(site: Site) -> Answer:
    links = "".join(f'<li><a href="{story.path}#top">{story.title}</a></li>' for story in site.last())
    return Answer(f'<html><a href="/about">من نحن</a><a href="/article/secret">سر</a>{links}</html>'.encode())


@pytest.fixture(scope="module")
def month(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[DataFolder, dict[str, Site], list[Poll]]]:
    """Four sites and a folder, followed for a month."""
    clock = StoppedClock()
    folder = DataFolder(tmp_path_factory.mktemp("month") / "home")
    with news_server(clock) as a, news_server(clock) as b, news_server(clock) as c, news_server(clock) as d:
        sites = {
            name: Site(server, 1000 * number)
            for number, (name, server) in enumerate(zip("abcd", (a, b, c, d), strict=True))
        }
        serve(sites)
        own = partial(FollowedSource, private=True, every=12 * HOUR)
        sources = [
            own("a", SourceKind.FEED, f"{a.base}/feed", every=6 * HOUR),
            own("b", SourceKind.FEED, f"{b.base}/feed", every=6 * HOUR, full_text=True),
            own("c", SourceKind.SITEMAP, f"{c.base}/sitemap.xml"),
            own("d", SourceKind.LISTING, f"{d.base}/news", pattern="/article/*"),
            own("gone", SourceKind.FEED, f"{d.base}/gone", every=HOUR),
        ]
        with Store.open(folder.archive_db) as store:
            worker = Worker(folder, store, Machinery(clock, Random(7), nap=DAY))
            for source in sources:
                worker.registry.add(source, clock.now())
            for day in range(1, DAYS + 1):
                worker.work(START + day * DAY)
                worker.close()  # a new process each day
                worker = Worker(folder, store, Machinery(clock, Random(day), nap=DAY))
            yield folder, sites, worker.registry.polls(limit=100_000)
            worker.close()


def serve(sites: dict[str, Site]) -> None:
    """Put what the sites answer in place."""
    a, b, c, d = sites.values()
    a.server.routes["/feed"] = lambda: restless_feed(a)
    b.server.routes["/feed"] = lambda: (
        Answer(b"slow down", status=429, headers={"Retry-After": str(int(6 * HOUR))})
        if 10 * DAY <= b.now - START < 10 * DAY + 5 * HOUR
        else Answer(rss([story.item(full=False) for story in b.last()]), "text/html", has_etag=True)
    )
    late, forbidden = b.stories[3], b.stories[5]
    b.server.routes[late.path] = lambda: (
        Answer(late.page()) if b.now > late.published + DAY / 8 else Answer(b"broken", status=500)
    )
    b.server.routes[forbidden.path] = lambda: Answer(b"no", status=403)
    c.server.routes["/sitemap.xml"] = lambda: Answer(
        sitemap_index([f"{c.server.base}/odd.xml", f"{c.server.base}/even.xml"]), "application/xml"
    )
    for name, rest in (("odd", 1), ("even", 0)):
        c.server.routes[f"/{name}.xml"] = lambda rest=rest: Answer(
            sitemap([story for story in c.last(20) if story.number % 2 == rest]), "application/xml"
        )
    d.server.serve("/robots.txt", "User-agent: *\nDisallow: /article/secret\n", kind="text/plain")
    d.server.routes["/news"] = lambda: listing(d)
    d.server.serve("/gone", status=410)


def test_what_was_served_came_in_and_once(month: tuple[DataFolder, dict[str, Site], list[Poll]]) -> None:
    folder, sites, _ = month
    served = {story.address for site in sites.values() for story in site.stories}
    with Store.open_reader(folder.archive_db) as store:
        held = Counter(article.url.partition("?")[0] for article in store.iterate() if article.url)
        assert store.count() == sum(held.values())
    assert set(held) == served
    assert set(held.values()) == {1}


def test_the_log_tells_of_each_article_once(month: tuple[DataFolder, dict[str, Site], list[Poll]]) -> None:
    _, sites, polls = month
    new: Counter[str] = Counter()
    for poll in polls:
        new[poll.source] += poll.new
    assert new == {name: len(site.stories) for name, site in sites.items()} | {"gone": 0}
    assert any(poll.changed for poll in polls if poll.source == "a")  # retitled


def test_a_page_that_does_not_come_is_told_by_its_feed(
    month: tuple[DataFolder, dict[str, Site], list[Poll]],
) -> None:
    """What came late came whole; what was refused came as far as the feed tells it."""
    folder, sites, _ = month
    late, forbidden = sites["b"].stories[3], sites["b"].stories[5]
    with Store.open_reader(folder.archive_db) as store:
        bodies = {article.url: article.body for article in store.iterate()}
    assert late.paragraphs[1] in bodies[late.address]
    assert bodies[forbidden.address] == forbidden.summary


def test_the_encoding_is_read_and_not_believed(month: tuple[DataFolder, dict[str, Site], list[Poll]]) -> None:
    folder, sites, _ = month
    with Store.open_reader(folder.archive_db) as store:
        titles = {
            article.title
            for article in store.iterate()
            if article.url and sites["a"].server.base in article.url
        }
    assert all(title and title.startswith("افتتاح الحديقة") for title in titles)


def test_courtesy(month: tuple[DataFolder, dict[str, Site], list[Poll]]) -> None:
    """Ten seconds between the end of a request and the next; robots.txt once a day; no more than is due."""
    _, sites, _ = month
    for site in sites.values():
        requests = site.server.requests
        gaps = [later.at - earlier.at for earlier, later in pairwise(requests)]
        assert min(gaps) > DELAY - 0.001
        assert len(site.server.asked("/robots.txt")) <= DAYS + 1
        pages = Counter(request.path for request in requests if request.path.startswith("/article/"))
        refused = site.stories[5].path
        assert {path for path, count in pages.items() if count > 5} <= {refused}
        assert pages[refused] <= 10
    assert not sites["d"].server.asked("/article/secret")
    assert len(sites["a"].server.asked("/feed")) <= 1.12 * DAYS * 4
    assert len(sites["d"].server.asked("/gone")) <= 6  # weekly, and never given up
    assert sites["d"].server.asked("/gone")[-1].at > START + 21 * DAY


def test_a_server_that_asks_for_rest_has_it(month: tuple[DataFolder, dict[str, Site], list[Poll]]) -> None:
    _, sites, _ = month
    requests = sites["b"].server.requests
    refused = [number for number, request in enumerate(requests) if request.status == 429]
    assert len(refused) == 1
    assert requests[refused[0] + 1].at - requests[refused[0]].at >= 6 * HOUR
    assert sum(request.status == 304 for request in requests) > 40


def test_adding_the_web_archives_gives_the_same_articles(
    month: tuple[DataFolder, dict[str, Site], list[Poll]], tmp_path: Path
) -> None:
    """Those of the sites that keep their addresses; the restless one needs what only its source knows."""
    folder, sites, _ = month
    other = DataFolder(tmp_path / "other")
    paths = [folder.captures / name for name in "bcd"]
    with Store.open(other.archive_db) as store:
        outcomes = Intake(store, other, today=date(2026, 3, 3)).run(paths)
        assert summary(list(outcomes)).rejected == 0
        theirs = {article.id: article.body for article in store.iterate()}
    with Store.open_reader(folder.archive_db) as store:
        base = sites["a"].server.base
        ours = {a.id: a.body for a in store.iterate() if a.url and not a.url.startswith(base)}
    assert theirs == ours
