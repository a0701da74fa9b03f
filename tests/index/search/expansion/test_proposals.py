"""Proposals: what an archive attests as one name in two scripts."""

from __future__ import annotations

from pathlib import Path

from index.analysis.variants import shipped_variants
from index.search.expansion.proposals import proposals
from tests.index.support.articles import article, engine_over


def test_a_name_of_which_a_part_is_a_city_is_new(tmp_path: Path) -> None:
    """«فلاديمير» is a city of the tables, in both scripts; the whole name is none. «بغداد» is known."""
    bodies = [
        "زار فلاديمير بوتين (Vladimir Putin) المصنع",
        "صرح فلاديمير بوتين (Vladimir Putin) أمس",
        "عاد الوفد من بغداد (Baghdad) ليلا",
        "وصل الوفد إلى بغداد (Baghdad) فجرا",
    ]
    engine = engine_over(tmp_path, *(article(str(number), body) for number, body in enumerate(bodies)))
    found = proposals(engine.snapshot(), shipped_variants(), frozenset())
    assert [(one.id, one.forms, one.articles) for one in found] == [
        ("pair-vladimir-putin", ("فلاديمير بوتين", "Vladimir Putin"), 2)
    ]
