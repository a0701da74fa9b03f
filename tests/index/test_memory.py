"""Memories of answers: bounded, and never wrong for being full."""

from __future__ import annotations

from index.memory import Recent, Remembered


def test_the_latest_answers_are_kept() -> None:
    memory: Recent[int, str] = Recent(10)
    for number in range(35):
        assert memory.keep(number, str(number)) == str(number)
    assert [memory.get(number) for number in (34, 30, 25)] == ["34", "30", "25"]
    assert memory.get(5) is None


def test_what_is_asked_for_again_stays() -> None:
    memory: Recent[str, int] = Recent(10)
    memory.keep("often", 1)
    for number in range(100):
        memory.keep(str(number), number)
        assert memory.get("often") == 1
    assert memory.get("3") is None


def test_a_full_memory_gives_what_it_was_told_to_keep() -> None:
    memory: Remembered[int, int] = Remembered()
    for number in range(Remembered.LIMIT + 5):
        assert memory.keep(number, number) == number
    assert len(memory) == Remembered.LIMIT
