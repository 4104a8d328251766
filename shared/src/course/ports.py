"""Free ports on the loopback address."""

import random
import socket

# Below the range that systems take the ports of outgoing connections from, so that none is taken in between.
FIRST, LAST = 20_000, 32_000

_random = random.SystemRandom()


def free_port() -> int:
    """Return a port that nothing listens on."""
    for _ in range(200):
        port = _random.randint(FIRST, LAST)
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no free port")
