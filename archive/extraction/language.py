"""Language recognition: by a text's script, by letters that few languages have, and by common words.

Made for news in Arabic script, where general recognisers take Persian or Kurdish for Arabic. A text of a few
words, or of names alone, is left to what its source states. Data: `lexicon/languages.json`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from archive.model.article import Evidence
from archive.paths import shipped_text

#: The beginning of a text, in characters, says which language it is in.
_LOOKED_AT: Final = 2_000
#: What one word of a language counts beside one word with a letter of few languages.
_COMMON_WORD, _RARE_LETTER = 2, 1
_SURE: Final = 0.1
"""Points a word, on the average, from which a language is recognised."""
#: Japanese is written in two scripts, of which one is Chinese.
_KANA_SHARE: Final = 0.1
_QUOTED_WORDS: Final = 5
_WORD: Final = re.compile(r"[^\W\d_]+")
_FOLDED: Final = str.maketrans("یکە", "يكە", "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A text's language with its evidence."""

    code: str | None
    """A code of ISO 639; None where nothing says it."""
    script_share: float | None
    """The letters of the text's main script, as a part of all its letters, 0 to 1; None without letters."""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class _Language:
    code: str
    script: str
    letters: re.Pattern[str] | None
    words: frozenset[str]
    names: Mapping[str, str]


def find_language(
    title: str | None, body: str, stated: str | None = None, origin: str = "given"
) -> Recognised:
    """Return the language of a text; `stated`, what its source says, counts where the text is too short."""
    text = f"{title or ''}\n{body[:_LOOKED_AT]}"
    script, share = _main_script(text)
    known = language_code(stated)
    found = _best(text, script) if script else None
    if found is not None:
        code, confidence, quote = found
        return Recognised(code, share, (Evidence("language", "text", quote, confidence),))
    evidence = (Evidence("language", origin, stated),) if known and stated else ()
    return Recognised(known, share, evidence)


def language_code(stated: str | None) -> str | None:
    """Return the code of a language as sources state it (`ar-SA`, «العربية», `English`), or None."""
    text = (stated or "").strip().lower()
    if re.fullmatch(r"[a-z]{2,3}(?:[-_][^\W_]{2,8})*", text):
        return re.split("[-_]", text)[0]
    return next(
        (one.code for one in _languages() if text and text in {n.lower() for n in one.names.values()}), None
    )


@cache
def language_labels() -> Mapping[str, Mapping[str, str]]:
    """Return the names of each language by its code: `{code: {"ar": name, "en": name}}`."""
    return {language.code: language.names for language in _languages()}


def _main_script(text: str) -> tuple[str | None, float | None]:
    """Return the script of most letters, and its share of them, 0 to 1."""
    letters = sum(map(len, _WORD.findall(text)))
    for name in ("Arab", "Latn"):
        count = sum(map(len, _scripts()[name].findall(text)))
        if count > letters / 2:
            return name, round(min(1.0, count / letters), 2)
    counts = Counter({name: sum(map(len, pattern.findall(text))) for name, pattern in _scripts().items()})
    total = sum(counts.values())
    if not total:
        return None, None
    if counts["Kana"] > _KANA_SHARE * total:
        return "Kana", round((counts["Kana"] + counts["Hani"]) / total, 2)
    script, count = counts.most_common(1)[0]
    return script, round(count / total, 2)


def _best(text: str, script: str) -> tuple[str, float, str | None] | None:
    """Return code, confidence and the words that show it; None for a text that says too little."""
    candidates = [language for language in _languages() if language.script == script]
    if len(candidates) == 1:
        return candidates[0].code, 1.0, None
    words: Counter[str] = Counter()
    # Most words come more than once, and each is folded once.
    for word, count in Counter(_WORD.findall(text.lower() if script != "Arab" else text)).items():
        words[word.translate(_FOLDED)] += count
    joined = " ".join(words)
    rated = sorted(
        ((_points(language, words, joined), language) for language in candidates), key=lambda r: -r[0]
    )
    (best, language), (second, _) = rated[0], rated[1]
    total = words.total()
    if best < _SURE * total or best < 2 or best == second:
        return None
    quote = "، ".join([word for word in words if word in language.words][:_QUOTED_WORDS]) or None
    return language.code, round(min(1.0, 0.5 + (best - second) / (2 * best)), 2), quote


def _points(language: _Language, words: Counter[str], text: str) -> float:
    """Return a language's points; `text` holds all the words, so that one look may tell that none is rare."""
    common = sum(count for word, count in words.items() if word in language.words)
    anywhere = language.letters is not None and "^" not in language.letters.pattern
    if language.letters is None or (anywhere and not language.letters.search(text)):
        return _COMMON_WORD * common
    rare = sum(count for word, count in words.items() if language.letters.search(word))
    return _COMMON_WORD * common + _RARE_LETTER * rare


@cache
def _scripts() -> Mapping[str, re.Pattern[str]]:
    return {name: re.compile(f"[{letters}]+") for name, letters in _data()["scripts"].items()}


@cache
def _languages() -> tuple[_Language, ...]:
    return tuple(
        _Language(
            code=row["code"],
            script=row["script"],
            letters=_pattern(row),
            words=frozenset(row["words"].translate(_FOLDED).split()),
            names={"ar": row["ar"], "en": row["en"]},
        )
        for row in _data()["languages"]
    )


def _pattern(row: Mapping[str, str]) -> re.Pattern[str] | None:
    """Return a pattern of words that few other languages have: certain letters, or a prefix."""
    parts = [
        *([f"[{row['letters']}]"] if row["letters"] else []),
        *([row["pattern"]] if "pattern" in row else []),
    ]
    return re.compile("|".join(parts)) if parts else None


@cache
def _data() -> dict[str, Any]:
    return dict(json.loads(shipped_text("languages.json")))
