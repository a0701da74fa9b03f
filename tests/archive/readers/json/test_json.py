"""JSON in lines, arrays and objects: each record a draft or a reject, and one bad record hides no other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.readers import choose_reader
from archive.readers.base import Draft, Limits, Options, Rejected, Source
from archive.readers.fields import draft_of_record, plain_value, sound_text
from archive.readers.json import JsonReader
from archive.readers.json.stream import CHUNK
from tests.archive.support.builders import BODY, read_bytes, write_lines


def read(folder: Path, data: bytes | str, name: str = "a.jsonl", **options: Any) -> list[Draft | Rejected]:
    """What the reader makes of this file."""
    raw = data.encode() if isinstance(data, str) else data
    return read_bytes(JsonReader(), folder, raw, name, Options(**options))


def summary(read: list[Draft | Rejected]) -> list[tuple[int | None, str]]:
    """For each record its line, and its text or the code of its reject."""
    return [(one.source.record, one.text if isinstance(one, Draft) else one.code) for one in read]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        pytest.param('{"body": "أ"}\n{"body": "ب"}\n', "a.jsonl", id="lines"),
        pytest.param('\ufeff{"body": "أ"}\r\n\r\n{"body": "ب"}', "a.txt", id="lines-with-mark-and-crlf"),
        pytest.param('[{"body": "أ"}, {"body": "ب"}]', "a.json", id="array-on-a-line"),
        pytest.param('[\n{"body": "أ"},\n{"body": "ب"}\n]\n', "a.jsonl", id="array-in-lines"),
        pytest.param(
            '[\n  {\n    "body": "أ"\n  },\n  {\n    "body": "ب"\n  }\n]', "a.json", id="pretty-array"
        ),
        pytest.param(
            '{\n  "body": "أ"\n}\n{\n  "body": "ب"\n}\n', "a.json", id="objects-one-after-the-other"
        ),
        pytest.param('\x1e{"body": "أ"}\n\x1e{"body": "ب"}\n', "a.json", id="text-sequence"),
        pytest.param('{"total": 2, "articles": [{"body": "أ"}, {"body": "ب"}]}', "a.json", id="wrapped"),
    ],
)
def test_shapes(tmp_path: Path, data: str, name: str) -> None:
    drafts = read(tmp_path, data, name)
    assert [one.text for one in drafts if isinstance(one, Draft)] == ["أ", "ب"]
    assert len(drafts) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1256", "iso8859_6"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    """Whatever the file is in, its records are read, and each record's own bytes are kept."""
    path = write_lines(tmp_path / "a.jsonl", [{"body": BODY, "title": "جسر"}] * 2, encoding)
    drafts = read(tmp_path, path.read_bytes())
    assert [one.text for one in drafts if isinstance(one, Draft)] == [BODY, BODY]
    for one in drafts:
        assert isinstance(one, Draft)
        assert json.loads(one.original.decode(one.encoding))["title"] == "جسر"


@pytest.mark.parametrize(
    ("record", "fields"),
    [
        pytest.param({"id": 7, "title": " جسر "}, {"id": "7", "title": "جسر"}, id="number-and-spaces"),
        pytest.param(
            {"source": "النهر", "author": "ليلى"}, {"outlet": "النهر", "byline": "ليلى"}, id="other-names"
        ),
        pytest.param({"outlet": "النهر", "source": "x"}, {"outlet": "النهر"}, id="first-name-counts"),
        pytest.param({"outlet": "", "source": "النهر"}, {"outlet": "النهر"}, id="first-that-says-anything"),
        pytest.param(
            {"outlet": {"id": "n", "name": "النهر"}},
            {"outlet": "النهر", "outlet_id": "n"},
            id="outlet-object",
        ),
        pytest.param({"author": [{"name": "ليلى"}, "منى"]}, {"byline": "ليلى، منى"}, id="authors"),
        pytest.param({"date": "2016-02-07"}, {"published": "2016-02-07"}, id="date"),
        pytest.param({"date": 1454803200}, {"published": "2016-02-07"}, id="unix-time"),
        pytest.param({"date": 1454803200000}, {"published": "2016-02-07"}, id="unix-time-in-milliseconds"),
        pytest.param(
            {"published": {"from": "2016-01-01", "to": "2016-02-07"}},
            {"published": "2016-01-01..2016-02-07"},
            id="interval",
        ),
        pytest.param({"title": None, "url": False, "note": ""}, {}, id="nothing-said"),
    ],
)
def test_fields(tmp_path: Path, record: dict[str, Any], fields: dict[str, str]) -> None:
    [draft] = read(tmp_path, json.dumps({"body": BODY} | record))
    assert isinstance(draft, Draft)
    assert dict(draft.fields) == fields


