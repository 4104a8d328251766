"""A run as one HTML page that needs nothing else."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from course.report.failure import sections
from course.results import Evidence, Result, Run


def page(run: Run) -> str:
    """Return the whole page."""
    environment = Environment(
        loader=PackageLoader("course.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    headings: dict[str, list[Result]] = {}
    for result in run.results:
        headings.setdefault(result.heading, []).append(result)
    story = {
        result.id: sections(result, result.evidence or Evidence(), whole=True)
        for result in run.results
        if result.outcome in {"fail", "error"}
    }
    return environment.get_template("report.html.jinja").render(run=run, headings=headings, story=story)
