"""The query language in examples, for the help page and the tests: every example is parsed by a test."""

from __future__ import annotations

from typing import NamedTuple


class HelpRow(NamedTuple):
    """One thing that can be typed, and what it finds."""

    example_ar: str
    meaning_ar: str
    meaning_en: str


HELP: tuple[HelpRow, ...] = (
    HelpRow(
        "حظر حسابات تويتر",
        "أي من الكلمات، والأعلى ما جمع أكثرها؛ بكل صورها: وحساباتهم، للحسابات",
        "any of the words, best those that hold most; in all their forms",
    ),
    HelpRow(
        "تليجرام",
        "اسم المنصة بكل طرق كتابته: تيليغرام، تلغرام، Telegram",
        "a platform's name in all its spellings",
    ),
    HelpRow('"حذف الحسابات"', "الكلمتان متتاليتين", "the words in a row, in this order"),
    HelpRow('"حذف الحسابات"~5', "الكلمتان متقاربتين، بينهما خمس كلمات أو أقل", "the words near each other"),
    HelpRow("حظر +تويتر", "لا بد من تويتر", "تويتر is required"),
    HelpRow(
        "حظر -تويتر", "لا شيء فيه تويتر (الشرطة ملتصقة بالكلمة)", "nothing with تويتر (the dash is glued)"
    ),
    HelpRow(
        "تويتر بدون واتساب",
        "مثل -تويتر، بين اسمين أو قبل عبارة أو قوسين؛ وهي كلمة في غير ذلك؛ وكذلك NOT دائماً",
        "the same between names, or before a phrase or brackets; elsewhere a word. So is NOT",
    ),
    HelpRow("تويتر | فيسبوك", "أحدهما على الأقل", "at least one of the two"),
    HelpRow(
        "11 سبتمبر",
        "اليوم أو الشهر بلا سنة بكل أسمائه: الحادي عشر من أيلول",
        "a day or a month without a year by all its names",
    ),
    HelpRow("أمريكا", "الاسم بكل كتاباته، وأهله بوزن أقل: أميركا، أمريكي", "a name in all spellings"),
    HelpRow(
        "Angela Merkel", "الاسم اللاتيني كما يكتبه الأرشيف بالعربية", "a Latin name as the archive writes it"
    ),
    HelpRow(
        "F-16", "حروف وأرقام شيء واحد: F-16، إف-16؛ وكذلك G20 وC++", "letters and figures that are one thing"
    ),
    HelpRow(
        "رابط:example.org/news",
        "مقالات هذا الموقع أو ما تحت هذا العنوان؛ وكذلك url:",
        "of this site, or under this address",
    ),
    HelpRow("تويتر أو فيسبوك", "أحدهما على الأقل، وكذلك OR", "at least one of the two; so is OR"),
    HelpRow("تويتر AND فيسبوك", "كلاهما", "both"),
    HelpRow(
        "حظر تويتر أو فيسبوك",
        "أحد الاسمين، وكلمة حظر ترفع الترتيب: «أو» تجمع ما يجاورها فقط",
        "one of the two names; حظر raises the rank: OR joins only what is beside it",
    ),
    HelpRow(
        "تويتر AND حظر أو حذف",
        "الأداة AND تسبق «أو»: تويتر مع حظر، أو حذف",
        "AND binds more tightly than OR: تويتر with حظر, or حذف",
    ),
    HelpRow(
        "تويتر AND (حظر أو حذف)",
        "الأقواس تجمع للعلامة التي بجانبها",
        "parentheses group for the operator beside them",
    ),
    HelpRow("تغريد*", "كل ما يبدأ بها بعد حرفين على الأقل: تغريدة، والتغريدات", "words that begin so"),
    HelpRow("تغر*دة", "أي حروف مكان النجمة", "any letters where the star stands"),
    HelpRow("انستغرم~1", "الكلمة وما يخالفها بحرف واحد", "the word and those one letter away"),
    HelpRow(
        "=مدرّسة",
        "كما كُتبت: الحروف كما هي، والحركات حيث كُتبت",
        "as written: letters as typed, marks where typed",
    ),
    HelpRow("عنوان:حظر", "في العنوان؛ وكذلك title:", "in the title; so is title:"),
    HelpRow(
        'عنوان:("حذف الحسابات" أو حظر)',
        "عدة كلمات أو عبارات في العنوان",
        "several words or phrases in the title",
    ),
    HelpRow(
        "جهة:alaraby", "ما نشرته هذه الجهة، برمزها أو اسمها؛ وكذلك outlet:", "from this outlet, by id or name"
    ),
    HelpRow("منصة:تلغرام", "ما ذُكرت فيه المنصة؛ وكذلك platform:", "mentions this platform; so is platform:"),
    HelpRow(
        "تاريخ:2016", "ما نُشر في السنة؛ أو الشهر 2016-02، أو «شباط 2016»، أو اليوم", "a year, a month, a day"
    ),
    HelpRow(
        "تاريخ:[2015-06 إلى 2016-02]",
        "بين تاريخين؛ والنجمة طرف مفتوح",
        "between two dates; a star leaves an end open",
    ),
    HelpRow("تاريخ:مجهول", "ما لا يُعرف تاريخه", "articles without a known date"),
    HelpRow(
        "125000 حساب",
        "العدد بكل صور كتابته: 125 ألف، ١٢٥ ألفاً، مئة وخمسة وعشرون ألف",
        "a number in whatever form it is written",
    ),
    HelpRow(
        "رقم:[100000 إلى 400000]",
        "عدد بين عددين حيثما ورد في النص؛ وكذلك number:",
        "a number between two numbers, anywhere in the text; so is number:",
    ),
    HelpRow(
        "رقم:>100000",
        "عدد أكبر من هذا؛ وكذلك <5 و>=5 و<=5، أو كتابةً: رقم:أكثر من 100 ألف، والتواريخ مثلها: تاريخ:>2015",
        "a number above this; so are <5, >=5, <=5, in words: number:at least 100000; dates too: date:>2015",
    ),
    HelpRow("شباط 2016", "الشهر بكل أسمائه، وكل يوم منه", "a month by any of its names, and every day of it"),
    HelpRow(
        "عن:2015",
        "ما يتحدث عن ذلك الزمن، متى ما نُشر؛ وكذلك about:",
        "what speaks of that time, whenever it was published; so is about:",
    ),
    HelpRow(
        "وحدة:حسابات فعل:إغلاق",
        "ما فيه عدد لحسابات، وعدد لما أُغلق؛ وكذلك unit: وaction:",
        "what counts accounts, and something closed; so are unit: and action:",
    ),
    HelpRow(
        "اسم:يوروبول",
        "ما ذُكرت فيه هذه الجهة أو هذا الشخص بأي من أسمائه، أو كان صاحب رقم فيه؛ وكذلك فاعل: وnamed: وactor:",
        "names this organisation or person in any spelling, or counts its deeds; so are named: and actor:",
    ),
    HelpRow("كاتب:الغالي", "اسم الكاتب؛ وكذلك byline:", "in the byline"),
    HelpRow("#متحدون_ضد_داعش", "الوسم كاملاً، أو كلماته متتالية", "the hashtag whole, or its words in a row"),
    HelpRow("*", "كل المقالات", "every article"),
)

#: Every `Problem.code` and `QueryError.code` of the parser.
PROBLEM_CODES = frozenset(
    {
        "as_written_in_field", "bad_date", "bad_number", "dangling_operator", "empty_field", "empty_group",
        "empty_phrase", "field_is_a_word", "fuzzy_distance", "leading_star", "no_pattern_here", "no_words",
        "not_is_a_word", "short_fuzzy",
        "short_prefix", "too_deep", "too_many_words", "unclosed_group", "unclosed_quote", "unclosed_range",
        "unknown_action", "unknown_agency", "unknown_language", "unknown_named", "unknown_outlet",
        "unknown_platform", "unknown_unit", "unknown_warning", "unopened_group",
    }
)  # fmt: skip
