"""Proposals: words of the archive that may be one, for its owner to accept or refuse, each with its evidence.

* *Pairs*: a name with its Latin form in brackets («فاينانشال تايمز (Financial Times)»): the words before the
  bracket that sound like it, or those that stand before it again and again.
* *Spellings*: words that differ by letters for one foreign sound alone (غ ج ق ك), each in several articles,
  and beside the same words: «تشونغ» and «تشونج», not «مجال» and «مقال».
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.analysis.skeletons import distance, latin_letters, latin_skeletons, renderings, skeleton
from index.analysis.tokenizer import tokenize
from index.analysis.variants import Variants
from index.analysis.wordlists import is_stop_word
from index.search.snapshot import Snapshot

#: In how many articles a pair and a spelling must stand.
FEWEST_PAIRS, FEWEST_ARTICLES = 2, 3
#: Words before a bracket that are looked at; articles that are named as evidence; letters around it.
WORDS_BEFORE, EVIDENCE, AROUND = 5, 3, 30
#: How far a word may be from its transliteration, a letter; consonants of a spelling's skeleton.
FAR, SHORTEST_SKELETON = 0.4, 4
#: Of the rows before a bracket, which part must end in the same words.
AGREEMENT = 0.6
#: Of two spellings, which part of the words beside them, and how many, are the same; articles looked at.
SHARED, FEWEST_SHARED, LOOKED_AT = 0.2, 3, 30

_PAIR = re.compile(
    r"(?<![^\W\d_a-zA-Z])((?:[^\W\d_a-zA-Z]++[ »”\"]{1,2}){1,5})"
    r"[(（]\s*([A-Za-z][A-Za-z .&'’-]{1,40}?)\s*[)）]"
)
_COUSINS = str.maketrans("غجقك", "غغغغ")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Forms that may be one word, and where they stand so."""

    id: str
    kind: str
    """`name`."""
    forms: tuple[str, ...]
    articles: int
    """How many articles attest it."""
    evidence: tuple[tuple[str, str], ...]
    """Ids of some of them, each with a passage."""


def proposals(snapshot: Snapshot, known: Variants, refused: frozenset[str]) -> list[Proposal]:
    """List what the archive attests and is neither known nor refused yet, the most attested first."""
    found = [*_pairs(snapshot), *_spellings(snapshot)]
    fresh = [one for one in found if one.id not in refused and not _is_known(one.forms, known)]
    return sorted(fresh, key=lambda one: (-one.articles, one.id))


def _is_known(forms: Sequence[str], known: Variants) -> bool:
    """Tell whether one group holds all these forms already."""
    ids = []
    for form in forms:
        words = [token.norm for token in tokenize(form)]
        widening = known.at(words, 0) if words else None
        is_whole = widening is not None and widening.length == len(words)
        ids.append({group.id for group in widening.groups} if widening and is_whole else set())
    return bool(set.intersection(*ids))


def _pairs(snapshot: Snapshot) -> Iterator[Proposal]:
    rows: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for segment in snapshot.segments:
        for document in range(segment.documents):
            if segment.live is not None and not segment.live[document]:
                continue
            body = segment.body(document)
            for match in _PAIR.finditer(body) if "(" in body or "（" in body else ():
                before = tuple(body[match.start() : match.end(1)].replace("»", " ").split())[-WORDS_BEFORE:]
                passage = body[max(0, match.start() - AROUND) : match.end() + AROUND]
                latin = " ".join(match.group(2).split())
                rows.setdefault(latin, []).append((before, segment.id(document), passage))
    for latin, stands in rows.items():
        words = _name_before(latin, [before for before, _, _ in stands])
        holding = {id_: passage for before, id_, passage in stands if before[-len(words) :] == words}
        if words and len(holding) >= FEWEST_PAIRS:
            evidence = tuple((id_, " ".join(text.split())) for id_, text in list(holding.items())[:EVIDENCE])
            id_ = "pair-" + "-".join(re.findall(r"[a-z0-9]+", latin.lower()))
            yield Proposal(id_, "name", (" ".join(words), latin), len(holding), evidence)


