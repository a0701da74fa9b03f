"""Starting a server: waitress, in one process, so that limits count every request."""

from __future__ import annotations

import contextlib
import errno
import gc
import logging
import os
import select
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click

from archive.paths import DataFolder
from web.cli.console import home_option
from web.lists.entries import ROOM
from web.settings import Settings

#: Requests that are answered at the same time.
THREADS = 8
#: Bytes of a request's first line and headers; a query of a thousand Arabic letters takes 6,000.
REQUEST_HEADER = 32 * 1024
#: Bytes of a request's body: lists have one. Other addresses refuse what is longer than 64 kB themselves.
REQUEST_BODY = ROOM
#: Bytes of an answer that are kept for a slow reader before its thread waits: more than most exports have.
ANSWER = 512 * 2**20
#: Seconds without a sign of life after which a client is let go.
SILENCE = 60
#: Seconds that a server which is told to end gives to the answers that it has begun.
LAST_ANSWERS = 30
#: Clients at a time; where there is no `poll`, `select` takes no more than 512 files.
CONNECTIONS, CONNECTIONS_OF_SELECT = 1_000, 400


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port.")
@click.option(
    "--log",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How warnings, errors and the address are written; requests are lines of JSON either way.",
)
@click.option("--workers", type=int, hidden=True, help="Of earlier versions: one process answers now.")
@home_option
def serve(folder: DataFolder, host: str, port: int, log: str, workers: int | None) -> None:
    """Serve the page and REST over the data folder, read-only."""
    if log == "json":
        from web.http.request_log import log_all_as_json

        log_all_as_json()
    if workers is not None and workers != 1:
        click.echo("one process answers, with several threads: --workers has no effect", err=True)
    run_server(server_settings(folder), host, port, announced=announce_as_json if log == "json" else announce)


def server_settings(folder: DataFolder) -> Settings:
    """Return the settings of the environment for this data folder; a wrong value is a usage error."""
    try:
        settings = Settings.from_environment(home=folder.home)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    # The demo's folder keeps its articles itself, whatever database the environment names.
    return replace(settings, database=folder.database.url if folder.database else "")


def run_server(
    settings: Settings, host: str, port: int, announced: Callable[[str, int], None] | None = None
) -> None:
    """Serve until stopped; prints the address when the server listens."""
    check_port(host, port)
    check_temporary_folder()
    settings = with_host(settings, host)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = make_server(settings, host, port)
    # What was loaded stays: no search waits while all of it is looked through for garbage.
    gc.collect()
    gc.freeze()
    (announced or announce)(host, server.effective_port)
    answer_until_told(server)


def answer_until_told(server: Any) -> None:
    """Answer until told to end: by Ctrl+C at once, by SIGTERM once all that was begun is answered.

    From then on nobody is let in; what takes more than `LAST_ANSWERS` seconds is cut.
    """
    told = threading.Event()

    def tell(*_: object) -> None:
        told.set()
        server.pull_trigger()

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, tell)
    with contextlib.suppress(SystemExit, KeyboardInterrupt):  # which end it at once
        while not told.is_set():
            _turn(server)
        # The server alone is closed: what wakes this loop is needed for the answers.
        server.del_channel()
        server.socket.close()
        until = time.monotonic() + LAST_ANSWERS
        while _let_idle_go(server) and time.monotonic() < until:
            _turn(server)
    server.task_dispatcher.shutdown()


def _turn(server: Any) -> None:
    """Wait until something may be read or written, and do that."""
    adjusted = server.adj
    server.asyncore.loop(
        adjusted.asyncore_loop_timeout, use_poll=adjusted.asyncore_use_poll, map=server._map, count=1
    )


def _let_idle_go(server: Any) -> bool:
    """Close the connections of clients who wait for no answer; tell whether others are left."""
    for channel in tuple(server.active_channels.values()):
        if not (channel.requests or channel.request or channel.total_outbufs_len):
            channel.handle_close()
    return bool(server.active_channels)


def with_host(settings: Settings, host: str) -> Settings:
    """Return the settings with the address to listen at among the hosts; warn where only this machine is."""
    from web.http.hosts import EVERYWHERE, bracketed

    if host not in EVERYWHERE:
        return replace(settings, hosts=(*settings.hosts, bracketed(host)))
    if not (settings.hosts or settings.public_url):
        click.echo(
            "Readers on other machines are refused until SIJILL_HOSTS names what they call this one, "
            "as in: SIJILL_HOSTS=archive.example.org,192.168.1.20",
            err=True,
        )
    return settings


def check_port(host: str, port: int) -> None:
    """Refuse an address where nobody can listen, with the remedy."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, os.name == "posix")
            trial.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise click.ClickException(
                f"port {port} of {host} is taken by another program. Choose another: --port {port + 1}"
            ) from error
        raise click.ClickException(
            f"nothing can listen at {host}:{port} ({error.strerror or error}). "
            "Choose others with --host and --port"
        ) from error


def check_temporary_folder() -> None:
    """Refuse to serve without temporary files: long answers and searches of a cluster need some."""
    try:
        tempfile.gettempdir()
    except FileNotFoundError as error:
        raise click.ClickException(
            "no folder for temporary files can be written. Name one in TMPDIR, "
            "or give the unit of systemd one: PrivateTmp=yes"
        ) from error


def announce(host: str, port: int) -> None:
    """Say where the server listens."""
    name = f"[{host}]" if ":" in host else host
    click.echo(f"Sijill answers at http://{name}:{port}/ (Ctrl+C stops it)")


def announce_as_json(host: str, port: int) -> None:
    """Say where the server listens, in a line of JSON on standard error."""
    from web.http.request_log import make_logger

    make_logger().info("listening", host=host, port=int(port))


def make_server(settings: Settings, host: str, port: int) -> Any:
    """Return a server that listens and answers once it is run; `effective_port` is the port it got.

    One thread speaks with all clients and hands whole requests to the others; what they answer is kept for
    the client, past a megabyte in a temporary file. Who sends or reads slowly holds no other reader up.
    """
    from waitress.server import create_server

    from web import create_app

    has_poll = hasattr(select, "poll")
    return create_server(
        create_app(settings),
        host=socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0],
        port=port,
        threads=THREADS,
        ident="",
        max_request_header_size=REQUEST_HEADER,
        max_request_body_size=REQUEST_BODY,
        outbuf_high_watermark=ANSWER,
        channel_timeout=SILENCE,
        cleanup_interval=SILENCE // 2,
        asyncore_use_poll=has_poll,
        connection_limit=CONNECTIONS if has_poll else CONNECTIONS_OF_SELECT,
        # The application reads what trusted proxies say; from anybody else it is not believed.
        clear_untrusted_proxy_headers=not settings.proxies,
    )
