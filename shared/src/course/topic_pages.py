"""The topics' pages: one for each heading, an index, and the recommended order."""

import re
from collections.abc import Iterator
from pathlib import Path

from course import catalog, proofs, repository, topics
from course.labs import choosing
from course.topics import Lab, LabBox, Part, Section, Topic

MADE = "<!-- generated from {source} by `course pages`; edit that -->"
NEEDS = {
    "provider": "the simulator",
    "redis": "a Redis",
    "postgres": "a PostgreSQL",
    "docker": "a Docker engine",
    "browser": "a browser",
    "nginx": "an nginx",
}
INDEX = """\
One page for each heading of the checklist: the idea, labs to run and to break, the boxes, the questions.
`course lab 2.1` runs the labs of a heading, `course explain Q2.1-01` asks a question and then shows its key,
`course quiz 2` draws some of a section, and `course status` shows how far you are. Where to begin:
[the recommended order](order.md)."""
BEFORE_THE_ORDER = """\
Topics explain and show; stages ask you to build. Do the topics of a step first, then its stage. You need not
finish every box before you go on: the stage will send you back to what you skipped."""
# The order that the course recommends: topics, then the stage that uses them.
ORDER: tuple[tuple[tuple[str, ...], tuple[int, ...], str], ...] = (
    (
        ("1.1", "1.2", "1.3", "1.4"),
        (1,),
        "HTTP, FastAPI, pydantic, dependencies: then a service of your own.",
    ),
    (("6.1", "6.2"), (1,), "Docker, and the same service in a container."),
    (("3.1",), (2,), "One provider's SDK, and a chat that calls it."),
    (("3.3", "3.2", "3.4"), (3,), "Several providers behind one interface, with fallback."),
    (("2.1", "2.2", "2.3", "4.1", "4.2", "4.3"), (4,), "Async, then streams: the answer token by token."),
    (("5.1", "5.2", "5.3", "5.4"), (5,), "What a service needs before strangers may use it."),
    ((), (6, 7), "Conversations, then everything together."),
)


def generated() -> Iterator[tuple[Path, str]]:
    """Yield the topics' pages, with the text they must have."""
    sections, folder = topics.sections(), repository.root() / "checklists" / "topics"
    if not sections:
        return
    rules = proofs.lab_rules()
    for section in sections:
        for topic in section.headings:
            yield folder / file_name(topic), page(section, topic, rules)
    yield folder / "README.md", index(sections)
    yield folder / "order.md", order(sections)


def left_over() -> list[Path]:
    """Return the pages of topics that are no more, or are called otherwise now."""
    made = {path for path, _ in generated()}
    return sorted(set((repository.root() / "checklists" / "topics").glob("*.md")) - made)


def file_name(topic: Topic) -> str:
    """Return a page's name, such as `2.1-python-async-fundamentals.md`."""
    words = re.sub(r"[^a-z0-9]+", "-", topic.name.lower()).strip("-")
    return f"{topic.id}-{words}.md"


def page(section: Section, topic: Topic, rules: dict[str, str]) -> str:
    """Return a heading's page: ideas, labs, boxes, questions, reading."""
    parts = [
        MADE.format(source=f"{section.name}.yaml"),
        f"# {topic.id} {topic.name}",
        f"Section {section.section}: {section.title} · [all topics](README.md) · [the order](order.md)",
        "After this page you can:",
        _bullets(topic.objectives),
    ]
    for part in topic.parts:
        parts += _part(part, rules, only=len(topic.parts) == 1)
    if topic.questions:
        asked = [f"- **{question.id}** {_line(question.ask)}" for question in topic.questions]
        answer, draw = f"`course explain {topic.questions[0].id}`", f"`course quiz {section.section}`"
        how = f"Answer first, then compare: {answer}; drawn by chance: {draw}."
        parts += ["## Questions", how, "\n".join(asked)]
    if topic.changed:
        parts += [
            "## What has changed",
            "Older courses, and older answers on the web, say otherwise:",
            _bullets(topic.changed),
        ]
    parts += ["## Reading", _bullets(topic.read)]
    return "\n\n".join(parts) + "\n"


