"""Run a server: `python -m tests.postgres start FOLDER` prints its address, `stop FOLDER` ends it.

`faults FOLDER [SEED]` kills one at work, and prints what came of it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.postgres.server import Server


def main() -> int:
    """Do what the command line says."""
    if len(sys.argv) not in (3, 4) or sys.argv[1] not in ("start", "stop", "faults"):
        print(__doc__, file=sys.stderr)
        return 2
    server = Server(Path(sys.argv[2]).resolve())
    if sys.argv[1] == "faults":
        from tests.postgres.faults import main as trials

        return 1 if trials(Path(sys.argv[2]).resolve(), int(sys.argv[3]) if len(sys.argv) > 3 else 1) else 0
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
