"""Holds long messages for ever, and has started a process that went its own way."""

import os
import subprocess
import sys
import threading

from good import App, serve

CHILD = subprocess.Popen(
    [sys.executable, "-c", "import threading; threading.Event().wait()"], start_new_session=True
)
print("child", CHILD.pid, flush=True)  # noqa: T201 - its log


class Holds(App):
    def echo(self, body):
        if len(body) > 1000:
            print("holding", os.getpid(), CHILD.pid, flush=True)  # noqa: T201 - its log
            threading.Event().wait()
        super().echo(body)


serve(Holds)
