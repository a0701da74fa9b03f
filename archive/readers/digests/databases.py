"""Exports of press databases: Nexis, Nexis Uni, ProQuest and Factiva, cut by the marks of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from archive.readers.digests.blocks import Block, Part
from archive.readers.digests.labels import Labelled, head_of, split_labelled, unwrapped
from archive.readers.digests.signs import is_date_line, rule_of

_OF_DOCUMENTS = re.compile(
    r"\s*\d[\d,.]* (?:of|de|von|sur|di) \d[\d,.]* (?:DOCUMENTS?|DOCUMENTOS?|DOKUMENTEN?|DOCUMENTI)\s*$",
    re.IGNORECASE,
)
_END_OF_DOCUMENT = re.compile(
    r"\s*(?:End of Document|Fin du document|Fin del documento|Ende des Dokuments)\s*$", re.IGNORECASE
)
_DOCUMENT_OF = re.compile(r"\s*(?:Document|الوثيقة|المستند) \d+ (?:of|من|sur|de) \d+\s*$", re.IGNORECASE)
_ACCESSION = re.compile(r"\s*(?:Document|الوثيقة|Documento|Dokument) ([A-Z][A-Z0-9]{3,7}0{2}\w{16,24})\s*$")
_WORDS = re.compile(r"\s*\d[\d,. ]* (?:words|mots|palabras|Wörter|parole|كلمات|كلمة)\s*$", re.IGNORECASE)
_CODE = re.compile(
    r"(HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|LA|CY|LP|TD|AN|SE|CLM|VOL|ART|CO|IN|NS|RE|IPC|IPD|PUB|RF|CT)(?:\s{1,8}(\S.*)|\s*)$"
)
_CODE_FIELDS = {"HD": "title", "BY": "byline", "PD": "published", "SN": "outlet"}
#: The first line of a text for Alceste: four stars or a number, then variables; and the line of a theme.
_STARRED = re.compile(r"(?:\*{4}|\d{4,6})(?:\s+\*[\w.-]+)+\s*$")
_VARIABLE = re.compile(r"\*([^\W_]+)_([\w.-]+)")
_THEME = re.compile(r"-\*\w+\s*$")
_PAGE = re.compile(r"\s*(?:Page|صفحة) \d+(?: (?:of|من|sur|de|von) \d+)?\s*$", re.IGNORECASE)
_LISTED = re.compile(
    r"\s*(?:Client/Matter|Search Terms|Search Type|Narrowed by|Content Type|Job Number)\b", re.IGNORECASE
)


def cut_nexis(blocks: Sequence[Block]) -> Iterator[Part]:
    """Split a Nexis export: a line `2 of 30 DOCUMENTS` begins each article."""
    starts = [at for at, block in enumerate(blocks) if _OF_DOCUMENTS.match(block.text)]
    for start, end in pairwise([*starts, len(blocks)]):
        yield _labelled_part([block.text for block in blocks[start + 1 : end]])


def cut_nexis_uni(blocks: Sequence[Block]) -> Iterator[Part]:
    """Split a Nexis Uni export: `End of Document` ends each article; a list of them may come first."""
    start = 0
    for at, block in enumerate(blocks):
        if _END_OF_DOCUMENT.match(block.text):
            lines = [block.text for block in blocks[start:at]]
            yield _labelled_part(_without_list(lines))
            start = at + 1


def cut_proquest(blocks: Sequence[Block]) -> Iterator[Part]:
    """Split a ProQuest export: `Document 2 of 30` begins each article, or rows of `_` separate them."""
    starts = [at for at, block in enumerate(blocks) if _DOCUMENT_OF.match(block.text)]
    if not starts:
        starts = _ruled_proquest(blocks)
    for start, end in pairwise([*starts, len(blocks)]):
        lines = [block.text for block in blocks[start + 1 : end] if not rule_of(block.text)]
        if any(line.strip() for line in lines):
            yield _labelled_part(lines, first_is_title=True)


def _ruled_proquest(blocks: Sequence[Block]) -> list[int]:
    """Return the places of the rows of `_` before articles that name ProQuest."""
    rules = [at for at, block in enumerate(blocks) if rule_of(block.text) == "_"]
    return [
        start
        for start, end in pairwise([*rules, len(blocks)])
        if any("proquest document id" in block.text.lower() for block in blocks[start:end])
    ]


def cut_alceste(blocks: Sequence[Block]) -> Iterator[Part]:
    """Split a corpus for Alceste or Iramuteq: a line `**** *year_2016 *paper_x` begins each text."""
    starts = [at for at, block in enumerate(blocks) if _STARRED.match(block.text)]
    if not starts or any(block.text.strip() for block in blocks[: starts[0]]):
        return
    for start, end in pairwise([*starts, len(blocks)]):
        lines = [block.text for block in blocks[start:end]]
        text = "\n".join(line for line in lines[1:] if not _THEME.match(line)).strip("\n")
        variables = dict(_VARIABLE.findall(lines[0]))
        yield Part(text, "\n".join(lines), {}, variables)


def cut_factiva(blocks: Sequence[Block]) -> Iterator[Part]:
    """Split a Factiva export: a line `Document ABC0000020160207ec2700001` ends each article."""
    start = 0
    for at, block in enumerate(blocks):
        if found := _ACCESSION.match(block.text):
            lines = [block.text for block in blocks[start:at]]
            yield _factiva_part(lines, found[1])
            start = at + 1
        elif (
            (coded := _CODE.match(block.text))
            and coded[1] == "AN"
            and (id_ := _ACCESSION.match(coded[2] or ""))
        ):
            lines = [block.text for block in blocks[start:at]]
            yield _coded_part(lines, id_[1])
            start = at + 1


def _labelled_part(lines: Sequence[str], *, first_is_title: bool = False) -> Part:
    found = split_labelled(lines)
    fields = _fields(found, first_is_title=first_is_title)
    extra = {key: found.fields[key] for key in ("section", "place", "accession") if found.fields.get(key)}
    body = found.body or [found.fields.get("abstract", "")]
    return Part("\n".join(unwrapped(body)), "\n".join(lines), fields, extra)


def _fields(found: Labelled, *, first_is_title: bool) -> dict[str, str]:
    if first_is_title:
        title = next((line.strip() for line in found.before if line.strip()), "")
        head = {"title": title} if title else {}
    else:
        head = head_of(found.before)
    wanted = ("title", "published", "outlet", "byline", "url")
    stated = {name: found.fields[name] for name in wanted if found.fields.get(name)}
    loaded = {"published": found.fields["loaded"]} if found.fields.get("loaded") else {}
    return {**loaded, **head, **stated}


def _without_list(lines: Sequence[str]) -> list[str]:
    """Return the lines after a list of the export's articles, without page numbers."""
    last = max((at for at, line in enumerate(lines) if _LISTED.match(line)), default=-1)
    return [line for line in lines[last + 1 :] if not _PAGE.match(line)]


