"""Five tasks by keyboard alone, from an address to what was wanted; no step needs a pointer."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

#: Presses of Tab after which a thing counts as out of reach.
FAR = 120


def tab_to(page: Page, wanted: Locator, limit: int = FAR) -> int:
    """Press Tab until it has the focus; return how often."""
    for presses in range(1, limit + 1):
        page.keyboard.press("Tab")
        if wanted.evaluate("e => e === document.activeElement"):
            return presses
    raise AssertionError(f"not reached with {limit} presses of Tab")


def test_search_and_read(page: Page) -> None:
    """The second skip link leads to the box; the first hit opens with Enter."""
    page.goto("/help")
    tab_to(page, page.locator(".skip").nth(1), 2)
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("تويتر")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/search"))
    tab_to(page, page.locator(".hit h2 a").first)
    page.keyboard.press("Enter")
    expect(page.locator(".story mark").first).to_be_visible()


def test_filter(page: Page) -> None:
    """A skip link leads to the filters, so that the first box is a step away."""
    page.goto("/search?q=تويتر")
    tab_to(page, page.get_by_text("انتقل إلى خيارات التصفية"), 3)
    page.keyboard.press("Enter")
    assert tab_to(page, page.locator(".filters input[type=checkbox]").first) <= 2
    page.keyboard.press("Space")
    tab_to(page, page.locator(".filters .apply"))
    page.keyboard.press("Enter")
    expect(page.locator(".chips a").first).to_be_visible()


def test_compare_two_searches(page: Page) -> None:
    page.goto("/search?q=فيسبوك")
    tab_to(page, page.locator(".to-compare"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator(".four input").nth(1))
    page.keyboard.type("تيليغرام")
    page.keyboard.press("Enter")
    expect(page.locator(".legend.series li")).to_have_count(2)
    tab_to(page, page.locator("details.table summary"))
    page.keyboard.press("Enter")
    expect(page.locator(".compared tbody tr").first).to_be_visible()


def test_cite_what_is_ticked(page: Page) -> None:
    page.goto("/search?q=تويتر")
    tab_to(page, page.locator(".tick input").first)
    page.keyboard.press("Space")
    tab_to(page, page.locator("#ticked button"))
    page.keyboard.press("Enter")
    expect(page.locator(".citation-list li")).to_have_count(1)
    tab_to(page, page.get_by_role("link", name="Word"))


def test_ask_two_things_at_once(page: Page) -> None:
    page.goto("/batch")
    tab_to(page, page.locator("#list"))
    page.keyboard.type("تويتر")
    page.keyboard.press("Enter")
    page.keyboard.type("يوتيوب")
    tab_to(page, page.get_by_role("button", name="ابحث عنها كلها"))
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(2)
