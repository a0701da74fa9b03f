"""Modality: what is denied, demanded, planned, refused, possible or attempted is not told as done."""

from __future__ import annotations

import pytest

from archive.extraction.figures import find_figures

TOLD = [
    # denied
    ("denied: verb and verbal noun", "نفت إنستغرام حذف 640 منشورا", "denied"),
    ("denied: verb and clause", "نفى متحدث باسم فيسبوك أن تكون الشركة أغلقت 75 صفحة", "denied"),
    ("denied: a claim of a plan", "نفى يوتيوب أنه يعتزم إغلاق 30 قناة", "denied"),
    ("denied: particle of the past", "لم تحذف تويتر 900 تغريدة كما أشيع", "denied"),
    ("denied: particle of the future", "قال مدير تيليغرام إن المنصة لن تغلق 60 قناة", "denied"),
    ("denied: light verb", "لم يتم إغلاق 80 حسابا على تويتر", "denied"),
    ("denied: not true that", "من غير الصحيح أن تويتر علّق 4 آلاف حساب", "denied"),
    ("denied: no truth in", "لا صحة لما تردد عن حظر فيسبوك 700 حساب", "denied"),
    ("denied: without", "انتهى الشهر من دون أن يحذف يوتيوب 40 مقطعا", "denied"),
    ("denied: lack of", "انتقد ناشطون عدم إغلاق 350 حسابا على تويتر", "denied"),
    ("denied: rumour", "شائعة إغلاق تويتر 20 ألف حساب تنتشر في المدينة", "denied"),
    ("denied: behind it", "إغلاق تويتر 50 ألف حساب خبر غير صحيح", "denied"),
    ("denied: behind a relative", "تحدثت مواقع عن حذف تويتر 8 آلاف حساب وهو ما نفته الشركة", "denied"),
    ("denied: possession", "ليس لديه 300 ألف متابع على تويتر", "denied"),
    ("denied: participle", "ردت الشركة نافية إغلاق 90 صفحة على فيسبوك", "denied"),
    ("denied: the next sentence", "ذكرت صحيفة أن تويتر أغلق 5 آلاف حساب. ونفت الشركة ذلك.", "denied"),
    # demanded
    ("demanded: asked for", "طالب نواب بإغلاق 200 حساب على تويتر", "demanded"),
    ("demanded: asked a company", "طالبت الحكومة شركة فيسبوك بحذف 150 صفحة", "demanded"),
    ("demanded: called on", "دعت منظمة إلى حظر 90 قناة على تيليغرام", "demanded"),
    ("demanded: asked that", "طلبت السلطات من يوتيوب أن يزيل 33 مقطعا", "demanded"),
    ("demanded: urged", "حث الوزير تويتر على إغلاق 400 حساب", "demanded"),
    ("demanded: must", "يجب على فيسبوك حذف 1200 منشور", "demanded"),
    ("demanded: must, clause", "قال النائب إنه ينبغي أن تغلق تويتر 500 حساب", "demanded"),
    ("demanded: ordered", "أمرت المحكمة بحجب 35 موقعا إلكترونيا", "demanded"),
    ("demanded: headline of nouns", "مطالب بإغلاق 60 صفحة على فيسبوك", "demanded"),
    ("demanded: a call", "دعوات لحذف 70 مقطعا من يوتيوب", "demanded"),
    ("demanded: not to", "طالب ناشطون بعدم حذف 45 حسابا على تويتر", "demanded"),
    ("demanded: two things", "طالب الوزير بإغلاق 300 حساب على تويتر وحذف 120 تغريدة", "demanded"),
    ("demanded: recommended", "أوصت اللجنة بحظر 18 قناة على يوتيوب", "demanded"),
    # planned
    ("planned: intends", "تعتزم تويتر إغلاق 6 آلاف حساب", "planned"),
    ("planned: future", "ستحذف فيسبوك 900 صفحة", "planned"),
    ("planned: future particle", "سوف يغلق تيليغرام 64 قناة", "planned"),
    ("planned: future light verb", "سيتم تعليق 700 حساب على تويتر", "planned"),
    ("planned: plans", "يخطط يوتيوب لإزالة 9 آلاف مقطع", "planned"),
    ("planned: vowed", "تعهدت شركة فيسبوك بحذف 3 آلاف منشور", "planned"),
    ("planned: a plan", "أعلنت تويتر خطة لإغلاق 10 آلاف حساب", "planned"),
    ("planned: threatened", "هدد تيليغرام بإغلاق 77 قناة", "planned"),
    ("planned: decided", "قررت إنستغرام حظر 260 حسابا", "planned"),
    ("planned: due", "من المقرر أن تغلق تويتر 85 حسابا", "planned"),
    ("planned: two verbs", "تعتزم فيسبوك أن تغلق 300 حساب وتحذف 120 منشورا", "planned"),
    # refused
    ("refused: verb", "رفضت تويتر حذف 31 تغريدة", "refused"),
    ("refused: a request", "رفض فيسبوك طلبا بإغلاق 57 صفحة", "refused"),
    ("refused: that", "رفضت الشركة أن تغلق 66 قناة على يوتيوب", "refused"),
    ("refused: abstained", "امتنعت تويتر عن تعليق 95 حسابا", "refused"),
    ("refused: backed out", "تراجعت فيسبوك عن إغلاق 42 صفحة", "refused"),
    ("refused: noun", "رفض تويتر إغلاق 88 حسابا أثار غضبا", "refused"),
    # possible
    ("possible: may", "قد يحذف تويتر 6 آلاف حساب", "possible"),
    ("possible: perhaps", "ربما أغلق فيسبوك 90 صفحة", "possible"),
    ("possible: can", "يمكن أن يغلق تيليغرام 50 قناة", "possible"),
    ("possible: likely", "من المحتمل أن تعلق تويتر 700 حساب", "possible"),
    ("possible: expected", "يتوقع أن يبلغ عدد مستخدمي إنستغرام 800 مليون مستخدم", "possible"),
    ("possible: rumours", "ترددت أنباء عن إغلاق 80 حسابا على تويتر", "possible"),
    ("possible: considered", "تبحث فيسبوك إغلاق 56 صفحة", "possible"),
    ("possible: not ruled out", "لا تستبعد تويتر إغلاق 240 حسابا", "possible"),
    ("conditional: if before", "إذا طلبت المحكمة ذلك أغلق تويتر 110 حسابات", "possible"),
    ("conditional: in case", "في حال حذف فيسبوك 90 صفحة فستنتقل إلى غيره", "possible"),
    ("conditional: had", "لو أغلق تويتر 6 آلاف حساب لما انتشر المقطع", "possible"),
    ("conditional: behind", "تغلق تويتر 500 حساب إذا ثبتت المخالفة", "possible"),
    ("question: particle", "هل أغلق تويتر 37 ألف حساب؟", "possible"),
    ("question: headline without a mark", "هل حذف يوتيوب 90 مقطعا لأنصاره", "possible"),
    ("question: mark alone", "تويتر أغلق 15 ألف حساب؟", "possible"),
    # attempted
    ("attempted: tried", "حاول قراصنة اختراق 250 حسابا على تويتر", "attempted"),
    ("attempted: foiled", "أحبط فيسبوك اختراق 3 آلاف حساب", "attempted"),
    ("attempted: an attempt", "محاولة لاختراق 74 صفحة على فيسبوك", "attempted"),
    ("attempted: foiled an attempt", "أحبطت تويتر محاولات لاختراق 90 حسابا", "attempted"),
    ("attempted: failed", "فشل القراصنة في اختراق 65 حسابا على تويتر", "attempted"),
    ("attempted: was about to", "كاد المهاجمون يخترقون 48 حسابا على تويتر", "attempted"),
    ("attempted: repelled", "تصدت إدارة التقنية في الوزارة لـ186 ألف هجمة إلكترونية", "attempted"),
    ("attempted: so many attempts", "تعرضت مواقع إلكترونية لأكثر من 900 محاولة اختراق", "attempted"),
    # told as done
    ("done: plain", "أغلق تويتر 300 حساب", "asserted"),
    ("done: announced", "أعلنت فيسبوك حذف 4 آلاف صفحة", "asserted"),
    ("done: announced that", "أكدت تويتر أنها أغلقت 860 حسابا", "asserted"),
    ("done: had already", "كان تويتر قد علق 120 حسابا", "asserted"),
    ("done: particle of the past", "قد أغلق تويتر 300 حساب", "asserted"),
    ("done: not only", "لم تكتف تويتر بإغلاق 300 حساب", "asserted"),
    ("done: none but", "لم يغلق تويتر سوى 300 حساب", "asserted"),
    ("done: still", "لا يزال تويتر يغلق 300 حساب يوميا", "asserted"),
    ("done: after a refusal", "رفضت تويتر الطلب أولا ثم حذفت 20 تغريدة", "asserted"),
    ("done: beside a refusal", "رفض تويتر الاتهامات وأغلق 300 حساب", "asserted"),
    ("done: at a request", "حذف تويتر 20 تغريدة استجابة لطلب الحكومة", "asserted"),
    ("done: in answer to", "استجابة لطلب بحذف 20 تغريدة أزالها تويتر", "asserted"),
    ("done: refused to comment on it", "رفضت الشركة التعليق على إغلاق 300 حساب على تويتر", "asserted"),
    ("done: demanded why after it", "طالبت منظمة بتوضيح بعد إغلاق 300 حساب على تويتر", "asserted"),
    ("done: in a relative clause", "يعتزم تويتر الذي أغلق 300 حساب تغيير سياسته", "asserted"),
    ("done: in another sentence", "نفت الشركة التهمة. وأغلق تويتر 300 حساب.", "asserted"),
    ("done: managed to", "نجح القراصنة في اختراق 90 حسابا على تويتر", "asserted"),
    ("done: at least", "أغلق تويتر ما لا يقل عن 300 حساب", "asserted"),
    ("done: no doubt", "لا شك أن تويتر أغلق 300 حساب", "asserted"),
    ("done: why", "لماذا أغلق تويتر 300 حساب؟", "asserted"),
    ("done: during a plan", "أغلق تويتر 300 حساب ضمن خطة لمكافحة التطرف", "asserted"),
    ("done: beside words in brackets", "يجب أن نسأل (كيف تابعه 3 آلاف متابع على تويتر)", "asserted"),
    ("done: what is lacking stands far off",
     "مع عدم توفر المال في البداية وقبل كل شيء تابعه 300 ألف متابع على تويتر", "asserted"),
    ("done: what a new clause has", "نشر على حساب لم يتم التحقق منه وله 16 ألف متابع على تويتر", "asserted"),
    ("done: audience", "يتابعه 300 ألف متابع على تويتر", "asserted"),
    ("done: participle of telling", "رفضت تويتر الاتهامات مؤكدة إغلاق 300 حساب", "asserted"),
]  # fmt: skip


