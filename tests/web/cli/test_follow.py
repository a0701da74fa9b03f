"""The verbs that follow: what is typed, what is said, and what is refused in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.paths import DataFolder
from archive.store.writer import Store
from tests.archive.support.news_server import START, Answer, NewsServer, Story, news_server, rss, sitemap
from web.cli.main import sijill

OWN = ("--allow-private", "--delay", "0")


@pytest.fixture
def server() -> Iterator[NewsServer]:
    with news_server() as one:
        story = Story(1, START, one.base)
        one.serve(story.path, story.page())
        one.serve("/feed", rss([story.item(full=True)]), kind="application/rss+xml")
        one.serve("/map.xml", sitemap([story]), kind="application/xml")
        one.serve("/", '<link rel="alternate" type="application/rss+xml" href="/feed"><p>x</p>')
        one.serve("/news", f'<a href="{story.path}">x</a><a href="/about">y</a>')
        yield one


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(sijill, ["--home", str(home), *arguments])


@pytest.mark.parametrize(
    ("place", "options", "said"),
    [
        ("/feed", (), "feed {base}/feed, names 1"),
        ("/", (), "the page {base}/ names this feed"),
        ("/map.xml", (), "sitemap {base}/map.xml, names 1"),
        ("/news", ("--pattern", "/article/*"), "listing {base}/news, names 1"),
        ("/article/1", (), "page {base}/article/1"),
    ],
)
def test_what_stands_at_an_address_is_recognised(
    tmp_path: Path, server: NewsServer, place: str, options: tuple[str, ...], said: str
) -> None:
    result = run(tmp_path, "source", "add", f"{server.base}{place}", "--name", "s", *OWN, *options)
    assert result.exit_code == 0, result.output
    assert said.format(base=server.base) in result.output
    assert run(tmp_path, "poll", "--once", "--no-index").exit_code == 0
    with Store.open_reader(DataFolder(tmp_path).archive_db) as store:
        assert store.count() == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("http://127.0.0.1:1/feed",), "private address"),
        (("ftp://news.example/feed",), "no address of the web"),
        (("imaps://mail.example/News",), "names no mailbox"),
        (("https://news.example/", "--kind", "listing"), "needs the pattern"),
        (("https://news.example/feed", "--kind", "feed", "--every", "1m"), "too often"),
        (("https://news.example/feed", "--kind", "feed", "--delay", "1"), "too much"),
        (("https://news.example/feed", "--kind", "feed", "--every", "often"), "no interval"),
        (("https://news.example/feed", "--kind", "feed", "--since", "soon"), "not a date"),
    ],
)
def test_what_cannot_be_followed_is_refused(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    result = run(tmp_path, "source", "add", *arguments)
    assert result.exit_code in (1, 2)
    assert words in result.output


def test_a_source_that_fails_is_told(tmp_path: Path, server: NewsServer) -> None:
    server.routes["/feed"] = lambda: Answer(b"no", status=403)
    run(tmp_path, "source", "add", f"{server.base}/feed", "--kind", "feed", "--name", "s", *OWN)
    polled = run(tmp_path, "poll", "--once", "--no-index")
    assert polled.exit_code == 1
    assert "not answering well: s" in polled.output
    assert "does not let Sijill in" in run(tmp_path, "source", "list").output
    (record,) = json.loads(run(tmp_path, "source", "list", "--json").output)
    assert (record["name"], record["failures"], record["new"]) == ("s", 1, 0)
    assert "does not let Sijill in (403)" in run(tmp_path, "source", "check", "s").output


def test_sources_are_paused_resumed_and_removed(tmp_path: Path, server: NewsServer) -> None:
    run(tmp_path, "source", "add", f"{server.base}/feed", "--name", "s", *OWN)
    for verb, words in [("pause", "paused"), ("resume", "asked at the next"), ("remove", "followed no more")]:
        assert words in run(tmp_path, "source", verb, "s").output
    assert "no source is called s" in run(tmp_path, "source", "pause", "s").output


def test_alerts_are_added_listed_and_ended(tmp_path: Path, server: NewsServer) -> None:
    run(tmp_path, "source", "add", f"{server.base}/feed", "--name", "s", *OWN)
    added = run(tmp_path, "alert", "add", "الحديقة", "--to", "atom", "--name", "حدائق")
    assert added.exit_code == 0, added.output
    assert "/alerts/%D8%AD" in added.output
    hooked = run(tmp_path, "alert", "add", "x", "--to", "webhook:https://hook.example/a", "--every", "now")
    assert "signed with the key" in hooked.output
    run(tmp_path, "poll", "--once")
    first, second = json.loads(run(tmp_path, "alert", "list", "--json").output)
    assert (first["name"], first["new"], first["every"]) == ("حدائق", 1, "1d")
    assert (second["name"], second["new"], second["every"]) == ("x", 0, "now")
    assert "1 articles in all" in run(tmp_path, "alert", "check", "حدائق").output
    for verb, words in [("pause", "paused"), ("resume", "goes on"), ("remove", "followed no more")]:
        assert words in run(tmp_path, "alert", verb, "x").output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("x", "--to", "fax:1"), "no way to deliver"),
        (("x", "--to", "mail:nobody"), "no way to deliver"),
        (("x", "--to", "webhook:file:///etc"), "no address of the web"),
        (("x", "--at", "25:00"), "no time of day"),
        (("/search?from=nonsense",), "not understood: from"),
        (("x", "--name", "a/b"), "no name for an alert"),
    ],
)
def test_an_alert_that_cannot_be_is_refused(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    result = run(tmp_path, "alert", "add", *arguments)
    assert result.exit_code in (1, 2)
    assert words in result.output


def test_two_workers_do_not_work_at_once(tmp_path: Path) -> None:
    from archive.sources.worker import at_work

    with at_work(DataFolder(tmp_path)):
        result = run(tmp_path, "poll", "--once")
    assert result.exit_code == 1
    assert "another process follows the sources" in result.output
