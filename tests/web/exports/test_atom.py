"""Every Atom feed is valid by RFC 4287, whatever titles and addresses the archive holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from lxml import etree

from archive.paths import DataFolder
from archive.store.writer import Store
from index.writer.rebuild import Plan, rebuild
from index.writer.update import update
from tests.archive.support.builders import article
from tests.web.support.alerts import Desk, MailServer
from tests.web.support.atom import ATOM, faults
from web import Settings, create_app

BASE = "https://archive.example.org"
TITLES = [
    "خبر \x00\x01\x08\x0b\x1f عن الميناء",
    "خبر \u202e\u2066مقلوب\u2069\u200f عن الميناء",
    "]]> & <b>الميناء</b> &amp; &#0; \"'",
    "\ufffe\uffff الميناء \U0001f6a2 \U0010ffff",
    "\x85\x7f\x9f الميناء",
    "   ",
    "",
    "الميناء " * 500,
]
ADDRESSES = [
    "https://port.example/a b", 'https://port.example/"quoted"', "https://port.example/خبر?q=سفينة",
    "https://port.example/<script>", "https://port.example/50%", "https://port.example/\u202etxt",
    "https://port.example/{id}|x", "https://[::1", "https://port.example:99999/",
]  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    folder = DataFolder(tmp_path / "home")
    settings = Settings(home=folder.home, public_url=BASE, limits=False, access_log=False)
    with Store.open(folder.archive_db) as store:
        yield Desk(folder, store, MailServer(), settings=settings)


def fill(desk: Desk) -> None:
    body = "افتتح الوزير الميناء الجديد \x0b\x00 في المدينة الساحلية \u202e بعد سنوات من العمل ]]> & <i>."
    titled = [
        article(f"t{number}", title=title, body=f"{body} {number}", byline="\x01 ")
        for number, title in enumerate(TITLES)
    ]
    linked = [
        article(f"u{number}", title=f"الميناء {number}", body=f"{body} عنوان {number}", url=address)
        for number, address in enumerate(ADDRESSES)
    ]
    desk.add(*titled, *linked)


def client(desk: Desk) -> FlaskClient:
    return create_app(desk.settings).test_client()


def feed(desk: Desk, address: str) -> bytes:
    answer = client(desk).get(address, base_url=BASE)
    assert answer.status_code == 200
    return answer.data


@pytest.mark.parametrize("language", ["ar", "en"])
def test_feeds_of_searches_and_alerts_are_valid(desk: Desk, language: str) -> None:
    desk.add(article("first", title="أول", body="نص أول عن السوق"))
    desk.follow("الميناء", name="موانئ-x", channel="atom")
    fill(desk)
    assert desk.round().new == len(TITLES) + len(ADDRESSES)
    hostile = '<>&"]]> \x01الميناء'
    addresses = [
        f"/search.atom?q={quote('الميناء')}&lang={language}",
        f"/search.atom?q=*&lang={language}",
        f"/search.atom?q={quote(hostile)}&lang={language}",
        f"/alerts/{quote('موانئ-x')}.atom?lang={language}",
    ]
    for address in addresses:
        assert not set(faults(feed(desk, address))), address


def test_empty_feeds_are_valid(desk: Desk) -> None:
    desk.add(article("first", title="أول", body="نص أول عن السوق"))
    desk.follow("قطار", channel="atom")
    for address in (f"/search.atom?q={quote('قطار')}", "/alerts/n.atom"):
        found = feed(desk, address)
        assert faults(found) == []
        assert etree.fromstring(found).findall(f"{ATOM}entry") == []


def test_pages_of_a_feed_are_one_feed(desk: Desk) -> None:
    """Valid each, of one id (RFC 5005), and no entry twice."""
    desk.follow("الميناء", channel="atom")
    desk.add(*(article(f"p{n}", title=f"الميناء {n}", body=f"الميناء رقم {n} هنا") for n in range(130)))
    desk.round()
    for start in (f"/search.atom?q={quote('الميناء')}", "/alerts/n.atom"):
        seen: list[str] = []
        ids: set[str] = set()
        address: str | None = start
        while address:
            found = feed(desk, address)
            assert faults(found) == []
            tree = etree.fromstring(found)
            ids.add(str(tree.findtext(f"{ATOM}id")))
            seen += [str(one.findtext(f"{ATOM}id")) for one in tree.findall(f"{ATOM}entry")]
            links = {link.get("rel"): str(link.get("href")) for link in tree.findall(f"{ATOM}link")}
            address = links["next"].removeprefix(BASE) if "next" in links else None
        assert len(seen) == len(set(seen)) == 130
        assert len(ids) == 1


def test_an_entry_keeps_its_id_and_tells_that_it_changed(desk: Desk) -> None:
    desk.follow("الميناء", channel="atom")
    one = article("c", title="الميناء الأول", body="نص عن الميناء في المدينة")
    desk.add(one)
    desk.round()

    def told() -> list[tuple[str, ...]]:
        entries = (
            etree.fromstring(feed(desk, address)).find(f"{ATOM}entry")
            for address in (f"/search.atom?q={quote('الميناء')}", "/alerts/n.atom")
        )
        return [
            tuple(str(entry.findtext(f"{ATOM}{name}")) for name in ("id", "published", "updated"))
            for entry in entries
            if entry is not None
        ]

    before = told()
    import time

    time.sleep(1.1)  # entries tell whole seconds
    desk.add(replace(one, title="الميناء الثاني", body="نص آخر عن الميناء في المدينة نفسها"))
    rebuild(desk.folder, Plan(1))
    update(desk.folder, Plan(1))
    after = told()
    for (id_, published, updated), (new_id, new_published, new_updated) in zip(before, after, strict=True):
        assert (id_, published) == (new_id, new_published)
        assert new_updated > updated


def test_the_check_can_fail() -> None:
    good = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>a</title><id>https://a.example/</id>'
        '<link rel="self" href="https://a.example/"/><updated>2026-02-01T00:00:00Z</updated>'
        "<entry><title>b</title><id>https://a.example/b</id><updated>2026-02-01T00:00:00Z</updated>"
        '<author><name>c</name></author><link href="https://a.example/b"/><summary>s</summary></entry></feed>'
    )
    assert faults(good.encode()) == []
    for wrong, right in (
        ("2026-02-30T00:00:00Z</updated><entry", "2026-02-01T00:00:00Z</updated><entry"),
        ("2026-02-01</updated><entry", "2026-02-01T00:00:00Z</updated><entry"),
        ("", "<author><name>c</name></author>"),
        ("<title></title><id>https://a.example/b", "<title>b</title><id>https://a.example/b"),
        ('href="https://a.example/b c"', 'href="https://a.example/b"'),
        ("<id>b</id>", "<id>https://a.example/b</id>"),
        ("", '<link rel="self" href="https://a.example/"/>'),
        ("<summary>s</summary><summary>t</summary>", "<summary>s</summary>"),
        ("", "<id>https://a.example/</id>"),
    ):
        assert right in good
        assert faults(good.replace(right, wrong, 1).encode()), right
