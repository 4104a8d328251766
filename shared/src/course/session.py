"""One run of the checks: the target, the boxes' results so far, and the app that all checks share."""

import contextlib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Protocol

from course.app import App
from course.faults import Blocked, CourseError, DoesNotStart, HarnessError
from course.plan import Box
from course.results import Result, Run
from course.services import NAMES, NoService
from course.targets import Context, Settings, Target

SETTLING = 0.5  # seconds that a dying process gets to be seen as dead


class Listener(Protocol):
    """Who shows the run as it goes."""

    def phase(self, text: str) -> None:
        """Say what is being waited for."""

    def say(self, what: str, detail: str | None = None) -> None:
        """Say what takes long enough to be worth a line."""

    def started(self, result: Result) -> None:
        """Say that a box is being proved."""

    def finished(self, result: Result) -> None:
        """Say what became of a box."""


class CheckSession:
    """What the hooks and fixtures share."""

    def __init__(
        self, run: Run, boxes: Sequence[Box], target: Target, context: Context, listener: Listener
    ) -> None:
        self.run = run
        self.boxes = {box.item.id: box for box in boxes}
        self.results = {result.id: result for result in run.results}
        self.target = target
        self.context = context
        self.listener = listener
        context.say = listener.say
        self.broken = ""
        self.collection_errors: list[str] = []
        self._start_fault: DoesNotStart | None = None
        self._shared: dict[frozenset[tuple[str, str | None]], App] = {}
        self._app: App | None = None
        self._logged = 0
        self.last: Result | None = None  # the last box that asked the app for something

    def open(self, needed: Collection[str]) -> None:
        """Make the target ready; what breaks here is an error of every box."""
        self.listener.phase(f"preparing {self.target.name}")
        try:
            self.target.open(needed)
        except HarnessError as error:
            self.broken = str(error)
        for name in NAMES if not self.broken else ():
            if name in needed:
                self._say_if_missing(name)

    def _say_if_missing(self, name: str) -> None:
        """Say once, under the results, which server the app had to do without."""
        try:
            self.target.service(name)
        except NoService as reason:
            self.run.notes.append(f"{name} is missing, and what needs it was skipped: {reason}")

    def require(self, result: Result) -> None:
        """Raise unless a box can be proved now."""
        if self.broken or (fault := self.target.harness_fault()):
            raise HarnessError(self.broken or fault)
        for need in self.boxes[result.id].item.needs:
            before = self.results.get(need)
            if before and before.outcome in {"fail", "error", "blocked"}:
                raise Blocked(
                    f"needs {need}, which {'is blocked' if before.outcome == 'blocked' else 'does not hold'}"
                )

    def app(self, *, is_proof_of_starting: bool) -> App:
        """Return the shared app; one that died since the last check is started again."""
        if self._app and (code := self.target.exit_code(self._app)) is not None:
            self.blame_last(code)
        if self._app is None and self._start_fault is None:
            self.listener.phase("starting the app")
            try:
                self._app = self.target.app()
            except DoesNotStart as fault:
                self._start_fault = fault
        if self._start_fault is not None:
            if is_proof_of_starting:
                raise self._start_fault
            raise Blocked(f"the app did not start: {self._start_fault}")
        if self._app is None:
            raise HarnessError("the target gave no app")
        return self._app

    def death(self, *, patience: float = 0.0) -> int | None:
        """Return the exit code of the shared app if it has ended."""
        return self.target.exit_code(self._app, patience) if self._app else None

    def note_death(self, code: int, when: str) -> None:
        """Remember that the app ended, so that the next check starts it again."""
        self.run.notes.append(f"the app ended by itself (exit code {code}) {when}; it was started again")
        if self._app:
            self.target.stop(self._app)
        self._app = None

    def blame_last(self, code: int) -> None:
        """An app that is found dead before it was asked anything was ended by the check before."""
        self.note_death(code, f"after {self.last.id if self.last else 'its start'}")
        if self.last and self.last.outcome == "pass":
            self.last.outcome = "fail"
            self.last.reason = f"the app ended by itself (exit code {code}) right after this check"
            self.listener.finished(self.last)

    def shared(self, settings: Settings) -> App:
        """Return the one instance with these settings."""
        key = frozenset(settings.items())
        app = self._shared.get(key)
        if app is None or self.target.exit_code(app) is not None:
            app = self._shared[key] = self.target.start(settings)
        return app

    def hang_up(self) -> None:
        """End the requests that a check left open."""
        for app in [self._app, *self._shared.values()]:
            if app:
                app.hang_up()

    def provider_lines(self) -> list[str] | None:
        """Return what the provider saw in this check, a line a request; None where there is no provider."""
        if self.target.provider is None:
            return None
        with contextlib.suppress(CourseError):
            return [entry.line for entry in self.target.provider.requests()]
        return ["(the simulator did not answer)"]

    def log(self) -> str:
        """Return what the app has logged since this check began."""
        return self._app.log()[self._logged :] if self._app else ""

    def miss_none(self) -> None:
        """A box that was not come to, though nobody stopped the run, is an error."""
        for result in self.results.values():
            if result.outcome == "not run":
                result.outcome, result.reason = "error", "pytest ended before this check was run"

    def begin(self) -> None:
        """Forget the check before."""
        self.context.exchanges.clear()
        self._logged = len(self._app.log()) if self._app else 0

    def folder(self, result: Result) -> Path:
        return self.context.run_folder / result.id
