"""`course run`: the simulator and a stage on this machine, to look at and to chat with."""

from pathlib import Path

from rich.markup import escape

from course.faults import DoesNotStart
from course.interrupts import terminable
from course.output import console
from course.process import WATCH, tail
from course.run.chat import CHAT, Chat
from course.run.follow import follow
from course.run.launch import Launch
from course.run.settings import read_settings
from course.run.welcome import providers, welcome
from course.stage import find_stage
from course.usage import EXIT_FAILED, EXIT_PASSED, WrongUsage


def run(  # noqa: PLR0913 - an option each
    number: int,
    *,
    submission: Path | None,
    port: int | None,
    ask: str | None,
    simulator_port: int | None,
    real: bool,
) -> int:
    """Start a stage; chat once, or until Ctrl-C, which is how it ends well (exit code 0)."""
    stage = find_stage(number, submission)
    settings = read_settings(stage)
    if real and not settings.real:
        raise WrongUsage(f"--real: no provider's own key in {settings.file}; set one as .env.example shows")
    if ask is not None and "provider" not in stage.services:
        raise WrongUsage(f"stage {number} has no chat to ask; stage 2 is the first that has")
    launch = Launch(
        stage, settings, port=0 if ask is not None and port is None else port, simulator_port=simulator_port
    )
    try:
        with terminable(), launch:
            launch.start(quiet=ask is not None)
            return _ask(launch, ask) if ask is not None else _stay(launch)
    except DoesNotStart as fault:
        console(stderr=True).print("\n".join([*map(escape, tail(fault.log, 20)), f"course: {fault}"]))
        return EXIT_FAILED
    finally:
        WATCH.close()


def _ask(launch: Launch, text: str) -> int:
    if launch.settings.real:
        console(stderr=True).print(f"Answered by {providers(launch)}")
    with _chat(launch) as chat:
        return EXIT_PASSED if chat.say(console(), text) else EXIT_FAILED


def _stay(launch: Launch) -> int:
    """Show where everything is and what it logs, until Ctrl-C."""
    out = console()
    welcome(out, launch, chat_path=CHAT)
    try:
        with _chat(launch) as chat:
            code = follow(out, launch, chat if launch.provider else None)
    except KeyboardInterrupt:
        out.print("\nended")
        return EXIT_PASSED
    return code


def _chat(launch: Launch) -> Chat:
    return Chat(launch.url, None if launch.settings.real else launch.provider, launch.credentials)