#: As headlines and leads write it.
NEWS = [
    ("demanded 1", "طالب البرلمان البريطاني تويتر بإغلاق 500 حساب متطرف", "demanded"),
    ("demanded 2", "دعت المنظمة فيسبوك إلى حذف 200 صفحة", "demanded"),
    ("demanded 3", "يطالب ناشطون بإزالة 90 مقطعا من يوتيوب فورا", "demanded"),
    ("demanded 4", "الاتحاد الأوروبي يدعو تويتر إلى حظر 700 حساب", "demanded"),
    ("demanded 5", "حملة إلكترونية تدعو لإغلاق 300 حساب على تويتر", "demanded"),
    ("demanded 6", "وقالت النائبة إن على فيسبوك حذف 300 صفحة", "demanded"),
    ("demanded 7", "طلبت روسيا من تيليغرام حجب 120 قناة", "demanded"),
    ("demanded 8", "تلقى تويتر طلبا من الحكومة التركية بحذف 340 تغريدة", "demanded"),
    ("demanded 9", "قدمت الشرطة طلبا لإغلاق 56 حسابا على تويتر", "demanded"),
    ("demanded 10", "عريضة تطالب إنستغرام بتعليق 80 حسابا", "demanded"),
    ("demanded 11", "أوصى التقرير فيسبوك بأن تزيل 400 منشور", "demanded"),
    ("demanded 12", "ضغطت واشنطن على تويتر لإغلاق 125 ألف حساب", "demanded"),
    ("demanded 13", "كان الوزير قد طالب في وقت سابق بحجب 35 موقعا إلكترونيا", "demanded"),
    ("demanded 14", "مطالبات نيابية بحظر 15 قناة على يوتيوب", "demanded"),
    ("demanded 15", "ينبغي حذف 5000 تغريدة", "demanded"),
    ("planned 1", "تنوي شركة غوغل إزالة 7 آلاف مقطع من يوتيوب", "planned"),
    ("planned 2", "فيسبوك يستعد لإغلاق 900 صفحة وهمية", "planned"),
    ("planned 3", "قالت الشركة إنها ستعلق 12 ألف حساب على تويتر خلال الأسابيع المقبلة", "planned"),
    ("planned 4", "أعلنت إنستغرام عزمها حذف 300 ألف حساب وهمي", "planned"),
    ("planned 5", "يتجه تويتر إلى حظر 600 حساب", "planned"),
    ("planned 6", "من المزمع إغلاق 50 قناة على تيليغرام", "planned"),
    ("planned 7", "تخطط فيسبوك لتوظيف فريق لحذف 3 آلاف منشور", "planned"),
    ("planned 8", "تعهد زوكربيرغ بأن يحذف فيسبوك 20 ألف منشور", "planned"),
    ("planned 9", "وأضاف أن الموقع سوف يزيل 800 فيديو من يوتيوب", "planned"),
    ("planned 10", "يأمل فيسبوك في بلوغ 3 مليارات مستخدم", "planned"),
    ("planned 11", "هددت الحكومة بحجب 200 موقع إلكتروني", "planned"),
    ("refused 1", "رفض يوتيوب حذف 250 مقطعا رغم طلب الحكومة", "refused"),
    ("refused 2", "أعلنت تويتر رفضها إغلاق 300 حساب", "refused"),
    ("refused 3", "فيسبوك ترفض إزالة 75 صفحة", "refused"),
    ("refused 4", "قال المتحدث إن تيليغرام رفض تسليم بيانات أو إغلاق 60 قناة", "refused"),
    ("refused 5", "رفضت محكمة طلب الحكومة حجب 40 موقعا إلكترونيا", "refused"),
    ("refused 6", "تمتنع تويتر عن حذف 90 تغريدة", "refused"),
    ("denied 1", "نفت شركة تويتر الأنباء التي تحدثت عن إغلاق 80 ألف حساب", "denied"),
    ("denied 2", "ونفى المتحدث باسم الشركة أن يكون قد جرى اختراق 33 مليون حساب على تويتر", "denied"),
    ("denied 3", "أكدت فيسبوك عدم اختراق 50 مليون حساب", "denied"),
    ("denied 4", "لم يخترق القراصنة 300 حساب على تويتر كما زعموا", "denied"),
    ("denied 5", "الادعاء بأن تويتر حذف 40 ألف حساب غير صحيح", "denied"),
    ("denied 6", "ليس هناك أي دليل على أن تويتر أغلق 500 حساب", "denied"),
    ("denied 7", "تويتر لم يحذف 900 حساب", "denied"),
    ("denied 8", "لا يملك التنظيم 46 ألف حساب على تويتر", "denied"),
    ("denied 9", "وصف المتحدث خبر إغلاق 300 صفحة على فيسبوك بأنه كاذب", "denied"),
    ("denied 10", "الخبر المتداول عن حذف يوتيوب 600 مقطع شائعة", "denied"),
    ("denied 11", "كذّبت وزارة الداخلية ما نشر عن إغلاق 200 حساب على تويتر", "denied"),
    ("denied 12", "لن يحذف يوتيوب 120 مقطعا", "denied"),
    ("denied 13", "لم تُغلق أي من 300 صفحة على فيسبوك", "denied"),
    ("attempted 1", "أحبطت الشركة محاولة اختراق 5 ملايين حساب على فيسبوك", "attempted"),
    ("attempted 2", "حاولت مجموعة من القراصنة اختراق 400 حساب على تويتر لكنها فشلت", "attempted"),
    ("attempted 3", "تصدت الوزارة لـ 300 هجوم إلكتروني على موقعها", "attempted"),
    ("attempted 4", "أخفق المهاجمون في السيطرة على 90 حسابا على تويتر", "attempted"),
    ("attempted 5", "منعت فيسبوك اختراق 800 حساب", "attempted"),
    ("attempted 6", "محاولة فاشلة لاختراق 75 حسابا على إنستغرام", "attempted"),
    ("attempted 7", "صد هجوم استهدف اختراق 200 حساب على تويتر", "attempted"),
    ("possible 1", "قد تغلق تويتر 300 حساب", "possible"),
    ("possible 2", "من الممكن أن يحذف فيسبوك 500 صفحة", "possible"),
    ("possible 3", "إذا أغلق تويتر 300 حساب فسيفتح التنظيم غيرها", "possible"),
    ("possible 4", "لو أن تويتر أغلق 300 حساب", "possible"),
    ("possible 5", "هل أغلق فيسبوك 5 آلاف صفحة؟", "possible"),
    ("possible 6", "هل يغلق تويتر 300 حساب", "possible"),
    ("possible 7", "تدرس تويتر إمكانية إغلاق 300 حساب", "possible"),
    ("possible 8", "خبراء: تويتر قد يحذف مليون حساب", "possible"),
    ("possible 9", "يُعتقد أن القراصنة اخترقوا 300 حساب على تويتر", "possible"),
    ("possible 10", "تخشى السلطات اختراق 900 حساب على تويتر", "possible"),
    ("possible 11", "في حال لم يلتزم أصحابها سيغلق تويتر 300 حساب", "possible"),
    ("possible 12", "يتوقع الخبراء إغلاق 300 حساب على تويتر", "possible"),
    ("possible 13", "هل تنجح تويتر في إغلاق 300 حساب؟", "possible"),
    ("asserted 1", "أغلقت تويتر 125 ألف حساب بعد مطالبات متكررة", "asserted"),
    ("asserted 2", "رغم نفيها السابق، أغلقت فيسبوك 300 صفحة", "asserted"),
    ("asserted 3", "قالت تويتر إنها حذفت 300 حساب وإنها ستواصل العمل", "asserted"),
    ("asserted 4", "قال المدير الذي يعتزم الاستقالة إن تويتر حذفت 300 حساب", "asserted"),
    ("asserted 5", "أعلنت تويتر أنها أغلقت 360 ألف حساب وأنها ترفض الإرهاب", "asserted"),
    ("asserted 6", "بعد أن هدد بذلك، حجب يوتيوب 40 قناة", "asserted"),
    ("asserted 7", "حذف فيسبوك 300 منشور كانت الحكومة قد طلبت إزالتها", "asserted"),
    ("asserted 8", "علقت تويتر 235 ألف حساب في ستة أشهر", "asserted"),
    ("asserted 9", "لا تزال تويتر تحذف نحو 300 حساب كل يوم", "asserted"),
    ("asserted 10", "ولم تحذف الشركة إلا 40 حسابا على تويتر", "asserted"),
    ("asserted 11", "حجبت الحكومة 300 موقع إلكتروني بقرار من المحكمة", "asserted"),
    ("asserted 12", "اخترق قراصنة 300 حساب على تويتر وهددوا بنشر البيانات", "asserted"),
    ("asserted 13", "نجحت الشرطة في إغلاق 300 حساب على تويتر", "asserted"),
    ("asserted 14", "تويتر: أغلقنا 125 ألف حساب", "asserted"),
    ("asserted 15", "لم يكن إغلاق 300 حساب على تويتر كافيا", "asserted"),
    ("asserted 16", "أغلق تويتر ما يصل إلى 300 حساب", "asserted"),
    ("asserted 17", "وفق دراسة، أغلق تويتر 300 حساب، غير أن الشركة لم تعلق على ذلك", "asserted"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "modality"), [row[1:] for row in NEWS], ids=[row[0] for row in NEWS])
