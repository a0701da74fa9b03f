"""The verbs figures and claims: what they list, narrowed in both languages, for people and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.extraction.annotate import read_anew
from tests.index.support.articles import article, engine_over
from web.app import create_app
from web.cli.figures import claims, figures
from web.settings import Settings

ARTICLES = (
    ("a", "2016-02-05", "أعلنت شركة تويتر أنها أغلقت 125 ألف حساب منذ منتصف 2015."),
    ("b", "2016-02-06", "قالت تويتر إنها أغلقت 125 ألف حساب."),
    ("c", "2016-08-19", "أعلنت شركة تويتر أنها أوقفت 235 ألف حساب في ستة أشهر."),
    ("d", "2019-10-09", "حذفت تيليغرام أكثر من 14 قناة."),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("told")
    made = (read_anew(article(id_, body, day=day, outlet="x")) for id_, day, body in ARTICLES)
    engine_over(folder, *made).close()
    return folder


def said(verb: object, home: Path, *arguments: str) -> str:
    result = CliRunner().invoke(verb, ["--home", str(home), *arguments])  # type: ignore[arg-type]
    assert result.exit_code == 0, result.output
    return result.output


CASES = {
    "all": ((), [125_000, 125_000, 235_000, 14]),
    "of a search": (("تيليغرام",), [14]),
    "of a platform": (("--platform", "telegram"), [14]),
    "of a unit in Arabic": (("--unit", "قنوات"), [14]),
    "of a unit by id": (("--unit", "accounts", "--limit", "1"), [125_000]),
    "the largest first": (("--sort", "value", "--limit", "2"), [235_000, 125_000]),
    "up to a year": (("--to", "2015"), [125_000]),
    "a number with its unit": (("125 ألف حساب",), [125_000, 125_000]),
    "of two units": (("--unit", "channels", "--unit", "accounts", "--from", "2016-08"), [235_000, 14]),
}


@pytest.mark.parametrize(("arguments", "values"), CASES.values(), ids=CASES.keys())
def test_figures_as_json(home: Path, arguments: tuple[str, ...], values: list[int]) -> None:
    answer = json.loads(said(figures, home, "--json", *arguments))
    assert sorted(one["value"] for one in answer["figures"]) == sorted(values)
    assert all(one["key"] and one["article"] and one["sentence"] for one in answer["figures"])


def test_figures_for_people(home: Path) -> None:
    """The value, the article, the key that a decision needs, the sentence."""
    text = said(figures, home)
    key = json.loads(said(figures, home, "--json"))["figures"][0]["key"]
    assert f"figure:{key}" in text
    assert ARTICLES[0][2] in text
    assert "4 figures in 4 articles" in text


def test_claims(home: Path) -> None:
    """Two tellings of one announcement; a later one without a period is of another kind."""
    answer = json.loads(said(claims, home, "--json"))
    (claim,) = answer["claims"]
    assert (claim["value"], [one["article"] for one in claim["tellings"]]) == (125_000, ["a", "b"])
    assert [difference["field"] for difference in claim["differences"]] == ["period"]
    assert answer["series"] == answer["rivals"] == []
    text = said(claims, home)
    assert "2 tellings, 1 independent" in text
    assert "1 claims told often enough" in text


def test_a_number_asks_for_its_claim(home: Path) -> None:
    """A claim that is told once, by its value and unit in the query; nothing for another unit."""
    (claim,) = json.loads(said(claims, home, "235 ألف حساب", "--json"))["claims"]
    assert claim["value"] == 235_000
    assert json.loads(said(claims, home, "235 ألف متابع", "--json"))["claims"] == []


def test_every_claim_can_be_asked_for(home: Path) -> None:
    assert json.loads(said(claims, home, "--json", "--tellings", "1"))["total"] == 3


def test_a_bad_date_is_refused(home: Path) -> None:
    result = CliRunner().invoke(figures, ["--home", str(home), "--from", "soon"])
    assert result.exit_code == 2
    assert "2016-02" in result.output


@pytest.mark.parametrize(
    ("name", "value", "nearest"),
    [("platform", "twiter", "twitter"), ("platform", "qqqq", None), ("actor", "telegrm", "telegram")],
)
def test_an_unknown_platform_or_actor_is_told_by_every_face(
    home: Path, name: str, value: str, nearest: str | None
) -> None:
    """Never an empty list without a word: with the nearest name, if one is near."""
    for verb in (figures, claims):
        refused = CliRunner().invoke(verb, ["--home", str(home), f"--{name}", value])
        assert (refused.exit_code, value in refused.output) == (2, True)
        assert nearest is None or f"Did you mean {nearest}?" in refused.output
    client = create_app(Settings(home=home)).test_client()
    for path in ("/api/v1/figures", "/api/v1/claims", "/figures", "/claims", "/figures.csv"):
        answer = client.get(f"{path}?{name}={value}")
        assert answer.status_code == 400, path
        assert nearest is None or nearest in answer.get_data(as_text=True)
        assert client.get(f"{path}?{name}=telegram").status_code == 200
