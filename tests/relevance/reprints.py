"""Measures near-duplicates on edited copies of articles: `python -m tests.relevance.reprints CORPUS.jsonl`.

Each kind of edit, in three strengths, is applied to `--articles` articles drawn by `--seed`; and of articles
with numbers or names, formula texts of another event are made. Printed for each kind: how many pairs there
are, and how many are taken for reprints. No text is kept.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from archive.dedup.minhash import is_reprint
from tests.archive.support.reprint_kinds import EDITS, other_names, other_numbers

#: Texts of so many words are edited, of so many at most taken for a formula, where so many words differ.
_WORDS, _FORMULA_WORDS, _SWAPS = (60, 700), 220, 3

Pair = tuple[str, str]


def reprints(bodies: list[str], rng: random.Random) -> Iterator[tuple[str, Pair]]:
    """Yield each kind with its strength, and the pair of a body and its edited copy if it is another."""
    for body in bodies:
        for kind, edit in EDITS.items():
            for strength in (1, 2, 3):
                copy = edit(body, rng, strength)
                if copy != body:
                    yield f"{kind} {strength}", (body, copy)


def formulas(bodies: list[str], rng: random.Random) -> Iterator[tuple[str, Pair]]:
    """Yield each kind of formula, and the pair of a body and the same formula of another event."""
    for body in bodies:
        for kind, change in (("other numbers", other_numbers), ("other names", other_names)):
            other = change(body, rng)
            differing = sum(one != two for one, two in zip(body.split(), other.split(), strict=False))
            if len(body.split()) <= _FORMULA_WORDS and differing >= _SWAPS:
                yield kind, (body, other)


def main() -> None:
    """Print, for each kind, the pairs and how many of them are taken for reprints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rng = random.Random(asked.seed)
    with asked.corpus.open(encoding="utf-8") as lines:
        bodies = [
            body
            for line in lines
            if _WORDS[0] <= len((body := str(json.loads(line).get("body"))).split()) <= _WORDS[1]
        ]
    drawn = rng.sample(bodies, min(asked.articles, len(bodies)))
    for name, pairs in (("reprints", reprints(drawn, rng)), ("formulas", formulas(drawn, rng))):
        told, made = Counter[str](), Counter[str]()
        for kind, pair in pairs:
            made[kind] += 1
            told[kind] += is_reprint(*pair)
        for kind, count in made.items():
            print(f"{name:9} {kind:24} {told[kind]:5} of {count:5}  {told[kind] / count:.3f}")
        share = told.total() / max(1, made.total())
        print(f"{name:9} {'all':24} {told.total():5} of {made.total():5}  {share:.3f}")


if __name__ == "__main__":
    main()
