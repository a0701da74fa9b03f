"""The pages: what stands in them, what never does, and how they fail."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from web import Settings, create_app
from web.http.messages import MESSAGES
from web.pages.help import HELP, PROBLEM_CODES

PAGES = [
    "/", "/search?q=تويتر", "/search?q=", "/search?q=zzz", "/articles/closed-accounts?q=تويتر",
    "/articles/odd-signs", "/articles/untitled", "/help", "/nowhere", "/search?q=(", "/api/v1/docs",
    "/batch?q=a", "/screen", "/words?q=تويتر", "/advanced", "/values?facet=outlet",
    "/sources", "/alerts", "/compare?q=a", "/search/citations?q=تويتر", "/articles/untitled/history",
]  # fmt: skip


class Outline(HTMLParser):
    """The tags and attributes of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def page(client: FlaskClient, address: str) -> Outline:
    return Outline(client.get(address).get_data(as_text=True))


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_speaks_its_language(client: FlaskClient, address: str, lang: str) -> None:
    """Root language and direction, one heading, the box's label, and no script or style within the page."""
    outline = page(client, f"{address}{'&' if '?' in address else '?'}lang={lang}")
    assert outline.all("html")[0]["lang"] == lang
    assert outline.all("html")[0]["dir"] == {"ar": "rtl", "en": "ltr"}[lang]
    assert len(outline.all("h1")) == 1
    assert all(script.get("src") for script in outline.all("script"))
    assert not outline.all("style")
    assert not [
        attrs for _, attrs in outline.tags if any(name.startswith("on") or name == "style" for name in attrs)
    ]


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_asked_of_others(client: FlaskClient, address: str) -> None:
    """Whatever a page loads by itself comes from its own site."""
    outline = page(client, address)
    loaded = [a.get("src") or "" for tag in ("script", "img", "iframe") for a in outline.all(tag)]
    loaded += [a["href"] or "" for a in outline.all("link") if a["rel"] != "canonical"]
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)


def test_a_search_marks_whole_words_in_the_original(client: FlaskClient) -> None:
    assert "<mark>وتويتر</mark>" in client.get("/search?q=تويتر").get_data(as_text=True)
    read = client.get("/articles/closed-accounts?q=تويتر").get_data(as_text=True)
    assert re.search(r'<mark id="o[0-9]+">ولتويتر</mark>', read)


def test_what_others_wrote_is_escaped_before_it_is_marked(client: FlaskClient) -> None:
    for address in ("/search?q=تويتر", "/articles/odd-signs?q=تويتر"):
        body = client.get(address).get_data(as_text=True)
        assert "<script>alert" not in body
        assert "<b>غريبة" not in body
        assert "<i>علامات" not in body
        assert 'href="javascript:' not in body


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_any_query_stays_text(client: FlaskClient, text: str) -> None:
    """The query comes back as text and never as markup."""
    response = client.get("/search", query_string={"q": f"<u>{text}</u>"})
    assert response.status_code in (200, 400)
    assert not Outline(response.get_data(as_text=True)).all("u")


def test_fragments_lead_to_their_place(client: FlaskClient) -> None:
    """The address of a fragment is the id of a mark on the article's page."""
    links = [
        a["href"] or "" for a in page(client, "/search?q=تيليغرام").all("a") if a.get("class") == "there"
    ]
    address, _, place = next(link for link in links if "closed-accounts" in link).partition("#")
    assert place in [mark.get("id") for mark in page(client, address).all("mark")]


def test_paragraphs_have_permanent_anchors(client: FlaskClient) -> None:
    paragraphs = [a["id"] for a in page(client, "/articles/closed-accounts").all("p") if "id" in a]
    assert paragraphs == ["p1", "p2", "p3"]


def test_furniture_is_folded_and_not_lost(client: FlaskClient) -> None:
    body = client.get("/articles/closed-accounts").get_data(as_text=True)
    folded = body.index("صورة من مؤتمر صحفي")
    assert body.index('id="p1"') < body.rindex("<details", 0, folded) < folded < body.index('id="p2"')


def test_every_value_says_where_it_comes_from(client: FlaskClient) -> None:
    text = " ".join("".join(page(client, "/articles/closed-accounts").text).split())
    assert "قُرئ من العنوان الإلكتروني 80%" in text
    assert "07 فبراير 2016" in text


