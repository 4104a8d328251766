"""The pytest plugin: which checks run, in what order, and what their end means for the boxes."""

import time
from collections.abc import Generator

import pytest

from course.evidence import Scene, traceback
from course.faults import AppFault, Blocked
from course.marks import mark_of, proved_by, why_no_proof
from course.plan import running_order
from course.results import Outcome, Result
from course.session import SETTLING, CheckSession

SESSION = pytest.StashKey[CheckSession]()


class ChecksPlugin:
    """Turns pytest's run into the results of one stage."""

    def __init__(self, session: CheckSession) -> None:
        self.session = session
        self._began = 0.0

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[SESSION] = self.session
        config.addinivalue_line("markers", "proves(item, starts, targets): the proof of one box")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.session.collection_errors.append(report.longreprtext)

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        proofs: dict[str, list[pytest.Item]] = {}
        for item in items:
            if id_ := proved_by(item):
                proofs.setdefault(id_, []).append(item)
        order = running_order(self.session.boxes.values())
        chosen = [proofs[id_][0] for id_ in order if len(proofs.get(id_, [])) == 1]
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen
        for id_ in order:
            if len(proofs.get(id_, [])) != 1:
                self._set(self.session.results[id_], "error", why_no_proof(proofs.get(id_, [])))
                self.session.results[id_].reason += "".join(f"\n{e}" for e in self.session.collection_errors)
                self.session.listener.finished(self.session.results[id_])

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        asked = {name for item in session.items for name in getattr(item, "fixturenames", ())}
        if session.items:
            self.session.open(asked | set(self.session.context.stage.services))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        result = self._result(item)
        self._began = time.monotonic()
        self.session.begin()
        self.session.listener.started(result)
        self.session.require(result)
        targets = mark_of(item).kwargs["targets"]
        if self.session.target.name not in targets:
            pytest.skip(f"can be proved only on {' or '.join(targets)}")
        if self.session.target.provider:
            self.session.target.provider.reset()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        result = self._result(item)
        if call.when == "setup":
            result.rule = (getattr(item, "function", None).__doc__ or "").strip()
        if call.excinfo is not None:
            self._judge(result, call.excinfo)
        elif call.when == "call":
            self._set(result, "pass")
        if call.when == "call":
            self._notice_death(result)
            self.session.hang_up()
        if call.when == "teardown":
            result.seconds = round(time.monotonic() - self._began, 3)
            self.session.listener.finished(result)
        return report

    def _judge(self, result: Result, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Say whose fault an exception is."""
        error = excinfo.value
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        if isinstance(error, pytest.skip.Exception):
            self._set(result, "skipped", reason)
        elif isinstance(error, Blocked):
            self._set(result, "blocked", reason)
        elif isinstance(error, AssertionError | pytest.fail.Exception):
            self._set(result, "fail", reason)
            self._gather(result, error)
            if fault := self.session.target.harness_fault():
                self._set(result, "error", fault)
        else:
            self._set(result, "error", f"{type(error).__name__}: {reason}")
            self._gather(result, error)
            if result.evidence:
                result.evidence.traceback = traceback(excinfo)

    def _notice_death(self, result: Result) -> None:
        """An app that ended during a check fails it, whatever it answered before."""
        exchanges = self.session.context.exchanges
        silent = any(exchange.fault for exchange in exchanges)
        code = self.session.death(patience=SETTLING if silent else 0.0)
        if code is None:
            self.session.last = result if exchanges else self.session.last
        elif exchanges and exchanges[0].refused:
            self.session.blame_last(code)
            self._set(result, "blocked", "the app had ended by itself before this check")
        else:
            self._fail_by_death(result, f"the app ended by itself (exit code {code})")
            self.session.note_death(code, f"in {result.id}")

    def _fail_by_death(self, result: Result, said: str) -> None:
        if result.outcome == "pass":
            self._set(result, "fail", said)
            self._gather(result, AppFault(said, expected="an app that keeps running", got=said))
        elif result.outcome == "fail" and result.evidence:
            result.reason += f"; {said}"
            result.evidence.got += f"\n{said}"

    def _gather(self, result: Result, error: BaseException) -> None:
        scene = Scene(
            self.session.context.exchanges,
            self.session.provider_lines(),
            self.session.log(),
            self.session.folder(result),
            self.session.target.shown_url,
        )
        result.evidence = scene.gather(error)

    def _result(self, item: pytest.Item) -> Result:
        return self.session.results[proved_by(item)]

    @staticmethod
    def _set(result: Result, outcome: Outcome, reason: str = "") -> None:
        result.outcome, result.reason = outcome, reason
