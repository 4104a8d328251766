"""A run as JUnit XML, for a CI server."""

from xml.etree import ElementTree as ET

from course.report.failure import printable, story
from course.results import Result, Run


def document(run: Run) -> str:
    """Return the whole file; a blocked box counts as skipped there, as JUnit has no word for it."""
    count = run.count()
    proved = [result for result in run.results if result.outcome != "explain"]
    suite = ET.Element(
        "testsuite",
        name=f"stage {run.stage}: {run.title}",
        tests=str(len(proved)),
        failures=str(count["fail"]),
        errors=str(count["error"]),
        skipped=str(count["blocked"] + count["skipped"] + count["not run"]),
        time=f"{run.seconds:.3f}",
        timestamp=run.started.isoformat(timespec="seconds"),
    )
    for result in proved:
        suite.append(_case(run, result))
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text.decode() + "\n"


def _case(run: Run, result: Result) -> ET.Element:
    name = f"{result.id} {result.text}"
    case = ET.Element(
        "testcase", classname=f"stage_{run.stage}", name=_xml(name), time=f"{result.seconds:.3f}"
    )
    if result.outcome in {"fail", "error"}:
        tag = "failure" if result.outcome == "fail" else "error"
        ET.SubElement(case, tag, message=_xml(result.reason)).text = _xml(story(result))
    elif result.outcome != "pass":
        ET.SubElement(case, "skipped", message=_xml(f"{result.outcome}: {result.reason}"))
    return case


def _xml(text: str) -> str:
    """Replace what XML cannot hold, such as an app's control characters."""
    return "\n".join(map(printable, text.splitlines()))
