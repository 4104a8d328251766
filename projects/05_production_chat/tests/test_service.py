"""The service as a whole: its page, its settings, and what browsers are told."""

import pytest
from conftest import SECRET, STAGE

from app.settings import Settings
from genai_shared.settings import read_settings


@pytest.mark.parametrize(
    ("path", "status", "content_type"),
    [
        ("/", 200, "text/html"),
        ("/session.js", 200, "text/javascript"),
        ("/health", 200, "application/json"),
        ("/docs", 200, "text/html"),
        ("/nowhere", 404, "application/json"),
        ("/../main.py", 404, "application/json"),
    ],
)
async def test_the_page_is_served_beside_the_endpoints(serve, path, status, content_type):
    """To anybody: it holds nothing."""
    async with serve() as served:
        reply = await served.ask("GET", path)

    assert reply.status_code == status
    assert reply.headers["content-type"].startswith(content_type)
    assert reply.headers["x-content-type-options"] == "nosniff"


async def test_the_page_may_run_its_own_scripts_alone(serve):
    """And nobody may put it into a frame."""
    async with serve() as served:
        policy = (await served.ask("GET", "/")).headers["content-security-policy"]

    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


async def test_the_description_says_which_scope_each_route_needs(serve):
    """And how to get a token, so that /docs has a working Authorize."""
    async with serve() as served:
        document = (await served.ask("GET", "/openapi.json")).json()

    assert {"OAuth2PasswordBearer": ["chat"]} in document["paths"]["/v1/chat"]["post"]["security"]
    assert "security" not in document["paths"]["/health"]["get"]
    schemes = document["components"]["securitySchemes"]
    assert schemes["OAuth2PasswordBearer"]["flows"]["password"]["tokenUrl"] == "/v1/auth/token"


async def asked_by_a_script_of(serve, origin, **settings):
    """What a browser is told that asks whether such a script may send an Authorization header."""
    headers = {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization",
    }
    async with serve(**settings) as served:
        reply = await served.ask("OPTIONS", "/v1/chat", headers=headers)
    return reply.headers.get("access-control-allow-origin")


async def test_scripts_of_other_sites_are_kept_out_unless_a_setting_lets_them_in(serve):
    """By name."""
    ours, theirs = "https://app.example", "https://other.example"

    assert await asked_by_a_script_of(serve, ours) is None
    assert await asked_by_a_script_of(serve, ours, cors_origins=f"{ours}, https://b.example") == ours
    assert await asked_by_a_script_of(serve, theirs, cors_origins=ours) is None


@pytest.mark.parametrize(
    ("env", "line"),
    [
        ({"JWT_SECRET": ""}, "JWT_SECRET: Value error, must be at least 32 bytes"),
        ({"JWT_SECRET": "short"}, "JWT_SECRET: Value error, must be at least 32 bytes"),
        (
            {"JWT_SECRET": "", "JWT_SECRET_FILE": "/nowhere"},
            "JWT_SECRET: Value error, /nowhere: No such file",
        ),
        (
            {"CORS_ORIGINS": "*", "CORS_CREDENTIALS": "true"},
            "CORS_ORIGINS: Value error, must name the origins",
        ),
        ({"RATE_LIMIT_FREE": "many"}, "RATE_LIMIT_FREE: Value error, must be such as 20/minute"),
        ({"TRUSTED_PROXIES": "all"}, "TRUSTED_PROXIES: Value error, must be such as 10.0.0.0/8"),
        ({"REDIS_URL": "localhost"}, "REDIS_URL: "),
    ],
)
def test_a_wrong_setting_ends_the_start_with_one_line(monkeypatch, env, line):
    """Which names it, and does not quote a secret."""
    for name, value in ({"JWT_SECRET": SECRET} | env).items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit) as ended:
        read_settings(Settings)

    assert str(ended.value).startswith(line)
    assert len(str(ended.value).splitlines()) == 1
    assert "short" not in str(ended.value)


def test_the_secret_may_stand_in_a_file(monkeypatch, tmp_path):
    """As a container's does."""
    (file := tmp_path / "secret").write_text(SECRET + "\n")
    monkeypatch.setenv("JWT_SECRET_FILE", str(file))

    assert read_settings(Settings).jwt_secret.get_secret_value() == SECRET


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name):
    """In the page, and in the file to copy."""
    assert name.upper() in (STAGE / ".env.example").read_text(encoding="utf-8")
    assert f"`{name.upper()}`" in (STAGE / "README.md").read_text(encoding="utf-8")