def _part(part: Part, rules: dict[str, str], *, only: bool) -> list[str]:
    heading = part.name if only else f"{part.id.removeprefix('T')} {part.name}"
    parts = [f"## {heading}", part.idea.strip()]
    parts += [_lab(lab) for lab in part.labs]
    parts += ["**Try next**", _bullets(part.try_next), "**Boxes**"]
    boxes = []
    for item in part.items:
        if isinstance(item, LabBox):
            how = f"Proved by `{item.lab}`: {_line(rules.get(item.id, 'there is no test yet.'))}"
        else:
            how = f"To explain: {_line(item.ask)} (`course explain {item.id}`)"
        boxes.append(f"- [ ] **{item.id}** {item.text}\n  - {how}")
    return [*parts, "\n".join(boxes)]


def _lab(lab: Lab) -> str:
    """Return a lab's code, included from its file, and how to run it."""
    text = lab.path.read_text(encoding="utf-8").strip()
    ids = choosing.boxes_of(lab)
    run = f"course lab {ids[0] if len(ids) == 1 else lab.file.rpartition('/')[2].removesuffix('.py')}"
    needs = f", with {' and '.join(NEEDS[need] for need in lab.needs)}" if lab.needs else ""
    wrong = "**The wrong way**, to see what is wrong with it: " if lab.wrong else ""
    kind = {".py": "python", ".sh": "bash", ".yml": "yaml", ".yaml": "yaml"}.get(lab.path.suffix, "")
    return f"{wrong}[`{lab.file}`](../labs/{lab.file}) · `{run}`{needs}\n\n````{kind}\n{text}\n````"


def index(sections: list[Section]) -> str:
    """Return the index of all topics."""
    parts = [
        MADE.format(source="section_*.yaml"),
        "# Topics",
        INDEX,
    ]
    for section in sections:
        rows = [
            f"| [{topic.id} {topic.name}]({file_name(topic)}) "
            f"| {len(topic.items)} | {len(topic.labs)} | {len(topic.questions)} |"
            for topic in section.headings
        ]
        head = "| Topic | Boxes | Labs | Questions |\n| --- | --- | --- | --- |"
        parts += [f"## Section {section.section}: {section.title}", section.introduction.strip()]
        parts += ["\n".join([head, *rows])]
    return "\n\n".join(parts) + "\n"


def order(sections: list[Section]) -> str:
    """Return the way through topics and stages."""
    pages = {topic.id: topic for section in sections for topic in section.headings}
    lines = []
    for number, (ids, stages, why) in enumerate(ORDER, start=1):
        known = [
            f"[{id_} {pages[id_].name}]({file_name(pages[id_])})" if id_ in pages else id_ for id_ in ids
        ]
        lines.append(f"{number}. {why}\n   {' · '.join([*known, *map(_stage, stages)])}")
    parts = [
        MADE.format(source="course/topic_pages.py"),
        "# The recommended order",
        BEFORE_THE_ORDER,
        "\n".join(lines),
    ]
    if more := [topic for section in sections if section.section > 6 for topic in section.headings]:
        lines = [f"- [{topic.id} {topic.name}]({file_name(topic)})" for topic in more]
        parts += ["Whenever you like, from other sources:", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def _stage(number: int) -> str:
    """Return a stage's name, and the way to its page where it has one."""
    titles = {checklist.stage: f": {checklist.title}" for checklist in catalog.checklists()}
    name = f"**Stage {number}{titles.get(number, '')}**"
    pages = sorted((repository.root() / "projects").glob(f"{number:02d}_*/README.md"))
    return f"[{name}](../../projects/{pages[0].parent.name}/README.md)" if pages else name


def _bullets(lines: tuple[str, ...]) -> str:
    return "\n".join(f"- {_line(line)}" for line in lines)


def _line(text: str) -> str:
    return " ".join(text.split())