def test_whether_it_happened_in_news(text: str, modality: str) -> None:
    test_whether_it_happened(text, modality)


@pytest.mark.parametrize(("text", "modality"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD])
def test_whether_it_happened(text: str, modality: str) -> None:
    figures = find_figures(text)
    assert figures, "no figure was read"
    assert {figure.modality for figure in figures} == {modality}, [f.modality_proof for f in figures]
    for figure in figures:
        assert (figure.modality_proof is None) == (modality == "asserted")


SEVERAL = [
    ("done, then planned", "أغلق تويتر 300 حساب ويعتزم حذف 120 تغريدة", ["asserted", "planned"]),
    ("demanded, then done", "طالبت الحكومة بإغلاق 500 حساب على تويتر لكن الشركة أغلقت 300 حساب",
     ["demanded", "asserted"]),
    ("denied, then done", "لم يغلق تويتر 500 حساب بل أغلق 300 حساب", ["denied", "asserted"]),
    ("done, then refused", "حذف تويتر 40 تغريدة ورفض حذف 120 تغريدة", ["asserted", "refused"]),
    ("done and of them", "أغلق تويتر 125 ألف حساب منذ منتصف 2015، بينها 25 ألفا في يناير",
     ["asserted", "asserted"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "modalities"), [row[1:] for row in SEVERAL], ids=[row[0] for row in SEVERAL]
)
def test_each_figure_has_its_own(text: str, modalities: list[str]) -> None:
    assert [figure.modality for figure in find_figures(text)] == modalities
