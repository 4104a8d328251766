"""The app in the stage's own containers, with nothing replaced but the host's ports and the keys."""

import contextlib
import secrets
import time
from collections.abc import Collection

from course.app import App
from course.faults import DoesNotStart, HarnessError
from course.ports import free_port
from course.process import tail
from course.provider import Provider
from course.services import KINDS, VARIABLES, NoService, Service
from course.services.container import ContainerServer
from course.targets import Context, Settings
from course.targets.containers import Containers, environment_of, logs_of, state_of
from course.targets.docker import DockerFault, Project, docker, require_engine
from course.targets.override import (
    APP,
    DATA_URL,
    PROVIDER,
    USERS,
    Override,
    compose_file,
    container_port,
    services_of,
)
from course.targets.ready import wait_until_ready

PROVIDER_TIMEOUT = 20.0


class ComposeTarget:
    """Start the stage's docker-compose.yml under a project name of its own."""

    name = "compose"
    why_no_start = ""
    why_no_users = ""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.provider: Provider | None = None
        self.why_no_provider = f"the compose file has no service {PROVIDER}"
        self.shown_url = f"http://127.0.0.1:{8000 + context.stage.number}"
        self._file = compose_file(context.stage.folder)
        self._services = services_of(self._file)
        require_engine()
        folder, name = context.run_folder, f"course-{secrets.token_hex(4)}"
        self._override = Override(
            self._services,
            name,
            context.key,
            app_port=free_port(),
            control_port=free_port(),
            settings=context.settings(USERS),
            users=context.users.file.parent if context.stage.auth else None,
        )
        self._project = Project(name, self._file, folder / "override.yml", folder / "compose.log")
        self._containers: dict[str, str] = {}
        self._fault = ""

    def open(self, needed: Collection[str]) -> None:  # noqa: ARG002 - the stage's own file says what it has
        (self.context.run_folder / "override.yml").write_text(self._override.text(), encoding="utf-8")
        self._project.log.touch()
        self._project.promise_down(self._images())
        try:
            self._step("building the images", "build")
            self._step("starting the containers", "up", "--detach", "--no-build")
        except DockerFault as fault:
            self._fault = f"docker compose: {fault}"
        if PROVIDER in self._services and not self._fault:
            self.provider = self._connect()

    def app(self) -> App:
        if self._fault:
            raise DoesNotStart(self._fault, log=self._project.text())
        if not container_port(self._services[APP]):
            raise DoesNotStart(f"the service {APP} publishes no port")
        container = self._project.container(APP)
        if not state_of(container)["Running"] and self._containers:
            docker("start", container)
        return self._ready(container, self._override.app_port, {})

    def start(self, settings: Settings) -> App:
        """Run a second container of the same service, on the same network and with the same provider."""
        port = free_port()
        publish = f"127.0.0.1:{port}:{container_port(self._services[APP])}"
        words = [f"--env={name}={value or ''}" for name, value in settings.items()]
        try:
            said = self._project.ask("run", "--detach", "--no-deps", "--publish", publish, *words, APP)
        except DockerFault as fault:
            raise DoesNotStart(f"docker compose run: {fault}") from None
        return self._ready(said.strip().splitlines()[-1], port, settings)

    def stop(self, app: App) -> None:
        app.close()
        container = self._containers.get(app.url, "")
        if container and not app.url.endswith(f":{self._override.app_port}"):
            docker("rm", "--force", "--volumes", container)
            del self._containers[app.url]

    def exit_code(self, app: App, patience: float = 0.0) -> int | None:
        deadline = time.monotonic() + patience
        while True:
            state = state_of(self._containers[app.url])
            if not state["Running"]:
                return int(state["ExitCode"])
            if time.monotonic() >= deadline:
                return None
            time.sleep(0.05)

    def service(self, name: str) -> Service:
        if name not in self._services:
            raise NoService(f"the compose file has no service {name}")
        url = environment_of(self._project.container(APP)).get(VARIABLES[name], "")
        return KINDS[name](ContainerServer(self._project, name, url))

    def harness_fault(self) -> str:
        if self.provider is None:
            return ""
        state = state_of(self._project.container(PROVIDER))
        return "" if state["Running"] else f"the simulator ended by itself (exit code {state['ExitCode']})"

    def container(self) -> Containers:
        return Containers(self._project, self._file)

    def close(self) -> None:
        if self.provider:
            self.provider.close()
        self.context.say("removing the containers")
        with contextlib.suppress(DockerFault):
            self._project.down()
        with contextlib.suppress(DockerFault):
            docker("image", "rm", "--force", *self._images())

    def _images(self) -> list[str]:
        return [self._override.image(name) for name, service in self._services.items() if "build" in service]

    def _step(self, what: str, *argv: str) -> None:
        self.context.say(what)
        self._project.run(*argv, say=lambda line: self.context.say(what, line))

    def _connect(self) -> Provider:
        """Return the simulator's client as soon as it answers."""
        deadline = time.monotonic() + PROVIDER_TIMEOUT
        provider = Provider(
            f"http://127.0.0.1:{self._override.control_port}", data_url=DATA_URL, key=self.context.key
        )
        while True:
            try:
                provider.reset()
            except HarnessError as error:
                if time.monotonic() > deadline:
                    said = "\n".join(
                        tail(docker("logs", self._project.container(PROVIDER), errors_too=True), 3)
                    )
                    raise HarnessError(f"{error}\n{said}") from error
                time.sleep(0.1)
            else:
                return provider

    def _ready(self, container: str, port: int, settings: Settings) -> App:
        url = f"http://127.0.0.1:{port}"
        self._containers[url] = container
        app = App(
            url,
            env=environment_of(container),
            settings=settings,
            log=lambda: logs_of(container),
            exchanges=self.context.exchanges,
            credentials=self.context.credentials,
            terminate=lambda: docker("kill", "--signal", "TERM", container),
        )
        wait_until_ready(
            url,
            self.context.stage.ready,
            self.context.ready_timeout,
            exit_code=lambda: self.exit_code(app),
            log=app.log,
        )
        return app
