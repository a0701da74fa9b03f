"""The verb that reads all articles again, and brings the index up to date after it."""

from __future__ import annotations

import click

from archive.errors import NoArchive
from archive.paths import DataFolder
from web.cli.console import home_option, no_index_option, progress
from web.cli.index import refresh


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
