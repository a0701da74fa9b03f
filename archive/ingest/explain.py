"""Explanations for people: what would be stored of an input and why, and the history of an article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from archive.ingest.pipeline import Outcome
from archive.model.article import Article, Evidence, Published
from archive.model.history import Entry, Kind
from archive.model.serialize import to_record

_BEGINNING = 100
_KINDS = {
    "new": "would be added as",
    "changed": "would be a new revision of",
    "same": "is in the archive already as",
}


def outcome_lines(outcome: Outcome) -> Iterator[str]:
    """Yield lines that say what would be stored of an input, with the evidence, or why it is rejected."""
    rejected = outcome.rejected
    if rejected is not None:
        yield f"{rejected.source} would be rejected ({rejected.code}): {rejected.reason}"
        yield f"  to mend it: {rejected.remedy}"
        return
    article = outcome.article
    if article is not None:
        yield f"{outcome.source} {_KINDS[outcome.kind]} {article.id}"
        yield from (f"  {line}" for line in article_lines(article))
    yield from (f"  note: {notice}" for notice in outcome.notices)


def article_lines(article: Article) -> Iterator[str]:
    """Yield an article's values with their evidence, its mentions and its furniture, a line each."""
    why = {evidence.field: evidence for evidence in article.evidence}
    values = {
        "title": article.title,
        "outlet": f"{article.outlet.name} [{article.outlet.id}]" if article.outlet else None,
        "byline": article.byline,
        "agencies": "، ".join(article.agencies) or None,
        "published": _published(article.published),
        "url": article.url,
        "language": _language(article),
    }
    for name, value in values.items():
        yield f"{name}: {value or 'unknown'}{_because(why.get(name), value)}"
    yield f"body: {len(article.paragraphs)} paragraphs, {len(article.body)} characters: {_cut(article.body)}"
    for platform, count in Counter(mention.platform for mention in article.mentions).items():
        surfaces = dict.fromkeys(m.surface for m in article.mentions if m.platform == platform)
        yield f"platform: {platform}, {count} mentions: {'، '.join(surfaces)}"
    for part in article.furniture:
        yield f"furniture: {part.role}, after paragraph {part.paragraph}: {_cut(part.text)}"
    for warning in article.warnings:
        yield f"warning ({warning.code}): {_cut(str(warning))}"
    for name, value in article.extra.items():
        yield f"{name}: {_cut(value)}"


def outcome_record(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as JSON: `source`, `kind`, and `article` (a record with evidence) or `rejected`."""
    record: dict[str, Any] = {"source": str(outcome.source), "kind": outcome.kind}
    if outcome.article is not None:
        record["article"] = to_record(outcome.article)
    if outcome.rejected is not None:
        rejected = outcome.rejected
        record["rejected"] = {
            "code": rejected.code,
            "reason": rejected.reason,
            "remedy": rejected.remedy,
        }
    return record | ({"notices": list(outcome.notices)} if outcome.notices else {})


def entry_line(entry: Entry) -> str:
    """Return an entry of an article's history as one line: time, event, who and why."""
    said = " ".join(part for part in (f"by {entry.who}" if entry.who else "", entry.why) if part)
    return f"{entry.at}  {_happened(entry)}{f' ({said})' if said else ''}"


def _happened(entry: Entry) -> str:
    fields = ", ".join(entry.fields)
    match entry.kind:
        case Kind.ADDED:
            return "added"
        case Kind.CHANGED:
            return f"revision {entry.revision}: {fields or 'changed'}"
        case Kind.CORRECTED:
            return f"corrected {fields} to {entry.value or 'nothing'}"
        case Kind.UNDONE | Kind.UNDATED:
            return f"took back {fields} = {entry.value or 'nothing'}"
        case Kind.DATED:
            return f"dated {entry.value} by a claim that another article tells"
        case kind:
            return str(kind)


def _language(article: Article) -> str | None:
    """Return the language's code, with its script's share if other scripts stand beside it."""
    share = article.script_share
    mixed = f" ({share:.0%} of the letters)" if share is not None and share < 0.95 else ""
    return f"{article.language}{mixed}" if article.language else None


def _published(published: Published) -> str | None:
    if published.start is None or published.end is None:
        return None
    days = dict.fromkeys((published.start.isoformat(), published.end.isoformat()))
    return f"{' to '.join(days)} ({published.precision}, {published.source})"


def _because(evidence: Evidence | None, value: str | None) -> str:
    if evidence is None or value is None:
        return ""
    quote = f", «{_cut(evidence.quote)}»" if evidence.quote and evidence.quote != value else ""
    sure = "" if evidence.confidence == 1 else f", {evidence.confidence:.0%} sure"
    return f"  [{evidence.source}{quote}{sure}]"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _BEGINNING else f"{line[:_BEGINNING]}…"
