"""Problems of sources and alerts in the terminal: in SIJILL_LANGUAGE where it is set, else in English."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.sources.problems import Problem


def told(problem: Problem) -> str:
    """Return a problem with its remedy, in the language that the environment names."""
    from web.alerts.problems import problem_words
    from web.i18n import LANGUAGES, speaking

    language = os.environ.get("SIJILL_LANGUAGE", "")
    with speaking(language if language in LANGUAGES else "en"):
        return problem_words(problem)
