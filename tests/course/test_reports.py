"""The result file, and what is made from it."""

import json
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from pydantic import ValidationError

from course.results import Run


class Page(HTMLParser):
    """Collects an HTML page's text, what it loads, and whether its tags are closed."""

    VOID = ("meta", "link", "br", "img")

    def __init__(self, text):
        super().__init__()
        self.words, self.loads, self.open = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.loads += [value for name, value in attrs if name in {"src", "href"}]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture
def failed(course):
    """The reports of a run with a failure, a blocked box, and passes."""
    course.check("answers_html", "--report", "report.html", "--report", "junit.xml")
    return course.root


def test_the_result_file_is_of_its_model(failed, course):
    """The JSON is what the model says, no more; a changed one is refused."""
    text = (failed / "results.json").read_text(encoding="utf-8")

    assert json.loads(text)["format"] == "course-results-1"
    assert Run.model_validate_json(text) == course.results
    with pytest.raises(ValidationError):
        Run.model_validate_json(text.replace('"fail"', '"failed"'))


def test_the_page_needs_nothing_and_shows_everything(failed):
    """report.html is one well-formed file; what the app sent is shown, never run."""
    page = Page((failed / "report.html").read_text(encoding="utf-8"))

    text = " ".join(" ".join(page.words).split())
    assert (page.open, page.loads) == ([], [])
    for said in (
        "2 passed, 1 failed, 1 blocked",
        "P1-02",
        "curl -sS",
        "<!doctype html>",
        "Sorry",
        "course explain",
    ):
        assert said in text


def test_junit_counts_as_the_run_does(failed):
    """The XML parses, and its counts and messages are the run's."""
    (suite,) = ET.parse(failed / "junit.xml").getroot()

    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "4",
        "failures": "1",
        "errors": "0",
        "skipped": "1",
    }
    assert "the body is not JSON" in suite.find("testcase/failure").get("message")
    assert "Sorry" in suite.find("testcase/failure").text


@pytest.mark.parametrize("app", ["not_utf8", "prints_a_megabyte"])
def test_a_report_holds_whatever_an_app_sends(course, app):
    """Broken bytes and long lines do not break a report."""
    course.check(app, "--report", "report.html", "--report", "junit.xml")

    assert Page((course.root / "report.html").read_text(encoding="utf-8")).open == []
    assert ET.parse(course.root / "junit.xml").getroot().tag == "testsuites"
