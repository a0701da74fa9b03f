"""Attacks: hostile requests to a server of our own on 127.0.0.1, bounded, and what it answers."""

from __future__ import annotations

import random
import socket
import subprocess
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote

from tests.faults.homes import make_home, start
from tests.faults.report import Row

#: Seconds that one answer may take before it counts as none, however busy the machine.
SLOWEST = 30
_PLAIN = "/api/v1/search?q=%D9%88%D8%B2%D8%A7%D8%B1%D8%A9"
_PATHS = (
    "/search", "/search.csv", "/search.jsonl", "/search.ris", "/search.bib", "/search.atom", "/api/v1/search",
    "/api/v1/figures", "/api/v1/claims", "/figures", "/claims", "/figures.csv", "/figures.jsonl",
    "/api/v1/suggest", "/opensearch/suggest", "/search.manifest.json",
)  # fmt: skip
_PARAMETERS = (
    "q", "platform", "outlet", "from", "to", "about_from", "about_to", "mode", "sort", "page", "per_page",
    "cursor", "lang", "without", "expand", "dated", "unit", "value", "min", "max", "action", "limit", "group",
)  # fmt: skip
_VALUES = (
    "\0", "\ud800", "'", '"', "<script>", "../../etc/passwd", "%00", "\r\nSet-Cookie: a=b", "9" * 400, "-1",
    "1e999", "NaN", "null", "true", "[]", "{}", "٩" * 50, "مليون مليار", "1000 تريليون", "(" * 300, '"' * 301,
    "* *", "~" * 99, "[2015 TO 2016", "[ TO ]", "2016-13-45", "-" * 200, "a" * 1001, "في " * 64, "\u202e",
    "\ufeff", "ﷺ" * 40, "OR AND NOT", "title:", "platform:xyz", "عدد:[", "=كلمة~1*", "كلمة^9999999",
    "\U0001f469\u200d\U0001f467" * 30, "\u064b" * 500, '"' + "في " * 64 + '"~1',
)  # fmt: skip
_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي ٠١٢٣ \"'()[]{}*~^:=+-|&/\\.,،؛؟!«»<>%#@\t\u200f\u0651abc019"


def run_attacks(folder: Path, seed: int, count: int) -> list[Row]:
    """So many hostile requests; the server must answer all of them, none with a fault of its own."""
    home = make_home(folder / "home", seed).home
    port = _free_port()
    with start(home, "serve", "--port", port, SIJILL_LIMITS="0", SIJILL_ACCESS_LOG="0") as server:
        try:
            _wait(port)
            rows = _attack(port, random.Random(seed), count)
            rows.append(_afterwards(port, server))
        finally:
            server.kill()
            server.communicate()
    return rows


def _attack(port: int, choice: random.Random, count: int) -> list[Row]:
    kinds: dict[str, tuple[float, Callable[[int, random.Random], str]]] = {
        "parameters": (0.7, _parameters),
        "paths": (0.1, _paths),
        "headers": (0.1, _headers),
        "broken requests": (0.1, _broken),
    }
    rows = {name: Row("attack", name) for name in kinds}
    names, weights = list(kinds), [weight for weight, _ in kinds.values()]
    for number in range(count):
        name = choice.choices(names, weights)[0]
        began = time.monotonic()
        try:
            came = kinds[name][1](port, choice)
        except (OSError, HTTPException) as error:
            came = f"no answer ({type(error).__name__})"
            rows[name].wrongs.append(f"request {number}: {error!r}")
        rows[name].count(came[:3] if came[:1].isdigit() else came)
        if came[:1] == "5":
            rows[name].wrongs.append(f"request {number}: {came}")
        if time.monotonic() - began > SLOWEST:
            rows[name].wrongs.append(f"request {number} took {time.monotonic() - began:.0f} seconds: {came}")
    return list(rows.values())


def _get(port: int, target: str, headers: dict[str, str] | None = None, method: str = "GET") -> str:
    """The status of an answer and what was asked."""
    connection = HTTPConnection("127.0.0.1", port, timeout=SLOWEST * 2)
    try:
        connection.request(method, target, headers=headers or {})
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    return f"{answer.status} {method} {target[:300]}"


def _value(choice: random.Random) -> str:
    if choice.random() < 0.5:
        return choice.choice(_VALUES)
    return "".join(choice.choice(_LETTERS) for _ in range(choice.choice([1, 5, 20, 100, 999])))


def _parameters(port: int, choice: random.Random) -> str:
    pairs = [(choice.choice(_PARAMETERS), _value(choice)) for _ in range(choice.choice([1, 1, 2, 4]))]
    query = "&".join(f"{name}={quote(value, errors='surrogatepass')[:6000]}" for name, value in pairs)
    return _get(port, f"{choice.choice(_PATHS)}?{query}")


def _paths(port: int, choice: random.Random) -> str:
    begin = choice.choice(["/", "/articles/", "/api/v1/articles/", "/static/", "/articles/s1-1/", "//"])
    return _get(port, begin + quote(_value(choice), safe="/.", errors="surrogatepass")[:4000])


def _headers(port: int, choice: random.Random) -> str:
    name = choice.choice(
        ["Host", "X-Forwarded-For", "X-Forwarded-Host", "If-None-Match", "Range", "Accept-Language", "Cookie"]
    )
    value = quote(_value(choice), safe=" /;,=<>\"'", errors="surrogatepass")[:4000]
    method = choice.choice(["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE", "X"])
    return _get(port, _PLAIN, {name: value}, method)


#: Bytes that are no request, or half of one.
_BYTES = (
    b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
    b"\0" * 20,
    b"GET " + b"/" * 9000,
    b"GET / HTTP/9.9\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 400 + b"\r\n",
)


def _broken(port: int, choice: random.Random) -> str:
    """Send no request; whatever comes back, or nothing, is an answer."""
    noise = bytes(choice.randrange(256) for _ in range(200))
    with socket.create_connection(("127.0.0.1", port), timeout=SLOWEST) as raw:
        raw.sendall(choice.choice([*_BYTES, noise]))
        raw.settimeout(0.2)
        try:
            answer = raw.recv(64)
        except (TimeoutError, ConnectionError):
            return "left open or closed"
    words = answer.split()
    return words[1].decode("latin-1") + " to broken bytes" if len(words) > 1 else "left open or closed"


def _afterwards(port: int, server: subprocess.Popen[str]) -> Row:
    """A plain search after all that is answered as before it."""
    row = Row("attack", "plain search after")
    came = _get(port, _PLAIN)
    row.count(came[:3])
    if came[:3] != "200" or server.poll() is not None:
        row.wrongs.append(came)
    return row


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            _get(port, "/healthz")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server does not answer")
