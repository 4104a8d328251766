import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def quickstart_commands() -> list[str]:
    section = README.partition("\n## Quickstart\n")[2].partition("\n## ")[0].partition("\n### ")[0]
    return [block.strip() for block in re.findall(r"```bash\n(.*?)```", section, re.DOTALL)]


def test_the_quickstart_has_exactly_two_one_line_commands():
    commands = quickstart_commands()

    assert len(commands) == 2
    assert all(len(command.splitlines()) == 1 for command in commands), commands


def test_ci_calls_the_very_test_command_of_the_readme():
    assert quickstart_commands()[1] in (ROOT / ".ci/run").read_text().splitlines()


@pytest.mark.parametrize(
    "readme",
    [ROOT / "README.md", *sorted(ROOT.glob("projects/*/README.md"))],
    ids=lambda path: path.parent.name,
)
def test_every_relative_link_of_a_readme_leads_somewhere(readme):
    links = re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)(?:#[^)]*)?\)", readme.read_text())

    missing = [link for link in links if not (readme.parent / link).exists()]

    assert not missing
