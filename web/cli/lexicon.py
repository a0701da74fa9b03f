"""The verbs of the living lexicon: what the archive proposes, and what its owner decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from archive.lexicon.decisions import KINDS, Accepted, accept, accepted, refuse, refused
from archive.paths import DataFolder
from web.cli.console import home_option, print_json

if TYPE_CHECKING:
    from index.search.expansion.proposals import Proposal


@click.group()
@home_option
@click.pass_context
def lexicon(context: click.Context, folder: DataFolder) -> None:
    """Names and words that find each other in this archive: proposed, accepted, refused."""
    context.obj = folder


@lexicon.command()
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000), help="How many.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@home_option
def suggest(folder: DataFolder, limit: int, *, as_json: bool) -> None:
    """Propose names in two scripts and spellings of one word that the articles attest."""
    found = _proposals(folder)
    if as_json:
        print_json({"total": len(found), "proposals": [asdict(one) for one in found[:limit]]})
        return
    for one in found[:limit]:
        click.echo(f"{one.id}: {' = '.join(one.forms)} ({one.articles:,} articles)")
        for article, passage in one.evidence:
            click.echo(click.style(f"    {article}: … {passage} …", dim=True))
    click.echo(f"{len(found):,} proposed" + ("; accept or refuse them by their ids" if found else ""))


@lexicon.command("accept")
@click.argument("what", nargs=-1, required=True, metavar="ID… or FORM FORM…")
@click.option("--as", "kind", default=None, type=click.Choice(KINDS), help="Take the arguments as forms.")
@home_option
def accept_verb(folder: DataFolder, what: Sequence[str], kind: str | None) -> None:
    """Let forms find each other from the next search on: proposals by their ids, or your own with --as.

    `sijill lexicon accept pair-reuters`, `sijill lexicon accept --as synonym شحاذ متسول`.
    """
    if kind is not None:
        if len(what) < 2:
            raise click.UsageError("Give two forms or more that find each other.")
        own = Accepted("own-" + what[0].replace(" ", "-"), kind, tuple(what))
        accept(folder.lexicon, own)
        click.echo(f"accepted {own.id}: {' = '.join(own.forms)}")
        return
    known = {one.id: one for one in _proposals(folder)}
    unknown = [id_ for id_ in what if id_ not in known]
    if unknown:
        raise click.ClickException(f"not proposed: {', '.join(unknown)}. See: sijill lexicon suggest")
    for id_ in what:
        accept(folder.lexicon, Accepted(id_, known[id_].kind, known[id_].forms))
        click.echo(f"accepted {id_}: {' = '.join(known[id_].forms)}")


@lexicon.command("refuse")
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@home_option
def refuse_verb(folder: DataFolder, ids: Sequence[str]) -> None:
    """Propose these no more; what was accepted under such an id is taken back."""
    for id_ in ids:
        refuse(folder.lexicon, id_)
        click.echo(f"refused {id_}")


@lexicon.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@home_option
def list_verb(folder: DataFolder, *, as_json: bool) -> None:
    """Show what was accepted and what was refused."""
    groups, gone = accepted(folder.lexicon), sorted(refused(folder.lexicon))
    if as_json:
        print_json({"accepted": [asdict(one) for one in groups], "refused": gone})
        return
    for one in groups:
        click.echo(f"accepted {one.id} ({one.kind}): {' = '.join(one.forms)}")
    for id_ in gone:
        click.echo(f"refused {id_}")
    if not groups and not gone:
        click.echo("nothing was decided yet; see: sijill lexicon suggest")


def _proposals(folder: DataFolder) -> list[Proposal]:
    from index.arrays_engine import ArraysEngine
    from index.search.expansion.proposals import proposals

    snapshot = ArraysEngine(folder.index).snapshot()
    return proposals(snapshot, snapshot.variants, refused(folder.lexicon))
