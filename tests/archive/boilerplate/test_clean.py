"""Furniture goes, the body stays, and nothing is lost."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.boilerplate import Cleaned, clean
from tests.shared import shared

LEAD = "أعلنت إدارة المتحف الوطني أنها ستفتح أبوابها للزوار مجاناً طوال أيام العطلة المقبلة."
SECOND = "وقالت المديرة إن عدد الزوار ارتفع هذا العام إلى 300 ألف زائر، وهو أعلى رقم منذ الافتتاح."
THIRD = "وأضافت أن القاعات الجديدة ستضم قطعاً نادرة لم تُعرض من قبل، بينها مخطوطات ونقود قديمة."
HEADLINE = "المتحف الوطني يفتح أبوابه مجاناً للزوار"

FURNITURE = [
    ("share_widget", "شارك"),
    ("share_widget", "شارك الخبر عبر: فيسبوك | تويتر | واتساب"),
    ("share_widget", "Facebook Twitter WhatsApp Telegram"),
    ("share_widget", "شارك من خلال تويتر فيسبوك جوجل بلس اكتب رأيك"),
    ("share_widget", "مشاركة على فيسبوك مشاركة على إكس نسخ الرابط"),
    ("share_widget", "تابعونا على فيسبوك وتويتر"),
    ("share_widget", "طباعة"),
    ("share_widget", "أرسل إلى صديق"),
    ("share_widget", "شارك المقالة"),
    ("share_widget", "إضافة إلى المفضلة"),
    ("share_widget", "تابعوا صحيفة النهر على تلغرام"),
    ("font_size", "أ+ أ-"),
    ("font_size", "+ الخط -"),
    ("font_size", "حجم الخط: صغير متوسط كبير"),
    ("font_size", "تكبير الخط تصغير الخط"),
    ("font_size", "الخط A+ A-"),
    ("related_link", "اقرأ أيضاً: افتتاح معرض الكتاب في العاصمة"),
    ("related_link", "اقرأ أيضًا | افتتاح معرض الكتاب"),
    ("related_link", "إقرأ أيضا"),
    ("related_link", "شاهد أيضاً: جولة مصورة في القاعات"),
    ("related_link", "طالع أيضا: تاريخ المتحف"),
    ("related_link", "مواضيع ذات صلة"),
    ("related_link", "المزيد..."),
    ("related_link", "قد يهمك أيضاً: متاحف مفتوحة ليلاً"),
    ("related_link", "الأكثر قراءة"),
    ("related_link", "تقارير متعلقة"),
    ("related_link", "لمشاهدة التسجيل اضغط هنا"),
    ("related_link", "من نفس الكاتب"),
    ("photo_credit", "(صحيفة النهر/الأناضول)"),
    ("photo_credit", "(Getty)"),
    ("photo_credit", "(رويترز)"),
    ("photo_credit", "(سامر عيسى/فرانس برس)"),
    ("photo_credit", "(أ. ف. ب)"),
    ("photo_credit", "تصوير: سامر عيسى"),
    ("photo_credit", "(عدسة: سامر عيسى)"),
    ("photo_credit", "مصدر الصورة: غيتي"),
    ("photo_credit", "*الصورة: واجهة المتحف/وكالة الأناضول"),
    ("photo_credit", "Getty Images"),
    ("caption", "زوار أمام واجهة المتحف في صباح يوم ماطر. [من الأرشيف]"),
    ("caption", "لقطة شاشة من تسجيل نشره المتحف على موقعه."),
    ("caption", "صورة أرشيفية لواجهة المتحف"),
    ("contributors", "المساهمون"),
    ("contributors", "ساهم في إعداد التقرير: سامر عيسى وريم خالد"),
    ("comment_count", "1 تعليق"),
    ("comment_count", "التعليقات (12)"),
    ("comment_count", "لا توجد تعليقات"),
    ("comment_form", "أضف تعليقاً"),
    ("comment_form", "لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها"),
    ("comment_form", "سياسة الموقع بشأن التعليقات * معلومات ضرورية 1500 / 1500"),
    ("comment_form", "1500/1500"),
    ("feedback", "هل أعجبك هذا المقال؟"),
    ("feedback", "هل كان هذا المقال مفيداً؟"),
    ("contact_line", "يمكنكم التواصل معنا عبر تطبيق واتساب على الرقم 0012025550100"),
    ("contact_line", "للتواصل مع الكاتب: writer@example.org"),
    ("contact_line", "هاتف: 0123456789 - فاكس: 0123456788"),
    ("contact_line", "writer@example.org"),
    ("tags", "الوسوم: متاحف، ثقافة، تراث"),
    ("tags", "#متاحف #ثقافة #تراث"),
    ("tags", "كلمات مفتاحية: متاحف، تراث"),
    ("outlet_footer", "جميع الحقوق محفوظة © 2016"),
    ("outlet_footer", "نستخدم ملفات تعريف الارتباط لتحسين تجربتك"),
    ("outlet_footer", "اشترك في النشرة البريدية لتصلك آخر الأخبار"),
    ("outlet_footer", "* خدمة «نيويورك تايمز»"),
    ("outlet_footer", "// انتهى //"),
    ("outlet_footer", "سجّل في النشرة البريدية"),
    ("outlet_footer", "© 2016 صحيفة النهر"),
    ("contact_line", "لإرسال آرائكم ومقترحاتكم"),
    ("dateline", "منذ ساعتين"),
    ("dateline", "آخر تحديث 12:30"),
    ("dateline", "07 فبراير 2016"),
    ("dateline", "نشر في: الأحد 7 شباط/فبراير 2016 - الساعة 14:30 بتوقيت غرينتش"),
    ("dateline", "آخر تحديث: 2016/02/07"),
    ("dateline", "٢٧ ربيع الآخر ١٤٣٧ هـ"),
    ("byline", "متابعة سامر عيسى:"),
    ("byline", "بقلم سامر عيسى"),
    ("byline", "إعداد: ريم خالد"),
    ("byline", "المصدر: وكالات"),
    ("section", "الرئيسية > ثقافة > متاحف"),
    ("ornament", "* * *"),
]  # fmt: skip

BODY = [
    "شارك آلاف الأشخاص في المسيرة التي انطلقت من وسط المدينة نحو البرلمان.",
    "نشر موقع «فيسبوك» بياناً قال فيه إنه حذف آلاف الصفحات المخالفة.",
    "تويتر وفيسبوك ويوتيوب مواقع يتابعها الملايين في المنطقة كل يوم.",
    "المزيد من التقدم والازدهار هو ما نتمناه لهذه المدينة وأهلها.",
    "قرأ أيضاً رسالة من الوزير إلى الحاضرين في القاعة الكبرى.",
    "تابع المسؤول: «لدينا خطة واضحة لحماية القطع النادرة في القاعات».",
    "كتب أحمد علي رسالة طويلة إلى مدير المتحف يشكره فيها.",
    "تصوير الأفلام داخل القاعات ممنوع بقرار من الإدارة.",
    "وقال \"هناك جهد كبير يُبذل كل يوم\".",
    "للتعليق على القرار اتصلت الصحيفة بالوزارة فلم تتلق رداً.",
    "صورة المدينة تغيرت كثيراً في السنوات العشر الأخيرة.",
    "الخط الحديدي الجديد يربط العاصمة بالميناء.",
    "وفي 7 شباط/فبراير 2016 افتُتح الجناح الجديد.",
    "هل يعود الزوار إلى القاعات بعد عام من الإغلاق؟",
    "وبلغت حصيلة الحملة 1500 متطوع من 12 مدينة (رويترز).",
    "حقوق الزوار مكفولة بموجب النظام الداخلي للمتحف.",
    "- سيارات الإسعاف وصلت بعد دقائق.",
    "تابعوا المباراة على فيسبوك من بيوتهم مساء أمس.",
    "أرسل لنا الوزير رسالة يشرح فيها موقفه من القرار.",
    "صور المتحف المنتشرة أخرى بأن تُحفظ.",
    "شارك عبر تقنية الاتصال المرئي وزراء من سبع دول.",
    "شارك مع المنتخب في ثلاث بطولات متتالية.",
    "حمل التطبيق ملايين المستخدمين في أسبوع واحد.",
    "حقوق الملكية الفكرية مصونة كما قال الوزير.",
    "للتواصل مع الجمهور أطلقت الوزارة منصة جديدة.",
    "صورة نشرها ناشط على صفحته أثارت غضباً واسعاً.",
    "التعليقات المنشورة على الخبر كشفت غضباً واسعاً.",
    "ساهم في إعداد المشروع مئات المهندسين من المدينة.",
    "الأكثر مشاهدة بين القنوات هي القناة الأولى.",
]  # fmt: skip


def page(*lines: str) -> str:
    return "\n\n".join(lines)


def roles(cleaned: Cleaned) -> dict[str, str]:
    return {piece.text: piece.role for piece in cleaned.furniture}


@pytest.mark.parametrize(("role", "line"), FURNITURE, ids=[line for _, line in FURNITURE])
@pytest.mark.parametrize("has_furniture", [True, False], ids=["page", "record"])
def test_a_line_that_is_furniture_leaves_the_body(role: str, line: str, has_furniture: bool):
    """Wherever it stands, in a page and in a record's body."""
    cleaned = clean(page(LEAD, line, SECOND), title=HEADLINE, has_furniture=has_furniture)
    assert cleaned.body == page(LEAD, SECOND)
    assert [(piece.role, piece.text, piece.paragraph) for piece in cleaned.furniture] == [(role, line, 1)]


