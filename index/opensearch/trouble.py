"""Trouble of a cluster in words: what it refused, and why it may not answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

#: What OpenSearch and the systems below it say of a disk without room.
_DISK = re.compile(r"watermark|no space left|disk usage|not enough space|enospc|disk quota", re.IGNORECASE)
#: The part of a disk that must be free: OpenSearch stops writing below it, unless it is told otherwise.
_FREE = 0.05
#: What to do about one.
ROOM = (
    "Make room on the disks of its nodes or add a node (curl ADDRESS/_cat/allocation?v tells which), "
    "then run the command again"
)


def is_about_disk(reason: str) -> bool:
    """Tell whether a refusal is for want of room on a disk."""
    return _DISK.search(reason) is not None


def reason_of(info: Any) -> str:
    """Return the reason in the body of a refusal, on a line, without the request."""
    error = info.get("error", {}) if isinstance(info, dict) else {}
    if not isinstance(error, dict):
        return str(error)[:300]
    causes = error.get("root_cause") or [error]
    return str(causes[0].get("reason") or error.get("type") or "no reason given")[:300]


def full_disks(stats: Mapping[str, Any]) -> list[str]:
    """Return the names of the nodes whose disks are nearly full, as `/_nodes/stats/fs` tells."""
    found = []
    for node in stats.get("nodes", {}).values():
        room = node.get("fs", {}).get("total", {})
        size, free = room.get("total_in_bytes", 0), room.get("available_in_bytes", 0)
        if size > 0 and free < _FREE * size:
            found.append(str(node.get("name", "?")))
    return sorted(found)


def tls_trouble(said: str, ca: str | None, variable: str) -> tuple[str, str]:
    """Return what is wrong with an encrypted connection, and the remedy; `said` is the client's own word."""
    said = said.lower()
    if "wrong_version_number" in said or "wrong version number" in said or "record layer" in said:
        return (
            "the cluster does not speak TLS at this address",
            "Write http:// where it does not, or see its port",
        )
    if "mismatch" in said or "doesn't match" in said or "not valid for" in said:
        return "the cluster's certificate is for another name", "Name the cluster as its certificate does"
    if "expired" in said:
        return "the cluster's certificate has expired", "Renew it on the nodes"
    trusted = f"{ca} does not vouch for it: name" if ca else "Name"
    return "the cluster's certificate is not trusted", f"{trusted} its authority's file in {variable}"
