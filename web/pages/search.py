"""The pages: the start, the search, the help, and the switch between light and dark."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from archive.text.arabic import fold
from index.errors import EngineSilent, IndexingError, QueryTooLong
from index.model import VALUE_FILTERS, Page, Query, Sort
from index.search.facets.buckets import FACETS, MORE_FACETS
from web import links
from web.advice import Advice, advise, counting
from web.http.caching import cached
from web.http.messages import message
from web.i18n import THEME_COOKIE, THEMES, carried, direction, labels, language, theme
from web.library import library
from web.pages import copies, facet_view, search_view
from web.pages.help import HELP
from web.pages.periods import bounds_of, facet_of, within
from web.pages.timeline import Timeline, timeline
from web.params.search import load_query
from web.urls import address, bounds_text, filtered, parameters, toggled

blueprint = Blueprint("pages", __name__)

YEAR_SECONDS = 365 * 24 * 3600

#: Parameters that are read with Arabic digits too.
_NUMERIC = ("from", "to", "about_from", "about_to", "page", "per_page")


def asked() -> Query:
    """Return the query of the current address; both kinds of digits are read.

    Raises marshmallow's ValidationError for a bad value, `QueryTooLong` for a long text.
    """
    given: MultiDict[str, str] = MultiDict(
        (name, fold(value).strip() if name in _NUMERIC else value)
        for name, value in request.args.items(multi=True)
        if value or name == "q"
    )
    settings = library().settings
    given.setdefault("per_page", str(settings.per_page))
    query = load_query(given)
    if len(query.text) > settings.query_length:
        raise QueryTooLong(f"the query has more than {settings.query_length} characters")
    return query


@blueprint.route("/")
def home() -> ResponseReturnValue:
    """The start page: the box, examples, and what the archive holds."""
    try:
        return cached(_home)
    except EngineSilent:  # there is an index: nobody need build one
        raise
    except IndexingError:
        return render_template("home.html", page=None, query=Query()), 503


#: What a reader may try first, in the page's own language.
EXAMPLES = {
    "ar": ("تويتر تيليغرام", '"125 ألف"', "حسابات -يوتيوب", "منصة:تيليغرام تاريخ:2016"),
    "en": ("تويتر تيليغرام", '"125 ألف"', "حسابات -يوتيوب", "platform:telegram date:2016"),
}


def _home() -> Response:
    # Its links lead to searches as a reader makes them, not to those that only count.
    page = replace(library().everything(), query=Query())
    return make_response(
        render_template(
            "home.html",
            page=page,
            query=Query(),
            facets=facet_view.facets(page),
            timeline=timeline(page),
            latest=library().latest(),
            EXAMPLES=EXAMPLES,
        )
    )


@blueprint.route("/search")
def search() -> ResponseReturnValue:
    """The search page. A form's empty fields are dropped from the address by one redirect."""
    if any(not value and name != "q" for name, value in request.args.items(multi=True)):
        kept = [(n, v) for n, v in request.args.items(multi=True) if v or n == "q"]
        return redirect(address(request.path, kept), 303)
    query = asked()
    if "sort" not in request.args and search_view.is_of_everything(query):
        query = replace(query, sort=Sort.NEWEST)
    shown = replace(query, facets=ALL_FACETS)
    return cached(lambda: make_response(render_results(library().engine.search(shown))))


#: The page shows every facet; REST and the terminal those that are asked for.
ALL_FACETS = frozenset((*FACETS, *MORE_FACETS, "day", "about_day"))


@blueprint.route("/values")
def values() -> ResponseReturnValue:
    """Serve all values of one facet, each a link to the search within it; `find` narrows them by letters."""
    name = request.args.get("facet", "")
    if name not in VALUE_FILTERS:
        raise NotFound
    query, find = asked(), request.args.get("find", "").strip()
    page = library().engine.search(counting(replace(query, facets=frozenset({name}))))
    choices = facet_view.all_choices(page, name, find)
    listed = [(choice, links_to(query, name, choice.value)) for choice in choices[:VALUES]]
    return render_template(
        "values.html", query=query, name=name, title=facet_view.facet_titles()[name], find=find,
        listed=listed, total=len(choices), kept=parameters(query),
    )  # fmt: skip


def values_address(query: Query, name: str) -> str:
    """Return the address of all values of a facet of a search."""
    return links.search_address(query, path="/values") + f"&facet={name}"


#: Values of a facet that its page lists at most.
VALUES = 500


