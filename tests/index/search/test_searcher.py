"""Searching: counts, modes, sorts, filters, facets, pages and cursors, over one segment and several."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.paths import DataFolder
from index.arrays_engine import ArraysEngine
from index.errors import QueryError
from index.model import Filters, Mode, Page, Query, Sort
from index.query import parse
from index.search import rescorers as proximity
from index.search.cursor import Cursor, read_cursor, write_cursor
from index.search.searcher import search
from tests.index.support.articles import article, build, found, ids, opened, split

ARTICLES = (
    article("a", "ايران تفاوض", outlet="alpha", day="2016-02-07", platforms=("telegram", "twitter")),
    article("b", "ايران وروسيا", outlet="beta", day="2016-02", platforms=("twitter",)),
    article("c", "روسيا وحدها", outlet="alpha", day="2015"),
    article("d", "ايران وحدها", outlet="gamma"),
    article("e", "من غير كلام", day="2015-12-20..2016-01-10", platforms=("facebook",)),
    article("f", "ايران روسيا تركيا", title="تركيا", outlet="beta", day="2017-03-01"),
)


@pytest.fixture(scope="module", params=[1, 3], ids=["one segment", "three segments"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ArraysEngine]:
    home = tmp_path_factory.mktemp("searching")
    build(home, split(ARTICLES, request.param))
    engine = ArraysEngine(DataFolder(home).index)
    yield engine
    engine.close()


def page(engine: ArraysEngine, text: str = "", **asked: Any) -> Page:
    return engine.search(Query(text, **{"per_page": 100, **asked}))


def buckets(of: Page, facet: str) -> dict[str, int]:
    return {bucket.value: bucket.count for bucket in of.facets[facet]}


COUNTS = {
    "one word": ("ايران", {"a", "b", "d", "f"}, 4),
    "two words": ("ايران روسيا", {"a", "b", "c", "d", "f"}, 2),
    "stop words do not count": ("ايران من", {"a", "b", "d", "f"}, 4),
    "a lone stop word finds what holds it": ("من", {"e"}, 1),
    "a phrase is one word": ('"ايران روسيا" تركيا', {"b", "f"}, 1),
    "a phrase keeps stop words": ('"من غير كلام"', {"e"}, 1),
    "every article": ("*", set("abcdef"), 6),
    "nothing typed": ("", set("abcdef"), 6),
    "a word that nobody wrote": ("غائب", set(), 0),
    "with one that somebody wrote": ("غائب تركيا", {"f"}, 0),
    "values of fields filter as facets do": ("outlet:beta ايران تفاوض", {"b", "f"}, 0),
    "dates too": ("تاريخ:2016 روسيا", {"b"}, 1),
    "or": ("تركيا OR تفاوض", {"a", "f"}, 0),
    "and": ("ايران AND روسيا", {"b", "f"}, 2),
    "without": ("ايران -روسيا", {"a", "d"}, 2),
    "without, in words": ("ايران بدون روسيا", {"a", "d"}, 2),
    "only without": ("-ايران", {"c", "e"}, 2),
    "more than 255 words": ("ايران " * 300, {"a", "b", "d", "f"}, 4),
}


@pytest.mark.parametrize(("text", "matches", "all_words"), COUNTS.values(), ids=COUNTS.keys())
def test_both_counts(engine: ArraysEngine, text: str, matches: set[str], all_words: int) -> None:
    """How many hold any of the words, and how many all of them."""
    got = page(engine, text)
    assert set(ids(got)) == matches
    assert (got.total, got.total_all_words) == (len(matches), all_words)


@pytest.mark.parametrize(("text", "matches", "all_words"), COUNTS.values(), ids=COUNTS.keys())
def test_all_words_are_counted_alike_in_both_modes(
    engine: ArraysEngine, text: str, matches: set[str], all_words: int
) -> None:
    got = page(engine, text, mode=Mode.ALL)
    assert set(ids(got)) <= matches
    assert got.total_all_words == all_words


def test_mode_all_requires_all(engine: ArraysEngine) -> None:
    assert set(ids(page(engine, "ايران روسيا", mode=Mode.ALL))) == {"b", "f"}


SORTS = {
    Sort.NEWEST: ["f", "b", "a", "e", "c", "d"],
    Sort.OLDEST: ["c", "e", "b", "a", "f", "d"],
}


@pytest.mark.parametrize(("sort", "order"), SORTS.items())
def test_sorts_by_date(engine: ArraysEngine, sort: Sort, order: list[str]) -> None:
    """Newest by the end of the interval, oldest by its beginning; unknown dates last."""
    assert ids(page(engine, sort=sort)) == order


def test_ties_go_by_id(tmp_path: Path) -> None:
    """In every sort, whichever segment an article stands in."""
    names = ["z", "b", "y", "aa", "ب", "a", "\U0001f600", "\uffff"]
    build(tmp_path, split([article(name, "كلمة واحدة", day="2016-02-07") for name in names], 3))
    engine = ArraysEngine(tmp_path / "index")
    for sort in Sort:
        for text in ("", "كلمة", "كلمة واحدة غائب", "+كلمة +واحدة"):
            assert found(engine, text, sort=sort) == sorted(names), (sort, text)


def test_unknown_dates_tie_by_id(tmp_path: Path) -> None:
    build(tmp_path, split([article(name) for name in "dacb"] + [article("e", day="2016")], 2))
    engine = ArraysEngine(tmp_path / "index")
    for sort in (Sort.NEWEST, Sort.OLDEST):
        assert found(engine, sort=sort) == ["e", "a", "b", "c", "d"]


FILTERS = {
    "a platform": (Filters(platforms=("twitter",)), "ab"),
    "any of several platforms": (Filters(platforms=("telegram", "facebook")), "ae"),
    "no platform": (Filters(platforms=("unknown",)), "cdf"),
    "an outlet": (Filters(outlets=("alpha",)), "ac"),
    "any of several outlets": (Filters(outlets=("alpha", "gamma")), "acd"),
    "no outlet, or one": (Filters(outlets=("unknown", "gamma")), "de"),
    "one of each": (Filters(platforms=("twitter",), outlets=("beta",)), "b"),
    "what nobody has": (Filters(platforms=("myspace",)), ""),
    "from a day on": (Filters(date_from=date(2016, 1, 10)), "abef"),
    "up to a day": (Filters(date_to=date(2015, 12, 31)), "ce"),
    "a day in a month": (Filters(date_from=date(2016, 2, 29), date_to=date(2016, 2, 29)), "b"),
    "a day in a year": (Filters(date_from=date(2015, 5, 1), date_to=date(2015, 5, 1)), "c"),
    "a day, and the undated": (
        Filters(date_from=date(2015, 5, 1), date_to=date(2015, 5, 1), date_unknown=True), "cd",
    ),
    "a day, and no undated": (Filters(date_from=date(2016, 3, 1), date_unknown=False), "f"),
    "only the undated": (Filters(date_unknown=True), "d"),
    "only the dated": (Filters(date_unknown=False), "abcef"),
    "bounds that cross": (Filters(date_from=date(2018, 1, 1), date_to=date(2014, 1, 1)), ""),
}  # fmt: skip


@pytest.mark.parametrize(("filters", "matches"), FILTERS.values(), ids=FILTERS.keys())
def test_filters(engine: ArraysEngine, filters: Filters, matches: str) -> None:
    """On every article, and on what a word finds; a filter scores nothing."""
    assert set(ids(page(engine, filters=filters))) == set(matches)
    words = page(engine, "ايران", filters=filters)
    assert set(ids(words)) == set(matches) & set("abdf")
    scores = {hit.id: hit.score for hit in page(engine, "ايران").hits}
    assert {hit.id: hit.score for hit in words.hits} == {id_: scores[id_] for id_ in ids(words)}


class TestFacets:
    """Facets count all matches, whatever page is shown, and say what is unknown."""

    def test_counts_over_all_matches(self, engine: ArraysEngine) -> None:
        got = page(engine, per_page=1)
        assert len(got.hits) == 1
        assert buckets(got, "platform") == {"twitter": 2, "facebook": 1, "telegram": 1}
        assert buckets(got, "outlet") == {"alpha": 2, "beta": 2, "gamma": 1, "unknown": 1}
        assert buckets(got, "year") == {"2015": 1, "2016": 2, "2017": 1, "unknown": 1}
        assert buckets(got, "month") == {"2016-02": 2, "2017-03": 1, "unknown": 1}

    def test_order_and_labels(self, engine: ArraysEngine) -> None:
        """Values by count and then by value, dates by date, the unknown last; readers' names."""
        got = page(engine)
        assert [bucket.value for bucket in got.facets["platform"]] == ["twitter", "facebook", "telegram"]
        assert [bucket.value for bucket in got.facets["outlet"]] == ["alpha", "beta", "gamma", "unknown"]
        assert [bucket.value for bucket in got.facets["year"]] == ["2015", "2016", "2017", "unknown"]
        assert got.facets["outlet"][0].label == "صحيفة alpha"

    def test_of_what_a_word_finds(self, engine: ArraysEngine) -> None:
        assert buckets(page(engine, "تركيا"), "outlet") == {"beta": 1}
        assert buckets(page(engine, "غائب"), "year") == {}

    def test_its_own_selection_leaves_a_facet_alone(self, engine: ArraysEngine) -> None:
        """So that a second value can be chosen; other facets are narrowed."""
        got = page(engine, filters=Filters(outlets=("alpha",)))
        assert buckets(got, "outlet") == {"alpha": 2, "beta": 2, "gamma": 1, "unknown": 1}
        assert {bucket.value for bucket in got.facets["outlet"] if bucket.selected} == {"alpha"}
        assert buckets(got, "platform") == {"telegram": 1, "twitter": 1}
        assert buckets(got, "year") == {"2015": 1, "2016": 1}

    def test_two_selections_narrow_each_other(self, engine: ArraysEngine) -> None:
        got = page(engine, filters=Filters(outlets=("alpha",), platforms=("twitter",)))
        assert ids(got) == ["a"]
        assert buckets(got, "outlet") == {"alpha": 1, "beta": 1}
        assert buckets(got, "platform") == {"telegram": 1, "twitter": 1}

    def test_dates_are_one_selection(self, engine: ArraysEngine) -> None:
        """Years and months stay whole under a filter by date; outlets are narrowed."""
        got = page(engine, filters=Filters(date_from=date(2016, 1, 1), date_to=date(2016, 12, 31)))
        assert set(ids(got)) == {"a", "b", "e"}
        assert buckets(got, "year") == {"2015": 1, "2016": 2, "2017": 1, "unknown": 1}
        assert buckets(got, "outlet") == {"alpha": 1, "beta": 1, "unknown": 1}

    def test_without_a_selection_buckets_add_up(self, engine: ArraysEngine) -> None:
        """Of outlets, to the total; of years, to those whose interval is within one."""
        for text in ("", "ايران", "روسيا"):
            got = page(engine, text)
            assert sum(buckets(got, "outlet").values()) == got.total


