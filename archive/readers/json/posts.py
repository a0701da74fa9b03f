"""Posts of Twitter/X in the keys of its API, as its archives hold them too."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

#: A post's whole text where it is longer than its short form holds.
_WHOLE = (("note_tweet", "text"), ("noteTweet", "core", "text"), ("extended_tweet", "full_text"))


def is_tweet(record: Mapping[str, Any]) -> bool:
    """Tell whether a JSON object is a post with the keys of Twitter's API."""
    return "id_str" in record or ("full_text" in record and "created_at" in record)


def tweet_record(tweet: Mapping[str, Any]) -> dict[str, Any]:
    """Return a post as a record in our keys; a retweet has the whole text of the original."""
    id_ = str(tweet.get("id_str") or tweet.get("id") or "")
    user, again = tweet.get("user"), tweet.get("retweeted_status")
    name = str(user.get("name") or user.get("screen_name") or "") if isinstance(user, Mapping) else ""
    found = {
        "id": id_,
        "body": _text(again) if isinstance(again, Mapping) else _text(tweet),
        "published": _moment(str(tweet.get("created_at") or "")),
        "outlet": name,
        "url": f"https://twitter.com/i/web/status/{id_}" if id_.isdecimal() else "",
    }
    return {key: value for key, value in found.items() if value}


def _text(tweet: Mapping[str, Any]) -> str:
    for path in _WHOLE:
        value: Any = tweet
        for key in path:
            value = value.get(key) if isinstance(value, Mapping) else None
        if isinstance(value, str) and value:
            return value
    return str(tweet.get("full_text") or tweet.get("text") or "")


def _moment(text: str) -> str:
    """Return `Sun Feb 07 10:00:00 +0000 2016` in ISO form; other forms as they are."""
    with suppress(ValueError):
        return datetime.strptime(text, "%a %b %d %H:%M:%S %z %Y").isoformat()
    return text
