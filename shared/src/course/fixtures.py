"""What a check may ask for."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from course.app import App
from course.plugin import SESSION
from course.project import Container, Project
from course.provider import Provider
from course.services import NoService, Postgres, Redis, Service
from course.session import CheckSession
from course.users import Users


@pytest.fixture
def checking(request: pytest.FixtureRequest) -> CheckSession:
    return request.config.stash[SESSION]


@pytest.fixture
def app(request: pytest.FixtureRequest, checking: CheckSession) -> App:
    """Return the running stage; one instance for the whole run."""
    mark = request.node.get_closest_marker("proves")
    return checking.app(is_proof_of_starting=mark.kwargs["starts"])


@pytest.fixture
def provider(checking: CheckSession) -> Provider:
    """Return the simulator's control, reset."""
    if checking.target.provider is None:
        pytest.skip(checking.target.why_no_provider)
    return checking.target.provider


class Start:
    """Starts a second instance with other settings; None unsets one."""

    def __init__(self, checking: CheckSession) -> None:
        self._checking = checking
        self.own: list[App] = []

    def __call__(self, **settings: str | None) -> App:
        """Return an instance of this check's own, ended with it."""
        app = self._checking.target.start(settings)
        self.own.append(app)
        return app

    def shared(self, **settings: str | None) -> App:
        """Return the one instance of the whole run that has these settings."""
        return self._checking.shared(settings)


@pytest.fixture
def start(checking: CheckSession) -> Iterator[Start]:
    """Return what starts a second instance."""
    if reason := checking.target.why_no_start:
        pytest.skip(reason)
    starter = Start(checking)
    yield starter
    for instance in starter.own:
        checking.target.stop(instance)


@pytest.fixture
def project(checking: CheckSession) -> Project:
    """Return the folder under check."""
    if not checking.context.has_folder:
        pytest.skip("only a URL was given, and no folder")
    return Project(checking.context.stage.folder)


@pytest.fixture
def container(checking: CheckSession) -> Container:
    """Return the stage's containers."""
    made: Callable[[], Container] | None = getattr(checking.target, "container", None)
    if made is None:
        pytest.skip("can be proved only on compose")
    return made()


@pytest.fixture
def users(checking: CheckSession) -> Users:
    """Return the people whom the app knows."""
    if reason := checking.target.why_no_users:
        pytest.skip(reason)
    return checking.context.users


@pytest.fixture
def redis(checking: CheckSession) -> Iterator[Service]:
    """Return the Redis of the app, empty: its `url`, `ask`, `keys`, `stop`, `start`, `pause`, `resume`."""
    found = _service(checking, "redis", Redis)
    found.flush()
    yield found
    found.resume()
    found.start()


@pytest.fixture
def postgres(checking: CheckSession) -> Iterator[Service]:
    """Return the PostgreSQL of the app: its `url`, `query`, `stop`, `start`, `pause`, `resume`."""
    found = _service(checking, "postgres", Postgres)
    yield found
    found.resume()
    found.start()


Kind = TypeVar("Kind", bound=Service)


def _service(checking: CheckSession, name: str, kind: type[Kind]) -> Kind:
    try:
        found = checking.target.service(name)
    except NoService as reason:
        pytest.skip(str(reason))
    if not isinstance(found, kind):
        raise TypeError(name)
    return found
