"""Run a server: `python -m tests.postgres start FOLDER` prints its address, `stop FOLDER` ends it."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.postgres.server import Server


def main() -> int:
    """Do what the command line says."""
    if len(sys.argv) != 3 or sys.argv[1] not in ("start", "stop"):
        print(__doc__, file=sys.stderr)
        return 2
    server = Server(Path(sys.argv[2]).resolve())
    if sys.argv[1] == "stop":
        server.end()
        return 0
    if not server.data.exists():
        server.create()
    server.start()
    print(server.address)
    return 0


if __name__ == "__main__":
    sys.exit(main())