MANY = tuple(
    article(f"m{n:02}", "كلمة " * (n % 4 + 1) + "اخرى", day=f"2016-0{n % 5 + 1}" if n % 7 else None)
    for n in range(43)
)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> ArraysEngine:
    home = tmp_path_factory.mktemp("many")
    build(home, split(MANY, 3))
    return ArraysEngine(DataFolder(home).index)


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("per_page", [1, 4, 10, 43, 50])
class TestPages:
    """Pages, cursors and the whole list give every hit exactly once, in one order."""

    def test_pages(self, many: ArraysEngine, sort: Sort, per_page: int) -> None:
        query = Query("كلمة", sort=sort, per_page=per_page)
        count = many.search(query).pages
        assert count == -(-43 // per_page)
        pages = [many.search(replace(query, page=number)) for number in range(1, count + 1)]
        assert [id_ for one in pages for id_ in ids(one)] == [hit.id for hit in many.iterate(query)]

    def test_cursors(self, many: ArraysEngine, sort: Sort, per_page: int) -> None:
        query = Query("كلمة", sort=sort, per_page=per_page)
        got: list[str] = []
        one = many.search(query)
        while True:
            got += ids(one)
            if one.next_cursor is None:
                break
            one = many.search(replace(query, cursor=one.next_cursor))
            assert one.total == 43
        assert got == [hit.id for hit in many.iterate(query)]
        assert sorted(got) == [one.id for one in MANY]

    def test_past_the_end(self, many: ArraysEngine, sort: Sort, per_page: int) -> None:
        got = many.search(Query("كلمة", sort=sort, per_page=per_page, page=1_000_000))
        assert (got.hits, got.total, got.next_cursor) == ((), 43, None)


@pytest.mark.parametrize("depth", [1, 3, 50])
@pytest.mark.parametrize("parts", [1, 3])
def test_nearness_puts_the_best_in_order_and_no_hit_out_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, depth: int, parts: int
) -> None:
    """However many are looked at, and where many are equally good: pages and the whole list are one list."""
    monkeypatch.setattr(proximity, "DEPTH", depth)
    apart = [article(f"z{n:02}", "ايران " + "كلام " * 20 + "روسيا") for n in range(12)]
    near = [article(f"a{n:02}", "كلام " * 20 + "ايران روسيا") for n in range(12)]
    build(tmp_path, split([*near, *apart], parts))
    engine = ArraysEngine(DataFolder(tmp_path).index)
    query = Query("روسيا ايران", per_page=5)
    pages = [engine.search(replace(query, page=number)) for number in range(1, 6)]
    listed = [id_ for one in pages for id_ in ids(one)]
    assert listed == [hit.id for hit in engine.iterate(query)]
    assert sorted(listed) == sorted(one.id for one in (*near, *apart))
    scores = [hit.score for one in pages for hit in one.hits]
    assert scores == sorted(scores, reverse=True)
    if depth == 50:
        assert listed == [one.id for one in (*near, *apart)]
        assert scores[0] > scores[-1]


