"""Outlets: stated, by address, metadata or the text itself; unknown ones keep their name."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.extraction.outlets import find_outlet
from archive.lexicon.names import BadLexicon
from archive.lexicon.outlets import Registry, load_outlets, slug_of
from tests.shared import shared

PAPERS = [
    *("aawsat", "aleqtisadiya", "aljazirah", "almadina", "alriyadh", "alwatan", "alweeam", "alyaum"),
    *("arreyadi", "arriyadiyah", "okaz", "sabq", "3alyoum", "was"),
]


@pytest.fixture(scope="module")
def shipped() -> Registry:
    return load_outlets()


def test_ids_are_unique_and_safe_in_urls(shipped: Registry) -> None:
    assert len(shipped.by_id) == len(shipped.records)
    assert all(re.fullmatch(r"[a-z0-9-]+", record.id) for record in shipped.records)


def test_no_domain_belongs_to_two_outlets(shipped: Registry) -> None:
    domains = [domain for record in shipped.records for domain in record.domains]
    assert sorted(domains) == sorted(set(domains))


@pytest.mark.parametrize("paper", PAPERS)
def test_the_papers_are_known_by_their_id(paper: str) -> None:
    found = find_outlet(name=paper)
    assert found is not None
    assert found[0].id == paper
    assert found[0].name != paper


@pytest.mark.parametrize(
    ("name", "outlet_id"),
    [
        ("العربي الجديد", "alaraby"),
        ("صحيفة «العربي الجديد»", "alaraby"),
        ("العين الاخبارية", "alain"),
        ("قناة الجزيرة", "aljazeera-net"),
        ("ارفع صوتك", "irfaasawtak"),
        ("BBC Arabic", "bbc-arabic"),
        ("واس", "was"),
        ("وكالة الصحافة الفرنسية", "afp"),
    ],
)
def test_a_name_in_any_spelling_is_known(name: str, outlet_id: str) -> None:
    found = find_outlet(name=name)
    assert found is not None
    assert found[0].id == outlet_id
    assert (found[1].source, found[1].confidence) == ("given", 1.0)


@pytest.mark.parametrize(
    ("url", "outlet_id"),
    [
        ("https://www.okaz.com.sa/a/1", "okaz"),
        ("http://aawsat.com:80/home/1", "aawsat"),
        ("https://www.bbc.com/arabic/world-1", "bbc-arabic"),
        ("https://sauress.com/okaz/1", "okaz"),
        ("https://web.archive.org/web/2016/https://www.alaraby.co.uk/x", "alaraby"),
        ("https://m.youm7.com/story", "youm7"),
    ],
)
def test_an_address_names_its_outlet(url: str, outlet_id: str) -> None:
    found = find_outlet(url=url)
    assert found is not None
    assert (found[0].id, found[1].source) == (outlet_id, "url")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.facebook.com/page/1",
        "https://t.me/channel/2",
        "https://sauress.com/unheardof/3",
        "https://notokaz.com.sa.example/",
        "http://[broken",
        "http://127.0.0.1/x",
        "okaz.com.sa",
        "",
    ],
)
def test_an_address_that_names_no_known_outlet_is_not_taken_for_one(url: str, shipped: Registry) -> None:
    found = find_outlet(url=url)
    assert found is None or found[0].id not in shipped.by_id


def test_an_unknown_host_is_an_outlet_of_little_confidence() -> None:
    found = find_outlet(url="https://www.example-news.net/1")
    assert found is not None
    assert (found[0].id, found[0].name) == ("example-news-net", "example-news.net")
    assert found[1].confidence < 0.6


def test_papers_that_share_a_name_are_told_apart_by_the_address(shipped: Registry) -> None:
    assert named("الوطن", "https://www.elwatannews.com/1") == "elwatannews"
    assert named("الوطن", "https://www.alwatan.com.sa/1") == "alwatan"
    assert named("الجزيرة", "https://www.al-jazirah.com/1") == "aljazirah"
    assert named("الجزيرة", "https://www.aljazeera.net/1") == "aljazeera-net"
    assert named("الوطن", None) not in shipped.by_id


def named(name: str, url: str | None) -> str | None:
    found = find_outlet(name=name, url=url)
    return found[0].id if found else None


def test_what_the_input_states_is_never_overruled() -> None:
    found = find_outlet(name="الوطن (السعودية)", outlet_id="alwatan-sa", url="https://www.okaz.com.sa/1")
    assert found is not None
    assert (found[0].id, found[0].name) == ("alwatan-sa", "الوطن (السعودية)")


def test_an_unsafe_id_is_made_safe() -> None:
    found = find_outlet(outlet_id="جريدة/ما")
    assert found is not None
    assert re.fullmatch(r"[a-z0-9-]+", found[0].id)
    assert found[0].name == "جريدة/ما"


def test_known_metadata_beats_an_unknown_host_and_loses_to_a_known_one() -> None:
    assert named_by(site_name="عربي21", url="https://mirror.example/1") == "arabi21"
    assert named_by(site_name="الصفحة الرئيسية", url="https://okaz.com.sa/1") == "okaz"


def named_by(**clues: str) -> str | None:
    found = find_outlet(**clues)  # type: ignore[arg-type]
    return found[0].id if found else None


@pytest.mark.parametrize(
    ("lines", "outlet_id"),
    [
        (["سياسة ديارنا بشأن التعليقات"], "diyaruna"),
        (["قال الخبير لديارنا إن العدد كبير"], "diyaruna"),
        (["وأوضح لـ«عكاظ» أن الأمر انتهى"], "okaz"),
        (["وأضافت للعربي الجديد"], "alaraby"),
        (["+ الخط -", "نص", "المساهمون"], "alaraby"),
        (["خبر. رابط الخبر بصحيفة الوئام: عنوان"], "alweeam"),
    ],
)
def test_a_text_gives_its_outlet_away(lines: list[str], outlet_id: str) -> None:
    found = find_outlet(lines=lines)
    assert found is not None
    assert found[0].id == outlet_id
    assert found[1].quote
    assert found[1].confidence < 1


@pytest.mark.parametrize(
    "line",
    [
        "دخلوا لسوق عكاظ",
        "توجه للحياة والعمل",
        "قال لرويترز",
        "تحدث لقناة",
        "زار الرياض ثم المدينة",
        "لديار ناس",
    ],
)
def test_ordinary_words_and_agencies_are_no_outlets(line: str) -> None:
    assert find_outlet(lines=[line]) is None


def test_who_is_spoken_to_more_often_is_surer() -> None:
    once, often = find_outlet(lines=["قال لديارنا"]), find_outlet(lines=["قال لديارنا", "أضافت لديارنا"])
    assert once is not None
    assert often is not None
    assert once[1].confidence < often[1].confidence


def test_nothing_known_is_none() -> None:
    assert find_outlet() is None
    assert find_outlet(name="  ", site_name="", lines=[]) is None


def test_slugs_are_stable_safe_and_different() -> None:
    assert slug_of("Example News") == "example-news"
    assert slug_of("صدى الأيام") == slug_of("صَدى الايام")
    assert slug_of("صدى") != slug_of("سدى")


@settings(max_examples=80)
@given(st.text(max_size=80))
def test_any_name_has_a_slug_safe_in_urls(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*", slug_of(name))


@settings(max_examples=80)
@given(name=st.none() | st.text(max_size=20), url=st.text(max_size=40), line=st.text(max_size=40))
def test_any_clues_give_an_outlet_or_none(name: str | None, url: str, line: str) -> None:
    found = find_outlet(name=name, url=url, lines=[line])
    assert found is None or found[0].id


def test_an_owner_adds_outlets_and_domains(tmp_path: Path) -> None:
    outlets = [
        {"id": "hometown", "name": "بلدتي", "domains": ["hometown.example"]},
        {"id": "okaz", "aliases": ["ع"]},
    ]
    (tmp_path / "outlets-own.json").write_text(json.dumps({"outlets": outlets}), encoding="utf-8")
    registry = load_outlets(tmp_path)
    found = find_outlet(url="https://hometown.example/1", registry=registry)
    assert found is not None
    assert found[0].name == "بلدتي"
    assert "ع" in registry.by_id["okaz"].aliases
    assert "صحيفة عكاظ" in registry.by_id["okaz"].aliases


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"outlets": [{"id": "new"}]}, "lacks a name"),
        ({"outlets": [{"id": "new", "name": "ج", "signatures": [{"words": []}]}]}, "signature"),
        ({"outlets": [{"id": "new", "name": "ج", "domain": "x.y"}]}, "domain"),
        ({"papers": []}, "papers"),
    ],
    ids=["no name", "empty signature", "unknown key", "unknown header"],
)
def test_a_bad_registry_file_is_told(tmp_path: Path, content: object, told: str) -> None:
    (tmp_path / "outlets.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(BadLexicon, match=told):
        load_outlets(tmp_path)


def test_the_demo_outlets_are_found_by_name() -> None:
    for line in shared("demo/articles.jsonl").read_text(encoding="utf-8").splitlines():
        brief = json.loads(line)
        known = brief["outlet_id"].removesuffix("-sa")
        assert named(brief["outlet"], None) == known, brief["outlet"]


def test_the_reports_whose_text_names_an_outlet_have_it() -> None:
    wanted = {"000": "alaraby", "001": "irfaasawtak", "002": "diyaruna", "003": None, "004": None}
    for path in sorted(shared("seeds").glob("*.txt")):
        found = find_outlet(lines=path.read_text(encoding="utf-8").splitlines())
        assert (found[0].id if found else None) == wanted[path.name[:3]], path.name
