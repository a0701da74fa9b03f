"""Worker processes: what those of every pool do when the process that started them is gone."""

from __future__ import annotations

import os
from multiprocessing import parent_process
from threading import Thread


def end_with_parent() -> None:
    """End this worker as soon as its parent is gone, even killed: nobody takes what it makes.

    To be called once, in the worker; in a process that is no worker it does nothing.
    """
    Thread(target=_wait_and_end, daemon=True).start()


def _wait_and_end() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
