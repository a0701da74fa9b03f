"""Random small articles, random query trees and random query texts over one small vocabulary.

The vocabulary is small so that things meet: words with and without clitics and marks, names of one and of
several words in several spellings, synonyms, numbers, hashtags, stop words.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from archive.extraction.annotate import read
from archive.model.article import UNKNOWN_DATE, Article, DateSource, Outlet, Precision, Published
from archive.model.warning import ArticleWarning
from index.analysis.analyzer import Chain
from index.analysis.names import Names, NameSpelling, spelling_words
from index.analysis.tokenizer import tokenize
from index.query import ast
from index.query.ast import About, AsWritten, Dates, Expanded, Numbers, Phrase

WORDS = (
    "حساب", "الحساب", "حسابات", "وحساباتهم", "بحسابات", "تغريدة", "التغريدات", "وتغريداته", "مدرسة",
    "مدرسه", "كَتَبَ", "كتب", "كُتُب", "يكتبون", "حظر", "حظرت", "والحظر", "في", "من", "على", "و", "أو",
    "هذا", "٢٠١٦", "2016", "125,000", "١٢٥٠٠٠", "الـ300", "news", "News", "Ban", "مستشفى", "مستشفي",
    "إلى", "بدون", "العـــراق", "العراق", "والشام", "الإسلامية", "125 ألف", "مئة وخمسة وعشرون ألفا",
    "شباط 2016", "7 فبراير 2016", "أوت 2015",
)  # fmt: skip
NAMES = {
    "twitter": ("platform", ("تويتر", "توييتر", "twitter")),
    "whatsapp": ("platform", ("واتساب", "واتس آب", "whats app")),
    "isis": ("synonym", ("داعش", "تنظيم الدولة", "الدولة الإسلامية في العراق")),
}
NAME_WORDS = (
    "تويتر", "لتويتر", "وبتويتر", "Twitter", "واتساب", "واتس آب", "الواتساب", "whats app", "داعش",
    'لـ"داعش"', "تنظيم الدولة", "الدولة الإسلامية في العراق", "تنظيم", "الدولة", "واتس", "آب", "#داعش",
    "#حظر_تويتر",
)  # fmt: skip
OUTLETS = ("alpha", "beta", "gamma")
PLATFORMS = ("twitter", "telegram", "whatsapp")
AGENCIES, LANGUAGES, WARNINGS = ("afp", "reuters"), ("ar", "fa"), ("stub", "mojibake")
FIRST_DAY, LAST_DAY = date(2014, 1, 1), date(2017, 12, 31)
TEXT_FIELDS = ("text", "title", "byline")


def small_chain() -> Chain:
    """A chain that knows the vocabulary's names."""
    return Chain(
        Names(
            NameSpelling(name, spelling_words(written), kind, collapse=True, written=written)
            for name, (kind, spellings) in NAMES.items()
            for written in spellings
        )
    )


def _texts(most: int, least: int = 0) -> st.SearchStrategy[str]:
    separators = st.sampled_from((" ", " ", " ", "، ", ". ", "\n\n", " («"))
    pieces = st.tuples(st.sampled_from(WORDS + NAME_WORDS), separators)
    return st.lists(pieces, min_size=least, max_size=most).map(_joined)


def _joined(row: list[tuple[str, str]]) -> str:
    return "".join(word + gap for word, gap in row).strip()


@st.composite
def _published(draw: st.DrawFn) -> Published:
    if draw(st.integers(0, 3)) == 0:
        return UNKNOWN_DATE
    start = draw(st.dates(FIRST_DAY, LAST_DAY))
    days = draw(st.sampled_from((0, 0, 6, 40)))
    precision = Precision.INTERVAL if days else Precision.DAY
    return Published(start, start + timedelta(days=days), precision, DateSource.STATED)


@st.composite
def article(draw: st.DrawFn, article_id: str) -> Article:
    """One article with this id; some fields are missing."""
    outlet = draw(st.sampled_from((None, *OUTLETS)))
    title, body, published = (
        draw(st.none() | _texts(6)) or None,
        draw(_texts(16, least=2)),
        draw(_published()),
    )
    readings = read(article_id, title, body, published)
    return Article(
        id=article_id,
        title=title,
        body=body,
        figures=readings.figures,
        numbers=readings.numbers,
        times=readings.times,
        byline=draw(st.none() | _texts(2)) or None,
        outlet=Outlet(outlet, outlet.title()) if outlet else None,
        url=draw(st.sampled_from((None, f"https://example.org/{article_id}"))),
        published=published,
        platforms=tuple(sorted(draw(st.sets(st.sampled_from(PLATFORMS), max_size=2)))),
        agencies=tuple(draw(st.lists(st.sampled_from(AGENCIES), max_size=2, unique=True))),
        language=draw(st.sampled_from((None, *LANGUAGES))),
        warnings=tuple(
            ArticleWarning(code, "odd") for code in draw(st.lists(st.sampled_from(WARNINGS), max_size=2))
        ),
    )


@st.composite
def articles(draw: st.DrawFn, least: int = 1, most: int = 8) -> list[Article]:
    """A small archive: articles with ids a0, a1, …"""
    count = draw(st.integers(least, most))
    return [draw(article(f"a{number}")) for number in range(count)]


def _terms(chain: Chain) -> tuple[str, ...]:
    """Every term of stems that the vocabulary makes, and one that it does not."""
    found = {"غائب", "@n125000", "@n125000/2", "@n1000"}
    for text in (*WORDS, *NAME_WORDS):
        analysis = chain.analyze(text)
        found.update(analysis.stems)
        found.update(term for _, term in analysis.extras)
    return tuple(sorted(found))


