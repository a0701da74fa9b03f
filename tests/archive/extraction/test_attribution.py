"""What was done to what is counted, by whom and where: the clause of the number decides."""

from __future__ import annotations

import pytest

from archive.extraction.figures import find_figures

ACTIONS = [
    ("the verb of its own clause", "ارتفع عدد مستخدمي تويتر، وبقيت التغريدات عند نحو 90 مليون تغريدة", None),
    ("a comment is no suspension", "حصد المقطع على يوتيوب 700 تعليق و60 مشاركة", "attracted"),
    ("a comment on something", "علق المغردون على الخبر في تويتر بنحو 4 آلاف تغريدة", None),
    ("a suspension of accounts", "تعليق 700 حساب على تويتر", "suspended"),
    ("a suspension after a comparison", "تويتر تعلّق ما يزيد على 700 حساب", "suspended"),
    ("what stopped by itself", "أسفرت الأزمة عن توقف 14 قناة على يوتيوب", None),
    ("what a platform stops", "تويتر توقف 900 حساب", "suspended"),
    ("a verb behind", "نحو 80 قناة على تيليغرام أغلقت أمس", "closed"),
    ("right behind", "80 قناة أغلقها تيليغرام أمس", "closed"),
    ("not what is done to accounts but their followers", "أغلق تويتر حسابه الذي يتابعه 300 ألف متابع", None),
    ("found is not told", "كشفت دراسة أن 300 حساب على تويتر مزيفة", None),
    ("found", "كشفت الدراسة 300 حساب مزيف على تويتر", "detected"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "action"), [row[1:] for row in ACTIONS], ids=[row[0] for row in ACTIONS])
def test_the_action_is_of_the_figures_clause(text: str, action: str | None) -> None:
    assert {figure.action for figure in find_figures(text)} == {action}


PLATFORMS = [
    ("named behind", "أغلق القراصنة 300 حساب على تويتر", "twitter"),
    ("the owner is none", "أزال موقع يوتيوب، المملوك لشركة غوغل، 300 مقطع", "youtube"),
    ("of two none", "تناقله رواد فيسبوك وتويتر ليتجاوز عدد مشاهديه 190 ألفا", None),
    ("of the next clause none", "يتابعه على إنستغرام 3 آلاف شخص، وتويتر حيث ينشر", "instagram"),
    ("carried over", "أعلن تيليغرام نتائجه. وحذف نحو 300 قناة متطرفة تابعة لداعش.", "telegram"),
    ("not past another", "تحدث عن فيسبوك وعن يوتيوب وعن تويتر. وحذف نحو 300 قناة متطرفة لداعش.", None),
    ("websites stand on none", "حجبت الوزارة 300 موقع إلكتروني بسبب تويتر", None),
    ("users of the net", "بلغ عدد مستخدمي الإنترنت 20 مليون مستخدم بحسب تويتر", None),
]


@pytest.mark.parametrize(
    ("text", "platform"), [row[1:] for row in PLATFORMS], ids=[row[0] for row in PLATFORMS]
)
def test_the_platform_is_the_figures(text: str, platform: str | None) -> None:
    (figure,) = find_figures(text)
    assert figure.platform == platform


NONE = [
    ("a share", "ارتفع سهم تويتر بنسبة 3.5% في التعاملات"),
    ("telephone lines", "بلغ عدد مشتركي الهاتف المتحرك 51 مليون مشترك، بحسب خدمة الإنترنت"),
    ("canals", "حفرت الوزارة 12 قناة لتصريف السيول ونشرت ذلك على الإنترنت"),
    ("entries of a contest", "تلقت لجنة التحكيم 300 مشاركة في المسابقة عبر إنستغرام"),
    ("spread of telephones", "تنتشر خدمات الاتصالات المتنقلة بنسبة انتشار بلغت 160% بحسب موقع تويتر"),
]


@pytest.mark.parametrize("text", [row[1] for row in NONE], ids=[row[0] for row in NONE])
def test_what_is_no_figure_of_platforms(text: str) -> None:
    assert find_figures(text) == ()


