"""Beginnings, notices and lists are told from whole articles."""

from __future__ import annotations

import pytest

from archive.extraction.doubts import find_doubts

LEAD = "دشن المحافظ صباح الأحد جسرا يصل ضفتي النهر، وقال إن العمل فيه دام ثلاثة أعوام وشارك فيه مئات العمال."
WHOLE = "\n\n".join([LEAD, LEAD.replace("المحافظ", "الوزير"), LEAD.replace("جسرا", "نفقا")])
TITLES = "\n\n".join(f"المحافظ يزور القرية رقم {number} صباحا" for number in range(12))

DOUBTFUL = {
    "three dots": (None, LEAD.rstrip(".") + "…", "stub"),
    "dots in brackets": (None, LEAD + " [...]", "stub"),
    "read more": (None, LEAD + "\n\nاقرأ المزيد", "stub"),
    "few words": (None, "افتتاح الجسر صباح الأحد", "stub"),
    "cookies": ("الجسر", "نستخدم ملفات تعريف الارتباط لراحتك. اقرأ سياسة الخصوصية", "notice_page"),
    "a subscription": ("الجسر", LEAD + "\n\nهذا المحتوى للمشتركين. سجل دخولك للمتابعة", "notice_page"),
    "a wall": ("الجسر", LEAD + "\n\nللاطلاع على بقية الخبر يرجى الاشتراك", "notice_page"),
    "not found": ("404 Not Found", "The page you requested is not here.", "notice_page"),
    "a test for robots": ("Just a moment...", "Checking your browser. Enable JavaScript.", "notice_page"),
    "a list": ("أخبار المحافظة", TITLES, "listing"),
}  # fmt: skip


@pytest.mark.parametrize(("title", "body", "code"), DOUBTFUL.values(), ids=DOUBTFUL.keys())
def test_what_is_no_whole_article_is_warned_of(title: str | None, body: str, code: str) -> None:
    found = list(find_doubts(title, body, is_page=True))
    assert [warning.code for warning in found] == [code]
    assert found[0].evidence


WHOLES = {
    "an article": ("الجسر", WHOLE),
    "an article on cookies": (
        "جدل حول ملفات تعريف الارتباط",
        WHOLE + "\n\nوتطرق إلى سياسة الخصوصية" * 5 + ".",
    ),
    "speech with dots": ("الجسر", WHOLE + "\n\nوقال: «سنرى… ثم نقرر»."),
}


@pytest.mark.parametrize(("title", "body"), WHOLES.values(), ids=WHOLES.keys())
def test_a_whole_article_is_not_warned_of(title: str, body: str) -> None:
    assert list(find_doubts(title, body, is_page=True)) == []


def test_a_record_of_few_words_is_what_its_source_says() -> None:
    assert list(find_doubts(None, "افتتاح الجسر صباح الأحد", is_page=False)) == []
