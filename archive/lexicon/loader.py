"""Reading and merging the records of a lexicon file, with errors that say how to mend it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from archive.errors import ArchiveError

_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
#: The kinds of values, in the words of the error messages.
STRING, FLAG, LIST, RECORDS = "a text", "true or false", "a list of texts", "a list of records"

_HEADER = {"introducers": LIST, "context": LIST, "adjectives": LIST, "names": RECORDS}
_NAME = {
    "id": STRING, "label": STRING, "label_en": STRING, "kind": STRING, "spellings": LIST,
    "derived": LIST, "exceptions": LIST, "domains": LIST, "cued": RECORDS,
    "collapse": FLAG, "witness": FLAG, "disabled": FLAG,
}  # fmt: skip
_CUED = {
    "spelling": STRING, "plain": FLAG, "definite": FLAG, "quoted": FLAG, "context": FLAG,
    "introducers": LIST, "traps_before": LIST, "traps_after": LIST,
}  # fmt: skip


class BadLexicon(ArchiveError):
    """A lexicon file cannot be read; the message names the file, the place and the remedy."""

    def __init__(self, path: Path, what: str, remedy: str) -> None:
        super().__init__(f"{path}: {what}", remedy=remedy)
        self.path = path


def _is(value: object, expected: str) -> bool:
    if expected == STRING:
        return isinstance(value, str) and bool(value.strip())
    if expected == FLAG:
        return isinstance(value, bool)
    item = str if expected == LIST else dict
    return isinstance(value, list) and all(isinstance(entry, item) for entry in value)


def check_keys(record: Mapping[str, object], known: Mapping[str, str], where: str, path: Path) -> None:
    """Raise `BadLexicon` for an unknown key of `record` or a value of the wrong type."""
    for key, value in record.items():
        if key not in known:
            raise BadLexicon(path, f"{where} has the unknown key {key!r}", f"Known: {', '.join(known)}.")
        if not _is(value, known[key]):
            raise BadLexicon(path, f"{key!r} of {where} is not {known[key]}", f"Write {known[key]}.")


def read_json(path: Path) -> dict[str, object]:
    """Return the JSON object in `path`; raise `BadLexicon` if there is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise BadLexicon(
            path, f"not readable as JSON in UTF-8 ({error})", "Mend or move the file."
        ) from error
    if not isinstance(content, dict):
        raise BadLexicon(path, "no JSON object", 'Write {"names": [ … ]}.')
    return content


def check_id(record: Mapping[str, object], path: Path) -> str:
    """Return the record's id; raise `BadLexicon` unless it is one that is safe in URLs."""
    name_id = record.get("id")
    if not isinstance(name_id, str) or not _ID.fullmatch(name_id):
        remedy = "Give it an id of small Latin letters, digits, - and _."
        raise BadLexicon(path, f"a record has the id {name_id!r}", remedy)
    return name_id


def read_records(path: Path) -> dict[str, object]:
    """Return the checked content of one lexicon file; raise `BadLexicon` for a fault in it."""
    content = {"names": [], **read_json(path)}
    check_keys(content, _HEADER, "the file", path)
    for record in dicts(content["names"]):
        where = f"the record {check_id(record, path)!r}"
        check_keys(record, _NAME, where, path)
        if record.get("kind", "platform") not in ("platform", "synonym"):
            raise BadLexicon(path, f"'kind' of {where} is unknown", "Write platform or synonym.")
        _check_spellings(record, where, path)
    return content


def _check_spellings(record: Mapping[str, object], where: str, path: Path) -> None:
    spellings = record.get("spellings")
    for entry in dicts(record.get("cued", [])):
        check_keys(entry, _CUED, f"'cued' of {where}", path)
        if "spelling" not in entry:
            raise BadLexicon(path, f"'cued' of {where} lacks a spelling", "Name the spelling.")
        spellings = [*(spellings if isinstance(spellings, list) else []), entry["spelling"]]
    for spelling in spellings if isinstance(spellings, list) else []:
        if not any(char.isalnum() for char in str(spelling)):
            raise BadLexicon(path, f"{where} has a spelling without letters", "Write the name as it is read.")


def merge_records(
    known: dict[str, dict[str, object]], records: Iterable[dict[str, object]], path: Path
) -> None:
    """Add records to `known` in place: lists grow, other values are replaced, disabled ids go."""
    for record in records:
        name_id = str(record["id"])
        if record.get("disabled"):
            known.pop(name_id, None)
            continue
        added = {key: value for key, value in record.items() if key != "disabled"}
        known[name_id] = grown(known.get(name_id, {}), added)
        missing = [key for key in ("label", "spellings") if not known[name_id].get(key)]
        if missing:
            remedy = "A new name needs id, label and spellings."
            raise BadLexicon(path, f"the record {name_id!r} lacks {' and '.join(missing)}", remedy)
        known[name_id].setdefault("label_en", name_id)


def grown(old: dict[str, object], new: dict[str, object]) -> dict[str, object]:
    """Return a copy of `old` updated with `new`; lists are concatenated without repeats."""
    grown = {**old, **new}
    for key, value in new.items():
        before = old.get(key)
        if isinstance(value, list) and isinstance(before, list):
            grown[key] = before + [item for item in value if item not in before]
    return grown


def strings(value: object) -> list[str]:
    """Return the strings of a list, in order; an empty list if the value is no list."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def dicts(value: object) -> list[dict[str, object]]:
    """Return the dicts of a list, in order; an empty list if the value is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
