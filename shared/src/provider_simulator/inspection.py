"""The wire inspector's files, served by the control port."""

from __future__ import annotations

from pathlib import Path

FILES = Path(__file__).with_name("inspector")
FRESH = (b"cache-control", b"no-cache")
TYPES = {  # written out: some systems' own tables call JavaScript plain text, and browsers then refuse it
    ".html": b"text/html; charset=utf-8",
    ".css": b"text/css; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
}


def file(path: str) -> Path | None:
    """Find the file for a path; only plain names inside the folder."""
    name = path.removeprefix("/") or "index.html"
    known = {entry.name: entry for entry in FILES.iterdir() if entry.is_file()}
    return known.get(name)


def content_type(file: Path) -> tuple[bytes, bytes]:
    return b"content-type", TYPES.get(file.suffix, b"application/octet-stream")
