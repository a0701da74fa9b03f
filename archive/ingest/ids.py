"""Ids within their sources: nobody is overwritten because two files count from 1.

An id that an input states is an id within its source: a channel, a table, a file. It becomes the article's id
as it stands where no one has it yet. Where another article has it (another source's, with another text), the
input's source is put before it: `paper_b~1`. Adding the same input again finds the id that it was given.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path, PurePath

from archive.ingest.assemble import Item
from archive.ingest.discover import place_of
from archive.model.article import Article
from archive.model.figure import key_of
from archive.model.identity import former_id, identify, safe_id, scoped_id, web_address
from archive.model.warning import ArticleWarning, WarningCode
from archive.readers.base import Draft, Rejected, Source
from archive.store.reader import StoreReader
from archive.text.arabic import fold

#: Texts that share this part of their pairs of words tell one article.
ALIKE = 0.2
#: So many pairs of words stand for a text, the ones with the least hashes.
_SKETCH = 200
_RECORD = re.compile(r":\d+$")


@dataclass(frozen=True, slots=True)
class _Holder:
    """The article that has an id: the values that an input with the same id is compared with."""

    original: str | None
    address: str | None
    source: str
    channel: str
    outlet: str
    sketch: array[int]
    """The least hashes of its text's pairs of words, ascending."""

    @classmethod
    def of(cls, article: Article) -> _Holder:
        """Return the values of an article that others are compared with."""
        address = web_address(article.url) if article.url else None
        text = f"{article.title or ''} {article.body}"
        return cls(
            article.original,
            address,
            _RECORD.sub("", article.source or ""),
            article.extra.get("channel", ""),
            article.outlet.id if article.outlet else "",
            _sketch(text),
        )


class IdResolver:
    """Gives the articles of one intake their ids, in the order in which they come."""

    def __init__(self, store: StoreReader) -> None:
        self._store = store
        #: What this run gave ids to, while the store cannot be asked for it.
        self._pending: dict[str, Article] = {}
        self._judged: dict[str, _Holder] = {}
        self._claimed: set[str] = set()
        #: Those claimed by the chunk that is being taken in.
        self._fresh: set[str] = set()

    def settle(
        self, items: Sequence[Item], results: Sequence[Article | Rejected]
    ) -> list[Article | Rejected]:
        """Return the results of a chunk, each article under the id that it has or gets in the archive."""
        self._fresh = set()
        ids = [id_ for item, result in zip(items, results, strict=True) for id_ in _first_ids(item, result)]
        known = self._store.originals_of(list(dict.fromkeys(ids)))
        return [self._settled(item, result, known) for item, result in zip(items, results, strict=True)]

    def end_chunk(self, *, stored: bool) -> None:
        """Let go of a chunk's articles; of those not stored, what to compare others with is kept."""
        if not stored:
            self._judged |= {id_: _Holder.of(article) for id_, article in self._pending.items()}
        self._pending.clear()

    def forget_chunk(self) -> None:
        """Take back the ids of a chunk that could not be stored, so that it can be settled anew."""
        self._claimed -= self._fresh
        self._pending.clear()

    def _settled(
        self, item: Item, result: Article | Rejected, known: Mapping[str, frozenset[str]]
    ) -> Article | Rejected:
        if isinstance(item, Rejected) or isinstance(result, Rejected):
            return result
        if not item.fields.get("id", "").strip():
            return _as_before(item, result, known)
        id_ = self._id_of(item, result, known)
        self._fresh |= {id_} - self._claimed
        self._claimed.add(id_)
        settled = result if id_ == result.id else with_id(result, id_)
        self._pending[id_] = settled
        plain = safe_id(item.fields["id"].strip())
        return settled if id_ in (result.id, plain) else _warned(settled, item.fields["id"].strip())

    def _id_of(self, item: Draft, article: Article, known: Mapping[str, frozenset[str]]) -> str:
        plain = safe_id(item.fields["id"].strip())
        for id_ in (article.id, plain):
            if id_ not in self._claimed and article.original in known.get(id_, ()):
                return id_
        if not any(id_ in known or id_ in self._claimed for id_ in (article.id, plain)):
            return article.id
        candidates = list(_candidates(item, article))
        holders = self._holders([*candidates, plain])
        for id_ in (*candidates, plain):
            if id_ in holders and holders[id_].original == article.original and id_ not in self._claimed:
                return id_
        if (
            article.id not in holders
            and plain in holders
            and self._is_one(plain, holders[plain], article, item)
        ):
            return plain  # before ids had scopes
        for id_ in candidates[:-1]:
            if id_ not in holders or self._is_one(id_, holders[id_], article, item):
                return id_
        return candidates[-1]

    def _holders(self, candidates: Sequence[str]) -> dict[str, _Holder]:
        articles = self._store.get_even_withdrawn(candidates)
        articles |= {id_: self._pending[id_] for id_ in candidates if id_ in self._pending}
        judged = {id_: self._judged[id_] for id_ in candidates if id_ in self._judged}
        return judged | {id_: _Holder.of(article) for id_, article in articles.items()}

    def _is_one(self, id_: str, holder: _Holder, article: Article, item: Draft) -> bool:
        """Tell whether the article under an id is the input's: same bytes, address, place or similar text."""
        new = _Holder.of(article)
        if holder.original is not None and holder.original == new.original:
            return True
        if holder.channel and new.channel and holder.channel != new.channel:
            return False
        if holder.address and new.address:
            return holder.address == new.address
        if id_ not in self._claimed and _is_same_file(holder.source, item.source):
            return True
        # Two papers may print one agency's text.
        is_other = bool(holder.outlet and new.outlet) and holder.outlet != new.outlet
        return not is_other and _resemblance(holder.sketch, new.sketch) >= ALIKE


