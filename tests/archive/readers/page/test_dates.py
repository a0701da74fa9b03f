"""Where pages print or hide their day, and what only looks like it."""

from __future__ import annotations

from datetime import date

import pytest

from archive.ingest.assemble import assemble, load_references
from archive.model.article import Article
from archive.readers.base import Draft, Options, Source
from archive.readers.html import draft_of_page

TITLE = "الجسر الجديد يصل الضفتين"
TEXT = (
    "<p>دشن المحافظ صباحا جسرا يصل ضفتي النهر بعد عمل دام ثلاثة أعوام شارك فيه مهندسون من مدن عدة.</p>"
    "<p>وذكر المهندس المشرف أن الجسر يحتمل حركة السير الكثيفة، وأن ممرا للمشاة سيفتح فيه قبل الصيف بقليل.</p>"
    "<p>ويأمل سكان الضفة الغربية أن يختصر الجسر طريقهم إلى أعمالهم، وأن تقل به أجرة النقل عليهم.</p>"
)
NAV = '<nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/s">رياضة</a></li></ul></nav>'


def page(*, above: str = "", head: str = "", masthead: str = "", after: str = "", side: str = "") -> Article:
    """The article of a page: `above` and `head` stand before and below its title, `after` below its text."""
    html = (
        f"<!DOCTYPE html><html lang='ar'><head><meta charset='utf-8'><title>{TITLE}</title></head><body>"
        f"{masthead}{NAV}{above}<main><article><h1>{TITLE}</h1>{head}<div class='content'>{TEXT}</div>{after}"
        f"</article></main>{side}<footer>جميع الحقوق محفوظة 2019</footer></body></html>"
    )
    draft = draft_of_page(html.encode(), Source("page.html"), Options())
    assert isinstance(draft, Draft), draft
    found = assemble(draft, load_references(), date(2026, 11, 29))
    assert isinstance(found, Article), found
    return found


