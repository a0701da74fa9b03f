"""What is kept for a request lasts as long as the request, and no longer."""

from __future__ import annotations

from flask import Flask, request

from web.http.request_cache import once_a_request


def test_it_is_worked_out_once_for_the_same_arguments() -> None:
    app = Flask(__name__)
    worked: list[tuple[str, int]] = []

    @once_a_request
    def work(word: str, number: int = 0) -> str:
        worked.append((word, number))
        return request.args["q"] + word if request else word

    with app.app_context():
        for said in ("first", "second"):
            with app.test_request_context(f"/?q={said}"):
                assert [work("a"), work("a"), work("b"), work("a", 1)] == [
                    f"{said}a", f"{said}a", f"{said}b", f"{said}a",
                ]  # fmt: skip
    assert worked == [("a", 0), ("b", 0), ("a", 1)] * 2


def test_outside_of_a_request_nothing_is_kept() -> None:
    numbers = iter(range(3))

    @once_a_request
    def count() -> int:
        return next(numbers)

    assert [count(), count()] == [0, 1]
