"""Stock Whoosh opens what we write, finds the same in it, and scores it the same to six places."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import fields
from whoosh import index as whoosh_index
from whoosh import query as q

from archive.model.article import Article
from index.generations.folder import Generations
from index.query import ast
from index.query.ast import AsWritten, Expanded, Phrase
from index.search.collection_stats import Budget, Collection
from index.search.scorer import SegmentEvaluator
from index.segment.entry import INDEX_NAME
from index.segment.reader import SegmentArrays
from index.whoosh.codec import ArraysCodec
from tests.index.support.articles import BOUNDLESS, article, build, evaluated, examples, opened, split
from tests.index.support.strategies import NAME_WORDS, WORDS, articles, small_chain
from tests.index.support.whoosh_reference import Expand, SoundAndMaybe, WhooshReference, translated
from tests.index.support.whoosh_writing import stock_schema, whoosh_document

CHAIN = small_chain()
TERMS = sorted({stem for text in (*WORDS, *NAME_WORDS) for stem in CHAIN.analyze(text).stems})
NORMS = sorted({norm for text in (*WORDS, *NAME_WORDS) for norm in CHAIN.analyze(text).norms})

boosts = st.sampled_from((1.0, 0.3, 2.5))
words = st.one_of(
    st.builds(ast.Term, st.just("text"), st.sampled_from(TERMS), boost=boosts),
    st.builds(ast.Term, st.just("surface"), st.sampled_from(NORMS), boost=boosts),
    st.builds(ast.Term, st.sampled_from(("title", "byline")), st.sampled_from(TERMS), boost=boosts),
)
phrases = st.builds(
    lambda field, row, boost: Phrase(field, tuple((term, at) for at, term in enumerate(row)), boost=boost),
    st.sampled_from(("text", "surface", "title", "byline")),
    st.lists(st.sampled_from(TERMS), min_size=2, max_size=3, unique=True),
    boosts,
)
patterns = st.sampled_from(("حس", "تغ", "وا", "الع", "ne")).map(
    lambda head: Expanded("surface", "prefix", head)
)
positive = st.recursive(
    words | words | phrases | patterns,
    lambda children: st.one_of(
        st.builds(ast.Or, st.lists(children, min_size=1, max_size=4), boost=boosts),
        st.builds(ast.And, st.lists(children, min_size=1, max_size=3), boost=boosts),
    ),
    max_leaves=8,
)


def reference(home: Path) -> WhooshReference:
    generations = Generations(home / "index")
    manifest = generations.manifest()
    return WhooshReference(generations.path(manifest.number), opened(home).expand)


def written_by_whoosh(
    home: Path,
    parts: Sequence[Sequence[Article]],
    expand: Expand | None = None,
    codec: ArraysCodec | None = None,
) -> WhooshReference:
    """The same articles through Whoosh's own writer, one commit a part; by its own codec or by another."""
    home.mkdir()
    index = whoosh_index.create_in(str(home), stock_schema(), indexname=INDEX_NAME)
    for part in parts:
        writer = index.writer(codec=codec)
        for one in part:
            writer.add_document(**whoosh_document(one, CHAIN))
        writer.commit(merge=False)
    return WhooshReference(home, expand)


def close(expected: dict[str, float]) -> dict[str, object]:
    return {id_: pytest.approx(score, abs=1e-6) for id_, score in expected.items()}


