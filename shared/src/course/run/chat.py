"""Chat with a running stage through its own API."""

from collections.abc import Mapping
from typing import Any, Self

import httpx2
from rich.console import Console
from rich.markup import escape

from course.provider import Provider

CHAT = "/v1/chat"
TIMEOUT = 120.0  # seconds; the stage's own limit comes first


class Chat:
    """One person's messages, each a conversation of its own; `provider` is the simulator, if that answers."""

    def __init__(self, url: str, provider: Provider | None, credentials: Mapping[str, str]) -> None:
        self._client = httpx2.Client(
            base_url=url, timeout=TIMEOUT, trust_env=False, headers=dict(credentials)
        )
        self._provider = provider

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def say(self, out: Console, text: str) -> bool:
        """Send one message and print what comes back; return whether it is an answer."""
        before = self._requests()
        try:
            reply = self._client.post(CHAT, json={"message": text})
            body = reply.json()
        except (httpx2.HTTPError, ValueError) as error:
            out.print(f"[red]no answer[/]: {escape(str(error) or type(error).__name__)}")
            return False
        if reply.status_code != 200:
            out.print(f"[red]{reply.status_code}[/] {escape(_error(body))}")
            return False
        out.print(escape(str(body.get("content"))), style="bold" if out.is_terminal else "")
        out.print(f"({_facts(body, self._seen(before))})", style="dim" if out.is_terminal else "")
        return True

    def _requests(self) -> int:
        return len(self._provider.requests()) if self._provider else 0

    def _seen(self, before: int) -> str:
        if not self._provider:
            return "from the real provider"
        count = self._requests() - before
        return f"{count} request{'' if count == 1 else 's'} to the simulator"


def _facts(body: dict[str, Any], seen: str) -> str:
    usage = body.get("usage") or {}
    tokens = f"{usage.get('input_tokens')} tokens in, {usage.get('output_tokens')} out"
    return f"{body.get('model')}, {tokens}, {seen}"


def _error(body: Any) -> str:  # noqa: ANN401 - whatever the app answered
    match body:
        case {"error": {"code": code, "message": message}}:
            return f"{code}: {message}"
    return str(body)
