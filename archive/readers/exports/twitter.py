"""Posts of Twitter/X: the scripts of an account's archive (`tweets.js`), and what its API gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.fields import draft_of_record
from archive.readers.json.posts import tweet_record
from archive.readers.json.stream import pieces_of_stream

_SCRIPT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:window\.YTD\.([a-zA-Z_-]{1,60})\.part\d{1,4}|Grailbird\.data\.(tweets)_\w{1,20})\s*=\s*"
)
_POSTS = frozenset({"tweets", "tweet", "community_tweet", "deleted_tweets", "note_tweet", "article"})


class TwitterReader:
    """Reads the posts in a script of an account's archive, an article each."""

    name = "twitter"

    def recognises(self, head: bytes, name: str) -> float:  # noqa: ARG002 -- content says it all
        """Return the confidence, 0 to 1, by the name that the archive's scripts give their values."""
        return 0.99 if _SCRIPT.match(head) else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield a draft for each post, numbered by its place."""
        with path.open("rb") as binary:
            begun = _SCRIPT.match(binary.read(200))
        kind = (begun[1] or begun[2]).decode() if begun else ""
        if begun is None or kind not in _POSTS:
            reason = f"it is the part {kind!r} of a Twitter archive, which holds no posts"
            yield Rejected(source, "not_an_article", reason, "Leave it out; add data/tweets.js")
            return
        with path.open(encoding="utf-8", errors="replace", newline="\n") as text:
            text.read(len(begun[0].decode("utf-8")))
            yield from _posts(text, source, options)


def _posts(text: TextIO, source: Source, options: Options) -> Iterator[Draft | Rejected]:
    for number, piece in enumerate(pieces_of_stream(text, options.limits.record_bytes), start=1):
        here = replace(source, record=number)
        original = piece.text.encode("utf-8", "replace")
        if piece.code or not isinstance(piece.value, Mapping):
            reason = piece.reason or "the value is no post"
            yield Rejected(here, piece.code or "not_a_record", reason, "Fetch the archive again", original)
            continue
        inner = next((inner for inner in piece.value.values() if isinstance(inner, Mapping)), piece.value)
        value = piece.value if "id_str" in piece.value else inner
        record = {**value, **tweet_record(value)}
        yield draft_of_record(record, here, original, options)
