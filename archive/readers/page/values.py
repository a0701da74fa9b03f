"""Values of a page's metadata: tidied to one line of text, and held against what their fields may say."""

from __future__ import annotations

import html as entities
import re

#: One value of metadata has at most this many characters; longer is an error of the page.
_LONGEST = 1000
WEB_ADDRESS = re.compile(r"https?://\S+$", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
#: Web archives, which publish nothing of their own.
_ARCHIVES = re.compile(r"archive\.\w{2,5}|wayback machine|internet archive", re.IGNORECASE)


def tidy(value: object) -> str:
    """Return a string or number as one line of text; empty for other values and for overlong ones."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    text = " ".join(entities.unescape(str(value)).split())
    return text if len(text) <= _LONGEST else ""


def fits(field: str, value: str) -> bool:
    """Tell whether a value may belong to its field: a date has digits, a name is no address."""
    if field == "published":
        return bool(_DIGIT.search(value))
    if field == "url":
        return bool(WEB_ADDRESS.match(value))
    if field == "outlet" and _ARCHIVES.fullmatch(value):
        return False
    return bool(value) and not (
        field in ("byline", "outlet") and (WEB_ADDRESS.match(value) or value.startswith("@"))
    )


def title_key(text: str) -> str:
    """Return a title's letters and digits, equal for its spellings within one page."""
    return "".join(char for char in text.casefold() if char.isalnum())
