"""Ids are safe in URLs, stable, and tell one page from another."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model.identity import MAX_LENGTH, canonical_url, former_id, identify, safe_id, web_address

DIGEST = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        pytest.param("HTTP://News.Example/A/b", "http://news.example/A/b", id="scheme-and-host-case"),
        pytest.param("http://news.example:80/a", "http://news.example/a", id="default-port"),
        pytest.param("https://news.example:8443/a", "https://news.example:8443/a", id="other-port"),
        pytest.param("https://news.example/a/#top", "https://news.example/a", id="fragment-and-slash"),
        pytest.param(
            "https://news.example/?utm_source=x&id=7&fbclid=y", "https://news.example?id=7", id="tracking"
        ),
        pytest.param("https://news.example/a?b=2&a=1", "https://news.example/a?a=1&b=2", id="sorted"),
        pytest.param("https://news.example/خبر", "https://news.example/%D8%AE%D8%A8%D8%B1", id="iri"),
        pytest.param(
            "https://news.example/%d8%ae%D8%A8%d8%b1", "https://news.example/%D8%AE%D8%A8%D8%B1", id="escapes"
        ),
        pytest.param(
            "https://news.example/%7Ea%2Fb", "https://news.example/~a%2Fb", id="only-needless-escapes"
        ),
        pytest.param("https://news.example/100%", "https://news.example/100%25", id="lone-percent"),
        pytest.param("https://أخبار.example/a", "https://xn--igbicxr.example/a", id="arabic-host"),
        pytest.param("//news.example/a", "http://news.example/a", id="no-scheme"),
        pytest.param("news.example/a", "http://news.example/a", id="bare-host"),
        pytest.param("  https://news.example/a b \n", "https://news.example/a%20b", id="spaces"),
        pytest.param("http://[2001:db8::1]:80/a", "http://[2001:db8::1]/a", id="ipv6"),
    ],
)
def test_canonical_url(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    "text",
    ["", "javascript:alert(1)", "file:///a/b", "mailto:a@b.example", "http://", "قال الوزير", "http://[::1"],
)
def test_what_is_no_web_address(text: str) -> None:
    assert canonical_url(text) is None


def test_one_page_has_one_address() -> None:
    """Scheme and `www.` do not make another page."""
    spellings = ("http://www.news.example/a/", "https://news.example/a?utm_medium=mail", "news.example/a#x")
    assert {web_address(url) for url in spellings} == {"news.example/a"}


@given(st.text())
def test_canonical_url_holds_still(text: str) -> None:
    """It takes any string, gives ASCII, and its own result is canonical already."""
    canonical = canonical_url(f"http://news.example/{text}")
    if canonical is not None:
        assert canonical.isascii()
        assert canonical_url(canonical) == canonical


@given(st.text(min_size=1))
def test_ids_are_safe_in_urls(text: str) -> None:
    """Whatever is given, the id needs no escape, is neither hidden nor an option, and is stable."""
    made = safe_id(text)
    assert re.fullmatch(r"[A-Za-z0-9_~][A-Za-z0-9._~-]*", made)
    assert len(made) <= MAX_LENGTH
    assert safe_id(text) == made
    assert safe_id(made) == made


@given(st.text(min_size=1), st.text(min_size=1))
def test_different_ids_stay_different(one: str, other: str) -> None:
    assert (safe_id(one) == safe_id(other)) == (one == other)


@pytest.mark.parametrize("given_id", ["saudi-00001", "a", "A_b~c.d", "2016"])
def test_a_safe_id_is_kept(given_id: str) -> None:
    assert identify(given=given_id, url="http://news.example/a", stem="s", digest=DIGEST).id == given_id


def test_identity_by_address() -> None:
    """Without an id, the address decides; the file's name and bytes do not."""
    one = identify(given=None, url="http://www.news.example/a?utm_source=x", stem="x", digest=DIGEST)
    other = identify(given="", url="https://news.example/a", stem="y", digest="f" * 64)
    assert one == other
    assert one.basis == "url"
    assert one.id.startswith("news.example-")


def test_identity_by_source() -> None:
    """Without id and address, the id begins with the file's name and ends with the digest of its bytes."""
    made = identify(given=None, url=None, stem="007_report", digest=DIGEST)
    assert (made.id, made.basis, made.address) == ("007_report-0123456789ab", "source", None)


def test_identity_of_an_arabic_file_name() -> None:
    assert identify(given=None, url=None, stem="تقرير", digest=DIGEST).id == "article-0123456789ab"


def test_an_address_that_is_none_is_no_identity() -> None:
    assert identify(given=None, url="about:blank", stem="s", digest=DIGEST).basis == "source"


COPIES = {
    "a web archive": "https://web.archive.org/web/20160207103000/http://news.example/a",
    "a web archive's frame": "https://web.archive.org/web/20160207103000if_/http://news.example/a",
    "archive.today": "https://archive.ph/20160207103000/http://news.example/a",
    "an AMP cache": "https://news-example.cdn.ampproject.org/c/s/news.example/a",
    "Google's AMP": "https://www.google.com/amp/s/news.example/a",
    "escaped": "https://archive.example/20160207103000/http%3A%2F%2Fnews.example%2Fa",
    "a feed's mark": "https://news.example/a?maca=ara-rss-ar-all",
    "a reader's way": "https://news.example/a?ref=twitter&output=amp",
}


@pytest.mark.parametrize("url", COPIES.values(), ids=COPIES.keys())
def test_a_copy_has_the_address_of_the_page(url: str) -> None:
    assert web_address(url) == "news.example/a"


@pytest.mark.parametrize("url", ["https://news.example/a?ref=12", "https://news.example/2016/www.x"])
def test_a_page_of_its_own_keeps_its_address(url: str) -> None:
    assert web_address(url) == url.removeprefix("https://")


def test_the_id_of_earlier_rules_is_known() -> None:
    former = former_id(COPIES["a web archive"])
    assert former is not None
    assert former.startswith("web.archive.org-")
    assert former_id("https://news.example/a?utm_source=x") is None
