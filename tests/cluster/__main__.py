"""Run nodes: `python -m tests.cluster start FOLDER` prints the address of one, `stop FOLDER` ends it.

`faults FOLDER [TRIAL ...]` starts three, kills them at work, and prints what came of it. `whole FOLDER CORPUS
[EACH]` takes a corpus through PostgreSQL into three nodes and measures time, room and searches beside the
arrays'. `memory CORPUS` tells how much a process takes that sends articles; it needs no node.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.cluster.node import Node, assemble, free_base


def main() -> int:
    """Do what the command line says."""
    given = {"start": (3,), "stop": (3,), "faults": (3,), "whole": (4, 5), "memory": (3,)}
    verb = "".join(sys.argv[1:2])
    if len(sys.argv) not in given.get(verb, ()) and (verb != "faults" or len(sys.argv) < 3):
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(sys.argv[2]).resolve()
    if sys.argv[1] == "memory":
        from tests.cluster.memory import main as sent

        return sent(folder)
    if sys.argv[1] == "stop":
        Node(folder / "dist", folder / "run").end()
        return 0
    node = Node(folder / "dist", folder / "run", first=free_base())
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    assemble(node.dist)
    if sys.argv[1] == "faults":
        from tests.cluster.faults import main as trials

        return 1 if trials(folder, sys.argv[3:]) else 0
    if sys.argv[1] == "whole":
        from tests.cluster.whole import main as measured

        return measured(folder, Path(sys.argv[3]).resolve(), *map(int, sys.argv[4:]))
    node.start()
    node.wait()
    print(node.address)
    return 0


if __name__ == "__main__":
    sys.exit(main())
