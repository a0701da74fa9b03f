"""One answer comes from one generation, and its tag is that of what it holds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from index.model import Page, Query
from tests.web.support.articles import ARTICLES, FIGURED, MANY
from tests.web.support.fakes import FakeEngine
from web import Settings, create_app
from web.library import Articles

#: Every address that carries a tag.
TAGGED = ("/", "/search?q=تويتر", "/figures?q=تويتر", "/claims?q=تويتر", "/search.atom?q=تويتر",
          "/api/v1/search?q=تويتر", "/api/v1/figures?q=تويتر", "/api/v1/claims?q=تويتر")  # fmt: skip


class Switching(FakeEngine):
    """An engine whose generation changes after its first answer, while a page is being made of several."""

    def __init__(self, switches: int) -> None:
        super().__init__((*ARTICLES, *MANY, *FIGURED))
        self.switches = switches
        self.answered: list[int] = []

    def search(self, query: Query) -> Page:
        page = replace(super().search(query), generation=self.generation)
        self._switch()
        return page

    def require_known(self, wanted):
        pass

    def figures(self, query, wanted):
        page = super().figures(query, wanted)
        self._switch()
        return page

    def _switch(self) -> None:
        self.answered.append(self.generation)
        if self.switches:
            self.switches -= 1
            self.generation += 1


def client_over(engine: FakeEngine, store: Articles, tmp_path, **settings: object) -> FlaskClient:
    return create_app(
        Settings(home=tmp_path, limits=False, access_log=False, **settings), engine, store
    ).test_client()


@pytest.mark.parametrize(
    "address", ["/search?q=تويتر&q2=فيسبوك", "/search?q=تويطر", "/figures?q=تويتر", "/claims?q=تويتر"]
)
def test_an_answer_is_of_one_generation(address: str, store: Articles, tmp_path) -> None:
    """What was asked before a switch is thrown away: the last answers are all of one generation."""
    engine = Switching(switches=1)
    client = client_over(engine, store, tmp_path)
    tag = client.get(address).headers["ETag"]
    assert engine.answered[0] == 7
    assert set(engine.answered[1:]) == {8}
    assert client.get(address).headers["ETag"] == tag


def test_an_index_that_never_rests_is_told(store: Articles, tmp_path) -> None:
    answer = client_over(Switching(switches=10**6), store, tmp_path).get("/api/v1/search?q=تويتر")
    assert answer.status_code == 503


@pytest.mark.parametrize("address", TAGGED)
def test_the_tag_is_of_what_the_answer_holds(address: str, store: Articles, tmp_path) -> None:
    """Asked the same the tag stays; another generation, host or language has another."""
    engine = FakeEngine((*ARTICLES, *FIGURED))
    client = client_over(engine, store, tmp_path, hosts=("archive.example.org",))
    tag = client.get(address).headers["ETag"]
    assert client.get(address).headers["ETag"] == tag
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(address, headers={"Host": "archive.example.org"}).headers["ETag"] != tag
    engine.generation += 1
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_a_feed_has_another_tag_after_a_change_of_the_archive(tmp_path) -> None:
    """Its entries tell when each article changed, whatever the index's generation."""
    from archive.store.writer import Store

    with Store.in_memory() as store:
        store.add_all(ARTICLES)
        client = client_over(FakeEngine(ARTICLES), store, tmp_path)
        tag = client.get("/search.atom?q=تويتر").headers["ETag"]
        store.correct("closed-accounts", "title", "عنوان آخر", why="سهو", who="محرر")
        assert client.get("/search.atom?q=تويتر", headers={"If-None-Match": tag}).status_code == 200