def _norms() -> tuple[str, ...]:
    return tuple(sorted({token.norm for text in (*WORDS, *NAME_WORDS) for token in tokenize(text)}))


@st.composite
def _phrases(draw: st.DrawFn, terms: tuple[str, ...]) -> Phrase:
    gaps = draw(st.lists(st.sampled_from((1, 1, 1, 2)), min_size=1, max_size=3))
    offsets = [0]
    for gap in gaps:
        offsets.append(offsets[-1] + gap)
    steps = tuple((draw(st.sampled_from(terms)), offset) for offset in offsets)
    return Phrase(draw(st.sampled_from(TEXT_FIELDS)), steps, draw(st.sampled_from((0, 0, 1, 3, 8))))


@st.composite
def _patterns(draw: st.DrawFn, norms: tuple[str, ...]) -> Expanded:
    word = draw(st.sampled_from([norm for norm in norms if len(norm) > 3]))
    kind = draw(st.sampled_from(("prefix", "wildcard", "fuzzy")))
    cut = draw(st.integers(2, len(word)))
    if kind == "prefix":
        return Expanded("surface", kind, word[:cut], in_title=draw(st.booleans()))
    if kind == "wildcard":
        return Expanded("surface", kind, f"{word[:2]}*{word[cut:]}")
    edited = draw(st.sampled_from((word, word[: cut - 1] + word[cut:], word[:cut] + "ز" + word[cut:])))
    return Expanded("surface", kind, edited)


@st.composite
def _days(draw: st.DrawFn) -> Dates:
    if draw(st.integers(0, 3)) == 0:
        return Dates(None, None, unknown=True)
    start = draw(st.dates(FIRST_DAY, LAST_DAY))
    end = draw(st.none() | st.just(start + timedelta(days=draw(st.integers(0, 700)))))
    return Dates(start if end is None or draw(st.booleans()) else None, end)


_values = st.none() | st.sampled_from((0, 1, 300, 125000, 10**6)).map(Decimal)
_numbers = st.builds(Numbers, _values, _values)


@st.composite
def _about(draw: st.DrawFn) -> About:
    start = draw(st.dates(FIRST_DAY, LAST_DAY))
    end = start + timedelta(days=draw(st.integers(0, 400)))
    ends = draw(st.sampled_from(((start, end), (start, None), (None, end))))
    return About(*ends, within=draw(st.booleans()), weight=draw(st.sampled_from((0.0, 1.0))))


def leaves(chain: Chain | None = None) -> st.SearchStrategy[ast.Node]:
    """Nodes without children, of every kind."""
    chain = chain or small_chain()
    terms, norms = _terms(chain), _norms()
    boosts = st.sampled_from((1.0, 1.0, 0.3, 2.5))
    values = {
        "outlet": OUTLETS,
        "platform": PLATFORMS,
        "id": ("a0", "a3", "zz"),
        "url": ("example.org/a1", "//example.org"),
    }
    as_written = [
        word.replace("ـ", "").replace('"', "") for word in (*WORDS, "تويتر", "لتويتر") if " " not in word
    ]
    words = st.builds(ast.Term, st.just("text"), st.sampled_from(terms), boost=boosts)
    surfaces = st.builds(ast.Term, st.just("surface"), st.sampled_from(norms), boost=boosts)
    scarce = st.one_of(
        st.builds(ast.Term, st.sampled_from(TEXT_FIELDS), st.sampled_from(terms), boost=boosts),
        *(st.builds(ast.Term, st.just(name), st.sampled_from(held)) for name, held in values.items()),
        st.builds(AsWritten, st.sampled_from(as_written)),
        st.builds(ast.Every),
        st.just(ast.Nothing()),
    )
    return st.one_of(words, surfaces, _phrases(terms), _patterns(norms), _days(), _numbers, _about(), scarce)


def trees(chain: Chain | None = None) -> st.SearchStrategy[ast.Node]:
    """Trees of every node. A `Not` stands only inside an `And`, beside something positive."""

    def grown(children: st.SearchStrategy[ast.Node]) -> st.SearchStrategy[ast.Node]:
        few = st.lists(children, min_size=1, max_size=3)
        nots = st.lists(children.map(ast.Not), min_size=1, max_size=2)
        return st.one_of(
            few.map(ast.Or),
            few.map(ast.And),
            st.tuples(few, nots).map(lambda both: ast.And([*both[0], *both[1]])),
            st.builds(ast.AndMaybe, children, children),
        )

    return st.recursive(leaves(chain), grown, max_leaves=8)


_QUERY_PIECES = (
    *WORDS, *NAME_WORDS, "AND", "OR", "NOT", "أو", "بدون", "+", "-", "(", ")", '"', "«", "»", "“", "”",
    "‘", "’", "*", "~", "~1", "~5", "=", ":", "[", "]", "#", "title:", "عنوان:", "platform:", "منصة:",
    "جهة:", "date:", "تاريخ:", "2015-06", "[2015 TO 2016]", "[2015-06 إلى *]", "شباط", "مجهول", "id:",
    "url:", "رقم:", "عن:", "وحدة:حسابات", "[1 TO 5]", "ألف", "مئة", ">", "<=", "≥", "أكثر من", "اسم:",
    "كاتب:", "حسا*", "ح*ب", "؟", "?", "\u200f", "ـ", "foo:", "TO", "1", "99", "،", "ً", "/",
    ".", "..",
)  # fmt: skip


def query_texts(most: int = 12) -> st.SearchStrategy[str]:
    """Texts that use the whole query language, well and badly."""
    pieces = st.tuples(st.sampled_from(_QUERY_PIECES), st.sampled_from((" ", " ", " ", "")))
    return st.lists(pieces, max_size=most).map(_joined)
