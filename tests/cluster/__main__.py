"""Run nodes: `python -m tests.cluster start FOLDER` prints the address of one, `stop FOLDER` ends it.

`faults FOLDER` starts three, kills them at work, and prints what came of it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.cluster.node import Node, assemble, free_base


def main() -> int:
    """Do what the command line says."""
    if len(sys.argv) != 3 or sys.argv[1] not in ("start", "stop", "faults"):
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(sys.argv[2]).resolve()
    if sys.argv[1] == "stop":
        Node(folder / "dist", folder / "run").end()
        return 0
    node = Node(folder / "dist", folder / "run", first=free_base())
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    assemble(node.dist)
    if sys.argv[1] == "faults":
        from tests.cluster.faults import main as trials

        return 1 if trials(folder) else 0
    node.start()
    node.wait()
    print(node.address)
    return 0


if __name__ == "__main__":
    sys.exit(main())
