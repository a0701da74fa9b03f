"""Few whole results are made at a time; places are given back whatever becomes of the answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.http.streams import AT_A_TIME, TooManyStreams, streamed


def lines() -> tuple[Iterator[str], dict[str, str]]:
    return iter(["a\n", "b\n"]), {"Sijill-Count": "2"}


def broken() -> tuple[Iterator[str], dict[str, str]]:
    raise ValueError("nothing to make")


def test_an_answer_holds_the_lines_and_the_headers(app: Flask) -> None:
    with app.test_request_context("/"):
        answer = streamed(lines, "text/csv")
        assert answer.get_data(as_text=True) == "a\nb\n"
        assert (answer.headers["Sijill-Count"], answer.content_type) == ("2", "text/csv; charset=utf-8")


@pytest.mark.parametrize("end", ["read", "closed", "left half read", "failed"])
def test_places_are_given_back(app: Flask, end: str) -> None:
    """However an answer ends, as many as before can be made after it."""
    with app.test_request_context("/"):
        for _ in range(3 * AT_A_TIME):
            if end == "failed":
                with pytest.raises(ValueError, match="nothing to make"):
                    streamed(broken, "text/csv")
                continue
            answer = streamed(lines, "text/csv")
            if end == "read":
                answer.get_data()
            elif end == "left half read":
                next(answer.iter_encoded())
            answer.close()


def test_who_comes_too_many_is_asked_to_come_again(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context("/"):
        held = [streamed(lines, "text/csv") for _ in range(AT_A_TIME)]
        try:
            with pytest.raises(TooManyStreams):
                streamed(lines, "text/csv")
            refused = client.get("/search.csv?q=*&lang=en")
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
            assert "Several whole results" in refused.get_data(as_text=True)
            assert client.get("/search?q=*").status_code == 200
        finally:
            for answer in held:
                answer.close()
    assert client.get("/search.csv?q=*").status_code == 200


def test_a_question_for_the_headers_alone_takes_no_place(client: FlaskClient) -> None:
    """Two of them would else keep everybody from whole results until the server is started again."""
    for path in ("/search.csv?q=*", "/search.ris?q=*", "/figures.jsonl"):
        answers = [client.head(path) for _ in range(2 * AT_A_TIME)]
        assert [answer.status_code for answer in answers] == [200] * len(answers)
    assert client.get("/search.csv?q=*").status_code == 200
