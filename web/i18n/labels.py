"""Labels of platforms, sources and roles in the interface's language."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache

from babel import Locale

from archive.extraction.agencies import agency_labels
from archive.extraction.language import language_labels
from archive.paths import shipped_text
from index.model import Reason
from index.query.values.known_names import known_names
from web.i18n import language
from web.i18n.catalogue import gettext

#: Where a catalogue tool should find the keys.
_ = str

_REASONS: dict[str, str] = {
    "exact": _("as typed"),
    "clitic": _("with a prefix"),
    "inflection": _("another form of “%(typed)s”"),
    "name": _("another name for “%(typed)s”"),
    "spelling": _("spelt nearly as “%(typed)s”, or another form of it"),
    "letters": _("“%(typed)s” in other letters"),
    "synonym": _("means the same as “%(typed)s”"),
    "prefix": _("begins with “%(typed)s”"),
    "wildcard": _("fits “%(typed)s”"),
    "fuzzy": _("close to “%(typed)s”"),
    "number": _("the same number as “%(typed)s”"),
    "date": _("the same date as “%(typed)s”"),
    "phrase": _("the phrase"),
    "similar": _("a rare word in both"),
    "feedback": _("shared by the best results, so it lifts others"),
    "meaning": _("among the nearest in meaning"),
}

_WARNINGS: dict[str, str] = {
    "future_date": _("dated in the future"),
    "early_date": _("dated before there were newspapers"),
    "unread_date": _("the date given cannot be read"),
    "dates_differ": _("two dates contradict each other"),
    "day_order": _("day and month may be the other way round"),
    "time_zone": _("the day depends on the time zone"),
    "modified_date": _("dated by its last change"),
    "mojibake": _("letters garbled by a wrong encoding"),
    "reversed": _("letters in reversed order"),
    "replaced_bytes": _("unreadable bytes were replaced"),
    "question_marks": _("letters lost to question marks"),
    "stub": _("only the beginning of an article"),
    "notice_page": _("a notice in place of an article"),
    "listing": _("a list of articles"),
    "several_articles": _("several articles in one"),
    "cut_off": _("cut off"),
    "broken_input": _("damaged input"),
    "layout": _("text order worked out from a layout"),
    "repeats": _("repeated passages folded"),
    "damaged_record": _("damaged in the archive"),
    "same_id": _("another article had the same id"),
    "other": _("other doubt"),
}

del _


@cache
def _platforms() -> dict[str, dict[str, str]]:
    """Return each platform's names by language, as the lexicon labels them."""
    lexicon = json.loads(shipped_text("platforms.json"))
    return {name["id"]: {"ar": name["label"], "en": name["label_en"]} for name in lexicon["names"]}


def platform_label(platform: str) -> str:
    """Return the platform's usual name; its id where no name is known."""
    return _platforms().get(platform, {}).get(language(), platform)


def event_label(kind: str) -> str:
    """Return in words what happened to an article."""
    labels = {
        "added": gettext("added"),
        "changed": gettext("came in again, changed"),
        "withdrawn": gettext("withdrawn"),
        "restored": gettext("restored"),
        "corrected": gettext("corrected"),
        "undone": gettext("a correction undone"),
        "mended": gettext("its damaged record mended"),
        "unreadable": gettext("an entry that is damaged"),
    }
    return labels.get(kind, kind)


def country_label(code: str) -> str:
    """Return the country's usual name (CLDR); its code where none is known."""
    return str(Locale(language()).territories.get(code, code))


def named_label(id_: str) -> str:
    """Return the usual name of an organisation or a person; its id where none is known."""
    known = known_names().get(id_)
    if known is None:
        return platform_label(id_)
    return known.label if language() == "ar" else known.label_en


def agency_label(agency: str) -> str:
    """Return the news agency's usual name; its id where no name is known."""
    return agency_labels().get(agency, {}).get(language(), agency)


def agency_names(agencies: Sequence[str]) -> str:
    """Return the Arabic names of news agencies, whatever the interface speaks, with dashes between."""
    labels = agency_labels()
    return " - ".join(labels[agency]["ar"] for agency in agencies if agency in labels)


def language_label(code: str) -> str:
    """Return the language's name; its code where no name is known."""
    return language_labels().get(code, {}).get(language(), code)


def source_label(source: str) -> str:
    """Return where a value comes from (`DateSource` or `Evidence.source`), in words."""
    labels = {
        "stated": gettext("stated in the text"),
        "metadata": gettext("from the page's metadata"),
        "inferred": gettext("inferred"),
        "corrected": gettext("corrected by hand"),
        "given": gettext("given with the input"),
        "text": gettext("read from the text"),
        "url": gettext("read from the address"),
        "article": gettext("also reported by another article"),
        "unknown": gettext("unknown"),
    }
    return labels.get(source, source)


def field_label(field: str) -> str:
    """Return a field's name as a reader says it."""
    labels = {
        "title": gettext("Title"),
        "body": gettext("Text"),
        "outlet": gettext("Outlet"),
        "byline": gettext("Byline"),
        "published": gettext("Published"),
        "platforms": gettext("Platforms"),
        "url": gettext("Address"),
    }
    return labels.get(field, field)


def warning_label(code: str) -> str:
    """Return what is doubtful, by the code of a warning."""
    return gettext(_WARNINGS.get(code, _WARNINGS["other"]))


def role_label(role: str) -> str:
    """Return what a piece of furniture is."""
    labels = {
        "share_widget": gettext("share buttons"),
        "related_link": gettext("link to another article"),
        "caption": gettext("caption"),
        "photo_credit": gettext("photo credit"),
        "contact_line": gettext("contact line"),
        "repeat": gettext("repeated passage"),
        "comment": gettext("comments"),
    }
    return labels.get(role, gettext("page element"))


def stale_words(reason: str) -> str:
    """Return what a reason of `Library.stale` means for an answer."""
    labels = {
        "archive": gettext("the newest articles and corrections may be missing from the answers."),
        "lexicon": gettext("names and synonyms were changed since it was built, and the old ones answer."),
        "analysis": gettext("another version of Sijill read the words in it."),
        "schema": gettext("another version of Sijill wrote it."),
    }
    return labels.get(reason, reason)


def reason_words(reason: Reason) -> str:
    """Return why a word of the article matched a word of the query, without the word itself."""
    wording = _REASONS.get(reason.kind)
    return gettext(wording, typed=reason.typed) if wording else reason.kind
