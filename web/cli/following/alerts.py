"""The verbs of alerts: searches that are followed, and how they stand."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click

from archive.paths import DataFolder
from web.cli.console import home_option, print_json
from web.cli.following.sources import Interval
from web.cli.following.told import told

if TYPE_CHECKING:
    from web.alerts.alert_store import AlertStore
    from web.alerts.model import Alert

#: New articles that `check` names.
_SHOWN = 10


@contextmanager
def _store(folder: DataFolder) -> Iterator[AlertStore]:
    from web.alerts.alert_store import AlertStore

    store = AlertStore.open(folder)
    try:
        yield store
    finally:
        store.close()


@click.group()
@home_option
@click.pass_context
def alert(context: click.Context, folder: DataFolder) -> None:
    """Searches that are followed: what is new for each comes by mail, feed or webhook."""
    context.obj = folder


class Rhythm(Interval):
    """An interval, or `now` for each time that something is new."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the seconds, 0 for `now`."""
        return 0.0 if value in ("now", 0.0) else super().convert(value, param, ctx)


def _minute(_context: click.Context, _parameter: click.Parameter, value: str) -> int:
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", value)
    if found is None:
        raise click.BadParameter(f"{value!r} is no time of day; write 07:00")
    return int(found[1]) * 60 + int(found[2])


