"""The way through the topics: the order that the course recommends, and the index of all pages."""

import re

from course import catalog, repository, topics
from course.topics import Section, Topic

MADE = "<!-- generated from {source} by `course pages`; edit that -->"
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


def before(stage: int) -> list[str]:
    """Return the headings that one reads before a stage, of those that are there."""
    there = {topic.id for section in topics.sections() for topic in section.headings}
    return [id_ for ids, stages, _ in ORDER if stage in stages for id_ in ids if id_ in there]


def file_name(topic: Topic) -> str:
    """Return a page's name, such as `2.1-python-async-fundamentals.md`."""
    words = re.sub(r"[^a-z0-9]+", "-", topic.name.lower()).strip("-")
    return f"{topic.id}-{words}.md"


def index(sections: list[Section]) -> str:
    """Return the index of all topics."""
    parts = [MADE.format(source="section_*.yaml"), "# Topics", INDEX]
    for section in sections:
        rows = [
            f"| {link(topic)} | {len(topic.items)} | {len(topic.labs)} | {len(topic.questions)} |"
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
        read = " · ".join(link(pages[id_]) if id_ in pages else id_ for id_ in ids)
        build = " · ".join(map(_stage, stages))
        lines += [f"{number}. {why}", *([f"   - Read {read}"] if read else []), f"   - Build {build}"]
    parts = [
        MADE.format(source="course/topic_order.py"),
        "# The recommended order",
        BEFORE_THE_ORDER,
        "\n".join(lines),
    ]
    if more := [topic for section in sections if section.section > 6 for topic in section.headings]:
        parts += ["Whenever you like, from other sources:", "\n".join(f"- {link(topic)}" for topic in more)]
    return "\n\n".join(parts) + "\n"


def after(topic: Topic, sections: list[Section]) -> str:
    """Return the way to what comes after a topic: the next of its step, or the stage; nothing at the end."""
    pages = {one.id: one for section in sections for one in section.headings}
    in_order = {id_: (ids, stages) for ids, stages, _ in ORDER for id_ in ids}
    others = tuple(id_ for id_ in pages if id_ not in in_order)
    ids, stages = in_order.get(topic.id, (others, ()))
    later = [id_ for id_ in ids[ids.index(topic.id) + 1 :] if id_ in pages]
    return link(pages[later[0]]) if later else " · ".join(map(_stage, stages))


def link(topic: Topic) -> str:
    """Return a topic's name, with the way to its page."""
    return f"[{topic.id} {topic.name}]({file_name(topic)})"


def anchor(section: Section) -> str:
    """Return the way to a section's introduction, which stands in the index."""
    words = re.sub(r"[^\w\- ]", "", f"Section {section.section}: {section.title}".lower())
    return f"README.md#{words.replace(' ', '-')}"


def _stage(number: int) -> str:
    """Return a stage's name, and the way to its page where it has one."""
    titles = {checklist.stage: f": {checklist.title}" for checklist in catalog.checklists()}
    name = f"**Stage {number}{titles.get(number, '')}**"
    pages = sorted((repository.root() / "projects").glob(f"{number:02d}_*/README.md"))
    return f"[{name}](../../projects/{pages[0].parent.name}/README.md)" if pages else name
