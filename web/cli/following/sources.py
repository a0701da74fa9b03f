"""The verbs of sources: what is followed, and how it stands."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.paths import DataFolder
from web.cli.console import home_option, print_json
from web.cli.following.told import told

if TYPE_CHECKING:
    from archive.sources.followed import FollowedSource, Registry
    from archive.sources.probe import Probed

_KINDS = ("feed", "sitemap", "page", "listing", "folder", "mailbox")
#: Addresses that `check` shows.
_SHOWN = 5


class Interval(click.ParamType[float]):
    """An interval in seconds, written `30m`, `2h`, `1d`, `hour` or `day`."""

    name = "interval"

    def convert(self, value: str | float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the seconds."""
        from archive.sources.intervals import read_interval

        seconds = value if isinstance(value, float) else read_interval(value)
        if seconds is None:
            self.fail(f"{value!r} is no interval; write 30m, 2h, 1d, hour or day", param, ctx)
        return seconds


@contextmanager
def _registry(folder: DataFolder) -> Iterator[Registry]:
    from archive.sources.followed import Registry
    from archive.sources.tables import open_sources

    database = open_sources(folder)
    try:
        yield Registry(database)
    finally:
        database.close()


@click.group()
@home_option
@click.pass_context
def source(context: click.Context, folder: DataFolder) -> None:
    """Sources that are followed: feeds, sitemaps, pages, folders and mailboxes."""
    context.obj = folder


@source.command("add")
@click.argument("address")
@click.option("--name", default="", help="What to call it.  [default: made of its address]")
@click.option("--kind", type=click.Choice(_KINDS), help="What it is, where it is not recognised.")
@click.option("--every", type=Interval(), default="1h", show_default=True, help="30m, 2h, 1d, hour or day.")
@click.option("--full-text", is_flag=True, help="Fetch the pages of a feed's entries.")
@click.option(
    "--pattern", default="", help="Which links of a page are articles: '/news/*', | between several."
)
@click.option("--since", default="", metavar="DAY", help="The first day of what a sitemap or mailbox brings.")
@click.option("--allow-private", "private", is_flag=True, help="Fetch from your own network.")
@click.option(
    "--delay", type=click.FloatRange(min=0), default=10.0, show_default=True, help="Seconds a host."
)
@click.option("--password-variable", default="", help="Where a mailbox's password stands in the environment.")
@home_option
def add_source(folder: DataFolder, address: str, **given: Any) -> None:
    """Follow a feed, sitemap or page, a folder, or a mailbox (imaps://USER@HOST/FOLDER).

    What stands at the address is looked at now; a page that names a feed is followed by that feed.
    """
    from archive.sources.followed import Registry, name_of
    from archive.sources.tables import open_sources

    database = open_sources(folder)
    try:
        registry = Registry(database)
        wanted = _wanted(address, given, name_of(address, [one.name for one in registry.all()]))
        probed = _probed(database, wanted, given["kind"])
        added = registry.add(probed.source, time.time())
    finally:
        database.close()
    for line in _probe_lines(probed):
        click.echo(line)
    click.echo(f"{added.name} is followed; sijill poll --once asks it now, sijill work goes on")


def _wanted(address: str, given: dict[str, Any], name: str) -> FollowedSource:
    """Return the source that the options tell."""
    from archive.sources.followed import FollowedSource, SourceKind

    kind, place = given["kind"], address
    if kind is None and Path(address).is_dir():
        kind = "folder"
    if kind is None and address.startswith(("imap://", "imaps://")):
        kind = "mailbox"
    if kind == "folder":
        place = str(Path(address).resolve())
    return FollowedSource(
        name=given["name"] or name,
        kind=SourceKind(kind or "page"),
        address=place,
        every=given["every"],
        full_text=given["full_text"],
        pattern=given["pattern"],
        since=_day(given["since"]),
        private=given["private"],
        delay=given["delay"],
        password_variable=given["password_variable"],
    )


def _day(text: str) -> str:
    from index.query.values.dates import read_interval

    if not text:
        return ""
    days = read_interval(text)
    if days is None:
        raise click.BadParameter(f"{text!r} is not a date; write 2016, 2016-02 or 2016-02-07")
    return days[0].isoformat()


