"""Annotations of an article's text: the search's marks, platforms, dates and figures, each a span."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from archive.model.article import Article, Published
from web.i18n.formats import date_words, merged, number
from web.i18n.labels import platform_label


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text and what it is: `hit`, `mention`, `date`, `figure`, or an empty `place`."""

    start: int
    end: int
    kind: str
    title: str = ""


def layered(article: Article, marks: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    """Return the spans of the body in order, none over another: a mark wins, then platform, date, figure."""
    length = len(article.body)
    found: list[Span] = [Span(start, end, "hit") for start, end in merged(marks, length)]
    for layer in (_mentions(article), _dates(article), _figures(article)):
        taken = sorted(found, key=lambda span: span.start)
        for span in layer:
            if 0 <= span.start < span.end <= length:
                found += [span] if _free(span, taken) else _hidden(span, taken)
    return tuple(sorted(found, key=lambda span: (span.start, span.end)))


def _hidden(span: Span, taken: Sequence[Span]) -> Iterator[Span]:
    """The place of a figure that something else is shown over: links lead to it all the same."""
    if span.kind == "figure":
        over = [other.start for other in taken if other.start <= span.start < other.end]
        start = min([span.start, *over])
        yield Span(start, start, "place", f"f{span.start}")


def _free(span: Span, taken: Sequence[Span]) -> bool:
    return not any(other.start < span.end and span.start < other.end for other in taken)


def _mentions(article: Article) -> Iterator[Span]:
    for mention in article.mentions:
        if mention.field == "body":
            yield Span(mention.start, mention.end, "mention", platform_label(mention.platform))


def _dates(article: Article) -> Iterator[Span]:
    """The dates that the archive read in the body."""
    for time in article.times:
        if time.field == "body":
            words = date_words(Published(time.first, time.last, time.precision))
            yield Span(time.start, time.end, "date", words)


def _figures(article: Article) -> Iterator[Span]:
    """The figures that the archive read in the body, without those that a person rejected."""
    for figure in article.figures:
        if figure.field == "body" and figure.state != "rejected":
            value = figure.value
            words = number(value) if isinstance(value, int) else str(value)
            yield Span(figure.start, figure.end, "figure", words)


def dressed(text: str, start: int, spans: Sequence[Span], prefix: str = "o") -> Markup:
    """Return the text, which begins at `start` of its field, escaped and with its spans as elements.

    A mark's id is its place in the field after `prefix` (`o1234`), so that a fragment can lead to it; a
    figure's is its place after `f`.
    """
    pieces = []
    at = 0
    for span in spans:
        a, b = max(span.start - start, 0), min(span.end - start, len(text))
        if span.kind == "place" and span.start - start == a:
            pieces += [escape(text[at:a]), Markup('<span id="{}"></span>').format(span.title)]
            at = a
        if a >= b:
            continue
        inner = escape(text[a:b])
        pieces.append(escape(text[at:a]))
        if span.kind == "hit":
            pieces.append(Markup('<mark id="{}{}">{}</mark>').format(prefix, start + a, inner))
        else:
            name = Markup(' id="f{}"').format(start + a) if span.kind == "figure" else ""
            pieces.append(
                Markup('<span class="{}"{} title="{}">{}</span>').format(span.kind, name, span.title, inner)
            )
        at = b
    pieces.append(escape(text[at:]))
    return Markup("").join(pieces)