def test_iterate_stays_with_its_generation(tmp_path: Path) -> None:
    build(tmp_path, split([article(f"old-{n}") for n in range(5)], 2))
    engine = ArraysEngine(tmp_path / "index")
    hits = engine.iterate(Query())
    first = next(hits)
    build(tmp_path, [[article("new")]])
    assert [first.id, *(hit.id for hit in hits)] == [f"old-{n}" for n in range(5)]
    assert found(engine) == ["new"]


@given(
    st.floats(allow_nan=False) | st.just(float("inf")) | st.just(-0.0),
    st.text(st.characters(exclude_categories=())),
)
def test_a_cursor_is_read_as_it_was_written(key: float, article_id: str) -> None:
    written = write_cursor(Cursor(key, article_id), Query("كلمة"))
    read = read_cursor(written, Query("كلمة", page=3, per_page=50))
    assert (read.key, read.id) == (key, article_id)
    assert written.replace("-", "").replace("_", "").isalnum()


BAD_CURSORS = (
    "x", "\ud800", "é", "W10", "WzFd", "WyJhIiwiYiJd", "bnVsbA", "[" * 9, "W1tbW1tbW1tb" * 2_000,
    b64encode(b"[1" + b"0" * 400 + b', "a"]').decode(),
    *(write_cursor(Cursor(key, "a"), query) for key, query in (
        (float("nan"), Query("كلمة")), (1.0, Query("كلمة", sort=Sort.NEWEST)), (1.0, Query("اخرى")),
    )),
    write_cursor(Cursor(1.0, "a"), Query("كلمة")) + "!",
)  # fmt: skip


