"""What a test in `tests/labs` may ask for, and how its wrong versions are run: the pytest side of the labs.

A test marked `@proves("T2.1.3-01")` gets the box's lab as `lab`. It runs once with the lab as it is, and once
for each wrong version of it: then it must fail, or the wrong version is reported as a survivor.
"""

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from types import ModuleType

import pytest

from course import topics
from course.labs import choosing, loading, services, wrong
from course.labs.wrong import WrongLab
from course.process import WATCH
from course.provider import Provider
from course.services import NoService
from course.topics import Lab, LabBox

# What a lab leaves open, a wrong one above all, is closed by the garbage collector in some later test.
CARELESS = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
AS_IT_IS = pytest.param(None, id="as it is")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "proves(*boxes): the proof of these boxes, by their lab")
    config.addinivalue_line("markers", "docker: needs a Docker engine")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each proof with the lab as it is and with every wrong version of it."""
    if (mark := metafunc.definition.get_closest_marker("proves")) and "lab" in metafunc.fixturenames:
        caught = [pytest.param(one, id=f"wrong: {one.name}") for one in wrong.of(set(mark.args))]
        metafunc.parametrize("version", [AS_IT_IS, *caught], indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(CARELESS)
        if any("docker" in topics.lab_of(box).needs for box in _boxes(item)):
            item.add_marker("docker")


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Turn the failure that a wrong version must have into a success, and its success into a failure."""
    version = version_of(pyfuncitem)
    if version is None:
        return (yield)
    try:
        yield
    except (AssertionError, pytest.fail.Exception):
        if version.raises:
            raise
        return True
    except Exception as error:
        if type(error).__name__ != version.raises:
            raise
        return True
    pytest.fail(f"survives: nothing fails with {version.name} in place of {version.lab}", pytrace=False)


@pytest.fixture
def version(request: pytest.FixtureRequest) -> WrongLab | None:
    """Return the wrong version that this test runs with, or None for the lab as it is."""
    return getattr(request, "param", None)


@pytest.fixture
def lab(
    request: pytest.FixtureRequest, version: WrongLab | None, load_lab: Callable[..., ModuleType]
) -> ModuleType:
    """Return the lab of the test's first box, loaded, with what it needs running and in the environment."""
    box = _boxes(request.node)[0]
    return load_lab(topics.lab_of(box), version)


@pytest.fixture
def load_lab(
    running: "Running", monkeypatch: pytest.MonkeyPatch
) -> Callable[[Lab, WrongLab | None], ModuleType]:
    """Return what loads a lab, by its entry, with its services in the environment."""

    def load(entry: Lab, version: WrongLab | None = None) -> ModuleType:
        for name, value in running(*entry.needs).items():
            monkeypatch.setenv(name, value)
        if version:
            return loading.load(version.path, version.text)
        return loading.load(entry.path)

    return load


@pytest.fixture
def lab_named(load_lab: Callable[..., ModuleType]) -> Callable[[str], ModuleType]:
    """Return what loads another lab, by its name or its file: for twins, and labs beside the boxes."""
    return lambda name: load_lab(choosing.chosen(name)[0])


class Running:
    """The services of this test session: each is started when it is first needed."""

    def __init__(self, ends: ExitStack) -> None:
        self._ends = ends
        self._started: dict[str, dict[str, str]] = {}

    def __call__(self, *needed: str) -> dict[str, str]:
        """Return the variables of these services; skip, saying why, where one cannot be had."""
        try:
            services.require(needed)
        except NoService as why:
            if os.environ.get("CI") and "docker" not in needed:
                pytest.fail(f"NOT RUN: {why}")
            pytest.skip(f"NOT RUN: {why}")
        for service in needed:
            if service not in self._started:
                self._started[service] = services.start(service, self._ends)
        return {name: value for service in needed for name, value in self._started[service].items()}


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    """Return what starts services; all end with the session."""
    with ExitStack() as ends:
        ends.callback(WATCH.close)
        yield Running(ends)


@pytest.fixture
def provider(running: Running) -> Iterator[Provider]:
    """Return the control of the labs' simulator, with an empty journal and no faults."""
    control = Provider(running("provider")["SIMULATOR_CONTROL_URL"], key="sk-sim-lab")
    control.reset()
    yield control
    control.close()


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[str]]:
    """Return what gives the lines that were printed since it was last asked."""
    return lambda: str(capsys.readouterr().out).splitlines()


def _boxes(item: pytest.Item) -> list[LabBox]:
    mark = item.get_closest_marker("proves")
    found = [topics.find(box) for box in mark.args] if mark else []
    return [box for box in found if isinstance(box, LabBox)]


def version_of(item: pytest.Function) -> WrongLab | None:
    """Return the wrong version that a test runs with, or None for the lab as it is."""
    found = item.callspec.params.get("version") if hasattr(item, "callspec") else None
    return found if isinstance(found, WrongLab) else None
