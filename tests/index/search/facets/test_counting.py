"""Facets count what reading every article counts, over one segment and several, for any documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.model.article import Article, Outlet
from archive.model.warning import ArticleWarning
from index.analysis.variants import Variants
from index.engine import Engine, open_engine
from index.generations.names_file import load_lexica
from index.model import Bucket, Filters, Query, Sort
from index.query.values.known_names import known_names
from index.screening.mentions import mentions_in
from index.screening.names import compile_names
from index.search.facets.buckets import FACETS, MORE_FACETS, Buckets, Counted, counted_facets, within_month
from index.search.facets.columns import UNKNOWN, Column
from index.search.facets.counting import TIMES, Facets, Matched, ValueLists
from tests.index.support.articles import article, build, examples, opened, split
from tests.index.support.strategies import articles, small_chain

CHAIN = small_chain()
COUNTRIES = load_lexica().countries


def values_of(one: Article) -> Iterator[tuple[str, str]]:
    """Each (facet, value) of an article, decided by reading it."""
    yield from (("platform", platform) for platform in one.platforms)
    yield from (("agency", agency) for agency in one.agencies)
    yield from (("warning", code) for code in {warning.code for warning in one.warnings})
    yield "language", one.language or UNKNOWN
    yield "outlet", one.outlet.id if one.outlet else UNKNOWN
    yield "country", COUNTRIES.get(one.outlet.id, UNKNOWN) if one.outlet else UNKNOWN
    told = [figure for figure in one.figures if figure.state != "rejected"]
    yield from (("action", action) for action in {figure.action for figure in told if figure.action})
    yield from (("unit", unit) for unit in {part for f in told for part in (f.unit, *f.unit.split("+"))})
    yield from (("author", " ".join(byline.split())) for byline in [one.byline] if byline)
    yield from (("named", name) for name in named_by(one))
    start, end = one.published.start, one.published.end
    for facet, length in (("year", 4), ("month", 7), ("day", 10)):
        if start is None or end is None:
            yield facet, UNKNOWN
        elif start.isoformat()[:length] == end.isoformat()[:length]:
            yield facet, start.isoformat()[:length]
    times = [time for time in one.times if (time.last - time.first).days <= 366]
    for facet, length in (("about_year", 4), ("about_month", 7), ("about_day", 10)):
        ends = {(time.first.isoformat()[:length], time.last.isoformat()[:length]) for time in times}
        yield from ((facet, first) for first, last in ends if first == last)
        if not times:
            yield facet, UNKNOWN


def named_by(one: Article) -> set[str]:
    """The names that are known as data, found by a search for each of them alone, and the figures' actors."""
    told = {figure.actor for figure in one.figures if figure.actor and figure.state != "rejected"}
    platforms = {id_ for id_, held in CHAIN.names.by_id.items() if held[0].kind == "platform"}
    found = told - platforms
    for known in known_names().values():
        listed = compile_names(known.names, CHAIN, Variants(()))
        texts = (("title", one.title or ""), ("body", one.body))
        if any(mentions_in(listed, field, text, CHAIN) for field, text in texts):
            found.add(known.id)
    return found


def counted(facets: Facets, held: list[list[int]]) -> Counter[tuple[str, str]]:
    """What facets count in some documents of each segment."""
    counts: Counter[tuple[str, str]] = Counter()
    for number, documents in enumerate(held):
        of_segment = facets.count(
            number, np.array(documents, np.int64), (*FACETS, *MORE_FACETS, "day", "about_day")
        )
        for facet, numbers in of_segment:
            rows = zip(facets.values[facet], numbers.tolist(), strict=True)
            counts.update({(facet, value): number for value, number in rows if number})
    return counts


@settings(max_examples=examples(30), suppress_health_check=list(HealthCheck))
@given(articles(most=9), st.integers(1, 3), st.sets(st.integers(0, 8)))
def test_counts_are_those_of_the_articles(held: list[Article], parts: int, chosen: set[int]) -> None:
    """Of every facet, whichever articles match."""
    matching = [one for number, one in enumerate(held) if number in chosen]
    with TemporaryDirectory() as home:
        build(Path(home), split(held, parts), CHAIN)
        snapshot = opened(Path(home))
        ids = {one.id for one in matching}
        documents = [
            [document for document in range(segment.documents) if segment.id(document) in ids]
            for segment in snapshot.segments
        ]
        assert counted(snapshot.facets, documents) == Counter(
            pair for one in matching for pair in values_of(one)
        )


