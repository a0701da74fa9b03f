"""Verification of an index in the cluster: its counts, its ids, and articles that their own titles find."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any

from archive.database_address import ArchiveLocation
from archive.errors import ArchiveError
from archive.store.damage.salvage import sound_archive
from archive.store.writer import Store
from archive.text.encodings import utf8
from index.analysis.tokenizer import tokenize
from index.errors import IndexingError
from index.opensearch.connection import Address, Cluster
from index.opensearch.encode import cut, read_article
from index.opensearch.state import count_articles, read_state
from index.opensearch.wire import clean
from index.writer.verify_articles import Finding

#: Articles that are looked for by their titles; ids of one request.
SAMPLE, STEP = 20, 5_000


def check_new(cluster: Cluster, index: str, articles: int, ids: Iterable[str] | None) -> Iterator[Finding]:
    """Yield what is wrong with an index that was just built of so many articles, with these ids."""
    counted = count_articles(cluster, index)
    if counted != articles:
        yield Finding(f"the index holds {counted} articles where {articles} are expected")
    if ids is not None:
        yield from check_ids(cluster, index, ids)
    yield from check_titles(cluster, index)


def check_ids(cluster: Cluster, index: str, ids: Iterable[str]) -> Iterator[Finding]:
    """Yield the first id in which the index differs from `ids`, which come in the order of their bytes."""
    for indexed, archived in zip_longest(all_ids(cluster, index), map(clean, ids)):
        if indexed == archived:
            continue
        if archived is None or (indexed is not None and utf8(indexed) < utf8(archived)):
            yield Finding(f"articles of the index are not in the archive, or twice there, such as {indexed}")
        else:
            yield Finding(f"articles of the archive are not in the index, such as {archived}")
        return


def all_ids(cluster: Cluster, index: str) -> Iterator[str]:
    """Yield the ids of an index in the order of their bytes."""
    after: list[str] | None = None
    while True:
        body: dict[str, Any] = {
            "query": {"match_all": {}},
            "sort": [{"id": "asc"}],
            "size": STEP,
            "_source": False,
        }
        hits = cluster.search(index, body | ({"search_after": after} if after else {}))["hits"]["hits"]
        yield from (hit["sort"][0] for hit in hits)
        if len(hits) < STEP:
            return
        after = hits[-1]["sort"]


def check_titles(cluster: Cluster, index: str) -> Iterator[Finding]:
    """Yield articles of a sample that the words of their own titles do not find."""
    sample = {"function_score": {"query": {"match_all": {}}, "random_score": {"seed": 7, "field": "arrival"}}}
    hits = cluster.search(index, {"query": sample, "size": SAMPLE, "_source": ["article"]})["hits"]["hits"]
    for hit in hits:
        article = read_article(hit["_source"]["article"])
        words = dict.fromkeys(
            token.norm for token in tokenize(article.title or article.body[:200].rpartition(" ")[0])
        )
        filters = [{"term": {"id": article.id}}, *({"term": {"words": cut(word)}} for word in words)]
        found = cluster.search(
            index, {"query": {"bool": {"filter": filters}}, "size": 0, "track_total_hits": True}
        )
        if found["hits"]["total"]["value"] != 1:
            yield Finding(f"article {article.id} is not found by its own title")


def check_changed(cluster: Cluster, index: str, wanted: Mapping[str, bool]) -> Iterator[Finding]:
    """Yield the articles of an update that are there and should not be, or the other way round."""
    ids = list(wanted)
    for first in range(0, len(ids), STEP):
        asked = ids[first : first + STEP]
        body = {"query": {"terms": {"id": asked}}, "size": STEP, "_source": False, "docvalue_fields": ["id"]}
        hits = cluster.search(index, body)["hits"]["hits"]
        there = [hit["fields"]["id"][0] for hit in hits]
        wrong = [id_ for id_ in asked if there.count(clean(id_)) != int(wanted[id_])]
        if wrong:
            yield Finding(
                f"{len(wrong)} changed articles are missing, twice there, or not gone, such as {wrong[0]}"
            )


def verify(address: Address, archive: ArchiveLocation | None = None) -> tuple[Finding, ...]:
    """Return everything wrong with the live index: counts, titles, and against the archive."""
    cluster = Cluster(address)
    try:
        state = read_state(cluster)
        findings = list(check_titles(cluster, state.index))
        if archive is not None:
            findings += _check_archive(cluster, state.index, state.sequence, archive)
    except IndexingError as error:
        return (Finding(error.what, error.remedy),)
    finally:
        cluster.close()
    return tuple(findings)


def _check_archive(
    cluster: Cluster, index: str, sequence: int, archive: ArchiveLocation
) -> Iterator[Finding]:
    try:
        with sound_archive(archive) as sound, Store.open_reader(sound.location) as store:
            yield from (Finding(line, "Run `sijill repair`") for line in sound.lost)
            if sequence > store.sequence:
                yield Finding(
                    "the index knows of changes that the archive has not: was it built from another?"
                )
            else:
                yield from check_ids(cluster, index, store.ids_at(sequence))
    except ArchiveError as error:
        yield Finding(error.what, error.remedy)
