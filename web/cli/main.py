"""The command line: `sijill` and its verbs. Each verb lives beside what it acts on and is mounted here."""

from __future__ import annotations

import errno
import io
import sys
import warnings

import click

from archive.paths import DataFolder
from web.cli.console import home_option


class Verbs(click.Group):
    """The verbs in the order of a first use; what they refuse is one clear line and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own name
        """List the verbs as mounted, not by the alphabet."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> object:
        """Run the verb."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            said = plain_words(error)
            if said is None:
                raise
            raise click.ClickException(said) from error


def plain_words(error: BaseException) -> str | None:
    """Return an error that a person can mend, in one line; None for one that is our own fault."""
    from archive.errors import ArchiveError
    from index.errors import IndexingError

    if isinstance(error, ArchiveError | IndexingError):
        return str(error)
    # A reader that went away is told nothing: click ends quietly.
    if isinstance(error, OSError) and error.strerror and not isinstance(error, BrokenPipeError):
        named = f"{error.filename}: " if error.filename else ""
        return f"{named}{error.strerror}{_REMEDIES.get(error.errno or 0, '')}"
    return None


_ROOM = ". Make room there, then run the command again; nothing that was stored is lost"
_RIGHTS = ". Give this user the right to it, or run the command as its owner"
#: What mends an error of the system.
_REMEDIES = {
    errno.ENOSPC: _ROOM,
    getattr(errno, "EDQUOT", errno.ENOSPC): _ROOM,  # Windows knows no quota of this kind
    errno.EFBIG: _ROOM,
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EROFS: ". The disk can only be read: name another data folder with --home",
    errno.EMFILE: ". Too many files are open: end other programs, or raise the limit (ulimit -n)",
}


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sijill", message="Sijill %(version)s")
@home_option
@click.pass_context
def sijill(context: click.Context, folder: DataFolder) -> None:
    """A searchable archive of Arabic news.

    Exit codes: 0 all went in or was found well; 1 something was rejected, found wrong or could not be
    done, and the message says what and how to mend it; 2 the command itself was not understood.
    """
    context.obj = folder


def _mount(group: click.Group) -> None:
    from web.cli.add import add
    from web.cli.archive import VERBS as ARCHIVE_VERBS
    from web.cli.demo import demo
    from web.cli.edit import correct, remove, reread, restore, undo
    from web.cli.embed import embed
    from web.cli.figures import claims, figures
    from web.cli.following.alerts import alert
    from web.cli.following.sources import source
    from web.cli.following.work import poll, work
    from web.cli.index import evaluate, rebuild, update_index, verify
    from web.cli.lexicon import lexicon
    from web.cli.lists import batch, screen
    from web.cli.maintain import doctor, load, repair
    from web.cli.search import search, similar, status
    from web.cli.serve import serve
    from web.cli.words import words

    ours = (
        add, update_index, rebuild, embed, source, poll, work, alert, search, similar, batch, screen, words,
        figures, claims, serve, demo, status, verify, remove, restore, correct, undo, reread, doctor, repair,
        load, evaluate, lexicon,
    )  # fmt: skip
    for verb in (*ours, *ARCHIVE_VERBS):
        group.add_command(verb)


_mount(sijill)


def main() -> None:
    """Return the console command: Arabic comes out whole whatever the terminal's encoding is said to be."""
    # Whoosh 2.7.4 is older than some of Python's warnings on how code is written; its users can't mend it.
    warnings.simplefilter("ignore", SyntaxWarning)
    sys.warnoptions.append("ignore::SyntaxWarning")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sijill(prog_name="sijill")
