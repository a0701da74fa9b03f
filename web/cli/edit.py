"""The verbs that change one article of the archive, and bring the index up to date after it."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.errors import ArchiveError, BadCorrection
from archive.paths import DataFolder
from web.cli.console import home_option, no_index_option, progress
from web.cli.index import date_undated, refresh

if TYPE_CHECKING:
    from archive.claims.claim import Claim
    from archive.store.writer import Store

#: Changes one article of a store and says what was done; further arguments are the verb's own.
Change = Callable[..., str]

Verb = Callable[..., None]


def _user() -> str:
    """Return who is at the keyboard, as the system knows them; empty where it does not."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _changing(*, needs_why: bool, needs_index: bool = False) -> Callable[[Change], Verb]:
    """A verb out of a change: opens the archive, says what was done, and makes the index follow."""

    def decorate(change: Change) -> Verb:
        @wraps(change)
        def verb(folder: DataFolder, *, article_id: str, no_index: bool, **given: Any) -> None:
            if needs_index:
                given["index"] = folder.index
            with _existing(folder) as store:
                click.echo(change(store, article_id, **given))
                date_undated(store)
            if not no_index:
                with progress() as report:
                    refresh(folder, report)

        return _with_options(verb, needs_why=needs_why)

    return decorate


def _with_options(verb: Verb, *, needs_why: bool) -> Verb:
    why = {"required": True} if needs_why else {"default": ""}
    for option in (
        home_option,
        no_index_option,
        click.option("--who", default=_user, help="Who says so.  [default: your user name]"),
        click.option("--why", help="The reason, kept in the history.", **why),
        click.argument("article_id", metavar="ID"),
    ):
        verb = option(verb)
    return verb


def _existing(folder: DataFolder) -> Store:
    """The archive to change, which must be there."""
    from archive.store.database.connection import require_archive
    from archive.store.writer import Store

    require_archive(folder.archive)
    return Store.open(folder.archive)


@click.command()
@_changing(needs_why=True)
def remove(store: Store, article_id: str, *, why: str, who: str) -> str:
    """Withdraw an article: it is kept and no longer shown; restore brings it back."""
    done = store.withdraw(article_id, why=why, who=who)
    return f"{article_id} is {'withdrawn' if done else 'withdrawn already'}"


@click.command()
@_changing(needs_why=False)
def restore(store: Store, article_id: str, *, why: str, who: str) -> str:
    """Bring a withdrawn article back."""
    done = store.restore(article_id, why=why, who=who)
    return f"{article_id} is {'back' if done else 'not withdrawn'}"


def _assignment(
    _context: click.Context, _parameter: click.Parameter, text: str | None
) -> tuple[str, str] | None:
    if text is None:
        return None
    field, equals, value = text.partition("=")
    if not equals:
        raise click.BadParameter(f"{text!r} gives no value; write field=value")
    return field.strip(), value


@click.command()
@_changing(needs_why=True, needs_index=True)
@click.argument("assignment", metavar="FIELD=VALUE", callback=_assignment, required=False)
def correct(
    store: Store, article_id: str, *, assignment: tuple[str, str] | None, index: Path, **said: str
) -> str:
    """Lay a value over an article's own; what the input said is kept, and undo takes the value back.

    `claim:KEY=VALUE` in the place of ID decides all figures of a claim at once: the key is the claim's id, or
    that of a figure which tells it.
    """
    if assignment is None:
        return _correct_claim(store, article_id, index, **said)
    made = store.correct(article_id, *assignment, why=said["why"], who=said["who"])
    return f"{article_id}: {made.field} is now {made.value or 'empty'}"


def _correct_claim(store: Store, text: str, index: Path, *, why: str, who: str) -> str:
    """Decides every figure of the claim that `claim:KEY=VALUE` names, in one transaction."""
    key, equals, value = text.removeprefix("claim:").partition("=")
    if not text.startswith("claim:") or not equals:
        raise click.UsageError("Missing argument 'FIELD=VALUE'.")
    claim = _claim(index, key.strip())
    fields = [(telling.article, f"figure:{telling.figure.key}") for telling in claim.tellings]
    made = store.correct_all(fields, value, why=why, who=who)
    return f"{claim.id}: {len(made):,} figures in {len(claim.articles):,} articles are now {made[0].value}"


def _undo_claim(store: Store, claim: Claim, *, why: str, who: str) -> str:
    """Takes back the last decision on each figure of a claim that one holds for."""
    undone = 0
    for telling in claim.tellings:
        field = f"figure:{telling.figure.key}"
        if any(one.field == field and one.undone is None for one in store.corrections(telling.article)):
            store.undo(telling.article, field, why=why, who=who)
            undone += 1
    if not undone:
        raise ArchiveError(f"no decision holds for {claim.id}")
    return f"{claim.id}: {undone:,} decisions are taken back"


def _claim(index: Path, key: str) -> Claim:
    """The claim of an id, or that a figure of this key tells; rejected figures are looked at too."""
    from index.engine import open_engine
    from index.figures import MOST, FigureFilters
    from index.model import Query

    engine = open_engine(index)
    try:
        claims = engine.figures(Query("*"), FigureFilters(per_page=MOST, rejected=True)).claims.claims
    finally:
        engine.close()
    for claim in claims:
        if claim.id == key or any(telling.figure.key == key for telling in claim.tellings):
            return claim
    raise BadCorrection(f"there is no claim {key!r}", remedy="sijill claims --json lists them by id")


@click.command()
@_changing(needs_why=False, needs_index=True)
@click.option("--field", help="Of this field.  [default: the last correction of any]")
def undo(store: Store, article_id: str, *, field: str | None, index: Path, **said: str) -> str:
    """Take back an article's last correction; of `claim:KEY` the last decision on each of its figures."""
    if article_id.startswith("claim:"):
        return _undo_claim(store, _claim(index, article_id.removeprefix("claim:")), **said)
    undone = store.undo(article_id, field, why=said["why"], who=said["who"])
    return f"{article_id}: {undone.field} is no longer {undone.value or 'empty'}"


@click.command()
@no_index_option
@home_option
def reread(folder: DataFolder, *, no_index: bool) -> None:
    """Read platforms, numbers, times and figures anew, with today's rules and lexicon; decisions are kept."""
    from archive.ingest.reannotate import reread as read_all
    from archive.lexicon.names import load_lexicon
    from archive.store.database.connection import require_archive
    from archive.store.writer import Store

    require_archive(folder.archive)
    with Store.open(folder.archive) as store, progress() as report:
        done = read_all(store, load_lexicon(folder.lexicon), report)
        date_undated(store)
    click.echo(f"{done.changed:,} of {done.articles:,} articles say something else now")
    if not no_index:
        with progress() as report:
            refresh(folder, report)
