"""Small archives to do harm to, and the `sijill` that is asked about them afterwards."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

from archive.paths import DataFolder

ROOT = Path(__file__).parent.parent.parent
#: Seconds after which a command counts as hanging.
PATIENCE = 120
_WORDS = ("وزارة", "مدينة", "طريق", "مطار", "جامعة", "مستشفى", "سوق", "ميناء", "جسر", "حديقة", "متحف", "مصنع")
_VERBS = ("افتتحت", "أعلنت", "زارت", "رممت", "وسعت", "أغلقت")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def has_traceback(self) -> bool:
        """Whether it ended by a fault of ours."""
        return "Traceback" in self.err


def sijill(home: Path, *arguments: object, **environment: str) -> Answer:
    """Run a verb on a data folder to its end."""
    with start(home, *arguments, **environment) as process:
        try:
            out, err = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            return Answer(-1, out, f"{err}\nIt did not end within {PATIENCE} seconds")
    return Answer(process.returncode, out, err)


def start(home: Path, *arguments: object, **environment: str) -> subprocess.Popen[str]:
    """Begin a verb on a data folder."""
    command = [sys.executable, "-W", "ignore", "-m", "web", *map(str, arguments), "--home", str(home)]
    return subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, text=True, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def ask(home: Path, *arguments: object) -> Answer:
    """Run a verb in this process, which starts no second one: quicker, for what is asked after a fault."""
    from click.testing import CliRunner

    from web.cli.main import sijill as command

    result = CliRunner().invoke(command, [*map(str, arguments), "--home", str(home)])
    trace = ""
    if result.exc_info and result.exception and not isinstance(result.exception, SystemExit):
        trace = "".join(traceback.format_exception(*result.exc_info))
    return Answer(result.exit_code, result.stdout, result.stderr + trace)


def records(seed: int, count: int) -> list[dict[str, str]]:
    """So many articles in our own words, the same for the same seed."""
    choice = random.Random(seed)
    made = []
    for number in range(count):
        title = f"{choice.choice(_VERBS)} {choice.choice(_WORDS)} رقم {number} في {choice.choice(_WORDS)}"
        words = " ".join(choice.choice(_WORDS) for _ in range(choice.randint(30, 900)))
        day = f"2015-{choice.randint(1, 12):02}-{choice.randint(1, 28):02}"
        body = f"{title}. {words}."
        made.append({"id": f"s{seed}-{number}", "title": title, "body": body, "published": day})
    return made


def write_records(path: Path, made: list[dict[str, str]]) -> Path:
    """A file of JSON Lines."""
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in made), encoding="utf-8")
    return path


def make_home(home: Path, seed: int, count: int = 60) -> DataFolder:
    """A data folder with some articles, two of them changed since, one withdrawn, and their index."""
    made = records(seed, count)
    home.mkdir(parents=True)
    inputs = write_records(home.parent / f"{home.name}.jsonl", made)
    changed = [{**one, "body": f"{one['body']} تحديث لاحق على الخبر."} for one in made[:2]]
    later = write_records(home.parent / f"{home.name}-later.jsonl", changed)
    for verb in (
        ("add", inputs, "--no-index"),
        ("add", later, "--no-index"),
        ("remove", made[2]["id"], "--why", "تجربة", "--no-index"),
        ("correct", made[3]["id"], "note=ملاحظة", "--why", "تجربة", "--no-index"),
        ("rebuild", "--workers", "1"),
        ("duplicates",),
    ):
        answer = sijill(home, *verb)
        if answer.code:
            raise RuntimeError(f"{verb} failed: {answer.err}")
    return DataFolder(home)
