"""Markdown with or without front matter (YAML, TOML or JSON between fences), as site generators keep it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from archive.errors import Undecodable
from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.digests import Block, warned
from archive.readers.digests.signs import count_of_headings
from archive.readers.fields import draft_of_record, sound_text
from archive.readers.header_lines import split_headers
from archive.readers.html import text_of_fragment, too_large
from archive.readers.safety import told
from archive.text.encodings import decode

_ENDINGS = (".md", ".markdown", ".mdown", ".mdx", ".qmd", ".rmd")
_MAIN_HEADING = re.compile(r"#\s{1,10}(\S.{0,300})$")
_FENCED = re.compile(
    r"(---|\+\+\+|;;;)[ \t]*(?:(?:yaml|toml|json)[ \t]*)?\n(.{0,60000}?)\n(?:\1|\.\.\.)[ \t]*(?:\n|$)",
    re.DOTALL,
)
_START = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:---[ \t]*\r?\n[ \t]*[\w\"'-]{1,40}[ \t]*:|"
    rb"\+\+\+[ \t]*\r?\n[ \t]*[\w\"'-]{1,40}[ \t]*=)"
)
_SHORTCODE = re.compile(
    r"\{\{[<%].{0,500}?[%>]\}\}|^(?:import|export) [^\n]{0,300}$", re.DOTALL | re.MULTILINE
)
#: Keys of front matter that are ours by another name.
_DAY = re.compile(r"(?:19|20)\d\d-[01]\d-[0-3]\d(?=-)")
_LINE = re.compile(r"^([A-Za-z_]{2,30}):[ \t]{1,5}[\"']?([^\n\[{][^\n]{0,500}?)[\"']?[ \t]*$", re.MULTILINE)
_KEYS = {
    "pubdate": "published",
    "publishdate": "published",
    "author": "byline",
    "authors": "byline",
    "canonical": "url",
}


class MarkdownReader:
    """Reads a Markdown file: an article."""

    name = "markdown"

    def recognises(self, head: bytes, name: str) -> float:
        """Return the confidence, 0 to 1, by front matter at the top, or by the file's name."""
        named = name.lower().endswith(_ENDINGS)
        fenced = _START.match(head) is not None
        if named and re.match(rb"\s*\{\s*\n", head):
            return 0.96
        return 0.93 if fenced and named else 0.85 if fenced else 0.7 if named and head.strip() else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield one draft, or a reject that says why there is none."""
        size = path.stat().st_size
        if size > options.limits.record_bytes:
            yield too_large(source, size, options.limits.record_bytes)
            return
        data = path.read_bytes()
        try:
            found = decode(data, given=options.encoding)
        except Undecodable as error:
            yield Rejected(source, "undecodable", error.what, error.remedy, data)
            return
        text = sound_text(found.text).replace("\r\n", "\n")
        try:
            stated, rest = _front_matter(text)
        except Exception as error:  # the YAML parser's own are many
            reason = f"the front matter cannot be read: {told(error)}"
            yield Rejected(source, "broken_header", reason, "Mend it: each line `key: value`", data)
            return
        if _is_draft(stated):
            reason = "its front matter says that it is a draft"
            yield Rejected(source, "draft", reason, "Take that line out to add it", data)
            return
        if not stated:
            stated, rest = split_headers(text)
        record = _record(stated, rest)
        if not record.get("published") and not record.get("date") and (day := _named_day(source.name)):
            record |= {"published": day, "published_source": "inferred"}
        draft = draft_of_record(record, source, data, options, found.encoding)
        if isinstance(draft, Draft):
            draft = replace(draft, warnings=(*found.warnings, *draft.warnings))
            draft = warned(draft, count_of_headings(_headings(rest)))
        yield draft


def _headings(text: str) -> list[Block]:
    """Return the lines of a text, its main headings marked as such."""
    lines = ((line, _MAIN_HEADING.match(line)) for line in text.splitlines())
    return [Block(heading[1], level=1) if heading else Block(line) for line, heading in lines]


def _named_day(name: str) -> str:
    """Return the day that a file's name begins with, as Jekyll's do; empty if there is none."""
    found = _DAY.match(PurePosixPath(name.rpartition("!")[2].replace("\\", "/")).name)
    return found[0] if found else ""


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Return what stands between the fences at a text's top, and the text after them."""
    fenced = _FENCED.match(text)
    if fenced is None:
        return _leading_object(text)
    fence, inner = fenced[1], fenced[2]
    if fence == "+++":
        value: Any = tomllib.loads(inner)
    elif inner.lstrip().startswith("{"):
        value = json.loads(inner)
    else:
        import yaml  # loads slowly

        # Every value as it is written: a day stays a text for the archive's own grammar.
        try:
            value = yaml.load(inner, Loader=yaml.BaseLoader)  # noqa: S506 -- it makes texts, lists and maps alone
        except yaml.YAMLError:
            value = dict(_LINE.findall(inner))  # an unclosed quote or a colon in a title
            if not value:
                raise
    if not isinstance(value, Mapping):
        return {}, text
    record = {_KEYS.get(str(key).lower(), str(key).lower()): part for key, part in value.items()}
    return record, text[fenced.end() :]


def _leading_object(text: str) -> tuple[dict[str, Any], str]:
    """Return the JSON object that a text begins with, as generators without fences write it, and the rest."""
    if re.match(r"\s*\{\s*\n", text):
        with suppress(ValueError):
            value, end = json.JSONDecoder().raw_decode(text.lstrip())
            if isinstance(value, dict) and text.lstrip()[end:].strip():
                return value, text.lstrip()[end:]
    return {}, text


def _is_draft(stated: Mapping[str, Any]) -> bool:
    """Tell whether front matter says that the article is not published."""
    said = {key: str(stated.get(key, "")).strip().lower() for key in ("draft", "published")}
    return said["draft"] in ("true", "yes", "1") or said["published"] in ("false", "no")


def _record(stated: Mapping[str, Any], rest: str) -> dict[str, Any]:
    """Return what front matter states, with the text without Markdown's marks as the body."""
    from markdown_it import MarkdownIt

    markup = MarkdownIt("commonmark", {"html": True}).enable("table").render(_SHORTCODE.sub("", rest))
    record = {
        key: value if isinstance(value, str | list | Mapping) else str(value) for key, value in stated.items()
    }
    if not record.get("title") and (heading := re.match(r"\s*#\s+(\S[^\n]{0,300})\n", rest)):
        record["title"] = heading[1].strip("# ")
    if str(record.get("published", "")).strip().lower() in ("true", "yes"):
        del record["published"]  # Jekyll's: that it is published, not when
    return {**record, "body": text_of_fragment(markup)}
