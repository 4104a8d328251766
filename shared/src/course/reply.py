"""What the app answered, and the expectations a check puts to it."""

import json
from collections.abc import Mapping
from typing import Any, Self

from httpx2 import Headers

from course.faults import AppFault
from course.wire import Exchange

ENVELOPE = ("type", "code", "message", "param", "request_id")
_MISSING = object()


class Reply:
    """A whole reply; every unmet expectation is a failure of the box."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.status = exchange.status or 0
        self.headers = Headers(list(exchange.reply_headers))
        self.content = exchange.reply_body

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")

    def json(self) -> Any:  # noqa: ANN401 - whatever the app sent
        """Return the body's JSON."""
        try:
            return json.loads(self.content.decode())
        except UnicodeDecodeError as error:
            raise self._fault(
                f"the body is not UTF-8: {error}", expected="JSON in UTF-8", got=str(error)
            ) from None
        except (ValueError, RecursionError) as error:
            kind = self.headers.get("content-type", "no content-type")
            got = f"{kind}: {_cut(' '.join(self.text.split()))}" if self.content else "an empty body"
            raise self._fault(f"the body is not JSON: {error}", expected="a JSON body", got=got) from None

    def field(self, path: str) -> Any:  # noqa: ANN401 - whatever the app sent
        """Return the value at a dotted path, such as `usage.input_tokens` or `data.0.id`."""
        found = _dig(self.json(), path)
        if found is _MISSING:
            raise self._fault(f"the body has no {path}", expected=f"a field {path}", got=_cut(self.text))
        return found

    def expect(
        self, status: int, fields: Mapping[str, object] | None = None, content_type: str | None = None
    ) -> Self:
        """Expect a status, exact values at dotted paths, and a content type; return the reply."""
        found: dict[str, object] = {"status": self.status}
        wanted: dict[str, object] = {"status": status}
        if content_type is not None:
            wanted["content-type"] = content_type
            found["content-type"] = self.headers.get("content-type", "none").partition(";")[0].strip().lower()
        if fields and self.status == status:
            body = self.json()
            wanted |= fields
            found |= {path: _dig(body, path) for path in fields}
        self._compare(wanted, found)
        return self

    def expect_error(self, status: int, code: str, param: object = _MISSING) -> Self:
        """Expect the course's whole error envelope with this status and code; return the reply."""
        self.expect(status, content_type="application/json")
        error = _dig(self.json(), "error")
        if not isinstance(error, dict) or set(error) != set(ENVELOPE):
            wanted = '{"error": {' + ", ".join(ENVELOPE) + "}}"
            raise self._fault("the body is not the error envelope", expected=wanted, got=_cut(self.text))
        self._compare({"error.code": code}, {"error.code": error["code"]})
        for name in ("type", "message", "request_id"):
            if not isinstance(error[name], str) or not error[name].strip():
                raise self._fault(
                    f"error.{name} is empty", expected=f"a text in error.{name}", got=repr(error[name])
                )
        if param is not _MISSING:
            self._compare({"error.param": param}, {"error.param": error["param"]})
        return self

    def _fault(self, message: str, *, expected: str, got: str) -> AppFault:
        return AppFault(message, expected=expected, got=got, exchange=self.exchange)

    def _compare(self, wanted: Mapping[str, object], found: Mapping[str, object]) -> None:
        wrong = [name for name in wanted if name in found and not _same(wanted[name], found[name])]
        if wrong:
            expected = ", ".join(f"{name} {_shown(wanted[name])}" for name in wrong)
            got = ", ".join(f"{name} {_shown(found[name])}" for name in wrong)
            raise self._fault(f"expected {expected}, got {got}", expected=expected, got=got)


def _same(wanted: object, found: object) -> bool:
    """Compare as JSON does: 1 and true are not the same."""
    return wanted == found and isinstance(wanted, bool) == isinstance(found, bool)


def _dig(value: object, path: str) -> object:
    for name in path.split("."):
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            return _MISSING
    return value


def _shown(value: object) -> str:
    if value is _MISSING:
        return "missing"
    try:
        return (
            _cut(json.dumps(value, ensure_ascii=False)) if not isinstance(value, int) else json.dumps(value)
        )
    except TypeError:
        return repr(value)


def _cut(text: str, length: int = 300) -> str:
    return text if len(text) <= length else f"{text[:length]}… ({len(text):,} characters)"