def test_values_are_in_order_with_the_unknown_last(tmp_path: Path) -> None:
    """Over all segments together, whichever of them has which."""
    days = ("2016-02-07", "2015", None, "2016-02-07..2016-03-01")
    outlets = ("zeta", None, "alpha", "unknowable")
    held = [
        article(f"a{n}", day=day, outlet=outlet)
        for n, (day, outlet) in enumerate(zip(days, outlets, strict=True))
    ]
    build(tmp_path, split(held, 3))
    values = opened(tmp_path).facets.values
    assert values["outlet"] == ("alpha", "unknowable", "zeta", UNKNOWN)
    assert values["year"] == ("2015", "2016", UNKNOWN)
    assert values["platform"] == ()
    assert [values[facet][-1] for facet in TIMES] == [UNKNOWN] * 3


entries = st.sets(st.tuples(st.integers(0, 11), st.integers(0, 4)))


@given(entries, st.sets(st.integers(0, 11)))
def test_few_documents_are_counted_as_many_are(pairs: set[tuple[int, int]], chosen: set[int]) -> None:
    """However often their lists are repeated, so however they are gone through."""
    table = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    expected = np.array([sum((document, code) in pairs for document in chosen) for code in range(5)])
    matched = Matched(np.array(sorted(chosen), np.int64), np.zeros(12, np.int64), 1)
    for times in (1, 9):
        column = Column(list("abcde"), table[:, 0].repeat(times), table[:, 1].repeat(times))
        assert ValueLists(column, 12).count(matched).tolist() == (expected * times).tolist()


def test_buckets_are_by_count_or_by_date() -> None:
    """Ties by value, the unknown last, nothing that is not found; with labels and with what is selected."""
    values, counts = ("a", "b", "c", "d", UNKNOWN), np.array([1, 3, 0, 3, 9])
    by_count = Counted(values, counts, {"b": "Beta"}, ("d",), by_date=False)
    by_date = Counted(values, counts, {}, (), by_date=True)
    assert by_count.buckets() == (
        Bucket("b", "Beta", 3), Bucket("d", "d", 3, selected=True), Bucket("a", "a", 1),
        Bucket(UNKNOWN, UNKNOWN, 9),
    )  # fmt: skip
    assert [bucket.value for bucket in by_date.buckets()] == ["a", "b", "d", UNKNOWN]


def test_buckets_are_a_mapping() -> None:
    """Equal to the same buckets in a dictionary; made once."""
    counts = Counted(("a", UNKNOWN), np.array([2, 0]), {}, (), by_date=False)
    buckets = Buckets({"outlet": counts, "year": counts})
    assert buckets == {"outlet": (Bucket("a", "a", 2),), "year": (Bucket("a", "a", 2),)}
    assert buckets["year"] is buckets["year"]
    assert (list(buckets), buckets.get("day")) == (["outlet", "year"], None)


def test_days_are_counted_within_one_month() -> None:
    first, last, later = date(2016, 2, 1), date(2016, 2, 29), date(2016, 3, 1)
    assert within_month(first, last)
    assert not within_month(first, later)
    assert not within_month(first, None)
    february = Filters(date_from=first, date_to=last)
    assert counted_facets(Query(filters=february)) == [*FACETS, "day"]
    told = Filters(date_from=first, date_to=later, about_from=first, about_to=last)
    assert counted_facets(Query(filters=told)) == [*FACETS, "about_day"]


def test_only_the_facets_that_are_asked_for_are_counted() -> None:
    """A name that is no facet of the query counts nothing."""
    assert counted_facets(Query(facets=frozenset({"month", "outlet", "day", "none"}))) == ["outlet", "month"]
    assert counted_facets(Query(facets=frozenset())) == []
    assert counted_facets(Query(facets=frozenset({"author", "unit"}))) == ["unit", "author"]