@settings(max_examples=examples(25), suppress_health_check=list(HealthCheck))
@given(articles(least=2, most=9), st.lists(positive, min_size=8, max_size=12), st.integers(1, 3))
def test_scores_are_those_of_stock_whoosh(held: list[Article], asked: list[ast.Node], parts: int) -> None:
    """Terms, or, and, phrases and expanded prefixes, from one segment and from several."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        build(home, split(held, parts), CHAIN)
        snapshot, stock = opened(home), reference(home)
        for tree in asked:
            ours, theirs = evaluated(snapshot, tree), stock.scores(tree)
            assert ours == close(theirs), tree
            assert set(ours) == set(theirs)
        stock.close()


@settings(max_examples=examples(15), suppress_health_check=list(HealthCheck))
@given(articles(least=2, most=7), st.lists(positive, min_size=6, max_size=10), st.integers(1, 2))
def test_our_segments_answer_as_whooshs_own(held: list[Article], asked: list[ast.Node], parts: int) -> None:
    """An index that Whoosh's writer made of the same articles gives the same documents and scores."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        build(home, split(held, parts), CHAIN)
        ours = reference(home)
        theirs = written_by_whoosh(home / "stock", split(held, parts), opened(home).expand)
        for tree in asked:
            assert ours.scores(tree) == close(theirs.scores(tree)), tree
        ours.close()
        theirs.close()


@settings(max_examples=examples(15), suppress_health_check=list(HealthCheck))
@given(articles(least=1, most=6))
def test_our_segments_hold_what_whooshs_own_hold(held: list[Article]) -> None:
    """Field by field: the terms, each with its documents, weights and positions, and the lengths."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        build(home, [held], CHAIN)
        ours = reference(home).searcher.reader()
        theirs = written_by_whoosh(home / "stock", [held]).searcher.reader()
        assert list(ours.all_terms()) == list(theirs.all_terms())
        for field, term in theirs.all_terms():
            assert postings(ours, field, term) == postings(theirs, field, term), (field, term)
        for field in ("text", "surface", "title", "byline"):
            assert ours.field_length(field) == theirs.field_length(field)
            for document in range(len(held)):
                lengths = ours.doc_field_length(document, field), theirs.doc_field_length(document, field)
                assert lengths[0] == (lengths[1] or 0), (field, document)
        for document in range(len(held)):
            assert ours.stored_fields(document) == theirs.stored_fields(document)


@settings(max_examples=examples(10), suppress_health_check=list(HealthCheck))
@given(articles(least=1, most=6), st.lists(positive, min_size=4, max_size=6), st.integers(1, 2))
def test_whooshs_writer_writes_what_the_engine_answers_from(
    held: list[Article], asked: list[ast.Node], parts: int
) -> None:
    """By the codec, document by document: its own codec and the engine find and score the same."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        build(home, split(held, parts), CHAIN)
        expand = opened(home).expand
        theirs = written_by_whoosh(home / "stock", split(held, parts), expand)
        ours = written_by_whoosh(home / "codec", split(held, parts), expand, ArraysCodec())
        assert not list((home / "codec").glob("*.seg"))
        segments = [SegmentArrays(path) for path in sorted((home / "codec").glob("*.arrays"))]
        for tree in asked:
            scores = theirs.scores(tree)
            assert ours.scores(tree) == close(scores), tree
            assert by_engine(segments, tree, opened(home).collection) == close(scores), tree
        ours.close()
        theirs.close()


def by_engine(segments: Sequence[SegmentArrays], tree: ast.Node, collection: Collection) -> dict[str, float]:
    """What the engine's evaluation finds in segments that Whoosh wrote."""
    found = {}
    for segment in segments:
        documents, scores = SegmentEvaluator(segment, collection).evaluate(tree, Budget(BOUNDLESS), {})
        rows = zip(documents.tolist(), scores.tolist(), strict=True)
        found |= {segment.id(document): score for document, score in rows}
    return found


