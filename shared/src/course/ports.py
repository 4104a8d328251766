"""Free ports on the loopback address."""

import atexit
import random
import socket

# Below the range that systems take the ports of outgoing connections from, so that none is taken in between.
FIRST, LAST = 20_000, 32_000

_random = random.SystemRandom()
_reserved: list[socket.socket] = []


def free_port() -> int:
    """Return a TCP port that nothing listens on, and that nobody else is given while this process lives.

    An app may need seconds until it listens. Meanwhile the port's UDP twin, which no app uses, tells all
    who look for one here, in whatever process, that it is taken.
    """
    for _ in range(200):
        port = _random.randint(FIRST, LAST)
        twin = socket.socket(type=socket.SOCK_DGRAM)
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                twin.bind(("127.0.0.1", port))
                listener.bind(("127.0.0.1", port))
            except OSError:
                twin.close()
                continue
        _reserved.append(twin)
        return port
    raise OSError("no free port")


@atexit.register
def give_back() -> None:
    """Let others have the ports that this process reserved."""
    while _reserved:
        _reserved.pop().close()
