"""A real nginx in front of a lab's app, with the settings that a proxy has when nobody thinks of streams."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from course.labs.services import nginx_program
from course.ports import free_port

CONFIG = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass {url}; proxy_http_version 1.1; }}
    }}
}}
"""
PATIENCE = 10.0  # seconds until it must accept


@contextmanager
def nginx(url: str) -> Iterator[str]:
    """Yield the address of an nginx that passes everything on to `url`."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        config = Path(folder) / "nginx.conf"
        config.write_text(CONFIG.format(folder=folder, port=port, url=url), encoding="utf-8")
        command = [nginx_program(), "-c", str(config), "-e", f"{folder}/error.log"]
        with subprocess.Popen(command) as process:
            try:
                _wait(f"http://127.0.0.1:{port}")
                yield f"http://127.0.0.1:{port}"
            finally:
                process.terminate()


def _wait(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            httpx2.get(f"{address}/no-such-path")
        except httpx2.ConnectError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return
