"""A few articles of our own, chosen for what pages find hard: no date, no title, furniture, odd signs."""

from __future__ import annotations

from datetime import date

from archive.extraction.annotate import read_anew
from archive.model.article import (
    Article,
    DateSource,
    Evidence,
    Furniture,
    Mention,
    Outlet,
    Precision,
    Published,
)

MORNING = Outlet("morning", "صحيفة الصباح")
HARBOUR = Outlet("harbour", "أخبار الميناء")


def _mentions(body: str, *names: tuple[str, str]) -> tuple[Mention, ...]:
    return tuple(
        Mention(platform, body.index(surface), body.index(surface) + len(surface), surface)
        for platform, surface in names
    )


_CLOSED = (
    "قالت إدارة تويتر إنها أغلقت عشرة آلاف حساب خلال شهر واحد، "
    "وإن الأداة الجديدة تتعرّف إلى التغريدات المكررة.\n\n"
    "وذكر خبير أن الانتقال من تويتر إلى تيليغرام صار أسرع، وأن القنوات تُنشأ في دقائق.\n\n"
    "ولتويتر فريق من مئة مراجع، يعملون بالعربية والإنجليزية."
)
_CHANNELS = (
    "أوقفت تليجرام قنوات عدة بعد بلاغات المستخدمين، وأكدت الشركة أنها تراجع كل بلاغ.\n\n"
    "ويرى باحثون أن القنوات الكبيرة تعود بأسماء جديدة، وأن تتبعها يحتاج إلى صبر طويل."
)
_ODD = (
    "<script>alert('x')</script> هذا نص فيه علامات & وأقواس <b>غريبة</b> يذكر تويتر مرة واحدة.\n\n"
    "والفقرة الثانية فيها اسم لاتيني: Telegram Messenger، ورقم: 125 ألف."
)

ARTICLES: tuple[Article, ...] = (
    Article(
        "closed-accounts", _CLOSED, "تويتر تغلق عشرة آلاف حساب في شهر", MORNING,
        "https://morning.example/2016/02/07/accounts", "ليلى حداد",
        Published(date(2016, 2, 7), date(2016, 2, 7), Precision.DAY, DateSource.STATED, "07 فبراير 2016"),
        ("telegram", "twitter"), _mentions(_CLOSED, ("telegram", "تيليغرام"), ("twitter", "ولتويتر")),
        (Furniture("caption", "صورة من مؤتمر صحفي", 1), Furniture("share_widget", "شارك هذا المقال", 3)),
        (Evidence("title", "given"), Evidence("published", "text", "07 فبراير 2016", 0.95),
         Evidence("outlet", "url", "morning.example", 0.8)),
        "ar", licence="CC0-1.0",
    ),
    Article(
        "channels", _CHANNELS, "تليجرام توقف قنوات بعد بلاغات", HARBOUR, "https://harbour.example/قنوات/12",
        None, Published(date(2015, 11, 1), date(2015, 11, 30), Precision.MONTH, DateSource.INFERRED,
                        "في تشرين الثاني الماضي"),
        ("telegram",), _mentions(_CHANNELS, ("telegram", "تليجرام")),
    ),
    Article("odd-signs", _ODD, "عنوان فيه <i>علامات</i> & أقواس", None, "javascript:alert(1)",
            platforms=("telegram", "twitter")),
    Article("untitled", "مقال بلا عنوان يتحدث عن يوتيوب وعن مقاطع حُذفت بعد ساعة من نشرها.", None, HARBOUR,
            published=Published(date(2017, 1, 1), date(2017, 12, 31), Precision.YEAR, DateSource.METADATA),
            platforms=("youtube",)),
    Article("strange~id", "معرّف هذا المقال فيه علامة، وهو يذكر فيسبوك.", "معرّف غريب", MORNING,
            published=Published(date(2016, 2, 18), date(2016, 2, 20), Precision.INTERVAL,
                                DateSource.INFERRED, "قبل أسبوعين"), platforms=("facebook",)),
)  # fmt: skip

#: Enough for several pages, spread over three years.
MANY: tuple[Article, ...] = tuple(
    Article(
        f"report-{n:03}",
        f"تقرير رقم {n} عن حسابات أوقفتها المنصات، وفيه ذكر فيسبوك وتويتر.\n\nوخلاصته أن العمل مستمر.",
        f"تقرير المنصات رقم {n}",
        (MORNING, HARBOUR)[n % 2],
        published=Published(
            *(date(2015 + n % 3, n % 12 + 1, n % 28 + 1),) * 2, Precision.DAY, DateSource.STATED
        ),
        platforms=("facebook", "twitter"),
    )
    for n in range(1, 61)
)


def _told(id_: str, outlet: Outlet, day: date, body: str, title: str) -> Article:
    """An article whose figures are read as they are when it is added."""
    published = Published(day, day, Precision.DAY, DateSource.STATED)
    return read_anew(Article(id_, body, title, outlet, published=published))


#: One announcement told with other periods, a later one, and what a group claims of itself.
FIGURED: tuple[Article, ...] = (
    _told("since-summer", MORNING, date(2016, 2, 6),
          "أعلنت شركة تويتر أنها أغلقت أكثر من 125 ألف حساب، وبدأ ذلك منذ منتصف عام 2015.\n\n"
          "وأوقفت تيليغرام 78 قناة في تشرين الثاني/نوفمبر 2015.", "تويتر تعلن أرقامها"),
    _told("winter-before", HARBOUR, date(2016, 2, 20),
          "قالت شركة تويتر إنها أغلقت 125 ألف حساب بين أكتوبر 2014 ومارس 2015.", "أرقام تويتر كما تُروى"),
    _told("in-all", HARBOUR, date(2016, 8, 19),
          "أعلنت شركة تويتر أنها أغلقت 360 ألف حساب منذ منتصف عام 2015.", "حصيلة تويتر بعد عام"),
    _told("boast", MORNING, date(2016, 3, 1),
          "زعم تنظيم داعش أنه اخترق أكثر من 15 ألف حساب على تويتر خلال شهر فبراير 2016.",
          "التنظيم يتحدث عن حسابات"),
)  # fmt: skip
