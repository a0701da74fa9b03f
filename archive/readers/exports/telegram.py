"""Telegram's exports: a channel's messages, from `result.json` or from `messages.html`.

A message's number is an id within its channel alone. Messages without text (pictures, joins) are counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from archive.errors import Undecodable
from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.containers.members import passed_over
from archive.readers.fields import sound_text
from archive.readers.html import parse, too_large, visible_text
from archive.text.encodings import decode

_MOST_BYTES = 100_000_000
_MESSAGE = re.compile(rb"class=[\"']message default")
#: A channel's page on the web (`t.me/s/channel`).
_POST = re.compile(rb"class=[\"'][^\"'<>]{0,200}tgme_(?:widget_message|channel_history|webpreview)\b")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}) (\d\d:\d\d:\d\d)(?: UTC([+-]\d\d:\d\d))?")


@dataclass(frozen=True, slots=True)
class Channel:
    """The channel or chat that messages belong to: its name and id."""

    name: str
    id: str = ""

    @property
    def scope(self) -> str:
        """Return the scope within which the numbers of its messages are unique."""
        return f"telegram-{self.id or self.name}"


def is_chat(value: Mapping[str, Any]) -> bool:
    """Tell whether a JSON object is a chat with its messages."""
    messages = value.get("messages")
    return isinstance(messages, list) and ("type" in value or "name" in value) and "id" in value


def chats_of(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the chats of a whole account's export; empty if the object is no such export."""
    chats: list[Mapping[str, Any]] = []
    for key in ("chats", "left_chats"):
        listed = value.get(key)
        if isinstance(listed, Mapping) and isinstance(listed.get("list"), list):
            chats += [chat for chat in listed["list"] if isinstance(chat, Mapping) and is_chat(chat)]
    return chats


def channel_of(chat: Mapping[str, Any]) -> Channel:
    """Read the channel's name and id from a chat."""
    return Channel(sound_text(str(chat.get("name") or "")), sound_text(str(chat.get("id") or "")))


def is_message(value: Mapping[str, Any]) -> bool:
    """Tell whether a JSON object is a message outside of a chat, as in parts of exports."""
    if value.get("_") in ("Message", "MessageService") or "peer_id" in value:  # as Telethon writes it
        return "date" in value and ("message" in value or "action" in value)
    is_kind = value.get("type") in ("message", "service")
    return is_kind and "date" in value and any(key in value for key in ("text_entities", "from_id", "action"))


def channel_of_message(message: Mapping[str, Any]) -> Channel:
    """Read the channel that sent a message; of a person's only the name, as its number is the chat's."""
    sender = str(message.get("from_id") or "")
    name = sound_text(str(message.get("from") or message.get("actor") or ""))
    peer = message.get("peer_id")
    if isinstance(peer, Mapping) and peer.get("channel_id"):
        return Channel(name, str(peer["channel_id"]))
    return Channel(name, sender.removeprefix("channel") if sender.startswith("channel") else "")


def message_record(message: Mapping[str, Any], channel: Channel) -> dict[str, Any] | None:
    """Return a message as a record with our keys; None for one without text."""
    names = ("text", "text_entities", "message")
    text = next((text for name in names if (text := _plain(message.get(name)))), "")
    if message.get("type", "message") != "message" or not text.strip():
        return None
    kept = {key: message[key] for key in ("forwarded_from", "edited", "author", "views") if message.get(key)}
    record = {
        "id": str(message.get("id", "")),
        "body": text,
        "published": message.get("date") or message.get("date_unixtime"),
        "outlet": channel.name or message.get("from") or "",
        "channel": channel.name,
        "channel_id": channel.id,
    }
    return record | {f"telegram_{key}": value for key, value in kept.items()}


def _plain(text: object) -> str:
    """Return the text of a message: a string, or pieces of it with their formats."""
    if isinstance(text, str):
        return text
    if isinstance(text, Mapping):
        return _plain(text.get("text"))
    return "".join(map(_plain, text)) if isinstance(text, list) else ""