def test_finding_in_the_article_keeps_the_search(client: FlaskClient) -> None:
    """`find` marks something else; the search stays in the address and the way back is there."""
    outline = page(client, "/articles/closed-accounts?q=تويتر&find=القنوات")
    assert len(outline.all("mark")) == 1
    assert {"type": "hidden", "name": "q", "value": "تويتر"} in outline.all("input")


def test_dates_are_as_fine_as_they_are_known(client: FlaskClient) -> None:
    text = "".join(page(client, "/search?q=&per_page=100").text)
    assert "7 شباط/فبراير 2016" in text
    assert "تشرين الثاني/نوفمبر 2015" in text
    assert "بلا تاريخ" in text
    times = [a["datetime"] for a in page(client, "/search?q=&per_page=100").all("time")]
    assert {"2016-02-07", "2015-11", "2017"} <= set(times)


def test_empty_fields_of_the_form_leave_the_address(client: FlaskClient) -> None:
    response = client.get("/search?q=تويتر&from=&to=&date_unknown=&platform=twitter")
    assert response.status_code == 303
    assert response.headers["Location"].endswith("&platform=twitter")


def test_arabic_digits_are_read(client: FlaskClient) -> None:
    text = "".join(page(client, "/search?q=&from=٢٠١٧&to=٢٠١٧").text)
    assert "21 مقالاً" in text


def test_what_is_in_force_can_be_taken_away(client: FlaskClient) -> None:
    """Each filter is a chip that leads to the search without it."""
    outline = page(client, "/search?q=تويتر&platform=twitter&outlet=morning&from=2016")
    hrefs = [a["href"] for a in outline.all("a")]
    query = "q=%D8%AA%D9%88%D9%8A%D8%AA%D8%B1"
    assert f"/search?{query}&platform=twitter&outlet=morning" in hrefs
    assert f"/search?{query}&outlet=morning&from=2016" in hrefs
    assert f"/search?{query}" in hrefs


def test_an_expansion_is_told_and_can_be_switched_off(client: FlaskClient) -> None:
    widened = client.get("/search?q=تليجرام")
    assert "تلغرام" in widened.get_data(as_text=True)
    off = [
        a["href"] or "" for a in page(client, "/search?q=تليجرام").all("a") if "without=" in (a["href"] or "")
    ]
    assert len(off) == 1
    narrowed = "".join(page(client, off[0]).text)
    assert "مقال واحد" in narrowed
    assert "أُوقف" in narrowed


def test_nothing_found_tells_what_each_word_finds(client: FlaskClient) -> None:
    outline = page(client, "/search?q=تويتر زرافة&mode=all")
    text = "".join(outline.text)
    assert "لم يُعثر على شيء" in text
    assert any("mode=all" not in (a.get("href") or "") for a in outline.all("a"))
    assert "ما تجده كل كلمة وحدها" in text


def test_a_page_past_the_end_leads_back(client: FlaskClient) -> None:
    outline = page(client, "/search?q=تويتر&page=99")
    assert any((a.get("href") or "").endswith("page=7") for a in outline.all("a"))