@pytest.mark.parametrize("line", BODY)
@pytest.mark.parametrize("has_furniture", [True, False], ids=["page", "record"])
def test_a_sentence_that_looks_like_furniture_stays(line: str, has_furniture: bool):
    """Precision first: the words of furniture occur in text too."""
    cleaned = clean(page(LEAD, line, SECOND), title=HEADLINE, has_furniture=has_furniture)
    assert cleaned.body == page(LEAD, line, SECOND)


def test_the_header_of_a_page_is_offered_for_extraction():
    lines = ["ثقافة", HEADLINE, "07 فبراير 2016", "خالد العلي", "(Getty)", "+ الخط -", LEAD, SECOND]
    cleaned = clean(page(*lines))
    assert cleaned.title == HEADLINE
    assert cleaned.header == ("ثقافة", "07 فبراير 2016", "خالد العلي")
    assert cleaned.body == page(LEAD, SECOND)


def test_the_line_between_headline_and_body_is_a_deck():
    deck = "الإدارة تتوقع إقبالاً كبيراً بعد عام من أعمال الترميم والتوسعة"
    cleaned = clean("\n".join([HEADLINE, deck, LEAD, SECOND, THIRD]))
    assert (cleaned.title, roles(cleaned)[deck]) == (HEADLINE, "deck")
    assert cleaned.body == page(LEAD, SECOND, THIRD)