def _probed(database: Any, wanted: FollowedSource, kind: str | None) -> Probed:
    """Look at the address, unless its owner said what it is."""
    from archive.sources.clock import SystemClock
    from archive.sources.followed import WEB_KINDS, SourceKind
    from archive.sources.local import require_mailbox
    from archive.sources.network import require_web
    from archive.sources.probe import Probed, Prober

    if wanted.kind is SourceKind.MAILBOX:
        require_mailbox(wanted.address)
    if wanted.kind in WEB_KINDS:
        require_web(wanted.address)
    if kind is not None or wanted.kind not in WEB_KINDS:
        return Probed(wanted, ())
    return Prober(database, SystemClock()).recognise(wanted)


def _probe_lines(probed: Probed) -> Iterator[str]:
    kind = probed.source.kind
    named = f", names {len(probed.named):,}" if probed.named and kind != "page" else ""
    yield f"{kind} {probed.source.address}{named}"
    for name in probed.named[:_SHOWN] if kind != "page" else ():
        yield f"    {name}"
    if probed.said:
        yield f"    {probed.said}"


@source.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@home_option
@click.pass_context
def list_sources(context: click.Context, folder: DataFolder, *, as_json: bool) -> None:
    """List what is followed: when each was asked and will be, and what is wrong."""
    from web.follow_state import source_problems, source_records

    records = source_records(folder, time.time())
    problems = source_problems(folder)
    if as_json:
        from web.alerts.problems import problem_record

        print_json([{**one, "problem": problem_record(one["problem"])} for one in records])
    for one in () if as_json else records:
        paused = ", paused" if one["paused"] else ""
        click.echo(f"{one['name']}  {one['kind']}, every {one['every']}{paused}  {one['address']}")
        times = f"last {one['last_at'] or 'never'}, next {one['next_at']}"
        waiting = f", {one['waiting']:,} pages to fetch" if one["waiting"] else ""
        click.echo(f"    {times}; {one['new']:,} new of late{waiting}")
        if one["problem"]:
            since = f" (since {one['failing_since']})" if one["failing_since"] else ""
            click.echo(click.style(f"    {told(one['problem'])}{since}", bold=one["needs_notice"]))
    if not as_json:
        click.echo(f"{len(records):,} sources are followed")
    for problem in problems:
        click.echo(click.style(told(problem), bold=True), err=True)
    context.exit(1 if problems else 0)


@source.command()
@click.argument("name", metavar="NAME-OR-ADDRESS")
@click.option("--allow-private", "private", is_flag=True, help="Ask an address in your own network.")
@home_option
def check(folder: DataFolder, *, name: str, private: bool) -> None:
    """Ask a source, or any address, what it names now; nothing is stored."""
    from archive.sources.clock import SystemClock
    from archive.sources.followed import FollowedSource, Registry, SourceKind
    from archive.sources.probe import Prober
    from archive.sources.tables import open_sources

    database = open_sources(folder)
    try:
        prober = Prober(database, SystemClock())
        known = {one.name: one for one in Registry(database).all()}
        if name in known:
            probed = prober.check(known[name])
        else:
            probed = prober.recognise(FollowedSource(name, SourceKind.PAGE, name, private=private))
    finally:
        database.close()
    for line in _probe_lines(probed):
        click.echo(line)


@source.command()
@click.argument("name")
@home_option
def pause(folder: DataFolder, *, name: str) -> None:
    """Ask a source no more until it is resumed."""
    with _registry(folder) as registry:
        registry.pause(name, paused=True, now=time.time())
    click.echo(f"{name} is paused; sijill source resume {name} goes on")


@source.command()
@click.argument("name")
@home_option
def resume(folder: DataFolder, *, name: str) -> None:
    """Go on with a paused source, or ask a failing one at once."""
    with _registry(folder) as registry:
        registry.pause(name, paused=False, now=time.time())
    click.echo(f"{name} is asked at the next poll")


@source.command()
@click.argument("name")
@home_option
def remove(folder: DataFolder, *, name: str) -> None:
    """Follow a source no more; its articles stay."""
    with _registry(folder) as registry:
        registry.remove(name)
    click.echo(f"{name} is followed no more; its articles stay")
