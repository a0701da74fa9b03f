"""Damages aimed at the index: every array of its segments is hit, the headers, the lists and whole files.

Opening tells of a damage, or reading, or at the latest `sijill doctor`; nothing ends by a fault.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from archive.paths import DataFolder
from index.arrays_engine import ArraysEngine
from index.damage import first_damage
from index.errors import IndexingError
from index.figures import FigureFilters
from index.generations.folder import Generations
from index.model import Page, Query, Sort
from index.segment.array_file import MAGIC
from index.writer.verify import verify
from tests.faults.homes import ask, make_home, records, write_records
from tests.faults.report import Row

#: What is asked of an index before and after a damage.
TEXTS = (
    "وزارة", "مدينة طريق", '"افتتحت وزارة"', "مطا*", "جامغة~", "title:مستشفى", "date:2015-03", "سوق -ميناء",
    "ج*ر", '"حديقة متحف"~4', "=مصنع", "رقم:[1 TO 40]", "وزارة AND جسر", "للوزارة", "متحفها", "عن:2015",
)  # fmt: skip
#: Of so many damages, every so manyth has the index rebuilt, and all must be as before.
MENDED = 10
_BEYOND = ("header", "swap", "cut", "deleted", "manifest", "names")


@dataclass(frozen=True, slots=True)
class Extent:
    """Where an array stands in a segment's file, in bytes."""

    file: Path
    name: str
    start: int
    size: int


