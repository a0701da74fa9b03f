"""The query language: what texts mean, how they are read, and that nothing breaks the reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from archive.model.article import Article
from archive.text.arabic import fold
from index.analysis.stemmer import other_numbers_of, stem_of
from index.errors import QueryError, QueryTooLong
from index.model import Mode, Query, Reading
from index.query import ast, parse, parse_plain
from index.query.ast import AsWritten, Dates, Expanded, Numbers, Parsed, Phrase
from index.query.reader import MAX_UNITS
from index.query.terms import OTHER_NUMBER_BOOST, SURFACE_BOOST
from index.query.values.addresses import MOST_ADDRESSES
from tests.index.support import strategies
from tests.index.support.scan import ScanEngine
from web.pages.help import HELP, PROBLEM_CODES

CHAIN = strategies.small_chain()


def read(text: str, mode: Mode = Mode.ANY, **changes: object) -> tuple[Parsed, Reading]:
    """A text parsed with the small chain."""
    return parse(replace(Query(text, mode=mode), **changes), CHAIN)  # type: ignore[arg-type]


def word(norm: str, fieldname: str = "text") -> ast.Node:
    """The node of a plain word, with the broken plurals of a noun."""
    stem = ast.Term(fieldname, CHAIN.stem(norm))
    others = other_numbers_of(norm)
    plurals = [ast.Term(fieldname, stem_of(fold(other)), boost=OTHER_NUMBER_BOOST) for other in others]
    own = [ast.Term("surface", norm, boost=SURFACE_BOOST)] if fieldname == "text" else []
    return ast.Or([stem, *own, *plurals]) if own or plurals else stem


def name(name_id: str, norm: str = "") -> ast.Node:
    """The node of a name; `norm` if it was typed as one word."""
    term = ast.Term("text", f"@{name_id}")
    return ast.Or([term, ast.Term("surface", norm, boost=SURFACE_BOOST)]) if norm else term


HAZR, NASHR, TWITTER = word("حظر"), word("نشر"), name("twitter", "تويتر")
PHRASE = Phrase("text", (("نشر", 0), (CHAIN.stem("الصور"), 1)))
YEAR = Dates(date(2016, 1, 1), date(2016, 12, 31))

TREES = {
    "one word": ("حظر", HAZR),
    "two words, none required": ("حظر نشر", ast.Or([HAZR, NASHR])),
    "a clitic before a name": ("وبتويتر", name("twitter", "وبتويتر")),
    "a name in Latin letters": ("Twitter", name("twitter", "twitter")),
    "a name of two words": ("واتس آب", name("whatsapp")),
    "a stop word says nothing beside words": ("حظر في", HAZR),
    "a lone و is a stop word": ("حظر و نشر", ast.Or([HAZR, NASHR])),
    "a stop word alone is asked for": ("في", word("في")),
    "a phrase": ('"نشر الصور"', PHRASE),
    "angled quotes": ("«نشر الصور»", PHRASE),
    "angled quotes the other way": ("»نشر الصور«", PHRASE),
    "curly quotes": ("“نشر الصور”", PHRASE),
    "single curly quotes": ("‘نشر الصور’", PHRASE),
    "mixed quotes": ('“نشر الصور"', PHRASE),
    "proximity": ('"نشر الصور"~5', Phrase("text", PHRASE.steps, slop=5)),
    "proximity in Arabic digits": ('"نشر الصور"~٥', Phrase("text", PHRASE.steps, slop=5)),
    "stop words stay in a phrase": ('"نشر في"', Phrase("text", (("نشر", 0), ("في", 1)))),
    "a phrase is required, words beside it score": ('"نشر الصور" حظر', ast.AndMaybe(PHRASE, HAZR)),
    "a phrase of one word is a required word": ('"حظر" نشر', ast.AndMaybe(HAZR, NASHR)),
    "a quoted stop word is required": ('"في" نشر', ast.AndMaybe(word("في"), NASHR)),
    "plus": ("+حظر نشر", ast.AndMaybe(HAZR, NASHR)),
    "minus": ("حظر -نشر", ast.And([HAZR, ast.Not(NASHR)])),
    "minus alone": ("-نشر", ast.And([ast.Every(), ast.Not(NASHR)])),
    "minus after a control of direction": ("حظر \u200f-نشر", ast.And([HAZR, ast.Not(NASHR)])),
    "a dash inside a word": ("حظر-نشر", ast.Or([HAZR, NASHR])),
    "a dash between spaces": ("حظر - نشر", ast.Or([HAZR, NASHR])),
    "بدون between words is a word": ("حظر بدون نشر", ast.Or([HAZR, word("بدون"), NASHR])),
    "بدون between names": ("تويتر بدون واتساب", ast.And([TWITTER, ast.Not(name("whatsapp", "واتساب"))])),
    "بدون before a phrase": ('حظر بدون "نشر الصور"', ast.And([HAZR, ast.Not(PHRASE)])),
    "بدون before a group": ("حظر بدون (نشر)", ast.And([HAZR, ast.Not(NASHR)])),
    "بدون before a field": ("حظر بدون عنوان:نشر", ast.And([HAZR, ast.Not(word("نشر", "title"))])),
    "ليس is a word": ("حظر ليس نشر", ast.Or([HAZR, NASHR])),
    "a pipe": ("حظر | نشر", ast.Or([HAZR, NASHR])),
    "a pipe joins its neighbours only": ("حظر نشر|تويتر", ast.AndMaybe(ast.Or([NASHR, TWITTER]), HAZR)),
    "two pipes": ("حظر || نشر", ast.Or([HAZR, NASHR])),
    "a pipe at an end is none": ("| حظر نشر |", ast.Or([HAZR, NASHR])),
    "بدون at the end is a word": ("حظر بدون", ast.Or([HAZR, word("بدون")])),
    "NOT": ("حظر NOT نشر", ast.And([HAZR, ast.Not(NASHR)])),
    "AND": ("حظر AND نشر", ast.And([HAZR, NASHR])),
    "OR": ("حظر OR نشر", ast.Or([HAZR, NASHR])),
    "أو": ("حظر أو نشر", ast.Or([HAZR, NASHR])),
    "أو at the end is a stop word": ("حظر أو", HAZR),
    "or in small letters is a word": ("حظر or نشر", ast.Or([HAZR, word("or"), NASHR])),
    "OR joins its neighbours only": ("حظر نشر أو تويتر", ast.AndMaybe(ast.Or([NASHR, TWITTER]), HAZR)),
    "OR joins names whole": ("واتس آب أو تنظيم الدولة", ast.Or([name("whatsapp"), name("isis")])),
    "OR passes over stop words": ("حظر أو في نشر", ast.Or([HAZR, NASHR])),
    "AND before OR": ("حظر AND نشر OR تويتر", ast.Or([ast.And([HAZR, NASHR]), TWITTER])),
    "NOT before AND": ("NOT حظر AND نشر", ast.And([NASHR, ast.Not(HAZR)])),
    "two negations are none": ("NOT NOT حظر", HAZR),
    "a group for AND": ("تويتر AND (حظر OR نشر)", ast.And([TWITTER, ast.Or([HAZR, NASHR])])),
    "a group beside no operator": ("حظر (نشر)", ast.Or([HAZR, NASHR])),
    "a group excluded": ("تويتر -(حظر نشر)", ast.And([TWITTER, ast.Not(HAZR), ast.Not(NASHR)])),
    "a negation within OR": ("حظر OR -نشر", ast.Or([HAZR, ast.And([ast.Every(), ast.Not(NASHR)])])),
    "AND with a stop word that is meant": ("حظر AND في", ast.And([HAZR, word("في")])),
    "a prefix": ("تغريد*", Expanded("surface", "prefix", "تغريد")),
    "a prefix with the article": ("التغريد*", Expanded("surface", "prefix", "تغريد")),
    "a wildcard": ("تغر*دة", Expanded("surface", "wildcard", "تغر*ده")),
    "fuzzy": ("كلمة~", Expanded("surface", "fuzzy", "كلمه")),
    "fuzzy with its number": ("كلمة~1", Expanded("surface", "fuzzy", "كلمه")),
    "as written": ("=كَتـــب", AsWritten("كَتب")),
    "a question mark is none": ("حظر؟ نشر?", ast.Or([HAZR, NASHR])),
    "an unknown field is words": ("حظر:نشر", ast.Or([HAZR, NASHR])),
    "title": ("عنوان:حظر نشر", ast.AndMaybe(word("حظر", "title"), NASHR)),
    "title in English": ("title:حظر", word("حظر", "title")),
    "a headline's colon is none of a field": ("عنوان: حظر", ast.Or([word("عنوان"), HAZR])),
    "nor one behind an article": ("المنصة: حظر", ast.Or([word("المنصه"), HAZR])),
    "title with a phrase": ('title:"نشر الصور"', Phrase("title", PHRASE.steps)),
    "title with a group": ("عنوان:(حظر نشر)", ast.Or([word("حظر", "title"), word("نشر", "title")])),
    "title excluded": ("حظر -عنوان:نشر", ast.And([HAZR, ast.Not(word("نشر", "title"))])),
    "byline": ("كاتب:حظر", word("حظر", "byline")),
    "platform by its id": ("platform:twitter", ast.Term("platform", "twitter")),
    "platform by a spelling": ("منصة:واتساب", ast.Term("platform", "whatsapp")),
    "one of the words must be found beside a value": (
        "حظر platform:twitter نشر", ast.And([ast.Term("platform", "twitter"), ast.Or([HAZR, NASHR])]),
    ),
    "beside a value and a phrase the words only score": (
        'platform:twitter "نشر الصور" حظر',
        ast.AndMaybe(ast.And([ast.Term("platform", "twitter"), PHRASE]), HAZR),
    ),
    "beside an excluded value too": (
        "حظر -platform:twitter", ast.And([HAZR, ast.Not(ast.Term("platform", "twitter"))]),
    ),
    "platform of two words": ("منصة:واتس آب حظر", ast.And([ast.Term("platform", "whatsapp"), HAZR])),
    "platform in quotes": ('المنصة:"واتس آب"', ast.Term("platform", "whatsapp")),
    "platforms in a group": (
        "platform:(twitter OR واتس آب)",
        ast.Or([ast.Term("platform", "twitter"), ast.Term("platform", "whatsapp")]),
    ),
    "outlet by its id": ("outlet:al-arab", ast.Term("outlet", "al-arab")),
    "a year": ("date:2016", YEAR),
    "a year in Arabic digits": ("تاريخ:٢٠١٦", YEAR),
    "a month": ("date:2016-02", Dates(date(2016, 2, 1), date(2016, 2, 29))),
    "a month in words": ("تاريخ:شباط 2016 حظر", ast.And([Dates(date(2016, 2, 1), date(2016, 2, 29)), HAZR])),
    "a day": ("date:2016-02-07", Dates(date(2016, 2, 7), date(2016, 2, 7))),
    "a range": ("date:[2015-06 TO 2016-02]", Dates(date(2015, 6, 1), date(2016, 2, 29))),
    "a range in Arabic": ("تاريخ:[2015 إلى 2016]", Dates(date(2015, 1, 1), date(2016, 12, 31))),
    "a range turned round": ("date:[2016 TO 2015]", Dates(date(2015, 1, 1), date(2016, 12, 31))),
    "after a year": ("date:>2014", Dates(date(2015, 1, 1), None)),
    "from a month on": ("تاريخ:>=2015-06", Dates(date(2015, 6, 1), None)),
    "before a year, in words": ("تاريخ:قبل 2016", Dates(None, date(2015, 12, 31))),
    "until a month": ("date:≤ 2015-06", Dates(None, date(2015, 6, 30))),
    "a number above": ("رقم:>5", Numbers(Decimal("5.000001"), None)),
    "a number of at most, in words": ("number:at most 5", Numbers(None, Decimal(5))),
    "an open range": ("date:[2015 TO *]", Dates(date(2015, 1, 1), None)),
    "a range open before": ("date:[* TO 2016]", Dates(None, date(2016, 12, 31))),
    "no known date": ("date:unknown", Dates(None, None, unknown=True)),
    "no known date in Arabic": ("تاريخ:مجهول", Dates(None, None, unknown=True)),
    "any known date": ("date:[* TO *]", ast.And([ast.Every(), ast.Not(Dates(None, None, unknown=True))])),
    "an address": (
        "url:https://example.org/a?b=1&c=*",
        Expanded("url", "prefix", "example.org/a?b=1&c=", limit=MOST_ADDRESSES),
    ),
    "an id": ("id:a-b_c", ast.Term("id", "a-b_c")),
    "a joined form with its quotes": ('حظر بـ"داعش" نشر', ast.Or([HAZR, name("isis", "بداعش"), NASHR])),
    "a hashtag": ("#نشر_الصور", ast.Or([ast.Term("text", "#نشر_الصور"), PHRASE])),
    "every article but": ("* -نشر", ast.And([ast.Every(), ast.Not(NASHR)])),
}  # fmt: skip


@pytest.mark.parametrize(("text", "tree"), TREES.values(), ids=TREES.keys())
def test_tree(text: str, tree: ast.Node) -> None:
    """A text means this tree, and it is read without a problem where it has none."""
    parsed, _ = read(text)
    assert repr(parsed.tree) == repr(tree)


@pytest.mark.parametrize("text", ["", "  ", "*", " * ", "**", "\u200f"])
def test_every_article(text: str) -> None:
    """Nothing, or a star, asks for every article."""
    parsed, reading = read(text)
    assert parsed.tree is None
    assert reading.read_as == "*"


PROBLEMS = {
    "an unclosed quote": ('حظر "نشر الصور', "unclosed_quote", 4, 'حظر "نشر الصور"'),
    "an empty phrase": ('حظر ""', "empty_phrase", 4, "حظر"),
    "a leading star": ("*حظر", "leading_star", 0, "حظر"),
    "a short prefix": ("ح* حظر", "short_prefix", 0, "ح حظر"),
    "a short fuzzy word": ("من~ حظر", "short_fuzzy", 0, "من حظر"),
    "two letters away": ("كلمة~2", "fuzzy_distance", 0, "كلمة~"),
    "an unclosed group": ("(حظر OR نشر", "unclosed_group", 0, "(حظر أو نشر)"),
    "an unopened group": ("حظر) نشر", "unopened_group", 3, "حظر نشر"),
    "an empty group": ("حظر ()", "empty_group", 4, "حظر"),
    "an operator without an operand": ("حظر AND", "dangling_operator", 4, "حظر"),
    "two operators": ("حظر OR AND نشر", "dangling_operator", 4, "حظر AND نشر"),
    "a field without a value": ("حظر title:", "empty_field", 4, "حظر title"),
    "no date": ("حظر date:2016-13", "bad_date", 9, "حظر"),
    "no range": ("حظر date:[abc TO def]", "bad_date", 10, "حظر"),
    "no date after the last": ("حظر date:>9999", "bad_date", 9, "حظر"),
    "a comparison with a word": ("حظر رقم:>كثير", "bad_number", 8, "حظر"),
    "a comparison with nothing": ("حظر رقم:>", "empty_field", 4, "حظر رقم"),
    "nobody that is known": ("فاعل:فلان", "unknown_named", 5, "اسم:فلان"),
    "an unclosed range": ("date:[2015 TO 2016", "unclosed_range", 5, "تاريخ:[2015 إلى 2016]"),
    "no platform": ("منصة:حظر", "unknown_platform", 5, "منصة:حظر"),
    "a pattern for a value": ("منصة:تويت*", "no_pattern_here", 5, "منصة:تويت"),
    "as written in a title": ("title:=حظر", "as_written_in_field", 6, "عنوان:حظر"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "code", "position", "read_as"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_problem(text: str, code: str, position: int, read_as: str) -> None:
    """A broken text is read as well as it can be, and the problem is told with its place."""
    _, reading = read(text)
    assert reading.read_as == read_as
    found = reading.problems[0]
    assert (found.code, found.position) == (code, position)
    assert text[found.position : found.position + found.length] == found.typed
    assert {problem.code for problem in reading.problems} <= PROBLEM_CODES


def test_too_many_words_are_cut() -> None:
    """The first 64 words score; that there were more is told."""
    parsed, reading = read(" ".join(f"كلمة{chr(0x628 + i % 20)}{chr(0x628 + i // 20)}" for i in range(100)))
    assert len(parsed.words) == MAX_UNITS
    assert [problem.code for problem in reading.problems] == ["too_many_words"]


def test_depth_is_bounded() -> None:
    """A thousand parentheses are read without recursion running away."""
    parsed, reading = read("(" * 1000 + "حظر" + ")" * 990)
    assert repr(parsed.tree) == repr(HAZR)
    assert reading.problems[0].code == "too_deep"


@pytest.mark.parametrize("text", ["؟!", "-", '""', "()", "date:[abc TO def]", "((", "…", '"'])
def test_no_reading(text: str) -> None:
    """Only a text with nothing to search for is refused, with a place in it."""
    with pytest.raises(QueryError) as caught:
        read(text)
    assert caught.value.code in PROBLEM_CODES
    assert 0 <= caught.value.position < len(text)


def test_long_text_is_refused() -> None:
    """2,000 code points are read, one more is refused."""
    assert read("ا " * 1000)[0].tree is not None
    with pytest.raises(QueryTooLong):
        read("ا" * 2001)


READINGS = {
    "operators become one kind": ("حظر NOT نشر", "حظر -نشر"),
    "OR in Arabic": ("حظر OR نشر", "حظر أو نشر"),
    "fields in Arabic": ("platform:twitter title:حظر", "منصة:twitter عنوان:حظر"),
    "dates as intervals": ("date:شباط 2016", "تاريخ:2016-02"),
    "the shortest range": ("date:[2015-01-01 TO 2016-06-30]", "تاريخ:[2015 إلى 2016-06]"),
    "comparisons as signs": ("رقم:أكثر من 100 ألف number:at least 5", "رقم:>100000 رقم:>=5"),
    "quotes": ("«نشر الصور»", '"نشر الصور"'),
    "words as typed": ("نَشْر الصــور", "نَشْر الصــور"),
    "a word that looks like an operator": ("حظر AND AND نشر", "حظر AND نشر"),
}


@pytest.mark.parametrize(("text", "read_as"), READINGS.values(), ids=READINGS.keys())
def test_read_as(text: str, read_as: str) -> None:
    """The canonical form of a text."""
    assert read(text)[1].read_as == read_as


@settings(max_examples=400)
@given(strategies.query_texts() | st.text(max_size=40), st.sampled_from(Mode), st.booleans())
def test_read_as_gives_the_same_tree(text: str, mode: Mode, expand: bool) -> None:
    """Typing `read_as` gives the same tree and the same reading, and its problems are mended."""
    try:
        parsed, reading = read(text, mode, expand=expand)
    except QueryError as error:
        assert error.code in PROBLEM_CODES  # noqa: PT017 (a refusal is one of two good outcomes)
        return
    again, reading_again = read(reading.read_as, mode, expand=expand)
    assert repr(again.tree) == repr(parsed.tree)
    assert reading_again.read_as == reading.read_as
    lasting = ("unknown_", "not_is_a_word")
    assert all(problem.code.startswith(lasting) for problem in reading_again.problems)
    assert all(text[p.position :].startswith(p.typed) for p in reading.problems)


@settings(max_examples=200)
@given(strategies.query_texts(), st.sampled_from(Mode))
def test_not_stands_beside_something_positive(text: str, mode: Mode) -> None:
    """In every tree, a `Not` is a child of an `And` that has a positive child."""

    def check(node: ast.Node) -> None:
        children = node.children if isinstance(node, ast.And | ast.Or) else []
        negations = [child for child in children if isinstance(child, ast.Not)]
        assert not isinstance(node, ast.Not)
        assert not negations or (isinstance(node, ast.And) and len(negations) < len(children))
        for child in children:
            check(child.child if isinstance(child, ast.Not) else child)

    try:
        tree = read(text, mode)[0].tree
    except QueryError:
        return
    check(tree or ast.Every())


@settings(max_examples=200)
@given(strategies.query_texts())
def test_plain_texts_have_no_operators(text: str) -> None:
    """A plain text is the Or of its words and names, whatever signs stand in it."""
    parsed, reading = parse_plain(Query(text), CHAIN)
    assert {word.kind for word in parsed.words} <= {"word", "name", "synonym", "spelling", "letters"}
    assert not reading.problems
    assert repr(parse_plain(Query(reading.read_as), CHAIN)[0].tree) == repr(parsed.tree)


# Modes, words, expansions


def test_mode_all_requires_every_counted_word() -> None:
    """All words are required but stop words; alternatives stay alternatives."""
    assert repr(read("حظر في نشر", Mode.ALL)[0].tree) == repr(ast.And([HAZR, NASHR]))
    tree = read("حظر نشر أو تويتر", Mode.ALL)[0].tree
    assert repr(tree) == repr(ast.And([ast.Or([NASHR, TWITTER]), HAZR]))


def test_words_are_units() -> None:
    """A name, a phrase and a pattern are one word each; stop words and what is excluded do not count."""
    parsed, _ = read('واتس آب في "نشر الصور" تغري* -حظر')
    told = [(word.typed, word.kind, word.counted, word.negated) for word in parsed.words]
    assert told == [
        ("واتس آب", "name", True, False),
        ("في", "word", False, False),
        ("نشر الصور", "phrase", True, False),
        ("تغري*", "prefix", True, False),
        ("حظر", "word", False, True),
    ]


def test_expansions_are_told() -> None:
    """Each name's other spellings are told once, as people write them."""
    _, reading = read("تويتر وتويتر داعش")
    assert [(e.id, e.kind, e.typed) for e in reading.expansions] == [
        ("twitter", "name", "تويتر"),
        ("isis", "synonym", "داعش"),
    ]
    assert reading.expansions[1].forms == ("تنظيم الدولة", "الدولة الإسلامية في العراق")