def test_whooshs_writer_merges_deletes_and_lists(tmp_path: Path) -> None:
    """Through the codec alone: an index that Whoosh made, opened, changed and made one segment of."""
    held = [article(f"n{n}", f"كلمة {'نادرة' if n % 3 else 'اخرى'} {n}") for n in range(9)]
    index = whoosh_index.create_in(str(tmp_path), stock_schema(), indexname=INDEX_NAME)
    for part in split(held, 3):
        writer = index.writer(codec=ArraysCodec())
        for one in part:
            writer.add_document(**whoosh_document(one, CHAIN))
        writer.commit(merge=False)
    writer = index.writer(codec=ArraysCodec())
    writer.delete_by_term("id", "n4")
    writer.add_document(**whoosh_document(article("n9", "كلمة نادرة"), CHAIN))
    writer.commit(merge=False)
    several = WhooshReference(tmp_path)
    tree = ast.Or([ast.Term("text", CHAIN.stem("نادره")), ast.Term("text", CHAIN.stem("كلمه"))])
    found = several.scores(tree)
    assert set(found) == {f"n{n}" for n in range(10)} - {"n4"}
    assert len(list(tmp_path.glob("*.arrays"))) == 4
    before = [postings(several.searcher.reader(), "text", term) for _, term in texts_of(several)]
    several.close()
    index.writer(codec=ArraysCodec()).commit(optimize=True)
    assert len(list(tmp_path.glob("*.arrays"))) == 1
    one = WhooshReference(tmp_path)
    assert set(one.scores(tree)) == set(found)
    after = [postings(one.searcher.reader(), "text", term) for _, term in texts_of(one)]
    assert sorted(len(rows) for rows in after) == sorted(len(rows) for rows in before if rows)
    one.close()


def texts_of(reference_: WhooshReference) -> list[tuple[str, bytes]]:
    """The terms of the text, as Whoosh lists them."""
    return [row for row in reference_.searcher.reader().all_terms() if row[0] == "text"]


def test_what_the_codec_does_not_keep_is_refused(tmp_path: Path) -> None:
    """A schema that stores another field than the id is told so while it is written."""
    own = stock_schema()
    own.add("label", fields.STORED)
    index = whoosh_index.create_in(str(tmp_path), own, indexname=INDEX_NAME)
    writer = index.writer(codec=ArraysCodec())
    with pytest.raises(ValueError, match="stores ids alone, not 'label'"):
        writer.add_document(id="a", label="something")


def test_whoosh_lists_terms_and_sorts_by_day(tmp_path: Path) -> None:
    """Prefixes, near spellings and columns go through the codec's terms, cursor and columns."""
    held = [
        article("a", "كتاب كتب", day="2016-02-07", outlet="alpha", platforms=("twitter",)),
        article("b", "كتاب", day="2015-01-01", outlet="beta"),
        article("c", "مكتبة"),
    ]
    build(tmp_path, split(held, 2), CHAIN)
    stock = reference(tmp_path)
    reader = stock.searcher.reader()
    assert [bytes(term).decode() for term in reader.expand_prefix("surface", "كت")] == ["كتاب", "كتب"]
    assert set(reader.terms_within("surface", "كتابا", 1)) == {"كتاب"}
    assert list(reader.lexicon("outlet")) == [b"alpha", b"beta"]
    assert {hit["id"] for hit in stock.searcher.search(q.Prefix("surface", "كت"))} == {"a", "b"}
    assert {hit["id"] for hit in stock.searcher.search(q.Term("platform", "twitter"))} == {"a"}
    by_day = stock.searcher.search(q.Every(), sortedby="published_from")
    assert [hit["id"] for hit in by_day] == ["c", "b", "a"]
    newest = stock.searcher.search(q.Every(), sortedby="published_from", reverse=True)
    assert [hit["id"] for hit in newest] == ["a", "b", "c"]
    stock.close()


def test_open_dir_needs_nothing_from_us(tmp_path: Path) -> None:
    """Whoosh finds schema, segments and codec in a generation's table of contents."""
    build(tmp_path, split([article("a", "كلمة"), article("b", "كلمة نادرة")], 2), CHAIN)
    generations = Generations(tmp_path / "index")
    index = whoosh_index.open_dir(str(generations.path(1)))
    with index.searcher() as searcher:
        found = searcher.search(q.Term("text", CHAIN.stem("نادره")))
        assert [hit["id"] for hit in found] == ["b"]
        assert index.doc_count() == 2


