"""The whole use in a real browser: search, filter, drill, read, go on, switch, take away, come back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}


def test_search_by_typing(page: Page) -> None:
    page.goto("/")
    page.fill("#q", "تويتر")
    page.press("#q", "Enter")
    expect(page).to_have_url(re.compile(r"/search\?q="))
    expect(page.get_by_role("status").first).to_contain_text("مقالاً")
    expect(page.locator(".hit mark").first).to_be_visible()


def test_filter_by_ticking_and_undo_by_a_chip(page: Page) -> None:
    """Ticking and applying keeps the words; the address holds no empty fields; the chip takes it back."""
    page.goto("/search?q=تويتر")
    page.get_by_label("تيليغرام").check()
    page.get_by_role("button", name="تطبيق").click()
    expect(page).to_have_url(re.compile(r"platform=telegram$"))
    expect(page.locator("#q")).to_have_value("تويتر")
    page.locator(".chips a").click()
    expect(page).to_have_url(re.compile(r"/search\?q=[^&]*$"))


def test_the_timeline_leads_into_a_period_and_back(page: Page) -> None:
    page.goto("/search?q=فيسبوك")
    before = page.get_by_role("status").first.inner_text()
    page.locator(".bars a:has(.bar)").first.click()
    expect(page.locator(".chips a")).to_have_count(1)
    expect(page.get_by_role("status").first).not_to_have_text(before)
    page.locator(".trail a").first.click()
    expect(page.get_by_role("status").first).to_have_text(before)


def test_the_timeline_by_keyboard_is_its_table(page: Page) -> None:
    page.goto("/search?q=فيسبوك")
    page.get_by_text("الجدول، والمقارنة ببحث آخر").press("Enter")
    row = page.locator(".timeline tbody tr").first
    expect(row).to_be_visible()
    row.get_by_role("link").press("Enter")
    expect(page.locator(".chips a")).to_have_count(1)


def test_two_searches_on_one_timeline(page: Page) -> None:
    page.goto("/search?q=فيسبوك")
    page.get_by_text("الجدول، والمقارنة ببحث آخر").click()
    page.get_by_label("قارن مع").fill("تيليغرام")
    page.get_by_role("button", name="قارن", exact=True).click()
    expect(page.locator(".legend")).to_contain_text("تيليغرام")
    assert page.locator(".bars .second").count() > 0


def test_a_fragment_opens_at_its_place(page: Page) -> None:
    page.goto("/search?q=صبر")
    page.locator(".there").first.click()
    expect(page.locator("mark:target")).to_have_count(1)
    expect(page.locator("mark:target")).to_be_in_viewport()


@pytest.mark.parametrize(("after", "before"), [("n", "p"), ("ى", "ح")], ids=["latin", "arabic"])
def test_from_match_to_match(page: Page, after: str, before: str) -> None:
    """By the keys of either layout and by the buttons; the count says where one is."""
    page.goto("/articles/long-read?q=تويتر")
    press = "([key]) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))"
    page.evaluate(press, [after])
    expect(page.locator("mark").nth(0)).to_be_focused()
    page.evaluate(press, [after])
    expect(page.locator("mark").nth(1)).to_be_focused()
    expect(page.locator(".marks .count")).to_have_text("2 / 12")
    page.evaluate(press, [before])
    expect(page.locator("mark").nth(0)).to_be_focused()
    page.get_by_role("button", name="السابق").click()
    expect(page.locator("mark").nth(11)).to_be_in_viewport()


def test_keys(page: Page) -> None:
    """`/` goes to the box and types nothing there; `?` lists the keys; letters in the box are letters."""
    page.goto("/search?q=تويتر")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("تويتر")
    page.keyboard.press("End")
    page.keyboard.type("n?")
    expect(page.locator("#q")).to_have_value("تويترn?")
    page.locator("#q").blur()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("المفاتيح المفردة مفعّلة").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()


def test_completions(page: Page) -> None:
    """Typing brings them, arrows walk them, Enter takes one, Escape closes them."""
    page.goto("/")
    page.locator("#q").press_sequentially("تقرير الم", delay=20)
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(page.locator("#q")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.locator("#q").press_sequentially("ن", delay=20)
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    chosen = options.first.inner_text()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/search"))
    expect(page.locator("#q")).to_have_value(chosen)


def test_layers_are_switched_on(page: Page) -> None:
    page.goto("/articles/long-read")
    date = page.locator(".story .date").first
    line = "element => getComputedStyle(element).textDecorationLine"
    assert date.evaluate(line) == "none"
    page.locator("#show-date").check()
    assert date.evaluate(line) == "underline"


def test_finding_in_the_article(page: Page) -> None:
    """With the folding of the search, and the way back to what was searched."""
    page.goto("/articles/long-read?q=تويتر")
    page.get_by_label("ابحث في هذا المقال").fill("باحثون")
    page.locator(".find button").click()
    expect(page.locator(".story p mark").first).to_have_text("باحثون")
    page.get_by_role("link", name="عودة إلى كلمات البحث").click()
    expect(page.locator(".story p mark").first).to_have_text("تويتر")


def test_the_language_is_switched_in_place_and_stays(page: Page) -> None:
    page.goto("/search?q=تويتر&platform=telegram")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.locator("#q")).to_have_value("تويتر")
    page.locator(".hit h2 a").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def test_the_theme_is_switched_and_stays(page: Page) -> None:
    page.goto("/search?q=تويتر")
    ground = "() => getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("link", name="داكن").click()
    expect(page.locator("#q")).to_have_value("تويتر")
    assert page.evaluate(ground) != light
    page.goto("/help")
    assert page.evaluate(ground) != light


def test_export(page: Page) -> None:
    page.goto("/search?q=تويتر&platform=telegram")
    with page.expect_download() as started:
        page.locator(".take-away").get_by_role("link", name="CSV").click()
    path = started.value.path()
    assert started.value.suggested_filename == "sijill-1.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("id,title")
    assert "closed-accounts" in "\n".join(lines)


def test_the_way_back(page: Page) -> None:
    """Back from an article to the results, from the filtered to the whole, with everything in its place."""
    page.goto("/search?q=تويتر")
    first = page.url
    page.get_by_label("تيليغرام").check()
    page.get_by_role("button", name="تطبيق").click()
    second = page.url
    page.locator(".hit h2 a").first.click()
    page.wait_for_url(re.compile("/articles/"))
    page.go_back()
    assert page.url == second
    page.go_back()
    assert page.url == first
    expect(page.get_by_label("تيليغرام")).not_to_be_checked()


def test_skip_links_come_first(page: Page) -> None:
    page.goto("/search?q=تويتر")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("انتقل إلى المحتوى")
    expect(page.locator(":focus")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["1440", "360"])
def test_everything_without_script(browser: Browser, address: str, viewport: dict[str, int]) -> None:
    """Search, filter, timeline, reading and export need no JavaScript."""
    context = browser.new_context(base_url=address, java_script_enabled=False, viewport=viewport)
    page = context.new_page()
    page.goto("/")
    page.fill("#q", "تويتر")
    page.press("#q", "Enter")
    if viewport is PHONE:
        page.locator(".filters > summary").click()
    page.get_by_label("تيليغرام").check()
    page.locator(".apply").click()
    assert page.url.endswith("platform=telegram")
    page.locator(".timeline summary").click()
    page.locator(".timeline tbody a").first.click()
    assert "from=" in page.url
    page.locator(".hit h2 a").first.click()
    assert page.locator(".story mark").count() > 0
    page.go_back()
    with page.expect_download():
        page.locator(".take-away").get_by_role("link", name="BibTeX").click()
    context.close()


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1440])
@pytest.mark.parametrize(
    "place",
    [
        "/", "/search?q=تويتر", "/articles/long-read?q=تويتر", "/articles/long-read?q=تويتر&lang=en", "/help",
        "/api/v1/docs",
    ],
)  # fmt: skip
def test_no_page_scrolls_sideways(page: Page, width: int, place: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(place)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
