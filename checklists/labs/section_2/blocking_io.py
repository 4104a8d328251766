"""Blocking I/O: the program stands still while somebody else works, and computes nothing meanwhile.

Run it: course lab T2.1.1-01
Break it: let the caller poll (`here.setblocking(False)`, try again in a loop): the waiting burns a core.
"""

import socket
import threading
import time


def slow_peer(end: socket.socket) -> None:
    """Stand in for a model: it reads the question and takes its time."""
    end.recv(100)
    time.sleep(0.3)
    end.sendall(b"answer")


def ask() -> tuple[float, float]:
    """Return the seconds that passed, and those in which this thread computed."""
    here, there = socket.socketpair()
    peer = threading.Thread(target=slow_peer, args=(there,))
    peer.start()
    began, computed = time.perf_counter(), time.thread_time()
    here.sendall(b"question")
    here.recv(100)  # nothing below this line happens until the peer answers
    spent = time.perf_counter() - began, time.thread_time() - computed
    peer.join()
    here.close()
    there.close()
    return spent


def main() -> None:
    passed, computing = ask()
    print(f"{passed:.3f} s passed, of which {computing:.3f} s were spent computing: the rest was waiting")


if __name__ == "__main__":
    main()
