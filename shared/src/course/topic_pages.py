"""The topics' pages: one for each heading, with its labs' code."""

import ast
from collections.abc import Iterator
from pathlib import Path

from course import proofs, repository, topics
from course.labs import choosing
from course.topic_order import MADE, after, anchor, file_name, index, order
from course.topics import Lab, LabBox, Part, Section, Topic

NEEDS = {
    "provider": "the simulator",
    "redis": "a Redis",
    "postgres": "a PostgreSQL",
    "docker": "a Docker engine",
    "browser": "a browser",
    "nginx": "an nginx",
}
COMMANDS = ("Run it", "Serve it")  # a lab's notes that are commands


def generated() -> Iterator[tuple[Path, str]]:
    """Yield the topics' pages, with the text they must have."""
    sections, folder = topics.sections(), repository.root() / "checklists" / "topics"
    if not sections:
        return
    rules = proofs.lab_rules()
    for section in sections:
        for topic in section.headings:
            yield folder / file_name(topic), page(section, topic, rules, next_=after(topic, sections))
    yield folder / "README.md", index(sections)
    yield folder / "order.md", order(sections)


def left_over() -> list[Path]:
    """Return the pages of topics that are no more, or are called otherwise now."""
    made = {path for path, _ in generated()}
    return sorted(set((repository.root() / "checklists" / "topics").glob("*.md")) - made)


def page(section: Section, topic: Topic, rules: dict[str, str], *, next_: str) -> str:
    """Return a heading's page: ideas, labs, boxes, questions, reading, and the way on."""
    here = f"[Section {section.section}: {section.title}]({anchor(section)})"
    parts = [
        MADE.format(source=f"{section.name}.yaml"),
        f"# {topic.id} {topic.name}",
        f"{here} · [all topics](README.md) · [the order](order.md)",
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
    parts += ["## Reading", _bullets(topic.read), *([f"Next: {next_}"] if next_ else [])]
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
    """Return what a lab shows, its code, included from its file, and how to run and to break it."""
    code = lab.path.read_text(encoding="utf-8").strip()
    link = f"[`{lab.file}`](../labs/{lab.file})"
    kind = {".py": "python", ".sh": "bash", ".yml": "yaml", ".yaml": "yaml"}.get(lab.path.suffix, "")
    if kind != "python":
        return f"{link}\n\n{_fenced(code, kind)}"
    shows, *notes = filter(None, choosing.docstring(lab).splitlines())
    said = f"{link} · {_shows(lab, shows)}", _fenced(_below_docstring(code), kind), _notes(lab, notes)
    return "\n\n".join(filter(None, said))


def _notes(lab: Lab, lines: list[str]) -> str:
    """Return the lines `Run it: …` and `Break it: …` of a lab as a list, with what it needs."""
    needs = f", with {' and '.join(NEEDS[need] for need in lab.needs)}" if lab.needs else ""
    notes = []
    for line in lines:
        word, _, text = line.partition(": ")
        if word in COMMANDS:
            command, bracket, rest = text.partition(" (")
            text = f"`{command}`{needs if word == 'Run it' else ''}{bracket}{rest}"
        notes.append(f"- **{word}**: {text}")
    return "\n".join(notes)


def _shows(lab: Lab, line: str) -> str:
    """Return a lab's first line; that it is a wrong way must not be overlooked."""
    return f"**The wrong way**: {line.removeprefix('The wrong way: ')}" if lab.wrong else line


def _fenced(code: str, kind: str) -> str:
    return f"````{kind}\n{code}\n````"


def _below_docstring(code: str) -> str:
    end = ast.parse(code).body[0].end_lineno or 0
    return "\n".join(code.splitlines()[end:]).strip()


def _bullets(lines: tuple[str, ...]) -> str:
    return "\n".join(f"- {_line(line)}" for line in lines)


def _line(text: str) -> str:
    return " ".join(text.split())
