"""Accessible in every language and theme, light in bytes, still while loading; pictures for the eye."""

from __future__ import annotations

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response

from tests.browser.conftest import OUTPUT

PLACES = {
    "home": "/",
    "search": "/search?q=تويتر تليجرام",
    "filtered": "/search?q=فيسبوك&platform=facebook&from=2016&to=2016&q2=تيليغرام",
    "nothing": "/search?q=تويتر زرافة&mode=all&platform=tiktok",
    "article": "/articles/closed-accounts?q=تويتر",
    "long": "/articles/long-read?q=تيليغرام",
    "figures": "/figures",
    "claims": "/claims",
    "batch": "/batch?q=تويتر&q=(&q=يوتيوب فيسبوك",
    "screen": "/screen?where=search&search=تويتر&q=تيليغرام",
    "words": "/words?q=تويتر&beside=حساب",
    "advanced": "/advanced?all=تويتر",
    "values": "/values?q=&facet=outlet",
    "compare": "/compare?q=تويتر&q=يوتيوب",
    "citations": "/search/citations?q=تويتر",
    "history": "/articles/closed-accounts/history",
    "sources": "/sources",
    "alerts": "/alerts",
    "alert": "/alerts/platforms",
    "help": "/help",
    "documentation": "/api/v1/docs",
    "problem": "/search?q=تويتر&page=x",
    "missing": "/articles/nowhere",
}
#: Pages whose narrow form differs in more than its width.
NARROW = {"search", "article", "figures", "claims", "sources"}
RULES: dict[str, object] = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
CONTRAST: dict[str, object] = {"type": "rule", "values": ["color-contrast"]}
KB = 1024


def with_language(place: str, lang: str) -> str:
    return f"{place}{'&' if '?' in place else '?'}lang={lang}"


def violations(page: Page, rules: dict[str, object]) -> list[tuple[str, str]]:
    """What axe finds on the page as it is now: the rule and the element."""
    result = Axe().run(page, options={"runOnly": rules})
    return [
        (violation["id"], node["html"][:200])
        for violation in result.response["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_axe_finds_nothing(browser: Browser, address: str, lang: str) -> None:
    """On every page with all that folds unfolded: each is loaded once, and then seen dark and as on a phone.

    What the dark colours can change is contrast alone. `SIJILL_TEST_FULL` keeps a picture of each.
    """
    context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    found = []
    for name, place in PLACES.items():
        page.goto(with_language(place, lang))
        page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true })")
        for width in (1440, 360) if name in NARROW else (1440,):
            page.set_viewport_size({"width": width, "height": 900})
            for scheme, rules in (("light", RULES), ("dark", CONTRAST)):
                page.emulate_media(color_scheme=scheme)
                found += [(name, width, scheme, *one) for one in violations(page, rules)]
                if os.environ.get("SIJILL_TEST_FULL"):
                    OUTPUT.mkdir(parents=True, exist_ok=True)
                    page.screenshot(path=OUTPUT / f"{name}-{lang}-{scheme}-{width}.png", full_page=True)
    context.close()
    assert found == []


@pytest.mark.parametrize("width", [1440, 360])
def test_the_first_page_is_light_and_still(browser: Browser, address: str, width: int) -> None:
    """Page, sheet and script under 60 KB, with fonts under 250 KB, compressed; nothing moves."""
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 900})
    page = context.new_page()
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    page.on("response", note)
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries()) "
        "window.shift += entry.value }).observe({type: 'layout-shift', buffered: true})"
    )
    page.goto("/search?q=تويتر")
    page.wait_for_load_state("networkidle")
    sizes = {
        answer.url.removeprefix(address): answer.request.sizes()["responseBodySize"] for answer in answers
    }
    fonts = sum(size for place, size in sizes.items() if place.startswith("/fonts/"))
    rest = sum(sizes.values()) - fonts
    assert all(answer.url.startswith(address) for answer in answers)
    assert 0 < rest < 60 * KB, sizes
    assert 0 < fonts + rest < 250 * KB, sizes
    assert page.evaluate("() => window.shift") < 0.01
    context.close()


def test_the_page_stands_without_its_font(browser: Browser, address: str) -> None:
    """In the system's fonts alone nothing is cut off and nothing scrolls sideways."""
    context = browser.new_context(base_url=address, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.route("**/fonts/**", lambda route: route.abort())
    page.goto("/search?q=تويتر")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    page.screenshot(path=OUTPUT / "system-fonts.png")
    context.close()


def test_nothing_scrolls_sideways_at_four_times_the_size(browser: Browser, address: str) -> None:
    """At 320 px, which 1280 px are at 400 %, every page fits; what is wide scrolls in its own place."""
    context = browser.new_context(base_url=address, viewport={"width": 320, "height": 256})
    page = context.new_page()
    wide = {}
    for name, place in PLACES.items():
        page.goto(place)
        width = page.evaluate("() => document.documentElement.scrollWidth")
        if width > 320:
            wide[name] = width
    context.close()
    assert wide == {}


def test_nothing_moves_for_who_asked_for_less_motion(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/articles/long-read?q=تويتر")
    assert page.evaluate("() => getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    moving = "() => document.getAnimations().length"
    assert page.evaluate(moving) == 0
    context.close()


@pytest.mark.parametrize("width", [1440, 360])
def test_no_line_breaks_within_a_date(browser: Browser, address: str, width: int) -> None:
    """A proof in digits stands in one line and keeps its order, however little room Arabic words leave it."""
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 900}, locale="ar")
    page = context.new_page()
    page.goto("/articles/long-read")
    proof = page.locator(".facts q.stamp").first
    assert proof.inner_text() == "2016-02"
    for room in range(20, 200, 10):
        proof.evaluate("(e, room) => { e.closest('dd').style.inlineSize = room + 'px' }", room)
        assert proof.evaluate("e => e.getClientRects().length") == 1
    context.close()


def test_print(browser: Browser, address: str) -> None:
    """On paper there is the article and what is known of it, and nothing to click."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/articles/long-read?q=تويتر")
    page.emulate_media(media="print")
    assert not page.locator(".search").is_visible()
    assert not page.locator(".tools").is_visible()
    assert page.locator(".facts").is_visible()
    page.pdf(path=OUTPUT / "article.pdf")
    context.close()
