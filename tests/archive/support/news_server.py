"""News servers on 127.0.0.1 that grow with a clock of the test's own and remember what was asked."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: 1 February 2026, 00:00 UTC.
START = 1_769_904_000.0
HOUR = 3600.0
DAY = 24 * HOUR


class StoppedClock:
    """A clock that goes on only when somebody waits."""

    def __init__(self, now: float = START) -> None:
        self.time = now

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += max(0.0, seconds)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path answers."""

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    has_etag: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for, and when."""

    at: float
    path: str
    headers: dict[str, str]
    status: int


Route = Callable[[], Answer]


class NewsServer:
    """One site; `routes` by path, read anew with each request. Other paths are 404."""

    def __init__(self, clock: StoppedClock | None = None, host: str = "127.0.0.1") -> None:
        self.clock = clock or StoppedClock()
        self.routes: dict[str, Route] = {}
        self.requests: list[Request] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer((host, 0), _handler_of(self))
        self._server.daemon_threads = True
        self.host = f"{host}:{self._server.server_address[1]}"
        self.base = f"http://{self.host}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def serve(self, path: str, body: bytes | str = b"", **values: object) -> str:
        """Answer a path with fixed bytes; return its whole address."""
        data = body.encode() if isinstance(body, str) else body
        answer = Answer(data, **values)  # type: ignore[arg-type]
        self.routes[path] = lambda: answer
        return f"{self.base}{path}"

    def asked(self, path: str) -> list[Request]:
        """Return the requests for a path."""
        return [request for request in self.requests if request.path == path]

    def note(self, request: Request) -> None:
        with self._lock:
            self.requests.append(request)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def news_server(clock: StoppedClock | None = None, host: str = "127.0.0.1") -> Iterator[NewsServer]:
    """A server for one test."""
    server = NewsServer(clock, host)
    try:
        yield server
    finally:
        server.close()


def _handler_of(server: NewsServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            at = server.clock.now()
            route = server.routes.get(self.path)
            answer = route() if route else Answer(b"nothing here", status=404)
            etag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
            if answer.has_etag and self.headers.get("If-None-Match") == etag:
                answer = Answer(status=304)
            # Before the answer, after which the clock goes on.
            server.note(Request(at, self.path, dict(self.headers), answer.status))
            body = answer.body
            self.send_response(answer.status)
            if answer.status != 304:
                self.send_header("Content-Type", answer.kind)
            if answer.has_etag:
                self.send_header("ETag", etag)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if "Content-Encoding" not in answer.headers and "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


#: Words for bodies of our own.
_TEXT = """أعلنت البلدية افتتاح حديقة جديدة شرق المدينة بعد أعمال استمرت عامين كاملين وشارك السكان في زراعة
 الأشجار وقال المهندس المشرف إن المشروع يضم ملاعب وممرات ومكتبة صغيرة للأطفال ومقاعد مظللة للزوار والعائلات"""
_WORDS = _TEXT.split()


@dataclass(slots=True)
class Story:
    """An article of a site."""

    number: int
    published: float
    base: str
    title: str = ""

    def __post_init__(self) -> None:
        self.title = self.title or f"افتتاح الحديقة رقم {self.number} في المدينة"

    @property
    def path(self) -> str:
        return f"/article/{self.number}"

    @property
    def address(self) -> str:
        return f"{self.base}{self.path}"

    @property
    def summary(self) -> str:
        return f"خبر قصير عن الحديقة رقم {self.number} التي افتتحت اليوم."

    @property
    def paragraphs(self) -> list[str]:
        shift = self.number * 7 % len(_WORDS)
        words = _WORDS[shift:] + _WORDS[:shift]
        number = self.number * 31 + 7
        first = f"هذه هي الحديقة رقم {self.number} بين حدائق المدينة، وقد جاء في بيان رقمه {number} ما يلي."
        return [first, " ".join(words) + ".", " ".join(reversed(words)) + "."]

    def page(self, *, canonical: bool = True, charset: str = "utf-8", declared: str | None = None) -> bytes:
        link = f'<link rel="canonical" href="{self.address}">' if canonical else ""
        body = "".join(f"<p>{escape(text)}</p>" for text in self.paragraphs)
        day = formatdate(self.published, usegmt=True)
        html = (
            f'<!doctype html><html lang="ar"><head><meta charset="{declared or charset}">'
            f"<title>{escape(self.title)}</title>{link}"
            f'<meta property="article:published_time" content="{day}"></head>'
            f"<body><article><h1>{escape(self.title)}</h1>{body}</article></body></html>"
        )
        return html.encode(charset)

    def item(self, *, full: bool, link: str | None = None) -> str:
        text = "".join(f"<p>{escape(text)}</p>" for text in self.paragraphs) if full else self.summary
        return (
            f"<item><title>{escape(self.title)}</title><link>{escape(link or self.address)}</link>"
            f'<guid isPermaLink="false">story-{self.number}</guid>'
            f"<pubDate>{formatdate(self.published, usegmt=True)}</pubDate>"
            f"<description>{escape(text)}</description></item>"
        )


def rss(
    items: list[str], *, built: float = START, charset: str = "utf-8", declared: str | None = None
) -> bytes:
    """A feed of these items."""
    text = (
        f'<?xml version="1.0" encoding="{declared or charset}"?>\n'
        '<rss version="2.0"><channel><title>صحيفة الحدائق</title>'
        f"<lastBuildDate>{formatdate(built, usegmt=True)}</lastBuildDate>{''.join(items)}</channel></rss>"
    )
    return text.encode(charset)


def sitemap(stories: list[Story]) -> bytes:
    """A news sitemap of these stories."""
    urls = "".join(
        f"<url><loc>{story.address}</loc><news:news><news:publication><news:name>صحيفة</news:name>"
        f"<news:language>ar</news:language></news:publication>"
        f"<news:publication_date>{formatdate(story.published, usegmt=True)}</news:publication_date>"
        f"<news:title>{escape(story.title)}</news:title></news:news></url>"
        for story in stories
    )
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {space}>{urls}</urlset>'.encode()


def sitemap_index(addresses: list[str]) -> bytes:
    """An index of sitemaps."""
    maps = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return (
        f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{maps}</sitemapindex>'
    ).encode()