def test_expansions_can_be_switched_off() -> None:
    """Without its expansion a platform is its own spelling, and a synonym of several words is its words."""
    off = frozenset({"whatsapp", "isis", "prefix:تغريد"})
    assert repr(read("واتس آب", without=off)[0].tree) == repr(ast.Term("text", "واتساب"))
    words = read("تنظيم الدولة", without=off)[0].tree
    assert repr(words) == repr(ast.Or([word("تنظيم"), word("الدوله")]))
    assert repr(read("تغريد*", without=off)[0].tree) == repr(word("تغريد"))
    parsed, reading = read("تويتر", expand=False)
    assert repr(parsed.tree) == repr(
        ast.Or([ast.Term("text", "تويتر"), ast.Term("surface", "تويتر", boost=SURFACE_BOOST)])
    )
    assert reading.expansions == ()


def test_outlets_are_resolved_by_name() -> None:
    """An outlet's name gives its ids, without quotes too; a name that nobody has is told."""

    def outlets(text: str) -> tuple[str, ...]:
        return {"صدى البلد": ("sada", "sada-2")}.get(text, ())

    parsed, reading = parse(Query("جهة:صدى البلد حظر"), CHAIN, outlets)
    wanted = ast.Or([ast.Term("outlet", "sada"), ast.Term("outlet", "sada-2")])
    assert repr(parsed.tree) == repr(ast.And([wanted, HAZR]))
    assert reading.read_as == 'جهة:"صدى البلد" حظر'
    assert parse(Query("جهة:غائبة"), CHAIN, outlets)[1].problems[0].code == "unknown_outlet"


