"""Reading: lexemes become units and operators.

What cannot be read as it was meant is read as well as it can be, and told as a `Problem`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from archive.arabic import CONTROLS
from index.parsing.fields import FIELDS, Field
from index.parsing.items import Item, Role
from index.parsing.lexer import (
    SINGLE_QUOTES,
    Kind,
    Lexeme,
    begins,
    ends,
    is_glued,
    is_spaced,
    lex,
)
from index.parsing.phrases import phrase_node
from index.parsing.units import (
    Context,
    Unit,
    as_written_unit,
    every_unit,
    expanded_unit,
    hashtag_unit,
    name_unit,
    visible,
    word_unit,
)
from index.parsing.values import LONGEST_VALUE, Values, raw_value
from index.query import Problem
