"""What `sijill add` says of doubts."""

from __future__ import annotations

import json
from collections.abc import Iterator

from archive.ingest.pipeline import Outcome
from archive.model.article import Article
from archive.model.warning import ArticleWarning
from archive.readers.base import Source
from tests.archive.support.builders import article
from web.cli.add import SHOWN, _summary_record, _warning_lines, take_in


def _outcomes(count: int, kind: str = "new") -> Iterator[Outcome]:
    for number in range(count):
        yield Outcome(Source("paper.jsonl", number), kind, _doubtful(f"a{number}"))


def _doubtful(id_: str) -> Article:
    return article(id=id_, warnings=(ArticleWarning("mojibake", "the letters are garbled", "Ø§Ù„"),))


def test_of_many_doubts_of_one_kind_the_first_are_shown_and_the_rest_counted() -> None:
    taken = take_in(_outcomes(SHOWN + 3), lambda *_: None)
    lines = list(_warning_lines(taken))
    assert lines[0] == "warning: a0: the letters are garbled: «Ø§Ù„»"
    assert lines[-1] == "warning: 3 more of the kind mojibake"
    assert len(lines) == SHOWN + 1


def test_what_was_there_already_is_not_warned_of_again() -> None:
    assert list(_warning_lines(take_in(_outcomes(2, "same"), lambda *_: None))) == []


def test_as_json_each_doubt_has_its_code_and_its_evidence() -> None:
    record = json.loads(json.dumps(_summary_record(take_in(_outcomes(1), lambda *_: None))))
    assert record["warned"] == {"mojibake": 1}
    assert record["warnings"] == [
        {"id": "a0", "code": "mojibake", "words": "the letters are garbled", "evidence": "Ø§Ù„"}
    ]