def test_a_first_paragraph_without_stop_is_no_deck_where_none_has_one():
    """An outlet that writes no full stops loses no paragraph."""
    more = " كما جاء في بيان وزعته الإدارة على الصحافيين مساء أمس في مقرها وسط العاصمة"
    body = [paragraph.removesuffix(".") + more for paragraph in (LEAD, SECOND, THIRD)]
    cleaned = clean("\n".join([HEADLINE, *body]))
    assert cleaned.title == HEADLINE
    assert cleaned.body == page(*body)


def test_a_text_without_headline_has_none():
    cleaned = clean(page(LEAD, SECOND))
    assert (cleaned.title, cleaned.body, cleaned.furniture) == (None, page(LEAD, SECOND), ())


def test_a_lone_line_is_the_body():
    assert clean(HEADLINE).body == HEADLINE


def test_a_record_of_furniture_alone_keeps_it_as_its_body():
    """Its writer took it for a body; a page of furniture alone has none."""
    assert clean("المزيد...", title=HEADLINE, has_furniture=False).body == "المزيد..."
    assert clean("المزيد...", title=HEADLINE).body == ""


def test_the_title_given_is_not_repeated_in_the_body():
    """A page's title carries the outlet's name behind it."""
    cleaned = clean(page(HEADLINE, LEAD, SECOND), title=f"{HEADLINE} - صحيفة النهر")
    assert cleaned.title == f"{HEADLINE} - صحيفة النهر"
    assert cleaned.body == page(LEAD, SECOND)
    assert roles(cleaned)[HEADLINE] == "headline"


