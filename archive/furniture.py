"""What a line of a page is, read from its own words: furniture with its role, or nothing known.

The words are data (`lexicon/furniture.json`), compared on folded words without punctuation. Each test looks
at one line and costs time linear in it; what depends on the lines around is in `cleaning`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from archive.arabic import fold

#: A line of more characters is no furniture, whatever it begins with.
LONGEST = 600
_WORD = re.compile(r"[^\W_]+")
#: A word as typed, with the marks and controls that hang on it.
_TYPED_WORD = re.compile(r"[\w\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b-\u200f]+")
_SEPARATOR = re.compile(r"[:：/|–—-]|\sـ\s")
_PART = re.compile(r"[:：/|،,()\[\]{}«»\"“”–—-]|\sـ\s?")
_BRACKETED_END = re.compile(r"([\[(])([^\[\]()\n]{1,80})[\])]\s{0,3}\.?$")
_BRACKETED_ALL = re.compile(r"^[*•\s]{0,4}[\[(]([^\[\]()\n]{1,80})[\])]\s{0,3}\.?$")
_NUMERIC_DATE = re.compile(r"\b\d{1,4}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}\b")
_PHONE = re.compile(r"\+?\d[\d\s()-]{5,18}\d")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{2,64}")
_HASHTAGS = re.compile(r"^(?:#[^\s#]{2,60}[\s،,]*)+$")
_LENGTH_COUNTER = re.compile(r"\b\d{1,5}\s?/\s?\d{3,5}\b")
_BREADCRUMB = re.compile(r"^[^«]*\s[>»›]\s|^(?:الرئيسية|الصفحة الرئيسية)\s*[>»›/|]")


def words_of(text: str) -> list[str]:
    """The folded words of a text; marks and punctuation are gone."""
    return _WORD.findall(fold(text))


def key_of(text: str) -> str:
    """The folded words joined by spaces: equal keys are the same words."""
    return " ".join(words_of(text))


@dataclass(frozen=True, slots=True)
class LineRule:
    """Phrases that give a line one role, as keys."""

    role: str
    most: int
    whole: frozenset[str]
    starts: frozenset[str]
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class WidgetRule:
    """A closed set of words: a line of these alone, with a trigger among them, has the role."""

    role: str
    triggers: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class GluedRule:
    """A pattern at the head or tail of a paragraph that an outlet glues to its text."""

    role: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of furniture; every string is a key (see `key_of`)."""

    lines: tuple[LineRule, ...]
    widgets: tuple[WidgetRule, ...]
    heads: tuple[GluedRule, ...]
    tails: tuple[GluedRule, ...]
    share: WidgetRule
    share_strong: frozenset[str]
    platforms: frozenset[str]
    credits: frozenset[str]
    archive: frozenset[str]
    agencies: frozenset[str]
    signatures: frozenset[str]
    places: frozenset[str]
    byline_labels: frozenset[str]
    byline_strong: frozenset[str]
    given_names: frozenset[str]
    sections: frozenset[str]
    date_triggers: frozenset[str]
    date_words: frozenset[str]