def run_segments(folder: Path, seed: int, count: int) -> list[Row]:
    """So many aimed damages: two in three of an array, all arrays in turn, the others beyond them."""
    base = _base(folder / "base", seed)
    sound = list(_answers(base.index))
    other = DataFolder(shutil.copytree(base.home, folder / "rebuilt"))
    ask(other.home, "rebuild", "--workers", "1")
    rebuilt = list(_answers(other.index))
    aims = [aim for path in sorted(_live(base).glob("*.arrays")) for aim in extents(path)]
    random.Random(seed).shuffle(aims)
    rows: dict[str, Row] = {}
    for number in range(count):
        choice = random.Random(seed * 100_000 + number)
        home = folder / "try"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(base.home, home)
        held = DataFolder(home)
        if number % 3 < 2:
            aim = aims[(number // 3 * 2 + number % 3) % len(aims)]
            kind = "array"
            what = _hit(replace(aim, file=_live(held) / aim.file.name), choice)
        else:
            kind = _BEYOND[number // 3 % len(_BEYOND)]
            what = _HARMS[kind](_live(held), choice)
        row = rows.setdefault(kind, Row("segment", kind))
        note, wrongs = _judge(held, sound)
        row.count(note)
        if number % MENDED == 0:
            wrongs += _mended(held, rebuilt)
        row.wrongs += [f"seed {seed}, damage {number} ({what}): {wrong}" for wrong in wrongs]
    return list(rows.values())


def _base(home: Path, seed: int) -> DataFolder:
    """A data folder whose index has two segments, the first with hidden articles."""
    folder = make_home(home, seed)
    ask(home, "add", write_records(home.parent / "more.jsonl", [*map(_told, records(seed + 1, 15))]))
    ask(home, "remove", f"s{seed}-7", "--why", "x")
    if len(Generations(folder.index).manifest().segments) < 2 or not list(_live(folder).glob("*.deleted")):
        raise RuntimeError("the index has not the segments that it was to have")
    return folder


def _told(record: dict[str, str]) -> dict[str, str]:
    """A record that fills every field and column of a segment."""
    number = int(record["id"].rpartition("-")[2])
    told = f"أعلنت تويتر يوم 3 مارس 2015 حذف {1_000 + number} حساب. {record['body']}"
    where = {
        "url": f"https://news.example/a/{number}",
        "outlet": f"صحيفة {number % 3}",
        "author": "سمير حداد",
    }
    return {**record, **where, "body": told}


def _live(folder: DataFolder) -> Path:
    generations = Generations(folder.index)
    return generations.path(generations.manifest().number)


def extents(path: Path) -> Iterator[Extent]:
    """Where the arrays of a segment that hold anything stand, read as docs/index-format.md has it."""
    content = path.read_bytes()
    length = int.from_bytes(content[8:16], "little")
    base = -(-(16 + length) // 64) * 64
    for name, (kind, offset, count) in json.loads(content[16 : 16 + length])["arrays"].items():
        if count:
            yield Extent(path, name, base + offset, count * int(kind[2:]))


def _hit(aim: Extent, choice: random.Random) -> str:
    """Change bits, bytes or a stretch of an array."""
    data = bytearray(aim.file.read_bytes())
    length = min(aim.size, choice.choice((1, 1, 2, 4, 8, 64, 4096)))
    at = aim.start + choice.randrange(aim.size - length + 1)
    before = bytes(data[at : at + length])
    if length == 4096:
        data[at : at + length] = bytes(length)
    else:
        for place in range(at, at + length):
            data[place] ^= choice.choice((1 << choice.randrange(8), choice.randrange(1, 256)))
    if bytes(data[at : at + length]) == before:
        data[at] ^= 255
    aim.file.write_bytes(data)
    return f"{aim.name} of {aim.file.name}, {length} bytes at {at - aim.start}"


def _edit_header(live: Path, choice: random.Random) -> str:
    """Change what a header says of an array, or exchange two names; the file keeps its size."""
    path = choice.choice(sorted(live.glob("*.arrays")))
    content = path.read_bytes()
    length = int.from_bytes(content[8:16], "little")
    header = json.loads(content[16 : 16 + length])
    table = header["arrays"]
    name, other = choice.sample(sorted(table), 2)
    entry = table[name]
    what = choice.choice(("type", "offset", "count", "names", "meta", "gone"))
    match what:
        case "type":
            entry[0] = choice.choice(
                [kind for kind in ("|u1", "<u2", "<i4", "<i8", "<f8") if kind != entry[0]]
            )
        case "offset":
            entry[1] = max(0, entry[1] + choice.choice((-64, 64, 1, 10**9)))
        case "count":
            entry[2] = max(0, entry[2] + choice.choice((-1, 1, 7, 10**9)))
        case "names":
            table[name], table[other] = table[other], table[name]
        case "meta":
            header["meta"]["documents"] += choice.choice((-1, 1, 1000))
        case "gone":
            table["x" * len(name)] = table.pop(name)
    made = json.dumps(header, ensure_ascii=False).encode()
    room = -(-(16 + length) // 64) * 64 - 16
    if len(made) > room:  # The arrays would move: keep the old length and cut.
        made = made[:length]
    path.write_bytes(MAGIC + len(made).to_bytes(8, "little") + made.ljust(room, b"\0") + content[16 + room :])
    return f"{what} of {name} in the header of {path.name}"


def _swap(live: Path, _: random.Random) -> str:
    """Put two segments in each other's place."""
    one, other = sorted(live.glob("*.arrays"))[:2]
    held = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(held)
    return f"{one.name} and {other.name} exchanged"


def _cut(live: Path, choice: random.Random) -> str:
    path = choice.choice(sorted(live.glob("*.arrays")))
    kept = choice.randrange(path.stat().st_size)
    path.write_bytes(path.read_bytes()[:kept])
    return f"{path.name} cut to {kept}"


def _change(pattern: str) -> Callable[[Path, random.Random], str]:
    def harm(live: Path, choice: random.Random) -> str:
        path = choice.choice(sorted(live.glob(pattern)))
        data = bytearray(path.read_bytes())
        at = choice.randrange(len(data))
        data[at] ^= choice.randrange(1, 256)
        path.write_bytes(data)
        return f"byte {at} of {path.name}"

    return harm


_HARMS: dict[str, Callable[[Path, random.Random], str]] = {
    "header": _edit_header, "swap": _swap, "cut": _cut,
    "deleted": _change("*.deleted"), "manifest": _change("manifest.json"), "names": _change("names.json"),
}  # fmt: skip


def _answers(index: Path) -> Iterator[str]:
    """What an index answers: an answer a request, or the error that tells of a damage."""
    engine = ArraysEngine(index)
    asked: list[Callable[[], object]] = [
        *((lambda text=text: _shown(engine.search(Query(text)))) for text in TEXTS),
        lambda: _shown(engine.search(Query("", sort=Sort.NEWEST, per_page=100))),
        lambda: [hit.id for hit in engine.iterate(Query("مدينة"))],
        lambda: engine.suggest("وز"),
        lambda: [hit.id for hit in engine.similar(engine.search(Query("سوق")).hits[0].id)],
        lambda: engine.mark(Query("سوق"), engine.search(Query("سوق")).hits[0].id),
        lambda: replace(engine.figures(Query(""), FigureFilters()), groups=None, generation=0),
        lambda: engine.words(Query("مدينة")).frequent,
    ]
    for ask_ in asked:
        try:
            yield repr(ask_())
        except IndexingError as error:
            yield f"told: {error.what}"
        except Exception as error:
            yield f"fault: {type(error).__name__}: {error}"


def _shown(page: Page) -> Page:
    return replace(page, took_ms=0.0, generation=0)


def _judge(folder: DataFolder, sound: list[str]) -> tuple[str, list[str]]:
    """What came of a damage, and what is wrong with it."""
    answers = list(_answers(folder.index))
    told = any(answer.startswith("told: ") for answer in answers)
    wrongs = [answer for answer in answers if answer.startswith("fault: ")][:1]
    differing = [after for before, after in zip(sound, answers, strict=True) if after != before]
    doctor = ask(folder.home, "doctor")
    if doctor.has_traceback:
        wrongs.append(f"doctor ends by a fault: {doctor.err[-400:]}")
    if (refused := _unrefused(folder)) is not None:
        wrongs.append(f"a server that has read all files goes on answering though {refused}")
    noticed = doctor.code == 1 and bool(verify(folder.index, folder.archive_db))
    if differing and not noticed:
        wrongs.append(f"doctor calls all well, and this is answered: {differing[0][:200]}")
    if told:
        return "told by reading", wrongs
    if not noticed:
        return "harmless", wrongs
    return "told by doctor" + (", answered otherwise before" if differing else ""), wrongs


def _unrefused(folder: DataFolder) -> str | None:
    """The damage of a file from which a server goes on answering after it has read all of them."""
    engine = ArraysEngine(folder.index, watch=True)
    try:
        engine.snapshot()
        if engine.watch is not None:
            engine.watch.join()
        engine.search(Query("مدينة"))
    except IndexingError:
        return None
    return first_damage(Generations(folder.index))


def _mended(folder: DataFolder, sound: list[str]) -> list[str]:
    """What is wrong after a rebuild: other answers than a rebuild without a damage gives."""
    answer = ask(folder.home, "rebuild", "--workers", "1")
    if answer.code:
        return [f"a rebuild ends with {answer.code}: {answer.err[-400:]}"]
    return [] if list(_answers(folder.index)) == sound else ["after a rebuild something else is answered"]
