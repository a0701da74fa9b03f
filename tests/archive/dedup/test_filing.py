"""Filing: bounded work for each text, whatever the others are like, and clusters that outlive their hub."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from archive.dedup import filing
from archive.dedup.clusters import _TABLES, _all
from archive.dedup.filing import COMPARED, Texts, take
from archive.dedup.similarity import Words

FORMULA = (
    "نفذ أمس حكم المحكمة في قضية رقم {number} بعد أن أيدته محكمة الاستئناف ثم العليا وصدر أمر بإنفاذ ما "
    "تقرر شرعا في حق المتهم {name} الذي أدين بتهريب كمية بلغت {grams} غرام عبر منفذ بري قبل أعوام"
)
LEAD = "دشن المحافظ جسرا جديدا يصل ضفتي النهر بعد عمل دام ثلاثة أعوام شارك فيه مئات العمال والمهندسين"


@pytest.fixture
def texts() -> Iterator[Texts]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(_TABLES)
    yield Texts(connection)
    connection.close()


def clusters(texts: Texts) -> list[tuple[str, ...]]:
    return [cluster.members for cluster in _all(texts.connection)]


@pytest.mark.parametrize("kind", ["one formula", "one text"])
def test_the_work_for_each_text_is_bounded(kind: str, texts: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0

    def counting(a: Words, b: Words) -> bool:
        nonlocal compared
        compared += 1
        return decide(a, b)

    decide = filing.reprints
    monkeypatch.setattr(filing, "reprints", counting)
    counts = []
    for number in range(120):
        body = FORMULA.format(number=number + 1000, name=f"سالم {number}", grams=7 * number)
        take(texts, f"a{number}", body if kind == "one formula" else f"{LEAD} {LEAD}")
        counts.append(compared)
        compared = 0
    assert max(counts) <= COMPARED
    assert len(clusters(texts)) == (0 if kind == "one formula" else 1)


def test_copies_stay_together_when_the_first_one_leaves(texts: Texts) -> None:
    for number in range(40):
        take(texts, f"a{number}", f"{LEAD}. وأضاف أن العمل اكتمل قبل موعده بأسابيع وأن الطريق فتح فورا.")
    take(texts, "a0", None)
    assert clusters(texts) == [tuple(f"a{number}" for number in range(1, 40))]


def test_a_text_that_changed_leaves_its_cluster(texts: Texts) -> None:
    for number in range(3):
        take(texts, f"a{number}", LEAD)
    take(texts, "a1", "خبر آخر لا صلة له بالجسر ولا بالنهر بل بمعرض للكتب في المدينة القديمة")
    assert clusters(texts) == [("a0", "a2")]
    take(texts, "a1", LEAD)
    assert clusters(texts) == [("a0", "a1", "a2")]


def test_a_copy_among_texts_of_one_formula_is_found(texts: Texts) -> None:
    for number in range(60):
        take(
            texts, f"a{number}", FORMULA.format(number=1000 + number, name=f"سالم {number}", grams=7 * number)
        )
    take(texts, "copy", FORMULA.format(number=1030, name="سالم 30", grams=210))
    assert clusters(texts) == [("a30", "copy")]
