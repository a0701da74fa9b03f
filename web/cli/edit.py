"""The verbs that change one article of the archive, and bring the index up to date after it."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from archive.errors import NoArchive
from archive.paths import DataFolder
from web.cli.console import home_option, no_index_option, progress
from web.cli.index import refresh

if TYPE_CHECKING:
    from archive.store.writer import Store

#: Changes one article of a store and says what was done; further arguments are the verb's own.
Change = Callable[..., str]

Verb = Callable[..., None]


def _user() -> str:
    """Who is at the keyboard, as the system knows them; empty where it does not."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _changing(*, needs_why: bool) -> Callable[[Change], Verb]:
    """A verb out of a change: opens the archive, says what was done, and makes the index follow."""

    def decorate(change: Change) -> Verb:
        @wraps(change)
        def verb(folder: DataFolder, *, article_id: str, no_index: bool, **given: Any) -> None:
            with _existing(folder) as store:
                click.echo(change(store, article_id, **given))
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
    from archive.store.writer import Store

    if not folder.archive_db.is_file():
        raise NoArchive(f"there is no archive in {folder.home}", remedy="Add articles: sijill add PATH")
    return Store.open(folder.archive_db)


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


def _assignment(_context: click.Context, _parameter: click.Parameter, text: str) -> tuple[str, str]:
    field, equals, value = text.partition("=")
    if not equals:
        raise click.BadParameter(f"{text!r} gives no value; write field=value")
    return field.strip(), value


@click.command()
@_changing(needs_why=True)
@click.argument("assignment", metavar="FIELD=VALUE", callback=_assignment)
def correct(store: Store, article_id: str, *, assignment: tuple[str, str], why: str, who: str) -> str:
    """Lay a value over an article's own; what the input said is kept, and undo takes the value back."""
    made = store.correct(article_id, *assignment, why=why, who=who)
    return f"{article_id}: {made.field} is now {made.value or 'empty'}"


@click.command()
@_changing(needs_why=False)
@click.option("--field", help="Of this field.  [default: the last correction of any]")
def undo(store: Store, article_id: str, *, field: str | None, why: str, who: str) -> str:
    """Take back an article's last correction."""
    undone = store.undo(article_id, field, why=why, who=who)
    return f"{article_id}: {undone.field} is no longer {undone.value or 'empty'}"


@click.command()
@no_index_option
@home_option
def reread(folder: DataFolder, *, no_index: bool) -> None:
    """Read platforms, numbers, times and figures anew, with today's rules and lexicon; decisions are kept."""
    from archive.ingest.reannotate import reread as read_all
    from archive.lexicon.names import load_lexicon
    from archive.store.writer import Store

    if not folder.archive_db.is_file():
        raise NoArchive(f"there is no archive in {folder.home}", remedy="Add articles: sijill add PATH")
    with Store.open(folder.archive_db) as store, progress() as report:
        done = read_all(store, load_lexicon(folder.lexicon), report)
    click.echo(f"{done.changed:,} of {done.articles:,} articles say something else now")
    if not no_index:
        with progress() as report:
            refresh(folder, report)
