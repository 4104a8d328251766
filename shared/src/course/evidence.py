"""Gather what is shown beside a failed box, and keep the full bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from course.faults import AppFault, DoesNotStart
from course.log import end_of_log
from course.places import latest, shown
from course.results import Evidence
from course.wire import Exchange


@dataclass(frozen=True)
class Scene:
    """What was there when a check failed."""

    exchanges: Sequence[Exchange]
    provider: list[str] | None
    log: str
    folder: Path
    base_url: str

    def gather(self, error: BaseException) -> Evidence:
        """Return the evidence of a failure; what is long is written whole to the folder."""
        self._keep_all()
        telling = getattr(error, "exchange", None) or (self.exchanges[-1] if self.exchanges else None)
        log = (error.log if isinstance(error, DoesNotStart) else "") or self.log
        if telling and telling.app_log:
            log = telling.app_log()
        folder = shown(latest(self.folder))
        evidence = Evidence(provider=self.provider, log=end_of_log(log), folder=folder)
        _expected_and_got(evidence, error)
        if telling is not None:
            number = list(self.exchanges).index(telling) + 1
            evidence.curl = telling.curl(
                self.base_url, shown(latest(self.folder) / f"{number:02d}-request.body")
            )
            evidence.reply = telling.reply_text
            evidence.earlier = [exchange.line for exchange in self.exchanges if exchange is not telling]
        return evidence

    def _keep_all(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for number, exchange in enumerate(self.exchanges, 1):
            _keep(exchange, self.folder / f"{number:02d}")
        (self.folder / "app.log").write_text(self.log, encoding="utf-8")
        (self.folder / "provider.txt").write_text("\n".join(self.provider or []), encoding="utf-8")


def _expected_and_got(evidence: Evidence, error: BaseException) -> None:
    if isinstance(error, AppFault):
        evidence.expected, evidence.got = error.expected, error.got or str(error)
    else:
        evidence.got = str(error)


def traceback(excinfo: pytest.ExceptionInfo[BaseException]) -> str:
    """Return a harness error's traceback."""
    return str(excinfo.getrepr(style="short", funcargs=False, chain=True))


def _keep(exchange: Exchange, stem: Path) -> None:
    stem.with_name(f"{stem.name}-request.body").write_bytes(exchange.body)
    head = "\n".join(f"{name}: {value}" for name, value in exchange.headers)
    stem.with_name(f"{stem.name}-request.txt").write_text(f"{exchange.line}\n{head}\n", encoding="utf-8")
    stem.with_name(f"{stem.name}-reply.txt").write_text(exchange.reply_text, encoding="utf-8")
    stem.with_name(f"{stem.name}-reply.body").write_bytes(exchange.reply_body)