PLACES = {
    "a div": {"head": "<div>الاثنين 3 آذار/مارس 2014</div>"},
    "a span named date": {"head": "<p><span class='entry-date'>3 مارس 2014</span> بقلم سامي العلي</p>"},
    "a list": {"head": "<ul><li>العدد 400</li><li>3 مارس 2014</li></ul>"},
    "a table cell": {"head": "<table><tr><td>نشر في 3/3/2014</td></tr></table>"},
    "time with datetime": {"head": "<time datetime='2014-03-03T08:00:00+03:00'>قبل سنوات</time>"},
    "abbr with a title": {"head": "<abbr class='published' title='2014-03-03T08:00:00+03:00'>صباحا</abbr>"},
    "a data attribute": {"head": "<span class='post-date' data-date='2014-03-03'>قبل سنوات</span>"},
    "seconds of a clock": {"head": "<span class='time' data-timestamp='1393830000'>قبل سنوات</span>"},
    "as JavaScript writes it": {
        "head": "<time datetime='Mon Mar 03 2014 15:21:41 GMT+0300 (Arabia Standard Time)'>صباحا</time>"
    },
    "a title that says it": {"head": "<a title='3 مارس 2014' class='time'>قبل سنوات</a>"},
    "an attribute of any name": {"head": "<p data-x='2014-03-03T10:00:00'>قبل سنوات</p>"},
    "a hidden field": {"after": "<input type='hidden' name='publish_date' value='2014-03-03'>"},
    "a line of French": {"head": "<div>Publié le lundi 3 mars 2014 à 10:15</div>"},
    "a line of English": {"head": "<div>Published on March 3, 2014 at 10:15 AM</div>"},
    "a line with a clock": {"head": "<div class='date'>03-03-2014 | 10:15</div>"},
    "WordPress's two times": {
        "head": "<time class='entry-date published' datetime='2014-03-03T10:00:00'>3 مارس، 2014</time>"
                "<time class='updated' datetime='2019-03-09T10:00:00'>9 مارس، 2019</time>"
    },
    "parts of a line": {
        "head": "<p>كتب: سامي العلي | تاريخ النشر: 3 مارس 2014 - 10:15 ص | عدد القراءات: 450</p>"
    },
    "an element within a line": {
        "head": "<div><span>سامي العلي</span> <span>3 مارس 2014</span> <span>محليات</span></div>"
    },
    "a path": {"head": "<div class='path'>محليات / 3 مارس 2014</div>"},
    "a relative-time element": {"head": "<relative-time datetime='2014-03-03T05:00:00Z'>قبل</relative-time>"},
    "above the title": {"above": "<div class='story'><span>3 مارس 2014</span></div>"},
    "below the text": {"after": "<div class='post-meta'>تاريخ النشر: 3 مارس 2014</div>"},
    "microdata": {"head": "<span itemprop='datePublished' content='2014-03-03'>صباحا</span>"},
    "a script's variable": {"after": "<script>var page = {publishDate: '2014-03-03', id: 7};</script>"},
    "a script's Date": {"after": "<script>var published_at = new Date(2014, 2, 3);</script>"},
    "a script's variable in backticks": {"after": "<script>let news_date = `2014-03-03`;</script>"},
    "a script's name with a prefix": {
        "after": "<script>var data = {'page_publish_date': '2014/03/03', 'page_type': 'news'};</script>"
    },
    "a script that writes a Date": {
        "head": "<script>document.write(new Date(1393830000000).toLocaleDateString('ar'));</script>"
    },
    "an element that a script fills": {
        "head": "<b id='newsDate'></b>",
        "after": "<script>document.getElementById('newsDate').innerHTML = show(new Date(1393830000000));"
        "</script>",
    },
    "the update stands first": {
        "head": "<div>آخر تحديث: 9 مارس 2014</div><div>تاريخ النشر: 3 مارس 2014</div>"
    },
    "beside the day of the visit": {
        "masthead": "<div class='today'>الأحد 29 نوفمبر 2026</div>", "head": "<div>3 مارس 2014</div>"
    },
    "beside other articles": {
        "side": "<aside><ul><li>خبر آخر <time datetime='2019-05-05'>5 مايو 2019</time></li></ul></aside>",
        "head": "<div>3 مارس 2014</div>",
    },
}  # fmt: skip


@pytest.mark.parametrize("parts", PLACES.values(), ids=PLACES.keys())
def test_the_day_is_found(parts: dict[str, str]) -> None:
    assert page(**parts).published.start == date(2014, 3, 3)


NO_DATES = {
    "only a script's other days": {
        "after": "<script>var buildDate = '2014-03-03', today = '2014-03-03';</script>"
    },
    "only the day of the visit": {"masthead": "<div>الأحد 29 نوفمبر 2026</div>"},
    "only in the navigation's neighbours": {
        "side": "<aside><time datetime='2019-05-05'>5 مايو</time></aside>"
    },
    "only in a comment": {"after": "<div class='comments'><p>زائر</p><time>5/5/2019</time></div>"},
    "only in other articles below": {
        "after": "<div><h3>المزيد</h3><a>خبر</a> <span class='date'>5 مايو 2019</span></div>"
        "<div><a>خبر</a> <time datetime='2019-05-06'>6 مايو 2019</time></div>"
    },
    "only a clock": {"masthead": "<div id='clock'><time datetime='2026-11-29'>29 نوفمبر 2026</time></div>"},
    "a script that writes today": {
        "masthead": "<script>document.write(new Date().toLocaleDateString())</script>"
    },
    "scripts that disagree": {
        "after": "<script>[{datePublished: '2014-03-03'}, {datePublished: '2015-04-04'}]</script>"
    },
}


@pytest.mark.parametrize("parts", NO_DATES.values(), ids=NO_DATES.keys())
def test_another_day_is_not_taken(parts: dict[str, str]) -> None:
    assert not page(**parts).published.known