def _name_before(latin: str, rows: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the words before a bracket that are the name in it; empty if they cannot be told."""
    parts = [part for part in latin.split() if len(latin_letters(part)) > 2]
    sounding = Counter(
        row[-len(parts) :] for row in rows if parts and len(row) >= len(parts) and _sound_alike(row, parts)
    )
    if sounding:
        return sounding.most_common(1)[0][0]
    distinct = set(rows)  # reprints say the same, and no more
    for length in range(WORDS_BEFORE - 1, 1, -1):
        ends = Counter(row[-length:] for row in distinct if len(row) >= length)
        common = ends.most_common(1)
        if common and common[0][1] >= max(FEWEST_PAIRS, AGREEMENT * len(distinct)):
            return common[0][0]
    return ()


def _sound_alike(row: Sequence[str], parts: Sequence[str]) -> bool:
    pairs = zip(row[-len(parts) :], parts, strict=True)
    return all(_sounds_like(_norm(word), part) for word, part in pairs)


def _sounds_like(word: str, latin: str) -> bool:
    bare = word.removeprefix("ال")
    for one in (word, bare):
        if one and skeleton(one) in latin_skeletons(latin):
            far = min(distance(rendered, one) for rendered in renderings(latin))
            return far <= FAR * len(latin_letters(latin))
    return False


def _norm(word: str) -> str:
    return next((token.norm for token in tokenize(word)), "")


def _spellings(snapshot: Snapshot) -> Iterator[Proposal]:
    by_sound: dict[str, list[str]] = {}
    for word in snapshot.spellings.words():
        if len(skeleton(word).removeprefix("A")) >= SHORTEST_SKELETON and not word.startswith("ال"):
            by_sound.setdefault(word.translate(_COUSINS), []).append(word)
    for words in by_sound.values():
        if len(words) > 1:
            yield from _one_word(snapshot, words)


def _one_word(snapshot: Snapshot, words: Iterable[str]) -> Iterator[Proposal]:
    counts = {word: snapshot.spellings.frequency(word) for word in words}
    stems = {snapshot.chain.stem(word): word for word, count in counts.items() if count >= FEWEST_ARTICLES}
    first, *others = sorted(stems.values(), key=lambda word: (-counts[word], word)) or ("",)
    beside = _neighbours(snapshot, first) if others else frozenset()
    forms = [first, *(word for word in others if _share(beside, _neighbours(snapshot, word)))]
    if len(forms) < 2:
        return
    evidence = tuple(_passage(snapshot, form) for form in forms[:EVIDENCE])
    yield Proposal(f"spelling-{forms[0]}", "name", tuple(forms), counts[forms[1]], evidence)


def _share(some: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether two words stand beside the same words often enough to be one."""
    common = len(some & others)
    return common >= FEWEST_SHARED and common >= SHARED * min(len(some), len(others))


def _neighbours(snapshot: Snapshot, word: str) -> frozenset[str]:
    """Return the stems of the words that stand within two words of a word, in its first articles."""
    found: set[str] = set()
    for segment in snapshot.segments:
        number = segment.fields["surface"].find(word.encode("utf-8", "surrogatepass"))
        holding = segment.fields["surface"].documents_of(number)[:LOOKED_AT].tolist() if number >= 0 else ()
        for document in holding:
            norms = [token.norm for token in tokenize(segment.body(document))]
            at = norms.index(word) if word in norms else -1
            near = norms[max(0, at - 2) : at + 3] if at >= 0 else []
            found.update(snapshot.chain.stem(one) for one in near if one != word and not is_stop_word(one))
    return frozenset(found)


def _passage(snapshot: Snapshot, word: str) -> tuple[str, str]:
    """Return the id of an article that holds a word, and the words around it there; two empty texts else."""
    term = word.encode("utf-8", "surrogatepass")
    for segment in snapshot.segments:
        number = segment.fields["surface"].find(term)
        if number >= 0:
            document = int(segment.fields["surface"].documents_of(number)[0])
            position = segment.positions_in("surface", number, document)[:1]
            in_title, starts, _ = segment.token_spans(document, position)
            text = str(segment.record(document)["title"] if in_title[0] else segment.body(document))
            at = int(starts[0])
            return segment.id(document), " ".join(text[max(0, at - AROUND) : at + len(word) + AROUND].split())
    return "", ""
