"""What LiteLLM does by itself when it is imported, and must not do here."""

import os
import subprocess
import sys

from conftest import STAGE

WATCHED = """
import dotenv, dotenv.main, socket
dotenv.load_dotenv = dotenv.main.load_dotenv = lambda *_, **__: print("a .env was loaded")
socket.socket.connect = lambda *_: print("somebody was called")
socket.getaddrinfo = lambda *_, **__: print("somebody was looked up")
import app.main
"""


def test_importing_the_app_loads_no_stray_env_calls_nobody_and_says_nothing():
    env = {name: value for name, value in os.environ.items() if not name.startswith("LITELLM_")}
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WATCHED],
        cwd=STAGE,
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )

    assert (ended.stdout, ended.stderr) == ("", "")
