"""The owner's decisions: kept, replaced, taken back, edited by hand; a line that is none is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.lexicon.decisions import ACCEPTED, Accepted, BadDecisions, accept, accepted, refuse, refused

BEGGAR = Accepted("own-beggar", "synonym", ("شحاذ", "متسول"))
PAPER = Accepted("pair-paper", "name", ("التايمز", "The Times"))


def test_what_is_accepted_is_kept(tmp_path: Path) -> None:
    """In order; a group of the same id takes the old one's place."""
    assert accepted(tmp_path) == ()
    accept(tmp_path, BEGGAR)
    accept(tmp_path, PAPER)
    assert accepted(tmp_path) == (BEGGAR, PAPER)
    wider = Accepted("own-beggar", "synonym", ("شحاذ", "متسول", "سائل"))
    accept(tmp_path, wider)
    assert accepted(tmp_path) == (PAPER, wider)


def test_what_is_refused_is_taken_back(tmp_path: Path) -> None:
    """And comes back when it is accepted after all."""
    accept(tmp_path, BEGGAR)
    refuse(tmp_path, "own-beggar")
    assert (accepted(tmp_path), refused(tmp_path)) == ((), {"own-beggar"})
    accept(tmp_path, BEGGAR)
    assert (accepted(tmp_path), refused(tmp_path)) == ((BEGGAR,), frozenset())


def test_a_file_edited_by_hand(tmp_path: Path) -> None:
    (tmp_path / ACCEPTED).write_text("\ufeff# mine\n\nx\tname\tطهران | تهران\n", encoding="utf-8")
    assert accepted(tmp_path) == (Accepted("x", "name", ("طهران", "تهران")),)


@pytest.mark.parametrize("line", ["x\tname\tوحيد", "x\tpet\tأ|ب", "x\tname", "\tname\tأ|ب"])
def test_a_line_that_is_none_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / ACCEPTED).write_text(f"# one\n{line}\n", encoding="utf-8")
    with pytest.raises(BadDecisions, match=rf"{ACCEPTED}:2 "):
        accepted(tmp_path)


def test_forms_that_would_break_the_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadDecisions, match="tab"):
        accept(tmp_path, Accepted("x", "name", ("أ|ب", "ج")))
    assert not (tmp_path / ACCEPTED).exists()
