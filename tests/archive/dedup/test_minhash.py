"""Near-duplicates: reprints are found, formula texts about other events are not, clusters grow one by one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.dedup.alignment import tells_another_event
from archive.dedup.minhash import Cluster, are_near_duplicates, bands, signature
from archive.dedup.similarity import comparable_words, containment, jaccard, shingles
from tests.archive.support.duplicate_index import DuplicateIndex

STORY = (
    "أعلنت الشركة اليوم أنها أوقفت آلاف الحسابات التي تنشر محتوى دعائيا على شبكتها خلال الأشهر الماضية. "
    "وقال معالي المدير إن فريق المراجعة صار أكبر مما كان وإن البلاغات تُدرس في وقت أقصر من ذي قبل. "
    "وأضاف أن الشركة تعمل مع الباحثين والسلطات في عدد من البلدان كي لا تعود الحسابات الموقوفة بأسماء أخرى. "
    "وكان خبراء قد رأوا أن أصحاب هذه الحسابات ينتقلون إلى منصات أصغر كلما ضاقت بهم المنصات الكبيرة."
)
OTHER = (
    "افتتح الوزير معرض الكتاب في العاصمة بحضور عدد كبير من الناشرين والكتاب والقراء من بلدان عديدة. "
    "ويضم المعرض أجنحة للأطفال وندوات مسائية عن الترجمة والرواية والشعر طوال الأسبوع المقبل في القاعة الكبرى."
)
TELEGRAM = (
    "بعث الملك برقية تهنئة إلى فخامة الرئيس {name} رئيس {country} بمناسبة ذكرى استقلال بلاده. وأعرب باسمه "
    "وباسم شعب المملكة وحكومتها عن أصدق التهاني وأطيب التمنيات بالصحة والسعادة لفخامته ولشعب {country} "
    "الصديق اطراد التقدم والازدهار، مشيدا بالعلاقات المتميزة التي تربط البلدين والشعبين الصديقين."
)
WEATHER = (
    "تتوقع الأرصاد أن يكون الطقس حارا على شرق البلاد ووسطها وأن تنشط الرياح السطحية المثيرة للأتربة، وتبلغ "
    "درجة الحرارة العظمى {high} والصغرى {low} درجة، وتكون حركة الرياح السطحية شمالية إلى شمالية غربية "
    "وارتفاع الموج من متر إلى متر ونصف وحالة البحر متوسطة الموج."
)

LONG = (
    "افتتحت بلدية القرية صباح أمس مدرسة جديدة تضم عشرين فصلا وملعبا واسعا وقاعة للمطالعة "
    "يرتادها أبناء القرية. "
    "وقال رئيس البلدية في كلمة له إن البناء استغرق عامين كاملين وإن الأهالي تبرعوا بنصف كلفته تقريبا. "
    "وأضاف أن المدرسة ستستقبل التلاميذ مع بداية العام الدراسي، وأن حافلات صغيرة ستنقلهم "
    "من أطراف القرية كل صباح. "
    "وشكر مدير التعليم المتطوعين الذين زرعوا الأشجار حول المبنى وطلوا جدرانه وجهزوا مختبر العلوم بأيديهم. "
    "وتجول الحضور بعد ذلك في الفصول واطلعوا على رسوم الأطفال التي علقت في الممرات الطويلة المضيئة. "
    "وأوضح المهندس المشرف أن الماء يسخن بألواح الشمس وأن مياه المطر تجمع في خزان كبير تحت "
    "الملعب لسقي الحديقة. "
    "وتعد المدرسة الثالثة التي تبنى بتبرعات الأهالي في هذه الجبال بعد أن أغلقت المدارس القديمة لضعف أسسها."
)

REPRINTS = [
    ("the same", STORY, STORY),
    ("marks and letters", STORY, STORY.replace("أ", "ا").replace("ة", "ه").replace("على", "علىٰ")),
    ("another day and no honorific", STORY, STORY.replace("اليوم", "أمس").replace("معالي ", "")),
    ("house spelling", STORY, STORY.replace("البلدان", "البلاد")),
    ("an outlet's footer", STORY, STORY + "\nرابط الخبر بصحيفة الوئام: عنوان من عندها"),
    ("a dateline", STORY, "سبق- الرياض: " + STORY),
    ("spaced conjunction", STORY, STORY.replace(" وقال", " و قال").replace(" وأضاف", " و أضاف")),
    ("a sentence more", STORY, STORY + " ولم تذكر الشركة أسماء أصحاب الحسابات."),
    (
        "an editor's hand",
        STORY,
        STORY.replace("أعلنت الشركة اليوم أنها", "كشفت الشركة عن أنها").replace("في عدد من البلدان ", ""),
    ),
    ("fractions in another writing", STORY + " وبلغت 2,5 مليون.", STORY + " وبلغت 5 ر 2 مليون."),
    ("an old spelling", STORY + " والمسؤولون في شؤون الشركة.", STORY + " والمسئولون في شئون الشركة."),
    ("cut to half", STORY + " " + OTHER, (STORY + " " + OTHER)[:420]),
    ("short and equal", "خبر قصير", "خَبَر قصير"),
    ("a place in the first line of a long text", f"عمان: {LONG} {STORY}", f"بيروت: {LONG} {STORY}"),
    ("one word throughout a long text", f"{LONG} {STORY}", f"{LONG} {STORY}".replace("القرية", "البلدة")),
    ("house style for plurals", STORY + " ولها ملايين المشروعات.", STORY + " ولها مليون المشاريع."),
    (
        "cut and edited",
        LONG + " " + OTHER,
        LONG.replace("وقال رئيس", "وذكر رئيس").replace("وأضاف أن", "وبين أن"),
    ),
]

DIFFERENT = [
    ("another story", STORY, OTHER),
    ("empty", STORY, ""),
    ("both empty", "", ""),
    ("only punctuation", "…", "!!"),
    ("a part in a round-up", STORY.split(".", maxsplit=1)[0] + ".", STORY + " " + OTHER),
    (
        "telegrams to two presidents",
        TELEGRAM.format(name="خالد سعيد", country="تونس"),
        TELEGRAM.format(name="عمر حسن", country="السودان"),
    ),
    ("weather of two days", WEATHER.format(high=47, low=31), WEATHER.format(high=44, low=29)),
    (
        "an actor that no list knows",
        TELEGRAM.format(name="زرادخت", country="طوبستان"),
        TELEGRAM.format(name="ميرافيل", country="كرفونيا"),
    ),
]


@pytest.mark.parametrize(("a", "b"), [row[1:] for row in REPRINTS], ids=[row[0] for row in REPRINTS])
def test_a_reprint_is_a_near_duplicate(a: str, b: str) -> None:
    assert are_near_duplicates(a, b)
    assert are_near_duplicates(b, a)


@pytest.mark.parametrize(("a", "b"), [row[1:] for row in DIFFERENT], ids=[row[0] for row in DIFFERENT])
def test_other_texts_are_not(a: str, b: str) -> None:
    assert not are_near_duplicates(a, b)
    assert not are_near_duplicates(b, a)


def test_a_formula_differs_in_its_names_and_not_in_its_resemblance() -> None:
    """Resemblance alone would take the two telegrams for one."""
    first = comparable_words(WEATHER.format(high=47, low=31))
    second = comparable_words(WEATHER.format(high=44, low=29))
    assert jaccard(shingles(first), shingles(second)) > 0.75
    assert tells_another_event(first, second)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("بلغ 2.6 مليون", "بلغ 2,6 مليون"),
        ("بلغ 1.277 ريالا", "بلغ 1277 ريالا"),
        ("قتل 4 أشخاص", "قتل أربعة أشخاص"),
        ("قال عبد الله", "قال عبدالله"),
        ("في شباط الماضي", "في فبراير الماضي"),
        ("خالد ابن سعد", "خالد بن سعد"),
    ],
)
def test_house_style_is_no_other_event(a: str, b: str) -> None:
    assert not tells_another_event(comparable_words(a), comparable_words(b))


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=60))
def test_the_decision_is_symmetric_and_never_raises(a: str, b: str) -> None:
    assert are_near_duplicates(a, b) is are_near_duplicates(b, a)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["خبر", "و", "عبد", "15", "اليوم", "بن"]), max_size=30).map(" ".join))
def test_measures_stay_between_nothing_and_all(text: str) -> None:
    ours, theirs = shingles(comparable_words(text)), shingles(comparable_words(STORY))
    assert 0 <= jaccard(ours, theirs) <= containment(ours, theirs) <= 1
    assert not ours or jaccard(ours, ours) == 1


def test_repeated_words_do_not_hang() -> None:
    """The costliest texts for an alignment: many equal words, few breaks."""
    a = " ".join(["خبر"] * 3_000 + ["أول"] + ["خبر"] * 3_000)
    b = " ".join(["خبر"] * 2_900 + ["ثان"] + ["خبر"] * 3_100)
    assert isinstance(are_near_duplicates(a, b), bool)


def test_a_signature_depends_on_the_text_alone() -> None:
    assert signature(STORY) == signature(STORY)
    assert len(signature(STORY)) == 512
    assert signature(" … ") == b""


def texts() -> dict[str, str]:
    return {
        "story": STORY,
        "other": OTHER,
        "copy": STORY.replace("اليوم", "أمس"),
        "empty": "",
        "weather-1": WEATHER.format(high=47, low=31),
        "weather-2": WEATHER.format(high=44, low=29),
        "longer": STORY + " ولم تذكر الشركة أسماء أصحاب الحسابات.",
    }


def filled(bodies: dict[str, str], *, decide: bool = True) -> DuplicateIndex:
    index = DuplicateIndex(bodies.__getitem__ if decide else None)
    for article_id, body in bodies.items():
        index.add(article_id, body)
    return index


def test_clusters_hold_the_reprints_and_are_led_by_the_first() -> None:
    assert filled(texts()).clusters() == (Cluster("story", ("story", "copy", "longer")),)


def test_without_texts_the_estimate_decides() -> None:
    clusters = filled(texts(), decide=False).clusters()
    assert Cluster("weather-1", ("weather-1", "weather-2")) in clusters


def test_kept_signatures_give_the_same_clusters() -> None:
    bodies = texts()
    index = DuplicateIndex(bodies.__getitem__)
    for article_id, body in bodies.items():
        index.add_signature(article_id, signature(body))
    assert index.clusters() == filled(bodies).clusters()


def test_candidates_are_found_for_a_text_that_was_never_added() -> None:
    assert set(filled(texts()).candidates(STORY)) >= {"story", "copy"}
    assert filled(texts()).candidates("") == ()


def test_a_removed_article_leaves_its_cluster_and_can_return() -> None:
    bodies = texts()
    index = filled(bodies)
    index.remove("story")
    index.remove("never there")
    assert "story" not in index
    assert index.clusters() == (Cluster("copy", ("copy", "longer")),)
    index.add("story", bodies["story"])
    assert index.clusters()[0].members == ("copy", "longer", "story")


def test_a_changed_text_replaces_the_old_one() -> None:
    bodies = texts()
    index = filled(bodies)
    bodies["copy"] = OTHER
    index.add("copy", OTHER)
    assert len(index) == len(bodies)
    assert index.clusters() == (
        Cluster("story", ("story", "longer")),
        Cluster("other", ("other", "copy")),
    )


def test_bands_propose_what_the_index_proposes() -> None:
    """Two texts share a band just where the index takes one for a candidate of the other."""
    words = [f"كلمة{number}" for number in range(60)]
    texts = [
        " ".join([*words[:cut], *(f"أخرى{cut}{number}" for number in range(60 - cut))])
        for cut in range(0, 61, 5)
    ]
    index = DuplicateIndex()
    filed = {str(at): set(bands(index.add(str(at), text))) for at, text in enumerate(texts)}
    for at, text in enumerate(texts):
        sharing = tuple(other for other in filed if filed[other] & filed[str(at)])
        assert sharing == index.candidates(text)
    assert any(len(index.candidates(text)) > 1 for text in texts)
    assert bands(signature("")) == ()
