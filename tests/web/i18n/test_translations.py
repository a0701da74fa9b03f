"""The catalogues: complete in both languages, and compiled from what is committed."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

WEB = Path(__file__).parents[3] / "web"


def catalogue(language: str) -> Catalog:
    path = WEB / "translations" / language / "LC_MESSAGES" / "messages.po"
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def wordings(catalogue: Catalog) -> dict[str, list[str]]:
    """Each wording with its translations; a plural goes by its singular."""
    return {
        m.id if isinstance(m.id, str) else m.id[0]: [m.string] if isinstance(m.string, str) else [*m.string]
        for m in catalogue
        if m.id
    }


def said() -> set[str]:
    """Every wording that code and templates ask for."""
    keywords: dict[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "ngettext": (1, 2)}
    templates = [(f"templates/**.{ending}", "jinja2") for ending in ("html", "xml", "txt")]
    found = [
        *extract_from_dir(str(WEB), [("**.py", "python"), *templates], keywords=keywords),
        # What goes wrong with sources has its English words where it is kept.
        *extract_from_dir(
            str(WEB.parent / "archive" / "sources"), [("problems.py", "python")], keywords=keywords
        ),
    ]
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


@pytest.mark.parametrize("language", ["ar", "en"])
def test_nothing_is_left_untranslated(language: str) -> None:
    held = {wording for wording, strings in wordings(catalogue(language)).items() if all(strings)}
    assert said() == held


def test_arabic_is_arabic() -> None:
    """Every wording has Arabic letters, but for the punctuation."""
    for message in catalogue("ar"):
        text = message.string if isinstance(message.string, str) else message.string[-1]
        if message.id and len(text.strip()) > 1:
            assert re.search("[\u0621-\u064a]", text), message.id


def test_arabic_counts_in_six_forms() -> None:
    plurals = [m for m in catalogue("ar") if m.id and not isinstance(m.id, str)]
    assert plurals
    assert all(len(message.string) == 6 for message in plurals)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_compiled_catalogues_are_of_the_written_ones(language: str) -> None:
    path = WEB / "translations" / language / "LC_MESSAGES" / "messages.mo"
    with path.open("rb") as file:
        compiled = wordings(read_mo(file))
    assert compiled == wordings(catalogue(language))
