"""The fields that a query can name, with their Arabic and English names."""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType

from archive.text.arabic import fold


class Field(Enum):
    """A field that a query can name: its name in the index, and all its names in a query.

    The first name in a query is the one that `read_as` uses.
    """

    TITLE = ("title", "عنوان", "title")
    BYLINE = ("byline", "كاتب", "byline", "author")
    OUTLET = ("outlet", "جهة", "outlet", "مصدر", "source")
    PLATFORM = ("platform", "منصة", "platform")
    AGENCY = ("agency", "وكالة", "agency")
    LANGUAGE = ("language", "لغة", "language", "lang")
    WARNING = ("warning", "تنبيه", "warning")
    DATE = ("published", "تاريخ", "date")
    ABOUT = ("about", "عن", "about")
    NUMBER = ("number", "رقم", "number")
    UNIT = ("unit", "وحدة", "unit")
    ACTION = ("action", "فعل", "action")
    NAMED = ("named", "اسم", "named", "فاعل", "actor")
    URL = ("url", "رابط", "url")
    ID = ("id", "معرف", "id")

    def __init__(self, term: str, *names: str) -> None:
        self.term = term
        self.shown = names[0]
        self.names = names

    @property
    def holds_words(self) -> bool:
        """Tell whether the field's value is read word by word; other fields have whole values."""
        return self in (Field.TITLE, Field.BYLINE)

    @property
    def has_ranges(self) -> bool:
        """Tell whether the field takes a range in brackets: `[2015 TO 2016]`."""
        return self in (Field.DATE, Field.ABOUT, Field.NUMBER)

    @property
    def is_raw(self) -> bool:
        """Tell whether the field's value is everything up to the next space: an address, an id."""
        return self in (Field.URL, Field.ID)


#: Folded name -> field: «العنوان» as well as «عنوان».
FIELDS = MappingProxyType(
    {
        fold(article + name): field
        for field in Field
        for name in field.names
        for article in (("",) if name.isascii() else ("", "ال"))
    }
)
