"""The demo archive: the briefs that the package carries, in a data folder of their own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

import web
from archive.paths import DataFolder
from archive.progress import Report
from web.cli.console import progress
from web.cli.index import date_undated, refresh
from web.cli.serve import check_port, run_server, server_settings

#: The demo's data folder; never the one that `SIJILL_HOME` names.
DEMO_HOME = Path("sijill-demo")


def corpus() -> Path:
    """Return the briefs: in the installed package, or in the source tree beside it."""
    installed = Path(web.__file__).parent / "demo_corpus"
    folder = installed if installed.is_dir() else installed.parent.parent / "seeds"
    return folder / "articles.jsonl"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port.")
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    default=DEMO_HOME,
    show_default="./sijill-demo",
    help="A data folder for the demo alone.",
)
def demo(host: str, port: int, home: Path) -> None:
    """Build the demo archive where it is not there yet, and serve it."""
    folder = DataFolder(home)
    check_port(host, port)
    with progress() as report:
        prepare(folder, report)
    click.echo(f"The demo archive stands in {home}")
    run_server(server_settings(folder), host, port)


def prepare(folder: DataFolder, report: Report) -> None:
    """Bring archive and index to the corpus; what is there already is reused."""
    from archive.ingest.pipeline import Intake
    from archive.store.writer import Store
    from web.cli.add import take_in

    with Store.open(folder.archive) as store:
        take_in(Intake(store, folder, today=date.today()).run([corpus()]), report)
        date_undated(store)
    refresh(folder, report)
