"""Clean up after a harness that was killed: end what it started as soon as its pipe closes.

A process of its own, started by `process.py`. Each line on stdin is JSON: {"watch": pid}, {"forget": pid},
{"mark": text}, or {"finally": argv}, a command to run at the end; {"done": true} calls it all off.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys

GONE = 5.0  # seconds that what was killed may take to be gone


def main() -> None:
    pids: set[int] = set()
    marks: list[str] = []
    commands: list[list[str]] = []
    for line in sys.stdin:
        order = json.loads(line)
        if order.get("done"):
            return
        pids |= {order["watch"]} if "watch" in order else set()
        pids -= {order.get("forget")}
        marks += [order["mark"]] if "mark" in order else []
        commands += [order["finally"]] if "finally" in order else []
    for pid in pids:
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)
    end_marked(marks)
    for argv in commands:
        subprocess.run(argv, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def end_marked(marks: list[str]) -> None:
    """Kill every process whose environment carries one of the marks, wherever it went, and see it gone."""
    import psutil  # noqa: PLC0415 - not needed while the harness is well, and this process should start at once

    killed = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and any(mark in process.environ().values() for mark in marks):
                process.kill()
                killed.append(process)
    psutil.wait_procs(killed, timeout=GONE)


if __name__ == "__main__":
    main()