TELLERS = [
    ("behind its verb", "قالت شركة تويتر إنها أغلقت 300 حساب", "twitter"),
    ("before its verb", "كانت تويتر قد أعلنت إغلاق 300 حساب", "twitter"),
    ("where it was told is none", "كتب على موقع تويتر أن فيسبوك أغلق 300 حساب", None),
    ("what follows an owner is none", "تجاوز التطبيق التابع لشركة جوجل مليار عملية تحميل", None),
    ("a study is of its researchers", "كشفت دراسة أن 30% من مستخدمي تويتر وهميون", "researchers"),
    ("a study that is named", "أعدت جامعة جورج واشنطن دراسة. وذكرت الدراسة أن تويتر أغلق 300 حساب.", "gwu"),
    ("a study of an institute", "أفادت دراسة لمعهد بروكنغز أن 46 ألف حساب على تويتر تتبع داعش", "brookings"),
    ("a ministry is not another", "قالت وزارة الخارجية الروسية إن تويتر أغلق 300 حساب", "foreign-ministry"),
]


@pytest.mark.parametrize(("text", "speaker"), [row[1:] for row in TELLERS], ids=[row[0] for row in TELLERS])
def test_the_speaker_is_who_tells_it(text: str, speaker: str | None) -> None:
    assert {figure.speaker for figure in find_figures(text)} == {speaker}


ACTORS = [
    ("hackers are not the group", "تمكن قراصنة من اختراق 130 حسابا على تويتر", "hackers"),
    ("authorities", "أغلقت السلطات 300 حساب على فيسبوك", "authorities"),
    ("behind the number", "300 حساب على فيسبوك أغلقتها الشرطة", "police"),
    ("who tells did it not", "قالت وزارة الداخلية إن 300 حساب على فيسبوك حذفت", "facebook"),
    (
        "without its name",
        "تحدث تقرير ليوتيوب عن التطرف على يوتيوب وفيسبوك. وأزال الموقع 300 مقطع فيديو.",
        "youtube",
    ),
]


@pytest.mark.parametrize(("text", "actor"), [row[1:] for row in ACTORS], ids=[row[0] for row in ACTORS])
def test_the_actor_is_who_did_it(text: str, actor: str) -> None:
    assert {figure.actor for figure in find_figures(text)} == {actor}


def test_pages_of_a_report_are_no_figure() -> None:
    assert find_figures("تقرير من 1300 صفحة عن تويتر") == ()
    assert find_figures("كشف تقرير أن فيسبوك حذفت 1300 صفحة")


def test_a_ball_is_no_day() -> None:
    (figure,) = find_figures("قال خبير بكرة القدم إن تويتر أغلق 300 حساب", anchor=None)
    assert figure.period is None


def test_a_number_doubles() -> None:
    (figure,) = find_figures("تضاعف عدد المتابعين لحساب الوزارة على فيسبوك بنسبة 100%")
    assert figure.action == "increased"


CHANGES = [
    ("by how much", "ارتفع مستخدمو تويتر 1.9 مليون مستخدم", "increased"),
    ("to how many", "ارتفع عدد مستخدمي تويتر إلى 300 مليون مستخدم", "used"),
    ("growth", "كان النمو محصورا بمليوني مستخدم على تويتر", "increased"),
    ("gained", "تمكنت الشركة من اكتساب 28 ألف معجب على فيسبوك", "attracted"),
    ("owned", "امتلاك داعش 10 آلاف حساب على تويتر يقلق الشركة", "existed"),
    ("met with", "تعرضت 300 صفحة على فيسبوك للحجب", "blocked"),
]


@pytest.mark.parametrize(("text", "action"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_the_action_is_what_happened_to_the_number(text: str, action: str) -> None:
    assert find_figures(text)[0].action == action


def test_who_is_named_in_another_clause_owns_nothing() -> None:
    text = "احتالت فتيات على مقاتلين في داعش، فيما تمتلك جماعات أخرى 150 ألف موقع إلكتروني."
    assert {figure.actor for figure in find_figures(text)} == {None}


def test_a_number_that_is_not_compared_is_told_all_the_same() -> None:
    text = "تقيس الأرقام حجم الدعاية على تويتر، فلا تقارن مباشرة بنسبة 45 بالمئة عن نشاط الأنصار في الموقع."
    assert {figure.modality for figure in find_figures(text)} == {"asserted"}


def test_what_others_are_measured_by_is_no_place() -> None:
    (figure,) = find_figures("لدى الشركة 1.19 مليار مستخدم، أي ما يعادل جمهور تويتر ثلاث مرات.")
    assert figure.platform is None
