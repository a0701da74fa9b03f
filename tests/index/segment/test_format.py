"""The page on the format is true: a reader that was written from it alone reads what was indexed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.model.article import Article
from index.segment.buffer import hit_record
from index.segment.fieldnorm import LENGTHS
from index.segment.merger import merge_segments
from index.segment.reader import ARRAYS_VERSION
from index.segment.schema import TITLE_GAP, VALUE_FIELDS
from index.whoosh.schema import schema
from index.writer.segment_builder import build_segments
from tests.index.segment.format import POSITIONED, PlainSegment
from tests.index.support.articles import BOUNDLESS, article, examples
from tests.index.support.strategies import articles, small_chain
from tests.index.support.whoosh_writing import index_items, whoosh_document
from tests.shared import ROOT

PAGE = (ROOT / "docs" / "index-format.md").read_text("utf-8")
CHAIN = small_chain()


def read(home: Path, parts: Sequence[Sequence[Article]]) -> PlainSegment:
    """The one segment of these articles, by the page."""
    built = [
        entry for part in parts for entry in build_segments(home, part, CHAIN, BOUNDLESS, lambda _: None)
    ]
    (entry,) = merge_segments(home, built)
    return PlainSegment(home / f"{entry.name}.arrays")


@settings(max_examples=examples(15), suppress_health_check=list(HealthCheck))
@given(articles(least=1, most=6), st.integers(1, 2))
def test_everything_is_read_back(held: list[Article], parts: int) -> None:
    """Records, bodies, spans of words, terms with their documents, weights, lengths and positions."""
    with TemporaryDirectory() as folder:
        half = -(-len(held) // parts)
        segment = read(Path(folder), [held[:half], held[half:]] if held[half:] else [held])
    assert segment.documents == len(held)
    expected: dict[str, list[tuple[bytes, int, int, list[int]]]] = {name: [] for name in POSITIONED}
    for document, one in enumerate(held):
        assert segment.record(document) == hit_record(one)
        assert segment.body(document) == one.body
        for text, spans in zip((one.title or "", one.body), segment.spans(document), strict=True):
            analysis = CHAIN.analyze(text)
            starts, ends = analysis.starts.tolist(), analysis.ends.tolist()
            assert spans == [(start, end - start) for start, end in zip(starts, ends, strict=True)]
        fields = whoosh_document(one, CHAIN)
        for name in POSITIONED:
            if fields[name] is None:
                continue
            format_ = schema()[name].format
            for term, _, weight, value in index_items(schema()[name].kind, format_, fields[name]):  # type: ignore[arg-type]
                expected[name].append((term, document, int(weight), format_.decode_positions(value)))
    for name in POSITIONED:
        rows = list(segment.postings(name))
        assert [(term, at, weight, positions) for term, at, weight, _, positions in rows] == sorted(
            expected[name]
        )
        lengths = segment.arrays[f"{name}.lengths"]
        assert [length for *_, length, _ in rows] == [lengths[at] for _, at, *_ in rows]
        for term in {term for term, *_ in rows}:
            assert segment.terms(name)[segment.find(name, term)] == term
        assert segment.find(name, b"\xff") == -1
    ids = [(term.decode("utf-8", "surrogatepass"), at) for term, at, *_ in segment.postings("id")]
    assert sorted(ids) == sorted((one.id, document) for document, one in enumerate(held))


def test_words_that_do_not_fit_a_byte_are_read(tmp_path: Path) -> None:
    """A word of 40 letters, and a wide gap."""
    body = f"كلمة {'س' * 40}{' ' * 12}أخرى {'كلمة ' * 20}"
    segment = read(tmp_path, [[article("a", body, title="عنوان")]])
    assert len(segment.arrays["wide_tokens"]) == 2
    _, spans = segment.spans(0)
    assert [body[start : start + length] for start, length in spans] == body.split()


def test_every_array_and_the_versions_are_told(tmp_path: Path) -> None:
    segment = read(tmp_path, [[article("a", "كلمة", title="عنوان", byline="محمد العلي")]])
    for name in segment.arrays:
        assert f"`{name}`" in PAGE or f"`{name.rpartition('.')[2]}`" in PAGE, name
    assert f"version **{ARRAYS_VERSION}** of segment files" in PAGE
    assert "round(27 * (1.033 ** b - 1))" in PAGE
    assert all(round(27 * (1.033**byte - 1)) == LENGTHS[byte] for byte in range(256))
    assert f"then {TITLE_GAP} free positions" in PAGE


@pytest.mark.parametrize("field", ["text", "surface", "title", "byline", "gram", *VALUE_FIELDS])
def test_every_field_is_told(field: str) -> None:
    assert f"`{field}`" in PAGE