class TelegramHtmlReader:
    """Reads a page of an export in HTML (`messages.html`, `messages2.html` …), a message an article."""

    name = "telegram"

    def recognises(self, head: bytes, name: str) -> float:  # noqa: ARG002 -- content says it all
        """Return the confidence, 0 to 1, by the CSS classes that Telegram writes."""
        exported = _MESSAGE.search(head) and b"page_wrap" in head
        return 0.97 if exported or _POST.search(head) else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield a draft for each message with text; the others are counted in one reject."""
        size = path.stat().st_size
        if size > _MOST_BYTES:
            yield too_large(source, size, _MOST_BYTES)
            return
        data = path.read_bytes()
        try:
            tree = parse(sound_text(decode(data, given=options.encoding, declared="utf-8").text))
        except Undecodable as error:
            yield Rejected(source, "undecodable", error.what, error.remedy, data)
            return
        passed: Counter[str] = Counter()
        channel = Channel(_first(tree, "page_header", "text"))
        for found in _posts(tree, source, options):
            if found is None:
                passed["messages without text"] += 1
            else:
                yield found
        for message in _with_class(tree, "message"):
            if "default" not in _classes(message):
                continue
            found = _draft(message, channel, source, options)
            if found is None:
                passed["messages without text"] += 1
            else:
                yield found
        yield from passed_over(source, passed)


def _draft(message: Any, channel: Channel, source: Source, options: Options) -> Draft | None:
    text = "\n".join(visible_text(part) for part in _with_class(message, "text"))
    number = re.sub(r"\D", "", message.get("id") or "")
    if not text.strip():
        return None
    day = next(
        (found for part in _with_class(message, "date") if (found := _moment(part.get("title") or ""))), ""
    )
    forwarded = next((_name(part) for part in _with_class(message, "forwarded")), "")
    fields = {"id": number, "published": day, "outlet": channel.name}
    extra = {"channel": channel.name, "telegram_forwarded_from": forwarded}
    return Draft(
        source=replace(source, record=int(number) if number else None),
        text=sound_text(text),
        original=text.encode("utf-8", "replace"),
        fields={name: value for name, value in fields.items() if value and options.mapping.get(name) != ""},
        media_type="text/html",
        has_furniture=False,
        scope=channel.scope,
        extra={name: value for name, value in extra.items() if value},
    )


def _posts(tree: Any, source: Source, options: Options) -> Iterator[Draft | None]:
    """Yield a draft for each message of a channel's page on the web; None for one without text."""
    named = next(iter(tree.xpath("//meta[@property='og:title']/@content")), "") if tree is not None else ""
    name = _first(tree, "tgme_channel_info_header_title") or " ".join(str(named).split())
    for message in _with_class(tree, "tgme_widget_message"):
        address, _, number = (message.get("data-post") or "").rpartition("/")
        texts = list(_with_class(message, "tgme_widget_message_text"))
        text = visible_text(texts[-1]) if texts else ""
        if not text.strip():
            yield None
            continue
        day = next((time.get("datetime") for time in message.iter("time") if time.get("datetime")), "")
        url = f"https://t.me/{address}/{number}" if address and number.isdigit() else ""
        fields = {"id": number, "published": day, "outlet": name, "url": url}
        yield Draft(
            source=replace(source, record=int(number) if number.isdigit() else None),
            text=sound_text(text),
            original=text.encode("utf-8", "replace"),
            fields={key: value for key, value in fields.items() if value and options.mapping.get(key) != ""},
            media_type="text/html",
            has_furniture=False,
            scope=Channel(name, address).scope,
            extra={"channel": name} if name else {},
        )


def _moment(title: str) -> str:
    """Return `07.02.2016 10:00:00 UTC+03:00` in ISO form; empty for any other form."""
    found = _DAY.match(title)
    if found is None:
        return ""
    day, month, year, clock, zone = found.groups()
    return f"{year}-{int(month):02}-{int(day):02}T{clock}{zone or ''}"


def _name(part: Any) -> str:
    named = next(_with_class(part, "from_name"), None)
    return " ".join((named.text or "").split()) if named is not None else ""


def _first(tree: Any, *names: str) -> str:
    """Return the text of the first element with these classes, each searched within the one before."""
    for name in names:
        tree = next(_with_class(tree, name), None) if tree is not None else None
    return " ".join(tree.text_content().split()) if tree is not None else ""


def _with_class(tree: Any, name: str) -> Iterator[Any]:
    return (
        (element for element in tree.iter("div") if name in _classes(element))
        if tree is not None
        else iter(())
    )


def _classes(element: Any) -> list[str]:
    return (element.get("class") or "").split()
