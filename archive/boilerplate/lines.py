"""Rules for single lines of a page: which furniture a line is by its own words.

Each test looks at one line and costs time linear in it; what depends on the lines around it is in `page`,
what stands within a paragraph in `affixes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive.boilerplate.affixes import share_run
from archive.boilerplate.rules import Lexicon, heads_of, key_of, lexicon, parts_of, words_of
from archive.text.arabic import fold

#: A line of more characters or words is no furniture, whatever it begins with.
LONGEST, MOST_WORDS = 600, 60
_STOPS = (".", "؟", "!", "،", ":", "؛")
_SEPARATOR = re.compile(r"[:：/|–—-]|\sـ\s")
_BRACKETED_END = re.compile(r"([\[(])([^\[\]()\n]{1,80})[\])]\s{0,3}\.?$")
_BRACKETED_ALL = re.compile(r"^[*•\s]{0,4}[\[(]([^\[\]()\n]{1,80})[\])]\s{0,3}\.?$")
_NUMERIC_DATE = re.compile(r"\b\d{1,4}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}\b")
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")
#: «A+ A-», «أ أ أ»: buttons that change the size of letters.
_LETTER_SIZES = re.compile(
    r"[aA\u0623\u0627]\s?[+\u2212–-]?(?:[\s|/]{0,3}[aA\u0623\u0627]\s?[+\u2212–-]?){1,4}$"
)
_PHONE = re.compile(r"\+?\d[\d\s()-]{5,18}\d")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{2,64}")
_HASHTAGS = re.compile(r"^(?:#[^\s#]{2,60}[\s،,]*)+$")
_LENGTH_COUNTER = re.compile(r"\b\d{1,5}\s?/\s?\d{3,5}\b")
_BREADCRUMB = re.compile(r"^[^«]*\s[>»›]\s|^(?:الرئيسية|الصفحة الرئيسية)\s*[>»›/|]")


def _label(line: str) -> str:
    """Return the key before the first colon, slash or dash; empty if there is none."""
    cut = _SEPARATOR.search(line)
    return key_of(line[: cut.start()]) if cut else ""


def _ornament(line: str, words: list[str]) -> str | None:  # noqa: ARG001 -- one signature for all tests
    return None if words else "ornament"


def _phrase(line: str, words: list[str]) -> str | None:
    whole, label, heads = " ".join(words), _label(line), frozenset(heads_of(words))
    stopped = line.endswith(_STOPS)
    for rule in lexicon().lines:
        if whole in rule.whole:
            return rule.role
        starts = rule.starts if stopped else rule.starts | rule.open_starts
        if len(words) <= rule.most and (label in rule.labels or not heads.isdisjoint(starts)):
            return rule.role
    return None


def _widget_line(line: str, words: list[str]) -> str | None:  # noqa: ARG001
    for rule in lexicon().widgets:
        if len(words) <= 16 and rule.triggers.intersection(words) and _all_in(words, rule.words):
            return rule.role
    return None


def _all_in(words: Iterable[str], known: frozenset[str]) -> bool:
    return all(word in known or word.isdigit() for word in words)


def _letter_sizes(line: str, words: list[str]) -> str | None:  # noqa: ARG001
    return "font_size" if _LETTER_SIZES.match(line) else None


def _combined(line: str, words: list[str]) -> str | None:
    if line.endswith(_STOPS):
        return None
    for rule in lexicon().combined:
        if (
            2 <= len(words) <= rule.most
            and words[0] in rule.first
            and rule.companions.intersection(words[1:])
        ):
            return rule.role
    return None


def _rights(line: str, words: list[str]) -> str | None:
    return "outlet_footer" if line.startswith(("©", "(c)", "(C)")) and len(words) <= 20 else None


def _share_line(line: str, words: list[str]) -> str | None:
    bar = share_run(words, repeating=True)
    named = bar.platforms >= 2 or (bar.platforms and bar.triggered)
    named = named or (bar.triggered and not lexicon().share_objects.isdisjoint(words[1:]))
    return "share_widget" if bar.length == len(words) <= 40 and named and "." not in line[:-1] else None


def _date_line(line: str, words: list[str]) -> str | None:
    known = lexicon()
    if len(words) > 24:
        return None
    written = bool(known.date_triggers.intersection(words)) and any(c.isdigit() for c in line)
    ago = words[0] in ("منذ", "قبل") and len(words) <= 4
    if not (written or ago or _NUMERIC_DATE.search(fold(line)) or _CLOCK.search(fold(line))):
        return None
    # A line of date words alone: weekdays and «منذ» stand in prose too.
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
    known = lexicon().credits | lexicon().agencies
    return "photo_credit" if any(part in known for part in inside) else None


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
    """Recognise «عين اليوم – جدة», «لندن: رنيم …»: a place or an agency beside a name, and nothing else."""
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
    _ornament, _date_line, _counter, _phrase, _rights, _letter_sizes, _widget_line, _share_line,
    _credit_line, _archive_caption, _byline, _combined, _contact, _tags, _section,
)  # fmt: skip


def certain_role(line: str) -> str | None:
    """Return the role of a line that its own words make certain, in any input; None for what may be text."""
    if len(line) > LONGEST:
        return None
    words = words_of(line)
    if len(words) > MOST_WORDS:
        return None
    return next((role for test in _TESTS if (role := test(line, words))), None)


_SAYING = frozenset(words_of("قال قالت أعلن أعلنت ذكر ذكرت أكد أكدت أفاد أفادت كشف كشفت أضاف أضافت نقلت نقل"))


def likely_role(line: str) -> str | None:
    """Return the role of a line that looks like a signature, caption or credit, or None; for pages only."""
    if len(line) > LONGEST:
        return None
    words = words_of(line)
    return (
        _signature(line, words)
        or _bracketed_caption(line, words)
        or _names_of_platforms(line, words)
        or _tag_list(line, words)
        or _quoted_from(line, words)
    )


def _names_of_platforms(line: str, words: list[str]) -> str | None:  # noqa: ARG001
    return "share_widget" if words and " ".join(words) in lexicon().platforms else None


def _tag_list(line: str, words: list[str]) -> str | None:  # noqa: ARG001
    parts = [words_of(part) for part in line.split("|")]
    return "tags" if len(parts) >= 3 and all(1 <= len(part) <= 4 for part in parts) else None


def _quoted_from(line: str, words: list[str]) -> str | None:
    named = words[:2] == ["نقلا", "عن"] and len(words) <= 6
    return "byline" if named and not line.endswith((".", "،", ":")) else None


def _bracketed_caption(line: str, words: list[str]) -> str | None:
    end = _BRACKETED_END.search(line)
    if not end or not words or len(words) > 45:
        return None
    before = line[: end.start()].rstrip()
    if end[1] == "[":
        return "caption" if len(words_of(end[2])) <= 6 and not words[0].startswith("و") else None
    prose = before.endswith((".", "»", '"')) or words[0] in _SAYING or words[0].startswith("و")
    named = any(part in lexicon().credits for part in parts_of(end[2]))
    return "caption" if named and not prose and len(words) <= 30 else None
