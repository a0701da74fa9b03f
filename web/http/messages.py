"""What is wrong, in words: every problem's code has a message in Arabic and in English.

The English wording is the key of the catalogues in `translations/`.
"""

from __future__ import annotations

from web.i18n import speaking
from web.i18n.catalogue import gettext

#: Where a catalogue tool should find the keys.
_ = str

MESSAGES: dict[str, str] = {
    "not_integer": _("Write a whole number."),
    "out_of_range": _("This number is outside the range that is allowed."),
    "not_boolean": _("Write true or false."),
    "not_date": _("Write a date as 2016, 2016-02 or 2016-02-07."),
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
    "bad_date": _("This date was not understood; write 2016, 2016-02 or 2016-02-07."),
    "empty_group": _("There is nothing between these brackets."),
    "unclosed_group": _("A bracket is not closed; close it, or take it away."),
    "unopened_group": _("A bracket is closed that was not opened; it was passed over."),
    "unclosed_range": _("A range of dates is not closed; write it as [2015 TO 2016]."),
    "empty_phrase": _("There is nothing between these quotation marks."),
    "empty_field": _("There is nothing after this field's name."),
    "dangling_operator": _("This operator has nothing to join; it was read as a word."),
    "no_words": _("There is nothing here to look for; type a word, or * for every article."),
    "as_written_in_field": _("A word as written cannot be asked of one field; it was looked for everywhere."),
    "fuzzy_distance": _("Only one letter may differ; it was read as ~1."),
    "short_fuzzy": _("This word is too short to be looked for with a letter changed."),
    "no_pattern_here": _("A star has no effect here."),
    "too_deep": _("There are too many brackets within brackets; the innermost were passed over."),
    "too_many_words": _("There are too many words; the last ones were passed over."),
    "unknown_platform": _("No platform is known by this name; it was read as a word."),
    "unknown_unit": _("No unit is known by this name; it was read as a word."),
    "unknown_action": _("No action is known by this name; it was read as a word."),
    "bad_number": _("This number was not understood; write 125000, or [100000 TO 400000]."),
    "unknown_outlet": _("No outlet is known by this name; it was read as a word."),
    "no_index": _("There is no search index yet."),
    "bad_index": _("The search index cannot be read and must be built anew."),
    "no_archive": _("There is no archive in this data folder."),
    "archive_version": _("The archive was written by another version of Sijill."),
    "not_found": _("There is nothing at this address."),
    "no_such_article": _("The archive has no article with this id."),
    "withdrawn": _("This article was withdrawn from the archive."),
    "bad_request": _("The request was not understood."),
    "not_allowed": _("This address does not answer to that method."),
    "too_many": _("Too many requests in a short time; wait a minute and try again."),
    "broken": _("Something failed on our side; the search itself is unharmed."),
}

del _


def message(code: str) -> str:
    """The message in the reader's language; an unknown code gives the general one."""
    return gettext(MESSAGES.get(code, MESSAGES["bad_request"]))


def both(code: str) -> dict[str, str]:
    """The message in Arabic and in English."""
    found = {}
    for language in ("ar", "en"):
        with speaking(language):
            found[language] = message(code)
    return found