def links_to(query: Query, name: str, value: str) -> str:
    """Return the address of a search with a facet's value taken or given back."""
    filter_ = VALUE_FILTERS[name]
    return links.search_address(filtered(query, **{filter_: toggled(getattr(query.filters, filter_), value)}))


def render_results(page: Page) -> str:
    """Return the search page for an answer."""
    text = links.second_text()[: library().settings.query_length]
    advice = advise(library().engine, page, text)
    before, after = search_view.neighbours(page)
    return render_template(
        "search.html",
        page=page,
        query=page.query,
        timeline=compared_timeline(page, advice),
        facets=facet_view.facets(page),
        chips=search_view.chips(page),
        sorts=search_view.sorts(page.query),
        modes=search_view.modes(page.query),
        widenings=search_view.widenings(page),
        switched_off=search_view.switched_off(page.query),
        words_alone_address=search_view.by_words_alone(page.query),
        pager=search_view.pager(page),
        copies_switch=copies.switch(page),
        suggestion=advice.did_you_mean,
        nobody_has=advice.nobody_has,
        bounds=bounds_text(page.query.filters),
        about=bounds_text(page.query.filters, "about"),
        alone=search_view.words_alone(page.query, advice.words),
        loosened=advice.without_filters,
        before=before,
        after=after,
        cleared=search_view.cleared(page.query),
    )


def compared_timeline(page: Page, advice: Advice) -> Timeline | None:
    """Return the timeline of an answer, beside the second search that the address names."""
    axis = links.time_axis()
    return timeline(page, advice.second, _archive_of(page, axis), axis, shares=links.in_shares())


def _archive_of(page: Page, axis: str) -> Page:
    """Return what the archive holds in all, by the units of this answer's timeline."""
    if page.facets.get(facet_of("day", axis)):
        start, end = bounds_of(page.query.filters, axis)
        return library().engine.search(counting(within(Query(), axis, start, end)))
    return library().everything()


@blueprint.route("/help")
def help_page() -> str:
    """The query language, with examples that run."""
    return render_template("help.html", query=Query(), rows=HELP)


@blueprint.route("/opensearch/suggest")
def suggest() -> Response:
    """Completions in the form that browsers ask for (OpenSearch Suggestions)."""
    typed = request.args.get("q", "")[: library().settings.query_length]
    found = library().engine.suggest(typed) if typed.strip() else ()
    response = jsonify([typed, list(found)])
    response.mimetype = "application/x-suggestions+json"
    return response


@blueprint.route("/theme")
def choose_theme() -> Response:
    """Remember light or dark (or neither: as the system prefers) and go back to where the reader was."""
    chosen = request.args.get("to", "")
    target = urlsplit(request.args.get("next", ""))
    inside = target.path.startswith("/") and not target.path.startswith("//") and "\\" not in target.path
    place = f"{target.path}?{target.query}" if inside and target.query else target.path
    response = redirect(place if inside else url_for("pages.home"), 303)
    if chosen in THEMES:
        response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR_SECONDS, samesite="Lax", httponly=True)
    else:
        response.delete_cookie(THEME_COOKIE)
    return response  # type: ignore[return-value]


def _switched(**changes: str) -> str:
    """This address with other parameters."""
    kept = [(n, v) for n, v in request.args.items(multi=True) if n not in changes and n != "lang"]
    return address(request.path, kept + list(changes.items()))


def _language_address(other: str) -> str:
    """This page in the other language."""
    default = library().settings.language
    return _switched() if other == default else _switched(lang=other)


def register(app: Flask) -> None:
    """Mount the pages and what every template may call."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        search_address=links.search_address,
        query_parameters=parameters,
        values_address=values_address,
        filter_address=links.filter_address,
        time_axis=links.time_axis,
        in_shares=links.in_shares,
        problem_words=message,
        article_address=links.article_address,
        language=language,
        language_address=_language_address,
        direction=direction,
        theme=theme,
        carried=carried,
        stale=lambda: library().stale(),
        older_rules=lambda: library().has_older_rules(),
        stale_words=labels.stale_words,
        here=lambda: request.full_path.rstrip("?"),
        platform_label=labels.platform_label,
        source_label=labels.source_label,
        warning_label=labels.warning_label,
        agency_label=labels.agency_label,
        language_label=labels.language_label,
        field_label=labels.field_label,
        event_label=labels.event_label,
        role_label=labels.role_label,
        reason_words=labels.reason_words,
    )
