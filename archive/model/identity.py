"""Identity of an input: the id given, else its web address, else its source and digest. Pure.

Ids are safe in URLs and file names: ASCII letters, digits and `._~-`, at most 96 of them, no dot or dash
first. What cannot be spelled so is shortened to its Latin letters and digits and a hash of the whole.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias
from urllib.parse import SplitResult, quote, unquote, urlsplit

from archive.paths import shipped_text

MAX_LENGTH = 96
_SAFE = re.compile(r"[A-Za-z0-9_~][A-Za-z0-9._~-]{0,95}")
_Tracking: TypeAlias = tuple[frozenset[str], tuple[str, ...]]
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Identity:
    """An article's id and what it rests on."""

    id: str
    basis: str
    """`given`, `url` or `source`."""
    address: str | None = None
    """The canonical web address without its scheme and `www.`: equal for one page, None if unknown."""


def identify(*, given: str | None, url: str | None, stem: str, digest: str, scope: str = "") -> Identity:
    """Return the identity of an input from its id, else its URL, else its file's `stem` and SHA-256 `digest`.

    `scope` is what a given id is an id within, where the input's format says so.
    """
    address = web_address(url) if url else None
    if given and given.strip():
        id_ = scoped_id(scope, given.strip()) if scope else safe_id(given.strip())
        return Identity(id_, "given", address)
    if address is not None:
        return Identity(_id_of_address(address), "url", address)
    return Identity(f"{_slug(stem, 48) or 'article'}-{digest[:12]}", "source")


def _id_of_address(address: str) -> str:
    return _with_hash(address.partition("/")[0].partition(":")[0], address)


def safe_id(text: str) -> str:
    """Return the text itself if it is a safe id, else its Latin letters and a hash; equal for equal texts."""
    return text if _SAFE.fullmatch(text) else _with_hash(text, text)


def scoped_id(scope: str, given: str) -> str:
    """Return the safe id of an article that the source `scope` names `given`: `paper_b~1`."""
    return safe_id(f"{scope}~{given}")


#: What stands before the address of a page in that of its copy: a web archive's time, an AMP cache's path.
_WRAPPED = (
    re.compile(
        r"/(?:\d{4,14}(?:[a-z]{2}_)?|\d{4}\.\d{2}\.\d{2}-\d{6})/(https?(?:://|%3A%2F%2F)\S+)$",
        re.IGNORECASE,
    ),
    re.compile(r"^https?://archive\.wikiwix\.com/cache/\S*?[?&]url=(\S+)$", re.IGNORECASE),
    re.compile(
        r"^https?://webcache\.googleusercontent\.com/search\?q=cache:(?:[\w-]{8,16}:)?([^+&\s]+)",
        re.IGNORECASE,
    ),
)
_AMP_CACHE = re.compile(
    r"^https?://(?:www\.google\.[a-z.]{2,6}/amp/(s/)?|[\w-]+\.cdn\.ampproject\.org/[cv]/(s/)?)(\S+)$",
    re.IGNORECASE,
)


def unwrapped(url: str) -> str:
    """Return the URL of the page itself, given the URL of its copy in a web archive or an AMP cache."""
    text = url.strip()
    for _ in range(3):  # a copy of a copy
        cached = _AMP_CACHE.match(text)
        inner = next((found[1] for pattern in _WRAPPED if (found := pattern.search(text))), None)
        if cached:
            inner = f"http{'s' if cached[1] or cached[2] else ''}://{cached[3]}"
        if inner is None:
            return text
        text = unquote(inner) if "%3A%2F%2F" in inner[:20].upper() else inner
        text = text if "://" in text[:10] else f"http://{text}"
    return text


def former_id(url: str) -> str | None:
    """Return the id that earlier versions derived from a URL, with fewer tracking parameters known.

    None where it is the same as today's.
    """
    parts = _split(url)
    if parts is None:
        return None
    address = _canonical(parts, _tracking_parameters("tracking_parameters.txt")).partition("://")[2]
    address = address.removeprefix("www.")
    return None if address == web_address(url) else _id_of_address(address)


def canonical_url(url: str) -> str | None:
    """Normalise a URL to its canonical spelling, in ASCII; None for anything but http and https.

    Scheme and host in lower case, no default port, no fragment, no tracking parameters, parameters
    sorted, no slash at the end; escapes decoded where they need not be (RFC 3986, section 6.2.2).
    """
    parts = _split(unwrapped(url))
    if parts is None:
        return None
    return _canonical(parts, _tracking_parameters("tracking_parameters.txt", "tracking_parameters_more.txt"))


def _canonical(parts: SplitResult, known: _Tracking) -> str:
    host = _host(parts)
    path = _escaped(parts.path).rstrip("/")
    query = "&".join(sorted(p for p in _escaped(parts.query).split("&") if p and not _is_tracking(p, known)))
    return f"{parts.scheme.lower()}://{host}{path}{'?' if query else ''}{query}"


def web_address(url: str) -> str | None:
    """Return the canonical URL without scheme and `www.`: equal for two spellings of one page's URL."""
    canonical = canonical_url(url)
    return None if canonical is None else canonical.partition("://")[2].removeprefix("www.")


def _split(url: str) -> SplitResult | None:
    text = url.strip()
    if re.match(r"(?:[\w-]+\.)+[a-zA-Z]{2,}(?:[/:?]|$)", text):
        text = f"http://{text}"
    elif text.startswith("//"):
        text = f"http:{text}"
    try:
        parts = urlsplit(text)
        named = parts.hostname and parts.port != -1
    except ValueError:
        return None
    return parts if named and parts.scheme.lower() in _DEFAULT_PORTS else None


def _host(parts: SplitResult) -> str:
    name = (parts.hostname or "").rstrip(".")
    try:
        name = name.encode("idna").decode("ascii")
    except UnicodeError:
        name = quote(name.encode("utf-8", "surrogatepass"), safe=":[]")
    if ":" in name:
        name = f"[{name}]"
    port = parts.port
    return name if port in (None, _DEFAULT_PORTS[parts.scheme.lower()]) else f"{name}:{port}"


def _escaped(text: str) -> str:
    """Return the text in ASCII, with exactly those characters escaped that must be."""
    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    text = re.sub(r"%[0-9A-Fa-f]{2}", _plain_escape, text)
    return quote(text.encode("utf-8", "surrogatepass"), safe="%/:@!$&'()*+,;=-._~?")


def _plain_escape(found: re.Match[str]) -> str:
    char = chr(int(found[0][1:], 16))
    return char if re.fullmatch(r"[A-Za-z0-9._~-]", char) else found[0].upper()


@cache
def _tracking_parameters(*names: str) -> _Tracking:
    """Return the parameters that these lists name: whole (`name` or `name=value`), and prefixes."""
    lines = [line for name in names for line in shipped_text(name).splitlines()]
    listed = [line for line in lines if line and not line.startswith("#")]
    whole = frozenset(name for name in listed if not name.endswith("*"))
    return whole, tuple(name[:-1] for name in listed if name.endswith("_*"))


def _is_tracking(parameter: str, known: _Tracking) -> bool:
    whole, beginnings = known
    name = parameter.lower().partition("=")[0]
    return name in whole or parameter.lower() in whole or name.startswith(beginnings)


def _with_hash(name: str, whole: str) -> str:
    digest = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    slug = _slug(name, 64)
    return f"{slug}-{digest}" if slug else f"a-{digest}"


def _slug(text: str, length: int) -> str:
    """Return the Latin letters and digits of a text, dashes for the rest, at most so many characters."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._~]+", "-", plain)[:length].strip("-.~")
