"""Read `oracle.md`: what each client really makes of each fault, one table for each vendor."""

import json
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("oracle.md")

Fault = dict[str, Any]
Row = dict[str, str]  # the column's heading -> the outcome


def parse_fault(text: str) -> Fault:
    """`cut after_tokens=3` is `{"kind": "cut", "after_tokens": 3}`; values are JSON or plain strings."""
    kind, *parameters = text.split(" ")
    return {"kind": kind, **{name: parse_value(value) for name, value in (p.split("=") for p in parameters)}}


def parse_value(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def read_rows(text: str) -> dict[tuple[str, str], Row]:
    """Every row by vendor (the heading above its table) and fault (its first cell)."""
    rows: dict[tuple[str, str], Row] = {}
    vendor = ""
    columns: list[str] = []
    for line in text.splitlines():
        if line.startswith("## "):
            vendor, columns = line.removeprefix("## "), []
        elif line.startswith("|") and not line.startswith("| ---"):
            cells = [cell.strip(" `") for cell in line.strip("|").split("|")]
            if columns:
                rows[vendor, cells[0]] = dict(zip(columns, cells[1:], strict=True))
            else:
                columns = cells[1:]
    return rows


ROWS = read_rows(TABLE.read_text(encoding="utf-8"))
