"""From a draft to an article: what belongs to the page and what to the copy of it."""

from __future__ import annotations

from datetime import date

from archive.ingest.assemble import assemble, load_references
from archive.model.article import Article
from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.fields import draft_of_record

BODY = "دشن المحافظ صباح الأحد جسرا يصل ضفتي النهر، وقال إن العمل فيه دام ثلاثة أعوام."


def made(**record: str) -> Article | Rejected:
    draft = draft_of_record({"body": BODY} | record, Source("a.jsonl", 1), b"", Options())
    assert isinstance(draft, Draft)
    return assemble(draft, load_references(), date(2026, 11, 29))


def test_a_copy_in_a_web_archive_is_owned_and_dated_by_its_page() -> None:
    """When it was captured says nothing of its publication."""
    url = "https://web.archive.org/web/20190301103000/http://news.example/2016/02/07/a"
    found = made(url=url)
    assert isinstance(found, Article)
    assert str(found.published.start) == "2016-02-07"
    assert found.outlet is not None
    assert (found.outlet.name, found.url) == ("news.example", url)
    undated = made(url="https://web.archive.org/web/20190301103000/http://news.example/a")
    assert isinstance(undated, Article)
    assert not undated.published.known


def test_lost_letters_are_refused_by_name() -> None:
    found = made(body="???? ?????? ???? ???? ?????? ??? ???? ????? ??????")
    assert isinstance(found, Rejected)
    assert (found.code, "question marks" in found.reason) == ("letters_lost", True)


def test_an_agency_is_no_author() -> None:
    found = made(author="رويترز - لندن")
    assert isinstance(found, Article)
    assert (found.byline, found.agencies, found.extra.get("place")) == (None, ("reuters",), "لندن")
    both = made(author="سامي العلي - أ ف ب")
    assert isinstance(both, Article)
    assert (both.byline, both.agencies) == ("سامي العلي", ("afp",))
