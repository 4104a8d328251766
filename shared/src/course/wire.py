"""One request to the app under check and what came back, in the form it is reported in."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

Headers = tuple[tuple[str, str], ...]

OWN_HEADERS = {
    "host",
    "accept",
    "accept-encoding",
    "connection",
    "user-agent",
    "content-length",
    "transfer-encoding",
}
RAW = "RAW"  # in place of a method: bytes sent as they are
LONGEST_INLINE = 1_000  # a longer body goes to a file, so that the command can be pasted


@dataclass
class Exchange:
    """A request, and its reply or the reason why none came."""

    method: str
    url: str
    headers: Headers
    body: bytes
    settings: dict[str, str | None] = field(default_factory=dict)
    status: int | None = None
    reply_headers: Headers = ()
    reply_body: bytes = b""
    fault: str = ""
    refused: bool = False
    app_log: Callable[[], str] | None = None  # of an app that was started for one check

    @property
    def target(self) -> str:
        """The path and query."""
        parts = urlsplit(self.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def line(self) -> str:
        """The exchange in one line."""
        return f"{self.method} {self.target} → {self.status_line if self.status else self.fault}"

    @property
    def status_line(self) -> str:
        try:
            return f"{self.status} {HTTPStatus(self.status or 0).phrase}"
        except ValueError:
            return str(self.status)

    @property
    def reply_text(self) -> str:
        """The whole reply as a person reads it; nothing if none came."""
        if self.status is None:
            return self.reply_body.decode(errors="replace")
        head = [self.status_line, *(f"{name}: {value}" for name, value in self.reply_headers)]
        end = [f"[{self.fault}]"] if self.fault else []
        return "\n".join([*head, "", self.reply_body.decode(errors="replace"), *end])

    def curl(self, base_url: str, body_file: Path | str) -> str:
        """Return the same request as a command for a shell, to an app at `base_url`."""
        if self.method == RAW:
            return self._netcat(base_url, body_file)
        words = ["curl", "-sS", "-i", *self._method_words(), base_url.rstrip("/") + self.target]
        words += [word for name, value in self._shown_headers() for word in ("-H", f"{name}: {value}")]
        if self.body and self.inline:
            words += ["--data-raw", self.body.decode()]
        elif self.body:
            words += ["--data-binary", f"@{body_file}"]
        command = " ".join(shlex.quote(word) for word in words)
        return f"# the app was started with {self._settings()}\n{command}" if self.settings else command

    def _netcat(self, base_url: str, body_file: Path | str) -> str:
        address = urlsplit(base_url)
        return f"nc {address.hostname} {address.port or 80} < {shlex.quote(str(body_file))}"

    @property
    def inline(self) -> bool:
        """Whether the body can stand on a command line."""
        printable = self.body.decode(errors="replace").replace("\n", "").isprintable()
        return (
            len(self.body) <= LONGEST_INLINE
            and printable
            and b"\xef\xbf\xbd" not in self.body
            and _is_utf8(self.body)
        )

    def _method_words(self) -> list[str]:
        if self.method == "HEAD":
            return ["--head"]
        implied = "POST" if self.body else "GET"
        return [] if self.method == implied else ["-X", self.method]

    def _shown_headers(self) -> list[tuple[str, str]]:
        shown = [(name, value) for name, value in self.headers if name.lower() not in OWN_HEADERS]
        typed = any(name.lower() == "content-type" for name, _ in shown)
        return shown if typed or not self.body else [*shown, ("content-type", "")]

    def _settings(self) -> str:
        return ", ".join(
            f"{name}={value}" if value else f"no {name}" for name, value in self.settings.items()
        )


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
