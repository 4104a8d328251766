"""The streaming chat and clients that are no browsers: the README's own, and those that always leave."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psutil
import pytest
from stage_4_page import FOLDER, PATIENT, stage_4

from course.checks import rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from course.app import App
    from course.provider import Provider
    from course.targets.process import ProcessTarget

STREAM = "/v1/chat/stream"
MODELS = (
    "anthropic/claude-haiku-4-5",
    "openai/gpt-4.1-mini",
    "openrouter/meta-llama/llama-3.3-70b-instruct",
)
DEADLINE = 20.0  # seconds, for what should be so at once


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProcessTarget]:
    target = stage_4(tmp_path_factory.mktemp("stage-4"))
    try:
        target.open({"provider"})
        yield target
    finally:
        target.close()


@pytest.fixture(scope="module")
def stage(target: ProcessTarget) -> App:
    return target.start(PATIENT)


@pytest.fixture
def provider(target: ProcessTarget) -> Provider:
    assert target.provider is not None
    target.provider.reset()
    return target.provider


@pytest.fixture
def ask(stage: App, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the client that the README shows, against this stage."""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    code = readme.split("cat > ask.py <<'EOF'\n")[1].split("EOF\n")[0]
    file = tmp_path / "ask.py"
    file.write_text(code.replace("http://localhost:8000", stage.url), encoding="utf-8")
    argv = [sys.executable, str(file), "What is SSE?"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        yield running
        running.kill()


@pytest.fixture
def _gated(provider: Provider) -> None:
    provider.script(rule("gate", open=1))


@pytest.fixture
def _failing(provider: Provider) -> None:
    provider.script(rule("error_event", after_tokens=2))


@pytest.mark.usefixtures("_gated")
def test_the_readmes_client_prints_each_token_before_the_next_is_let_go(
    provider: Provider, ask: subprocess.Popen[bytes]
) -> None:
    assert ask.stdout is not None
    call, said = provider.wait(1, timeout=DEADLINE)[0], ""
    for _ in range(5):
        provider.until(call, "gated")
        said += os.read(ask.stdout.fileno(), 65_536).decode()
        assert said
        assert call.reply.startswith(said)
        provider.release()
    provider.release_all()
    said += ask.stdout.read().decode()

    assert said == f"{call.reply}\nanthropic, {provider.only().usage['output_tokens']} tokens\n"
    assert ask.wait(DEADLINE) == 0


@pytest.mark.usefixtures("_failing")
def test_the_readmes_client_says_that_an_answer_has_failed(ask: subprocess.Popen[bytes]) -> None:
    said, complained = ask.communicate(timeout=DEADLINE)

    assert said
    assert b"provider_unavailable: " in complained
    assert ask.returncode == 1


@pytest.mark.parametrize("model", MODELS)
def test_clients_that_leave_at_any_point_leave_no_socket_behind(
    stage: App, target: ProcessTarget, provider: Provider, model: str
) -> None:
    """Before the first token, between tokens, and after the last: as many files are open as before."""
    process = psutil.Process(target._processes[stage.url].pid)
    question = {"message": "Never mind.", "model": model}
    with stage.stream("POST", STREAM, json=question) as whole:
        assert list(whole)
    stage.get("/health").expect(200)
    before = process.num_fds()

    for _ in range(10):
        provider.reset()
        provider.script(rule("gate"))
        early = stage.later.post(STREAM, json=question)
        provider.until(provider.wait(1)[0], "gated")
        early.cancel()
        provider.until(1, "ended")
        provider.reset()
        provider.script(rule("gate", open=2))
        with stage.stream("POST", STREAM, json=question) as between:
            between.next()
        provider.until(1, "ended")
        provider.script()
        with stage.stream("POST", STREAM, json=question) as late:
            while late.next().json()["type"] == "token":
                pass

    deadline = time.monotonic() + DEADLINE
    while process.num_fds() > before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert process.num_fds() <= before