def test_a_record_keeps_its_short_lines():
    """No headline, deck or subheading is looked for in a record's body."""
    cleaned = clean(page("قاعات جديدة", LEAD, "مخطوطات نادرة", SECOND), has_furniture=False)
    assert cleaned.body == page("قاعات جديدة", LEAD, "مخطوطات نادرة", SECOND)


def test_a_subheading_stands_between_paragraphs():
    cleaned = clean(page(HEADLINE, LEAD, "قاعات جديدة ومخطوطات", SECOND, THIRD))
    assert roles(cleaned) == {"قاعات جديدة ومخطوطات": "subheading"}


def test_a_list_has_no_subheadings():
    """Short lines one after another are a list or verses."""
    lines = ["القاعة الأولى", "القاعة الثانية", "القاعة الثالثة"]
    assert clean(page(HEADLINE, LEAD, *lines, SECOND)).body == page(LEAD, *lines, SECOND)


def test_links_under_a_heading_are_furniture():
    links = ["معرض الكتاب يفتح أبوابه اليوم", "ترميم القلعة القديمة"]
    cleaned = clean(page(HEADLINE, LEAD, SECOND, "اقرأ أيضاً", *links))
    assert [roles(cleaned)[link] for link in links] == ["related_link"] * 2


def test_what_follows_a_comment_form_is_a_comment():
    comment = "مقال جميل وأتمنى زيارة المتحف قريباً."
    cleaned = clean(page(HEADLINE, LEAD, SECOND, THIRD, "2 تعليق", comment, "الرد"))
    assert roles(cleaned)[comment] == "comment"
    assert cleaned.body == page(LEAD, SECOND, THIRD)


def test_a_comment_count_above_the_body_makes_no_comment():
    cleaned = clean(page(HEADLINE, "3 تعليقات", LEAD, SECOND))
    assert cleaned.body == page(LEAD, SECOND)


def test_a_repeated_passage_is_folded_once_with_a_notice():
    cleaned = clean(page(LEAD, SECOND, THIRD, SECOND, THIRD))
    assert cleaned.body == page(LEAD, SECOND, THIRD)
    assert [piece.role for piece in cleaned.furniture] == ["repeat", "repeat"]
    assert [(w.code, w.words) for w in cleaned.warnings] == [("repeats", "repeated paragraphs folded: 2")]


def test_a_repeated_sentence_within_one_paragraph_is_folded():
    cleaned = clean(f"{LEAD} {SECOND} {THIRD} {SECOND} {THIRD}", has_furniture=False)
    assert cleaned.body == f"{LEAD} {SECOND} {THIRD}"
    assert [piece.text for piece in cleaned.furniture] == [f"{SECOND} {THIRD}"]


def test_a_short_refrain_is_no_repeat():
    cleaned = clean(page(LEAD, "وقال نعم.", SECOND, "وقال نعم."), has_furniture=False)
    assert cleaned.furniture == ()


