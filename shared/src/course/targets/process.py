"""The app as a process on this machine, with a clean environment and a simulator beside it."""

import contextlib
import os
import shutil
from collections.abc import Collection

from course.app import App
from course.faults import DoesNotStart
from course.ports import free_port
from course.process import Process
from course.provider import PREFIXES, Provider
from course.services import Service
from course.services.beside import Beside
from course.simulator import Simulator, start_simulator
from course.targets import Context, Settings
from course.targets.environment import clean_environment, own_environment, search_path
from course.targets.ready import NOBODY, wait_until_ready
from course.usage import WrongUsage

HOST = "127.0.0.1"


class ProcessTarget:
    """Start the stage's own command."""

    name = "process"
    why_no_provider = ""
    why_no_start = ""
    why_no_users = ""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.provider: Provider | None = None
        self.shown_url = f"http://{HOST}:{8000 + context.stage.number}"
        self._path = search_path(context.stage.folder, context.venv)
        self._simulator: Simulator | None = None
        self._beside = Beside(context.run_folder)
        self._app: App | None = None
        self._processes: dict[str, Process] = {}
        self._started = 0
        self._find_command()

    def open(self, needed: Collection[str]) -> None:
        self._beside.start(needed)
        if "provider" in needed:
            self._simulator = start_simulator(self.context.run_folder / "simulator.log")
            self._simulator.wait()
            self.provider = Provider(
                self._simulator.control_url, data_url=self._simulator.data_url, key=self.context.key
            )

    def app(self) -> App:
        if self._app is None:
            self._app = self.start({})
        return self._app

    def start(self, settings: Settings) -> App:
        try:
            return self._start(settings)
        except DoesNotStart as fault:
            if "address already in use" not in fault.log.lower():
                raise self._explained(fault) from None
        return self._start(settings)  # someone was faster on that port

    def _explained(self, fault: DoesNotStart) -> DoesNotStart:
        """Say what the app was told, where its log shows that it went by something else."""
        folder, venv = self.context.stage.folder, self.context.venv
        if NOBODY in str(fault):
            told = "the port to listen on is {port} in stage.toml, and PORT in the environment"
        elif "No module named" in fault.log and not own_environment(folder, venv):
            told = "it ran in the course's environment; a .venv in its folder, or --venv, gives it another"
        else:
            return fault
        return DoesNotStart(f"{fault}; {told}", log=fault.log, exit_code=fault.exit_code)

    def stop(self, app: App) -> None:
        app.close()
        if process := self._processes.pop(app.url, None):
            process.stop()
        if app is self._app:
            self._app = None

    def exit_code(self, app: App, patience: float = 0.0) -> int | None:
        process = self._processes.get(app.url)
        return process.ended_within(patience) if process else None

    def service(self, name: str) -> Service:
        return self._beside.service(name)

    def harness_fault(self) -> str:
        code = self._simulator.process.exit_code() if self._simulator else None
        return self._beside.fault() if code is None else f"the simulator ended by itself (exit code {code})"

    def close(self) -> None:
        with contextlib.ExitStack() as ends:
            ends.callback(self._beside.close)
            if self._simulator:
                ends.callback(self._simulator.stop)
            for process in self._processes.values():
                ends.callback(process.stop)
            if self.provider:
                ends.callback(self.provider.close)
            if self._app:
                ends.callback(self._app.close)

    def _start(self, settings: Settings) -> App:
        stage, port = self.context.stage, free_port()
        self._started += 1
        name = "app" if self._started == 1 else f"app-{self._started}"
        env = self._environment(port) | {name: value or "" for name, value in settings.items()}
        process = Process(
            self._command(port), cwd=stage.folder, env=env, log=self.context.run_folder / f"{name}.log"
        )
        url = f"http://{HOST}:{port}"
        self._processes[url] = process
        try:
            wait_until_ready(
                url,
                stage.ready,
                self.context.ready_timeout,
                exit_code=process.exit_code,
                log=process.log_text,
            )
        except BaseException:
            self._processes.pop(url).stop()
            raise
        return App(
            url,
            env=env,
            settings=settings,
            log=process.log_text,
            exchanges=self.context.exchanges,
            credentials=self.context.credentials,
            terminate=process.ask_to_stop,
            cpu_seconds=process.cpu_seconds,
        )

    def _environment(self, port: int) -> dict[str, str]:
        home = self.context.run_folder / "home"
        home.mkdir(exist_ok=True)
        env = clean_environment(self._path, home, self.context.stage.folder) | {
            "HOST": HOST,
            "PORT": str(port),
            **self.context.settings(self.context.users.file.parent),
            **self._beside.settings(),
        }
        for vendor in PREFIXES:
            env[f"{vendor.upper()}_API_KEY"] = self.context.key if self.provider else ""
            env[f"{vendor.upper()}_BASE_URL"] = self.provider.url(vendor) if self.provider else ""
        return env

    def _command(self, port: int) -> list[str]:
        words = self.context.stage.command(HOST, port)
        return [self._find_command(), *words[1:]]

    def _find_command(self) -> str:
        word = self.context.stage.command(HOST, 0)[0]
        local = self.context.stage.folder / word
        found = (
            str(local)
            if os.sep in word and os.access(local, os.X_OK)
            else shutil.which(word, path=self._path)
        )
        if not found:
            raise WrongUsage(f"{self.context.stage.folder / 'stage.toml'}: run: there is no command {word}")
        return found
