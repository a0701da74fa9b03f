"""Furniture glued to the head or the tail of a paragraph: share bars, signatures, tags, addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.boilerplate.rules import Lexicon, heads_of, key_of, lexicon, parts_of, words_of
from archive.text.arabic import fold

#: A word as typed, with the marks and controls that hang on it.
_TYPED_WORD = re.compile(r"[\w\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b-\u200f]+")


@dataclass(frozen=True, slots=True)
class ShareRun:
    """A share bar at the beginning of a list of words: its length in words and the platforms it names."""

    length: int = 0
    platforms: int = 0
    triggered: bool = False


def share_run(words: list[str], *, repeating: bool = False) -> ShareRun:
    """Return the longest share bar that the words begin with, up to its last platform or verb of sharing.

    Unless it may be `repeating`, it ends where a word comes a second time: that one belongs to the text.
    """
    known = lexicon()
    at, length = 0, 0
    seen: set[str] = set()
    while at < len(words):
        name = next((n for n in heads_of(words[at : at + 2]) if n in known.platforms), None)
        word = name or words[at]
        again = word in seen and not repeating
        if again or not (name or _is_share_word(word, known)):
            break
        at += len(word.split())
        telling = bool(name) or word in known.share.triggers or word in known.share_strong
        if telling:
            seen.add(word)
        if telling or at == len(words):
            length = at
    platforms = sum(word in known.platforms for word in seen)
    return ShareRun(length, platforms, not known.share.triggers.isdisjoint(seen))


def _is_share_word(word: str, known: Lexicon) -> bool:
    return word in known.share.words or word in known.share_strong or word.isdigit()


def glued_head(text: str, *, signed: bool) -> tuple[str, int] | None:
    """Return role and length of the furniture that a paragraph begins with, or None; some text is left.

    `signed`: look for an outlet's own signature («سبق- جدة:») too.
    """
    known = lexicon()
    for rule in known.heads:
        if (found := rule.pattern.match(text)) and found.end() < len(text):
            return rule.role, found.end()
    typed = [(fold(m[0]), m.end()) for m in _TYPED_WORD.finditer(text[:300])]
    bar = share_run([word for word, _ in typed])
    if bar.triggered and bar.platforms >= 2 and bar.length < len(typed):
        return "share_widget", typed[bar.length - 1][1]
    end = _signature_end(text) if signed else 0
    return ("byline", end) if end else None


def _signature_end(text: str) -> int:
    """Return where an outlet's signature before a colon ends; 0 if there is none."""
    colon = text.find(":", 0, 70)
    if colon < 0 or colon == len(text) - 1:
        return 0
    head = text[:colon]
    parts = parts_of(head)
    dashed = len(parts) > 1 or key_of(head) in lexicon().signatures
    named = any(part in lexicon().signatures for part in parts)
    short = all(len(part.split()) <= 4 for part in parts)
    return colon + 1 if dashed and named and short and '"' not in head and "«" not in head else 0


def glued_tail(text: str) -> tuple[str, int] | None:
    """Return role and start of the furniture that a paragraph ends with, or None; some text is left."""
    tail_at = max(0, len(text) - 500)
    for rule in lexicon().tails:
        if rule.holds in text and (found := rule.pattern.search(text, tail_at)) and found.start() > 0:
            return rule.role, found.start()
    return _share_tail(text)


def _share_tail(text: str) -> tuple[str, int] | None:
    """Find a share bar after the last sentence's end."""
    stops = [m.end() for m in re.finditer(r"[.!؟…»\"”]\s", text[-200:])]
    for stop in stops:
        at = len(text) - len(text[-200:]) + stop
        words = words_of(text[at:])
        bar = share_run(words)
        if bar.length == len(words) and bar.triggered and bar.platforms >= 2:
            return "share_widget", at
    return None
