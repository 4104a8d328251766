"""Stage 1 documents itself: the pages that FastAPI calls Swagger UI and ReDoc, and what they read."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from course.checks import expect_that, proves

PAGES = ("/docs", "/redoc")
BUNDLE = 20_000  # characters of script in a page: more is a library, with addresses that are never loaded
# What a script or a style inside the page loads: import("https://…"), @import url(//…), fetch('https://…')
INLINE = re.compile(
    r"(?:\bimport\b|\bfetch\(|\burl\(|\.src\s*=)[^;\n]{0,60}?[\"'(]\s*((?:https?:)?//[^\"')\s]+)"
)


@proves("S1-03")
def test_the_service_documents_itself(app):
    """/docs and /redoc are pages of the service, and both read /openapi.json, which lists its endpoints."""
    document = app.get("/openapi.json").expect(200, content_type="application/json")
    document.field("openapi")
    document.field("paths./health.get")

    for page in PAGES:
        html = app.get(page).expect(200, content_type="text/html").text
        expect_that("<script" in html and "openapi" in html, f"{page} to show /openapi.json", got=html[:300])


class Loads(HTMLParser):
    """What a page makes the browser load: scripts, styles, images."""

    def __init__(self, html):
        super().__init__()
        self.addresses = []
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.inside = tag
        name = {"script": "src", "img": "src", "iframe": "src", "link": "href", "base": "href"}.get(tag)
        if address := name and dict(attrs).get(name):
            self.addresses.append(address)

    def handle_data(self, data):
        if self.inside in {"script", "style"} and len(data) < BUNDLE:
            self.addresses += INLINE.findall(data)


@proves("S1-04")
def test_the_documentation_needs_no_internet(app):
    """Every script, style and image of /docs and /redoc comes from the service itself, and is there."""
    here = urlsplit(app.url).netloc
    for page in PAGES:
        for address in Loads(app.get(page).expect(200).text).addresses:
            whole = urlsplit(urljoin(app.url + page, address))
            own = whole.scheme == "data" or whole.netloc == here
            expect_that(own, f"{page} to load nothing from elsewhere", got=address)
            if whole.scheme != "data":
                expect_that(app.get(whole.path).expect(200).text, f"{address} not to be empty")