FILTERS = {
    "agency": (Filters(agencies=("afp",)), ["b", "c"]),
    "either of two agencies": (Filters(agencies=("afp", "spa")), ["a", "b", "c"]),
    "no agency": (Filters(agencies=("unknown",)), ["d"]),
    "language": (Filters(languages=("fa",)), ["c"]),
    "no language": (Filters(languages=("unknown",)), ["d"]),
    "warning": (Filters(warnings=("stub",)), ["a"]),
    "country": (Filters(countries=("SA",)), ["a"]),
    "no country": (Filters(countries=("unknown",)), ["b", "c", "d"]),
    "an organisation that is named": (Filters(named=("unicef",)), ["b"]),
    "nobody is named": (Filters(named=("unknown",)), ["a", "c", "d"]),
    "a byline": (Filters(authors=("ليلى حداد",)), ["c"]),
    "two filters": (Filters(agencies=("afp",), languages=("ar",)), ["b"]),
}
FIELDS = {
    "وكالة:رويترز": ["b"], "agency:afp": ["b", "c"], "لغة:الفارسية": ["c"], "lang:fa": ["c"],
    "named:unicef": ["b"], "فاعل:اليونيسف": ["b"], 'اسم:"اليونيسف"': ["b"], "actor:nobody": [],
    "warning:stub": ["a"], "-agency:afp": ["a", "d"], "تنبيه:mojibake": [],
}  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An archive of four articles with agencies, languages and a warning."""
    home = tmp_path_factory.mktemp("told")
    build(home, [[
        article("a", outlet="okaz", agencies=("spa",), language="ar",
                warnings=(ArticleWarning("stub", "it breaks off"),)),
        article("b", "قالت منظمة لليونيسيف ذلك", agencies=("reuters", "afp"), language="ar"),
        article("c", agencies=("afp",), language="fa", byline="ليلى  حداد"),
        article("d"),
    ]], CHAIN)  # fmt: skip
    engine = open_engine(home / "index")
    yield engine
    engine.close()


@pytest.mark.parametrize(("filters", "expected"), FILTERS.values(), ids=FILTERS.keys())
def test_agencies_languages_and_warnings_filter(told: Engine, filters: Filters, expected: list[str]) -> None:
    page = told.search(Query("", filters))
    assert sorted(hit.id for hit in page.hits) == expected


@pytest.mark.parametrize(("text", "expected"), FIELDS.items(), ids=FIELDS.keys())
def test_they_are_fields_of_a_query(told: Engine, text: str, expected: list[str]) -> None:
    assert sorted(hit.id for hit in told.search(Query(text)).hits) == expected


def test_a_facet_is_counted_without_its_own_filter(told: Engine) -> None:
    page = told.search(Query("", Filters(agencies=("spa",))))
    counts = {bucket.value: (bucket.count, bucket.selected) for bucket in page.facets["agency"]}
    assert counts == {"afp": (2, False), "reuters": (1, False), "spa": (1, True)}
    assert {bucket.value: bucket.count for bucket in page.facets["language"]} == {"ar": 1}


def test_results_are_ordered_by_the_name_of_the_outlet(tmp_path: Path) -> None:
    """Letters folded, the article passed over, articles without an outlet last; pages and cursors keep it."""
    labels = {"z": "أخبار الميناء", "y": "البلاد", "x": "تشرين", "w": "الإتحاد"}
    made = [replace(article(f"{id_}1"), outlet=Outlet(id_, name)) for id_, name in labels.items()]
    build(tmp_path, split([*made, article("none")], 2), CHAIN)
    engine = open_engine(tmp_path / "index")
    query = Query(sort=Sort.OUTLET, per_page=2)
    expected = ["w1", "z1", "y1", "x1", "none"]
    assert [hit.id for hit in engine.iterate(query)] == expected
    first = engine.search(query)
    second = engine.search(replace(query, cursor=first.next_cursor))
    assert [hit.id for hit in (*first.hits, *second.hits)] == expected[:4]
    engine.close()
