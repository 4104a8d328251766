import pytest
from conftest import STAGE, ScriptedLlm

from app.settings import Settings


@pytest.mark.parametrize(
    ("path", "status", "content_type"),
    [
        ("/", 200, "text/html"),
        ("/health", 200, "application/json"),
        ("/v1/models", 200, "application/json"),
        ("/nowhere", 404, "application/json"),
        ("/../main.py", 404, "application/json"),
    ],
)
async def test_the_page_is_served_beside_the_endpoints(serve, path, status, content_type):
    async with serve(ScriptedLlm()) as served:
        reply = await served.ask("GET", path)

    assert reply.status_code == status
    assert reply.headers["content-type"].startswith(content_type)


async def test_no_file_hides_an_endpoints_methods(serve):
    async with serve(ScriptedLlm()) as served:
        reply = await served.ask("PUT", "/health")

    assert (reply.status_code, reply.headers["allow"]) == (405, "GET")


async def test_the_description_shows_both_ways_to_a_stream(serve):
    async with serve(ScriptedLlm()) as served:
        paths = (await served.ask("GET", "/openapi.json")).json()["paths"]

    for method in ("get", "post"):
        assert "text/event-stream" in paths["/v1/chat/stream"][method]["responses"]["200"]["content"]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name):
    assert name.upper() in (STAGE / ".env.example").read_text(encoding="utf-8")
    assert f"`{name.upper()}`" in (STAGE / "README.md").read_text(encoding="utf-8")
