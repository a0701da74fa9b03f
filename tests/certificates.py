"""Certificates for trials on 127.0.0.1: an authority of their own, and servers that it vouches for."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Certificate:
    """A server's certificate with its key, and the authority's; all files."""

    authority: Path
    certificate: Path
    key: Path


def certificate(folder: Path, host: str = "IP:127.0.0.1") -> Certificate:
    """Make an authority and a certificate for a host; skips the test without `openssl`, fails it in CI."""
    if shutil.which("openssl") is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("needs openssl")
    folder.mkdir(parents=True, exist_ok=True)
    names = ("authority.pem", "authority.key", "server.csr", "server.key", "server.pem")
    authority, own_key, request, key, signed = (folder / name for name in names)
    (folder / "names").write_text(f"subjectAltName={host}\n")
    made = ["-newkey", "rsa:2048", "-nodes", "-days", "2"]
    for command in (
        ["req", "-x509", *made, "-keyout", own_key, "-out", authority, "-subj", f"/CN={folder.name}"],
        ["req", *made[:3], "-keyout", key, "-out", request, "-subj", "/CN=trial"],
        ["x509", "-req", "-in", request, "-CA", authority, "-CAkey", own_key, "-CAcreateserial", "-days", "2",
         "-out", signed, "-extfile", folder / "names"],
    ):  # fmt: skip
        subprocess.run(["openssl", *map(str, command)], check=True, capture_output=True)
    return Certificate(authority, signed, key)
