"""Four tasks of people who work with an archive, in as many clicks as they take; typing counts none."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, Page, expect


class Clicks:
    """Clicks, counted; Enter in a box counts as one on its button."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, wanted: Locator) -> None:
        self.count += 1
        wanted.click()


def test_reports_of_some_years_with_a_citation_list(page: Page) -> None:
    """Search, the years, the list, and the list as a document."""
    click = Clicks()
    page.goto("/")
    page.fill("#q", "تيليغرام")
    click(page.locator("#search-form button").first)
    page.locator(".filters [name=from]").fill("2015")
    page.locator(".filters [name=to]").fill("2017")
    click(page.locator(".filters .apply"))
    listed = page.locator(".hit").count()
    click(page.locator(".exports").get_by_role("link", name="قائمة المراجع"))
    expect(page.locator(".citation-list li")).to_have_count(listed)
    with page.expect_download() as download:
        click(page.get_by_role("link", name="Word"))
    assert download.value.suggested_filename.endswith(".docx")
    assert click.count == 4


def test_two_outlets_compared_over_time(page: Page) -> None:
    click = Clicks()
    page.goto("/")
    click(page.locator(".holdings a[href^='/compare']"))
    for box, outlet in zip(page.locator(".four input").all(), ("جهة:عكاظ", "جهة:الحياة"), strict=False):
        box.fill(outlet)
    click(page.get_by_role("button", name="قارن"))
    expect(page.locator(".legend.series li")).to_have_count(2)
    assert click.count == 2


def test_thirty_names_at_once(page: Page) -> None:
    click = Clicks()
    page.goto("/")
    click(page.locator(".holdings a[href='/batch']"))
    page.fill("#list", "\n".join(f"اسم {number}" for number in range(29)) + "\nتويتر")
    click(page.get_by_role("button", name="ابحث عنها كلها"))
    expect(page.locator(".numbers tbody tr")).to_have_count(30)
    assert click.count == 2


def test_a_quotation_with_its_citation(browser: Browser, address: str) -> None:
    """A passage is chosen with one stroke; what is copied has its citation and its paragraph's address."""
    context = browser.new_context(
        base_url=address, viewport={"width": 1440, "height": 900}, locale="ar",
        permissions=["clipboard-read", "clipboard-write"],
    )  # fmt: skip
    page, click = context.new_page(), Clicks()
    page.goto("/")
    page.fill("#q", "تويتر")
    click(page.locator("#search-form button").first)
    click(page.locator(".hit h2 a").first)
    paragraph = page.locator(".story > p[id]").first
    click.count += 1
    paragraph.evaluate("e => getSelection().selectAllChildren(e)")
    click(page.get_by_role("button", name="انسخ المقطع مع مرجعه"))
    expect(page.locator(".copy-passage")).to_have_text("نُسخ")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    quoted, cited, place = copied.split("\n")
    assert quoted.startswith("«")
    assert quoted.endswith("»")
    assert "اطُّلع عليه في" in cited
    assert place.endswith("#p1")
    assert click.count == 4
    context.close()


def test_a_span_of_the_timeline_is_dragged(page: Page) -> None:
    """From one bar to another: both ends go into the dates of the search."""
    page.goto("/search?q=تويتر")
    every = page.locator(".timeline a[data-value]").all()
    bars = [bar for bar in every if (bar.get_attribute("data-value") or "")[:1].isdecimal()]
    first, last = bars[0], bars[2]
    ends = [bar.get_attribute("data-value") for bar in (first, last)]
    for bar, move in ((first, page.mouse.down), (last, page.mouse.up)):
        box = bar.locator(".slot").bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
        if move == page.mouse.up:
            expect(page.locator(".timeline a.chosen")).to_have_count(3)
        move()
    page.wait_for_url("**from=*")
    assert f"from={ends[0]}" in page.url
    assert f"to={ends[1]}" in page.url
    expect(page.locator(".chips a").first).to_be_visible()
