"""The generated pages: what they say, and that a stale one is found."""

import pytest

README = """\
# Tiny

<!-- generated: checklist -->
old
<!-- /generated -->

By hand.

<!-- generated: how-it-is-checked -->
<!-- /generated -->
"""


@pytest.fixture
def readme(course):
    path = course.root / "projects" / "01_tiny" / "README.md"
    path.parent.mkdir()
    path.write_text(README, encoding="utf-8")
    (path.parent / "stage.toml").touch()  # by which a folder is known as a stage
    return path


def test_pages_are_written_once(course, readme):
    """The first call writes the pages and blocks; the second finds nothing to write."""
    first, second = course.run("pages"), course.run("pages")

    assert first.stdout.splitlines() == [
        "wrote checklists/stage_1.md",
        "wrote projects/01_tiny/README.md",
        "wrote checklists/stage_2.md",
    ]
    assert (second.returncode, second.stdout) == (0, "")


def test_a_page_has_everything_but_hints_and_keys(course, readme):
    """A page holds the boxes with why and how, and gives no answer away."""
    course.run("pages")

    page = (course.root / "checklists" / "stage_1.md").read_text(encoding="utf-8")

    assert page.startswith(
        "<!-- generated from stage_1.yaml by `course pages`; edit that -->\n\n# Stage 1: A tiny stage"
    )
    assert (
        "- [ ] **P1-02** Gives back what it is sent\n  - Checked: POST /echo gives back the message" in page
    )
    assert "  - Why: An echo shows that a body arrives.\n  - Needs: P1-01\n" in page
    assert "  - To explain: What does an echo show? (`course explain P1-05`)" in page
    assert "That a body arrives." not in page
    assert "Look at the body." not in page


def test_what_is_carried_stands_on_the_later_page(course, readme):
    """A box that a later stage carries stands under a heading of its own there."""
    course.run("pages")

    page = (course.root / "checklists" / "stage_2.md").read_text(encoding="utf-8")

    assert "## Carried from earlier stages\n\n- [ ] **P1-01** The app starts" in page


def test_only_what_stands_between_markers_changes(course, readme):
    """A README keeps what was written by hand."""
    course.run("pages")

    text = readme.read_text(encoding="utf-8")

    assert "old" not in text
    assert "<!-- /generated -->\n\nBy hand.\n\n<!-- generated: how-it-is-checked -->" in text
    assert "| P1-03 | A message of 100,000 characters comes back whole. |" in text
    assert "**The app**\n\n- [ ] **P1-01** The app starts" in text


def test_a_stale_page_is_named(course, readme):
    """--check writes nothing, names each stale file, and fails."""
    course.run("pages")
    readme.write_text(
        readme.read_text(encoding="utf-8").replace("The app starts", "It starts"), encoding="utf-8"
    )
    before = readme.read_text(encoding="utf-8")

    done = course.run("pages", "--check")

    assert done.returncode == 1
    assert done.stderr == "projects/01_tiny/README.md is stale; write it anew with: course pages\n"
    assert readme.read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("<!-- generated: checklist -->", "<!-- generated: boxes -->", "there is no generated block boxes"),
        ("old\n<!-- /generated -->", "old", "has no end marker"),
    ],
)
def test_a_wrong_marker_is_named(course, readme, right, wrong, said):
    """A marker that nothing is made for, or that has no end, is said and nothing is written."""
    readme.write_text(README.replace(right, wrong), encoding="utf-8")

    done = course.run("pages")

    assert done.returncode == 2
    assert said in done.stderr
    assert readme.read_text(encoding="utf-8") == README.replace(right, wrong)