@pytest.mark.parametrize("cursor", BAD_CURSORS, ids=lambda cursor: ascii(cursor[:12]))
def test_cursors_that_are_not_of_this_search(many: ArraysEngine, cursor: str) -> None:
    """They are refused by name, and never taken for the first page."""
    with pytest.raises(QueryError) as refused:
        many.search(Query("كلمة", cursor=cursor))
    assert refused.value.code == "bad_cursor"


class TestBudget:
    """Past its budget a query is partial, says so, and says the same every time."""

    @pytest.fixture
    def home(self, tmp_path: Path) -> Path:
        build(tmp_path, split(MANY, 3))
        return tmp_path

    @pytest.mark.parametrize("limit", [0, 1, 15, 30, 60, 90, 200])
    @pytest.mark.parametrize("text", ["كلمة", "كلمة اخرى", "كلمة -اخرى", "+كلمة اخرى", "كلم*", '"كلمة اخرى"'])
    def test_partial_and_repeatable(self, home: Path, text: str, limit: int) -> None:
        outcomes = set()
        for _ in range(2):
            snapshot = opened(home)
            query = Query(text)
            parsed, _ = parse(query, snapshot.chain)
            whole = search(snapshot, parsed, query)
            cut = search(snapshot, parsed, query, limit)
            assert cut.total <= whole.total
            assert cut.total_all_words <= whole.total_all_words
            assert set(map(cut.id, cut.all_places())) <= set(map(whole.id, whole.all_places()))
            assert not whole.partial
            assert cut.partial or cut.total == whole.total
            outcomes.add((cut.partial, cut.total, tuple(cut.all_places())))
        assert len(outcomes) == 1

    def test_the_page_says_so(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        engine = ArraysEngine(home / "index")
        assert not engine.search(Query("كلمة")).partial
        monkeypatch.setattr(search, "__defaults__", (20,))
        assert engine.search(Query("كلمة")).partial


TEXTS = st.sampled_from(("", "ايران", "روسيا ايران", "+ايران روسيا", "-ايران", '"ايران روسيا"', "اير*", "من"))
FILTERED = st.builds(
    Filters,
    st.lists(st.sampled_from(("twitter", "telegram", "facebook", "unknown")), max_size=2).map(tuple),
    st.lists(st.sampled_from(("alpha", "beta", "unknown")), max_size=2).map(tuple),
    st.none() | st.dates(date(2015, 1, 1), date(2017, 12, 31)),
    st.none() | st.dates(date(2015, 1, 1), date(2017, 12, 31)),
    st.sampled_from((None, None, True, False)),
)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(text=TEXTS, filters=FILTERED, mode=st.sampled_from(Mode), sort=st.sampled_from(Sort))
def test_list_count_and_facets_agree(
    engine: ArraysEngine, text: str, filters: Filters, mode: Mode, sort: Sort
) -> None:
    """The total is what is listed, and each bucket counts what choosing it alone would list."""
    query = Query(text, filters, mode, sort, per_page=100)
    got = engine.search(query)
    assert got.total == len(got.hits) == len({hit.id for hit in got.hits})
    assert got.total_all_words <= got.total
    for facet, name in (("platform", "platforms"), ("outlet", "outlets")):
        for bucket in got.facets[facet]:
            chosen = replace(filters, **{name: (bucket.value,)})
            assert engine.search(replace(query, filters=chosen)).total == bucket.count, bucket
