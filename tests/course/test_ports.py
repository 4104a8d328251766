"""A port that was given to one is given to nobody else, although its app does not listen yet."""

import subprocess
import sys

import pytest

from course import ports


@pytest.fixture
def one_port(monkeypatch):
    """The whole range is one port, which is given back afterwards."""
    port = ports.free_port()
    ports.give_back()
    monkeypatch.setattr(ports, "FIRST", port)
    monkeypatch.setattr(ports, "LAST", port)
    yield port
    ports.give_back()


def test_a_port_is_given_once(one_port):
    """Nothing listens on it yet, and still it is taken."""
    assert ports.free_port() == one_port

    with pytest.raises(OSError, match="no free port"):
        ports.free_port()


def test_another_process_is_not_given_it_either(one_port):
    """Two runs on one machine do not start their apps on the same port."""
    ports.free_port()
    program = f"from course import ports; ports.FIRST = ports.LAST = {one_port}; ports.free_port()"

    other = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)

    assert other.returncode == 1
    assert "no free port" in other.stderr


def test_what_has_ended_gives_its_ports_back(one_port):
    """A port is reserved as long as the process lives that asked for it, however it ends."""
    program = f"import os; from course import ports; ports.FIRST = ports.LAST = {one_port}"
    program += "; ports.free_port(); os._exit(0)"

    subprocess.run([sys.executable, "-c", program], check=True)

    assert ports.free_port() == one_port