@pytest.mark.parametrize("address", ["/search?q=تويتر&page=x", "/search?q=(", "/search?q=تويتر&from=غدا"])
def test_problem_pages_keep_the_query(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    outline = Outline(response.get_data(as_text=True))
    box = next(a for a in outline.all("input") if a.get("id") == "q")
    assert response.status_code == 400
    assert box["value"] == ("(" if address.endswith("(") else "تويتر")


def test_no_index_tells_reader_and_owner_what_to_do(tmp_path) -> None:
    """The page keeps the query and names the command."""
    bare = create_app(Settings(home=tmp_path, limits=False, access_log=False)).test_client()
    response = bare.get("/search?q=تويتر")
    body = response.get_data(as_text=True)
    assert response.status_code == 503
    assert "sijill rebuild" in body
    assert 'value="تويتر"' in body


def test_a_withdrawn_article_is_gone(engine, tmp_path) -> None:
    from archive.store.writer import Store
    from tests.web.support.articles import ARTICLES

    with Store.in_memory() as store:
        store.add(ARTICLES[0])
        store.withdraw("closed-accounts", why="asked for")
        client = create_app(Settings(home=tmp_path, access_log=False), engine, store).test_client()
        assert client.get("/articles/closed-accounts").status_code == 410
        assert client.get("/articles/no-such").status_code == 404


def test_every_answer_carries_the_headers(client: FlaskClient) -> None:
    """Pages, files, errors and REST alike; nothing inline is allowed anywhere."""
    for address in ["/", "/static/sijill.css", "/nowhere", "/api/v1/status", "/search?q=("]:
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"


def test_assets_have_addresses_that_may_be_kept(client: FlaskClient) -> None:
    for link in page(client, "/").all("link"):
        if "/static/" in (link["href"] or ""):
            assert "?v=" in (link["href"] or "")
            assert "immutable" in client.get(link["href"] or "").headers["Cache-Control"]


def test_the_language_stays_from_page_to_page(client: FlaskClient) -> None:
    """In English every link within the site keeps `lang=en`, but for files and the switch itself."""
    for address in ("/search?q=تويتر&lang=en", "/articles/closed-accounts?lang=en&q=a"):
        for link in page(client, address).all("a"):
            href = link["href"] or ""
            if href.startswith("/") and not href.startswith("/api/") and link.get("hreflang") != "ar":
                assert "lang=en" in href, href


THEMES = [("dark", "dark"), ("light", "light"), ("auto", None), ("red", None)]


@pytest.mark.parametrize(("chosen", "shown"), THEMES)
def test_the_theme_is_remembered(client: FlaskClient, chosen: str, shown: str | None) -> None:
    response = client.get(f"/theme?to={chosen}&next=/help?lang=en")
    assert response.headers["Location"] == "/help?lang=en"
    assert page(client, "/help").all("html")[0].get("data-theme") == shown


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example", ""])
def test_the_way_back_stays_on_the_site(client: FlaskClient, target: str) -> None:
    response = client.get("/theme", query_string={"to": "dark", "next": target})
    assert response.headers["Location"] in ("/", "/?lang=ar")


def test_original_is_given_as_bytes_to_save(tmp_path, engine) -> None:
    from archive.model.article import Article
    from archive.store.originals import Originals
    from archive.store.writer import Store

    digest = Originals(tmp_path / "originals").put(b"<script>as it came</script>")
    with Store.in_memory() as store:
        store.add(Article("kept", "نص", original=digest))
        client = create_app(Settings(home=tmp_path, access_log=False), engine, store).test_client()
        response = client.get("/articles/kept/original")
    assert response.data == b"<script>as it came</script>"
    assert response.content_type == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_every_problem_of_a_query_has_words() -> None:
    """What the parser can say about a query, the page can say in both languages."""
    assert set(MESSAGES) >= PROBLEM_CODES


def test_the_start_says_what_this_is_and_what_came_in(client: FlaskClient) -> None:
    """In the reader's language: what can be done, where to begin, what is new, and the way to figures."""
    for lang, said, example in (
        ("ar", "ابحث في مقالات الصحافة العربية", "منصة:تيليغرام تاريخ:2016"),
        ("en", "Search Arabic news articles as they were printed", "platform:telegram date:2016"),
    ):
        page = client.get(f"/?lang={lang}").get_data(as_text=True)
        assert said in page
        assert example in page
        assert 'id="latest"' in page
        assert "placeholder=" in page
        assert 'href="/claims' in page


def test_examples_of_the_help_run(client: FlaskClient) -> None:
    """Each example of the help is a link to a search that is answered."""
    links = [a["href"] or "" for a in page(client, "/help").all("a") if "/search?q=" in (a["href"] or "")]
    assert len(links) >= len(HELP)
    assert all(client.get(link).status_code == 200 for link in links)


def test_a_value_can_be_left_out(client: FlaskClient) -> None:
    """The address says so in the query's own words, where the reader can see and change it."""
    links = [a["href"] or "" for a in page(client, "/search?q=تويتر").all("a") if a.get("class") == "exclude"]
    assert any(link.endswith("%20-platform:telegram") for link in links)


def test_the_owner_sets_how_many_hits_a_page_has(store, engine, tmp_path) -> None:
    settings = Settings(home=tmp_path, per_page=5, limits=False, access_log=False)
    client = create_app(settings, engine, store).test_client()
    hits = [a for a in page(client, "/search?q=تويتر").all("li") if a.get("class") == "hit"]
    assert len(hits) == 5
