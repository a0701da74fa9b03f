"""The page of figures and the board of claims: what they say, filter, draw, and lead to."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.store.writer import Store
from tests.web.support.articles import ARTICLES, FIGURED
from tests.web.support.fakes import FakeEngine
from web import Settings, create_app


@pytest.fixture
def app(tmp_path) -> Flask:
    """An archive with articles that tell figures, and some that tell none."""
    articles = (*ARTICLES, *FIGURED)
    store = Store.in_memory()
    store.add_all(articles)
    settings = Settings(home=tmp_path, limits=False, access_log=False)
    return create_app(settings, FakeEngine(articles), store)


def body_of(client: FlaskClient, place: str) -> str:
    response = client.get(place)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def rest(client: FlaskClient, place: str) -> dict:
    response = client.get(f"/api/v1{place}")
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()


FILTERS = [
    ("everything", "", {"125000", "78", "360000", "15000"}),
    ("words", "q=حصيلة", {"360000"}),
    ("a platform", "platform=telegram", {"78"}),
    ("articles that mention a platform", "mentions=telegram", set()),
    ("a unit", "unit=channels", {"78"}),
    ("an action", "action=hacked", {"15000"}),
    ("the group's own claims", "side=group", {"15000"}),
    ("either side", "side=group&side=platform", {"125000", "78", "360000", "15000"}),
    ("a period", "period_from=2015-11&period_to=2015-11&unit=channels", {"78"}),
    ("a period that nothing tells", "period_to=2013", set()),
    ("values", "low=100000&high=200000", {"125000"}),
    ("publication", "from=2016-08", {"360000"}),
    ("Arabic digits", "low=١٠٠٠٠٠&high=٢٠٠٠٠٠", {"125000"}),
]


@pytest.mark.parametrize(("asked", "values"), [f[1:] for f in FILTERS], ids=[f[0] for f in FILTERS])
def test_filters(client: FlaskClient, asked: str, values: set[str]) -> None:
    """The page lists the figures that the filters leave, each with its value in digits."""
    body = body_of(client, f"/figures?{asked}&lang=en")
    headings = re.findall(r'<li class="hit figure-row.*?<h2><bdi>(.*?)</bdi>', body, re.DOTALL)
    assert {re.sub(r"\D", "", heading) for heading in headings} == values


def test_a_figure_says_what_is_told(client: FlaskClient) -> None:
    """Value in words, unit, action, platform, period as said and as days, quote with its number marked."""
    body = body_of(client, "/figures?q=أرقامها&low=100000")
    row = body[body.index('<li class="hit figure-row') :]
    assert "<bdi>أكثر من 125,000</bdi> حساب" in row
    assert "إغلاق" in row
    assert re.search(r"<mark>[^<]*125 ألف[^<]*</mark>", row)
    assert "صحيفة الصباح" in row
    assert "2015" in row
    assert "استُخرج آلياً" in row


def test_a_figure_leads_to_its_place(client: FlaskClient) -> None:
    """The link's anchor is on the article's page, also where the search marks the number itself."""
    for search in ("q=أرقامها", "q=125"):
        body = body_of(client, f"/figures?{search}&low=100000")
        links = [link.replace("&amp;", "&") for link in re.findall(r'class="there" href="([^"]*)"', body)]
        assert links
        for link in links:
            page, _, anchor = link.partition("#")
            assert f'id="{anchor}"' in body_of(client, page)


def test_the_group_s_own_claims_stand_apart(client: FlaskClient) -> None:
    """Marked in the list and counted beside the total; never mixed with what was done against it."""
    body = body_of(client, "/figures")
    own = [row for row in body.split('<li class="hit figure-row')[1:] if row.startswith(" own-claim")]
    assert len(own) == len(rest(FlaskClient(client.application), "/figures?side=group")["figures"]) >= 1
    assert "ادّعاء" in own[0]
    assert body.count("ادّعاء") > len(own)


def test_nothing_is_drawn_of_nothing(client: FlaskClient) -> None:
    body = body_of(client, "/figures?q=زرافة")
    assert "<svg" not in body
    assert "plot" not in body


def test_the_drawing_and_its_table_tell_the_same(client: FlaskClient) -> None:
    """A dot a figure, a row a dot, within the drawing; time runs in the direction of reading."""
    for lang in ("ar", "en"):
        body = body_of(client, f"/figures?unit=accounts&lang={lang}")
        drawing = body[body.index('<svg class="points"') : body.index("</svg>")]
        table = body[body.index("<tbody>") : body.index("</tbody>")]
        assert drawing.count("<circle") == table.count("<tr>") == 4
        places = [float(place) for place in re.findall(r'c[xy]="([\d.]+)%"', drawing)]
        assert all(0 <= place <= 100 for place in places)
        first, last = places[0], places[-2]
        assert (first > last) == (lang == "ar")


def test_chips_take_filters_away(client: FlaskClient) -> None:
    body = body_of(client, "/figures?unit=accounts&side=group&low=5")
    chips = body[body.index('<ul class="chips"') : body.index("</ul>", body.index('<ul class="chips"'))]
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*)"', chips)]
    assert len(links) == 3
    assert all(client.get(link).status_code == 200 for link in links)
    assert "unit=accounts" not in links[0] or "side=group" not in links[0]


def test_pages(client: FlaskClient) -> None:
    """Every figure stands on exactly one page."""
    total = rest(client, "/figures")["total"]
    seen = []
    for number in range(1, total + 1):
        seen += [f["key"] for f in rest(client, f"/figures?per_page=1&page={number}")["figures"]]
    assert len(seen) == total == len(set(seen))
    assert "إلى الصفحة الأخيرة" in body_of(client, "/figures?page=99")


@pytest.mark.parametrize("asked", ["side=mine", "low=many", "period_from=soon", "page=0", "from=never"])
def test_bad_values_are_refused_on_page_and_by_rest(client: FlaskClient, asked: str) -> None:
    assert client.get(f"/figures?{asked}").status_code == 400
    refused = client.get(f"/api/v1/figures?{asked}")
    assert refused.status_code == 400
    assert refused.content_type == "application/problem+json"
    assert refused.get_json()["errors"][0]["field"] == asked.partition("=")[0]


def test_the_search_page_leads_to_its_figures(client: FlaskClient) -> None:
    """The search and its filters are carried over; a platform there is a platform that articles mention."""
    body = body_of(client, "/search?q=تويتر&platform=twitter&from=2016&to=2016")
    link = re.search(r'<p class="to-figures"><a href="([^"]*)"', body)
    assert link
    address = link.group(1).replace("&amp;", "&")
    assert "mentions=twitter" in address
    assert "from=2016" in address
    assert client.get(address).status_code == 200


def test_rest_tells_a_figure_whole(client: FlaskClient) -> None:
    answer = rest(client, "/figures?q=أرقامها&low=100000&unit=accounts")
    assert (answer["total"], answer["generation"]) == (1, 7)
    figure = answer["figures"][0]
    assert (figure["value"], figure["unit"], figure["comparator"]) == (125000, "accounts", "gt")
    assert (figure["action"], figure["platform"], figure["side"]) == ("closed", "twitter", "platform")
    assert figure["period_from"] is not None
    assert figure["article"]["id"] == "since-summer"
    assert figure["state"] == "unread"
    assert figure["surface"] in figure["sentence"]


def test_one_announcement_is_one_claim_with_its_periods(client: FlaskClient) -> None:
    """Two tellings, one origin; what differs is labelled; the later figure is of one series with it."""
    answer = rest(client, "/claims?unit=accounts&platform=twitter&side=platform")
    claims = {claim["value"]: claim for claim in answer["claims"]}
    told = claims[125000]
    assert len(told["tellings"]) == 2
    assert told["origins"] == 1
    assert {"period", "comparator"} <= {difference["field"] for difference in told["differences"]}
    assert [series["values"] for series in answer["series"]] == [[125000, 360000]]


def test_the_board_labels_and_judges_not(client: FlaskClient) -> None:
    """Tellings side by side, differences in words, no word of who is right."""
    cases = (("ar", "فترات متعارضة", "مصدر"), ("en", "conflicting periods", "independent source"))
    for lang, apart, source in cases:
        body = body_of(client, f"/claims?lang={lang}")
        main = body[body.index("<main") : body.index("</main>")]
        assert '<ul class="tellings">' in main
        assert '<table class="claim-table">' in main
        assert source in main
        assert apart in main
        assert not re.search(r"wrong|false|contradict|خاطئ|كاذب|تناقض", main)


def test_the_board_asks_for_enough_tellings(client: FlaskClient) -> None:
    """Told once, a claim stands on the board only where that is asked for, or in a series."""
    more = rest(client, "/claims?tellings=1")["total"]
    assert more > rest(client, "/claims")["total"]


@pytest.mark.parametrize("place", ["/figures", "/claims", "/api/v1/figures", "/api/v1/claims"])
def test_polling_costs_no_search(client: FlaskClient, place: str) -> None:
    tag = client.get(place).headers["ETag"]
    assert client.get(place, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("asked", ["", "unit=accounts", "side=group", "q=زرافة", "per_page=1&page=2"])
def test_an_export_holds_what_the_page_counts(client: FlaskClient, asked: str) -> None:
    """The whole filtered result whatever page one is on; the headers say what it is of."""
    total = rest(client, f"/figures?{asked}")["total"]
    table = client.get(f"/figures.csv?{asked}")
    rows = list(csv.DictReader(io.StringIO(table.get_data(as_text=True))))
    lines = client.get(f"/figures.jsonl?{asked}").get_data(as_text=True).splitlines()
    assert len(rows) == len(lines) == total == int(table.headers["Sijill-Count"])
    assert [json.loads(line)["key"] for line in lines] == [row["key"] for row in rows]
    assert table.headers["Sijill-Generation"] == "7"


@pytest.mark.parametrize(("lang", "name"), [("ar", "داعش"), ("en", "ISIS")])
def test_who_acted_is_named_in_the_readers_language(client: FlaskClient, lang: str, name: str) -> None:
    body = body_of(client, f"/figures?side=group&lang={lang}")
    acted = re.findall(r'name="actor" value="isis"[^>]*> <bdi>(.*?)</bdi>', body)
    assert acted == [name]
    assert f"<dd><bdi>{name}</bdi></dd>" in body


AMOUNTS = [
    ("in words", "125 ألف حساب", [125000]),
    ("in digits", "125000 حساب", [125000]),
    ("without a unit", "125000", [125000]),
    ("with other words", "تويتر 125000 حساب", [125000]),
    ("told once", "78 قناة", [78]),
    ("of another unit", "125000 قناة", []),
]


@pytest.mark.parametrize(("typed", "values"), [row[1:] for row in AMOUNTS], ids=[row[0] for row in AMOUNTS])
def test_a_number_in_the_box_opens_on_its_claim(client: FlaskClient, typed: str, values: list[int]) -> None:
    """On the board by its heading, among the figures by their values; the chip takes it away."""
    assert [claim["value"] for claim in rest(client, f"/claims?q={typed}&side=platform")["claims"]] == values
    told = {figure["value"] for figure in rest(client, f"/figures?q={typed}&side=platform")["figures"]}
    assert told == set(values)
    body = body_of(client, f"/claims?q={typed}")
    assert 'class="cross"' in body
    assert f'value="{typed}"' in body


def test_a_claim_is_headed_by_a_sentence_and_shows_its_articles(client: FlaskClient) -> None:
    body = body_of(client, "/claims?q=125000 حساب")
    heading = re.search(r'<h2 id="item-1">(.*?)</h2>', body, re.DOTALL)
    assert heading
    assert "إغلاق" in heading.group(1)
    assert "125 ألف حساب على تويتر" in heading.group(1)
    titles = re.findall(r'<p class="telling-title"><a href="[^"]*"><bdi>(.*?)</bdi>', body)
    assert len(titles) == 2
    english = body_of(client, "/claims?q=125000 حساب&lang=en")
    assert "125,000 accounts on Twitter closed" in re.sub(r"<[^>]*>", "", english)


def test_a_figure_leads_to_its_claim_from_list_and_article(client: FlaskClient) -> None:
    """The claim's page shows that claim alone, also where it is told once."""
    figure = rest(client, "/figures?unit=channels")["figures"][0]
    link = f"/claims?figure={figure['key']}"
    assert link in body_of(client, "/figures?unit=channels").replace("&amp;", "&").replace("q=*&", "")
    article = body_of(client, f"/articles/{figure['article']['id']}")
    assert link in article.replace("&amp;", "&").replace("q=*&", "")
    answer = rest(client, link)
    assert [claim["value"] for claim in answer["claims"]] == [figure["value"]]


def test_every_page_leads_to_figures_and_claims(client: FlaskClient) -> None:
    header = body_of(client, "/").partition("</header>")[0]
    assert 'href="/figures"' in header
    assert 'href="/claims"' in header


@pytest.mark.parametrize("word", ["accounts", "حسابات", "حساب"])
def test_units_are_asked_for_by_id_and_by_name(client: FlaskClient, word: str) -> None:
    by_id = client.get("/api/v1/figures?unit=accounts").get_json()
    named = client.get("/api/v1/figures", query_string={"unit": word}).get_json()
    assert [one["key"] for one in named["figures"]] == [one["key"] for one in by_id["figures"]] != []


@pytest.mark.parametrize("name", ["unit", "action"])
@pytest.mark.parametrize("path", ["/api/v1/figures", "/api/v1/claims"])
def test_a_unit_or_action_that_nobody_knows_is_refused_by_name(
    client: FlaskClient, path: str, name: str
) -> None:
    answer = client.get(f"{path}?{name}=nonsense")
    fault = answer.get_json()["errors"][0]
    assert (answer.status_code, fault["field"], fault["code"]) == (400, name, f"unknown_{name}")
