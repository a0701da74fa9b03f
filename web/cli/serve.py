"""Starting a server: gunicorn on POSIX, waitress elsewhere, one application for both."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click

from archive.paths import DataFolder
from web.cli.console import home_option
from web.http.hosts import EVERYWHERE, bracketed
from web.settings import Settings

#: Requests that one process answers at the same time.
THREADS = 8
#: Longest first line of a request, in bytes: the longest that gunicorn takes.
REQUEST_LINE = 8190


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port.")
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes (POSIX)."
)
@home_option
def serve(folder: DataFolder, host: str, port: int, workers: int) -> None:
    """Serve the page and REST over the data folder, read-only."""
    run_server(server_settings(folder), host, port, workers)


def server_settings(folder: DataFolder) -> Settings:
    """The settings of the environment for this data folder; a wrong value is a usage error."""
    try:
        return Settings.from_environment(home=folder.home)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def run_server(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until stopped; prints the address when the server listens."""
    check_port(host, port)
    if host not in EVERYWHERE:
        settings = replace(settings, hosts=(*settings.hosts, bracketed(host)))
    elif not (settings.hosts or settings.public_url):
        click.echo(
            "Readers on other machines are refused until SIJILL_HOSTS names what they call this one, "
            "as in: SIJILL_HOSTS=archive.example.org,192.168.1.20",
            err=True,
        )
    run = _run_gunicorn if os.name == "posix" else _run_waitress
    run(settings, host, port, workers)


def check_port(host: str, port: int) -> None:
    """Refuses an address where nobody can listen, with the remedy."""
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


def announce(host: str, port: int) -> None:
    """Say where the server listens."""
    name = f"[{host}]" if ":" in host else host
    click.echo(f"Sijill answers at http://{name}:{port}/ (Ctrl+C stops it)")


def _run_gunicorn(settings: Settings, host: str, port: int, workers: int) -> None:
    from gunicorn.app.base import BaseApplication

    from web import create_app

    options: dict[str, Any] = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "limit_request_line": REQUEST_LINE,
        "loglevel": "warning",
        # Newer versions would else write a control socket into the home of whoever serves.
        "control_socket_disable": True,
        "when_ready": lambda arbiter: announce(*arbiter.LISTENERS[0].sock.getsockname()[:2]),
    }

    class Server(BaseApplication):  # type: ignore[misc]
        """gunicorn without a configuration file."""

        def load_config(self) -> None:
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Callable[..., Any]:
            return create_app(settings)

    Server().run()


def _run_waitress(settings: Settings, host: str, port: int, _workers: int) -> None:
    from waitress.server import create_server

    from web import create_app

    server = create_server(create_app(settings), host=host, port=port, threads=THREADS)
    announce(host, server.effective_port)
    server.run()
