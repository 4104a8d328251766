"""What a person may set is written down where a person looks."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLES = [ROOT / ".env.example", *sorted(ROOT.glob("projects/*/.env.example"))]


def variables(text: str) -> set[str]:
    return set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", text, re.MULTILINE))


def test_every_variable_of_a_stage_stands_in_the_example_at_the_root():
    everywhere = variables((ROOT / ".env.example").read_text())

    missing = {path.parent.name: variables(path.read_text()) - everywhere for path in EXAMPLES[1:]}

    assert not any(missing.values()), missing


def test_no_example_carries_a_key():
    for path in EXAMPLES:
        assert not re.search(r"^[A-Z_]*(KEY|SECRET)=\S*[A-Za-z0-9]{12}", path.read_text(), re.MULTILINE), path