def postings(reader, field: str, term: bytes) -> list[tuple[object, ...]]:  # type: ignore[no-untyped-def]
    matcher = reader.postings(field, term)
    rows = []
    while matcher.is_active():
        positions = matcher.value_as("positions") if matcher.supports("positions") else None
        rows.append((matcher.id(), matcher.weight(), positions))
        matcher.next()
    return rows


ROWS = [
    article(f"n{n}", f"كلمة {'نادرة' if n % 7 == 0 else 'اخرى'} {'ثالثة ' * (n % 5)}") for n in range(600)
]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough articles for several blocks of postings a term."""
    home = tmp_path_factory.mktemp("large")
    build(home, [ROWS], CHAIN)
    return home


def test_blocks_of_postings_are_whooshs(large: Path) -> None:
    """Terms in more than one block, limited searches that skip blocks included."""
    snapshot, stock = opened(large), reference(large)
    for words_ in (["كلمه"], ["نادر", "ثالث"], ["كلم", "نادر", "اخر", "ثالث"]):
        stems = [CHAIN.stem(word) for word in words_]
        tree = ast.Or([ast.Term("text", stem) for stem in stems])
        ours = evaluated(snapshot, tree)
        assert ours == close(stock.scores(tree))
        best = sorted(ours.values(), reverse=True)[:10]
        assert [score for _, score in stock.top(tree, 10)] == pytest.approx(best, abs=1e-6)


def test_an_optional_side_counts_in_a_limited_search(large: Path) -> None:
    """`AndMaybe` in Whoosh 2.7.4 parts its sides while it skips; the reference's holds them together."""
    rare, common = (CHAIN.stem(word) for word in ("نادره", "ثالثه"))
    required = ast.And([ast.Term("text", CHAIN.stem("كلمه")), ast.Term("text", rare)])
    tree = ast.AndMaybe(required, ast.Term("text", common))
    ours = evaluated(opened(large), tree)
    best = sorted(ours.values(), reverse=True)[:10]
    assert [score for _, score in reference(large).top(tree, 10)] == pytest.approx(best, abs=1e-6)


def test_stock_and_maybe_parts_its_sides(large: Path) -> None:
    """Why the reference does not take Whoosh's own: after a skip, it forgets the optional side."""
    searcher = reference(large).searcher
    rare, common = (CHAIN.stem(word) for word in ("نادره", "ثالثه"))
    sides = q.Term("text", rare), q.Term("text", common)

    def score_after_skip(tree: q.AndMaybe) -> tuple[int, float]:
        matcher = tree.matcher(searcher, searcher.boolean_context())
        matcher.skip_to(22)
        return matcher.id(), matcher.weight()

    assert score_after_skip(q.AndMaybe(*sides)) == (28, 2.0)
    assert score_after_skip(SoundAndMaybe(*sides)) == (28, 8.0)


def test_negation_is_put_as_whoosh_can_answer_it(large: Path) -> None:
    a, b = ast.Term("text", CHAIN.stem("كلمه")), ast.Term("text", CHAIN.stem("نادره"))
    snapshot, stock = opened(large), reference(large)
    tree = ast.And([a, ast.Not(b)])
    assert stock.scores(tree) == close(evaluated(snapshot, tree))


def test_what_only_filters_scores_nothing(large: Path) -> None:
    tree = ast.And([ast.Every(), ast.Term("id", "n7"), ast.Term("text", CHAIN.stem("نادره"))])
    assert reference(large).scores(tree) == close(evaluated(opened(large), tree))


@pytest.mark.parametrize("node", [AsWritten("كلمة"), Phrase("text", (("كلم", 0), ("اخر", 2)))])
def test_what_whoosh_cannot_answer_is_refused(node: ast.Node) -> None:
    with pytest.raises(TypeError, match="Whoosh has nothing"):
        translated(node)


def test_ties_go_by_id(tmp_path: Path) -> None:
    build(tmp_path, split([article(id_, "كلمة") for id_ in ("c", "a", "b")], 2), CHAIN)
    assert reference(tmp_path).ranking(ast.Term("text", CHAIN.stem("كلمه"))) == ["a", "b", "c"]
