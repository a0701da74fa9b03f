"""Platforms in texts: every spelling, behind clitics, with cues for ordinary words; spans of the original."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.boilerplate import clean
from archive.extraction.platforms import find_platforms
from archive.lexicon.names import Lexicon, Name, load_lexicon
from tests.shared import shared

NAMED = [
    ("bare", "قالت إدارة تويتر إنها تراجع البلاغات", "twitter", "تويتر"),
    ("preposition", "رسالة مفتوحة لتويتر", "twitter", "لتويتر"),
    ("preposition and conjunction", "وبفيسبوك أيضا", "facebook", "وبفيسبوك"),
    ("article", "الحسابات في الفيسبوك", "facebook", "الفيسبوك"),
    ("lam and article", "دخول لليوتيوب", "youtube", "لليوتيوب"),
    ("comparison", "مواقع كتويتر", "twitter", "كتويتر"),
    ("spoken", "صورة عالفيسبوك", "facebook", "عالفيسبوك"),
    ("two words", "عبر واتس آب", "whatsapp", "واتس آب"),
    ("two words with the article", "مجموعات الفيس بوك", "facebook", "الفيس بوك"),
    ("zero-width non-joiner", "عبر واتس\u200cآب", "whatsapp", "واتس\u200cآب"),
    ("no-break space", "عبر فيس\u00a0بوك", "facebook", "فيس\u00a0بوك"),
    ("broken line", "عبر سناب\nشات", "snapchat", "سناب\nشات"),
    ("marks", "قناة تِلِغْرَام", "telegram", "تِلِغْرَام"),
    ("tatweel", "موقع تويتـــر", "twitter", "تويتـــر"),
    ("presentation forms", "موقع ﻓﻴﺴﺒﻮﻙ", "facebook", "ﻓﻴﺴﺒﻮﻙ"),
    ("Gulf qaf", "حسابه في انستقرام", "instagram", "انستقرام"),
    ("Persian gaf", "قنوات تلگرام", "telegram", "تلگرام"),
    ("quoted", 'عبر ب"تويتر" وحده', "twitter", "تويتر"),
    ("hashtag", "وسم #تويتر_اليوم", "twitter", "تويتر"),
    ("adjective", "حملة تويترية واسعة", "twitter", "تويترية"),
    ("maker", "قال يوتيوبر شاب", "youtube", "يوتيوبر"),
    ("Latin, any case", "شركة TWITTER الأميركية", "twitter", "TWITTER"),
    ("Latin behind the article", "موقع الـFacebook اليوم", "facebook", "Facebook"),
    ("digits glued", "مؤتمر تويتر2015", "twitter", "تويتر"),
    ("domain", "القناة t.me/example", "telegram", "t.me"),
    ("long domain", "www.youtube.com/watch", "youtube", "youtube.com"),
]

CUED = [
    ("introduced", "تطبيق كيك للمقاطع القصيرة", "keek", "كيك"),
    ("introduced, quoted", "برنامج «فاين» للمقاطع", "vine", "فاين"),
    ("in a list", "عبر «سكايب» و«فايبر»", "viber", "فايبر"),
    ("context", "حجبت الهند تيك توك وتطبيقات أخرى", "tiktok", "تيك توك"),
    ("context of the rarer", "نقلوا القنوات والحسابات إلى تام تام", "tamtam", "تام تام"),
    ("misspelt Twitter", "كتب عبر حسابه على «توتير»", "twitter", "توتير"),
    ("misspelt Twitter with its handle", "حساب الجائزة بتوتير @example", "twitter", "بتوتير"),
    ("renamed Twitter", "أعلنت منصة إكس ذلك", "x", "إكس"),
    ("short form with the article", "رسائل الواتس", "whatsapp", "الواتس"),
    ("short form of stars", "مشاهير السناب", "snapchat", "السناب"),
]

NOT_NAMED = [
    ("cake", "قطع الحضور قالب الكيك"),
    ("cup cake", "ركن لتزيين الكب كيك"),
    ("clock", "يعلو صوت تيك توك في الغرفة الساكنة"),
    ("fibre", "جسر من مادة الفايبر"),
    ("question", "على تويتا السلام، فأين الناس"),
    ("question with و", "وفأين هم"),
    ("strained relations", "يسعون إلى توتير العلاقات بين البلدين"),
    ("strained air", "حذر من توتير الأجواء"),
    ("bare letter", "أشعة إكس والمحور إكس"),
    ("fax", "أرسل خدمة الفاكس"),
    ("football", "مدرب منتخب التانغو"),
    ("a player", "لعب داني ألفيس أساسيا"),
    ("a processor", "معالج سناب دراغون"),
    ("tweet", "نشر تغريدة ثم تغريدات"),
    ("telegraph", "صحيفة تلغراف البريطانية"),
    ("utopia", "رواية يوتوبيا"),
    ("bank", "بنك كريديت"),
    ("inside a Latin word", "twitterati و mytelegrams"),
    ("in an address", "http://example.com/2015/facebook-news"),
    ("empty", ""),
]


def found(text: str) -> list[tuple[str, str]]:
    return [(mention.platform, mention.surface) for mention in find_platforms(text)]


@pytest.mark.parametrize(
    ("text", "platform", "surface"), [row[1:] for row in NAMED], ids=[r[0] for r in NAMED]
)
def test_a_name_is_found_as_written(text: str, platform: str, surface: str) -> None:
    assert found(text) == [(platform, surface)]


@pytest.mark.parametrize(("text", "platform", "surface"), [row[1:] for row in CUED], ids=[r[0] for r in CUED])
def test_an_ordinary_word_with_a_cue_is_a_name(text: str, platform: str, surface: str) -> None:
    assert (platform, surface) in found(text)


@pytest.mark.parametrize("text", [row[1] for row in NOT_NAMED], ids=[r[0] for r in NOT_NAMED])
def test_no_platform_is_found(text: str) -> None:
    assert found(text) == []


def test_a_sure_name_elsewhere_in_the_text_is_a_cue() -> None:
    """Once the text says سناب شات, a bare سناب is the same platform."""
    assert found("أطلق حسابا في سناب شات. وسمّى السناب باسم مدينته") == [
        ("snapchat", "سناب شات"),
        ("snapchat", "السناب"),
    ]


def test_a_company_of_many_trades_is_no_cue() -> None:
    """Google beside فايبر may be its fibre."""
    assert found("مشاريع جوجل وفايبر") == [("google", "جوجل")]


def test_an_owners_lexicon_decides() -> None:
    lexicon = Lexicon((Name("minds", "مايندز", "Minds", "platform", ("مايندز",)),))
    assert [m.platform for m in find_platforms("في مايندز وتويتر", lexicon)] == ["minds"]


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                "تويتر",
                "وب",
                "ال",
                "«",
                "»",
                "كيك",
                "تطبيق ",
                "فيس",
                " بوك",
                "t.me",
                "\n",
                "\u064e",
                "ـ",
                " ",
                "@",
                "/",
            ]
        )
        | st.text(max_size=3),
        max_size=25,
    ).map("".join)
)
def test_spans_slice_their_surface_and_never_overlap(text: str) -> None:
    mentions = find_platforms(text)
    assert all(text[m.start : m.end] == m.surface and m.surface.strip() for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))


@settings(max_examples=60)
@given(st.sampled_from([n for n in load_lexicon().platforms if not n.ambiguous]), st.data())
def test_every_sure_spelling_is_found_behind_every_clitic(name: Name, data: st.DataObject) -> None:
    spelling = data.draw(st.sampled_from(name.spellings))
    clitic = (
        "" if spelling.isascii() else data.draw(st.sampled_from(["", "و", "ب", "وبال", "لل", "كال", "فل"]))
    )
    assert found(f"ورد {clitic}{spelling} مرة") == [(name.id, clitic + spelling)]


def gold_rows() -> list[tuple[dict[str, list[str]], str]]:
    """The gold rows whose text is at hand: the seed files, cleaned."""
    lines = shared("gold/platforms_dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    seeds = [row for row in rows if row["id"].endswith(".txt")]
    return [(row, shared(f"seeds/{row['id']}").read_text(encoding="utf-8")) for row in seeds]


def test_the_reports_name_their_platforms_in_the_body() -> None:
    """What stands in a contact line or a photo credit is no mention."""
    for row, text in gold_rows():
        cleaned = clean(text)
        named = {m.platform for m in find_platforms(f"{cleaned.title or ''}\n\n{cleaned.body}")}
        assert sorted(named) == row["platforms"], row["id"]


def test_mentions_in_the_reports_are_counted_as_read_by_hand() -> None:
    for seed in json.loads(shared("gold/seeds.json").read_text(encoding="utf-8")):
        text = shared(f"seeds/{seed['file']}").read_text(encoding="utf-8")
        inside = Counter(
            m.platform
            for m in find_platforms(text)
            if any(start <= m.start < end for start, end in seed["body_spans"])
        )
        for platform, counted in seed["platforms_body"].items():
            assert inside[platform] == counted["mentions"], (seed["file"], platform)


def test_the_demo_briefs_name_exactly_their_platforms() -> None:
    briefs = json.loads(shared("demo/gold.json").read_text(encoding="utf-8"))["briefs"]
    gold = {brief["id"]: brief for brief in briefs}
    for line in shared("demo/articles.jsonl").read_text(encoding="utf-8").splitlines():
        brief = json.loads(line)
        named = {m.platform for m in find_platforms(f"{brief['title']}\n\n{brief['body']}")}
        assert named == set(gold[brief["id"]]["platforms"]), brief["id"]
