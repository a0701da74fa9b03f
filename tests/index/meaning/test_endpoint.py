"""The endpoint: what is asked of an OpenAI-compatible service, and what is said where it fails."""

from __future__ import annotations

import json
from dataclasses import replace
from threading import Event
from typing import Any

import numpy as np
import pytest

from index.meaning import endpoint
from index.meaning.choice import ModelChoice
from index.meaning.endpoint import EndpointModel, is_here
from index.meaning.model import NoModel
from tests.index.support.embedding_service import serving


def lengths(body: dict[str, Any]) -> tuple[int, bytes]:
    """The length of each text and 1, in reverse order, as the index allows."""
    rows = [{"index": at, "embedding": [len(text), 1]} for at, text in enumerate(body["input"])]
    return 200, json.dumps({"data": rows[::-1]}).encode()


def test_a_service_is_asked_as_openai_is() -> None:
    with serving(lengths) as service:
        model = EndpointModel(replace(service.choice, dimension=2, key="secret"))
        vectors = model.passages(["نص", "نص أطول"])
        model.query("سؤال")
    first, second = service.asked
    assert first == {
        "path": "/v1/embeddings", "model": "small", "input": ["passage: نص", "passage: نص أطول"],
        "encoding_format": "float", "dimensions": 2,
    }  # fmt: skip
    assert second["input"] == ["query: سؤال"]
    assert service.headers[0]["Authorization"] == "Bearer secret"
    expected = np.array([[len("passage: نص"), 1], [len("passage: نص أطول"), 1]], np.float32)
    assert vectors == pytest.approx(expected / np.linalg.norm(expected, axis=1, keepdims=True))


def test_without_a_key_none_is_sent() -> None:
    with serving(lengths) as service:
        EndpointModel(service.choice).query("سؤال")
    assert "Authorization" not in service.headers[0]
    assert "dimensions" not in service.asked[0]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((500, b"the model is being loaded"), "answers 500 the model is being loaded"),
        ((302, b""), "answers 302"),
        ((200, b"<html>"), "no list of embeddings"),
        ((200, b'{"data": []}'), "answers vectors of the shape"),
        ((200, b'{"data": [{"index": 0, "embedding": []}]}'), "answers vectors of the shape"),
        ((200, b'{"data": [{"index": 0, "embedding": ["a"]}]}'), "no list of embeddings"),
        ((200, b'{"data": [{"index": 0, "embedding": [NaN, 1]}]}'), "answers vectors of the shape"),
    ],
)
def test_a_service_that_fails_is_told_in_words(answer: tuple[int, bytes], said: str) -> None:
    """A redirect too: a text goes where the owner said and nowhere else."""
    with serving(lambda _: answer) as service:
        with pytest.raises(NoModel, match=said) as caught:
            EndpointModel(service.choice).query("سؤال")
        assert service.choice.endpoint in str(caught.value)


def test_vectors_of_another_width_than_was_set_are_refused() -> None:
    with serving(lengths) as service, pytest.raises(NoModel, match="2 numbers a text where 3 were set"):
        EndpointModel(replace(service.choice, dimension=3)).query("سؤال")


def test_a_service_that_is_not_there_is_told() -> None:
    with serving(lengths) as service:
        choice = service.choice
    with pytest.raises(NoModel, match="does not answer"):
        EndpointModel(choice).query("سؤال")


def test_a_query_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "QUERY_SECONDS", 0.05)
    ended = Event()

    def never(_: dict[str, Any]) -> tuple[int, bytes]:
        ended.wait(10)
        return 200, b""

    with serving(never) as service:
        with pytest.raises(NoModel, match="does not answer"):
            EndpointModel(service.choice).query("سؤال")
        ended.set()


@pytest.mark.parametrize("address", ["file:///etc/passwd", "127.0.0.1:8080", "http://", "ftp://example.org"])
def test_only_addresses_of_services_are_taken(address: str) -> None:
    with pytest.raises(NoModel, match="SIJILL_EMBEDDINGS"):
        EndpointModel(ModelChoice(address, "small"))


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://127.8.0.1/v1", True),
        ("http://[::1]:8080/v1", True),
        ("http://localhost/v1", True),
        ("http://localhost.example.org/v1", False),
        ("https://example.org/v1", False),
        ("http://10.0.0.1/v1", False),
    ],
)
def test_what_is_this_machine(address: str, here: bool) -> None:
    assert is_here(address) is here


def test_no_proxy_stands_before_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    with serving(lengths) as service:
        assert len(EndpointModel(service.choice).query("سؤال")) == 2
