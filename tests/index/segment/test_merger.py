"""Merging: what several segments become is what one segment would have been, byte for byte."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.model.article import Article
from archive.paths import DataFolder
from index.generations.folder import Generations
from index.segment.array_file import Chunked, Container, write_chunked, write_container
from index.segment.entry import SegmentEntry
from index.segment.merge_positions import Source, interleaved, merge_terms, merged_bounds
from index.segment.merger import merge_arrays, merge_segments
from index.segment.reader import SegmentArrays
from index.writer import rebuild as builder
from index.writer.rebuild import Plan, rebuild_from
from index.writer.segment_builder import build_segments
from index.writer.sources import ListSource
from index.writer.verify import verify
from tests.index.support.articles import BOUNDLESS, article, examples
from tests.index.support.strategies import articles, small_chain


def segments_of(folder: Path, parts: Sequence[Sequence[Article]]) -> list[SegmentEntry]:
    """A segment of each part that has articles."""
    folder.mkdir()
    chain = small_chain()
    built = [build_segments(folder, part, chain, BOUNDLESS, lambda _: None) for part in parts]
    return [segment for segments in built for segment in segments]


def merged_and_direct(home: Path, parts: Sequence[Sequence[Article]]) -> tuple[Path, Path]:
    """The arrays of the parts' segments merged, and those of one segment of all."""
    several = segments_of(home / "several", parts)
    (whole,) = segments_of(home / "whole", [[one for part in parts for one in part]])
    target = home / "merged.arrays"
    merge_arrays([home / "several" / f"{entry.name}.arrays" for entry in several], target)
    return target, home / "whole" / f"{whole.name}.arrays"


def assert_equal(merged: Path, direct: Path) -> None:
    """Array by array, so that a failure says which; then the files."""
    ours, theirs = Container(merged), Container(direct)
    assert ours.meta == theirs.meta
    assert list(ours.arrays) == list(theirs.arrays)
    for name, values in theirs.arrays.items():
        assert ours.arrays[name].dtype == values.dtype, name
        assert ours.arrays[name].tolist() == values.tolist(), name
    assert merged.read_bytes() == direct.read_bytes()


@settings(max_examples=examples(25), suppress_health_check=list(HealthCheck))
@given(articles(most=10), st.lists(st.integers(0, 10), max_size=4))
def test_merged_is_built_as_one(held: list[Article], cuts: list[int]) -> None:
    """However the articles are cut into segments."""
    bounds = [0, *sorted(cuts), len(held)]
    parts = [held[first:stop] for first, stop in pairwise(bounds)]
    with TemporaryDirectory() as home:
        assert_equal(*merged_and_direct(Path(home), parts))


HARD = {
    "no titles": [[article("a", "نص")], [article("b", "نص آخر")]],
    "titles in the second only": [[article("a", "نص")], [article("b", "نص", title="عنوان النص")]],
    "nothing but signs": [[article("a", "!")], [article("b", "؟", title="…")]],
    "lone surrogates": [[article("a\ud800", "كلمة\udfff")], [article("b", "\ud800 \udfff", title="\udc00")]],
    "bylines": [[article("a", byline="محمد العلي")], [article("b")], [article("c", byline="العلي")]],
    "values": [
        [article("z", outlet="beta", platforms=("twitter", "telegram"), url="https://example.org/z")],
        [article("a", outlet="alpha", platforms=("telegram",), day="2016-02-07")],
    ],
    "weights of two widths": [[article("a", "كلمة")], [article("b", "كلمة " * 300, title="كلمة")]],
    "names": [[article("a", "تنظيم الدولة")], [article("b", 'لـ"داعش" وتويتر')]],
    "ids out of order": [[article("c"), article("a")], [article("d"), article("b")]],
}


@pytest.mark.parametrize("parts", HARD.values(), ids=HARD.keys())
def test_hard_segments(tmp_path: Path, parts: list[list[Article]]) -> None:
    assert_equal(*merged_and_direct(tmp_path, parts))


def test_one_segment_is_itself(tmp_path: Path) -> None:
    assert_equal(*merged_and_direct(tmp_path, [[article("a", "نص", title="عنوان")]]))