@pytest.mark.parametrize(
    ("mapping", "text", "fields"),
    [
        pytest.param({"body": "matn"}, "م", {"title": "ع"}, id="other-key"),
        pytest.param({"body": "inner.text", "title": ""}, "د", {}, id="inner-key-and-dropped-field"),
        pytest.param({"title": "matn"}, "ن", {"title": "م"}, id="one-key-for-another"),
    ],
)
def test_mapping(tmp_path: Path, mapping: dict[str, str], text: str, fields: dict[str, str]) -> None:
    record = {"matn": "م", "body": "ن", "title": "ع", "inner": {"text": "د"}}
    [draft] = read(tmp_path, json.dumps(record), mapping=mapping)
    assert isinstance(draft, Draft)
    assert (draft.text, dict(draft.fields)) == (text, fields)
    assert "title" not in draft.extra


def test_a_crawls_time_is_no_date(tmp_path: Path) -> None:
    """It is kept beside, with whatever else is short enough."""
    record = {"body": BODY, "crawled": "2015-07-21 02:51:32", "section": "محليات", "long": "x" * 3000, "n": 3}
    [draft] = read(tmp_path, json.dumps(record))
    assert isinstance(draft, Draft)
    assert dict(draft.fields) == {}
    assert dict(draft.extra) == {"captured": "2015-07-21 02:51:32", "section": "محليات", "n": "3"}


def test_paragraphs_may_be_a_list(tmp_path: Path) -> None:
    [draft] = read(tmp_path, json.dumps({"body": ["أول", "ثان"]}))
    assert isinstance(draft, Draft)
    assert draft.text == "أول\n\nثان"


GOOD = '{"body": "نص"}'


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        pytest.param('{"title": "بلا متن"}', "no_body", id="no-body"),
        pytest.param('{"title": "x", "body": "  "}', "no_body", id="blank-body"),
        pytest.param('{"body": "مقطوع', "broken_json", id="cut"),
        pytest.param('{"body": 1' + "0" * 5000 + "}", "broken_json", id="endless-number"),
        pytest.param("قال الوزير", "broken_json", id="prose"),
        pytest.param('"نص"', "not_a_record", id="string"),
        pytest.param("[1, 2]", "not_a_record", id="list"),
        pytest.param("null", "not_a_record", id="null"),
        pytest.param("[" * 100_000, "too_deep", id="deep"),
        pytest.param('{"body": "' + "x" * 300_000 + '"}', "too_large", id="too-large"),
        pytest.param('{"body": "' + "x" * 600_000 + '"}', "too_large", id="endless-line"),
    ],
)
def test_a_bad_line_hides_no_other(tmp_path: Path, bad: str, code: str) -> None:
    """It is a reject with its line, reason, remedy and bytes; the lines around it are read."""
    limits = Limits(record_bytes=250_000, line_bytes=500_000)
    before, rejected, after = read(tmp_path, f"{GOOD}\n{bad}\n{GOOD}\n", limits=limits)
    assert summary([before, rejected, after]) == [(1, "نص"), (2, code), (3, "نص")]
    assert isinstance(rejected, Rejected)
    assert rejected.reason
    assert rejected.remedy
    assert bad.encode().startswith(rejected.original)
    assert rejected.original


def test_undecodable_bytes_are_told(tmp_path: Path) -> None:
    data = f"{GOOD}\n".encode() + '{"body": "قديم"}\n'.encode("cp1256") + f"{GOOD}\n".encode()
    records = read(tmp_path, data)
    assert summary(records) == [(1, "نص"), (2, "undecodable"), (3, "نص")]
    assert isinstance(records[1], Rejected)
    assert "--encoding" in records[1].remedy
    assert records[1].original == '{"body": "قديم"}'.encode("cp1256")


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        pytest.param('{"body": oops}', "broken_json", id="broken"),
        pytest.param('{"title": "x"}', "no_body", id="no-body"),
        pytest.param('"string"', "not_a_record", id="string"),
        pytest.param('{"body": "' + "y" * 900_000 + '"}', "too_large", id="too-large"),
    ],
)
def test_a_bad_value_in_an_array_hides_no_other(tmp_path: Path, bad: str, code: str) -> None:
    limits = Limits(record_bytes=500_000)
    data = f"[\n{GOOD},\n{bad},\n{GOOD},\n{GOOD}]"
    assert summary(read(tmp_path, data, "a.json", limits=limits)) == [
        (2, "نص"), (3, code), (4, "نص"), (5, "نص"),
    ]  # fmt: skip


def test_an_array_that_was_cut_keeps_its_whole_records(tmp_path: Path) -> None:
    assert summary(read(tmp_path, f'[{GOOD},\n{GOOD},\n{{"body": "مق', "a.json")) == [
        (1, "نص"), (2, "نص"), (3, "broken_json"),
    ]  # fmt: skip


