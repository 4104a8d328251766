"""`course pages`: the Markdown that is generated from the catalogue, and the test that it is fresh."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from course import catalog, proofs, repository, topic_pages
from course.catalog import AutoItem, CatalogError, Checklist, Heading, Item
from course.output import console
from course.usage import EXIT_FAILED, EXIT_PASSED

BLOCK = re.compile(r"(<!-- generated: ([\w-]+) -->\n).*?(<!-- /generated -->)", re.DOTALL)
OPENING = re.compile(r"<!-- generated: [\w-]+ -->")


def pages(*, check: bool) -> int:
    """Write every stale page; with `check` write none, and say which are stale."""
    stale = {path: text for path, text in generated() if not path.is_file() or _read(path) != text}
    for path, text in stale.items():
        name = path.relative_to(repository.root()).as_posix()
        if check:
            print(f"{name} is stale; write it anew with: course pages", file=sys.stderr)
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            console().print(f"wrote {name}")
    left_over = topic_pages.left_over()
    for path in left_over:
        name = path.relative_to(repository.root()).as_posix()
        if check:
            print(f"{name} is left over: no topic has this page; course pages removes it", file=sys.stderr)
        else:
            path.unlink()
            console().print(f"removed {name}")
    return EXIT_FAILED if check and (stale or left_over) else EXIT_PASSED


def generated() -> Iterator[tuple[Path, str]]:
    """Yield every file that is generated, whole or in part, with the text it must have."""
    rules = proofs.rules()
    for checklist in catalog.checklists():
        yield repository.root() / "checklists" / f"{checklist.name}.md", page(checklist, rules)
        if checklist.stage in repository.stage_numbers():
            readme = repository.stage_folder(checklist.stage) / "README.md"
            if readme.is_file():
                yield readme, with_blocks(readme, checklist, rules)
    yield from topic_pages.generated()


def with_blocks(readme: Path, checklist: Checklist, rules: dict[str, str]) -> str:
    """Return a README with what stands between its markers made anew."""
    text = _read(readme)
    if len(OPENING.findall(text)) != len(BLOCK.findall(text)):
        raise CatalogError(f"{readme}: a generated block has no end marker <!-- /generated -->")

    def fresh(match: re.Match[str]) -> str:
        if (name := match[2]) not in BLOCKS:
            raise CatalogError(f"{readme}: there is no generated block {name}; there are {', '.join(BLOCKS)}")
        return f"{match[1]}\n{BLOCKS[name](checklist, rules)}\n\n{match[3]}"

    return BLOCK.sub(fresh, text)


def page(checklist: Checklist, rules: dict[str, str]) -> str:
    """Return a checklist's own page, with everything but the hints and the answer keys."""
    parts = [
        f"<!-- generated from {checklist.name}.yaml by `course pages`; edit that -->",
        f"# Stage {checklist.stage}: {checklist.title}",
        checklist.goal,
    ]
    for heading in headings(checklist):
        boxes = "\n".join(_box(item) + "".join(_details(item, rules)) for item in heading.items)
        parts += [f"## {heading.name}", boxes]
    return "\n\n".join(parts) + "\n"


def headings(checklist: Checklist) -> list[Heading]:
    """Return the checklist's headings, and one more for what it carries from earlier stages."""
    carried = tuple(catalog.carried_to(checklist.stage))
    more = [Heading(name="Carried from earlier stages", items=carried)] if carried else []
    return [*checklist.headings, *more]


def checklist_block(checklist: Checklist, _rules: dict[str, str]) -> str:
    """Return the boxes as task lists, for a README."""
    parts = [
        f"**{heading.name}**\n\n" + "\n".join(map(_box, heading.items)) for heading in headings(checklist)
    ]
    return "\n\n".join(parts)


def how_it_is_checked(checklist: Checklist, rules: dict[str, str]) -> str:
    """Return a table of every box and how it is checked, for a README."""
    items = [item for heading in headings(checklist) for item in heading.items]
    rows = [f"| {item.id} | {_cell(_how(item, rules))} |" for item in items]
    return "\n".join(["| Box | How it is checked |", "| --- | --- |", *rows])


BLOCKS: dict[str, Callable[[Checklist, dict[str, str]], str]] = {
    "checklist": checklist_block,
    "how-it-is-checked": how_it_is_checked,
}


def _box(item: Item) -> str:
    return f"- [ ] **{item.id}** {item.text}"


def _details(item: Item, rules: dict[str, str]) -> Iterator[str]:
    yield f"\n  - {'Checked' if isinstance(item, AutoItem) else 'To explain'}: {_how(item, rules)}"
    yield f"\n  - Why: {_line(item.why)}"
    if item.needs:
        yield f"\n  - Needs: {', '.join(item.needs)}"


def _how(item: Item, rules: dict[str, str]) -> str:
    if isinstance(item, AutoItem):
        return _line(rules.get(item.id, "There is no proof yet."))
    return f"{_line(item.ask)} (`course explain {item.id}`)"


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def _line(text: str) -> str:
    return " ".join(text.split())


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