def _factiva_part(lines: Sequence[str], accession: str) -> Part:
    """Read an article whose title, word count, day, outlet and rights stand above its text."""
    if any(_CODE.match(line) and line.startswith("HD") for line in lines):
        return _coded_part(lines, accession)
    at = next((at for at, line in enumerate(lines) if _WORDS.match(line)), None)
    if at is None:
        return Part("\n".join(lines), "\n".join(lines), {"id": accession})
    above = [line.strip() for line in lines[:at] if line.strip()]
    below = [(n, line.strip()) for n, line in enumerate(lines[at + 1 :], start=at + 1) if line.strip()]
    fields = {"id": accession}
    if above:
        fields["title"] = above[0] if not _is_byline(above[0]) else above[-1]
    if len(above) > 1 and _is_byline(above[-1]):
        fields["byline"] = above[-1]
    end = _read_factiva_head(below, fields)
    text = "\n".join(lines[end:]).strip("\n")
    return Part(text, "\n".join(lines), fields)


def _is_byline(line: str) -> bool:
    return bool(re.match(r"(?:by|par|von|por|بقلم|كتب)\b", line, re.IGNORECASE))


def _read_factiva_head(below: Sequence[tuple[int, str]], fields: dict[str, str]) -> int:
    """Read day, time, outlet, code, page, language and rights; return where the text begins."""
    end = below[0][0] if below else 0
    for n, line in below[:9]:
        is_rights = re.match(r"(?:copyright|©|\(c\))", line, re.IGNORECASE)
        if len(line) > 120 and not is_rights:
            return n
        end = n + 1
        if is_rights:
            return end
        if "published" not in fields and is_date_line(line):
            fields["published"] = line
        elif "published" in fields and "outlet" not in fields and not re.match(r"\d{1,2}:\d\d", line):
            fields["outlet"] = line
    return end


def _coded_part(lines: Sequence[str], accession: str) -> Part:
    """Read an article in Factiva's codes: HD, BY, PD, SN; LP and TD hold the text."""
    fields: dict[str, list[str]] = {}
    code = ""
    for line in lines:
        found = _CODE.match(line)
        if found:
            code = found[1]
            fields.setdefault(code, []).append(found[2] or "")
        elif code:
            fields[code].append(line)
    named = {name: " ".join(" ".join(fields.get(code, ())).split()) for code, name in _CODE_FIELDS.items()}
    text = "\n".join(line for code in ("LP", "TD") for line in fields.get(code, ()) if line.strip())
    return Part(text, "\n".join(lines), {"id": accession, **{name: v for name, v in named.items() if v}})