GLUED = [
    ("a share bar before", f"شارك من خلال تويتر فيسبوك جوجل بلس اكتب رأيك {LEAD}", LEAD, "share_widget"),
    ("a share bar after", f"{LEAD} شارك الخبر: فيسبوك تويتر واتساب", LEAD, "share_widget"),
    ("a gallery's arrows", f"Next Previous {LEAD}", LEAD, "related_link"),
    ("an outlet's signature", f"سبق- جدة: {LEAD}", LEAD, "byline"),
    ("a reporter's and an outlet's", f"سامر عيسى - سبق - الرياض: {LEAD}", LEAD, "byline"),
    ("a link to itself", f"{LEAD} رابط الخبر بصحيفة الوئام: {HEADLINE}", LEAD, "outlet_footer"),
    ("an agency's end", f"{LEAD} // انتهى // 13:05 ت م", LEAD, "outlet_footer"),
    ("tags", f"{LEAD} سمات المتحف الوطني زوار", LEAD, "tags"),
    ("an SMS footer", f"{LEAD} للتواصل أرسل sms إلى 88548 الاتصالات، 636250 موبايلي", LEAD, "contact_line"),
    ("an address", f"{LEAD} writer@example.org", LEAD, "contact_line"),
    ("a teaser", f"{LEAD} ...المزيد", LEAD, "related_link"),
]


@pytest.mark.parametrize(
    ("text", "body", "role"), [case[1:] for case in GLUED], ids=[case[0] for case in GLUED]
)
def test_what_an_outlet_glues_to_its_text_is_cut(text: str, body: str, role: str):
    """Within a line, in a record's body."""
    cleaned = clean(text, has_furniture=False)
    assert (cleaned.body, [piece.role for piece in cleaned.furniture]) == (body, [role])


def test_a_share_bar_leaves_the_text_its_first_word():
    """The verb of sharing and a platform's name that begin the text belong to it."""
    text = "شارك عبر فيسبوك تويتر فيسبوك شركة أعلنت أمس أرباحها السنوية في بيان طويل وزعته."
    assert clean(text, has_furniture=False).body.startswith("فيسبوك شركة")


def test_the_five_reports_are_cut_as_by_hand():
    """Title and body spans equal the gold's."""
    for report in json.loads(shared("gold/seeds.json").read_text("utf-8")):
        text = (shared("seeds") / report["file"]).read_text("utf-8")
        cleaned = clean(text)
        assert list(cleaned.spans) == [tuple(span) for span in report["body_spans"]], report["id"]
        assert cleaned.title == report["headline"], report["id"]


def _letters(*texts: str) -> Counter[str]:
    return Counter(char for text in texts for char in text if not char.isspace())


_LINES = st.sampled_from([line for _, line in FURNITURE] + BODY + [LEAD, SECOND, HEADLINE, "", " \u00a0"])
_PAGES = st.lists(_LINES | st.text(max_size=40), max_size=12).map("\n".join)


@given(text=_PAGES, has_furniture=st.booleans())
@settings(max_examples=150)
def test_nothing_is_lost(text: str, has_furniture: bool):
    """Every character that is not space stands in body, title or furniture, and spans find the paragraphs."""
    cleaned = clean(text, has_furniture=has_furniture)
    kept = _letters(cleaned.title or "", cleaned.body, *(piece.text for piece in cleaned.furniture))
    assert kept == _letters(text)
    assert [text[a:b].strip() for a, b in cleaned.spans] == [p for p in cleaned.body.split("\n\n") if p]


@given(text=_PAGES)
@settings(max_examples=60)
def test_a_clean_body_is_clean(text: str):
    """Cleaning a record's clean body again changes nothing in it that was certain."""
    body = clean(text, has_furniture=False).body
    again = clean(body, has_furniture=False)
    assert _letters(again.body, *(piece.text for piece in again.furniture)) == _letters(body)


@pytest.mark.parametrize("unit", ["ا", "سمات ", "((((", "شارك تويتر ", ". ", "[", "12/", "a@", "\n", "// "])
def test_endless_lines_take_no_endless_time(unit: str):
    """A megabyte of anything is cleaned in linear time."""
    text = unit * (1_000_000 // len(unit))
    cleaned = clean(text)
    assert _letters(cleaned.title or "", cleaned.body, *(p.text for p in cleaned.furniture)) == _letters(text)
