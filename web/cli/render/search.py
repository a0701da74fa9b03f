"""Answers in a terminal: hits with their fragments, matches in bold where the terminal can."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import click

from archive.model.article import DateSource, Precision, Published
from index.model import Expansion, Fragment, Hit, Page
from web.advice import Advice
from web.lists.batch import OUTLETS, BatchRow
from web.lists.screening import Answer

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_MARGIN = "   "
#: Other spellings of a name that are shown; the rest are counted.
FORMS = 6


def page_lines(page: Page) -> Iterator[str]:
    """Return the hits, numbered on from earlier pages, then what was counted and how the query was read."""
    first = (page.query.page - 1) * page.query.per_page + 1
    for number, hit in enumerate(page.hits, first):
        yield from hit_lines(number, hit)
        yield ""
    yield from summary_lines(page)


def summary_lines(page: Page) -> Iterator[str]:
    """Tell how many articles match, how the query was read, and what was found beside the letters typed."""
    least = "at least " if page.partial else ""
    counts = f"{least}{page.total:,} article{'' if page.total == 1 else 's'}"
    if page.reading.read_as not in ("", "*"):
        counts += f", {page.total_all_words:,} with all the words"
    if page.pages > 1 and not page.query.cursor:
        counts += f"; page {page.query.page:,} of {page.pages:,}"
    if page.meaning is not None and page.meaning.found:
        counts += f"; {page.meaning.found:,} more near in meaning ({page.meaning.model})"
    yield f"{counts} ({page.took_ms:.0f} ms)"
    if page.meaning is not None and page.meaning.problem:
        yield f"words alone: {clean(page.meaning.problem)}"
    if page.reading.read_as.strip() != page.query.text.strip():
        yield f"read as: {clean(page.reading.read_as)}"
    yield from (_expansion_line(one) for one in page.reading.expansions)
    for problem in page.reading.problems:
        yield f"not read as typed, at {problem.position + 1}: {clean(problem.typed)} ({problem.code})"


def advice_lines(advice: Advice) -> Iterator[str]:
    """Yield what may help: a value nobody has, another spelling, each word alone, a second search."""
    for one in advice.nobody_has:
        yield f"no article of the archive has the {one.parameter} {clean(one.value)}"
    if advice.did_you_mean:
        yield f"did you mean: {clean(advice.did_you_mean)}"
    for word in advice.words:
        yield f"alone: {clean(word.word)} {word.total:,}"
    if advice.without_filters is not None:
        yield f"without the filters: {advice.without_filters:,}"
    if advice.second is not None:
        second = advice.second
        yield f"{clean(second.query.text)}: {'at least ' if second.partial else ''}{second.total:,}"


def _expansion_line(expansion: Expansion) -> str:
    forms = "، ".join(clean(form) for form in expansion.forms[:FORMS])
    more = f" and {len(expansion.forms) - FORMS:,} more" if len(expansion.forms) > FORMS else ""
    cut = "; there are others, which were not looked for" if expansion.cut else ""
    told = {
        "asking": f"not looked for, as it only asks: {clean(expansion.typed)}",
        "feedback": f"the best results share these words, and what holds them stands higher: {forms}{more}",
    }
    line = told.get(expansion.kind, f"{clean(expansion.typed)} also finds: {forms}{more}{cut}")
    return f"{line} (--without {expansion.id})"


def hit_lines(number: int, hit: Hit) -> Iterator[str]:
    """Return a hit: its title, what is known of it, and its fragments."""
    title = marked(hit.title, hit.title_marks) if hit.title else clean(hit.lead)
    yield f"{number}. {title}"
    if hit.by_meaning:
        yield click.style(f"{_MARGIN}near in meaning: none of your words stands in it", dim=True)
    outlet = clean(hit.outlet.name) if hit.outlet else "no outlet"
    copies = f"{hit.copies:,} cop{'y' if hit.copies == 1 else 'ies'} elsewhere" if hit.copies else ""
    facts = (outlet, date_words(hit.published), ", ".join(hit.platforms), hit.id, copies)
    yield click.style(_MARGIN + " · ".join(fact for fact in facts if fact), dim=True)
    for fragment in hit.fragments:
        if fragment.field != "title":
            yield _MARGIN + _fragment_line(fragment)


def _fragment_line(fragment: Fragment) -> str:
    before = "… " if fragment.cut_before else ""
    after = " …" if fragment.cut_after else ""
    return before + marked(fragment.text, fragment.marks) + after


def marked(text: str, marks: Sequence[tuple[int, int]]) -> str:
    """Return the text with its marks in bold; `click.echo` takes that out where there is no terminal."""
    pieces, last = [], 0
    text = clean(text)
    for start, end in marks:
        pieces += [text[last:start], click.style(text[start:end], bold=True, fg="yellow")]
        last = end
    return "".join([*pieces, text[last:]])


def clean(text: str) -> str:
    """Return the text on one line, without characters that command a terminal; offsets stay."""
    return _CONTROLS.sub(" ", text)


def date_words(published: Published) -> str:
    """`2016-02-07`, `2016-02`, `2016` or `2016-02-01..2016-02-07`, with what is not certain said."""
    start, end = published.start, published.end
    if start is None or end is None:
        return "no date"
    forms = {Precision.DAY: "%Y-%m-%d", Precision.MONTH: "%Y-%m", Precision.YEAR: "%Y"}
    form = forms.get(published.precision)
    words = start.strftime(form) if form else f"{start}..{end}"
    unsure = published.source in (DateSource.INFERRED, DateSource.CORRECTED)
    return f"{words} ({published.source})" if unsure else words


def batch_lines(rows: Sequence[BatchRow]) -> Iterator[str]:
    """Return a line for each query of a list: its counts, its dates and its outlets; then how many failed."""
    for row in rows:
        found = row.tally
        if found is None:
            yield f"{row.row}. {clean(row.text)}: not answered"
            continue
        counts = f"{found.total_all_words:,} with all the words, {found.total:,} in all"
        dates = f"{found.first}..{found.last}" if found.first else "no date"
        outlets = ", ".join(f"{clean(one.label)} {one.count:,}" for one in found.outlets[:OUTLETS])
        yield f"{row.row}. {clean(row.text)}: {counts}" + (f"; {dates}; {outlets}" if found.total else "")
    failed = sum(row.tally is None for row in rows)
    yield f"{len(rows):,} queries" + (f", {failed:,} not answered" if failed else "")


def screening_lines(answer: Answer) -> Iterator[str]:
    """Return a line for each name that is mentioned, then the articles with their names, then the counts."""
    counts = answer.screening.counts()
    for one in counts:
        forms = "، ".join(clean(form) for form in one.forms[:FORMS])
        articles = f"{one.articles:,} article{'' if one.articles == 1 else 's'}"
        times = f"{one.mentions:,} time{'' if one.mentions == 1 else 's'}"
        yield f"row {answer.rows[one.number]}. {clean(one.name)}: {times} in {articles}: {forms}"
    for found in answer.screening.articles:
        if found.article.id:
            names = dict.fromkeys(answer.screening.names[mention.name] for mention in found.mentions)
            yield f"{found.article.id}  {clean(found.article.title or '')}: {'، '.join(map(clean, names))}"
    looked_at = answer.screening.looked_at
    yield (
        f"{len(counts):,} of {len(answer.rows):,} names, in {len(answer.screening.articles):,} of "
        f"{looked_at:,} articles" + ("; there are more, which were not looked at" if answer.cut else "")
    )