def _channel(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    from archive.sources.network import FetchFailed, require_web

    kind, _, target = value.partition(":")
    if value == "atom":
        return value
    if kind == "mail" and re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", target):
        return value
    if kind == "webhook":
        try:
            require_web(target)
        except FetchFailed as error:
            raise click.BadParameter(str(error)) from error
        return value
    raise click.BadParameter(
        f"{value!r} is no way to deliver; write mail:NAME@HOST, atom, or webhook:https://…"
    )


@alert.command("add")
@click.argument("search", metavar="QUERY")
@click.option(
    "--to", "channel", default="atom", show_default=True, callback=_channel, help="mail:…, atom or webhook:…"
)
@click.option(
    "--every", type=Rhythm(), default="day", show_default=True, help="day, week, hour, 30m, or now."
)
@click.option(
    "--at", "minute", default="07:00", show_default=True, callback=_minute, help="When, of days and weeks."
)
@click.option("--name", default="", help="What to call it.  [default: made of the query]")
@click.option("--language", type=click.Choice(["ar", "en"]), help="Of its mails.  [default: SIJILL_LANGUAGE]")
@click.option("--allow-private", "private", is_flag=True, help="Call a webhook in your own network.")
@home_option
def add_alert(folder: DataFolder, search: str, **given: Any) -> None:
    """Follow a search, given by its words or by the address of its page. New is what comes in from now on."""
    from archive.store.writer import Store
    from web.alerts.delivery import next_due
    from web.alerts.matching import query_of, read_search
    from web.cli.serve import server_settings

    parameters = read_search(search)
    settings = server_settings(folder)
    if given["channel"].startswith("mail:") and not (settings.mail_server and settings.mail_from):
        click.echo(
            "no mail is sent yet: set SIJILL_MAIL_SERVER and SIJILL_MAIL_FROM where sijill work runs",
            err=True,
        )
    with Store.open(folder.archive) as archive:
        sequence = archive.sequence
        cursor = {"cursor": sequence, "cursor_at": archive.time_of(sequence)}
    now = time.time()
    with _store(folder) as store:
        name = given.pop("name") or _name_of(query_of(parameters).text, [one.name for one in store.all()])
        language = given.pop("language") or settings.language
        values = {**given, **cursor, "name": name, "language": language, "search": parameters}
        added = store.add({**values, "added_at": now, "next_at": now})
        first = now if not added.every else next_due(added, now)
        store.note(added, (), {"next_at": first})
    click.echo(f"{added.name} is followed from now on; sijill work looks and delivers")
    if added.kind == "webhook":
        click.echo(f"its deliveries are signed with the key {added.secret}")
    if added.kind == "atom":
        click.echo(
            f"its feed is {(settings.public_url or 'http://127.0.0.1:8000').rstrip('/')}/alerts/{quote(added.name)}.atom"
        )


def _name_of(text: str, taken: list[str]) -> str:
    """A name for addresses, made of a query's words."""
    plain = re.sub(r"[^\w]+", "-", text).strip("-_")[:40].strip("-") or "alert"
    number, name = 1, plain
    while name in taken:
        number += 1
        name = f"{plain}-{number}"
    return name


@alert.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@home_option
@click.pass_context
def list_alerts(context: click.Context, folder: DataFolder, *, as_json: bool) -> None:
    """List what is followed: how often, whereto, what is new, what is wrong."""
    from web.alerts.damage import owner_problems

    with _store(folder) as store:
        records = [_record(store, one) for one in store.all()]
        problems = owner_problems(store)
    if as_json:
        from web.alerts.problems import problem_record

        names = ("problem", "delivery_problem")
        print_json([one | {name: problem_record(one[name]) for name in names} for one in records])
    for one in () if as_json else records:
        paused = {"": "", "owner": ", paused", "reader": ", ended by who receives it"}[one["paused"]]
        click.echo(f"{one['name']}  {one['text'] or '*'}, every {one['every']}{paused}  {one['channel']}")
        click.echo(
            f"    {one['new']:,} new so far, {one['waiting']:,} not delivered; last {one['last'] or 'never'}"
        )
        for problem in filter(None, (one["problem"], one["delivery_problem"])):
            click.echo(click.style(f"    {told(problem)}", bold=True))
    if not as_json:
        click.echo(f"{len(records):,} searches are followed")
    for damage in problems:
        click.echo(click.style(told(damage), bold=True), err=True)
    context.exit(1 if problems else 0)


def _record(store: AlertStore, one: Alert) -> dict[str, Any]:
    from archive.sources.clock import stamp
    from archive.sources.intervals import interval_words
    from web.alerts.matching import query_of
    from web.alerts.problems import BadSearch

    try:
        text = query_of(one.search).text
    except BadSearch:
        text = one.search
    deliveries = store.deliveries(one, 1_000)
    sent = [delivery.sent_at for delivery in deliveries if delivery.sent_at]
    unsent = [delivery for delivery in deliveries if not delivery.sent_at]
    return {
        "name": one.name,
        "text": text,
        "search": one.search,
        "every": interval_words(one.every) if one.every else "now",
        "channel": one.channel,
        "paused": one.paused,
        "new": store.count(one),
        "waiting": (store.count(one, undelivered=True) if one.kind != "atom" else 0)
        + sum(d.total for d in unsent),
        "checked": stamp(one.checked_at) if one.checked_at else "",
        "last": stamp(max(sent)) if sent else "",
        "next": stamp(one.next_at),
        "problem": one.problem,
        "delivery_problem": unsent[0].problem if unsent else None,
    }


@alert.command("check")
@click.argument("name")
@home_option
def check_alert(folder: DataFolder, *, name: str) -> None:
    """Say how a search is read, how many articles it finds in all, and what of them would be new now."""
    from archive.store.writer import Store
    from web.alerts.matching import query_of
    from web.cli.search import opened

    with _store(folder) as store:
        one = store.get(name)
    query = query_of(one.search)
    with opened(folder) as engine, Store.open_reader(folder.archive) as archive:
        page = engine.search(replace(query, per_page=100, facets=frozenset(), sort=query.sort.ADDED))
        fresh = archive.first_added(one.cursor)
    click.echo(f"read as: {page.reading.read_as or '*'}")
    for problem in page.reading.problems:
        click.echo(f"    {problem.code}: {problem.typed}")
    click.echo(f"{page.total:,} articles in all")
    new = [hit for hit in page.hits if hit.id in fresh]
    for hit in new[:_SHOWN]:
        click.echo(f"    new: {hit.title or hit.lead}")
    click.echo(f"{len(new):,}{'+' if len(new) == 100 else ''} new since it was last looked")


@alert.command("pause")
@click.argument("name")
@home_option
def pause_alert(folder: DataFolder, *, name: str) -> None:
    """Deliver no more until it is resumed; what is new is still noted."""
    from web.alerts.alert_store import BY_OWNER

    with _store(folder) as store:
        store.pause(name, BY_OWNER)
    click.echo(f"{name} is paused; sijill alert resume {name} goes on")


@alert.command("resume")
@click.argument("name")
@home_option
def resume_alert(folder: DataFolder, *, name: str) -> None:
    """Go on with a paused search; what was new meanwhile is delivered."""
    with _store(folder) as store:
        store.pause(name, "")
    click.echo(f"{name} goes on")


@alert.command("remove")
@click.argument("name")
@home_option
def remove_alert(folder: DataFolder, *, name: str) -> None:
    """Follow a search no more, and forget what was new for it."""
    with _store(folder) as store:
        store.remove(name)
    click.echo(f"{name} is followed no more")
