"""The lexicon: shipped names, the owner's additions, and errors that say how to mend a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.lexicon.names import BadLexicon, Lexicon, folded_words, load_lexicon
from archive.text.arabic import fold
from tests.shared import shared


@pytest.fixture(scope="module")
def shipped() -> Lexicon:
    return load_lexicon()


def write(folder: Path, content: object, name: str = "own.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_every_name_has_an_arabic_label_and_words(shipped: Lexicon) -> None:
    for name in shipped.names:
        assert any("\u0621" <= char <= "\u064a" for char in name.label), name.id
        assert all(name.words), name.id


def test_no_spelling_that_collapses_belongs_to_two_names(shipped: Lexicon) -> None:
    owners: dict[tuple[str, ...], str] = {}
    for name in shipped.names:
        for words in name.collapsed:
            assert owners.setdefault(words, name.id) == name.id, words


def test_every_spelling_of_the_gazetteer_is_known(shipped: Lexicon) -> None:
    gazetteer = json.loads(shared("lexicon/platform_gazetteer.json").read_text(encoding="utf-8"))
    for platform, entry in gazetteer.items():
        known = set(shipped.by_id[platform].words)
        for spelling in entry["spellings"]:
            bare = folded_words(spelling.removeprefix("ال"))
            assert bare in known or folded_words(spelling) in known, spelling


@pytest.mark.parametrize(
    ("platform", "spelling", "collapses"),
    [
        ("telegram", "تليجرام", True),
        ("whatsapp", "واتس آب", True),
        ("tiktok", "تيك توك", True),
        ("tamtam", "تام تام", True),
        ("keek", "كيك", False),
        ("vine", "فاين", False),
        ("x", "إكس", False),
        ("keek", "Keek", True),
    ],
)
def test_ordinary_words_do_not_collapse(
    shipped: Lexicon, platform: str, spelling: str, collapses: bool
) -> None:
    name = shipped.by_id[platform]
    assert (folded_words(spelling) in name.collapsed) is collapses
    assert (folded_words(spelling) in name.plain) is not collapses


def test_synonyms_are_alternatives_and_no_platforms(shipped: Lexicon) -> None:
    isis = shipped.by_id["isis"]
    assert not isis.collapse
    assert isis not in shipped.platforms
    assert folded_words("تنظيم الدولة الإسلامية") in isis.words
    assert folded_words("الدولة الإسلامية") not in isis.words


def test_adjectives_leave_out_doubtful_and_latin_spellings(shipped: Lexicon) -> None:
    adjectives = shipped.adjectives_of(shipped.by_id["keek"])
    assert adjectives == ()
    assert fold("تويتريّة") in shipped.adjectives_of(shipped.by_id["twitter"])


def test_labels_fall_back_to_the_id(shipped: Lexicon) -> None:
    assert shipped.label("twitter") == "تويتر"
    assert shipped.label("nowhere") == "nowhere"


def test_an_owner_adds_spellings_names_and_synonyms(tmp_path: Path) -> None:
    names = [
        {"id": "telegram", "spellings": ["تلجم"]},
        {"id": "minds", "label": "مايندز", "spellings": ["مايندز", "minds"]},
        {"id": "army", "label": "الجيش", "kind": "synonym", "spellings": ["الجيش", "القوات المسلحة"]},
        {"id": "keek", "disabled": True},
    ]
    write(tmp_path, {"names": names})
    lexicon = load_lexicon(tmp_path)
    assert ("تلجم",) in lexicon.by_id["telegram"].collapsed
    assert ("تليجرام",) in lexicon.by_id["telegram"].collapsed
    assert lexicon.by_id["minds"].label_en == "minds"
    assert not lexicon.by_id["army"].collapse
    assert "keek" not in lexicon.by_id


def test_files_of_outlets_are_left_to_their_registry(tmp_path: Path) -> None:
    write(tmp_path, {"outlets": []}, "outlets.json")
    assert load_lexicon(tmp_path).fingerprint == load_lexicon().fingerprint


def test_the_fingerprint_follows_the_content(tmp_path: Path) -> None:
    before = load_lexicon(tmp_path).fingerprint
    assert before == load_lexicon().fingerprint
    write(tmp_path, {"names": [{"id": "twitter", "spellings": ["تيوتر"]}]})
    assert load_lexicon(tmp_path).fingerprint != before


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "JSON"),
        ("[]", "no JSON object"),
        ({"names": [{"label": "بلا معرّف"}]}, "id None"),
        ({"names": [{"id": "../up", "label": "x", "spellings": ["x"]}]}, "../up"),
        ({"names": [{"id": "new", "label": "جديد"}]}, "lacks spellings"),
        ({"names": [{"id": "new", "label": "جديد", "spellings": "واحد"}]}, "a list of texts"),
        ({"names": [{"id": "new", "label": "جديد", "spellings": ["!!"]}]}, "without letters"),
        ({"names": [{"id": "new", "spelings": ["x"]}]}, "spelings"),
        ({"names": [{"id": "new", "label": "x", "kind": "bird", "spellings": ["x"]}]}, "kind"),
        ({"names": [{"id": "new", "label": "x", "spellings": ["x"], "cued": [{"plain": True}]}]}, "cued"),
        ({"names": ["تويتر"]}, "names"),
        ({"platforms": []}, "platforms"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_file_is_told_with_its_place_and_remedy(tmp_path: Path, content: object, told: str) -> None:
    path = write(tmp_path, content)
    with pytest.raises(BadLexicon) as caught:
        load_lexicon(tmp_path)
    assert str(path) in str(caught.value)
    assert told in str(caught.value)
    assert caught.value.remedy


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "own.json").write_bytes('{"names": [{"id": "تويتر"}]}'.encode("windows-1256"))
    with pytest.raises(BadLexicon, match="UTF-8"):
        load_lexicon(tmp_path)
