"""Messages: what each code of a problem says, in the reader's language or in both."""

from __future__ import annotations

from web.i18n import speaking
from web.i18n.catalogue import gettext

#: Where a catalogue tool should find the keys.
_ = str

MESSAGES: dict[str, str] = {
    "not_integer": _("Write a whole number."),
    "out_of_range": _("This number is outside the range that is allowed."),
    "not_boolean": _("Write true or false."),
    "not_date": _("Write a date as 2016, 2016-02, 7/2/2016 or February 2016."),
    "not_number": _("Write a number in digits, as 125000."),
    "not_one_of": _("This is not one of the values that are allowed."),
    "too_long": _("This is too long; shorten it."),
    "not_text": _("Write text here."),
    "unknown_field": _("There is no such parameter."),
    "bad_cursor": _("This page marker is not from this search; start from the first page."),
    "query_too_long": _("The query is too long; keep the words that matter most."),
    "no_reading": _("This query has no reading; correct it where it is marked."),
    "unclosed_quote": _("A quotation mark is not closed; close it, or take it away."),
    "leading_star": _("A star cannot begin a word; put it after at least two letters."),
    "short_prefix": _("A star needs at least two letters before it."),
    "bad_date": _(
        "This date was not understood and was passed over; write 2016, 2016-02 or 2016-02-07, or >2015."
    ),
    "empty_group": _("There is nothing between these brackets."),
    "unclosed_group": _("A bracket is not closed; close it, or take it away."),
    "unopened_group": _("A bracket is closed that was not opened; it was passed over."),
    "unclosed_range": _("A range of dates is not closed; write it as [2015 TO 2016]."),
    "empty_phrase": _("There is nothing between these quotation marks."),
    "empty_field": _("There is nothing after this field's name."),
    "dangling_operator": _("This operator has nothing to join; it was read as a word."),
    "no_words": _("There is nothing here to look for; type a word, or * for every article."),
    "as_written_in_field": _("A word as written cannot be asked of one field; it was looked for everywhere."),
    "not_is_a_word": _("This was read as a word; to leave out what has a word, put a dash before it: -word."),
    "field_is_a_word": _("This was read as words; to search a field, write no space after the colon."),
    "fuzzy_distance": _("Only one letter may differ; it was read as ~1."),
    "short_fuzzy": _("This word is too short to be looked for with a letter changed."),
    "no_pattern_here": _("A star has no effect here."),
    "too_deep": _("There are too many brackets within brackets; the innermost were passed over."),
    "too_many_words": _("There are too many words; the last ones were passed over."),
    "unknown_platform": _("No platform is known by this name; no article has it."),
    "unknown_actor": _("No actor is known by this name; no figure has it."),
    "unknown_named": _("No organisation or person of the archive’s lists has this name; no article has it."),
    "unknown_unit": _("No unit is known by this name; no article has it."),
    "unknown_action": _("No action is known by this name; no article has it."),
    "bad_number": _(
        "This number was not understood and was passed over; write 125000, [100000 TO 400000] or >100000."
    ),
    "unknown_agency": _("No news agency is known by this name; no article has it."),
    "unknown_language": _("No language is known by this name; no article has it."),
    "unknown_warning": _("No warning is known by this name; no article has it."),
    "unknown_outlet": _("No outlet is known by this name; no article has it."),
    "no_index": _("There is no search index yet."),
    "silent_index": _("The search index does not answer now. Ask again in a moment."),
    "not_over_cluster": _("This is not worked out where the search index is in a cluster."),
    "bad_index": _("The search index cannot be read and must be built anew."),
    "no_archive": _("There is no archive in this data folder."),
    "archive_version": _("The archive was written by another version of Sijill."),
    "silent_archive": _("The archive's database does not answer now. Ask again in a moment."),
    "archive_trouble": _("The archive could not answer; its owner finds out why with sijill doctor."),
    "not_found": _("There is nothing at this address."),
    "no_such_article": _("The archive has no article with this id."),
    "withdrawn": _("This article was withdrawn from the archive."),
    "unknown_host": _(
        "This server is not meant to be reached by this name; its owner sets the names in SIJILL_HOSTS."
    ),
    "bad_request": _("The request was not understood."),
    "not_allowed": _("This address does not answer to that method."),
    "too_many": _("Too many requests in a short time; wait a minute and try again."),
    "busy": _("Several whole results are being made at this moment; try again in a few seconds."),
    "broken": _("Something failed on our side; the search itself is unharmed."),
}

del _


def message(code: str, nearest: str | None = None) -> str:
    """Return the message in the reader's language; an unknown code gives the general one.

    `nearest` is a name that may have been meant.
    """
    words = gettext(MESSAGES.get(code, MESSAGES["bad_request"]))
    if not nearest:
        return words
    perhaps = gettext("Did you mean %(name)s?", name=nearest)
    return f"{words} {perhaps}"


def both(code: str, nearest: str | None = None) -> dict[str, str]:
    """Return the message in Arabic and in English."""
    found = {}
    for language in ("ar", "en"):
        with speaking(language):
            found[language] = message(code, nearest)
    return found


def parameter_label(name: str) -> str:
    """Return what a form calls a parameter; its name in addresses where no form has it."""
    labels = {
        "from": gettext("Published from"),
        "to": gettext("Published until"),
        "about_from": gettext("About the time from"),
        "about_to": gettext("About the time until"),
        "period_from": gettext("Period from"),
        "period_to": gettext("Period until"),
        "low": gettext("At least"),
        "high": gettext("At most"),
        "page": gettext("Page"),
        "date_unknown": gettext("Articles without a date"),
    }
    return labels.get(name, name)
