"""A real server over the demo corpus, and Chromium beside it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import make_server

from archive.extraction.annotate import read_anew
from archive.model.article import Article, DateSource, Precision, Published
from archive.paths import DataFolder
from archive.sources.followed import FollowedSource, Registry, SourceKind
from archive.sources.tables import open_sources
from archive.store.writer import Store
from index.writer.rebuild import rebuild
from tests.web.support.articles import ARTICLES, FIGURED, MANY
from web import Settings, create_app
from web.alerts.alert_store import AlertStore
from web.alerts.rounds import Rounds

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright, of the extra `test`")

#: Chromium without what only a desktop needs.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
OUTPUT = Path(__file__).parents[2] / ".ci" / "output"


def chromium() -> str:
    """Where Chromium is; skips the test where there is none, and fails it there in CI."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    if os.environ.get("CI") == "true":
        pytest.fail("CI needs Chromium: apt-get install chromium")
    pytest.skip("needs Chromium on the PATH")


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that answers from a real index."""
    home = tmp_path_factory.mktemp("browser")
    with Store.open(DataFolder(home).archive_db) as store:
        store.add_all([*ARTICLES, *MANY, *FIGURED, LONG])
    rebuild(DataFolder(home))
    follow(DataFolder(home))
    app = create_app(Settings(home=home, limits=False, access_log=False))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    app.extensions["sijill"].close()


def follow(folder: DataFolder) -> None:
    """Sources that answer and that do not, and a search to which everything was new."""
    database = open_sources(folder)
    registry = Registry(database)
    for name, kind in (("river.example", SourceKind.FEED), ("hill.example", SourceKind.SITEMAP)):
        registry.add(FollowedSource(name, kind, f"https://{name}/news"), 1_769_904_000.0)
    values = (3, 1_769_904_000.0, 1_769_990_400.0, "the server does not let Sijill in (403)", "hill.example")
    statement = "UPDATE sources SET failures = ?, failing_since = ?, last_at = ?, problem = ? WHERE name = ?"
    database.write(statement, values)
    line = "INSERT INTO polls (source, at, status, found, new, problem) VALUES (?, ?, ?, ?, ?, ?)"
    database.write(line, ("river.example", 1_769_990_400.0, "articles", 12, 3, ""))
    database.write(line, ("hill.example", 1_769_990_400.0, "failed", 0, 0, values[3]))
    database.close()
    alerts = AlertStore.open(folder)
    begun = {"cursor": 0, "cursor_at": "", "added_at": 1_769_904_000.0, "next_at": 1_769_904_000.0}
    chosen = {"every": 86_400.0, "minute": 420, "channel": "atom", "language": "ar", "private": False}
    alerts.add({"name": "platforms", "search": "q=تويتر", **chosen, **begun})
    alerts.close()
    Rounds(folder, Settings(home=folder.home), create_app).run()


@pytest.fixture(scope="session")
def browser() -> Iterator[playwright.Browser]:
    executable = chromium()
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=executable, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: playwright.Browser, address: str) -> Iterator[playwright.Page]:
    """A fresh page at 1440 px, whose console must stay silent."""
    context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900}, locale="ar")
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.set_default_timeout(10_000)
    yield opened
    context.close()
    assert said == []


_PARAGRAPH = (
    "تواصل المنصات مراجعة الحسابات التي تُبلَّغ عنها، وقالت شركة تويتر إنها أوقفت في 7 فبراير 2016 نحو "
    "125 ألف حساب، فيما تحدثت تيليغرام عن 78 قناة. ويرى باحثون أن الأرقام وحدها لا تكفي للحكم."
)
#: Long enough to be scrolled, with a proof of its date that is a date itself.
LONG = read_anew(
    Article(
        "long-read",
        "\n\n".join([_PARAGRAPH] * 12),
        "قراءة طويلة في أرقام المنصات",
        published=Published(
            date(2016, 2, 1), date(2016, 2, 29), Precision.MONTH, DateSource.INFERRED, "2016-02"
        ),
        platforms=("telegram", "twitter"),
    )
)
