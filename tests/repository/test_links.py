"""Every page of the course points at what is there: files, and headings within pages."""

import re
import subprocess
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

from course import repository

FENCED = re.compile(r"^(?P<fence>`{3,})[^\n]*\n.*?^(?P=fence)`*[ ]*$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\]\((?P<to>[^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (?P<text>.*)$", re.MULTILINE)
NAMED = re.compile(r"<a (?:id|name)=\"([^\"]+)\"")


def pages() -> list[str]:
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    found = subprocess.run(listed, cwd=repository.root(), capture_output=True, text=True, check=True)
    return found.stdout.splitlines()


@pytest.mark.parametrize("name", pages())
def test_links_within_the_repository_lead_somewhere(name):
    """A relative link names a file that is there, and behind its `#` a heading of that page."""
    page = repository.root() / name

    assert [link for link in _links(page) if not _leads_somewhere(page, link)] == []


def _links(page: Path) -> list[str]:
    links = [match["to"] for match in LINK.finditer(CODE.sub("", _prose(page)))]
    return [link for link in links if not re.match(r"[a-z]+:", link)]


def _leads_somewhere(page: Path, link: str) -> bool:
    path, _, anchor = unquote(link).partition("#")
    target = (page.parent / path).resolve() if path else page
    return target.exists() and (not anchor or target.suffix != ".md" or anchor in _anchors(target))


@cache
def _anchors(page: Path) -> set[str]:
    """Return what GitHub calls the headings of a page; of two with one name the second has a number."""
    anchors: list[str] = []
    for heading in HEADING.finditer(_prose(page)):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading["text"]).strip().lower()
        plain = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        anchors.append(f"{plain}-{seen}" if (seen := anchors.count(plain)) else plain)
    return {*anchors, *NAMED.findall(_prose(page))}


def _prose(page: Path) -> str:
    return FENCED.sub("", page.read_text(encoding="utf-8"))
