"""Inputs: the files that a command's paths stand for, in a fixed order, and what readers make of them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.files import is_full
from archive.readers import choose_reader
from archive.readers.base import Draft, Options, Rejected, Source
from archive.text.encodings import HEAD

#: What only a dump holds, and what only a data folder does.
_OF_DUMP = ("manifest.json", "articles.jsonl", "revisions.jsonl", "corrections.jsonl")
_OF_DATA_FOLDER = ("archive.db", "originals")


def walk(paths: Iterable[Path], *, apart: Path | None = None) -> Iterator[Path | Rejected]:
    """Yield the files named and those in the folders named, sorted by path within each folder.

    Hidden files are passed over, and so are the asset folders of saved pages (`page_files` beside
    `page.html`) and the folder `apart` (the data folder). A link in a folder that leads out of it, and a
    path that is not there, are rejects, and so are a dump and a data folder of Sijill's: read file by file
    they would give old revisions for articles. A file that is named is taken, whatever it is called.
    """
    hidden = apart.resolve() if apart is not None else None
    for path in paths:
        if path.is_dir():
            yield from _walk_folder(path, path.resolve(), hidden)
        elif path.is_file():
            yield path
        else:
            yield _missing(path)


def read_inputs(
    paths: Iterable[Path], options: Options, *, apart: Path | None = None
) -> Iterator[Draft | Rejected]:
    """Yield the drafts and rejects of all files under the paths, in order; failures become rejects."""
    for path in walk(paths, apart=apart):
        if isinstance(path, Rejected):
            yield path
        else:
            yield from read_file(path, Source(str(path)), options)


def read_file(path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
    """Yield the drafts and rejects of one file, read by the reader that recognises it."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
        reader = choose_reader(head, source.name)
        if reader is None:
            yield _unknown_format(path, source, options)
            return
        empty = True
        for item in reader.read(path, source, options):
            empty = False
            yield item
        if empty:
            reason = f"the file was read as {reader.name}, and no article is in it"
            yield Rejected(source, "empty", reason, "Look into it: leave it out, or convert it", head[:4096])
    except OSError as error:
        if is_full(error):
            raise  # no input's fault: every further one would be rejected too
        yield _unreadable(source, error, "file")
    except Exception as error:
        reason = f"reading it failed: {type(error).__name__}: {error}"
        yield Rejected(
            source, "failed", reason, "This is a fault of Sijill's: please report it with the file"
        )


def place_of(source: Source) -> str:
    """Return a key for a whole file's path on this machine, the same however the path is written.

    A hash, so that an archive that is passed on does not tell the folders of who made it.
    """
    file, mark, entry = source.name.partition("!")
    whole = f"{Path(file).resolve()}{mark}{entry}"
    return hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _walk_folder(folder: Path, root: Path, apart: Path | None) -> Iterator[Path | Rejected]:
    if refused := _own_folder(folder):
        yield refused
        return
    try:
        paths = sorted(folder.iterdir())
    except PermissionError as error:
        yield _unreadable(Source(str(folder)), error, "folder")
        return
    for path in paths:
        if path.name.startswith("."):
            continue
        # Not `resolve`: it fails for links that lead to themselves.
        if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(root):
            yield _leads_out(path)
        elif path.is_symlink() and not path.exists():
            yield _leads_nowhere(path)
        elif path.is_dir():
            if not (path.is_symlink() or path.resolve() == apart or _is_asset_folder(path)):
                yield from _walk_folder(path, root, apart)
        elif path.is_file():
            yield path


def _own_folder(folder: Path) -> Rejected | None:
    """Return the reject of a dump or a data folder of Sijill's; None for other folders."""
    if all((folder / name).is_file() for name in _OF_DUMP):
        what, remedy = (
            "a dump of an archive of Sijill's",
            (
                "`sijill load` reads it into an empty data folder, with its history; for its articles alone, "
                "add its articles.jsonl"
            ),
        )
    elif all((folder / name).exists() for name in _OF_DATA_FOLDER):
        what, remedy = (
            "a data folder of Sijill's",
            ("Open it with `--home`; for its articles, `sijill dump` it and add the dump's articles.jsonl"),
        )
    else:
        return None
    return Rejected(Source(str(folder)), "own_folder", f"the folder is {what}", remedy)


def _is_asset_folder(path: Path) -> bool:
    """Tell whether a folder holds the pictures and scripts that a browser saved beside a page."""
    stem, mark, _ = path.name.rpartition("_files")
    return bool(mark) and any(path.with_name(f"{stem}.{end}").exists() for end in ("html", "htm", "xhtml"))


def _unreadable(source: Source, error: OSError, what: str) -> Rejected:
    reason = f"the {what} cannot be read: {error.strerror}"
    return Rejected(source, "unreadable", reason, f"Check the {what}")


def _leads_nowhere(path: Path) -> Rejected:
    return Rejected(Source(str(path)), "missing", "the link leads nowhere", "Mend the link, or delete it")


def _missing(path: Path) -> Rejected:
    if path.exists():
        reason = "it is neither a file nor a folder"
        return Rejected(Source(str(path)), "missing", reason, "Save what it holds to a file, and add that")
    return Rejected(Source(str(path)), "missing", "there is no such file or folder", "Check the path")


def _leads_out(path: Path) -> Rejected:
    return Rejected(
        Source(str(path)),
        "unsafe_path",
        "the link leads out of the folder",
        "Name the file that it leads to, if it is to be added",
    )


def _unknown_format(path: Path, source: Source, options: Options) -> Rejected:
    data = path.read_bytes() if path.stat().st_size <= options.limits.record_bytes else b""
    if not data.strip() and path.stat().st_size <= options.limits.record_bytes:
        return Rejected(source, "empty", "the file is empty", "Leave it out", data)
    return Rejected(
        source,
        "unknown_format",
        "the file is in no format that can be read",
        "Convert it to one of those that the README lists, or leave it out",
        data,
    )