def test_records_larger_than_what_is_read_at_once(tmp_path: Path) -> None:
    """A record may lie over any border between two reads."""
    bodies = ["س" * (CHUNK // 3), "ص" * (CHUNK * 2), "ع", "ف" * (CHUNK - 30)]
    data = json.dumps([{"body": body} for body in bodies], ensure_ascii=False)
    drafts = read(tmp_path, data, "a.json")
    assert [one.text for one in drafts if isinstance(one, Draft)] == bodies


@pytest.mark.parametrize("data", ["[]", "[" * 9, " [ ] "])
def test_a_file_without_records_is_told(tmp_path: Path, data: str) -> None:
    assert summary(read(tmp_path, data, "a.json")) == [(None, "empty")]


def test_an_unknown_encoding_is_told(tmp_path: Path) -> None:
    [rejected] = read(tmp_path, GOOD, encoding="klingon")
    assert summary([rejected]) == [(None, "undecodable")]


def test_half_characters_are_mended(tmp_path: Path) -> None:
    [draft] = read(tmp_path, '{"body": "a\\ud800b\\u0000c"}')
    assert isinstance(draft, Draft)
    assert draft.text == "a\ufffdbc"


@given(st.text())
def test_sound_text_can_be_stored(text: str) -> None:
    sound = sound_text(text)
    assert "\0" not in sound.encode().decode()
    assert sound_text(sound) == sound


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["body", "id", "date", "x"]), inner)
    ),
    max_leaves=9,
)


@settings(max_examples=60)
@given(values=st.lists(_json, max_size=5))
def test_any_values_one_a_line(tmp_path_factory: pytest.TempPathFactory, values: list[Any]) -> None:
    """Each value is a draft or a reject, or the records that it wraps; none is lost and none raises."""
    data = "".join(f"{json.dumps(value)}\n" for value in ["first", *values])
    records = read(tmp_path_factory.mktemp("json"), data)
    assert len(records) >= len(values) + 1


@settings(max_examples=100)
@given(data=st.binary(max_size=120))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    for name in ("a.jsonl", "a.json"):
        records = read(tmp_path_factory.mktemp("bytes"), data, name)
        assert records
        assert all(one.original or not data for one in records)


@settings(max_examples=60)
@given(cut=st.integers(0, 200), noise=st.binary(max_size=3))
def test_damaged_files(tmp_path_factory: pytest.TempPathFactory, cut: int, noise: bytes) -> None:
    """Bytes overwritten in the middle of an array: what follows is found again."""
    good = json.dumps([{"body": f"نص {number}"} for number in range(12)], ensure_ascii=False).encode()
    data = good[:cut] + noise + good[cut + len(noise) :]
    drafts = read(tmp_path_factory.mktemp("damaged"), data, "a.json")
    texts = {one.text for one in drafts if isinstance(one, Draft)}
    assert "نص 11" in texts


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("var news = ", ";\n"),
        ("const news=", ""),
        ("window.news = window.news || [];\nwindow.news = ", ";"),
        ("export default ", ";"),
        ("module.exports = ", ";\n"),
        ("callback(", ");"),
        ("/**/ jQuery17_20(", ")"),
        (")]}',\n", ""),
        ("// made by a program\nlet list = ", ";\nmodule.exports = list;\n"),
    ],
)
def test_records_in_a_script_are_read(before: str, after: str, tmp_path: Path) -> None:
    """What is written around the JSON is no record, and no fault either."""
    rows = [{"id": str(n), "title": f"عنوان {n}", "body": BODY} for n in (1, 2)]
    script = before + json.dumps(rows, ensure_ascii=False) + after
    reader = choose_reader(script.encode(), "news.js")
    assert reader is not None
    assert reader.name == "jsonl"
    found = read(tmp_path, script, "news.js")
    assert [one.fields["id"] for one in found if isinstance(one, Draft)] == ["1", "2"]
    assert len(found) == 2


def test_a_script_without_texts_stays_a_script() -> None:
    """Settings are no records."""
    reader = choose_reader(b'var settings = {"theme": "dark", "size": 12};', "settings.js")
    assert reader is not None
    assert reader.name == "refused"


def test_values_as_text() -> None:
    assert [plain_value(value) for value in (None, True, 7, 1.5, ["a", None, "b"], {}, {"name": "n"})] == [
        "", "", "7", "1.5", "a، b", "", "n",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("&quot;خبر&quot;", '"خبر"', id="quotes"),
        pytest.param("كذا &amp; كذا", "كذا & كذا", id="ampersand"),
        pytest.param("قال&#1563; ثم", "قال؛ ثم", id="number"),
        pytest.param("أ&ب; &copy", "أ&ب; &copy", id="not an entity"),
    ],
)
def test_entities_become_characters(written: str, meant: str) -> None:
    """What a scraper left escaped in prose is read as it was meant; addresses keep their own."""
    record = {"title": written, "body": "نص كامل لهذا الخبر القصير.", "url": "https://a.example/?a=1&amp;b=2"}
    draft = draft_of_record(record, Source("a.jsonl", 1), b"{}", Options())
    assert isinstance(draft, Draft)
    assert draft.fields["title"] == meant
    assert draft.fields["url"] == "https://a.example/?a=1&amp;b=2"
