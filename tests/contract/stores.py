"""The contract of the two stores: `python -m tests.contract.stores CORPUS [--articles 1000] [--each 28]`.

It reads the corpus into a SQLite file, moves the archive into a PostgreSQL database and back by dumps,
compares the dumps byte for byte, builds an index from each, and asks both the same requests: searches of all
kinds, articles, their histories, exports. SIJILL_TEST_POSTGRES names the server. Exits with 1 where an answer
differs.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from urllib.parse import quote

from flask.testing import FlaskClient

from archive.model.article import Article
from archive.paths import DataFolder
from archive.store.dump import dump
from archive.store.load import load
from archive.store.writer import Store
from index.writer.rebuild import Plan, rebuild
from tests.contract.__main__ import articles_of
from tests.contract.queries import queries_of
from tests.postgres.address import VARIABLE, own_schema
from web import Settings, create_app

#: What differs between two askings of the same: how long it took.
_TIMED = re.compile(rb'"took_ms": ?[0-9.]+')


def requests_of(articles: Sequence[Article], each: int) -> Iterator[str]:
    """The addresses that are asked."""
    for number, (_, text) in enumerate(queries_of(articles, each)):
        query = quote(text)
        yield f"/api/v1/search?q={query}" if number % 7 else f"/search.jsonl?q={query}"
    for one in Random(5).sample(list(articles), 40):
        id_ = quote(one.id, safe="")
        yield from (f"/api/v1/articles/{id_}", f"/articles/{id_}?lang=en", f"/articles/{id_}/history?lang=en")
    yield from ("/api/v1/status", "/healthz", "/search.atom", "/api/v1/articles/none")


def change(folder: DataFolder, articles: Sequence[Article]) -> None:
    """Correct, withdraw and restore some articles, so that there is a history."""
    with Store.open(folder.archive) as store:
        for number, one in enumerate(Random(3).sample(list(articles), 30)):
            store.correct(one.id, "note", f"ملاحظة {number}", why="تجربة", who="ليلى")
            if number % 3 == 0:
                store.undo(one.id, why="خطأ")
            if number % 5 == 0:
                store.withdraw(one.id, why="طلب")
            if number % 10 == 0:
                store.restore(one.id)


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def asked(client: FlaskClient, address: str) -> tuple[int, bytes]:
    """The status and the bytes of an answer."""
    answer = client.get(address)
    return answer.status_code, _TIMED.sub(b"", answer.get_data())


def main() -> int:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--each", type=int, default=28, help="queries of each kind")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, own_schema(os.environ[VARIABLE]) as address:
        root = Path(place)
        one, two, back = (
            DataFolder(root / "one"),
            DataFolder(root / "two", address),
            DataFolder(root / "back"),
        )
        one.home.mkdir()
        articles = articles_of(given.corpus, given.articles, one)
        change(one, articles)
        for number, (source, target) in enumerate(((one, two), (two, back))):
            dump(source, root / f"dump{number}")
            began = time.process_time()
            load(root / f"dump{number}", target)
            print(f"{target.archive}: loaded in {time.process_time() - began:.1f} s of this process")
        dump(back, root / "dump2")
        dumps = [files(root / f"dump{number}") for number in range(3)]
        same = dumps[0] == dumps[1] == dumps[2]
        print(f"{len(articles):,} articles; the three dumps are {'the same' if same else 'DIFFERENT'}")
        for folder in (one, two):
            rebuild(folder, Plan(workers=1))
        clients = [
            create_app(
                Settings(
                    home=folder.home,
                    database=folder.database.url if folder.database else "",
                    limits=False,
                    access_log=False,
                )
            ).test_client()
            for folder in (one, two)
        ]
        return 1 if compared(clients, list(requests_of(articles, given.each))) or not same else 0


def compared(clients: Sequence[FlaskClient], addresses: Sequence[str]) -> int:
    """Ask both everything, print what came of it, and return how many answers differ."""
    wrong = 0
    statuses: Counter[int] = Counter()
    seconds = [0.0, 0.0]
    for address in addresses:
        answers = []
        for number, client in enumerate(clients):
            began = time.process_time()
            answers.append(asked(client, address))
            seconds[number] += time.process_time() - began
        statuses[answers[0][0]] += 1
        if answers[0] != answers[1]:
            wrong += 1
            print(f"{address} differs: {answers[0][0]} and {answers[1][0]}")
    told = ", ".join(f"{count} of status {status}" for status, count in sorted(statuses.items()))
    print(f"{len(addresses)} requests ({told}): {len(addresses) - wrong} answered alike, byte for byte")
    print(f"CPU of this process: {seconds[0]:.1f} s over SQLite, {seconds[1]:.1f} s over PostgreSQL")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
