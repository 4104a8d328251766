"""The client of the provider simulator's control port."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from course.faults import AppFault, HarnessError
from course.loopback import client

PREFIXES = {"anthropic": "/anthropic", "openai": "/openai/v1", "openrouter": "/openrouter/api/v1"}
PATIENCE = 10.0  # seconds to wait for something that should be there at once


@dataclass(frozen=True)
class Entry:
    """One request that the provider saw; its fields are those of the journal."""

    data: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the journal's own fields
        try:
            return self.data[name]
        except KeyError:
            raise AttributeError(f"the journal's entries have no {name}") from None

    @property
    def line(self) -> str:
        """The entry in one line."""
        model = f" {self.data['model']}" if self.data.get("model") else ""
        fault = f", scripted: {self.data['fault']}" if self.data.get("fault") else ""
        status = self.data.get("status") or "no status"
        how = f"{status}, {self.data.get('tokens_sent')} tokens, {self.data.get('ended')}{fault}"
        return f"#{self.data.get('id')} {self.data.get('method')} {self.data.get('path')}{model} → {how}"


class Provider:
    """The stand-in provider: script its faults, hold its tokens, read what it saw."""

    def __init__(self, control_url: str, *, data_url: str | None = None, key: str) -> None:
        self.control_url = control_url.rstrip("/")
        self.key = key
        self._client = client(base_url=self.control_url, timeout=PATIENCE)
        self.data_url = data_url or self._call("GET", "/health")["data_url"]

    def url(self, vendor: str) -> str:
        """Return the base URL that a vendor's SDK is given."""
        return self.data_url + PREFIXES[vendor]

    def reset(self) -> None:
        self._call("POST", "/reset")

    def script(self, *rules: Mapping[str, Any]) -> None:
        """Replace the script of faults."""
        self._call("PUT", "/script", json={"rules": rules})

    def requests(self, vendor: str | None = None) -> list[Entry]:
        """Return every request so far, oldest first."""
        params = {"vendor": vendor} if vendor else {}
        return _entries(self._call("GET", "/journal", params=params))

    def only(self) -> Entry:
        """Return the one request there was."""
        entries = self.requests()
        if len(entries) != 1:
            raise AppFault(
                f"the provider saw {len(entries)} requests, expected exactly one",
                expected="exactly one request to the provider",
                got=f"{len(entries)} requests",
            )
        return entries[0]

    def wait(self, count: int, timeout: float = PATIENCE) -> list[Entry]:
        """Wait until the provider has seen so many requests."""
        what = f"{count} request{'' if count == 1 else 's'} to the provider"
        answer = self._wait("/journal/wait", {"requests": count, "timeout": timeout}, what, timeout)
        return _entries(answer)

    def until(self, entry: int | Entry, state: str, timeout: float = PATIENCE) -> Entry:
        """Wait until a request is `started`, `first_token`, `tokens:N`, `gated` or `ended`."""
        number = entry if isinstance(entry, int) else entry.id
        params = {"until": state, "timeout": timeout}
        what = f"request #{number} to the provider to be: {state}"
        return Entry(self._wait(f"/journal/{number}", params, what, timeout))

    def release(self, tokens: int = 1, *, request: int | None = None) -> None:
        """Let so many held tokens go."""
        self._release({"tokens": tokens}, request)

    def release_all(self, *, request: int | None = None) -> None:
        """Let everything go that is held now."""
        self._release({"all": True}, request)

    def close(self) -> None:
        self._client.close()

    def _release(self, what: dict[str, Any], request: int | None) -> None:
        body = what if request is None else {**what, "request": request}
        response = self._send("POST", "/gates/release", json=body)
        if response.status_code == 409:
            raise AppFault("the provider holds no answer that could be released", got=_error(response))
        _checked(response)

    def _wait(self, path: str, params: Mapping[str, Any], what: str, timeout: float) -> Any:  # noqa: ANN401 - JSON
        response = self._send("GET", path, params=params, timeout=timeout + PATIENCE)
        if response.status_code == 408:
            message = f"waited {timeout:g} s for {what}"
            raise AppFault(message, expected=what, got=self._seen())
        return _checked(response)

    def _seen(self) -> str:
        lines: Iterable[str] = (entry.line for entry in self.requests())
        return "the provider saw: " + ("; ".join(lines) or "no request")

    def _call(self, method: str, path: str, **options: Any) -> Any:  # noqa: ANN401 - JSON
        return _checked(self._send(method, path, **options))

    def _send(self, method: str, path: str, **options: Any) -> httpx2.Response:  # noqa: ANN401 - httpx2's own
        try:
            return self._client.request(method, path, **options)
        except httpx2.HTTPError as error:
            raise HarnessError(f"the simulator's control port does not answer: {error}") from error


def _entries(body: Mapping[str, Any]) -> list[Entry]:
    return [Entry(entry) for entry in body["requests"]]


def _checked(response: httpx2.Response) -> Any:  # noqa: ANN401 - JSON
    if response.status_code == 204:
        return None
    if response.status_code >= 400:
        raise HarnessError(f"the simulator refused {response.request.method}: {_error(response)}")
    return response.json()


def _error(response: httpx2.Response) -> str:
    try:
        return str(response.json()["error"])
    except (ValueError, KeyError, TypeError):
        return f"{response.status_code} {response.text[:200]}"