def test_new_segments_become_one(tmp_path: Path) -> None:
    """Nothing is left of their files."""
    folder = tmp_path / "folder"
    entries = segments_of(folder, [[article("a"), article("b")], [article("c")]])
    (merged,) = merge_segments(folder, entries)
    assert (merged.documents, merged.live) == (3, 3)
    (file,) = folder.glob("*.arrays")
    segment = SegmentArrays(file)
    assert segment.name == merged.name
    assert [segment.id(document) for document in range(segment.documents)] == ["a", "b", "c"]
    assert merge_segments(folder, (merged,)) == (merged,)
    assert merge_segments(folder, ()) == ()


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="sees maps by /proc")
def test_the_old_files_are_let_go_of(tmp_path: Path) -> None:
    """At once: a file that is still mapped takes room on disk, and some systems cannot remove it."""
    folder = tmp_path / "folder"
    entries = segments_of(folder, [[article("a")], [article("b")]])
    gc.disable()
    try:
        merge_segments(folder, entries)
        assert str(folder) not in Path("/proc/self/maps").read_text()
    finally:
        gc.enable()


def test_progress_rises_to_the_whole(tmp_path: Path) -> None:
    several = segments_of(tmp_path / "several", [[article("a")], [article("b")]])
    told: list[tuple[int, int]] = []
    paths = [tmp_path / "several" / f"{entry.name}.arrays" for entry in several]
    merge_arrays(paths, tmp_path / "merged", lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > 0


def test_processes_build_what_one_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rebuild's arrays do not tell how many processes it had."""
    source = ListSource(
        tuple(article(f"n{n:02}", f"خبر {n} عن تويتر", title=f"عنوان {n}") for n in range(30))
    )
    monkeypatch.setattr(builder, "ONE_PROCESS", 1)
    files = []
    for name, plan in (("one", Plan(1)), ("several", Plan(3))):
        folder = DataFolder(tmp_path / name)
        rebuild_from(folder, source, plan)
        assert verify(folder.index) == ()
        files += Generations(folder.index).path(1).glob("*.arrays")
    assert_equal(files[1], files[0])


terms = st.lists(st.binary(min_size=1, max_size=3), unique=True, max_size=8).map(sorted)
#: Terms in order, each with its values.
ragged = terms.flatmap(
    lambda held: st.tuples(
        *(st.tuples(st.just(term), st.lists(st.integers(0, 9), max_size=5)) for term in held)
    )
)


@given(st.lists(ragged, min_size=1, max_size=4), st.integers(1, 12))
def test_any_stretch_gives_the_same(drawn: list[tuple[tuple[bytes, list[int]], ...]], stretch: int) -> None:
    """Values stand term after term, segment after segment, however few are put together at a time."""
    segments = [dict(rows) for rows in drawn]
    merged, ranks = merge_terms([lambda held=held: list(held) for held in segments])
    sources = []
    for held, numbers in zip(segments, ranks, strict=True):
        values = np.array([value for row in held.values() for value in row], np.int32)
        bounds = np.cumsum([0, *map(len, held.values())]).astype(np.uint32)
        sources.append(Source(numbers, bounds, lambda first, stop, values=values: values[first:stop]))
    bounds = merged_bounds(len(merged), sources)
    chunks = list(interleaved(sources, bounds, stretch))
    expected = [value for term in merged for held in segments for value in held.get(term, [])]
    assert [value for chunk in chunks for value in chunk.tolist()] == expected
    assert merged == sorted({term for held in segments for term in held})
    longest = max((sum(len(held.get(term, [])) for held in segments) for term in merged), default=0)
    assert all(len(chunk) <= max(stretch, longest) for chunk in chunks)


@given(st.lists(st.lists(st.integers(-9, 9), max_size=5), max_size=5))
def test_chunks_are_one_array(chunks: list[list[int]]) -> None:
    """An array written in chunks is the array written whole."""
    whole = np.array([value for chunk in chunks for value in chunk], np.int32)
    with TemporaryDirectory() as home:
        path = Path(home) / "chunked"
        pieces = (np.array(chunk, np.int32) for chunk in chunks)
        write_chunked(path, {"values": Chunked(whole.dtype, whole.size, pieces)}, {"of": "numbers"})
        write_container(Path(home) / "whole", {"values": whole}, {"of": "numbers"})
        assert path.read_bytes() == (Path(home) / "whole").read_bytes()


def test_a_broken_promise_is_an_error(tmp_path: Path) -> None:
    """An array of another size than was written into the header would move all that follow."""
    values = np.arange(3)
    with pytest.raises(ValueError, match="array values"):
        write_chunked(tmp_path / "file", {"values": Chunked(values.dtype, 4, (values,))}, {})