def _keys(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(key_of(phrase) for phrase in phrases)


def _widget(data: Mapping[str, Any], role: str) -> WidgetRule:
    triggers = _keys(data["triggers"])
    return WidgetRule(role, triggers, triggers | _keys(data["words"]))


def _line_rule(data: Mapping[str, Any]) -> LineRule:
    phrases = (_keys(data.get(kind, ())) for kind in ("whole", "starts", "labels"))
    return LineRule(data["role"], data["most"], *phrases)


def _glued(rules: Iterable[Mapping[str, str]]) -> tuple[GluedRule, ...]:
    return tuple(GluedRule(rule["role"], re.compile(rule["pattern"])) for rule in rules)


@cache
def lexicon() -> Lexicon:
    """The words of furniture, read once."""
    data = json.loads((files("archive.lexicon") / "furniture.json").read_text("utf-8"))
    return Lexicon(
        lines=tuple(_line_rule(rule) for rule in data["lines"]),
        widgets=tuple(_widget(rule, rule["role"]) for rule in data["widgets"]),
        heads=_glued(data["heads"]),
        tails=_glued(data["tails"]),
        share=_widget(data["share"], "share_widget"),
        share_strong=_keys(data["share"]["strong"]),
        platforms=_keys(data["share"]["platforms"]),
        credits=_keys(data["credits"]),
        archive=_keys(data["archive"]),
        agencies=_keys(data["agencies"]),
        signatures=_keys(data["signatures"]),
        places=_keys(data["places"]),
        byline_labels=_keys(data["byline"]["labels"]),
        byline_strong=_keys(data["byline"]["strong"]),
        given_names=_keys(data["given_names"]),
        sections=_keys(data["sections"]),
        date_triggers=_keys(data["dates"]["triggers"]),
        date_words=_keys(data["dates"]["words"]) | _keys(data["dates"]["triggers"]),
    )


def parts_of(line: str) -> list[str]:
    """The keys of what separators and brackets part a line into."""
    return [key for part in _PART.split(line) if (key := key_of(part))]


def _heads(words: list[str], longest: int = 5) -> Iterator[str]:
    """The keys that the line begins with, the longest first."""
    for count in range(min(len(words), longest), 0, -1):
        yield " ".join(words[:count])


def _label(line: str) -> str:
    """The key before the first colon, slash or dash; empty where there is none."""
    cut = _SEPARATOR.search(line)
    return key_of(line[: cut.start()]) if cut else ""


# --- whole lines, each test: line and its words -> role or None ----------------------------------------


def _ornament(line: str, words: list[str]) -> str | None:  # noqa: ARG001 -- one signature for all tests
    return None if words else "ornament"


def _phrase(line: str, words: list[str]) -> str | None:
    whole, label = " ".join(words), _label(line)
    for rule in lexicon().lines:
        if whole in rule.whole:
            return rule.role
        if len(words) <= rule.most and (
            label in rule.labels or any(head in rule.starts for head in _heads(words))
        ):
            return rule.role
    return None


def _widget_line(line: str, words: list[str]) -> str | None:  # noqa: ARG001
    for rule in lexicon().widgets:
        if len(words) <= 16 and rule.triggers.intersection(words) and _all_in(words, rule.words):
            return rule.role
    return None


def _all_in(words: Iterable[str], known: frozenset[str]) -> bool:
    return all(word in known or word.isdigit() for word in words)


def _share_line(line: str, words: list[str]) -> str | None:
    bar = share_run(words, repeating=True)
    named = bar.platforms >= 2 or (bar.platforms and bar.triggered)
    return "share_widget" if bar.length == len(words) <= 40 and named and "." not in line[:-1] else None


def _date_line(line: str, words: list[str]) -> str | None:
    known = lexicon()
    if len(words) > 24:
        return None
    dated = bool(known.date_triggers.intersection(words)) or bool(_NUMERIC_DATE.search(fold(line)))
    # «منذ» and weekdays are prose too: a date line counts something.
    if not dated or not any(c.isdigit() for c in line):
        return None
    strange = [w for w in words if not _date_word(w, known)]
    signed = " ".join(words[-1:]) in known.agencies and len(strange) <= 3
    return "dateline" if not strange or signed else None


def _date_word(word: str, known: Lexicon) -> bool:
    return word.strip("0123456789") in known.date_words or word.isdigit()


def _credit_line(line: str, words: list[str]) -> str | None:
    alone = _BRACKETED_ALL.match(line)
    if not alone or len(words) > 6:
        return None
    inside = parts_of(alone[1])
    return "photo_credit" if any(part in lexicon().credits for part in inside) else None


def _archive_caption(line: str, words: list[str]) -> str | None:
    end = _BRACKETED_END.search(line)
    if not end or len(words) > 60:
        return None
    inside = words_of(end[2])
    return "caption" if len(inside) <= 6 and lexicon().archive.intersection(inside) else None


def _byline(line: str, words: list[str]) -> str | None:
    known = lexicon()
    if not words or len(words) > 9 or line.endswith((".", "؟", "!", "»", '"')):
        return None
    if _label(line) in known.byline_labels:
        return "byline"
    named = words[0] in known.byline_strong and len(words) <= 5
    closed = words[0] in known.byline_labels and line.endswith((":", "：")) and len(words) <= 6
    introduced = (
        words[0] in known.byline_labels and len(words) <= 5 and words[1:2] and words[1] in known.given_names
    )
    return "byline" if named or closed or introduced else None


def _signature(line: str, words: list[str]) -> str | None:
    """«عين اليوم – جدة», «لندن: رنيم …»: a place or an agency beside a name, and nothing else."""
    known, parts = lexicon(), parts_of(line)
    if not 2 <= len(parts) <= 4 or len(words) > 9 or line.endswith((".", "؟", "!")):
        return None
    if any(len(part.split()) > 4 or any(c.isdigit() for c in part) for part in parts):
        return None
    sure = [part in known.places or part in known.agencies or part in known.sections for part in parts]
    person = [part.split()[0] in known.given_names for part in parts]
    placed = [part in known.places or part in known.agencies for part in parts]
    return "byline" if any(placed) and all(s or p for s, p in zip(sure, person, strict=True)) else None


def _contact(line: str, words: list[str]) -> str | None:
    sentence = words[0].startswith("و") and not words[0].startswith("وات")
    if len(words) > 12 or sentence:
        return None
    spoken = {"رقم", "واتساب", "هاتف", "تواصل", "بريد", "ايميل", "sms", "whatsapp", "فاكس", "جوال", "email"}
    if _EMAIL.search(line) and len(words) <= 6:
        return "contact_line"
    said = any(word.removeprefix("ال").removeprefix("لل") in spoken for word in words)
    return "contact_line" if said and (_PHONE.search(fold(line)) or _EMAIL.search(line)) else None


def _tags(line: str, words: list[str]) -> str | None:  # noqa: ARG001
    return "tags" if _HASHTAGS.match(line) else None


def _counter(line: str, words: list[str]) -> str | None:
    policy = any("تعليق" in word for word in words)
    counted = _LENGTH_COUNTER.search(fold(line))
    return "comment_form" if counted and (policy or len(words) == 2) and len(words) <= 16 else None


def _section(line: str, words: list[str]) -> str | None:
    return "section" if len(words) <= 12 and _BREADCRUMB.search(line) else None


#: The order matters where a line passes two tests: a date before the phrases («نشر في …»), what names its
#: role before what only consists of known words, words of the page before bylines.
_TESTS = (
    _ornament, _date_line, _counter, _phrase, _widget_line, _share_line, _credit_line, _archive_caption,
    _byline, _contact, _tags, _section,
)  # fmt: skip


def certain_role(line: str) -> str | None:
    """The role of a line that its own words make certain, in any input; None for what may be text."""
    if len(line) > LONGEST:
        return None
    words = words_of(line)
    return next((role for test in _TESTS if (role := test(line, words))), None)


_SAYING = frozenset(words_of("قال قالت أعلن أعلنت ذكر ذكرت أكد أكدت أفاد أفادت كشف كشفت أضاف أضافت نقلت نقل"))


def likely_role(line: str) -> str | None:
    """The role of a page's line that looks like a signature, a caption or a credit; never for records."""
    if len(line) > LONGEST:
        return None
    words = words_of(line)
    return _signature(line, words) or _bracketed_caption(line, words)


def _bracketed_caption(line: str, words: list[str]) -> str | None:
    end = _BRACKETED_END.search(line)
    if not end or not words or len(words) > 45:
        return None
    before = line[: end.start()].rstrip()
    if end[1] == "[":
        return "caption" if len(words_of(end[2])) <= 6 else None
    prose = before.endswith((".", "»", '"')) or words[0] in _SAYING or words[0].startswith("و")
    named = any(part in lexicon().credits for part in parts_of(end[2]))
    return "caption" if named and not prose and len(words) <= 30 else None


# --- what is glued to a paragraph ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShareRun:
    """The words of a share bar at the beginning of a list of words."""

    length: int = 0
    platforms: int = 0
    triggered: bool = False


def share_run(words: list[str], *, repeating: bool = False) -> ShareRun:
    """The longest beginning that is a share bar: up to its last platform or verb of sharing. Unless it may be
    `repeating`, it ends where one comes a second time: that one belongs to the text."""
    known = lexicon()
    at, length = 0, 0
    seen: set[str] = set()
    while at < len(words):
        name = next((n for n in _heads(words[at : at + 2]) if n in known.platforms), None)
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
    """Role and length of the furniture that a paragraph begins with; text is left after it. `signed`: also an
    outlet's own signature («سبق- جدة:»)."""
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
    """Where an outlet's signature before a colon or a line's end stops; 0 where there is none."""
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
    """Role and start of the furniture that a paragraph ends with; text is left before it."""
    tail_at = max(0, len(text) - 500)
    for rule in lexicon().tails:
        if (found := rule.pattern.search(text, tail_at)) and found.start() > 0:
            return rule.role, found.start()
    return _share_tail(text)


def _share_tail(text: str) -> tuple[str, int] | None:
    """A share bar after the last sentence's end."""
    stops = [m.end() for m in re.finditer(r"[.!؟…»\"”]\s", text[-200:])]
    for stop in stops:
        at = len(text) - len(text[-200:]) + stop
        words = words_of(text[at:])
        bar = share_run(words)
        if bar.length == len(words) and bar.triggered and bar.platforms >= 2:
            return "share_widget", at
    return None