def with_id(article: Article, id_: str) -> Article:
    """Return the article under another id, its figures' keys changed to match."""
    renamed = replace(article, id=id_)
    figures = tuple(replace(figure, key=key_of(id_, figure)) for figure in article.figures)
    return replace(renamed, figures=figures)


def _first_ids(item: Item, result: Article | Rejected) -> Iterator[str]:
    """Yield the ids that an input may have in the archive already, before a clash of ids is resolved."""
    if isinstance(item, Rejected) or isinstance(result, Rejected):
        return
    yield result.id
    if item.fields.get("id", "").strip():
        if item.scope:
            yield safe_id(item.fields["id"].strip())
    elif item.fields.get("url"):
        yield from _ids_before(item, result)


def _as_before(item: Draft, article: Article, known: Mapping[str, frozenset[str]]) -> Article:
    """Keep the id an input got when its address was not yet read; return the article under that id."""
    if article.id in known or not item.fields.get("url"):
        return article
    before = next((id_ for id_ in _ids_before(item, article) if article.original in known.get(id_, ())), None)
    return article if before is None else with_id(article, before)


def _ids_before(item: Draft, article: Article) -> Iterator[str]:
    """Yield the ids that an input with an address may have got by earlier rules."""
    former = former_id(article.url) if article.url else None
    if former is not None:
        yield former
    yield _id_without_address(item, article)


def _id_without_address(item: Draft, article: Article) -> str:
    stem = PurePath(item.source.name.rpartition("!")[2]).stem
    return identify(given=None, url=None, stem=stem, digest=article.original or "").id


def _candidates(item: Draft, article: Article) -> Iterator[str]:
    """Yield the ids that an input may have, the plainest first; the last one is unique to the input."""
    given = item.fields["id"].strip()
    yield article.id
    label = item.extra.get("channel") or PurePath(item.source.name.rpartition("!")[2]).stem.partition(".")[0]
    yield scoped_id(label, given)
    yield scoped_id(label, f"{given}~{place_of(Source(item.source.name))[:8]}")
    text = article.url or f"{article.title or ''}\n{article.body}"
    yield scoped_id(
        label, f"{given}~{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
    )


def _warned(article: Article, given: str) -> Article:
    words = f"another article of the archive has the id {given}, so this one got one of its own"
    warning = ArticleWarning(WarningCode.SAME_ID, words)
    return replace(article, warnings=(*article.warnings, warning))


def _is_same_file(name: str, source: Source) -> bool:
    """Tell whether a source's name, as it was written then, names the file of this source."""
    if name == source.name:
        return True
    (then, _, entry), (now, _, other) = name.partition("!"), source.name.partition("!")
    return (
        entry == other
        and PurePath(then).name == PurePath(now).name
        and Path(then).resolve() == Path(now).resolve()
    )


def _sketch(text: str) -> array[int]:
    """Return the smallest hashes of a text's word pairs, ascending (a bottom-k MinHash sketch)."""
    words = fold(text).split()
    pairs = {f"{first} {second}" for first, second in pairwise(words)} or set(words)
    return array("I", sorted(zlib.crc32(pair.encode("utf-8", "surrogatepass")) for pair in pairs)[:_SKETCH])


def _resemblance(first: Sequence[int], second: Sequence[int]) -> float:
    """Return the share of word pairs that two texts have in common, from their sketches (Broder 1997)."""
    union = sorted({*first, *second})[:_SKETCH]
    both = set(first) & set(second)
    return sum(pair in both for pair in union) / len(union) if union else 1.0
