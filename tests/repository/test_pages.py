"""The course's generated pages are fresh, and each stage's README has its blocks."""

import pytest

from course import pages, repository


def test_no_generated_page_is_stale(capsys):
    """`course pages --check` finds nothing to write."""
    assert pages.pages(check=True) == 0, capsys.readouterr().err


@pytest.mark.parametrize("number", repository.stage_numbers())
def test_every_stage_readme_has_both_blocks(number):
    """A learner finds the boxes and how they are checked on the stage's own page."""
    readme = (repository.stage_folder(number) / "README.md").read_text(encoding="utf-8")

    assert {match[2] for match in pages.BLOCK.finditer(readme)} == set(pages.BLOCKS)
