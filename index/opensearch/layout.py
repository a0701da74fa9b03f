"""The layout of an index in the cluster: its fields, how their terms are kept, and how they are scored.

Terms are the chain's, analysed once and sent as they are. In `text`, `title` and `byline` a chunk between
spaces is a position and holds all its terms; `text_w`, `surface_w` and `gram_w` hold each term once with its
weight. `article` and `analysis` are what hits, marks and reasons are made of; the cluster does not look into
them.
"""

from __future__ import annotations

from typing import Any

from index.segment.schema import VALUE_FIELDS

#: Between the terms at one position; before a term's weight; an empty position.
BESIDE, TIMES, HOLE = "\u241f", "\u241e", "\u2400"
#: Raised when the fields change: an index of another version is stale.
LAYOUT_VERSION = 2
#: Positions between title and body.
GAP = 100
#: Code points of the longest term that is kept; no query can ask for a longer one.
LONGEST_TERM = 1_000

#: BM25F's part of a term; lengths are as Lucene rounds them, so that scores are nearly the arrays' own.
_WEIGHT = "return query.boost * (Math.log((double) field.docCount / (term.docFreq + 1)) + 1)"
_SCORE = (
    "double mean = (double) field.sumTotalTermFreq / field.docCount;"
    "return weight * doc.freq * 2.2 / (doc.freq + 1.2 * (0.25 + 0.75 * doc.length / mean))"
)

#: Fields of whole values by which a query tree asks.
KEYWORDS = (
    *VALUE_FIELDS, "country", "words", "title_words", "byline_words", "sounds", "year", "month", "day",
    "about_year", "about_month", "about_day",
)  # fmt: skip
#: The field in which each scored field's weights are.
SCORED = {"text": "text_w", "surface": "surface_w", "title": "title", "byline": "byline", "gram": "gram_w"}
#: The field that tells which documents hold a term of each field of words.
HOLDING = {"text": "text", "surface": "words", "title": "title", "byline": "byline", "gram": "gram_w"}
#: The field over whose terms a pattern of each field is expanded.
EXPANDED = {"surface": "words", "byline": "byline_words", "url": "url"}
#: The lengths of a document's scored fields.
LENGTHS = {"text": "text_length", "surface": "text_length", "title": "title_length"} | {
    "byline": "byline_length",
    "gram": "gram_length",
}


def index_body(shards: int, meta: dict[str, Any]) -> dict[str, Any]:
    """Return the settings and the mapping of a new index; `meta` is kept with it."""
    return {
        "settings": {
            "number_of_shards": shards,
            "auto_expand_replicas": "0-1",
            "refresh_interval": "-1",
            "codec": "best_compression",
            "max_regex_length": 200_000,
            "max_terms_count": 200_000,
            "unassigned.node_left.delayed_timeout": "5s",
            "similarity": {
                "bm25f": {
                    "type": "scripted",
                    "weight_script": {"source": _WEIGHT},
                    "script": {"source": _SCORE},
                }
            },
            "analysis": _analysis(),
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": meta,
            # What is put together again from here is whole articles; the rest is sent anew from the archive.
            "_source": {"includes": ["article", "analysis"]},
            "properties": _properties(),
        },
    }


def _analysis() -> dict[str, Any]:
    def captured(pattern: str) -> dict[str, Any]:
        return {"type": "pattern_capture", "preserve_original": False, "patterns": [pattern]}

    return {
        "tokenizer": {"spaces": {"type": "whitespace", "max_token_length": 1_000_000}},
        "filter": {
            "beside": captured(f"([^{BESIDE}]+)"),
            "times": {"type": "delimited_term_freq", "delimiter": TIMES},
            "holes": {"type": "stop", "stopwords": [HOLE]},
        },
        "analyzer": {
            "placed": {"tokenizer": "spaces", "filter": ["beside"]},
            "weighed": {"tokenizer": "spaces", "filter": ["times"]},
            "asked": {"tokenizer": "spaces", "filter": ["holes"]},
        },
    }


def _properties() -> dict[str, Any]:
    placed = {"type": "text", "analyzer": "placed", "search_analyzer": "asked", "position_increment_gap": GAP}
    weighed = {
        "type": "text", "analyzer": "weighed", "search_analyzer": "asked", "index_options": "freqs",
        "similarity": "bm25f",
    }  # fmt: skip
    whole = dict.fromkeys(("newest", "oldest", "published_from", "published_to", "figures"), "integer")
    whole |= dict.fromkeys(LENGTHS.values(), "integer")
    return {
        **{name: {"type": "keyword"} for name in KEYWORDS},
        # Looked up by a pattern of their own; never listed or counted.
        **{name: {"type": "keyword", "doc_values": False} for name in ("forms", "signed")},
        **{name: {"type": kind} for name, kind in whole.items()},
        "text": placed | {"norms": False},
        "title": placed | {"similarity": "bm25f"},
        "byline": placed | {"similarity": "bm25f"},
        "text_w": weighed,
        "surface_w": weighed,
        "gram_w": weighed,
        "arrival": {"type": "long"},
        "numbers": {"type": "double", "doc_values": False},
        "about": {"type": "integer_range"},
        "article": {"type": "object", "enabled": False},
        "analysis": {"type": "object", "enabled": False},
    }
