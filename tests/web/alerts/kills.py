"""Kills `sijill work` at random moments, and counts what is lost or doubled after it.

    python -m tests.web.alerts.kills --kills 100 --seed 3

A site on 127.0.0.1 grows while it is followed; two alerts follow what comes in, one by mail to a server of
the run's own. In the end every story must be one article, every article new once, and told once: a mail may
come again only under the name that it had.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from archive.paths import DataFolder
from archive.sources.tables import open_sources
from archive.store.writer import Store
from tests.archive.support.news_server import START, Answer, NewsServer, Story, news_server, rss
from tests.shared import ROOT
from tests.web.support.alerts import MailServer, part
from web.alerts.alert_store import AlertStore

#: Stories that are published before each start.
GROWTH = 2
#: The share of kills whose moment counts from the start of the process, not from when it follows.
AT_START = 0.2
#: Starts that may be needed until nothing is left to do.
MOST_RUNS = 10


@dataclass
class Outcome:
    """What was wrong after the kills; empty lists mean that nothing was."""

    stories: int = 0
    killed: int = 0
    halfway: int = 0
    """Kills that came in the middle of something."""
    mails: int = 0
    repeated: int = 0
    """Mails that came again under their name."""
    wrong: list[str] = field(default_factory=list)


class Trial:
    """One data folder, its site and its mail server."""

    def __init__(self, home: Path, server: NewsServer, mail: MailServer) -> None:
        self.folder = DataFolder(home)
        self.server = server
        self.mail = mail
        self.stories: list[Story] = []
        self.round_seconds = 0.0
        """How long this machine takes from a start to the end of a round: kills come within it."""
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SIJILL_HOME": str(home),
            "SIJILL_MAIL_SERVER": mail.address,
            "SIJILL_MAIL_FROM": "desk@example.org",
        }
        server.routes["/feed"] = lambda: Answer(
            rss([s.item(full=False) for s in self.stories]), has_etag=True
        )
        server.routes["/news"] = lambda: Answer(
            "".join(f'<a href="{story.path}?from=list">x</a>' for story in self.stories).encode()
        )

    def publish(self, count: int) -> None:
        """Add stories to the site; a listing names them under another address than the feed."""
        for _ in range(count):
            story = Story(len(self.stories) + 1, START, self.server.base)
            self.server.serve(story.path, story.page())
            self.server.serve(f"{story.path}?from=list", story.page())
            self.stories.append(story)

    def sijill(self, *arguments: str) -> None:
        """Run a verb to its end; it may find that something is wrong, which the count will tell."""
        command = [sys.executable, "-m", "web", *arguments]
        subprocess.run(command, env=self.environment, check=False, capture_output=True, timeout=300)

    def kill(self, after: float, *, at_start: bool) -> bool:
        """Start `sijill work` and kill it so many seconds later; tell whether it was amid something.

        The seconds count from when it says that it follows, or from its start.
        """
        command = [sys.executable, "-m", "web", "work"]
        process = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        with process:
            said = process.stderr
            if not at_start and said is not None:
                next((line for line in said if line.startswith("following")), "")
            time.sleep(after)
            process.send_signal(signal.SIGKILL)
        return self.is_halfway()

    def is_halfway(self) -> bool:
        """Tell whether something is written that is not finished: a capture, a page, a delivery."""
        database = open_sources(self.folder)
        try:
            (captures,) = database.rows("SELECT count(*) FROM captures WHERE state != 'taken'")[0]
            (pages,) = database.rows("SELECT count(*) FROM items WHERE state = 'wanted'")[0]
        finally:
            database.close()
        alerts = AlertStore.open(self.folder)
        try:
            unsent = [one for one in alerts.deliveries(alerts.get("mail"), 1_000) if not one.sent_at]
        finally:
            alerts.close()
        return bool(captures or pages or unsent)

    def prepare(self) -> None:
        """Follow the site by its feed, with whole texts, and by its list; then the searches."""
        own = ("--allow-private", "--delay", "0", "--every", "1s")
        self.publish(GROWTH)
        self.sijill("source", "add", f"{self.server.base}/feed", "--name", "feed", "--full-text", *own)
        listing = ("--name", "list", "--pattern", "/article/*")
        self.sijill("source", "add", f"{self.server.base}/news", *listing, *own)
        self.sijill("alert", "add", "حديقة", "--every", "now", "--to", "mail:r@example.org", "--name", "mail")
        self.sijill("alert", "add", "*", "--every", "now", "--name", "all")
        self.sijill("poll", "--once")
        self.publish(GROWTH)
        began = time.monotonic()
        self.sijill("poll", "--once", "feed", "list")
        self.round_seconds = time.monotonic() - began

    def finish(self) -> None:
        """Work without kills until nothing is left."""
        for _ in range(MOST_RUNS):
            self.sijill("poll", "--once", "feed", "list")
            if self.is_done():
                return

    def is_done(self) -> bool:
        """Tell whether everything came in and was told."""
        alerts = AlertStore.open(self.folder)
        try:
            waiting = alerts.count(alerts.get("mail"), undelivered=True)
            unsent = [one for one in alerts.deliveries(alerts.get("mail"), 10_000) if not one.sent_at]
        finally:
            alerts.close()
        with Store.open_reader(self.folder.archive_db) as store:
            return not (waiting or unsent) and store.count() >= len(self.stories)


def run(kills: int, seed: int, home: Path) -> Outcome:
    """Kill so many times at moments that the seed decides; return what was wrong then."""
    random = Random(seed)
    outcome = Outcome()
    mail = MailServer()
    mail.start()
    try:
        with news_server() as server:
            trial = Trial(home, server, mail)
            trial.prepare()
            for _ in range(kills):
                trial.publish(GROWTH)
                at_start = random.random() < AT_START
                outcome.halfway += trial.kill(random.uniform(0, trial.round_seconds), at_start=at_start)
                outcome.killed += 1
            trial.finish()
            _judge(trial, outcome)
    finally:
        mail.stop()
    return outcome


def _judge(trial: Trial, outcome: Outcome) -> None:
    outcome.stories = len(trial.stories)
    with Store.open_reader(trial.folder.archive_db) as store:
        held = [article.url for article in store.iterate()]
        ids = {article.id for article in store.iterate()}
    expected = {story.address for story in trial.stories}
    _expect(outcome, set(held) == expected, f"{len(expected ^ set(held))} stories lost or strange")
    _expect(outcome, len(held) == len(set(held)), "an article is doubled")
    database = open_sources(trial.folder)
    try:
        new = database.rows("SELECT sum(new) FROM polls")[0][0]
        left = database.rows("SELECT count(*) FROM captures WHERE state != 'taken'")[0][0]
    finally:
        database.close()
    _expect(outcome, new == len(held), f"the polls tell of {new} new articles, there are {len(held)}")
    _expect(outcome, left == 0, f"{left} captures are left")
    alerts = AlertStore.open(trial.folder)
    try:
        for name in ("mail", "all"):
            hits = [hit.article for hit in alerts.hits(alerts.get(name))]
            _expect(outcome, sorted(hits) == sorted(ids), f"{name} has {len(hits)} hits of {len(ids)}")
    finally:
        alerts.close()
    _judge_mails(trial, outcome, ids)


def _judge_mails(trial: Trial, outcome: Outcome, ids: set[str]) -> None:
    outcome.mails = len(trial.mail.messages)
    by_name = {str(message["Sijill-Delivery"]): message for message in trial.mail.messages}
    outcome.repeated = outcome.mails - len(by_name)
    told: Counter[str] = Counter()
    for message in by_name.values():
        told.update(set(re.findall(r"/articles/([\w.-]+)\?", part(message, "plain"))))
    _expect(outcome, set(told) == ids, f"{len(ids - set(told))} articles were told by no mail")
    _expect(outcome, set(told.values()) <= {1}, "an article was told by two deliveries")


def _expect(outcome: Outcome, is_right: bool, what: str) -> None:
    if not is_right:
        outcome.wrong.append(what)


def main() -> int:
    """Run as a command; the exit code is 1 if anything was lost or doubled."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(given.kills, given.seed, Path(folder) / "home")
    print(
        f"{outcome.killed} kills, {outcome.halfway} of them in the middle of something;"
        f" {outcome.stories} stories, {outcome.mails} mails, {outcome.repeated} again under their name;"
        f" wrong: {'; '.join(outcome.wrong) or 'nothing'}"
    )
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