# What is found: by the oracle


def found(text: str, *bodies: str, mode: Mode = Mode.ANY) -> list[int]:
    """Which of some bodies a text finds."""
    engine = ScanEngine([Article(str(i), body) for i, body in enumerate(bodies)], CHAIN)
    return sorted(map(int, engine.matches(read(text, mode)[0].tree)))


FOUND = {
    "a name in any spelling": ("واتساب", ("عبر واتس آب أمس", "الواتساب", "whats app", "هاتف"), [0, 1, 2]),
    "a phrase after a name of other length": ('"واتساب أمس"', ("عبر واتس آب أمس", "واتس آب ليلة أمس"), [0]),
    "a phrase with a synonym": ('"قال داعش في"', ("قال تنظيم الدولة في بيان", "قال التنظيم في بيان"), [0]),
    "a phrase within a name": ('"الإسلامية في العراق"', ("مع الدولة الإسلامية في العراق", "العراق"), [0]),
    "a phrase that ends within a longer name": ('"بيد تنظيم الدولة"', ("بيد تنظيم الدولة في العراق",), [0]),
    "part of a name": ("واتس", ("عبر واتس آب أمس", "عبر الهاتف"), [0]),
    "a phrase across marks and clitics": ('"حذْفُ الحسابات"', ("ثم وحذف حساباتهم", "حذف كل الحسابات"), [0]),
    "proximity in any order": ('"حظر الحسابات"~2', ("حسابات بعد حظر", "حسابات ثم هذا كله عن حظر"), [0]),
    "a prefix after clitics": ("تغريد*", ("بالتغريدات", "تغريدة", "أغاريد"), [0, 1]),
    "as written, without marks": ("=كتب", ("كَتَبَ", "كتب", "كُتّاب"), [0, 1]),
    "as written, with a mark": ("=كُتب", ("كَتَبَ", "كُتُب", "كتب"), [1]),
    "a hashtag by its words": ("#حظر_تويتر", ("وسم #حظر_تويتر", "حظر تويتر", "تويتر حظر"), [0, 1]),
    "a word of a hashtag": ("تويتر", ("وسم #حظر_تويتر",), [0]),
    "digits of both kinds": ("125000", ("١٢٥٬٠٠٠ حساب", "125,000 حساب", "125 ألف"), [0, 1]),
    "any word of a title": ("حظر نشر", ("حظر", "نشر", "غيرهما"), [0, 1]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "bodies", "expected"), FOUND.values(), ids=FOUND.keys())
def test_found(text: str, bodies: tuple[str, ...], expected: list[int]) -> None:
    """A text finds just these bodies."""
    assert found(text, *bodies) == expected


@settings(max_examples=100)
@given(strategies.articles(), strategies.query_texts(6))
def test_all_finds_no_more_than_any(articles: list[Article], text: str) -> None:
    """What holds all the words of a query without negations is among what holds any of them."""
    try:
        (in_any, _), (in_all, _) = read(text), read(text, Mode.ALL)
    except QueryError:
        return
    assume("Not(" not in repr(in_any.tree))
    engine = ScanEngine(articles, CHAIN)
    assert engine.matches(in_all.tree) <= engine.matches(in_any.tree)


# The help


@pytest.mark.parametrize("row", HELP, ids=lambda row: row.example_ar)
def test_help_examples_are_read_as_they_are(row: object) -> None:
    """Every example of the help is read without a problem, and stays itself or its canonical form."""
    example, *meanings = row  # type: ignore[misc]
    parsed, reading = read(example)
    assert {problem.code for problem in reading.problems} <= {"unknown_platform"}
    assert repr(read(reading.read_as)[0].tree) == repr(parsed.tree)
    assert all(meanings)
